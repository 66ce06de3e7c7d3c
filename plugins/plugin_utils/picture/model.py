# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a picture of a stack has in it: boxes, tiers with their zones, and arrows for who may reach whom.

All of it is read from the objects of a plan as engine.architecture gives them: nothing is guessed from names of an application.
"""

from __future__ import annotations

from ansible_collections.slipway.aws.plugins.plugin_utils.picture.objects import Objects
from ansible_collections.slipway.aws.plugins.plugin_utils.picture.scene import (
    BESIDE,
    BEYOND,
    EDGE,
    NETWORK,
    OUTSIDE,
    SAME,
    Arrow,
    Box,
    Scene,
    Tier,
    name_of,
    state_of,
)

FITTING = 28  # letters of a name that stands in bold
EVERYBODY = ("0.0.0.0/0", "::/0")
# What is drawn beside the network, by kind: the word for one and for several, and the field that names one.
BESIDES = {
    "s3_bucket": ("Bucket", "Buckets", "bucket"),
    "ecr_repository": ("Registry", "Registry", "repository_name"),
    "secret": ("Secret", "Secrets", "name"),
    "parameter": ("Parameter", "Parameters", "name"),
    "kms_key": ("Key", "Keys", "alias_name"),
    "namespace": ("Service discovery", "Service discovery", "name"),
    "sqs_queue": ("Queue", "Queues", "queue_name"),
    "lambda_function": ("Function", "Functions", "function_name"),
    "schedule": ("Schedule", "Schedules", "name"),
    "sns_topic": ("Topic", "Topics", "name"),
    "alarm": ("Alarm", "Alarms", "alarm_name"),
    "log_group": ("Log group", "Log groups", "log_group_name"),
}


def scene(rows):
    """The Scene of a plan's objects."""
    return _Drawing(Objects(rows)).scene()


class _Drawing:
    """One scene while it is put together."""

    def __init__(self, objects):
        self.objects = objects
        self.boxes, self.arrows, self.groups = {}, {}, {}  # groups: address of a security group -> keys of boxes
        self.tiers = self._tiers()

    def scene(self):
        """Everything in its place."""
        for make in (self._edge, self._balancers, self._services, self._stores, self._endpoints, self._beside):
            make()
        self._traffic()
        self._rules()
        self._levels()
        vpcs = self.objects.of("vpc")
        name = "VPC %s" % vpcs[0]["fields"].get("cidr_block", "") if vpcs else "VPC of another stack"
        return Scene(name.strip(), state_of(vpcs), self.tiers, list(self.boxes.values()), list(self.arrows.values()))

    # -- boxes ---------------------------------------------------------------------------------------------------------

    def _add(self, row, word, name, lines=(), place=NETWORK, subnets=(), also=()):
        key = row["address"]
        tier = next((self._tier_of(subnet) for subnet in subnets), "")
        shown = tuple(line for line in lines if line)
        self.boxes[key] = Box(key, word, name, shown, state_of([row, *also]), place, tier or self._inner())
        for group in self.objects.refs(row, "security_group"):
            self.groups.setdefault(group["address"], []).append(key)
        return key

    def _outside(self, key, name, lines=(), place=OUTSIDE, state=SAME):
        """What is not AWS's: made when something is to reach it, or be reached by it."""
        box = self.boxes.setdefault(key, Box(key, "Outside", name, (), state, place))
        box.lines = tuple(dict.fromkeys((*box.lines, *lines)))
        return key

    def _tiers(self):
        found = {}
        for subnet in sorted(
            self.objects.of("subnet"), key=lambda row: (row["fields"].get("availability_zone", ""), row["address"])
        ):
            gateways = self.objects.users(subnet, "nat_gateway")
            row = (
                subnet["fields"].get("availability_zone", "zone %s" % name_of(subnet).rpartition("-")[2]),
                subnet["fields"].get("cidr_block", ""),
                "NAT" if gateways else "",
                state_of([subnet, *gateways]),
            )
            found.setdefault(self._tier_of(subnet), []).append(row)
        # What the internet reaches first stands first.
        return [Tier(name, found[name]) for name in sorted(found, key=lambda name: (name != "public", name))]

    @staticmethod
    def _tier_of(subnet):
        return name_of(subnet).rpartition("-")[0] or name_of(subnet)

    def _inner(self):
        """The tier of what names no subnet: the last one."""
        return self.tiers[-1].name if self.tiers else ""

    def _names(self, row):
        """The domain names that lead to an object."""
        return list(
            dict.fromkeys(record["fields"].get("name", "").rstrip(".") for record in self.objects.users(row, "record"))
        )

    def _edge(self):
        for row in self.objects.of("distribution"):
            names = row["fields"].get("aliases") or self._names(row)
            firewall = self.objects.refs(row, "web_acl")
            lines = [*names[1:2], "firewall" if firewall else ""]
            self._add(row, "CDN", names[0] if names else name_of(row), lines, EDGE)

    def _balancers(self):
        for row in self.objects.of("load_balancer"):
            names = self._names(row)
            firewall = self.objects.users(row, "web_acl_association")
            lines = [row["fields"].get("name"), row["fields"].get("scheme"), "firewall" if firewall else ""]
            title = names[0] if names else row["fields"].get("name", name_of(row))
            self._add(
                row, "Load balancer", title, lines[0 if names else 1 :], NETWORK, self.objects.refs(row, "subnet")
            )

    def _services(self):
        for row in self.objects.of("ecs_service"):
            definition = self.objects.refs(row, "task_definition")
            fields = definition[0]["fields"] if definition else {}
            tasks = row["fields"].get("desired_count")
            size = "%s CPU, %s MiB" % (fields["cpu"], fields["memory"]) if "cpu" in fields else ""
            count = [scaling for scaling in self.objects.of("scalable_target") if name_of(scaling) == name_of(row)]
            if count:
                tasks = "%s to %s" % (count[0]["fields"].get("min_capacity"), count[0]["fields"].get("max_capacity"))
            lines = ["%s tasks" % tasks if tasks is not None else "", size]
            self._add(row, "Service", name_of(row), lines, NETWORK, self.objects.refs(row, "subnet"), definition)

    def _stores(self):
        for row in self.objects.of("db_instance"):
            fields = row["fields"]
            engine = " ".join(str(fields[name]) for name in ("engine", "engine_version") if name in fields)
            lines = [fields.get("db_instance_class"), "two zones" if fields.get("multi_az") else "one zone"]
            subnets = [
                subnet
                for group in self.objects.refs(row, "db_subnet_group")
                for subnet in self.objects.refs(group, "subnet")
            ]
            self._add(row, "Database", engine or name_of(row), lines, NETWORK, subnets)
        for row in self.objects.of("file_system"):
            targets = self.objects.users(row, "mount_target")
            subnets = [subnet for target in targets for subnet in self.objects.refs(target, "subnet")]
            zones = "%d mount targets" % len(targets) if targets else ""
            key = self._add(
                row, "File system", name_of(row), [row["fields"].get("throughput_mode"), zones], NETWORK, subnets
            )
            for target in targets:
                for group in self.objects.refs(target, "security_group"):
                    if key not in self.groups.setdefault(group["address"], []):
                        self.groups[group["address"]].append(key)

    def _endpoints(self):
        rows = [row for row in self.objects.of("vpc_endpoint") if row["fields"].get("vpc_endpoint_type") == "Interface"]
        if rows:
            names = [str(row["fields"].get("service_name", name_of(row))).split(".", 3)[-1] for row in rows]
            subnets = self.objects.refs(rows[0], "subnet")
            self._add(
                rows[0], "VPC endpoints", "%d services of AWS" % len(rows), _listed(names), NETWORK, subnets, rows[1:]
            )

    def _beside(self):
        reached = [
            bucket
            for row in self.objects.of("distribution")
            for bucket in self.objects.refs(row, "s3_bucket", field="origins")
        ]
        for row in reached:
            if row["address"] not in self.boxes:
                self._add(row, "Bucket", name_of(row), [row["fields"].get("bucket")], BESIDE)
        for kind, (one, many, field) in BESIDES.items():
            rows = [row for row in self.objects.of(kind) if row not in reached]
            if rows:
                full = str(rows[0]["fields"].get(field, name_of(rows[0])))
                if len(rows) == 1:
                    short = len(full) <= FITTING
                    self._add(rows[0], one, full if short else name_of(rows[0]), () if short else (full,), BESIDE)
                else:
                    self._add(
                        rows[0], many, "%d" % len(rows), _listed([name_of(row) for row in rows]), BESIDE, (), rows[1:]
                    )

    # -- arrows --------------------------------------------------------------------------------------------------------

    def _arrow(self, source, target, text="", rows=()):
        """One arrow for each pair; what opens it several times is said together."""
        if source == target or source not in self.boxes or target not in self.boxes:
            return
        before = self.arrows.get((source, target))
        texts = [*before.text.split(", "), text] if before and before.text else [text]
        ports = ", ".join(dict.fromkeys(item for item in texts if item))
        state = state_of(rows)
        self.arrows[source, target] = Arrow(
            source, target, ports, before.state if before and before.state == state else state
        )

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
        wired = {target for _source, target in self.arrows}
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
                        if key not in wired or (source, key) in self.arrows:
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

    def _levels(self):
        """Rows: a service stands below those that call it, and stores below all services of their tier."""
        for dummy in self.boxes:
            for arrow in self.arrows.values():
                source, target = self.boxes[arrow.source], self.boxes[arrow.target]
                same = source.place == target.place == NETWORK and source.tier == target.tier
                if same and target.level <= source.level < len(self.boxes):
                    target.level = source.level + 1
        for tier in {box.tier for box in self.boxes.values()}:
            inside = [box for box in self.boxes.values() if box.place == NETWORK and box.tier == tier]
            services = [box.level for box in inside if box.word in ("Service", "Load balancer")]
            for box in inside:
                if box.word not in ("Service", "Load balancer"):
                    box.level = max(services, default=-1) + 1


def ports(rule):
    """The ports of a rule as text."""
    first, last = rule["fields"].get("from_port"), rule["fields"].get("to_port")
    if first is None or first == -1:
        return str(rule["fields"].get("ip_protocol", "")).replace("-1", "all")
    return "%s" % first if first == last else "%s-%s" % (first, last)


def _listed(names, most=3):
    """Some names, and how many more there are."""
    return [*names[:most], "and %d more" % (len(names) - most)] if len(names) > most + 1 else names
