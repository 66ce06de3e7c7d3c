# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What Amazon RDS accepts, checked before anything is read. The limits are those of CreateDBInstance's documentation and of
the RDS User Guide (storage, windows, Performance Insights)."""

from __future__ import annotations

import ipaddress
import re

from ...engine.references import is_known

PORTS = {"postgres": 5432, "mysql": 3306, "mariadb": 3306}
LOG_TYPES = {
    "postgres": ("postgresql", "upgrade", "iam-db-auth-error"),
    "mysql": ("audit", "error", "general", "slowquery", "iam-db-auth-error"),
    "mariadb": ("audit", "error", "general", "slowquery", "iam-db-auth-error"),
}
# CreateDBInstance: no reserved word of the engine. PostgreSQL keeps pg_ for itself, and user and public in SQL.
RESERVED_USERS = {
    "postgres": ("admin", "public", "rdsadmin", "rds_replication", "rds_superuser", "rdsrepladmin", "user"),
    "mysql": ("rdsadmin", "rdsrepladmin"),
    "mariadb": ("rdsadmin", "rdsrepladmin"),
}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
INSIGHTS_DAYS = (7, *(month * 31 for month in range(1, 24)), 731)
WEEK = 7 * 1440


def check(declaration, options, name):
    """Refuse what RDS would refuse.

    :param options: the database capability's options with the engine's defaults filled in
    :param name: identifier of the instance
    """
    _names(declaration, options, name)
    _storage(declaration, options)
    _windows(declaration, options)
    _numbers(declaration, options)
    for given in options["admin_cidrs"]:
        _network(declaration, given)
    unknown = sorted(set(options["log_exports"]) - set(LOG_TYPES[options["engine"]]))
    declaration.check(
        not unknown,
        "log_exports",
        unknown,
        "%s are allowed for %s" % (", ".join(LOG_TYPES[options["engine"]]), options["engine"]),
    )


def _names(declaration, options, name):
    engine = options["engine"]
    declaration.check(
        re.fullmatch(r"(?!.*--)[A-Za-z][A-Za-z0-9-]{0,62}(?<!-)", name),
        "identifier",
        name,
        "1 to 63 letters, digits and single hyphens are allowed, beginning with a letter and not ending in a hyphen",
    )
    limit = 63 if engine == "postgres" else 64
    database = options["database_name"]
    declaration.check(
        re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", database) and len(database) <= limit,
        "database_name",
        database,
        "1 to %d letters, digits and underscores are allowed, beginning with a letter" % limit,
    )
    limit = 63 if engine == "postgres" else 16
    user = options["master_username"]
    declaration.check(
        re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", user)
        and len(user) <= limit
        and user.lower() not in RESERVED_USERS[engine]
        and not (engine == "postgres" and user.lower().startswith("pg_")),
        "master_username",
        user,
        "1 to %d letters, digits and underscores are allowed, beginning with a letter, and none of %s"
        % (limit, ", ".join((*RESERVED_USERS[engine], *(("pg_...",) if engine == "postgres" else ())))),
    )
    declaration.check(
        re.fullmatch(r"db\.[a-z0-9-]+\.[a-z0-9-]+", options["instance_class"]),
        "instance_class",
        options["instance_class"],
        "the name of a DB instance class is allowed, such as db.t3.medium",
    )
    declaration.check(
        re.fullmatch(r"\d+(\.\d+){0,2}", options["engine_version"]),
        "engine_version",
        options["engine_version"],
        "a version or the beginning of one is allowed, such as 17 or 17.4",
    )


def _storage(declaration, options):
    kind, size = options["storage_type"], options["allocated_storage"]
    least = 100 if kind in ("io1", "io2") else 20
    declaration.check(
        least <= size <= 65536, "allocated_storage", size, "%d to 65536 GiB are allowed for %s" % (least, kind)
    )
    most = options["max_allocated_storage"]
    # RDS User Guide, storage autoscaling: at least 10 % more than what is allocated.
    declaration.check(
        most is None or size * 11 <= most * 10 and most <= 65536,
        "max_allocated_storage",
        most,
        "at least 10 %% more than allocated_storage (%d) and at most 65536 GiB are allowed" % size,
    )
    iops, throughput = options["iops"], options["storage_throughput"]
    if kind in ("io1", "io2"):
        declaration.check(
            iops is not None and 1000 <= iops <= 256000, "iops", iops, "storage_type %s needs 1000 to 256000" % kind
        )
    elif kind == "gp3" and size >= 400:
        declaration.check(iops is None or 12000 <= iops <= 64000, "iops", iops, "12000 to 64000 are allowed for gp3")
    else:
        declaration.check(iops is None, "iops", iops, "it is allowed for io1 and io2, and for gp3 from 400 GiB on")
    declaration.check(
        throughput is None or kind == "gp3" and size >= 400,
        "storage_throughput",
        throughput,
        "it is allowed for gp3 from 400 GiB on",
    )


def _numbers(declaration, options):
    days = options["performance_insights_retention_days"]
    declaration.check(
        days in INSIGHTS_DAYS,
        "performance_insights_retention_days",
        days,
        "7, 731 and the multiples of 31 up to 713 are allowed",
    )


def _network(declaration, given):
    if not is_known(given):
        return
    declaration.check(
        ipaddress.ip_network(given).prefixlen > 0,
        "admin_cidrs",
        given,
        "the ranges of your own networks are allowed, not everybody",
    )


def _windows(declaration, options):
    daily, weekly = options["backup_window"], options["maintenance_window"]
    backup = daily and re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", daily)
    declaration.check(
        not daily or backup, "backup_window", daily, "hh24:mi-hh24:mi in UTC is allowed, such as 03:00-04:00"
    )
    day = "(%s)" % "|".join(DAYS)
    pattern = day + r":([01]\d|2[0-3]):([0-5]\d)-" + day + r":([01]\d|2[0-3]):([0-5]\d)"
    maintenance = weekly and re.fullmatch(pattern, weekly.lower())
    declaration.check(
        not weekly or maintenance,
        "maintenance_window",
        weekly,
        "ddd:hh24:mi-ddd:hh24:mi in UTC is allowed, such as sun:04:00-sun:05:00",
    )
    taken = set()
    if maintenance:
        start, length = _span(maintenance.groups()[:3], maintenance.groups()[3:], WEEK)
        declaration.check(30 <= length < 1440, "maintenance_window", weekly, "30 minutes to a day are allowed")
        taken = {(start + minute) % WEEK for minute in range(length)}
    if backup:
        start, length = _span(("mon", *backup.groups()[:2]), ("mon", *backup.groups()[2:]), 1440)
        declaration.check(length >= 30, "backup_window", daily, "at least 30 minutes are allowed")
        clash = {minute % 1440 for minute in taken} & {(start + minute) % 1440 for minute in range(length)}
        declaration.check(
            not clash, "backup_window", daily, "a time outside maintenance_window (%s) is allowed" % weekly
        )


def _span(start, end, period):
    """(first minute, length in minutes) of a window, which may run over the end of the period."""
    first, last = (DAYS.index(day) * 1440 + int(hour) * 60 + int(minute) for day, hour, minute in (start, end))
    return first, (last - first) % period
