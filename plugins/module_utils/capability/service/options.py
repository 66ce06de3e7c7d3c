# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of service."""

from __future__ import annotations

from ..shared import forms
from ..shared.option import Option
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
            "Tags of images are resolved once, at any registry that answers without a password: services run digests, and the plan says "
            "where one is not known. What runs is kept, whoever deployed it, until "
            "O(services) names another image than when it was last acted upon."
        ),
        "Old task definition revisions stay registered for a rollback.",
    ],
    "options": {
        "services": Option(
            "dict",
            ["The services, name to options. The name is part of every address and cannot change later."],
            default={},
            values=SERVICE,
            layered=True,
        ),
        "defaults": Option(
            "dict",
            [
                "What holds for every service of the application that does not say otherwise, in the options of O(services).",
                "An environment's O(policy) is laid over it, with C(defaults) of its own, and does not take it away.",
            ],
            default={},
            sample={"log_retention_days": 14},
        ),
        "policy": Option(
            "dict",
            [
                "What an environment changes about the services, in the options of O(services).",
                (
                    "V(defaults) holds for every service that does not say otherwise; a service's name overrides what the service says. "
                    "Dictionaries are merged member by member, lists replaced, and null takes an option away."
                ),
            ],
            default={},
            values=SERVICE,
            layered=True,
            like="services",
        ),
        "cluster": Option(
            "str", "Name or ARN of an existing cluster. The stack's own when omitted.", class_="optional"
        ),
        "vpc_id": Option("str", "ID of the VPC. The stack's own when omitted.", class_="optional", form=forms.VPC_ID),
        "vpc_cidr": Option(
            "str",
            "Address range of the VPC, for O(aws_egress=vpc). That of the stack's own when omitted.",
            class_="optional",
            form=forms.CIDR4,
        ),
        "subnet_tier": Option(
            "str",
            [
                "The stack's subnets that tasks run in.",
                "V(public) needs O(assign_public_ip), and saves the NAT gateway.",
            ],
            default="private",
            choices=["private", "public"],
        ),
        "subnet_ids": Option(
            "list",
            "IDs of subnets, in place of O(subnet_tier).",
            class_="optional",
            elements="str",
            form=forms.SUBNET_ID,
        ),
        "assign_public_ip": Option(
            "bool",
            "Whether tasks get public addresses.",
            default=False,
            field="ecs_service.networkConfiguration.awsvpcConfiguration.assignPublicIp",
            sent={True: "ENABLED", False: "DISABLED"},
        ),
        "security_group_ids": Option(
            "list",
            [
                "IDs of the tasks' security groups. The stack's group for services when omitted.",
                "Rules go to the first one.",
            ],
            class_="optional",
            elements="str",
            form=forms.SECURITY_GROUP_ID,
        ),
        "security_group_rules": Option(
            "bool", "Whether the services add their rules to the security groups.", default=True
        ),
        "aws_egress": Option(
            "str",
            [
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
            default="internet",
            choices=["internet", "vpc", "none"],
        ),
        "load_balancer_security_group_id": Option(
            "str",
            "ID of the load balancer's security group. The stack's own when omitted.",
            class_="optional",
            form=forms.SECURITY_GROUP_ID,
        ),
        "load_balancer_full_name": Option(
            "str",
            "The load balancer's name in metrics, such as C(app/shop/50dc6c495c0c9188).",
            class_="optional",
            form=forms.BALANCER_NAME,
        ),
        "http_listener_arn": Option(
            "str", "ARN of an HTTP listener. The stack's own when omitted.", class_="optional", form=forms.LISTENER_ARN
        ),
        "https_listener_arn": Option(
            "str", "ARN of an HTTPS listener. The stack's own when omitted.", class_="optional", form=forms.LISTENER_ARN
        ),
        "http_rules": Option(
            "bool",
            [
                "Whether services behind the HTTPS listener answer on the HTTP listener too.",
                "On where O(slipway.aws.load_balancer#module:http) is V(serve) beside HTTPS, in the role.",
                "Not for services that speak HTTP/2 or gRPC, and only with the strategy V(ROLLING).",
            ],
            default=False,
            role_default="{{ load_balancer_https | default(true) | bool and load_balancer_http | default('redirect') == 'serve' }}",
        ),
        "namespace_arn": Option(
            "str",
            "ARN of the Cloud Map namespace of services that connect. The stack's own when omitted.",
            class_="optional",
            form=forms.NAMESPACE_ARN,
        ),
        "encryption": Option(
            "str",
            [
                "Key for the log groups, and which key the services' secrets have.",
                "V(customer) is the stack's own key or O(kms_key_id); V(aws) are keys that AWS manages.",
            ],
            default="customer",
            choices=["customer", "aws"],
        ),
        "parameter_encryption": Option(
            "str",
            ["Key of the stack's own parameters, as in O(slipway.aws.secret#module:parameter_encryption)."],
            default="aws",
            choices=["customer", "aws"],
            role_default="{{ secret_parameter_encryption | default('aws') }}",
        ),
        "kms_key_id": Option(
            "str", "ARN of a KMS key. The stack's own when omitted.", class_="optional", form=forms.KEY_ARN
        ),
        "permissions_boundary": Option(
            "str",
            "ARN of a policy that bounds the roles. An empty text removes one.",
            class_="optional",
            empty=True,
            form=forms.POLICY_ARN,
        ),
        "retained_revisions": Option(
            "int",
            "How many revisions of a task definition stay registered, for rollbacks. At least 2.",
            default=10,
            field="ecs_service.retainedRevisions",
            between=(2, None),
        ),
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
