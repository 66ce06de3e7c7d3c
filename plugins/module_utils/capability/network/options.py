# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The documented options of the network. Pure data."""

from __future__ import annotations

from ..shared import forms, policy
from ..shared.option import Option
from ..shared.retention import retention_option
from . import acls, endpoint_policies

# Security groups that others add rules to -> what their descriptions call them
GROUPS = {"load_balancer": "Load balancer", "service": "Services", "database": "Database"}
# Options of a free route -> the API's member
TARGETS = {
    "transit_gateway_id": "TransitGatewayId",
    "vpc_peering_connection_id": "VpcPeeringConnectionId",
    "virtual_private_gateway_id": "GatewayId",
    "network_interface_id": "NetworkInterfaceId",
}


def _output(kind, description, sample):
    return {"type": kind, "description": description, "sample": sample}


ROUTE = {
    "destination": Option(
        "str",
        "IPv4 range that is reached this way. It lies outside the VPC.",
        required=True,
        sample="10.8.0.0/16",
        form=forms.CIDR4,
    ),
    "tier": Option(
        "str", "Whose route tables get the route.", default="private", choices=["public", "private", "isolated", "all"]
    ),
    "transit_gateway_id": Option("str", "Transit gateway that leads there.", form=forms.TRANSIT_GATEWAY_ID),
    "vpc_peering_connection_id": Option(
        "str", "VPC peering connection that leads there.", form=forms.VPC_PEERING_CONNECTION_ID
    ),
    "virtual_private_gateway_id": Option(
        "str", "Virtual private gateway that leads there.", form=forms.VIRTUAL_PRIVATE_GATEWAY_ID
    ),
    "network_interface_id": Option(
        "str", "Network interface of an appliance that leads there.", form=forms.NETWORK_INTERFACE_ID
    ),
}

OPTIONS = {
    "cidr": Option(
        "str",
        "IPv4 range of the VPC.",
        default="10.0.0.0/16",
        aws="Between /16 and /28; it cannot be changed later.",
        form=forms.CIDR4,
        known=True,
        field="vpc.CidrBlock",
    ),
    "zone_count": Option(
        "int",
        [
            (
                "Number of Availability Zones, 2 to 6. The first ones of the Region in order of name are taken, once: a zone "
                "that AWS adds later moves nothing."
            ),
            "A larger number adds subnets and changes none.",
        ],
        default=2,
        aws="A load balancer and a database need two zones.",
    ),
    "zones": Option(
        "list",
        [
            "Names of the Availability Zones, instead of O(zone_count).",
            "Subnets are named after the zone's last letter.",
        ],
        elements="str",
        sample=["us-east-1a", "us-east-1b"],
        known=True,
    ),
    "public_subnets": Option(
        "list",
        [
            "Ranges of the public subnets, one for each zone.",
            "When omitted they are cut from O(cidr) at fixed places: 10.0.1.0/24, 10.0.2.0/24 and so on of 10.0.0.0/16.",
        ],
        elements="str",
        sample=["10.0.1.0/24", "10.0.2.0/24"],
        aws="Between /16 and /27, inside the VPC, without overlaps; a range cannot be changed later.",
        form=forms.CIDR4,
        known=True,
    ),
    "private_subnets": Option(
        "list",
        [
            "Ranges of the private subnets, one for each zone.",
            "When omitted they are cut from O(cidr) at fixed places: 10.0.11.0/24, 10.0.12.0/24 and so on of 10.0.0.0/16.",
        ],
        elements="str",
        sample=["10.0.11.0/24", "10.0.12.0/24"],
        aws="Between /16 and /28, inside the VPC, without overlaps; a range cannot be changed later.",
        form=forms.CIDR4,
        known=True,
    ),
    "isolated": Option(
        "bool",
        [
            "Whether there is a third tier of subnets, for what neither reaches the internet nor is reached from it.",
            "Its route table has no default route, and its network ACL lets nothing in from outside of the VPC but what is declared.",
            "A database stands there by O(slipway.aws.database#module:subnet_tier). Implied by O(isolated_subnets).",
        ],
        default=False,
    ),
    "isolated_subnets": Option(
        "list",
        [
            "Ranges of the isolated subnets, one for each zone.",
            "When omitted they are cut from O(cidr) at fixed places: 10.0.21.0/24, 10.0.22.0/24 and so on of 10.0.0.0/16.",
        ],
        elements="str",
        sample=["10.0.20.0/28", "10.0.20.16/28"],
        aws="Between /16 and /28, inside the VPC, without overlaps; a range cannot be changed later. AWS keeps five addresses of each.",
        form=forms.CIDR4,
        known=True,
    ),
    "map_public_ip_on_launch": Option(
        "bool",
        "Whether whatever starts in a public subnet gets a public address without asking.",
        default=False,
        field="subnet/public-*.MapPublicIpOnLaunch",
    ),
    "nat_gateways": Option(
        "str",
        [
            "How the private subnets reach the internet.",
            (
                "V(per_zone) has a NAT gateway in each zone and survives the loss of one, V(single) costs less, V(none) has "
                "no way out but endpoints."
            ),
        ],
        default="per_zone",
        choices=["per_zone", "single", "none"],
    ),
    "nat_gateway_zone": Option(
        "str",
        [
            "Where the gateway of O(nat_gateways=single) stands: the letter or the name of one of the network's zones.",
            "The first one when omitted.",
            (
                "In another zone another one is made, with an address of its own; the routes move once it is ready, and the "
                "old one goes, with its address: others that let RV(egress_addresses) in have to let the new one in."
            ),
            "The other values of O(nat_gateways) leave it without effect, so that an environment changes only those.",
        ],
        sample="b",
    ),
    "routes": Option(
        "list",
        [
            "Further routes, to networks that are connected with the VPC.",
            "The route tables belong to the stack: a route that is not declared is removed.",
        ],
        default=[],
        elements="dict",
        key=("tier", "destination"),
        options=ROUTE,
    ),
    "acls": Option(
        "bool",
        [
            "Whether the public and the private subnets each have a network ACL of their own.",
            "Without one, the VPC's default network ACL lets everything through.",
        ],
        default=True,
    ),
    "acl_ephemeral_ports": Option(
        "list",
        [
            "Ports to which answers from the internet may come back.",
            (
                "The default leaves out 3389, as AWS Foundational Security Best Practices (EC2.21) and CIS demand. A NAT "
                "gateway may choose that port for one connection in 64,512, whose answers are then lost: V([1024-65535]) "
                "accepts the finding instead."
            ),
        ],
        default=["1024-3388", "3390-65535"],
        elements="str",
    ),
    "acl_udp": Option(
        "bool",
        [
            "Whether answers by UDP come back to those ports from anywhere.",
            (
                "What the services of the stack, and of other stacks in the VPC, declare as C(egress) is let back from its ranges in "
                "any case, and what their security groups let in is let in. Say V(true) for what no stack of the collection declares."
            ),
        ],
        default=False,
    ),
    "acl_entries": Option(
        "list",
        [
            "Further entries of the network ACLs.",
            (
                "The default entries have the numbers 100, 110 and so on. Inbound they are the VPC itself, then ports 80 and "
                "443 (public only), then O(acl_ephemeral_ports). Those from 32000 on are ICMP type 3 code 4, by which the size of "
                "packets is found, then what follows from security group rules, and O(acl_udp). Outbound 100 lets everything through."
            ),
            (
                "What security group rules let in from outside of the VPC has its entry by itself: in public subnets, and from private "
                "ranges (RFC 1918, RFC 6598) in private ones."
            ),
            "AWS takes 20 entries in each direction, up to 40 by a quota that can be raised.",
        ],
        default=[],
        elements="dict",
        key=("tier", "direction", "rule_number"),
        options=acls.OPTION,
    ),
    "gateway_endpoints": Option(
        "list",
        "Services that are reached by a gateway endpoint, which is free.",
        default=["s3"],
        elements="str",
        choices=["s3", "dynamodb"],
    ),
    "gateway_endpoint_tiers": Option(
        "list",
        "Tiers of subnets that have a route to the gateway endpoints.",
        elements="str",
        choices=["public", "private", "isolated"],
        default=["public", "private"],
    ),
    "interface_endpoints": Option(
        "list",
        [
            (
                "Services that are reached by an interface endpoint with private DNS names, each for a price per zone and "
                "hour."
            ),
            "A full name of an endpoint service is taken as it is.",
            (
                "With O(nat_gateways=none) a Fargate service needs C(ecr.api), C(ecr.dkr), C(logs) and, for secrets, "
                "C(secretsmanager)."
            ),
        ],
        default=[],
        elements="str",
        sample=["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "ssmmessages"],
    ),
    "endpoint_access": Option(
        "str",
        [
            "Whose principals reach whose resources through the endpoints.",
            (
                "V(account) is this account's, the ID of an organization such as V(o-a1b2c3d4e5) its accounts', V(open) lets "
                "everything through."
            ),
            (
                "What AWS needs is let through beside it: the bucket that holds the layers of ECR's images, the images that "
                "the account pulls from other registries, and the public parameters of Systems Manager."
            ),
            "Data in buckets of others, public ones too, takes a policy in O(endpoint_policies).",
        ],
        default="account",
        sample="o-a1b2c3d4e5",
    ),
    "endpoint_policies": Option(
        "dict",
        [
            "Policy documents of single endpoints, by the name given in O(gateway_endpoints) or O(interface_endpoints).",
            "In place of a document each word of O(endpoint_access) is allowed.",
        ],
        default={},
        document=endpoint_policies.given,
        sample={"s3": "open"},
    ),
    "flow_logs": Option("bool", "Whether the VPC's traffic is logged to CloudWatch Logs.", default=True),
    "flow_log_traffic": Option(
        "str",
        "Which traffic is logged.",
        default="ALL",
        choices=["ALL", "ACCEPT", "REJECT"],
        field="flow_log.TrafficType",
    ),
    "flow_log_interval": Option(
        "int",
        "Seconds of traffic that are put into one record at most.",
        default=600,
        choices=[60, 600],
        field="flow_log.MaxAggregationInterval",
    ),
    "flow_log_format": Option(
        "str",
        "Members of a record, as AWS writes them. AWS's default format when omitted.",
        sample="${version} ${srcaddr} ${dstaddr} ${action}",
        field="flow_log.LogFormat",
    ),
    "flow_log_retention_days": retention_option("Days for which the flow logs are kept.", 90),
    "encryption": Option(
        "str",
        [
            "With which key the flow logs are encrypted.",
            "V(customer) is O(kms_key_id) or the stack's own key of M(slipway.aws.encryption), V(aws) a key that AWS owns.",
        ],
        default="customer",
        choices=["customer", "aws"],
    ),
    "kms_key_id": Option("str", "ARN of a KMS key for the flow logs, instead of the stack's own.", form=forms.KEY_ARN),
    "vpc_id": Option(
        "str",
        [
            "ID of an existing VPC, which is not changed. Only the security groups are made, in it.",
            (
                "Other options than O(security_groups) and O(names) then have no effect, and other modules take the ids of the "
                "VPC and its subnets from their own options."
            ),
            "The same is made in the VPC of another stack where O(from_stack) names one for C(network).",
        ],
        form=forms.VPC_ID,
    ),
    "security_groups": Option(
        "list",
        "Security groups that are made: a stack without a database needs none for it.",
        default=list(GROUPS),
        elements="str",
        choices=list(GROUPS),
    ),
    "names": Option(
        "dict",
        [
            "Names of single objects, by the last two parts of their address, such as V(subnet/public-a).",
            (
                "It is the tag Name. For C(security_group), C(log_group/flow_logs) and C(role/flow_logs) it is also the real "
                "name, whose change means a replacement."
            ),
            "AWS keeps C(sg-) for IDs: of a security group's name that begins so, the real name is what follows.",
        ],
        default={},
        of="str",
        sample={"vpc/main": "inflight-ordering-vpc", "security_group/load_balancer": "alb-security-group"},
    ),
    "check_quotas": Option(
        "bool",
        "Whether the account's quotas of VPCs and Elastic IP addresses are checked before they are used.",
        default=True,
    ),
}

OUTPUTS = {
    "vpc_id": _output("str", "ID of the VPC.", "vpc-0a1b2c3d4e5f67890"),
    "vpc_cidr": _output("str", "IPv4 range of the VPC.", "10.0.0.0/16"),
    "zones": _output("list", "Names of the Availability Zones.", ["us-east-1a", "us-east-1b"]),
    "public_subnet_ids": _output("list", "IDs of the public subnets.", ["subnet-0a1b2c3d4e5f67890"]),
    "private_subnet_ids": _output("list", "IDs of the private subnets.", ["subnet-0f1e2d3c4b5a67890"]),
    "private_route_table_ids": _output("list", "IDs of the private subnets' route tables.", ["rtb-0a1b2c3d4e5f67890"]),
    "isolated_subnet_ids": _output("list", "IDs of the isolated subnets.", ["subnet-0b1f2e3d4c5a67890"]),
    "isolated_route_table_ids": _output("list", "ID of the isolated subnets' route table.", ["rtb-0b1f2e3d4c5a67890"]),
    "egress_addresses": _output(
        "list", "Public addresses from which the private subnets reach the internet.", ["203.0.113.10", "203.0.113.11"]
    ),
    "load_balancer_security_group_id": _output(
        "str", "ID of the load balancer's security group.", "sg-0a1b2c3d4e5f67890"
    ),
    "service_security_group_id": _output("str", "ID of the services' security group.", "sg-0b1b2c3d4e5f67890"),
    "database_security_group_id": _output("str", "ID of the database's security group.", "sg-0c1b2c3d4e5f67890"),
    "endpoints_security_group_id": _output(
        "str", "ID of the interface endpoints' security group, where there are any.", "sg-0d1b2c3d4e5f67890"
    ),
    "flow_log_group": _output(
        "str", "Name of the flow logs' log group, where there are any.", "/aws/vpc/inflight-ordering-prod-flow-logs"
    ),
}

EXAMPLES = """
- name: A production network over two zones
  slipway.aws.network:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    cidr: 10.0.0.0/16
    zones: [us-east-1a, us-east-1b]

- name: A small network with one NAT gateway and logs encrypted by AWS
  slipway.aws.network:
    application: inflight-ordering
    environment: dev
    region: us-east-1
    cidr: 10.10.0.0/20
    nat_gateways: single
    flow_log_retention_days: 7
    encryption: aws

- name: Security groups in a VPC that somebody else runs
  slipway.aws.network:
    application: inflight-ordering
    environment: staging
    region: us-east-1
    vpc_id: vpc-0a1b2c3d4e5f67890
"""

SPEC = {
    "short_description": "VPC, subnets, gateways, routes, network ACLs, security groups, endpoints and flow logs",
    "description": [
        (
            "Makes the network of a stack over several Availability Zones, with public subnets for the load balancer "
            "and private ones for services and the database."
        ),
        (
            "The security groups of load balancer, services and database are made without rules; the modules that "
            "need a rule add it."
        ),
        "The VPC's default security group is closed.",
    ],
    "options": OPTIONS,
    "outputs": OUTPUTS,
    "examples": EXAMPLES,
}

SPEC["options"][policy.NAME] = policy.policy(SPEC["options"])
