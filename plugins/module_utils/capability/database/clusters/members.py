# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What computes in a cluster: its members, and the capacity of those without a class of their own size."""

from __future__ import annotations

from ...shared.option import Form, Option
from ..engines import CLASS, CLUSTERS, DOCUMENTDB

SERVERLESS = "db.serverless"
MOST = 16  # a writer and 15 readers (Aurora User Guide; DocumentDB Developer Guide)
NAME = Form("a name of lower-case letters, digits and single hyphens is allowed", r"[a-z0-9]+(-[a-z0-9]+)*")

MEMBER = {
    "identifier": Option(
        "str",
        "Identifier of the member. The default is the cluster's, a hyphen, and the member's name.",
        sample="mealprep-prod-cluster-writer",
        form=Form(
            "1 to 63 letters, digits and single hyphens are allowed, beginning with a letter and not ending in a hyphen",
            r"(?!.*--)[A-Za-z][A-Za-z0-9-]{0,62}(?<!-)",
        ),
        aws="1 to 63 letters, digits and single hyphens. Cannot be changed later.",
        field="db_cluster_member.DBInstanceIdentifier",
    ),
    "instance_class": Option(
        "str",
        "Class of the member. The default is O(instance_class).",
        sample="db.r6g.large",
        form=Form("the name of a DB instance class is allowed, such as db.r6g.large", CLASS),
        field="db_cluster_member.DBInstanceClass",
    ),
    "promotion_tier": Option(
        "int",
        [
            "Which member takes over when the writer fails: the lowest number first.",
            "Serverless readers of tier V(0) and V(1) are as large as the writer at any time, idle ones too, and sleep and wake with it.",
        ],
        default=1,
        between=(0, 15),
        aws="0 to 15.",
        field="db_cluster_member.PromotionTier",
    ),
    "zone": Option(
        "str",
        "Availability Zone of the member. AWS chooses one when it was never given. Another one is another member.",
        class_="optional",
        sample="us-east-1b",
        form=Form("an Availability Zone, such as us-east-1a, is allowed", r"[a-z]{2,4}(-[a-z]+)+-\d[a-z]"),
        field="db_cluster_member.AvailabilityZone",
    ),
}

MEMBERS = {
    "instances": Option(
        "int",
        [
            "How many members a cluster has, all of O(instance_class), called V(1), V(2) and so on. V(0) keeps the data and answers nobody.",
            "The default is 2, or 1 without O(multi_az). Say O(members) for members that differ.",
        ],
        class_="optional",
        sample=2,
        between=(0, MOST),
        aws="A writer and up to 15 readers.",
    ),
    "members": Option(
        "dict",
        [
            (
                "Members of a cluster by name. The first one is made first, and begins as the writer. Afterwards a failover may give that "
                "part to any: names say nothing of it, and the endpoint follows it."
            ),
            "Each has its own class, tier and zone. With O(apply_immediately) classes are changed one after the other, the writer's last.",
            "A member holds no data of its own. One that is declared no longer goes like any object.",
        ],
        default={},
        values=MEMBER,
        names=NAME,
        sample={
            "writer": {"instance_class": "db.r6g.large"},
            "reader": {"instance_class": "db.r6g.large", "promotion_tier": 2},
        },
    ),
    "serverless": Option(
        "dict",
        [
            "Capacity of the members whose class is V(db.serverless), which then is the default. It can be changed, and not be taken away.",
        ],
        class_="optional",
        field="db_cluster.ServerlessV2ScalingConfiguration",
        options={
            "min_capacity": Option(
                "float",
                "Least capacity units, of 2 GiB memory each. V(0) lets the cluster pause; the plan says what keeps it awake.",
                required=True,
                aws="Half steps; 0 where the version pauses, else at least 0.5 (V(docdb)).",
                between=(0, 256),
                field=".MinCapacity",
            ),
            "max_capacity": Option(
                "float",
                "Most capacity units.",
                required=True,
                aws="Half steps, from 1 to what the version has: 128 or 256.",
                between=(1, 256),
                field=".MaxCapacity",
            ),
            "seconds_until_auto_pause": Option(
                "int",
                "Seconds without a connection until the cluster pauses. The default is 300.",
                aws="300 to 86400, with O(serverless.min_capacity=0) only.",
                between=(300, 86400),
                field=".SecondsUntilAutoPause",
            ),
        },
    ),
}


def declared(options):
    """Name -> options of each member of a cluster."""
    if options["members"]:
        return options["members"]
    count = options["instances"] if options["instances"] is not None else 2 if options["multi_az"] else 1
    plain = {name: option.default for name, option in MEMBER.items()}
    return {str(number): dict(plain) for number in range(1, count + 1)}


def identifiers(options):
    """Name of a member -> its identifier."""
    return {
        name: given["identifier"] or "%s-%s" % (options["identifier"], name)
        for name, given in declared(options).items()
    }


def classes(options):
    """(option, class) of all that computes: the instance, or each member of a cluster."""
    if options["engine"] not in CLUSTERS:
        return [("instance_class", options["instance_class"])]
    return [
        (
            "members.%s.instance_class" % name if given["instance_class"] else "instance_class",
            given["instance_class"] or options["instance_class"],
        )
        for name, given in declared(options).items()
    ]


def check(declaration, options):
    """Refuse members that do not go together."""
    if options["engine"] not in CLUSTERS:
        return
    names = identifiers(options)
    declaration.check(
        options["instances"] is None or not options["members"],
        "instances",
        options["instances"],
        "either instances or members (%s) is allowed" % ", ".join(sorted(options["members"])),
    )
    declaration.check(len(names) <= MOST, "members", "%d members" % len(names), "at most %d are allowed" % MOST)
    twice = sorted({name for name in names.values() if [*map(str.lower, names.values())].count(name.lower()) > 1})
    declaration.check(not twice, "members", twice, "each member has an identifier of its own")
    _check_capacity(declaration, options)


def _check_capacity(declaration, options):
    serverless = options["serverless"]
    using = [option for option, name in classes(options) if name == SERVERLESS]
    declaration.check(
        serverless is not None or not using,
        using[0] if using else "instance_class",
        SERVERLESS,
        "it needs database_serverless with min_capacity and max_capacity",
    )
    if serverless is None:
        return
    for name in ("min_capacity", "max_capacity"):
        value = serverless[name]
        declaration.check(
            value * 2 == int(value * 2), "serverless." + name, value, "half steps are allowed, such as 0.5"
        )
    declaration.check(
        serverless["min_capacity"] <= serverless["max_capacity"],
        "serverless.min_capacity",
        serverless["min_capacity"],
        "at most max_capacity (%g) is allowed" % serverless["max_capacity"],
    )
    declaration.check(
        options["engine"] != DOCUMENTDB or serverless["min_capacity"] >= 0.5,
        "serverless.min_capacity",
        serverless["min_capacity"],
        "at least 0.5 is allowed: DocumentDB does not pause",
    )
    declaration.check(
        serverless["seconds_until_auto_pause"] is None or serverless["min_capacity"] == 0,
        "serverless.seconds_until_auto_pause",
        serverless["seconds_until_auto_pause"],
        "it goes with min_capacity: 0, with which a cluster pauses",
    )
