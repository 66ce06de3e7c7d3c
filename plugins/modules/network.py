#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/network by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: network
short_description: VPC, subnets, gateways, routes, network ACLs, security groups, endpoints and flow logs
version_added: 0.1.0
description:
  - Makes the network of a stack over several Availability Zones, with public subnets for the load balancer and
    private ones for services and the database.
  - The security groups of load balancer, services and database are made without rules; the modules that need a
    rule add it.
  - The VPC's default security group is closed.
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  cidr:
    description:
      - IPv4 range of the VPC.
      - 'AWS requires: Between /16 and /28; it cannot be changed later.'
      - 'Class: managed.'
    type: str
    default: 10.0.0.0/16
  zone_count:
    description:
      - 'Number of Availability Zones, 2 to 6. The first ones of the Region in order of name are taken, once: a
        zone that AWS adds later moves nothing.'
      - A larger number adds subnets and changes none.
      - 'AWS requires: A load balancer and a database need two zones.'
      - 'Class: managed.'
    type: int
    default: 2
  zones:
    description:
      - Names of the Availability Zones, instead of O(zone_count).
      - Subnets are named after the zone's last letter.
      - 'Class: managed.'
    type: list
    elements: str
  public_subnets:
    description:
      - Ranges of the public subnets, one for each zone.
      - 'When omitted they are cut from O(cidr) at fixed places: 10.0.1.0/24, 10.0.2.0/24 and so on of 10.0.0.0/16.'
      - 'AWS requires: Between /16 and /27, inside the VPC, without overlaps; a range cannot be changed later.'
      - 'Class: managed.'
    type: list
    elements: str
  private_subnets:
    description:
      - Ranges of the private subnets, one for each zone.
      - 'When omitted they are cut from O(cidr) at fixed places: 10.0.11.0/24, 10.0.12.0/24 and so on of 10.0.0.0/16.'
      - 'AWS requires: Between /16 and /28, inside the VPC, without overlaps; a range cannot be changed later.'
      - 'Class: managed.'
    type: list
    elements: str
  isolated:
    description:
      - Whether there is a third tier of subnets, for what neither reaches the internet nor is reached from it.
      - Its route table has no default route, and its network ACL lets nothing in from outside of the VPC but what
        is declared.
      - A database stands there by O(slipway.aws.database#module:subnet_tier). Implied by O(isolated_subnets).
      - 'Class: managed.'
    type: bool
    default: false
  isolated_subnets:
    description:
      - Ranges of the isolated subnets, one for each zone.
      - 'When omitted they are cut from O(cidr) at fixed places: 10.0.21.0/24, 10.0.22.0/24 and so on of 10.0.0.0/16.'
      - 'AWS requires: Between /16 and /28, inside the VPC, without overlaps; a range cannot be changed later. AWS
        keeps five addresses of each.'
      - 'Class: managed.'
    type: list
    elements: str
  map_public_ip_on_launch:
    description:
      - Whether whatever starts in a public subnet gets a public address without asking.
      - 'Class: managed.'
    type: bool
    default: false
  nat_gateways:
    description:
      - How the private subnets reach the internet.
      - V(per_zone) has a NAT gateway in each zone and survives the loss of one, V(single) costs less, V(none) has
        no way out but endpoints.
      - 'Class: managed.'
    type: str
    choices:
      - per_zone
      - single
      - none
    default: per_zone
  nat_gateway_zone:
    description:
      - 'Where the gateway of O(nat_gateways=single) stands: the letter or the name of one of the network''s zones.'
      - The first one when omitted.
      - 'In another zone another one is made, with an address of its own; the routes move once it is ready, and
        the old one goes, with its address: others that let RV(egress_addresses) in have to let the new one in.'
      - The other values of O(nat_gateways) leave it without effect, so that an environment changes only those.
      - 'Class: managed.'
    type: str
  routes:
    description:
      - Further routes, to networks that are connected with the VPC.
      - 'The route tables belong to the stack: a route that is not declared is removed.'
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
    suboptions:
      destination:
        description:
          - IPv4 range that is reached this way. It lies outside the VPC.
          - 'Class: managed.'
        type: str
        required: true
      tier:
        description:
          - Whose route tables get the route.
          - 'Class: managed.'
        type: str
        choices:
          - public
          - private
          - isolated
          - all
        default: private
      transit_gateway_id:
        description:
          - Transit gateway that leads there.
          - 'Class: managed.'
        type: str
      vpc_peering_connection_id:
        description:
          - VPC peering connection that leads there.
          - 'Class: managed.'
        type: str
      virtual_private_gateway_id:
        description:
          - Virtual private gateway that leads there.
          - 'Class: managed.'
        type: str
      network_interface_id:
        description:
          - Network interface of an appliance that leads there.
          - 'Class: managed.'
        type: str
  acls:
    description:
      - Whether the public and the private subnets each have a network ACL of their own.
      - Without one, the VPC's default network ACL lets everything through.
      - 'Class: managed.'
    type: bool
    default: true
  acl_ephemeral_ports:
    description:
      - Ports to which answers from the internet may come back.
      - 'The default leaves out 3389, as AWS Foundational Security Best Practices (EC2.21) and CIS demand. A NAT
        gateway may choose that port for one connection in 64,512, whose answers are then lost: V([1024-65535])
        accepts the finding instead.'
      - 'Class: managed.'
    type: list
    elements: str
    default:
      - 1024-3388
      - 3390-65535
  acl_udp:
    description:
      - Whether answers by UDP come back to those ports from anywhere.
      - What the services of the stack, and of other stacks in the VPC, declare as C(egress) is let back from its
        ranges in any case, and what their security groups let in is let in. Say V(true) for what no stack of the
        collection declares.
      - 'Class: managed.'
    type: bool
    default: false
  acl_entries:
    description:
      - Further entries of the network ACLs.
      - The default entries have the numbers 100, 110 and so on. Inbound they are the VPC itself, then ports 80
        and 443 (public only), then O(acl_ephemeral_ports). Those from 32000 on are ICMP type 3 code 4, by which
        the size of packets is found, then what follows from security group rules, and O(acl_udp). Outbound 100
        lets everything through.
      - 'What security group rules let in from outside of the VPC has its entry by itself: in public subnets, and
        from private ranges (RFC 1918, RFC 6598) in private ones.'
      - AWS takes 20 entries in each direction, up to 40 by a quota that can be raised.
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
    suboptions:
      tier:
        description:
          - Tier of subnets before which the entry stands.
          - 'Class: managed.'
        type: str
        choices:
          - public
          - private
          - isolated
        required: true
      direction:
        description:
          - Direction of the traffic.
          - 'Class: managed.'
        type: str
        choices:
          - ingress
          - egress
        default: ingress
      rule_number:
        description:
          - Place of the entry in its tier and direction. The lowest number that fits a packet decides.
          - A number of a default entry replaces that entry.
          - 'AWS requires: 1 to 32766.'
          - 'Class: managed.'
        type: int
        required: true
      action:
        description:
          - What happens to the traffic.
          - 'Class: managed.'
        type: str
        choices:
          - allow
          - deny
        default: allow
      protocol:
        description:
          - V(tcp), V(udp), V(icmp), V(all), or a protocol number.
          - 'Class: managed.'
        type: str
        default: tcp
      cidr:
        description:
          - IPv4 range of the other side, such as V(10.8.0.0/16).
          - 'Class: managed.'
        type: str
        required: true
      from_port:
        description:
          - First port. Needed for V(tcp) and V(udp).
          - 'AWS requires: 0 to 65535.'
          - 'Class: managed.'
        type: int
      to_port:
        description:
          - Last port. The first one when omitted.
          - 'AWS requires: C(from_port) to 65535.'
          - 'Class: managed.'
        type: int
      icmp_type:
        description:
          - ICMP type, V(-1) for all of them.
          - 'AWS requires: V(-1) to 255.'
          - 'Class: managed.'
        type: int
        default: -1
      icmp_code:
        description:
          - ICMP code, V(-1) for all of them.
          - 'AWS requires: V(-1) to 255.'
          - 'Class: managed.'
        type: int
        default: -1
  gateway_endpoints:
    description:
      - Services that are reached by a gateway endpoint, which is free.
      - 'Class: managed.'
    type: list
    elements: str
    choices:
      - s3
      - dynamodb
    default:
      - s3
  gateway_endpoint_tiers:
    description:
      - Tiers of subnets that have a route to the gateway endpoints.
      - 'Class: managed.'
    type: list
    elements: str
    choices:
      - public
      - private
      - isolated
    default:
      - public
      - private
  interface_endpoints:
    description:
      - Services that are reached by an interface endpoint with private DNS names, each for a price per zone and
        hour.
      - A full name of an endpoint service is taken as it is.
      - With O(nat_gateways=none) a Fargate service needs C(ecr.api), C(ecr.dkr), C(logs) and, for secrets, C(secretsmanager).
      - 'Class: managed.'
    type: list
    elements: str
    default: []
  endpoint_access:
    description:
      - Whose principals reach whose resources through the endpoints.
      - V(account) is this account's, the ID of an organization such as V(o-a1b2c3d4e5) its accounts', V(open) lets
        everything through.
      - 'What AWS needs is let through beside it: the bucket that holds the layers of ECR''s images, the images
        that the account pulls from other registries, and the public parameters of Systems Manager.'
      - Data in buckets of others, public ones too, takes a policy in O(endpoint_policies).
      - 'Class: managed.'
    type: str
    default: account
  endpoint_policies:
    description:
      - Policy documents of single endpoints, by the name given in O(gateway_endpoints) or O(interface_endpoints).
      - In place of a document each word of O(endpoint_access) is allowed.
      - 'Class: managed.'
    type: dict
    default: {}
  flow_logs:
    description:
      - Whether the VPC's traffic is logged to CloudWatch Logs.
      - 'Class: managed.'
    type: bool
    default: true
  flow_log_traffic:
    description:
      - Which traffic is logged.
      - 'Class: managed.'
    type: str
    choices:
      - ALL
      - ACCEPT
      - REJECT
    default: ALL
  flow_log_interval:
    description:
      - Seconds of traffic that are put into one record at most.
      - 'Class: managed.'
    type: int
    choices:
      - 60
      - 600
    default: 600
  flow_log_format:
    description:
      - Members of a record, as AWS writes them. AWS's default format when omitted.
      - 'Class: managed.'
    type: str
  flow_log_retention_days:
    description:
      - Days for which the flow logs are kept.
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
    default: 90
  encryption:
    description:
      - With which key the flow logs are encrypted.
      - V(customer) is O(kms_key_id) or the stack's own key of M(slipway.aws.encryption), V(aws) a key that AWS
        owns.
      - 'Class: managed.'
    type: str
    choices:
      - customer
      - aws
    default: customer
  kms_key_id:
    description:
      - ARN of a KMS key for the flow logs, instead of the stack's own.
      - 'Class: managed.'
    type: str
  vpc_id:
    description:
      - ID of an existing VPC, which is not changed. Only the security groups are made, in it.
      - Other options than O(security_groups) and O(names) then have no effect, and other modules take the ids of
        the VPC and its subnets from their own options.
      - The same is made in the VPC of another stack where O(from_stack) names one for C(network).
      - 'Class: managed.'
    type: str
  security_groups:
    description:
      - 'Security groups that are made: a stack without a database needs none for it.'
      - 'Class: managed.'
    type: list
    elements: str
    choices:
      - load_balancer
      - service
      - database
    default:
      - load_balancer
      - service
      - database
  names:
    description:
      - Names of single objects, by the last two parts of their address, such as V(subnet/public-a).
      - It is the tag Name. For C(security_group), C(log_group/flow_logs) and C(role/flow_logs) it is also the real
        name, whose change means a replacement.
      - 'AWS keeps C(sg-) for IDs: of a security group''s name that begins so, the real name is what follows.'
      - 'Class: managed.'
    type: dict
    default: {}
  check_quotas:
    description:
      - Whether the account's quotas of VPCs and Elastic IP addresses are checked before they are used.
      - 'Class: managed.'
    type: bool
    default: true
  policy:
    description:
      - What an environment changes about O(acl_entries), O(endpoint_policies), O(names) and O(routes), by option.
      - Dictionaries are merged member by member, other lists and values replaced, and null takes away. Names that
        the description does not have are refused.
      - An item of a list is named by C(tier destination) of O(routes), C(tier direction rule_number) of O(acl_entries).
      - 'Class: managed.'
    type: dict
    default: {}
"""

EXAMPLES = r"""
---
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
vpc_id:
  description: ID of the VPC.
  returned: when it is known
  type: str
  sample: vpc-0a1b2c3d4e5f67890
vpc_cidr:
  description: IPv4 range of the VPC.
  returned: when it is known
  type: str
  sample: 10.0.0.0/16
zones:
  description: Names of the Availability Zones.
  returned: when it is known
  type: list
  sample:
    - us-east-1a
    - us-east-1b
public_subnet_ids:
  description: IDs of the public subnets.
  returned: when it is known
  type: list
  sample:
    - subnet-0a1b2c3d4e5f67890
private_subnet_ids:
  description: IDs of the private subnets.
  returned: when it is known
  type: list
  sample:
    - subnet-0f1e2d3c4b5a67890
private_route_table_ids:
  description: IDs of the private subnets' route tables.
  returned: when it is known
  type: list
  sample:
    - rtb-0a1b2c3d4e5f67890
isolated_subnet_ids:
  description: IDs of the isolated subnets.
  returned: when it is known
  type: list
  sample:
    - subnet-0b1f2e3d4c5a67890
isolated_route_table_ids:
  description: ID of the isolated subnets' route table.
  returned: when it is known
  type: list
  sample:
    - rtb-0b1f2e3d4c5a67890
egress_addresses:
  description: Public addresses from which the private subnets reach the internet.
  returned: when it is known
  type: list
  sample:
    - 203.0.113.10
    - 203.0.113.11
load_balancer_security_group_id:
  description: ID of the load balancer's security group.
  returned: when it is known
  type: str
  sample: sg-0a1b2c3d4e5f67890
service_security_group_id:
  description: ID of the services' security group.
  returned: when it is known
  type: str
  sample: sg-0b1b2c3d4e5f67890
database_security_group_id:
  description: ID of the database's security group.
  returned: when it is known
  type: str
  sample: sg-0c1b2c3d4e5f67890
endpoints_security_group_id:
  description: ID of the interface endpoints' security group, where there are any.
  returned: when it is known
  type: str
  sample: sg-0d1b2c3d4e5f67890
flow_log_group:
  description: Name of the flow logs' log group, where there are any.
  returned: when it is known
  type: str
  sample: /aws/vpc/inflight-ordering-prod-flow-logs
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import network


def main():
    entry.main("network", network)


if __name__ == "__main__":
    main()
