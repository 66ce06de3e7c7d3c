# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options that all modules share: who the stack is, how AWS is reached, and the words a user says for one run."""

from __future__ import annotations

import re

from ...aws.shared import tag_rules
from ...engine.errors import BadInput
from . import forms
from .option import Option

NETWORK = {
    "vpc_id": Option("str", "ID of the VPC.", required=True, form=forms.VPC_ID, known=True),
    "vpc_cidr": Option(
        "str",
        "Its address range. Needed where something is opened to the VPC, such as an internal load balancer.",
        form=forms.CIDR4,
        known=True,
    ),
    "public_subnet_ids": Option("list", "IDs of its public subnets.", elements="str", form=forms.SUBNET_ID, known=True),
    "private_subnet_ids": Option(
        "list", "IDs of its private subnets.", elements="str", form=forms.SUBNET_ID, known=True
    ),
    "database_subnet_ids": Option(
        "list",
        "IDs of its subnets for databases. The private ones when omitted.",
        elements="str",
        form=forms.SUBNET_ID,
        known=True,
    ),
}
IDENTITY = {
    "application": Option(
        "str",
        [
            "Name of the application, the first part of the stack's identity. Lower-case letters, digits and hyphens, at most 24.",
            "Needed unless a M(slipway.aws.stack) task opened a declaration for the host.",
        ],
    ),
    "environment": Option(
        "str",
        [
            "Name of the environment, the second part of the stack's identity. Lower-case letters, digits and hyphens, at most 16."
        ],
    ),
    "region": Option("str", "AWS Region of the stack, the third part of its identity."),
    "replica_region": Option(
        "str",
        [
            "Another AWS Region, to which copies of the stack's data go: the destinations of O(slipway.aws.storage#module:buckets.replication).",
            "What the stack has there is looked for only where this names the Region: take it away after the copies.",
        ],
        class_="optional",
        sample="us-west-2",
    ),
    "account_id": Option(
        "str",
        [
            "The AWS account that must answer. A run with credentials of another account is refused before anything is read.",
            "Also part of generated bucket names, which are global.",
        ],
    ),
    "tags": Option(
        "dict", "Tags for every object of the stack. Tags that others have set are left alone.", default={}, of="str"
    ),
    "network": Option(
        "dict",
        [
            "An existing VPC with its subnets, which nothing of the stack changes or deletes: said once, for all capabilities.",
            (
                "What a capability's own option says, such as O(slipway.aws.service#module:subnet_ids), comes first. "
                "M(slipway.aws.network) makes its security groups in that VPC, and nothing else."
            ),
            (
                "Whether the VPC is there, the subnets belong to it, and those of a tier stand in two zones is looked up by "
                "M(slipway.aws.stack) before anything is made."
            ),
        ],
        class_="optional",
        options=NETWORK,
        sample={
            "vpc_id": "vpc-0123456789abcdef0",
            "private_subnet_ids": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
        },
    ),
    "from_stack": Option(
        "dict",
        [
            "Capabilities that another stack of the same account and region has, such as V({network: platform/prod/us-east-1}).",
            "Its objects are looked up by tags and never changed.",
            (
                "V(network.service_security_group_id) and V(network.database_security_group_id) with this stack's own identity "
                "keep security groups of its own in a network that is shared."
            ),
        ],
        default={},
        of="str",
        class_="optional",
    ),
}
AUTHENTICATION = {
    "access_key": Option(
        "str",
        "AWS access key ID. The SDK's own ways (environment, profile, role) are used when omitted.",
        class_="optional",
        no_log=False,
    ),
    "secret_key": Option("str", "AWS secret access key.", class_="optional", no_log=True),
    "session_token": Option("str", "AWS session token of temporary credentials.", class_="optional", no_log=True),
    "profile": Option("str", "Named profile of the SDK's configuration.", class_="optional"),
    "endpoint_url": Option(
        "str", "URL to reach instead of AWS's endpoints. E(AWS_ENDPOINT_URL) does the same.", class_="optional"
    ),
    "aws_ca_bundle": Option("path", "File of certificate authorities to trust.", class_="optional"),
    "validate_certs": Option("bool", "Whether TLS certificates are verified.", default=True, class_="optional"),
    "assume_role_arn": Option(
        "str",
        "ARN of a role to assume for all calls. Its credentials are refreshed in flight.",
        class_="optional",
        form=forms.ROLE_ARN,
    ),
    "external_id": Option("str", "External ID that the role to assume asks for.", class_="optional"),
    "dns_role_arn": Option(
        "str",
        "ARN of a role to assume for the hosted zone, where it lives in another account.",
        class_="optional",
        form=forms.ROLE_ARN,
    ),
    "dns_external_id": Option("str", "External ID that O(dns_role_arn) asks for.", class_="optional"),
}
WORDS = {
    "adopt": Option(
        "dict",
        "Existing objects to take over, address to ID. Only tags are written in that run.",
        default={},
        class_="optional",
    ),
    "forget": Option(
        "list",
        "Addresses whose objects stay as they are and stop being the stack's.",
        default=[],
        class_="optional",
        elements="str",
    ),
    "formerly": Option("dict", "Renamed addresses, new to old. The object is kept.", default={}, class_="optional"),
    "ignore": Option(
        "list",
        "Fields that are never compared, as C(address.field), or members of them, as C(address.field.member). Patterns with V(*) "
        "are allowed.",
        default=[],
        class_="optional",
        elements="str",
    ),
    "ignore_tags": Option(
        "list",
        "Tag keys that are never compared. Patterns with V(*) are allowed.",
        default=[],
        class_="optional",
        elements="str",
    ),
    "replace": Option(
        "list",
        "Addresses whose replacement, and the interruption it means, is accepted in this run.",
        default=[],
        class_="optional",
        elements="str",
    ),
    "data": Option(
        "list",
        "Addresses of objects that hold data and may be deleted in this run.",
        default=[],
        class_="optional",
        elements="str",
    ),
    "new_data": Option(
        "list",
        "Addresses of data-bearing objects that are really new although the stack owns undeclared ones of the kind.",
        default=[],
        class_="optional",
        elements="str",
    ),
    "release": Option(
        "raw",
        [
            (
                "Services to release in this run: V(backend) for what the service itself names or builds, V(backend:1.4.0) for a tag, "
                "V(backend@sha256:...) for a digest, several with commas between them, V(all) for every one, or a dictionary of service "
                "to tag, digest or whole image. V(site) is the single-page application."
            ),
            "Nothing else of the stack is looked at. Later runs keep what was released until the service names another image.",
        ],
        class_="optional",
        sample="backend,frontend:2.0",
    ),
    "promote_from": Option(
        "str",
        [
            (
                "Environment of the same application, account and Region, such as V(staging), whose stack has to have run what "
                "O(release) releases here. A service without a version gets the image that runs there."
            ),
            "Its image is copied into the repository of this stack, under the same digest.",
        ],
        class_="optional",
        sample="staging",
    ),
    "unproven": Option(
        "bool",
        "Release what O(promote_from) has no record of a complete deployment of, too. For one run.",
        default=False,
        class_="optional",
    ),
    "prune": Option(
        "bool",
        ["Delete what the declared capabilities no longer declare. Works only in a full run."],
        default=False,
        class_="optional",
    ),
}
RUNNING = {
    "lock": Option(
        "bool",
        [
            "Hold the stack's lock, an SSM parameter, while something is changed.",
            "Switch it off for all runs of a stack or for none: beside the lock a parameter says that the stack is no longer new.",
        ],
        default=True,
        class_="optional",
    ),
    "lock_wait_minutes": Option(
        "int",
        [
            "For how long to wait for another run that holds the lock, at most 1440. It is named while it is waited for. Then everything is read anew.",
            "Without it the run leaves at once.",
        ],
        default=0,
        between=(0, 1440),
        class_="optional",
    ),
    "break_lock": Option(
        "str", "ID of a lock whose holder is dead. The refusal of a locked run names it.", class_="optional"
    ),
    "approved": Option(
        "str", "Digest of the only plan that may be carried out, as C(playbooks/plan.yml) prints it.", class_="optional"
    ),
    "wait": Option(
        "bool",
        "Wait until everything is stable. Without it only what others need is waited for.",
        default=True,
        class_="optional",
    ),
    "outputs_file": Option(
        "path",
        [
            "File into which a run that ends well writes what it made for others to use: addresses, URLs, endpoints, names. No secret is in it.",
            "C(.json) has the outputs by capability, C(.env) one line for each, such as C(LOAD_BALANCER_DNS_NAME=...), for a shell or a pipeline.",
            "Beside where the command runs unless it is absolute. Each stack of a run needs a file of its own.",
        ],
        class_="optional",
        sample="outputs.json",
    ),
    "plan_json": Option(
        "path",
        [
            "File into which the plan is written as JSON before anything is changed, also in check mode. C(-e plan_json=plan.json) says it to the playbooks.",
            "Beside where the command runs unless it is absolute. Each stack of a run needs a file of its own.",
        ],
        class_="optional",
        sample="plan.json",
        role_default="{{ plan_json | default(omit) }}",
    ),
    "progress": Option("path", "File to which progress is appended. The action plugin sets it.", class_="optional"),
    "workers": Option(
        "int", "Calls in flight at the same time, from 1 to 64.", default=8, class_="optional", between=(1, 64)
    ),
}
PLACING = {
    "state": Option(
        "str",
        "V(absent) deletes all objects of this capability instance that nothing else uses.",
        default="present",
        class_="optional",
        choices=["present", "absent"],
    ),
    "instance": Option(
        "str",
        "Tells several of one capability in a stack apart. It is part of every address and cannot change later.",
        default="main",
        class_="optional",
    ),
}
STACK_OPTIONS = {**IDENTITY, **AUTHENTICATION, **WORDS, **RUNNING}
COMMON_OPTIONS = {**STACK_OPTIONS, **PLACING}


NOT_A_STACK = (
    "nothing says which stack this is: stack_application, stack_environment and stack_region must be given; where the host "
    "is none, -e stack_hosts=<pattern> says to the collection's playbooks which hosts are stacks"
)


def check_identity(stack):
    """Refuse an identity that cannot be part of names and tags on AWS.

    :raises BadInput: with all that is wrong
    """
    names = ("application", "environment", "region")
    problems = [
        BadInput("stack_" + option, None, "it is part of the stack's identity and must be given")
        for option in names
        if not getattr(stack, option)
    ]
    if len(problems) == len(names):
        problems = [BadInput("stack_application", None, NOT_A_STACK)]

    def refuse(option, value, allowed):
        problems.append(BadInput(option, value, allowed))

    word = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
    for option, value, limit in (("application", stack.application, 24), ("environment", stack.environment, 16)):
        if value and not word.fullmatch(value) or len(value or "") > limit:
            refuse(
                "stack_" + option,
                value,
                "lower-case letters, digits and single hyphens, beginning with a letter, at most %d characters" % limit,
            )
    if stack.region and not re.fullmatch(r"[a-z]{2,4}(-[a-z]+)+-\d", stack.region):
        refuse("stack_region", stack.region, "the name of an AWS Region, such as us-east-1")
    if stack.replica_region and stack.replica_region == stack.region:
        refuse("stack_replica_region", stack.replica_region, "another Region than the stack's own is needed")
    if stack.account_id is not None and not re.fullmatch(r"\d{12}", stack.account_id):
        refuse("stack_account_id", stack.account_id, "twelve digits")
    for capability, identity in stack.from_stack.items():
        parts = str(identity).split("/")
        if len(parts) != 3 or parts[2] != stack.region or not all(word.fullmatch(part) for part in parts[:2]):
            refuse(
                "stack_from_stack",
                {capability: identity},
                "<application>/<environment>/%s: the same Region" % stack.region,
            )
    if "network" in stack.from_stack and stack.existing.get("network"):
        refuse(
            "stack_network", stack.existing["network"]["vpc_id"], "either this or stack_from_stack.network is allowed"
        )
    for value, allowed in tag_rules.refused(stack.tags):
        refuse("stack_tags", value, allowed)
    if problems:
        raise BadInput.together(problems)
