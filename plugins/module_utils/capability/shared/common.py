# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options that all modules share: who the stack is, how AWS is reached, and the words a user says for one run."""

from __future__ import annotations

import copy

from ...engine.errors import BadInput

IDENTITY = {
    "application": {
        "type": "str",
        "class": "managed",
        "description": [
            "Name of the application, the first part of the stack's identity. Lower-case letters, digits and hyphens, at most 24.",
            "Needed unless a M(slipway.aws.stack) task opened a declaration for the host.",
        ],
    },
    "environment": {
        "type": "str",
        "class": "managed",
        "description": [
            "Name of the environment, the second part of the stack's identity. Lower-case letters, digits and hyphens, at most 16."
        ],
    },
    "region": {
        "type": "str",
        "class": "managed",
        "description": "AWS Region of the stack, the third part of its identity.",
    },
    "account_id": {
        "type": "str",
        "class": "managed",
        "description": [
            "The AWS account that must answer. A run with credentials of another account is refused before anything is read.",
            "Also part of generated bucket names, which are global.",
        ],
    },
    "tags": {
        "type": "dict",
        "default": {},
        "class": "managed",
        "description": "Tags for every object of the stack. Tags that others have set are left alone.",
    },
    "from_stack": {
        "type": "dict",
        "default": {},
        "class": "optional",
        "description": [
            "Capabilities that another stack of the same account and region has, such as V({network: platform/prod/us-east-1}).",
            "Its objects are looked up by tags and never changed.",
            (
                "V(network.service_security_group_id) and V(network.database_security_group_id) with this stack's own identity "
                "keep security groups of its own in a network that is shared."
            ),
        ],
    },
}
AUTHENTICATION = {
    "access_key": {
        "type": "str",
        "no_log": False,
        "class": "optional",
        "description": "AWS access key ID. The SDK's own ways (environment, profile, role) are used when omitted.",
    },
    "secret_key": {"type": "str", "no_log": True, "class": "optional", "description": "AWS secret access key."},
    "session_token": {
        "type": "str",
        "no_log": True,
        "class": "optional",
        "description": "AWS session token of temporary credentials.",
    },
    "profile": {"type": "str", "class": "optional", "description": "Named profile of the SDK's configuration."},
    "endpoint_url": {
        "type": "str",
        "class": "optional",
        "description": "URL to reach instead of AWS's endpoints. E(AWS_ENDPOINT_URL) does the same.",
    },
    "aws_ca_bundle": {"type": "path", "class": "optional", "description": "File of certificate authorities to trust."},
    "validate_certs": {
        "type": "bool",
        "default": True,
        "class": "optional",
        "description": "Whether TLS certificates are verified.",
    },
    "assume_role_arn": {
        "type": "str",
        "class": "optional",
        "description": "ARN of a role to assume for all calls. Its credentials are refreshed in flight.",
    },
    "external_id": {"type": "str", "class": "optional", "description": "External ID that the role to assume asks for."},
    "dns_role_arn": {
        "type": "str",
        "class": "optional",
        "description": "ARN of a role to assume for the hosted zone, where it lives in another account.",
    },
    "dns_external_id": {
        "type": "str",
        "class": "optional",
        "description": "External ID that O(dns_role_arn) asks for.",
    },
}
WORDS = {
    "adopt": {
        "type": "dict",
        "default": {},
        "class": "optional",
        "description": "Existing objects to take over, address to ID. Only tags are written in that run.",
    },
    "forget": {
        "type": "list",
        "elements": "str",
        "default": [],
        "class": "optional",
        "description": "Addresses whose objects stay as they are and stop being the stack's.",
    },
    "formerly": {
        "type": "dict",
        "default": {},
        "class": "optional",
        "description": "Renamed addresses, new to old. The object is kept.",
    },
    "ignore": {
        "type": "list",
        "elements": "str",
        "default": [],
        "class": "optional",
        "description": "Fields that are never compared, as C(address.field), or members of them, as C(address.field.member). Patterns with V(*) "
        "are allowed.",
    },
    "ignore_tags": {
        "type": "list",
        "elements": "str",
        "default": [],
        "class": "optional",
        "description": "Tag keys that are never compared. Patterns with V(*) are allowed.",
    },
    "replace": {
        "type": "list",
        "elements": "str",
        "default": [],
        "class": "optional",
        "description": "Addresses whose replacement, and the interruption it means, is accepted in this run.",
    },
    "data": {
        "type": "list",
        "elements": "str",
        "default": [],
        "class": "optional",
        "description": "Addresses of objects that hold data and may be deleted in this run.",
    },
    "new_data": {
        "type": "list",
        "elements": "str",
        "default": [],
        "class": "optional",
        "description": "Addresses of data-bearing objects that are really new although the stack owns undeclared ones of the kind.",
    },
    "release": {
        "type": "raw",
        "class": "optional",
        "sample": "backend,frontend:2.0",
        "description": [
            (
                "Services to release in this run: V(backend) for what the service itself names or builds, V(backend:1.4.0) for a tag, "
                "V(backend@sha256:...) for a digest, several with commas between them, V(all) for every one, or a dictionary of service "
                "to tag, digest or whole image. V(site) is the single-page application."
            ),
            "Nothing else of the stack is looked at. Later runs keep what was released until the service names another image.",
        ],
    },
    "promote_from": {
        "type": "str",
        "class": "optional",
        "sample": "staging",
        "description": [
            (
                "Environment of the same application, account and Region, such as V(staging), whose stack has to have run what "
                "O(release) releases here. A service without a version gets the image that runs there."
            ),
            "Its image is copied into the repository of this stack, under the same digest.",
        ],
    },
    "unproven": {
        "type": "bool",
        "default": False,
        "class": "optional",
        "description": "Release what O(promote_from) has no record of a complete deployment of, too. For one run.",
    },
    "prune": {
        "type": "bool",
        "default": False,
        "class": "optional",
        "description": ["Delete what the declared capabilities no longer declare. Works only in a full run."],
    },
}
RUNNING = {
    "lock": {
        "type": "bool",
        "default": True,
        "class": "optional",
        "description": [
            "Hold the stack's lock, an SSM parameter, while something is changed.",
            "Switch it off for all runs of a stack or for none: beside the lock a parameter says that the stack is no longer new.",
        ],
    },
    "lock_wait_minutes": {
        "type": "int",
        "default": 0,
        "class": "optional",
        "description": [
            "For how long to wait for another run that holds the lock, at most 1440. It is named while it is waited for. Then everything is read anew.",
            "Without it the run leaves at once.",
        ],
    },
    "break_lock": {
        "type": "str",
        "class": "optional",
        "description": "ID of a lock whose holder is dead. The refusal of a locked run names it.",
    },
    "approved": {
        "type": "str",
        "class": "optional",
        "description": "Digest of the only plan that may be carried out, as C(playbooks/plan.yml) prints it.",
    },
    "wait": {
        "type": "bool",
        "default": True,
        "class": "optional",
        "description": "Wait until everything is stable. Without it only what others need is waited for.",
    },
    "outputs_file": {
        "type": "path",
        "class": "optional",
        "sample": "outputs.json",
        "description": [
            "File into which a run that ends well writes what it made for others to use: addresses, URLs, endpoints, names. No secret is in it.",
            "C(.json) has the outputs by capability, C(.env) one line for each, such as C(LOAD_BALANCER_DNS_NAME=...), for a shell or a pipeline.",
            "Beside where the command runs unless it is absolute. Each stack of a run needs a file of its own.",
        ],
    },
    "plan_json": {
        "type": "path",
        "class": "optional",
        "sample": "plan.json",
        "role_default": "{{ plan_json | default(omit) }}",
        "description": [
            "File into which the plan is written as JSON before anything is changed, also in check mode. C(-e plan_json=plan.json) says it to the playbooks.",
            "Beside where the command runs unless it is absolute. Each stack of a run needs a file of its own.",
        ],
    },
    "progress": {
        "type": "path",
        "class": "optional",
        "description": "File to which progress is appended. The action plugin sets it.",
    },
    "workers": {
        "type": "int",
        "default": 8,
        "class": "optional",
        "description": "Calls in flight at the same time, from 1 to 64.",
    },
}
PLACING = {
    "state": {
        "type": "str",
        "choices": ["present", "absent"],
        "default": "present",
        "class": "optional",
        "description": "V(absent) deletes all objects of this capability instance that nothing else uses.",
    },
    "instance": {
        "type": "str",
        "default": "main",
        "class": "optional",
        "description": "Tells several of one capability in a stack apart. It is part of every address and cannot change later.",
    },
}
STACK_OPTIONS = {**IDENTITY, **AUTHENTICATION, **WORDS, **RUNNING}
COMMON_OPTIONS = {**STACK_OPTIONS, **PLACING}
_DOCUMENTATION = ("description", "class", "aws", "sample", "version_added", "values", "role_default")


def argument_spec(options):
    """The Ansible argument spec of documented options: documentation keys left out, suboptions included."""
    result = {}
    for name, option in options.items():
        # Ansible's validator fills defaults in place: it must not get the documented ones.
        spec = {key: copy.deepcopy(value) for key, value in option.items() if key not in (*_DOCUMENTATION, "options")}
        if "options" in option:
            spec["options"] = argument_spec(option["options"])
        result[name] = spec
    return result


RANGES = {"workers": (1, 64), "lock_wait_minutes": (0, 1440)}


def check_running(options):
    """Refuse numbers with which a run could not go on."""
    for name, (least, most) in RANGES.items():
        value = options.get(name)
        if value is not None and not least <= value <= most:
            raise BadInput("stack_" + name, value, "from %d to %d is allowed" % (least, most))


def check_identity(stack):
    """Refuse an identity that cannot be part of names and tags on AWS."""
    import re

    word = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
    for option, value, limit in (("application", stack.application, 24), ("environment", stack.environment, 16)):
        if not word.fullmatch(value or "") or len(value) > limit:
            raise BadInput(
                "stack_" + option,
                value,
                "lower-case letters, digits and single hyphens, beginning with a letter, at most %d characters" % limit,
            )
    if not re.fullmatch(r"[a-z]{2,4}(-[a-z]+)+-\d", stack.region or ""):
        raise BadInput("stack_region", stack.region, "the name of an AWS Region, such as us-east-1")
    if stack.account_id is not None and not re.fullmatch(r"\d{12}", stack.account_id):
        raise BadInput("stack_account_id", stack.account_id, "twelve digits")
    for capability, identity in stack.from_stack.items():
        parts = str(identity).split("/")
        if len(parts) != 3 or parts[2] != stack.region or not all(word.fullmatch(part) for part in parts[:2]):
            raise BadInput(
                "stack_from_stack",
                {capability: identity},
                "<application>/<environment>/%s: the same Region" % stack.region,
            )
    for key, value in stack.tags.items():
        if key.startswith(("aws:", "slipway:")) or len(key) > 128 or len(str(value)) > 256:
            raise BadInput(
                "stack_tags",
                {key: value},
                "keys of at most 128 characters that do not begin with aws: or slipway:, and values of at most 256",
            )
