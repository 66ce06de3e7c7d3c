# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Elastic Load Balancing: what load balancers, target groups, listeners and rules share."""

from __future__ import annotations

from ...engine.errors import AwsError
from ...engine.kind import Kind
from ...engine.matching import generation
from ..shared.tagging import tagged
from ..shared.tags import tag_dict, tag_list

TAGS_PER_CALL = 20  # DescribeTags' limit of ARNs
# What AWS fills in where a redirect leaves a member out (RedirectActionConfig's documentation).
REDIRECT = {"Host": "#{host}", "Path": "/#{path}", "Query": "#{query}", "Port": "#{port}", "Protocol": "#{protocol}"}


class ElbKind(Kind):
    """Tags in the create call, by ARN afterwards. Ids are ARNs."""

    service = "elbv2"

    @classmethod
    def read_tags(cls, api, lives):
        found = read_tags(api, [live.id for live in lives])
        for live in lives:
            live.tags = found.get(live.id, {})

    @classmethod
    def tag(cls, api, live, tags):
        api.add_tags(ResourceArns=[live.id], Tags=tag_list(tags))

    @classmethod
    def untag(cls, api, live, keys):
        api.remove_tags(ResourceArns=[live.id], TagKeys=list(keys))


def candidates(scope, rows, field):
    """The rows of a listing whose tags are worth reading: all of them unless every wished name is known.

    A listing has no filter by tag, so foreign objects are left out by name where nothing but our own wishes is looked
    for.
    """
    names = scope.named(field)
    if scope.full or len(scope.owners) > 1 or len(names) < len(scope.wants) or not scope.wants:
        return rows
    return [row for row in rows if any(row[field] == name or generation(name, row[field]) for name in names)]


def read_tags(api, arns, scope=None):
    """Tags of many objects: {arn: {key: value}}.

    :param scope: while observing for no deletion: what the tagging index knows is not asked again
    """
    known = {} if scope is None or scope.full else tagged(api, scope.owners, "elasticloadbalancing")
    found = {arn: known[arn] for arn in arns if arn in known}
    arns = [arn for arn in arns if arn not in found]
    batches = [arns[start : start + TAGS_PER_CALL] for start in range(0, len(arns), TAGS_PER_CALL)]
    for answer in api.map(lambda batch: api.describe_tags(ResourceArns=batch), batches):
        found.update((item["ResourceArn"], tag_dict(item["Tags"])) for item in answer["TagDescriptions"])
    return found


def attribute_list(attributes):
    """{'a': 'b'} as the API's list of attributes."""
    return tag_list({name: attribute_text(value) for name, value in attributes.items()})


def attribute_text(value):
    """An attribute's value as the API writes it: true, false, numbers as text."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def attribute_texts(attributes):
    """The canonical form of an attribute map."""
    return (
        {name: attribute_text(value) for name, value in attributes.items()}
        if isinstance(attributes, dict)
        else attributes
    )


def actions(items):
    """Actions as AWS answers them: one form of forwarding, the defaults of redirects, no order where there is one
    action.

    AWS gives both ``TargetGroupArn`` and a one-element ``ForwardConfig``, and adds ``Order`` (behaviour C7).
    """
    return [_action(item, position if len(items) > 1 else None) for position, item in enumerate(items or [], 1)]


def _action(item, order):
    result = {name: value for name, value in item.items() if name not in ("Order", "TargetGroupArn", "ForwardConfig")}
    if order is not None:
        result["Order"] = item.get("Order", order)
    if item["Type"] == "forward":
        config = item.get("ForwardConfig") or {}
        groups = config.get("TargetGroups") or [{"TargetGroupArn": item.get("TargetGroupArn")}]
        stickiness = {"Enabled": False, **(config.get("TargetGroupStickinessConfig") or {})}
        result["ForwardConfig"] = {
            "TargetGroups": sorted(
                ({"Weight": 1, **group} for group in groups), key=lambda group: group["TargetGroupArn"]
            ),
            "TargetGroupStickinessConfig": stickiness if stickiness["Enabled"] else {"Enabled": False},
        }
    elif item["Type"] == "redirect":
        result["RedirectConfig"] = {**REDIRECT, **item["RedirectConfig"]}
    return result


def bridged(wanted, live):
    """Actions for the time of two generations: forwarding stays as it is, and knows the wished groups with weight 0.

    A target group that a rule forwards to with any weight counts as attached, so ECS takes it and its targets are
    checked.
    """
    now = next((item["ForwardConfig"] for item in actions(live) if item["Type"] == "forward"), None)
    result = actions(wanted)
    for item in result if now else ():
        if item["Type"] == "forward":
            known = {group["TargetGroupArn"] for group in now["TargetGroups"]}
            new = [
                {**group, "Weight": 0}
                for group in item["ForwardConfig"]["TargetGroups"]
                if group["TargetGroupArn"] not in known
            ]
            item["ForwardConfig"] = {**now, "TargetGroups": now["TargetGroups"] + new}
    return result


def healthy(api, arn):
    """How many healthy targets a target group has; none where it is gone. Draining ones do not count."""
    return target_states(api, arn).count("healthy")


def target_states(api, arn):
    """The states of a target group's targets. Of a group that no rule forwards to they are all ``unused``."""
    answer = api.maybe("describe_target_health", ("TargetGroupNotFound",), TargetGroupArn=arn)
    return [row["TargetHealth"]["State"] for row in answer["TargetHealthDescriptions"]] if answer else []


def unweighted(items):
    """Actions as ``actions`` gives them, without the weights of target groups."""
    result = actions(items)
    for item in result:
        if item["Type"] == "forward":
            item["ForwardConfig"]["TargetGroups"] = [
                group["TargetGroupArn"] for group in item["ForwardConfig"]["TargetGroups"]
            ]
    return result


def weights(items):
    """{target group: weight} of what actions forward to."""
    return {
        group["TargetGroupArn"]: group["Weight"]
        for item in actions(items)
        if item["Type"] == "forward"
        for group in item["ForwardConfig"]["TargetGroups"]
    }


def patiently(api, call, settled, seconds=300, pause=5):
    """``call()``, repeated while a new load balancer does not take it yet (behaviours C1 and C12).

    Right after creation an attribute call may be refused with OperationNotPermitted or LoadBalancerNotFound, and a
    bucket policy that was just written may not be seen yet.

    :param settled: called after a refusal; True where waiting longer makes no sense
    """
    until = api.clock.now() + seconds
    while True:
        try:
            return call()
        except AwsError as error:
            unseen = error.code == "InvalidConfigurationRequest" and "Access Denied" in error.message
            early = error.code in ("OperationNotPermitted", "LoadBalancerNotFound")
            if not (unseen or early) or api.clock.now() >= until or (early and settled()):
                raise
        api.clock.pause(pause)
