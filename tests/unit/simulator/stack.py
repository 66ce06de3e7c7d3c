"""The parts of a web application on AWS that tests build upon, made with plain API calls."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Client = Callable[..., Any]
EXECUTION_ROLE = "execution"


@dataclass
class Network:
    """A VPC with an internet gateway and subnets in two zones, and a security group."""

    vpc: str
    gateway: str
    subnets: list[str]
    group: str


def network(client: Client) -> Network:
    """Make a network."""
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(VpcId=vpc, InternetGatewayId=gateway)
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"us-east-1{zone}")
        for number, zone in ((1, "a"), (2, "b"))
    ]
    group = ec2.create_security_group(GroupName="app", Description="app", VpcId=vpc)["GroupId"]
    return Network(vpc, gateway, [subnet["Subnet"]["SubnetId"] for subnet in subnets], group)


def role(client: Client, name: str = EXECUTION_ROLE, service: str = "ecs-tasks.amazonaws.com") -> str:
    """Make a role that a service may assume; returns its ARN."""
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=policy)["Role"]["Arn"]


def balancer(client: Client, place: Network, **more: Any) -> str:
    """Make a load balancer; returns its ARN."""
    arguments = {"Name": "app", "Subnets": place.subnets, "SecurityGroups": [place.group], **more}
    return client("elbv2").create_load_balancer(**arguments)["LoadBalancers"][0]["LoadBalancerArn"]


def target_group(client: Client, place: Network, name: str = "app", **more: Any) -> str:
    """Make a target group of addresses; returns its ARN."""
    arguments = {"Name": name, "Protocol": "HTTP", "Port": 8080, "VpcId": place.vpc, "TargetType": "ip", **more}
    return client("elbv2").create_target_group(**arguments)["TargetGroups"][0]["TargetGroupArn"]


def listener(client: Client, load_balancer: str, group: str, port: int = 80) -> str:
    """Make an HTTP listener that forwards to a target group; returns its ARN."""
    action = {"Type": "forward", "TargetGroupArn": group}
    made = client("elbv2").create_listener(
        LoadBalancerArn=load_balancer, Protocol="HTTP", Port=port, DefaultActions=[action]
    )
    return made["Listeners"][0]["ListenerArn"]


def definition(client: Client, image: str = "public.example/app:1", **more: Any) -> str:
    """Register a Fargate task definition; returns its ARN."""
    container = {"name": "app", "image": image, "portMappings": [{"containerPort": 8080}]}
    arguments = {
        "family": "app",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [container],
        **more,
    }
    return client("ecs").register_task_definition(**arguments)["taskDefinition"]["taskDefinitionArn"]


@dataclass
class Application:
    """A running service behind a load balancer."""

    place: Network
    balancer: str
    group: str
    listener: str
    arguments: dict[str, Any] = field(default_factory=dict)


def application(client: Client, **more: Any) -> Application:
    """Make everything up to the cluster, and the arguments for CreateService."""
    place = network(client)
    load_balancer = balancer(client, place)
    group = target_group(client, place)
    made = listener(client, load_balancer, group)
    client("ecs").create_cluster(clusterName="main")
    arguments = {
        "cluster": "main",
        "serviceName": "app",
        "taskDefinition": definition(client),
        "desiredCount": 2,
        "launchType": "FARGATE",
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": place.subnets, "securityGroups": [place.group]}},
        "loadBalancers": [{"targetGroupArn": group, "containerName": "app", "containerPort": 8080}],
        **more,
    }
    return Application(place, load_balancer, group, made, arguments)


def service_of(ecs: Any, include: tuple[str, ...] = ()) -> dict[str, Any]:
    """The service ``app`` of the cluster ``main``."""
    return ecs.describe_services(cluster="main", services=["app"], include=list(include))["services"][0]


def healthy(client: Client, group: str) -> list[str]:
    """The addresses of the healthy targets of a target group."""
    rows = client("elbv2").describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    return sorted(row["Target"]["Id"] for row in rows if row["TargetHealth"]["State"] == "healthy")


def certificate(client, issued=True):
    """A certificate for the HTTPS listener; issued when its validation record is in a zone."""
    acm = client("acm")
    arn = acm.request_certificate(DomainName="app.example.com", ValidationMethod="DNS")["CertificateArn"]
    if issued:
        zone = client("route53").create_hosted_zone(Name="example.com", CallerReference="x")["HostedZone"]["Id"]
        option = acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"][0]
        record = option["ResourceRecord"]
        content = {"Name": record["Name"], "Type": "CNAME", "TTL": 60, "ResourceRecords": [{"Value": record["Value"]}]}
        client("route53").change_resource_record_sets(
            HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": "UPSERT", "ResourceRecordSet": content}]}
        )
    return arn
