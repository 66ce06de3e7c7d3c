# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of service."""

from __future__ import annotations

from .one_service import SERVICE

SPEC = {
    "short_description": "Run services on Amazon ECS with Fargate",
    "description": [
        (
            "Each service gets a task definition, an execution role and a task role with no more rights than the declaration needs, a "
            "log group, and, where it is asked for, a target group with a listener rule and autoscaling."
        ),
        "A service whose image is not in the registry yet waits for it; everything else goes on.",
        (
            "Tags of images in Amazon ECR are resolved once: services run digests. What runs is kept, whoever deployed it, until "
            "O(services) names another image than when it was last acted upon."
        ),
        "Old task definition revisions stay registered for a rollback.",
    ],
    "options": {
        "services": {
            "type": "dict",
            "default": {},
            "class": "managed",
            "values": SERVICE,
            "description": [
                "The services, name to options. The name is part of every address and cannot change later."
            ],
        },
        "policy": {
            "type": "dict",
            "default": {},
            "class": "managed",
            "description": [
                "What an environment changes about the services, in the options of O(services).",
                (
                    "V(defaults) holds for every service that does not say otherwise; a service's name overrides what the service says. "
                    "Dictionaries are merged member by member, lists replaced, and null takes an option away."
                ),
            ],
        },
        "cluster": {
            "type": "str",
            "class": "optional",
            "description": "Name or ARN of an existing cluster. The stack's own when omitted.",
        },
        "vpc_id": {"type": "str", "class": "optional", "description": "ID of the VPC. The stack's own when omitted."},
        "vpc_cidr": {
            "type": "str",
            "class": "optional",
            "description": "Address range of the VPC, for O(aws_egress=vpc). That of the stack's own when omitted.",
        },
        "subnet_tier": {
            "type": "str",
            "choices": ["private", "public"],
            "default": "private",
            "class": "managed",
            "description": [
                "The stack's subnets that tasks run in.",
                "V(public) needs O(assign_public_ip), and saves the NAT gateway.",
            ],
        },
        "subnet_ids": {
            "type": "list",
            "elements": "str",
            "class": "optional",
            "description": "IDs of subnets, in place of O(subnet_tier).",
        },
        "assign_public_ip": {
            "type": "bool",
            "default": False,
            "class": "managed",
            "description": "Whether tasks get public addresses.",
        },
        "security_group_ids": {
            "type": "list",
            "elements": "str",
            "class": "optional",
            "description": [
                "IDs of the tasks' security groups. The stack's group for services when omitted.",
                "Rules go to the first one.",
            ],
        },
        "security_group_rules": {
            "type": "bool",
            "default": True,
            "class": "managed",
            "description": "Whether the services add their rules to the security groups.",
        },
        "aws_egress": {
            "type": "str",
            "choices": ["internet", "vpc", "none"],
            "default": "internet",
            "class": "managed",
            "description": [
                "How tasks reach the APIs of AWS over HTTPS, which images, logs and secrets need.",
                (
                    "V(internet) opens port 443 to anywhere. V(vpc) opens it to the VPC and to Amazon S3 only, and needs the interface "
                    "endpoints for ECR, CloudWatch Logs and Secrets Manager. V(none) leaves it to O(services), and to "
                    "M(slipway.aws.network), which opens the way to interface endpoints that it makes itself."
                ),
                (
                    "The way to Amazon S3, where image layers are, is opened by M(slipway.aws.network) with O(slipway.aws.network#module:"
                    "interface_endpoints) where the network is the stack's own, and by V(vpc) where it is another stack's or O(vpc_id) is given."
                ),
            ],
        },
        "load_balancer_security_group_id": {
            "type": "str",
            "class": "optional",
            "description": "ID of the load balancer's security group. The stack's own when omitted.",
        },
        "load_balancer_full_name": {
            "type": "str",
            "class": "optional",
            "description": "The load balancer's name in metrics, such as C(app/shop/50dc6c495c0c9188).",
        },
        "http_listener_arn": {
            "type": "str",
            "class": "optional",
            "description": "ARN of an HTTP listener. The stack's own when omitted.",
        },
        "https_listener_arn": {
            "type": "str",
            "class": "optional",
            "description": "ARN of an HTTPS listener. The stack's own when omitted.",
        },
        "namespace_arn": {
            "type": "str",
            "class": "optional",
            "description": "ARN of the Cloud Map namespace of services that connect. The stack's own when omitted.",
        },
        "encryption": {
            "type": "str",
            "choices": ["customer", "aws"],
            "default": "customer",
            "class": "managed",
            "description": [
                "Key for the log groups, and which key the services' secrets have.",
                "V(customer) is the stack's own key or O(kms_key_id); V(aws) are keys that AWS manages.",
            ],
        },
        "parameter_encryption": {
            "type": "str",
            "choices": ["customer", "aws"],
            "default": "aws",
            "class": "managed",
            "role_default": "{{ secret_parameter_encryption | default('aws') }}",
            "description": [
                "Key of the stack's own parameters, as in O(slipway.aws.secret#module:parameter_encryption)."
            ],
        },
        "kms_key_id": {
            "type": "str",
            "class": "optional",
            "description": "ARN of a KMS key. The stack's own when omitted.",
        },
        "permissions_boundary": {
            "type": "str",
            "class": "optional",
            "description": "ARN of a policy that bounds the roles. An empty text removes one.",
        },
        "retained_revisions": {
            "type": "int",
            "default": 10,
            "class": "managed",
            "description": "How many revisions of a task definition stay registered, for rollbacks. At least 2.",
        },
    },
    "outputs": {
        "services": {
            "type": "dict",
            "description": "Names of the services, by key.",
            "sample": {"api": "inflight-ordering-prod-api"},
        },
        "images": {
            "type": "dict",
            "description": "Images of the current task definition revisions, by key.",
            "sample": {"api": "123456789012.dkr.ecr.us-east-1.amazonaws.com/inflight-ordering-api@sha256:6d0e..."},
        },
        "image_tags": {
            "type": "dict",
            "description": "What O(services) or a release called those images, by key.",
            "sample": {"api": "1.4.0"},
        },
        "task_definitions": {
            "type": "dict",
            "description": "ARNs of the current task definition revisions, by key.",
            "sample": {"api": "arn:aws:ecs:us-east-1:123456789012:task-definition/inflight-ordering-prod-api:7"},
        },
        "log_groups": {
            "type": "dict",
            "description": "Names of the log groups, by key.",
            "sample": {"api": "/ecs/inflight-ordering-prod/api"},
        },
        "task_role_arns": {
            "type": "dict",
            "description": "ARNs of the task roles, by key.",
            "sample": {
                "api": "arn:aws:iam::123456789012:role/slipway/inflight-ordering/prod/inflight-ordering-prod-us-east-1-api-task"
            },
        },
        "target_group_arns": {
            "type": "dict",
            "description": "ARNs of the target groups of services behind the load balancer, by key.",
            "sample": {
                "api": "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/inflight-ordering-prod-api/"
                "6d0ecf831eec9f09"
            },
        },
    },
    "examples": """
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
""",
}
