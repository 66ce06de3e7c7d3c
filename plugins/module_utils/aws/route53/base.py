# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon Route 53: what its kinds share."""

from __future__ import annotations

from ...engine.errors import AwsError

GONE = ("NoSuchHostedZone",)


def plain(name):
    """A DNS name as it is compared: lower case, no dot at its end, ``*`` where Route 53 writes an escape."""
    return name.lower().rstrip(".").replace("\\052", "*") if isinstance(name, str) else name


def by_name(rows):
    """Record sets by plain name and type."""
    return {(plain(row["Name"]), row["Type"]): row for row in rows}


def change(api, zone, changes):
    """One batch of changes, [(action, record set)]: all are made or none. Returns Route 53's ChangeInfo."""
    return api.change_resource_record_sets(
        HostedZoneId=zone,
        ChangeBatch={"Changes": [{"Action": action, "ResourceRecordSet": row} for action, row in changes]},
    )["ChangeInfo"]


def remove(api, zone, rows):
    """Delete record sets; one that is gone already is success."""
    try:
        change(api, zone, [("DELETE", row) for row in rows])
    except AwsError as error:
        if error.code in GONE:
            return
        if error.code != "InvalidChangeBatch" or "not found" not in error.message:
            raise
        for row in rows if len(rows) > 1 else ():
            remove(api, zone, [row])
