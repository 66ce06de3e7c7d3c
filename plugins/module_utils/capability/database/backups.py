# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Backups, windows, and what keeps a database from being lost. The limits are those of the RDS User Guide."""

from __future__ import annotations

import re

from ..shared.option import Option
from .engines import CLUSTERS

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = 7 * 1440

BACKUPS = {
    "backup_retention_days": Option(
        "int",
        "Days that automated backups are kept. V(0) switches them off; a cluster has them always.",
        default=7,
        aws="0 to 35, 1 to 35 for a cluster.",
        between=(0, 35),
        field="db_instance.BackupRetentionPeriod db_cluster.BackupRetentionPeriod",
    ),
    "backup_window": Option(
        "str",
        "Daily window of the backups in UTC. AWS chooses one when it was never given.",
        class_="optional",
        sample="03:00-04:00",
        field="db_instance.PreferredBackupWindow db_cluster.PreferredBackupWindow",
    ),
    "maintenance_window": Option(
        "str",
        "Weekly window of maintenance in UTC. AWS chooses one when it was never given.",
        class_="optional",
        sample="sun:04:00-sun:05:00",
        field="db_instance.PreferredMaintenanceWindow db_cluster.PreferredMaintenanceWindow",
    ),
    "deletion_protection": Option(
        "bool",
        [
            "Whether AWS refuses to delete the instance. A run that names its address as data to delete lifts the protection first."
        ],
        default=True,
        field="db_instance.DeletionProtection db_cluster.DeletionProtection",
    ),
    "final_snapshot": Option(
        "bool",
        [
            (
                "Whether a deletion leaves a final snapshot, named for the instance and the time. The choice is kept in a tag of the "
                "instance, so that a later run which no longer declares it knows."
            )
        ],
        default=True,
    ),
    "copy_tags_to_snapshot": Option(
        "bool",
        "Whether snapshots get the tags of the instance.",
        default=True,
        field="db_instance.CopyTagsToSnapshot db_cluster.CopyTagsToSnapshot",
    ),
}


def check(declaration, options):
    """Refuse windows that RDS would refuse, and a cluster without backups."""
    days = options["backup_retention_days"]
    declaration.check(
        days or options["engine"] not in CLUSTERS, "backup_retention_days", days, "1 to 35 are allowed for a cluster"
    )
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
