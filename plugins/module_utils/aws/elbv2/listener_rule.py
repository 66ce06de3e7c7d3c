# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Elastic Load Balancing: the rules of a listener, one by one, so that they can live in a shared one."""

from __future__ import annotations

import threading

from ...engine import fields, ownership
from ...engine.errors import AwsError, SlipwayError
from ...engine.kind import Live, Problem
from ...engine.references import is_known
from ..shared.tagging import tagged
from ..shared.tags import tag_list
from . import arranging
from .base import ElbKind, actions, bridged, read_tags, target_states, unweighted, weights
from .conditions import conditions, values_of
from .priorities import LAST, nearest

GONE = ("RuleNotFound", "ListenerNotFound")
VALUES, WILDCARDS = 5, 5  # quotas of Application Load Balancers: condition values and wildcards per rule
RENUMBERING = threading.Lock()


def _listener(rule):
    """The ARN of the listener that a rule's ARN names (Service Authorization Reference, listener-rule/app)."""
    return rule.replace(":listener-rule/", ":listener/").rpartition("/")[0]


class ListenerRule(ElbKind):
    """A rule of a listener, ours by its own tags.

    Its priority is unique in the listener. Where the declaration gives none, a free one is chosen, after those of narrower
    rules and before those of wider ones (priorities.py); it stays while that order holds. The production and test rules
    of a service whose deployments shift traffic forward to both of its target groups; which weights these have is ECS's
    business (behaviour D19), as long as that is declared so.
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
        # Not a member of the API: what is done to rules of the listener up to this one, in this order (arranging.py).
        "Steps": fields.optional(change=fields.CREATE_ONLY),
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
    def arrange(cls, lines, lives, words):
        """Priorities by narrowness, listener by listener, and which line is carried out before which."""
        return arranging.arranged(lines, lives, words)

    @classmethod
    def conflicts(cls, lines, foreign):
        """Rules of others in the same listener with which one of ours gets no request, or takes all of theirs."""
        return arranging.conflicts(lines, foreign)

    @classmethod
    def using_both(cls, want, live, moves):
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
        cls._follow(api, want["ListenerArn"], want.get("Steps") or [], tags)
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
                want["Priority"] = nearest(want["Priority"], found)

    @staticmethod
    def _is(api, holder, tags):
        """True where a rule has the stack and the address of these tags."""
        known = read_tags(api, [holder])[holder] if holder else {}
        return all(known.get(key) == tags[key] for key in (ownership.STACK, ownership.ADDRESS))

    @classmethod
    def update(cls, api, live, want, delta):
        """What has to come before it, then its own: a rule that gets wider, for instance, has gone behind others before."""
        given, steps = {}, want.get("Steps") or []
        cls._follow(api, live.fields["ListenerArn"], steps, live.tags)
        if delta.touches("Conditions") and not any(step.get("RuleArn") == live.id for step in steps):
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
        if delta.touches("Priority") and not any(live.id in step.get("Moves", ()) for step in steps):
            cls._renumber(api, live.fields["ListenerArn"], {live.id: want["Priority"]}, live.tags)
        live.fields.update({name: want[name] for name in ("Priority", "Conditions", "Actions") if delta.touches(name)})
        return live

    @classmethod
    def _follow(cls, api, listener, steps, tags):
        """Do what is not done yet of some steps; what is made is made by its own line, which came before."""
        with RENUMBERING:
            done = api.once(("steps", listener), list)
            for step in steps:
                if step in done:
                    continue
                if "Moves" in step:
                    cls._renumber(api, listener, step["Moves"], tags)
                elif "RuleArn" in step:
                    api.modify_rule(**step)
                done.append(step)

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
    def _renumber(cls, api, listener, wanted, tags):
        """All rules that move do so with one call: one by one they would pass through orders that nobody wished for, or be
        refused.

        Another run may try at the same time, so what holds a priority is looked at anew before each try.
        """
        for last in (False, False, False, True):
            found = cls._priorities(api, listener)
            now = {arn: number for number, arn in found.items()}
            moves = {arn: number for arn, number in wanted.items() if now.get(arn) not in (number, None)}
            if not moves:
                return
            for number in sorted(set(moves.values()) & set(found)):
                if found[number] not in moves:  # one of ours that is not in this run takes its turn
                    moves[found[number]] = now[next(arn for arn in moves if moves[arn] == number)]
            cls._prove_own(api, tags, moves, found)
            try:
                api.set_rule_priorities(
                    RulePriorities=[{"RuleArn": arn, "Priority": number} for arn, number in moves.items()]
                )
                return
            except AwsError as error:
                if error.code != "PriorityInUse" or last:
                    raise

    @staticmethod
    def _prove_own(api, tags, arns, found):
        """A rule that is not the stack's is never moved."""
        mine, known = (tags or {}).get(ownership.STACK), read_tags(api, sorted(arns))
        for arn in arns:
            if mine is None or known.get(arn, {}).get(ownership.STACK) != mine:
                number = next(number for number, holder in found.items() if holder == arn)
                raise SlipwayError(
                    "priority %d is held by rule %s, which is not this stack's; choose another" % (number, arn)
                )

    @classmethod
    def refresh(cls, api, live):
        return live if api.maybe("describe_rules", GONE, RuleArns=[live.id]) else None

    @classmethod
    def find_by_id(cls, api, identifier):
        """A rule's answer does not name its listener, its ARN does."""
        answer = api.maybe("describe_rules", GONE, RuleArns=[identifier])
        if not answer or answer["Rules"][0]["IsDefault"]:
            return None
        return cls._live(_listener(identifier), answer["Rules"][0], read_tags(api, [identifier]).get(identifier, {}))

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_rule", GONE, RuleArn=live.id)
