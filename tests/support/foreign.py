"""Somebody else's objects, made by hand with boto3: what a role that works alone is pointed at by explicit ids."""

from __future__ import annotations

import json
from typing import Any

from tools.simulator_process import SimulatorProcess

ACCOUNT = "123456789012"
# The services that write encrypted objects on their own need the key too.
SERVICES = [
    "logs.us-east-1.amazonaws.com",
    "delivery.logs.amazonaws.com",
    "cloudwatch.amazonaws.com",
    "events.amazonaws.com",
]
DOMAIN = "foreign.example.com"


def foreign(simulator: SimulatorProcess) -> dict[str, dict[str, Any]]:
    """Make a network, a key, a certificate, a load balancer, a cluster, a database, a secret, a bucket and a web ACL.

    Returns their ids as outputs of the capabilities that would have made them: capability -> output -> value.
    """
    network, certificate = _network(simulator.client("ec2")), _certificate(simulator)
    simulator.client("s3").create_bucket(Bucket="foreign-site")
    key = _key(simulator.client("kms"))
    cluster = simulator.client("ecs").create_cluster(clusterName="foreign", capacityProviders=["FARGATE"])["cluster"][
        "clusterName"
    ]
    secret = simulator.client("secretsmanager").create_secret(Name="foreign", SecretString='{"password": "abc"}')["ARN"]
    visibility = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": "foreign"}
    web_acl = simulator.client("wafv2").create_web_acl(
        Name="foreign", Scope="CLOUDFRONT", DefaultAction={"Allow": {}}, VisibilityConfig=visibility
    )["Summary"]["ARN"]
    database = simulator.client("rds").create_db_instance(
        DBInstanceIdentifier="foreign",
        DBInstanceClass="db.t4g.micro",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="owner",
        ManageMasterUserPassword=True,
    )["DBInstance"]
    return {
        "network": network,
        "encryption": {"key_arn": key},
        "certificate": certificate,
        "dns": {"zone_id": _zone(simulator)},
        "load_balancer": _load_balancer(simulator, network, certificate["arn"]),
        "cluster": {"cluster_name": cluster},
        "database": {"identifier": database["DBInstanceIdentifier"]},
        "secret": {"arns": {"database": secret}},
        "site": {"bucket_domain": "foreign-site.s3.us-east-1.amazonaws.com"},
        "firewall": {"cdn_arn": web_acl},
    }


def _key(kms: Any) -> str:
    statements = [
        {"Effect": "Allow", "Principal": principal, "Action": "kms:*", "Resource": "*"}
        for principal in ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, {"Service": SERVICES})
    ]
    return kms.create_key(Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))["KeyMetadata"]["Arn"]


def _network(ec2: Any) -> dict[str, Any]:
    vpc = ec2.create_vpc(CidrBlock="10.99.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(VpcId=vpc, InternetGatewayId=gateway)

    def subnet(number: int, zone: str) -> str:
        cidr = f"10.99.{number}.0/24"
        return ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone=f"us-east-1{zone}")["Subnet"]["SubnetId"]

    def group(name: str) -> str:
        return ec2.create_security_group(VpcId=vpc, GroupName=name, Description=name)["GroupId"]

    return {
        "vpc_id": vpc,
        "public_subnet_ids": [subnet(1, "a"), subnet(2, "b")],
        "private_subnet_ids": [subnet(11, "a"), subnet(12, "b")],
        **{f"{name}_security_group_id": group(name) for name in ("load_balancer", "service", "database")},
    }


def _zone(simulator: SimulatorProcess) -> str:
    (zone,) = simulator.client("route53").list_hosted_zones_by_name(DNSName="example.com", MaxItems="1")["HostedZones"]
    return zone["Id"].rpartition("/")[2]


def _certificate(simulator: SimulatorProcess) -> dict[str, Any]:
    """Request a certificate and enter its record into the zone example.com."""
    acm = simulator.client("acm")
    arn = acm.request_certificate(DomainName=DOMAIN, ValidationMethod="DNS")["CertificateArn"]
    record = acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"][0]["ResourceRecord"]
    row = {"Name": record["Name"], "Type": record["Type"], "TTL": 300, "ResourceRecords": [{"Value": record["Value"]}]}
    simulator.client("route53").change_resource_record_sets(
        HostedZoneId=_zone(simulator), ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": row}]}
    )
    return {"arn": arn, "cdn_arn": arn}


def _load_balancer(simulator: SimulatorProcess, network: dict[str, Any], certificate: str) -> dict[str, Any]:
    elb = simulator.client("elbv2")
    balancer = elb.create_load_balancer(
        Name="foreign",
        Subnets=network["public_subnet_ids"],
        SecurityGroups=[network["load_balancer_security_group_id"]],
    )["LoadBalancers"][0]
    answer = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
    listener = elb.create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"],
        Protocol="HTTPS",
        Port=443,
        DefaultActions=[answer],
        Certificates=[{"CertificateArn": certificate}],
    )["Listeners"][0]
    return {
        "arn": balancer["LoadBalancerArn"],
        "dns_name": balancer["DNSName"],
        "hosted_zone_id": balancer["CanonicalHostedZoneId"],
        "full_name": balancer["LoadBalancerArn"].partition(":loadbalancer/")[2],
        "https_listener_arn": listener["ListenerArn"],
    }
