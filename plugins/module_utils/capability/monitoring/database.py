# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Standard alarms on the database that are per cent of what it has: storage, connections, memory."""

from __future__ import annotations

from ...aws.rds import classes
from ...aws.rds.db_instance import DbInstance
from ..shared.option import Option

# Engines whose metrics are a cluster's: a cluster has no storage that is allocated, and so no metric of what is free.
CLUSTERS = ("aurora-mysql", "aurora-postgresql", "docdb")
PERCENT = {"between": (1, 99)}
OPTIONS = {
    "database_free_storage_percent": Option(
        "int",
        "Per cent of the storage that is allocated now, under which free storage sets off C(database-storage), instead of "
        "O(database_free_storage_gib). Each run looks at what is allocated, which storage autoscaling moves.",
        **PERCENT,
    ),
    "database_connections_percent": Option(
        "int",
        "Per cent of the connections that the class allows by default, over which C(database-connections) goes off, instead of "
        "O(database_connections_threshold).",
        aws="RDS keeps some of the memory that connections are counted by for itself, a tenth of a C(medium) class.",
        **PERCENT,
    ),
    "database_free_memory_percent": Option(
        "int",
        "Per cent of the class's memory under which free memory sets off C(database-memory). There is no such alarm when omitted.",
        **PERCENT,
    ),
    "database_instance_class": Option(
        "str",
        "Class of the database, for O(database_connections_percent) and O(database_free_memory_percent). The default is that of "
        "M(slipway.aws.database), where its role has a variable for it.",
        sample="db.t4g.medium",
        role_default="{{ database_instance_class | default('', true) }}",
    ),
    "database_engine": Option(
        "str",
        "Engine of the database, which says whether its metrics are an instance's or a cluster's.",
        default="postgres",
        choices=sorted({*classes.CONNECTIONS, *CLUSTERS}),
        role_default="{{ database_engine | default('postgres', true) }}",
    ),
}


def watched(options, identifier):
    """(namespace, dimensions) of the database's metrics."""
    engine = options["database_engine"]
    name = "DBClusterIdentifier" if engine in CLUSTERS else "DBInstanceIdentifier"
    return "AWS/DocDB" if engine == "docdb" else "AWS/RDS", {name: identifier}


def shares(declaration, options, namespace, dimensions):
    """name -> alarm, in the words of the option ``alarms``: those that take the place of ones with a figure, and further ones."""
    found = {}
    if options["database_free_storage_percent"]:
        found["database-storage"] = _storage(declaration, options, namespace, dimensions)
    for option, name, whole in (
        ("database_connections_percent", "database-connections", _connections),
        ("database_free_memory_percent", "database-memory", _memory),
    ):
        if options[option]:
            found[name] = {"namespace": namespace, **whole(declaration, options, dimensions, options[option] / 100)}
    return found


def _storage(declaration, options, namespace, dimensions):
    option = "database_free_storage_percent"
    declaration.check(
        options["database_engine"] not in CLUSTERS,
        option,
        options[option],
        "a cluster has no storage that is allocated: leave it out",
    )
    declaration.check(
        not options["database_identifier"],
        option,
        options[option],
        "only the stack's own database says what is allocated; set monitoring_database_free_storage_gib for another one",
    )
    allocated = declaration.asks(
        declaration.neighbour_node("database", DbInstance, "main", "AllocatedStorage"), option, options[option]
    )
    free = {
        "Id": "free",
        "MetricStat": {
            "Metric": {
                "Namespace": namespace,
                "MetricName": "FreeStorageSpace",
                "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
            },
            "Period": options["period"],
            "Stat": "Minimum",
        },
        "ReturnData": False,
    }
    share = {
        "Id": "share",
        "Label": "Free storage in per cent",
        "Expression": "100 * free / (%s * %d)" % (allocated, classes.GIB),
        "ReturnData": True,
    }
    return {
        "description": "Free storage of the database in per cent",
        "metrics": [free, share],
        "threshold": options[option],
        "comparison_operator": "LessThanThreshold",
    }


def _known(declaration, options, option, value):
    """Refuse a share of what is not known; gives it."""
    declaration.check(
        value,
        "database_instance_class",
        options["database_instance_class"],
        "a class such as db.t4g.medium is needed for monitoring_%s" % option,
    )
    return value or 0


def _connections(declaration, options, dimensions, share):
    most = classes.connections(options["database_engine"], options["database_instance_class"] or "")
    return {
        "description": "Connections to the database",
        "metric_name": "DatabaseConnections",
        "dimensions": dimensions,
        "statistic": "Average",
        "threshold": float(int(share * _known(declaration, options, "database_connections_percent", most))),
        "comparison_operator": "GreaterThanThreshold",
    }


def _memory(declaration, options, dimensions, share):
    whole = classes.memory(options["database_instance_class"] or "")
    return {
        "description": "Free memory of the database",
        "metric_name": "FreeableMemory",
        "dimensions": dimensions,
        "statistic": "Minimum",
        "threshold": float(int(share * _known(declaration, options, "database_free_memory_percent", whole))),
        "comparison_operator": "LessThanThreshold",
    }
