# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Elastic Load Balancing: the rules of a listener, one by one, so that they can live in a shared one."""

from __future__ import annotations

from ...engine import fields, ownership
from ...engine.errors import AwsError, SlipwayError
from ...engine.kind import Live, Problem
from ...engine.references import is_known
from ..shared.tagging import tagged
from ..shared.tags import tag_list
from .base import ElbKind, actions, bridged, read_tags, target_states, unweighted, weights

GONE = ("RuleNotFound", "ListenerNotFound")
CONFIGS = {
    "path-pattern": "PathPatternConfig",
    "host-header": "HostHeaderConfig",
    "http-header": "HttpHeaderConfig",
    "query-string": "QueryStringConfig",
    "http-request-method": "HttpRequestMethodConfig",
    "source-ip": "SourceIpConfig",
}
# Quotas of Application Load Balancers: condition values and wildcards per rule. The highest priority is 50000.
VALUES, WILDCARDS, LAST = 5, 5, 50000
# Where rules begin when we choose: the catch-all after all others.
NARROW, CATCH_ALL = 10000, 40000


def conditions(items):
    """Conditions in one form: the config member of the field, values sorted, host names in lower case.

    AWS answers ``Values`` beside the config of path and host conditions.
    """
    return sorted((_condition(item) for item in items or []), key=repr)


def _condition(item):
    member = CONFIGS[item["Field"]]
    config = dict(item.get(member) or {"Values": item.get("Values") or []})
    for name in ("Values", "RegexValues"):
        values = config.pop(name, None)
        if values:
            if item["Field"] == "host-header":
                values = [value.lower() if is_known(value) else value for value in values]
            config[name] = sorted(values, key=repr)
    return {"Field": item["Field"], member: config}


def values_of(condition):
    """The values of one condition in canonical form."""
    config = condition[CONFIGS[condition["Field"]]]
    return list(config.get("Values") or []) + list(config.get("RegexValues") or [])


def first_priority(items):
    """Where the search for a free priority begins: rules that match less come before rules that match more.

    A longer fixed beginning of the path, and each further condition, makes a rule narrower.
    """
    items = conditions(items)
    paths = [value for item in items if item["Field"] == "path-pattern" for value in values_of(item)]
    fixed = min((len(path.split("*")[0].split("?")[0]) for path in paths), default=0)
    narrowing = [item for item in items if item["Field"] != "path-pattern" or fixed > 1]
    if not narrowing:
        return CATCH_ALL
    return NARROW - 80 * min(fixed, 50) - 1000 * min(len(narrowing) - 1, 5)


def _listener(rule):
    """The ARN of the listener that a rule's ARN names (Service Authorization Reference, listener-rule/app)."""
    return rule.replace(":listener-rule/", ":listener/").rpartition("/")[0]


class ListenerRule(ElbKind):
    """A rule of a listener, ours by its own tags.

    Its priority is unique in the listener. Where the declaration gives none, the first free one is chosen once and the
    live value wins afterwards. The production and test rules of a service whose deployments shift traffic forward to both
    of its target groups; which weights these have is ECS's business (behaviour D19), as long as that is declared so.
    """

    kind = "listener_rule"
    coexist = "new_name"
    on_repeat = "none"  # with another priority
    replace_freely = True
    needs = ("listener", "target_group")
    uses = ("listener", "target_group")
    directs_traffic = True
    fields = {
        "ListenerArn": fields.required(change=fields.REPLACE),
        "Priority": fields.optional(),
        "Conditions": fields.required(canonical=conditions),
        "Actions": fields.required(canonical=actions),
        # Not a member of the API: ECS moves the weights of the target groups (see ``differences``).
        "ShiftedByEcs": fields.managed(False, change=fields.CREATE_ONLY),
        "RuleArn": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        """All rules of the listeners, foreign ones too: their priorities are taken.

        Ours may be in anybody's listener: the index of tags knows them, and before anything goes, whatever is on a load
        balancer that sends traffic to one of our target groups is looked through.
        """
        listeners = set(scope.named("ListenerArn"))
        if scope.full or not scope.wants or not all(is_known(want["ListenerArn"]) for want in scope.wants):
            listeners |= {live.id for live in scope.parents("listener")}
            listeners |= {_listener(arn) for arn in tagged(api, scope.owners, "elasticloadbalancing:listener-rule")}
        if scope.deleting:
            balancers = {arn for group in scope.parents("target_group") for arn in group.raw}
            everywhere = scope.parents("listener", mine=False)
            listeners |= {live.id for live in everywhere if live.fields["LoadBalancerArn"] in balancers}
        rows = [
            (listener, row)
            for listener, answer in zip(
                sorted(listeners),
                api.map(lambda arn: api.all("describe_rules", "Rules", GONE, ListenerArn=arn), sorted(listeners)),
            )
            for row in answer
            if not row["IsDefault"]
        ]
        tags = read_tags(api, [row["RuleArn"] for listener, row in rows], scope)
        return [cls._live(listener, row, tags.get(row["RuleArn"], {})) for listener, row in rows]

    @staticmethod
    def _live(listener, row, tags):
        return Live(
            row["RuleArn"],
            {
                "ListenerArn": listener,
                "RuleArn": row["RuleArn"],
                "Priority": int(row["Priority"]),
                "Conditions": row["Conditions"],
                "Actions": row["Actions"],
            },
            tags,
        )

    @classmethod
    def validate(cls, want):
        if not is_known(want["Conditions"]):
            return []
        problems = []
        values = [value for item in conditions(want["Conditions"]) for value in values_of(item)]
        if not 1 <= len(values) <= VALUES:
            problems.append("Conditions: %d values in one rule; 1 to %d are allowed" % (len(values), VALUES))
        wildcards = sum(str(value).count("*") + str(value).count("?") for value in values)
        if wildcards > WILDCARDS:
            problems.append("Conditions: %d wildcards in one rule; at most %d are allowed" % (wildcards, WILDCARDS))
        if want.get("Priority") is not None and not 1 <= want["Priority"] <= LAST:
            problems.append("Priority %s: 1 to %d is allowed" % (want["Priority"], LAST))
        return problems

    @classmethod
    def differences(cls, want, live):
        """Of a rule whose weights ECS moves all but the weights is compared; its node delegates the actions."""
        if not want.get("ShiftedByEcs"):
            return []
        wanted, was = unweighted(want["Actions"]), unweighted(live.fields["Actions"])
        return [] if wanted == was else [("Actions", was, wanted)]

    @classmethod
    def choose(cls, want, taken):
        if want.get("Priority") is not None:
            return {}
        used = {item.get("Priority") for item in taken if item.get("ListenerArn") == want["ListenerArn"]}
        return {"Priority": cls._free(want, used)}

    @staticmethod
    def _free(want, used):
        start = first_priority(want["Conditions"])
        return next(
            (number for number in [*range(start, LAST + 1), *range(start - 1, 0, -1)] if number not in used), None
        )

    @classmethod
    def bridge(cls, want, live, moves):
        return {**want, "Actions": bridged(want["Actions"], live["Actions"])}

    @classmethod
    def preflight(cls, api, want, live):
        """A declared priority that a rule of somebody else holds."""
        if want.get("Priority") is None or not is_known(want["ListenerArn"]):
            return []
        holder = cls._priorities(api, want["ListenerArn"]).get(want["Priority"])
        if holder is None or live is not None and holder == live.id:
            return []
        if live is not None and read_tags(api, [holder])[holder].get(ownership.STACK) == (live.tags or {}).get(
            ownership.STACK
        ):
            return []
        return [
            Problem(
                "priority %d is held by rule %s of the same listener; choose another, or leave it out"
                % (want["Priority"], holder)
            )
        ]

    @staticmethod
    def _priorities(api, listener):
        """{priority: ARN} of the rules of a listener."""
        rows = api.all("describe_rules", "Rules", GONE, ListenerArn=listener)
        return {int(row["Priority"]): row["RuleArn"] for row in rows if row["Priority"].isdigit()}

    @classmethod
    def create(cls, api, want, tags):
        """Another stack that shares the listener may have taken the priority since ours was found free: then the next one.

        A declared priority that is lost so is asked for by the next run, which names the holder.
        """
        wanted = cls._weighed(api, want["Actions"]) if want.get("ShiftedByEcs") else want["Actions"]
        for last in (False, False, False, True):
            try:
                row = api.create_rule(
                    ListenerArn=want["ListenerArn"],
                    Priority=want["Priority"],
                    Conditions=conditions(want["Conditions"]),
                    Actions=wanted,
                    Tags=tag_list(tags),
                )["Rules"][0]
                return cls._live(want["ListenerArn"], row, dict(tags))
            except AwsError as error:
                if error.code != "PriorityInUse" or last:
                    raise
                found = cls._priorities(api, want["ListenerArn"])
                if cls._is(api, found.get(want["Priority"]), tags):
                    raise  # the rule itself, which a lagging listing left out
                # The wish itself: what was made is compared with it.
                want["Priority"] = cls._free(want, found)

    @staticmethod
    def _is(api, holder, tags):
        """True where a rule has the stack and the address of these tags."""
        known = read_tags(api, [holder])[holder] if holder else {}
        return all(known.get(key) == tags[key] for key in (ownership.STACK, ownership.ADDRESS))

    @classmethod
    def update(cls, api, live, want, delta):
        given = {}
        if delta.touches("Conditions"):
            given["Conditions"] = conditions(want["Conditions"])
        if delta.touches("Actions"):
            given["Actions"] = (
                cls._weighed(api, want["Actions"], live.fields["Actions"])
                if want.get("ShiftedByEcs")
                else want["Actions"]
            )
        if given:
            # What is left out stays (ModifyRule): weights that ECS moves are not written with new conditions.
            api.modify_rule(RuleArn=live.id, **given)
            live.fields.update(given)
        if delta.touches("Priority"):
            cls._renumber(api, live, want["Priority"])
            live.fields["Priority"] = want["Priority"]
        return live

    @staticmethod
    def _weighed(api, wanted, live=()):
        """The wished actions with the weights that the target groups have in live ones. Where that leaves no traffic anywhere,
        as in a new rule of a service that runs, the group with the tasks gets it."""
        result, declared, now = actions(wanted), weights(wanted), weights(live)

        def standing(group):
            states = target_states(api, group["TargetGroupArn"])
            return states.count("healthy"), len(states) - states.count("draining"), declared[group["TargetGroupArn"]]

        for item in result:
            if item["Type"] == "forward":
                groups = item["ForwardConfig"]["TargetGroups"]
                for group in groups:
                    group["Weight"] = now.get(group["TargetGroupArn"], 0)
                if not any(group["Weight"] for group in groups):
                    max(groups, key=standing)["Weight"] = 100
        return result

    @classmethod
    def _renumber(cls, api, live, priority):
        """Two rules of ours that swap priorities are swapped with one call: one by one, either would be refused.

        Both may try at the same time, so what holds the priority is looked at anew before each try.
        """
        wish = {"RuleArn": live.id, "Priority": priority}
        for last in (False, False, False, True):
            found = cls._priorities(api, live.fields["ListenerArn"])
            if found.get(priority) == live.id:
                return
            pairs = [wish]
            if priority in found:
                cls._prove_own(api, live, found[priority], priority)
                now = next((number for number, arn in found.items() if arn == live.id), live.fields["Priority"])
                pairs.append({"RuleArn": found[priority], "Priority": now})
            try:
                api.set_rule_priorities(RulePriorities=pairs)
                return
            except AwsError as error:
                if error.code != "PriorityInUse" or last:
                    raise

    @staticmethod
    def _prove_own(api, live, holder, priority):
        """A rule that is not the stack's is never moved."""
        mine = (live.tags or {}).get(ownership.STACK)
        if mine is None or read_tags(api, [holder])[holder].get(ownership.STACK) != mine:
            raise SlipwayError(
                "priority %d is held by rule %s, which is not this stack's; choose another" % (priority, holder)
            )

    @classmethod
    def refresh(cls, api, live):
        return live if api.maybe("describe_rules", GONE, RuleArns=[live.id]) else None

    @classmethod
    def identified(cls, api, identifier):
        """A rule's answer does not name its listener, its ARN does."""
        answer = api.maybe("describe_rules", GONE, RuleArns=[identifier])
        if not answer or answer["Rules"][0]["IsDefault"]:
            return None
        return cls._live(_listener(identifier), answer["Rules"][0], read_tags(api, [identifier]).get(identifier, {}))

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_rule", GONE, RuleArn=live.id)
