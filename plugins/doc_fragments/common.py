# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/shared/common.py by `make generate`.
from __future__ import annotations


class ModuleDocFragment:
    """Options that all modules of the collection share."""

    DOCUMENTATION = r"""
---
options:
  application:
    description:
      - Name of the application, the first part of the stack's identity. Lower-case letters, digits and hyphens,
        at most 24.
      - Needed unless a M(slipway.aws.stack) task opened a declaration for the host.
      - 'Class: managed.'
    type: str
  environment:
    description:
      - Name of the environment, the second part of the stack's identity. Lower-case letters, digits and hyphens,
        at most 16.
      - 'Class: managed.'
    type: str
  region:
    description:
      - AWS Region of the stack, the third part of its identity.
      - 'Class: managed.'
    type: str
  replica_region:
    description:
      - 'Another AWS Region, to which copies of the stack''s data go: the destinations of O(slipway.aws.storage#module:buckets.replication).'
      - 'What the stack has there is looked for only where this names the Region: take it away after the copies.'
      - 'Class: optional.'
    type: str
  account_id:
    description:
      - The AWS account that must answer. A run with credentials of another account is refused before anything is
        read.
      - Also part of generated bucket names, which are global.
      - 'Class: managed.'
    type: str
  tags:
    description:
      - Tags for every object of the stack. Tags that others have set are left alone.
      - 'Class: managed.'
    type: dict
    default: {}
  network:
    description:
      - 'An existing VPC with its subnets, which nothing of the stack changes or deletes: said once, for all capabilities.'
      - What a capability's own option says, such as O(slipway.aws.service#module:subnet_ids), comes first. M(slipway.aws.network)
        makes its security groups in that VPC, and nothing else.
      - Whether the VPC is there, the subnets belong to it, and those of a tier stand in two zones is looked up
        by M(slipway.aws.stack) before anything is made.
      - 'Class: optional.'
    type: dict
    suboptions:
      vpc_id:
        description:
          - ID of the VPC.
          - 'Class: managed.'
        type: str
        required: true
      vpc_cidr:
        description:
          - Its address range. Needed where something is opened to the VPC, such as an internal load balancer.
          - 'Class: managed.'
        type: str
      public_subnet_ids:
        description:
          - IDs of its public subnets.
          - 'Class: managed.'
        type: list
        elements: str
      private_subnet_ids:
        description:
          - IDs of its private subnets.
          - 'Class: managed.'
        type: list
        elements: str
      database_subnet_ids:
        description:
          - IDs of its subnets for databases. The private ones when omitted.
          - 'Class: managed.'
        type: list
        elements: str
  from_stack:
    description:
      - 'Capabilities that another stack of the same account and region has, such as V({network: platform/prod/us-east-1}).'
      - Its objects are looked up by tags and never changed.
      - V(network.service_security_group_id) and V(network.database_security_group_id) with this stack's own identity
        keep security groups of its own in a network that is shared.
      - 'Class: optional.'
    type: dict
    default: {}
  access_key:
    description:
      - AWS access key ID. The SDK's own ways (environment, profile, role) are used when omitted.
      - 'Class: optional.'
    type: str
  secret_key:
    description:
      - AWS secret access key.
      - 'Class: optional.'
    type: str
  session_token:
    description:
      - AWS session token of temporary credentials.
      - 'Class: optional.'
    type: str
  profile:
    description:
      - Named profile of the SDK's configuration.
      - 'Class: optional.'
    type: str
  endpoint_url:
    description:
      - URL to reach instead of AWS's endpoints. E(AWS_ENDPOINT_URL) does the same.
      - 'Class: optional.'
    type: str
  aws_ca_bundle:
    description:
      - File of certificate authorities to trust.
      - 'Class: optional.'
    type: path
  validate_certs:
    description:
      - Whether TLS certificates are verified.
      - 'Class: optional.'
    type: bool
    default: true
  assume_role_arn:
    description:
      - ARN of a role to assume for all calls. Its credentials are refreshed in flight.
      - 'Class: optional.'
    type: str
  external_id:
    description:
      - External ID that the role to assume asks for.
      - 'Class: optional.'
    type: str
  dns_role_arn:
    description:
      - ARN of a role to assume for the hosted zone, where it lives in another account.
      - 'Class: optional.'
    type: str
  dns_external_id:
    description:
      - External ID that O(dns_role_arn) asks for.
      - 'Class: optional.'
    type: str
  adopt:
    description:
      - Existing objects to take over, address to ID. Only tags are written in that run.
      - 'Class: optional.'
    type: dict
    default: {}
  forget:
    description:
      - Addresses whose objects stay as they are and stop being the stack's.
      - 'Class: optional.'
    type: list
    elements: str
    default: []
  formerly:
    description:
      - Renamed addresses, new to old. The object is kept.
      - 'Class: optional.'
    type: dict
    default: {}
  ignore:
    description:
      - Fields that are never compared, as C(address.field), or members of them, as C(address.field.member). Patterns
        with V(*) are allowed.
      - 'Class: optional.'
    type: list
    elements: str
    default: []
  ignore_tags:
    description:
      - Tag keys that are never compared. Patterns with V(*) are allowed.
      - 'Class: optional.'
    type: list
    elements: str
    default: []
  replace:
    description:
      - Addresses whose replacement, and the interruption it means, is accepted in this run.
      - 'Class: optional.'
    type: list
    elements: str
    default: []
  data:
    description:
      - Addresses of objects that hold data and may be deleted in this run.
      - 'Class: optional.'
    type: list
    elements: str
    default: []
  new_data:
    description:
      - Addresses of data-bearing objects that are really new although the stack owns undeclared ones of the kind.
      - 'Class: optional.'
    type: list
    elements: str
    default: []
  release:
    description:
      - 'Services to release in this run: V(backend) for what the service itself names or builds, V(backend:1.4.0)
        for a tag, V(backend@sha256:...) for a digest, several with commas between them, V(all) for every one, or
        a dictionary of service to tag, digest or whole image. V(site) is the single-page application.'
      - Nothing else of the stack is looked at. Later runs keep what was released until the service names another
        image.
      - 'Class: optional.'
    type: raw
  promote_from:
    description:
      - Environment of the same application, account and Region, such as V(staging), whose stack has to have run
        what O(release) releases here. A service without a version gets the image that runs there.
      - Its image is copied into the repository of this stack, under the same digest.
      - 'Class: optional.'
    type: str
  unproven:
    description:
      - Release what O(promote_from) has no record of a complete deployment of, too. For one run.
      - 'Class: optional.'
    type: bool
    default: false
  prune:
    description:
      - Delete what the declared capabilities no longer declare. Works only in a full run.
      - 'Class: optional.'
    type: bool
    default: false
  lock:
    description:
      - Hold the stack's lock, an SSM parameter, while something is changed.
      - 'Switch it off for all runs of a stack or for none: beside the lock a parameter says that the stack is no
        longer new.'
      - 'Class: optional.'
    type: bool
    default: true
  lock_wait_minutes:
    description:
      - For how long to wait for another run that holds the lock, at most 1440. It is named while it is waited for.
        Then everything is read anew.
      - Without it the run leaves at once.
      - 'Class: optional.'
    type: int
    default: 0
  break_lock:
    description:
      - ID of a lock whose holder is dead. The refusal of a locked run names it.
      - 'Class: optional.'
    type: str
  approved:
    description:
      - Digest of the only plan that may be carried out, as C(playbooks/plan.yml) prints it.
      - 'Class: optional.'
    type: str
  wait:
    description:
      - Wait until everything is stable. Without it only what others need is waited for.
      - 'Class: optional.'
    type: bool
    default: true
  outputs_file:
    description:
      - 'File into which a run that ends well writes what it made for others to use: addresses, URLs, endpoints,
        names. No secret is in it.'
      - C(.json) has the outputs by capability, C(.env) one line for each, such as C(LOAD_BALANCER_DNS_NAME=...),
        for a shell or a pipeline.
      - Beside where the command runs unless it is absolute. Each stack of a run needs a file of its own.
      - 'Class: optional.'
    type: path
  plan_json:
    description:
      - File into which the plan is written as JSON before anything is changed, also in check mode. C(-e plan_json=plan.json)
        says it to the playbooks.
      - Beside where the command runs unless it is absolute. Each stack of a run needs a file of its own.
      - 'Class: optional.'
    type: path
  progress:
    description:
      - File to which progress is appended. The action plugin sets it.
      - 'Class: optional.'
    type: path
  workers:
    description:
      - Calls in flight at the same time, from 1 to 64.
      - 'Class: optional.'
    type: int
    default: 8
"""

    PLACING = r"""
---
options:
  state:
    description:
      - V(absent) deletes all objects of this capability instance that nothing else uses.
      - 'Class: optional.'
    type: str
    choices:
      - present
      - absent
    default: present
  instance:
    description:
      - Tells several of one capability in a stack apart. It is part of every address and cannot change later.
      - 'Class: optional.'
    type: str
    default: main
"""

    ATTRIBUTES = r"""
---
requirements:
  - python >= 3.11
  - boto3
  - botocore
attributes:
  check_mode:
    support: full
    description: Plans without a changing call, also in an empty account.
  diff_mode:
    support: full
    description: Returns the plan as text where nothing is done.
  idempotent:
    support: full
    description: A second run makes no changing call.
"""
