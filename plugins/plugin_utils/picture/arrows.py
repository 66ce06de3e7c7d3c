# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The arrows of a picture: who may reach whom, from what is wired, what security groups let through,
and what roles allow."""

from __future__ import annotations

from ansible_collections.slipway.aws.plugins.plugin_utils.picture.scene import BEYOND, CHANGED, Arrow, state_of

EVERYBODY = ("0.0.0.0/0", "::/0")


class Arrows:
    """The arrows between the boxes of a stack's objects.

    :param boxes: boxes.Boxes; what is outside is added to them where something leads to it
    """

    def __init__(self, objects, boxes):
        self.objects, self.boxes, self.groups = objects, boxes.by_key, boxes.groups
        self._outside, self._arrows = boxes.outside, {}
        self._traffic()
        self._rules()
        for key, services in boxes.reached.items():
            for service, words in services.items():
                self._arrow(service, key, words, objects.refs(objects.by_address[service], "task_definition"))

    def __iter__(self):
        return iter(self._arrows.values())

    def _arrow(self, source, target, text="", rows=()):
        """One arrow for each pair; what opens it several times is said together."""
        if source == target or source not in self.boxes or target not in self.boxes:
            return
        before = self._arrows.get((source, target))
        texts = [*before.text.split(", "), text] if before and before.text else [text]
        ports = ", ".join(dict.fromkeys(item for item in texts if item))
        state = state_of(rows)
        mixed = before is not None and before.state != state
        self._arrows[source, target] = Arrow(source, target, ports, CHANGED if mixed else state)

    def _traffic(self):
        """What is wired: target groups, origins, volumes, and services that wait for one another."""
        for row in self.objects.of("distribution"):
            self._arrow(self._outside("internet", "Internet"), row["address"], "443", [row])
            for origin in self.objects.refs(row, field="origins"):
                for target in [origin] if origin["address"] in self.boxes else self.objects.refs(origin):
                    self._arrow(row["address"], target["address"], "", [row])
        for service in self.objects.of("ecs_service"):
            for group in self.objects.refs(service, "target_group"):
                for balancer in self._balancers_of(group):
                    port = str(group["fields"].get("port", ""))
                    self._arrow(balancer["address"], service["address"], port, [service])
            for definition in self.objects.refs(service, "task_definition"):
                for volume in self.objects.refs(definition, "file_system", "access_point"):
                    for store in (
                        [volume] if volume["kind"] == "file_system" else self.objects.refs(volume, "file_system")
                    ):
                        self._arrow(service["address"], store["address"], "2049", [definition])
            for other in service["after"]:
                self._arrow(service["address"], other, "", [service])

    def _balancers_of(self, group):
        """The load balancers whose listeners, or rules of them, send to a target group."""
        users = self.objects.users(group, "listener", "listener_rule")
        listeners = [
            other
            for rule in users
            for other in ([rule] if rule["kind"] == "listener" else self.objects.refs(rule, "listener"))
        ]
        return [balancer for listener in listeners for balancer in self.objects.refs(listener, "load_balancer")]

    def _rules(self):
        """What security groups let through."""
        wired = {target for _source, target in self._arrows}
        home = [vpc["fields"].get("cidr_block") for vpc in self.objects.of("vpc")]
        for rule in self.objects.of("security_group_rule"):
            own = [
                self.objects.by_address[address]
                for address in rule["refs"].get("group_id", ())
                if address in self.objects.by_address
            ]
            keys = [key for group in own for key in self.groups.get(group["address"], ())]
            ranges = rule["fields"].get("cidr_ipv4") or rule["fields"].get("cidr_ipv6")
            if rule["fields"].get("is_egress"):
                if ranges:
                    self._leaving(rule, keys, ranges)
                continue
            for key in keys:
                if ranges in home or self.objects.refs(rule, "vpc"):
                    self._at_home(rule, own, key)
                elif ranges:
                    self._entering(rule, key, ranges)
                for group in rule["refs"].get("referenced_group_id", ()):
                    for source in self.groups.get(group, ()):
                        # A group of several services says less than the wiring does.
                        if key not in wired or (source, key) in self._arrows:
                            self._arrow(source, key, "" if key in wired else ports(rule), [rule])

    def _entering(self, rule, key, ranges):
        if ranges in EVERYBODY:
            self._arrow(self._outside("internet", "Internet"), key, ports(rule), [rule])
        else:
            self._arrow(self._outside("from %s" % ranges, ranges), key, ports(rule), [rule])

    def _at_home(self, rule, own, key):
        """Open to the whole network: those reach it whose own rules name its group."""
        for other in self.objects.of("security_group_rule"):
            named = other["refs"].get("referenced_group_id", ())
            if other["fields"].get("is_egress") and any(group["address"] in named for group in own):
                for group in other["refs"].get("group_id", ()):
                    for source in self.groups.get(group, ()):
                        self._arrow(source, key, ports(rule), [rule])

    def _leaving(self, rule, keys, ranges):
        services = [key for key in keys if self.boxes[key].word == "Service"]
        if services:
            where = rule["fields"].get("description") or ranges
            beyond = self._outside("beyond", "Elsewhere", ["%s: %s" % (ports(rule), where)], BEYOND)
            for key in services:
                self._arrow(key, beyond, "", [rule])


def ports(rule):
    """The ports of a rule as text."""
    first, last = rule["fields"].get("from_port"), rule["fields"].get("to_port")
    if first is None or first == -1:
        return str(rule["fields"].get("ip_protocol", "")).replace("-1", "all")
    return "%s" % first if first == last else "%s-%s" % (first, last)
