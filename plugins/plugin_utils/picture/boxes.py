# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The boxes of a picture: from the objects of a stack, each in its place and its tier."""

from __future__ import annotations

from ansible_collections.slipway.aws.plugins.plugin_utils.picture.access import access
from ansible_collections.slipway.aws.plugins.plugin_utils.picture.scene import (
    BESIDE,
    EDGE,
    NETWORK,
    OUTSIDE,
    SAME,
    Box,
    Tier,
    name_of,
    state_of,
)

FITTING = 28  # letters of a name that stands in bold
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


class Boxes:
    """The boxes of a stack's objects.

    ``by_key`` has them, ``groups`` which of them each security group is for, by its address, ``tiers`` those of the network,
    ``reached`` what services may do with those beside it: key -> {key of the service: words}.
    """

    def __init__(self, objects):
        self.objects, self.by_key, self.groups, self.reached = objects, {}, {}, {}
        self.tiers = self._tiers()
        for make in (self._edge, self._balancers, self._services, self._stores, self._endpoints, self._beside):
            make()

    def outside(self, key, name, lines=(), place=OUTSIDE, state=SAME):
        """What is not AWS's: made when something is to reach it, or be reached by it."""
        box = self.by_key.setdefault(key, Box(key, "Outside", name, (), state, place))
        box.lines = tuple(dict.fromkeys((*box.lines, *lines)))
        return key

    def level(self, arrows):
        """Rows: a service stands below those that call it, and stores below all services of their tier."""
        for dummy in self.by_key:
            for arrow in arrows:
                source, target = self.by_key[arrow.source], self.by_key[arrow.target]
                same = source.place == target.place == NETWORK and source.tier == target.tier
                if same and target.level <= source.level < len(self.by_key):
                    target.level = source.level + 1
        for tier in {box.tier for box in self.by_key.values()}:
            inside = [box for box in self.by_key.values() if box.place == NETWORK and box.tier == tier]
            services = [box.level for box in inside if box.word in ("Service", "Load balancer")]
            for box in inside:
                if box.word not in ("Service", "Load balancer"):
                    box.level = max(services, default=-1) + 1

    def _add(self, row, word, name, lines=(), place=NETWORK, subnets=(), also=()):
        key = row["address"]
        tier = next((self._tier_of(subnet) for subnet in subnets), "")
        shown = tuple(line for line in lines if line)
        self.by_key[key] = Box(key, word, name, shown, state_of([row, *also]), place, tier or self._inner())
        for group in self.objects.refs(row, "security_group"):
            self.groups.setdefault(group["address"], []).append(key)
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
            self._add(row, "Database", engine or name_of(row), lines, NETWORK, self._database_subnets(row))
        for row in self.objects.of("db_cluster"):
            fields, members = row["fields"], self.objects.users(row, "db_cluster_member")
            engine = " ".join(str(fields[name]) for name in ("engine", "engine_version") if name in fields)
            classes = sorted({str(member["fields"].get("db_instance_class")) for member in members})
            lines = [", ".join(classes), "%d members" % len(members)]
            self._add(row, "Database", engine or name_of(row), lines, NETWORK, self._database_subnets(row), members)
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

    def _database_subnets(self, row):
        groups = self.objects.refs(row, "db_subnet_group")
        return [subnet for group in groups for subnet in self.objects.refs(group, "subnet")]

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
            if row["address"] not in self.by_key:
                self._add(row, "Bucket", name_of(row), [row["fields"].get("bucket")], BESIDE)
        may = access(self.objects)
        for row in reached:
            self.reached[row["address"]] = may.get(row["address"], {})
        for kind, words in BESIDES.items():
            # What the same services may do the same with is one box, so that each arrow holds for all of it.
            found = {}
            for row in self.objects.of(kind):
                if row not in reached:
                    found.setdefault(tuple(sorted(may.get(row["address"], {}).items())), []).append(row)
            for services, rows in found.items():
                self.reached[self._several(rows, *words)] = dict(services)

    def _several(self, rows, one, many, field):
        """The box of one object or of several."""
        if len(rows) > 1:
            lines = _listed([name_of(row) for row in rows])
            return self._add(rows[0], many, "%d" % len(rows), lines, BESIDE, (), rows[1:])
        full = str(rows[0]["fields"].get(field, name_of(rows[0])))
        short = len(full) <= FITTING
        return self._add(rows[0], one, full if short else name_of(rows[0]), () if short else (full,), BESIDE)


def _listed(names, most=3):
    """Some names, and how many more there are."""
    return [*names[:most], "and %d more" % (len(names) - most)] if len(names) > most + 1 else names
