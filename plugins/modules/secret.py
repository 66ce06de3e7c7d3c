#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/secret by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: secret
short_description: Secrets of a stack, in Secrets Manager and Parameter Store
version_added: 0.1.0
description:
  - 'Makes secrets in AWS Secrets Manager whose values are JSON objects, and keeps their keys as declared: facts
    and password of the database, keys of other secrets, generated passwords, formats such as a connection string,
    and keys that a person fills in.'
  - 'Makes parameters in AWS Systems Manager Parameter Store, encrypted, with one value each: one that may be known,
    a generated one, or one that a person fills in.'
  - Values are composed where they are needed and go to AWS only. No plan, result, log or file shows one.
  - When the value of a secret or a parameter changes, by a rotation, a run or by hand, a small function composes
    the secrets made of it again and starts a deployment of the stack's services that use them, as running tasks
    keep the value they were started with.
  - A service that asks for a value that a person has still to fill in waits, and says how that is done. What runs
    already goes on.
  - 'A key that is no longer declared stays in the secret until somebody removes it: its value is data. A secret
    is deleted only when its address is named, with a window of 30 days in which a run that declares it again takes
    it back. A parameter goes by its address too, but at once and for ever.'
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  secrets:
    description:
      - The secrets, by the names under which services refer to them.
      - Each has C(keys), and may have a C(name), which defaults to C(<application>-<environment>-<name>), and a
        C(description).
      - A key is a value, or a mapping with one of these words. C(value) is a value that may be known.
      - C(database) is C(endpoint), C(port), C(username), C(password), C(name) or C(engine) of the stack's database.
      - Beside it C(replica) may name one of its read replicas, whose C(endpoint) or C(port) it then is.
      - Or C(user) names one of its users, whose C(username) or C(password) it then is.
      - C(secret) with C(key) is a key of another secret, given by its ARN or by its name here.
      - C(format) is text in which C({key}) stands for another key of the same secret, and C({key|url}) for its
        URL-encoded form.
      - C(generate) is V(true), or a mapping of C(length) (32), C(exclude_characters), C(punctuation), C(numbers),
        C(uppercase) and C(lowercase). The value is made once and kept.
      - C(fill) V(true) is a key that a person fills in. What was filled in is never changed; until then the value
        is V((fill in by hand\)), and the outputs name the key.
      - 'AWS requires: A secret''s name has 1 to 512 letters, digits and C(/ _ + = . @ -), and cannot be changed
        later.'
      - 'Class: managed.'
    type: dict
    default: {}
  access:
    description:
      - What the resource policy of each secret refuses. V(account) refuses principals of other accounts, and calls
        without TLS. V(readers) refuses to show a value to anybody but the stack's own roles and O(readers), too.
        V(open) refuses nothing.
      - Statements that others have put into the policy stay.
      - 'Class: managed.'
    type: str
    choices:
      - account
      - readers
      - open
    default: account
  readers:
    description:
      - ARNs of the roles and users that read the secrets beside the stack's own roles, where O(access=readers).
        V(*) stands for any text.
      - 'Whoever runs this has to be among them, which is checked, and so has a role that a service names in C(execution_role_arn).
        Who may change policies can always mend this one: it refuses reading alone.'
      - 'Class: managed.'
    type: list
    elements: str
    default: []
  parameters:
    description:
      - The parameters, by the last parts of their names, under which services refer to them.
      - Each is a value, or a mapping with one of C(value), C(generate) and C(fill), which mean what they mean in
        O(secrets). AWS generates the value, once.
      - C(min_length) is how many characters a value needs. A shorter one is refused here, and by AWS when a person
        puts it in. C(allowed_pattern) is a regular expression in its place, for values that nobody fills in.
      - C(type) is V(SecureString), or V(String) for what is no secret; it cannot be changed later. C(description)
        is shown in the console. C(tier) and C(key) override O(parameter_tier) and O(parameter_encryption); C(key)
        may also be a KMS key's ARN, which services then name as C(kms_key_arn).
      - 'AWS requires: A value has at most 4 KB, in the advanced tier 8 KB, and no double braces. Standard parameters
        cost nothing.'
      - 'Class: managed.'
    type: dict
    default: {}
  values:
    description:
      - 'Values of one environment, from its vault: for a parameter its value, for a secret a dictionary of values
        by key.'
      - The names are those of O(parameters) and O(secrets), which say everything else; a value takes the place
        of what is said there of where it comes from, such as C(fill). No plan, result or error shows it.
      - 'Class: managed.'
    type: dict
    default: {}
  parameter_path:
    description:
      - What the parameters' names begin with. C(/<application>/<environment>/) when omitted.
      - Services may read what is below it and no other parameters. It cannot be changed later.
      - 'AWS requires: A name has at most 15 levels and 1011 characters, and does not begin with aws or ssm.'
      - 'Class: optional.'
    type: str
  parameter_encryption:
    description:
      - V(aws) encrypts the parameters with the key that AWS manages, V(customer) with the stack's key or O(kms_key_id).
      - Services need the same in O(slipway.aws.service#module:parameter_encryption).
      - 'Class: managed.'
    type: str
    choices:
      - customer
      - aws
    default: aws
  parameter_tier:
    description:
      - Tier of the parameters. V(Intelligent-Tiering) makes those advanced that need it.
      - 'AWS requires: An advanced parameter costs money, and never becomes a standard one.'
      - 'Class: managed.'
    type: str
    choices:
      - Standard
      - Advanced
      - Intelligent-Tiering
    default: Standard
  database:
    description:
      - Instance of the database capability that C(database) means.
      - 'Class: managed.'
    type: str
    default: main
  rotation:
    description:
      - 'V(follow) makes the function that follows new values, with the EventBridge rule that calls it when a value
        changes and every 15 minutes. It is made only where a value may change: not where all of them are generated
        and O(watched_secrets) names no other secret.'
      - 'V(off) makes none. Whoever rotates a password then runs this again to compose the secrets, and replaces
        the running tasks. Say V(off) for O(slipway.aws.database#module:rotation) too: the master password is rotated
        otherwise, and the tasks lose the database.'
      - 'Class: managed.'
    type: str
    choices:
      - follow
      - 'off'
    default: follow
  watched_secrets:
    description:
      - ARNs of further secrets whose new values deploy the services that use them.
      - 'Class: managed.'
    type: list
    elements: str
    default: []
  encryption:
    description:
      - V(customer) encrypts the secrets with the stack's key or O(kms_key_id), V(aws) with the key that AWS manages.
      - 'Class: managed.'
    type: str
    choices:
      - customer
      - aws
    default: customer
  kms_key_id:
    description:
      - ARN of the key. The default is the one of the encryption capability.
      - 'Class: optional.'
    type: str
  log_retention_days:
    description:
      - Days that CloudWatch Logs keeps what the function writes. It writes ARNs, never values.
      - V(0) keeps it for ever.
      - 'AWS requires: A number of days that CloudWatch Logs has, or no retention at all.'
      - 'Class: managed.'
    type: int
    choices:
      - 0
      - 1
      - 3
      - 5
      - 7
      - 14
      - 30
      - 60
      - 90
      - 120
      - 150
      - 180
      - 365
      - 400
      - 545
      - 731
      - 1096
      - 1827
      - 2192
      - 2557
      - 2922
      - 3288
      - 3653
    default: 30
  policy:
    description:
      - What an environment changes about O(parameters) and O(secrets), by option.
      - Dictionaries are merged member by member, other lists and values replaced, and null takes away. Names that
        the description does not have are refused.
      - 'Class: managed.'
    type: dict
    default: {}
"""

EXAMPLES = r"""
---
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
"""

RETURN = r"""
---
stack:
  description: The stack's identity.
  returned: always
  type: str
  sample: inflight-ordering/prod/us-east-1
totals:
  description: How many objects the plan creates, updates, deletes and leaves.
  returned: when not only declared
  type: str
  sample: 2 to create, 1 to update, 40 unchanged.
plan:
  description: 'The plan as data: lines with address, verb, changes and reason.'
  returned: when not only declared
  type: dict
problems:
  description: What forbids the plan, a sentence each.
  returned: when a plan is refused
  type: list
  elements: str
digest:
  description: Digest of the plan, for the option C(approved) of M(slipway.aws.stack).
  returned: when not only declared
  type: str
  sample: 3f0c9a51d2b8e746
outputs:
  description: Outputs by capability instance.
  returned: when not only declared
  type: dict
done:
  description: Addresses that were made or changed.
  returned: when something was carried out
  type: list
  elements: str
deleted:
  description: Addresses that were deleted.
  returned: when something was carried out
  type: list
  elements: str
serving:
  description: What serves, a sentence for each service.
  returned: after a release or a rollback
  type: list
  elements: str
kept:
  description: What a guard kept, with the reason.
  returned: when not only declared
  type: list
  elements: dict
calls:
  description: Calls to AWS by operation.
  returned: when not only declared
  type: dict
arns:
  description: ARN of each secret, with the six characters that AWS adds.
  returned: when it is known
  type: dict
  sample:
    db: arn:aws:secretsmanager:us-east-1:123456789012:secret:inflight-ordering-db-credentials-AbCdEf
key_names:
  description: Declared keys of each secret.
  returned: when it is known
  type: dict
  sample:
    db:
      - password
      - username
unfilled:
  description: Keys of each secret that still wait for a person.
  returned: when it is known
  type: dict
  sample:
    app:
      - email_api_key
parameter_arns:
  description: ARN of each parameter.
  returned: when it is known
  type: dict
  sample:
    MONGO_URI: arn:aws:ssm:us-east-1:123456789012:parameter/proshop/dev/MONGO_URI
unfilled_parameters:
  description: Names of the parameters that still wait for a person, by the names in O(parameters).
  returned: when it is known
  type: dict
  sample:
    MONGO_URI:
      - /proshop/dev/MONGO_URI
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import secret


def main():
    entry.main("secret", secret)


if __name__ == "__main__":
    main()
