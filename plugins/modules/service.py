#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/service by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: service
short_description: Run services on Amazon ECS with Fargate
version_added: 0.1.0
description:
  - Each service gets a task definition, an execution role and a task role with no more rights than the declaration
    needs, a log group, and, where it is asked for, a target group with a listener rule and autoscaling.
  - A service whose image is not in the registry yet waits for it; everything else goes on.
  - 'Tags of images in Amazon ECR are resolved once: services run digests. What runs is kept, whoever deployed it,
    until O(services) names another image than when it was last acted upon.'
  - Old task definition revisions stay registered for a rollback.
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  services:
    description:
      - The services, name to options. The name is part of every address and cannot change later.
      - 'Class: managed.'
    type: dict
    default: {}
  policy:
    description:
      - What an environment changes about the services, in the options of O(services).
      - V(defaults) holds for every service that does not say otherwise; a service's name overrides what the service
        says. Dictionaries are merged member by member, lists replaced, and null takes an option away.
      - 'Class: managed.'
    type: dict
    default: {}
  cluster:
    description:
      - Name or ARN of an existing cluster. The stack's own when omitted.
      - 'Class: optional.'
    type: str
  vpc_id:
    description:
      - ID of the VPC. The stack's own when omitted.
      - 'Class: optional.'
    type: str
  vpc_cidr:
    description:
      - Address range of the VPC, for O(aws_egress=vpc). That of the stack's own when omitted.
      - 'Class: optional.'
    type: str
  subnet_tier:
    description:
      - The stack's subnets that tasks run in.
      - V(public) needs O(assign_public_ip), and saves the NAT gateway.
      - 'Class: managed.'
    type: str
    choices:
      - private
      - public
    default: private
  subnet_ids:
    description:
      - IDs of subnets, in place of O(subnet_tier).
      - 'Class: optional.'
    type: list
    elements: str
  assign_public_ip:
    description:
      - Whether tasks get public addresses.
      - 'Class: managed.'
    type: bool
    default: false
  security_group_ids:
    description:
      - IDs of the tasks' security groups. The stack's group for services when omitted.
      - Rules go to the first one.
      - 'Class: optional.'
    type: list
    elements: str
  security_group_rules:
    description:
      - Whether the services add their rules to the security groups.
      - 'Class: managed.'
    type: bool
    default: true
  aws_egress:
    description:
      - How tasks reach the APIs of AWS over HTTPS, which images, logs and secrets need.
      - V(internet) opens port 443 to anywhere. V(vpc) opens it to the VPC and to Amazon S3 only, and needs the
        interface endpoints for ECR, CloudWatch Logs and Secrets Manager. V(none) leaves it to O(services), and
        to M(slipway.aws.network), which opens the way to interface endpoints that it makes itself.
      - The way to Amazon S3, where image layers are, is opened by M(slipway.aws.network) with O(slipway.aws.network#module:interface_endpoints)
        where the network is the stack's own, and by V(vpc) where it is another stack's or O(vpc_id) is given.
      - 'Class: managed.'
    type: str
    choices:
      - internet
      - vpc
      - none
    default: internet
  load_balancer_security_group_id:
    description:
      - ID of the load balancer's security group. The stack's own when omitted.
      - 'Class: optional.'
    type: str
  load_balancer_full_name:
    description:
      - The load balancer's name in metrics, such as C(app/shop/50dc6c495c0c9188).
      - 'Class: optional.'
    type: str
  http_listener_arn:
    description:
      - ARN of an HTTP listener. The stack's own when omitted.
      - 'Class: optional.'
    type: str
  https_listener_arn:
    description:
      - ARN of an HTTPS listener. The stack's own when omitted.
      - 'Class: optional.'
    type: str
  namespace_arn:
    description:
      - ARN of the Cloud Map namespace of services that connect. The stack's own when omitted.
      - 'Class: optional.'
    type: str
  encryption:
    description:
      - Key for the log groups, and which key the services' secrets have.
      - V(customer) is the stack's own key or O(kms_key_id); V(aws) are keys that AWS manages.
      - 'Class: managed.'
    type: str
    choices:
      - customer
      - aws
    default: customer
  parameter_encryption:
    description:
      - Key of the stack's own parameters, as in O(slipway.aws.secret#module:parameter_encryption).
      - 'Class: managed.'
    type: str
    choices:
      - customer
      - aws
    default: aws
  kms_key_id:
    description:
      - ARN of a KMS key. The stack's own when omitted.
      - 'Class: optional.'
    type: str
  permissions_boundary:
    description:
      - ARN of a policy that bounds the roles. An empty text removes one.
      - 'Class: optional.'
    type: str
  retained_revisions:
    description:
      - How many revisions of a task definition stay registered, for rollbacks. At least 2.
      - 'Class: managed.'
    type: int
    default: 10
"""

EXAMPLES = r"""
---
- name: Run one service behind the load balancer
  slipway.aws.service:
    services:
      api:
        tag: "1.4.0"
        environment:
          SPRING_PROFILES_ACTIVE: production
        secrets:
          DB_PASSWORD: {secret: db-credentials, key: password}
        load_balancer: {}
        autoscaling: {min: 2, max: 10, cpu: 70}

- name: A gateway in front of a service that only it reaches
  slipway.aws.service:
    services:
      gateway:
        tag: "1.4.0"
        port: 80
        load_balancer: {}
        connects_to: [backend]
      backend:
        tag: "1.4.0"
        port: 5000
        connect: {name: backend-service}

- name: A worker on spare capacity, with less of everything outside production
  slipway.aws.service:
    services:
      worker:
        tag: "1.4.0"
        port: null
        command: [java, -cp, app.jar, shop.Worker]
        capacity_provider_strategy:
          - {capacity_provider: FARGATE_SPOT, weight: 1}
        egress:
          - {host: api.example.com, port: 8443}
    policy:
      defaults: {log_retention_days: 7}
      worker: {cpu: 256, memory: 512, desired_count: 1}
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
services:
  description: Names of the services, by key.
  returned: when it is known
  type: dict
  sample:
    api: inflight-ordering-prod-api
images:
  description: Images of the current task definition revisions, by key.
  returned: when it is known
  type: dict
  sample:
    api: 123456789012.dkr.ecr.us-east-1.amazonaws.com/inflight-ordering-api@sha256:6d0e...
image_tags:
  description: What O(services) or a release called those images, by key.
  returned: when it is known
  type: dict
  sample:
    api: 1.4.0
task_definitions:
  description: ARNs of the current task definition revisions, by key.
  returned: when it is known
  type: dict
  sample:
    api: arn:aws:ecs:us-east-1:123456789012:task-definition/inflight-ordering-prod-api:7
log_groups:
  description: Names of the log groups, by key.
  returned: when it is known
  type: dict
  sample:
    api: /ecs/inflight-ordering-prod/api
task_role_arns:
  description: ARNs of the task roles, by key.
  returned: when it is known
  type: dict
  sample:
    api: arn:aws:iam::123456789012:role/slipway/inflight-ordering/prod/inflight-ordering-prod-us-east-1-api-task
target_group_arns:
  description: ARNs of the target groups of services behind the load balancer, by key.
  returned: when it is known
  type: dict
  sample:
    api: arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/inflight-ordering-prod-api/6d0ecf831eec9f09
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import service


def main():
    entry.main("service", service)


if __name__ == "__main__":
    main()
