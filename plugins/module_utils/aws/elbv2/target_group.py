# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Elastic Load Balancing: target groups."""

from __future__ import annotations

from ...engine import fields, ownership
from ...engine.kind import READY, WORKING, Live
from ...engine.matching import generation
from ...engine.references import is_known
from ..shared.tagging import indexed, tagged
from ..shared.tags import tag_list
from .base import ElbKind, attribute_list, attribute_texts, candidates, healthy
from .load_balancer import name_problems

GONE = ("TargetGroupNotFound",)
HEALTH = (
    "HealthCheckEnabled",
    "HealthCheckProtocol",
    "HealthCheckPort",
    "HealthCheckPath",
    "HealthCheckIntervalSeconds",
    "HealthCheckTimeoutSeconds",
    "HealthyThresholdCount",
    "UnhealthyThresholdCount",
    "Matcher",
)
# What an old group must have in common with the new one while the same tasks stand in both. The port is that at which
# ECS registers a task, whatever the group's own is (RegisterTargets' Port overrides it).
COMMON = ("Protocol", "ProtocolVersion", "VpcId", "TargetType", "IpAddressType")
PROBE = ("HealthCheckEnabled", "HealthCheckProtocol", "HealthCheckPort", "HealthCheckPath", "Matcher")
# Ends the name of the second group of a service whose deployments shift traffic. No service has a dot in its name.
ALTERNATE = ".alternate"
FIXED = ("Name", "Protocol", "ProtocolVersion", "Port", "VpcId", "TargetType", "IpAddressType")


class TargetGroup(ElbKind):
    """A target group. Protocol, port, VPC and type cannot change (behaviour C4): another one stands beside it
    meanwhile.

    Defaults are those of HTTP targets; a gRPC group declares its own Matcher and path. A repeated create with equal
    parameters answers the existing group, with others DuplicateTargetGroupName.
    """

    kind = "target_group"
    telling = ("Name", "Port", "HealthCheckPath")
    console = "ec2/home?region={region}#TargetGroup:targetGroupArn={id}"
    coexist = "new_name"
    # A name is unique in account and Region: for a wished one ownership is proven before a write.
    late_tags = True
    indexed = staticmethod(indexed)
    name_field = "Name"
    name_limit = 32
    uses = ("vpc",)
    fields = {
        "Name": fields.required(change=fields.REPLACE),
        "Protocol": fields.managed("HTTP", change=fields.REPLACE),
        "ProtocolVersion": fields.managed("HTTP1", change=fields.REPLACE),
        "Port": fields.required(change=fields.REPLACE),
        "VpcId": fields.required(change=fields.REPLACE),
        "TargetType": fields.managed("ip", change=fields.REPLACE),
        "IpAddressType": fields.managed("ipv4", change=fields.REPLACE),
        "HealthCheckEnabled": fields.managed(True),
        "HealthCheckProtocol": fields.managed("HTTP"),
        "HealthCheckPort": fields.managed("traffic-port"),
        "HealthCheckPath": fields.managed("/"),
        "HealthCheckIntervalSeconds": fields.managed(30),
        "HealthCheckTimeoutSeconds": fields.managed(5),
        "HealthyThresholdCount": fields.managed(5),
        "UnhealthyThresholdCount": fields.managed(2),
        "Matcher": fields.managed({"HttpCode": "200"}, exact=True),
        "Attributes": fields.managed({}, canonical=attribute_texts, exact=False),
        "TargetGroupArn": fields.computed(),
        "FullName": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        rows = [
            {**row, "Name": row["TargetGroupName"]}
            for row in api.all("describe_target_groups", "TargetGroups", PaginationConfig={"PageSize": 400})
        ]
        # The second group of a service counts also where it is no longer declared: traffic may go to it.
        index = tagged(api, scope.owners, "elasticloadbalancing") if scope.wants and not scope.full else {}
        turns = {arn: tags for arn, tags in index.items() if tags.get(ownership.ADDRESS, "").endswith(ALTERNATE)}
        chosen = candidates(scope, rows, "Name")
        rows = chosen + [row for row in rows if row["TargetGroupArn"] in turns and row not in chosen]
        lives = [cls._live(row, turns.get(row["TargetGroupArn"])) for row in rows]
        # Where another generation stands beside it, tags tell which one is ours.
        sure = {name for name in scope.named("Name") if not any(generation(name, row["Name"]) for row in rows)}
        cls.read_tags(api, [live for live in lives if live.fields["Name"] not in sure and live.tags is None])
        declaring = {want["Name"] for want in scope.wants if want.get("Attributes") and is_known(want["Name"])}
        described = [
            live
            for live in lives
            if live.fields["Name"] in declaring or live.fields["Name"].rpartition("-")[0] in declaring
        ]
        for live, attributes in zip(described, api.map(lambda live: cls._attributes(api, live.id), described)):
            live.fields["Attributes"] = attributes
        return lives

    @staticmethod
    def _attributes(api, arn):
        return {
            row["Key"]: row["Value"] for row in api.describe_target_group_attributes(TargetGroupArn=arn)["Attributes"]
        }

    @staticmethod
    def _live(row, tags):
        arn = row["TargetGroupArn"]
        values = {name: row[name] for name in FIXED + HEALTH if name in row}
        # The value of the CloudWatch dimension TargetGroup.
        values.update(
            Name=row["TargetGroupName"], TargetGroupArn=arn, FullName="targetgroup/" + arn.split(":targetgroup/", 1)[1]
        )
        return Live(arn, values, tags, raw=row.get("LoadBalancerArns") or [])

    @classmethod
    def validate(cls, want):
        problems = name_problems(want["Name"])
        interval, timeout = want["HealthCheckIntervalSeconds"], want["HealthCheckTimeoutSeconds"]
        if is_known([interval, timeout]) and timeout >= interval:
            problems.append(
                "HealthCheckTimeoutSeconds %s: less than HealthCheckIntervalSeconds (%s) is allowed"
                % (timeout, interval)
            )
        return problems

    @classmethod
    def create(cls, api, want, tags):
        given = {name: want[name] for name in FIXED + HEALTH if want.get(name) is not None}
        row = api.create_target_group(Tags=tag_list(tags), **given)["TargetGroups"][0]
        return cls._live(row, dict(tags))

    @classmethod
    def update(cls, api, live, want, delta):
        if delta.touches(*HEALTH):
            # Protocol, port and path hang together, so the whole block is sent.
            given = {name: want[name] for name in HEALTH if want.get(name) is not None}
            api.modify_target_group(TargetGroupArn=live.id, **given)
            live.fields.update(given)
        if delta.touches("Attributes"):
            api.modify_target_group_attributes(TargetGroupArn=live.id, Attributes=attribute_list(want["Attributes"]))
            live.fields["Attributes"] = want["Attributes"]
        return live

    @classmethod
    def alternate_of(cls, address):
        """Address of the group that stands in for a service's group by turns, while its deployments shift traffic."""
        return address + ALTERNATE

    @classmethod
    def handover_obstacle(cls, want, old):
        """A rolling deployment ends once the new tasks are healthy in every group of the service, the old one among
        them: ECS cannot hand over to tasks that would fail the old group's health check."""
        other = [name for name in COMMON if want.get(name) != old.fields.get(name)]
        if other:
            return "tasks that ECS starts for the new %s would not be healthy in the old group" % " and ".join(other)
        other = [name for name in PROBE if name in old.fields and want.get(name) != old.fields[name]]
        if other:
            return "%s changes in the same run (change it before or afterwards)" % " and ".join(other)
        return ""

    @classmethod
    def can_take_over(cls, api, live, old):
        """Ready once as many targets are healthy in the new group as in the old one. Draining ones count in neither."""
        now, before = healthy(api, live.id), healthy(api, old.id)
        return (READY, "") if now >= before else (WORKING, "%d of %d targets healthy in the new group" % (now, before))

    @classmethod
    def refresh(cls, api, live):
        return live if api.maybe("describe_target_groups", GONE, TargetGroupArns=[live.id]) else None

    @classmethod
    def find_by_id(cls, api, identifier):
        answer = api.maybe("describe_target_groups", GONE, TargetGroupArns=[identifier])
        if not answer:
            return None
        live = cls._live(answer["TargetGroups"][0], None)
        cls.read_tags(api, [live])
        live.fields["Attributes"] = cls._attributes(api, identifier)
        return live

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_target_group", GONE, TargetGroupArn=live.id)
