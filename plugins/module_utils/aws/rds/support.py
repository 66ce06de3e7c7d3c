# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How long RDS supports an engine's major version, and what happens then (RDS User Guide, Amazon RDS Extended Support)."""

from __future__ import annotations

import datetime

from .versions import major

EXTENDED, STANDARD_ONLY = "open-source-rds-extended-support", "open-source-rds-extended-support-disabled"
# CreateDBInstance and CreateDBCluster, EngineLifecycleSupport
ENGINES = ("postgres", "mysql", "aurora-postgresql", "aurora-mysql")
STANDARD = "open-source-rds-standard-support"
SOON = datetime.timedelta(days=365)
DENIED = ("AccessDenied", "AccessDeniedException", "InvalidAction")  # the last of APIs that do not know the question


def standard_end(api, engine, version):
    """The day on which the standard support of a version's major version ends, or None where RDS does not say it.

    One call for an engine and run (DescribeDBMajorEngineVersions, which the user guide names as the source of the dates).
    """

    def read():
        rows = api.all("describe_db_major_engine_versions", "DBMajorEngineVersions", missing=DENIED, Engine=engine)
        return {
            row["MajorEngineVersion"]: life["LifecycleSupportEndDate"].date()
            for row in rows
            for life in row.get("SupportedEngineLifecycles", [])
            if life["LifecycleSupportName"] == STANDARD
        }

    wanted = ".".join(str(number) for number in major(engine, version))
    return api.once(("engine support", engine), read).get(wanted)


def note(api, engine, version, lifecycle):
    """The sentence that says what happens to an instance whose version is at the end of its support, or ""."""
    end = standard_end(api, engine, version)
    if end is None or end - api.clock.utc().date() > SOON:
        return ""
    then = (
        "from then on RDS bills Extended Support for each vCPU and hour"
        if engine in ENGINES and lifecycle != STANDARD_ONLY
        else "then RDS upgrades it to a later major version in a maintenance window"
    )
    return "the standard support of %s %s ends on %s; %s. Plan an upgrade by engine_version" % (
        engine,
        version,
        end,
        then,
    )


def ended(api, want, live):
    """Sentences on why a wish without Extended Support is not carried out: the version's standard support has ended.

    RDS refuses to make such an instance, and would upgrade one that is there.
    """
    if (
        want.get("EngineLifecycleSupport") != STANDARD_ONLY
        or (live or {}).get("EngineLifecycleSupport") == STANDARD_ONLY
    ):
        return []
    end = standard_end(api, want["Engine"], want["EngineVersion"])
    if end is None or end > api.clock.utc().date():
        return []
    refused = "RDS would upgrade it by itself" if live else "RDS makes no database of it without Extended Support"
    return [
        "EngineVersion %s: its standard support ended on %s, and %s; take a later one, or say extended_support: true, which is "
        "billed for each vCPU and hour" % (want["EngineVersion"], end, refused)
    ]
