# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Engine versions of Amazon RDS, and what RDS offers in a region."""

from __future__ import annotations

import re


def parts(version):
    """ "15.12" as (15, 12); text that is no number sorts as 0."""
    return tuple(int(number) for number in re.findall(r"\d+", str(version)))


def major(engine, version):
    """The major version: one number for PostgreSQL, two for the others (RDS and Aurora User Guides, upgrading the engine).

    Aurora MySQL's is that of MySQL, as in 8.0.mysql_aurora.3.08.0.
    """
    return parts(version)[: 1 if engine in ("postgres", "aurora-postgresql") else 2]


def family(engine, version):
    """The parameter group family of an engine version, such as postgres17 or mysql8.4."""
    return "%s%s" % (engine, ".".join(str(number) for number in major(engine, version)))


def upgrade(engine, live, wanted):
    """True where ``wanted`` asks for another version than ``live``.

    A wish that is a prefix is met by every version below it, and automatic minor upgrades may be ahead of the wish: RDS
    never goes back. Another major version is always a difference; an older one is refused by ``impossible``.
    """
    have, want = parts(live), parts(wanted)
    if have[: len(want)] == want:
        return False
    return want > have or major(engine, wanted) != major(engine, live)


def impossible(api, want, live):
    """Sentences on why RDS would refuse the version or the class of a wish, listing what is possible.

    :param live: fields of the existing instance, or None
    """
    engine, wanted = want["Engine"], str(want["EngineVersion"])
    if (
        live
        and parts(wanted) < parts(live["EngineVersion"])
        and major(engine, wanted) != major(engine, live["EngineVersion"])
    ):
        return [
            "EngineVersion %s: the database runs %s, and RDS never goes back to an older major version"
            % (wanted, live["EngineVersion"])
        ]
    if (
        live
        and not upgrade(engine, live["EngineVersion"], wanted)
        and want.get("DBInstanceClass") == live.get("DBInstanceClass")
    ):
        return []
    offered = api.all("describe_db_engine_versions", "DBEngineVersions", Engine=engine)
    versions = sorted({row["EngineVersion"] for row in offered}, key=parts)
    fitting = [version for version in versions if parts(version)[: len(parts(wanted))] == parts(wanted)]
    if live and not fitting and not upgrade(engine, live["EngineVersion"], wanted):
        fitting = [live["EngineVersion"]]  # a minor version that is gone, and which the database has left behind
    if not fitting:
        return [
            "EngineVersion %s: RDS offers no %s %s here; possible are %s"
            % (wanted, engine, wanted, ", ".join(versions))
        ]
    if live and upgrade(engine, live["EngineVersion"], wanted):
        targets = _targets(offered, live["EngineVersion"])
        if targets and not set(targets) & set(fitting):
            return [
                "EngineVersion %s: %s can be upgraded to %s only" % (wanted, live["EngineVersion"], ", ".join(targets))
            ]
    return _class(api, engine, fitting[-1], want["DBInstanceClass"]) if "DBInstanceClass" in want else []


def unoffered(api, want, live):
    """Sentences on why a cluster of a version has no members of a class; the version itself is the cluster's affair.

    :param live: fields of the member that is there, or None
    """
    if live and want["DBInstanceClass"] == live["DBInstanceClass"]:
        return []
    wanted = parts(want["EngineVersion"])
    offered = api.all("describe_db_engine_versions", "DBEngineVersions", Engine=want["Engine"])
    versions = sorted((row["EngineVersion"] for row in offered), key=parts)
    fitting = [version for version in versions if parts(version)[: len(wanted)] == wanted]
    return _class(api, want["Engine"], fitting[-1], want["DBInstanceClass"]) if fitting else []


def _targets(offered, version):
    return sorted(
        (
            target["EngineVersion"]
            for row in offered
            if row["EngineVersion"] == version
            for target in row.get("ValidUpgradeTarget", [])
        ),
        key=parts,
    )


def _class(api, engine, version, wanted):
    if api.describe_orderable_db_instance_options(
        Engine=engine, EngineVersion=version, DBInstanceClass=wanted, Vpc=True
    )["OrderableDBInstanceOptions"]:
        return []
    rows = api.all(
        "describe_orderable_db_instance_options",
        "OrderableDBInstanceOptions",
        Engine=engine,
        EngineVersion=version,
        Vpc=True,
    )
    classes = sorted({row["DBInstanceClass"] for row in rows})
    return [
        "DBInstanceClass %s: RDS does not offer it for %s %s here; possible are %s"
        % (wanted, engine, version, ", ".join(classes) or "none")
    ]
