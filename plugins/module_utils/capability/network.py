# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import annotations

"""The network of a stack: VPC, subnets, gateways, routes, filters, endpoints and flow logs."""

import ipaddress
import re

from ..aws.availability_zones import AvailabilityZone
from ..aws.flow_log import DEFAULT_FORMAT, FlowLog
from ..aws.iam import Role
from ..aws.internet_gateway import InternetGateway
from ..aws.kms import KmsKey
from ..aws.logs import RETENTION_DAYS, LogGroup
from ..aws.nat_gateway import ElasticIp, NatGateway
from ..aws.network_acl import NetworkAcl
from ..aws.prefix_list import PrefixList
from ..aws.route_table import Route, RouteTable, RouteTableAssociation
from ..aws.security_group import DefaultSecurityGroup, SecurityGroup, SecurityGroupRule
from ..aws.service_quotas import ELASTIC_IPS, VPCS, ServiceQuota
from ..aws.subnet import Subnet
from ..aws.vpc import Vpc
from ..aws.vpc_endpoint import FULL_ACCESS, VpcEndpoint
from ..engine.declaring import Declaration
from . import network_acls
from .network_options import SPEC, TARGETS
from .subnetting import layout, network

__all__ = ["KINDS", "NEIGHBOURS", "SPEC", "declare"]

KINDS = (AvailabilityZone, DefaultSecurityGroup, ElasticIp, FlowLog, InternetGateway, LogGroup, NatGateway, NetworkAcl,
         PrefixList, Role, Route, RouteTable, RouteTableAssociation, SecurityGroup, SecurityGroupRule, ServiceQuota, Subnet,
         Vpc, VpcEndpoint)
NEIGHBOURS = (KmsKey,)
GROUPS = {"load_balancer": "Load balancer", "service": "Services", "database": "Database"}
ANYWHERE = "0.0.0.0/0"


def declare(options, stack, instance="main"):
    """The Declaration of a network. With ``vpc_id`` only its security groups are made, in that VPC."""
    return _Network(options, stack, instance).declare()


class _Network:
    """One declaration under way: nodes get their names from the option ``names`` as they are added."""

    def __init__(self, options, stack, instance):
        self.options, self.stack = options, stack
        self.declaration = Declaration("network", stack, instance)
        self.names = dict(options["names"])

    def declare(self):
        declaration = self.declaration
        if self.options["vpc_id"]:
            self.vpc_id = self.options["vpc_id"]
            self._security_groups()
        else:
            self.layout = layout(declaration, self.options)
            self._vpc()
            self._quotas()
            self._subnets()
            self._routes()
            if self.options["acls"]:
                self._network_acls()
            groups = self._security_groups()
            self._endpoints(groups)
            if self.options["flow_logs"]:
                self._flow_logs()
        for key in sorted(self.names):
            declaration.fail("names", key, "one of %s is allowed" % ", ".join(sorted(
                "/".join(node.address.split("/")[2:]) for node in declaration.nodes if node.kind.taggable)))
        return declaration

    def add(self, kind, name, want, **more):
        """A node whose tag Name is the user's where one is given."""
        given = self.given(kind, name, 256)
        return self.declaration.add(kind, name, want, tags={"Name": given} if given else None, **more)

    def given(self, kind, name, limit):
        """The user's name of a node, or None."""
        given = self.names.pop("%s/%s" % (kind.kind, name), None)
        if given is not None:
            self.declaration.check(0 < len(str(given)) <= limit, "names", given, "at most %d characters are allowed" % limit)
        return given

    # -- the VPC and its subnets -----------------------------------------------------------------------------------------

    def _vpc(self):
        self.vpc = self.add(Vpc, "main", {"CidrBlock": self.options["cidr"]})
        self.vpc_id = self.vpc["VpcId"]
        self.declaration.add(DefaultSecurityGroup, "main", {"VpcId": self.vpc_id})
        self.gateway = self.add(InternetGateway, "main", {"VpcId": self.vpc_id})
        self.declaration.outputs.update(vpc_id=self.vpc_id, vpc_cidr=self.options["cidr"])

    def _quotas(self):
        if not self.options["check_quotas"]:
            return
        needed = [("vpcs", VPCS, 1), ("elastic_ips", ELASTIC_IPS, len(self._nat_letters()))]
        for name, quota, count in needed:
            if count:
                node = self.declaration.add(ServiceQuota, name, {**quota, "Needed": count})
                self.declaration.expect(
                    node["Missing"], lambda missing: not missing, "check_quotas", True, lambda missing, quota=quota:
                    "the account's quota %r leaves %d too few; raise %s/%s in Service Quotas or remove some, or give false to try "
                    "all the same" % (quota["QuotaName"], missing, quota["ServiceCode"], quota["QuotaCode"]))

    def _nat_letters(self):
        letters = self.layout.letters
        return {"per_zone": letters, "single": letters[:1], "none": ()}[self.options["nat_gateways"]]

    def _subnets(self):
        names = self.options["zones"] or []
        self.subnets = {"public": {}, "private": {}}
        for index, letter in enumerate(self.layout.letters):
            wish = {"Name": names[index]} if names else {"Index": index}
            zone = self.declaration.add(AvailabilityZone, letter, {"RegionName": self.stack.region, **wish})
            for tier, subnets in self.subnets.items():
                subnets[letter] = self.add(
                    Subnet, "%s-%s" % (tier, letter),
                    {"VpcId": self.vpc_id, "CidrBlock": self.layout.subnets[tier][letter], "AvailabilityZone": zone["ZoneName"],
                     "MapPublicIpOnLaunch": tier == "public" and self.options["map_public_ip_on_launch"]},
                    # A zone by count is chosen once. A load balancer in a public subnet needs the attached gateway.
                    delegated=() if names else ("AvailabilityZone",), after=[self.gateway] if tier == "public" else ())
        for tier, subnets in self.subnets.items():
            self.declaration.outputs["%s_subnet_ids" % tier] = [node["SubnetId"] for node in subnets.values()]
        self.declaration.outputs["zones"] = [node["AvailabilityZone"] for node in self.subnets["public"].values()]

    # -- routes ----------------------------------------------------------------------------------------------------------

    def _routes(self):
        gateways = {}
        for letter in self._nat_letters():
            address = self.add(ElasticIp, "nat-%s" % letter, {})
            gateways[letter] = self.add(NatGateway, letter, {
                "SubnetId": self.subnets["public"][letter]["SubnetId"], "AllocationId": address["AllocationId"]})
            self.declaration.outputs.setdefault("egress_addresses", []).append(address["PublicIp"])
        self.declaration.outputs.setdefault("egress_addresses", [])
        single = next(iter(gateways.values()), None)
        self.tables = {"public": [self._table("public", {"GatewayId": self.gateway["InternetGatewayId"]},
                                              self.subnets["public"].values())],
                       "private": []}
        for letter, subnet in self.subnets["private"].items():
            nat = gateways.get(letter, single)
            self.tables["private"].append(self._table(
                "private-%s" % letter, {"NatGatewayId": nat["NatGatewayId"]} if nat else None, [subnet]))
        for item in self.options["routes"]:
            self._free_route(item)
        self.declaration.outputs["private_route_table_ids"] = [table["RouteTableId"] for table in self.tables["private"]]

    def _table(self, name, target, subnets):
        table = self.add(RouteTable, name, {"VpcId": self.vpc_id})
        if target:
            self.declaration.add(Route, "%s-default" % name, {
                "RouteTableId": table["RouteTableId"], "DestinationCidrBlock": ANYWHERE, **target})
        for subnet in subnets:
            self.declaration.add(RouteTableAssociation, subnet.address.split("/")[-1], {
                "SubnetId": subnet["SubnetId"], "RouteTableId": table["RouteTableId"]})
        return table

    def _free_route(self, item):
        declaration, destination = self.declaration, network(item["destination"])
        declaration.check(destination is not None and destination.prefixlen > 0, "routes", item,
                          "a destination without host bits, such as 10.8.0.0/16, other than 0.0.0.0/0 is needed")
        declaration.check(not destination.overlaps(ipaddress.ip_network(self.options["cidr"])), "routes", item,
                          "a destination outside network_cidr %s is needed" % self.options["cidr"])
        targets = {field: item[option] for option, field in TARGETS.items() if item[option]}
        declaration.check(len(targets) == 1, "routes", item, "exactly one of %s is needed" % ", ".join(TARGETS))
        for tier in ("public", "private"):
            for table in self.tables[tier] if item["tier"] in (tier, "all") else []:
                name = "%s-%s" % (table.address.split("/")[-1], str(destination).replace("/", "_"))
                declaration.check(all(node.address.split("/")[2:] != ["route", name] for node in declaration.nodes), "routes", item,
                                  "each destination is given once for a tier")
                declaration.add(Route, name, {"RouteTableId": table["RouteTableId"], "DestinationCidrBlock": str(destination),
                                              **targets})

    # -- filters ---------------------------------------------------------------------------------------------------------

    def _network_acls(self):
        entries = network_acls.entries(self.declaration, self.options)
        for tier, subnets in self.subnets.items():
            self.add(NetworkAcl, tier, {"VpcId": self.vpc_id, **entries[tier],
                                        "SubnetIds": [subnet["SubnetId"] for subnet in subnets.values()]})

    def _security_groups(self):
        groups = {name: self._security_group(name, text) for name, text in GROUPS.items()}
        for name, node in groups.items():
            self.declaration.outputs["%s_security_group_id" % name] = node["GroupId"]
        return groups

    def _security_group(self, name, text):
        """A group without rules. Its description cannot be changed later, so it says only what stays."""
        given = self.given(SecurityGroup, name, 252)
        physical = given or self.stack.name(name.replace("_", "-"), limit=255, room=3)
        return self.declaration.add(SecurityGroup, name, {
            "GroupName": physical, "VpcId": self.vpc_id, "Description": "%s of %s" % (text, self.stack.prefix)},
            tags={"Name": physical})

    def _rule(self, name, group, egress, text, **source):
        self.add(SecurityGroupRule, name, {"GroupId": group["GroupId"], "IsEgress": egress, "IpProtocol": "tcp", "FromPort": 443,
                                           "ToPort": 443, "Description": text, **source})

    # -- endpoints -------------------------------------------------------------------------------------------------------

    def _endpoints(self, groups):
        tables = [table["RouteTableId"] for tables in self.tables.values() for table in tables]
        for service in self.options["gateway_endpoints"]:
            self._endpoint("gateway", service, {"RouteTableIds": tables})
        for service in self.options["interface_endpoints"]:
            self.declaration.check(re.fullmatch(r"[a-z0-9.-]{2,200}", service), "interface_endpoints", service,
                                   "the name of an AWS service such as ecr.api, or the full name of an endpoint service, is allowed")
        for service in self.options["endpoint_policies"]:
            known = [*self.options["gateway_endpoints"], *self.options["interface_endpoints"]]
            self.declaration.check(service in known, "endpoint_policies", service, "one of the declared endpoints is allowed: %s"
                                   % (", ".join(known) or "none is declared"))
        if not self.options["interface_endpoints"]:
            return
        # Private DNS sends everything of the VPC that speaks to the service here, not only our services.
        group = self._security_group("endpoints", "VPC endpoints")
        self._rule("endpoints-vpc", group, False, "AWS services for the VPC", CidrIpv4=self.vpc["CidrBlock"])
        self._rule("service-endpoints", groups["service"], True, "AWS services by VPC endpoint", ReferencedGroupId=group["GroupId"])
        for service in self.options["interface_endpoints"]:
            self._endpoint("interface", service, {
                "VpcEndpointType": "Interface", "PrivateDnsEnabled": True, "SecurityGroupIds": [group["GroupId"]],
                "SubnetIds": [subnet["SubnetId"] for subnet in self.subnets["private"].values()]})
        for service in self.options["gateway_endpoints"]:
            # Image layers come from S3: without a way to the internet the services still reach it.
            ranges = self.declaration.add(PrefixList, service, {"PrefixListName": self._service_name(service)})
            self._rule("service-%s" % service, groups["service"], True, "%s by gateway endpoint" % service,
                       PrefixListId=ranges["PrefixListId"])
        self.declaration.outputs["endpoints_security_group_id"] = group["GroupId"]

    def _endpoint(self, form, service, want):
        self.add(VpcEndpoint, "%s-%s" % (form, service), {
            "VpcId": self.vpc_id, "ServiceName": self._service_name(service), **want,
            "PolicyDocument": self.options["endpoint_policies"].get(service) or FULL_ACCESS})

    def _service_name(self, service):
        """The full name of an endpoint service; the form com.amazonaws.<region>.<name> holds for AWS's own."""
        full = service.startswith(("com.", "cn.com.", "aws."))
        return service if full else "com.amazonaws.%s.%s" % (self.stack.region, service)

    # -- flow logs -------------------------------------------------------------------------------------------------------

    def _flow_logs(self):
        options, stack, days = self.options, self.stack, self.options["flow_log_retention_days"]
        self.declaration.check(days in RETENTION_DAYS, "flow_log_retention_days", days,
                               "one of %s is allowed" % ", ".join(map(str, RETENTION_DAYS)))
        key = self.declaration.neighbour("encryption", "key_arn", options["kms_key_id"]) if options["encryption"] == "customer" else None
        logs = self.declaration.add(LogGroup, "flow_logs", {
            "logGroupName": self.given(LogGroup, "flow_logs", 512) or "/aws/vpc/%s" % stack.name("flow-logs", limit=500),
            "retentionInDays": days, "kmsKeyId": key})
        role = self.declaration.add(Role, "flow_logs", {
            "RoleName": self.given(Role, "flow_logs", 64) or stack.name("flow-logs", limit=64, regional=True),
            "Path": "/slipway/%s/%s/" % (stack.application, stack.environment),
            "AssumeRolePolicyDocument": self._trust(),
            "Policies": {"write": {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                 "Resource": [logs["Arn"] + ":*"]},
                # This listing takes no log group (Service Authorization Reference, CloudWatch Logs).
                {"Effect": "Allow", "Action": ["logs:DescribeLogGroups"], "Resource": ["*"]}]}}})
        self.add(FlowLog, "main", {
            "ResourceId": self.vpc_id, "TrafficType": options["flow_log_traffic"], "LogGroupName": logs["logGroupName"],
            "DeliverLogsPermissionArn": role["Arn"], "MaxAggregationInterval": options["flow_log_interval"],
            "LogFormat": options["flow_log_format"] or DEFAULT_FORMAT}, after=[(role, "ready")])
        self.declaration.outputs["flow_log_group"] = logs["logGroupName"]

    def _trust(self):
        """The flow log service, for flow logs of this account only (VPC User Guide, IAM role for publishing flow logs)."""
        statement = {"Effect": "Allow", "Principal": {"Service": "vpc-flow-logs.amazonaws.com"}, "Action": "sts:AssumeRole"}
        account = self.stack.account_id
        if account:
            arn = "arn:%s:ec2:%s:%s:vpc-flow-log/*" % (self.stack.partition, self.stack.region, account)
            statement["Condition"] = {"StringEquals": {"aws:SourceAccount": account}, "ArnLike": {"aws:SourceArn": arn}}
        return {"Version": "2012-10-17", "Statement": [statement]}
