# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of the secret capability, documented."""

from __future__ import annotations

from ..shared import forms, policy
from ..shared.option import Form, Option
from ..shared.retention import retention_option
from .given import filled

SPEC = {
    "short_description": "Secrets of a stack, in Secrets Manager and Parameter Store",
    "description": [
        (
            "Makes secrets in AWS Secrets Manager whose values are JSON objects, and keeps their keys as declared: facts and password "
            "of the database, keys of other secrets, generated passwords, formats such as a connection string, and keys that a person "
            "fills in."
        ),
        (
            "Makes parameters in AWS Systems Manager Parameter Store, encrypted, with one value each: one that may be known, a generated "
            "one, or one that a person fills in."
        ),
        "Values are composed where they are needed and go to AWS only. No plan, result, log or file shows one.",
        (
            "When the value of a secret or a parameter changes, by a rotation, a run or by hand, a small function composes the secrets "
            "made of it again and starts a deployment of the stack's services that use them, as running tasks keep the value they were "
            "started with."
        ),
        (
            "A service that asks for a value that a person has still to fill in waits, and says how that is done. What runs already goes "
            "on."
        ),
        (
            "A key that is no longer declared stays in the secret until somebody removes it: its value is data. A secret is deleted "
            "only when its address is named, with a window of 30 days in which a run that declares it again takes it back. A parameter "
            "goes by its address too, but at once and for ever."
        ),
    ],
    "options": {
        "secrets": Option(
            "dict",
            [
                "The secrets, by the names under which services refer to them.",
                (
                    "Each has C(keys), and may have a C(name), which defaults to C(<application>-<environment>-<name>), and a "
                    "C(description)."
                ),
                "A key is a value, or a mapping with one of these words. C(value) is a value that may be known.",
                "C(database) is C(endpoint), C(port), C(username), C(password), C(name) or C(engine) of the stack's database.",
                "Beside it C(replica) may name one of its read replicas, whose C(endpoint) or C(port) it then is.",
                "Or C(user) names one of its users, whose C(username) or C(password) it then is.",
                "C(secret) with C(key) is a key of another secret, given by its ARN or by its name here.",
                (
                    "C(format) is text in which C({key}) stands for another key of the same secret, and C({key|url}) for its "
                    "URL-encoded form."
                ),
                (
                    "C(generate) is V(true), or a mapping of C(length) (32), C(exclude_characters), C(punctuation), C(numbers), "
                    "C(uppercase) and C(lowercase). The value is made once and kept."
                ),
                (
                    "C(fill) V(true) is a key that a person fills in. What was filled in is never changed; until then the value is "
                    "V((fill in by hand\\)), and the outputs name the key."
                ),
            ],
            default={},
            records=True,
            no_log=False,
            aws="A secret's name has 1 to 512 letters, digits and C(/ _ + = . @ -), and cannot be changed later.",
            sample={"db": {"name": "inflight-ordering-db-credentials", "keys": {"password": {"database": "password"}}}},
        ),
        "access": Option(
            "str",
            [
                (
                    "What the resource policy of each secret refuses. V(account) refuses principals of other accounts, and calls "
                    "without TLS. V(readers) refuses to show a value to anybody but the stack's own roles and O(readers), too. V(open) "
                    "refuses nothing."
                ),
                "Statements that others have put into the policy stay.",
            ],
            default="account",
            choices=["account", "readers", "open"],
        ),
        "readers": Option(
            "list",
            [
                (
                    "ARNs of the roles and users that read the secrets beside the stack's own roles, where O(access=readers). V(*) stands "
                    "for any text."
                ),
                (
                    "Whoever runs this has to be among them, which is checked, and so has a role that a service names in "
                    "C(execution_role_arn). Who may change policies can always mend this one: it refuses reading alone."
                ),
            ],
            default=[],
            elements="str",
            sample=["arn:aws:iam::123456789012:role/deployment"],
        ),
        "parameters": Option(
            "dict",
            [
                "The parameters, by the last parts of their names, under which services refer to them.",
                (
                    "Each is a value, or a mapping with one of C(value), C(generate) and C(fill), which mean what they mean in "
                    "O(secrets). AWS generates the value, once."
                ),
                (
                    "C(min_length) is how many characters a value needs. A shorter one is refused here, and by AWS when a person puts it "
                    "in. C(allowed_pattern) is a regular expression in its place, for values that nobody fills in."
                ),
                (
                    "C(type) is V(SecureString), or V(String) for what is no secret; it cannot be changed later. C(description) is shown "
                    "in the console. C(tier) and C(key) override O(parameter_tier) and O(parameter_encryption); C(key) may also be a KMS "
                    "key's ARN, which services then name as C(kms_key_arn)."
                ),
            ],
            default={},
            records=True,
            no_log=False,
            aws="A value has at most 4 KB, in the advanced tier 8 KB, and no double braces. Standard parameters cost nothing.",
            sample={"JWT_SECRET": {"generate": {"length": 64}, "min_length": 32}, "MONGO_URI": {"fill": True}},
            names=Form("letters, digits and _ . - are allowed, at most 200", r"[A-Za-z0-9_.-]{1,200}"),
        ),
        "values": Option(
            "dict",
            [
                "Values of one environment, from its vault: for a parameter its value, for a secret a dictionary of values by key.",
                (
                    "The names are those of O(parameters) and O(secrets), which say everything else; a value takes the place of what "
                    "is said there of where it comes from, such as C(fill). No plan, result or error shows it."
                ),
            ],
            default={},
            no_log=False,
            sample={
                "PAYPAL_CLIENT_SECRET": "{{ vault_paypal_client_secret }}",
                "app": {"email_api_key": "{{ vault_email_api_key }}"},
            },
            lays=filled,
        ),
        "parameter_path": Option(
            "str",
            [
                "What the parameters' names begin with. C(/<application>/<environment>/) when omitted.",
                "Services may read what is below it and no other parameters. It cannot be changed later.",
            ],
            class_="optional",
            aws="A name has at most 15 levels and 1011 characters, and does not begin with aws or ssm.",
            sample="/proshop/dev/",
        ),
        "parameter_encryption": Option(
            "str",
            [
                "V(aws) encrypts the parameters with the key that AWS manages, V(customer) with the stack's key or O(kms_key_id).",
                "Services need the same in O(slipway.aws.service#module:parameter_encryption).",
            ],
            default="aws",
            choices=["customer", "aws"],
        ),
        "parameter_tier": Option(
            "str",
            "Tier of the parameters. V(Intelligent-Tiering) makes those advanced that need it.",
            default="Standard",
            choices=["Standard", "Advanced", "Intelligent-Tiering"],
            aws="An advanced parameter costs money, and never becomes a standard one.",
        ),
        "database": Option(
            "str",
            "Instance of the database capability that C(database) means.",
            default="main",
            form=forms.INSTANCE,
            known=True,
        ),
        "rotation": Option(
            "str",
            [
                (
                    "V(follow) makes the function that follows new values, with the EventBridge rule that calls it when a value changes "
                    "and every 15 minutes. It is made only where a value may change: not where all of them are generated and "
                    "O(watched_secrets) names no other secret."
                ),
                (
                    "V(off) makes none. Whoever rotates a password then runs this again to compose the secrets, and replaces the "
                    "running tasks. Say V(off) for O(slipway.aws.database#module:rotation) too: the master password is rotated "
                    "otherwise, and the tasks lose the database."
                ),
            ],
            default="follow",
            choices=["follow", "off"],
            role_default="{{ database_rotation | default('follow') }}",
        ),
        "watched_secrets": Option(
            "list",
            "ARNs of further secrets whose new values deploy the services that use them.",
            default=[],
            no_log=False,
            elements="str",
            form=forms.SECRET_ARN,
        ),
        "encryption": Option(
            "str",
            "V(customer) encrypts the secrets with the stack's key or O(kms_key_id), V(aws) with the key that AWS manages.",
            default="customer",
            choices=["customer", "aws"],
        ),
        "kms_key_id": Option(
            "str",
            "ARN of the key. The default is the one of the encryption capability.",
            class_="optional",
            form=forms.KEY_ARN,
        ),
        "log_retention_days": retention_option(
            "Days that CloudWatch Logs keeps what the function writes. It writes ARNs, never values.", 30
        ),
    },
    "outputs": {
        "arns": {
            "type": "dict",
            "description": "ARN of each secret, with the six characters that AWS adds.",
            "sample": {
                "db": "arn:aws:secretsmanager:us-east-1:123456789012:secret:inflight-ordering-db-credentials-AbCdEf"
            },
        },
        "key_names": {
            "type": "dict",
            "description": "Declared keys of each secret.",
            "sample": {"db": ["password", "username"]},
        },
        "unfilled": {
            "type": "dict",
            "description": "Keys of each secret that still wait for a person.",
            "sample": {"app": ["email_api_key"]},
        },
        "parameter_arns": {
            "type": "dict",
            "description": "ARN of each parameter.",
            "sample": {"MONGO_URI": "arn:aws:ssm:us-east-1:123456789012:parameter/proshop/dev/MONGO_URI"},
        },
        "unfilled_parameters": {
            "type": "dict",
            "description": "Names of the parameters that still wait for a person, by the names in O(parameters).",
            "sample": {"MONGO_URI": ["/proshop/dev/MONGO_URI"]},
        },
    },
    "examples": """
- name: Give the service its database credentials in one secret
  slipway.aws.secret:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    secrets:
      db:
        name: inflight-ordering-db-credentials
        description: Database credentials for inflight ordering application
        keys:
          username: {database: username}
          password: {database: password}
          engine: {database: engine}
          host: {database: endpoint}
          port: {database: port}
          dbname: {database: name}
          url: {format: "postgresql://{username}:{password|url}@{host}:{port}/{dbname}?sslmode=require"}
      app:
        keys:
          jwt_secret: {generate: {length: 64}}
          email_api_key: {fill: true}

- name: Give a service its values from Parameter Store
  slipway.aws.secret:
    application: proshop
    environment: dev
    region: us-east-1
    parameters:
      MONGO_URI: {fill: true}
      JWT_SECRET: {generate: {length: 64}, min_length: 32}
      PAYPAL_CLIENT_ID: client-id-of-the-sandbox
""",
}

SPEC["options"][policy.NAME] = policy.policy(SPEC["options"])
