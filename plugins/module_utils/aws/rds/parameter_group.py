# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon RDS: an engine's parameters, those of an instance or of a cluster."""

from __future__ import annotations

import re

from ...engine import fields
from ...engine.kind import Live, Problem
from ...engine.references import is_known
from ..shared.tags import tag_list
from .base import RdsKind

NEW = "new"
# ModifyDBParameterGroup and ResetDBParameterGroup take 20 parameters in one request.
BATCH = 20
# The parameters that refuse connections without TLS: every version of their engines has them, so they need no check.
TLS = ("rds.force_ssl", "require_secure_transport")
# kB of what memory is counted in (PostgreSQL's pages, and its kB).
UNITS = {"shared_buffers": 8, "effective_cache_size": 8, "wal_buffers": 8, "work_mem": 1, "maintenance_work_mem": 1}
NUMBER = re.compile(r"-?\d+")
BOOLEANS = {"on": "1", "true": "1", "yes": "1", "off": "0", "false": "0", "no": "0"}


def values(parameters):
    """Parameters as RDS reads them back: text, with one spelling of true and false."""
    if not isinstance(parameters, dict):
        return parameters
    return {name: _value(value) for name, value in parameters.items()}


def _value(value):
    if isinstance(value, str) and not is_known(value):
        return value
    plain = str(value)
    return BOOLEANS.get(plain.lower(), plain)


def _misfits(row, value):
    """True for text that is no number where RDS takes a number, or a formula of the class's memory."""
    text = _value(value)
    return row.get("DataType") == "integer" and is_known(value) and not NUMBER.fullmatch(text) and "{" not in text


def sent(value):
    """A value as it is sent: as declared, only YAML's booleans become 1 and 0, which every boolean parameter takes."""
    return str(int(value)) if isinstance(value, bool) else str(value)


class ParameterGroup(RdsKind):
    """A parameter group. ``Parameters`` are all that differ from the engine's defaults: one that is no longer declared
    is reset. A static parameter takes effect at the next reboot of the instance, which nothing here forces."""

    noun = ""  # db_parameter_group, db_cluster_parameter_group: the last words of its operations
    parameters = ""  # what describes its parameters, and the engine's own ones: the last words of two operations
    defaults = ""
    upkeep = "nothing"
    late_tags = True
    name_limit = 255
    delete_retry = ("InvalidDBParameterGroupState",)
    shared = {
        "DBParameterGroupFamily": fields.required(change=fields.REPLACE),
        "Description": fields.managed("Parameters of the database", change=fields.REPLACE),
        "Parameters": fields.managed({}, canonical=values, exact=True),
    }

    @classmethod
    def observe(cls, api, scope):
        def detail(row):
            live = cls._live(row)
            live.fields["Parameters"] = cls._set(api, live.id)
            return live

        lives = api.map(detail, cls.rows(api, scope))
        if scope.full:
            cls.read_tags(api, lives)
        return lives

    @classmethod
    def _live(cls, row, tags=None):
        names = (cls.name_field, "DBParameterGroupFamily", "Description", cls.arn_field)
        return Live(row[cls.name_field], {name: row[name] for name in names}, tags)

    @classmethod
    def _set(cls, api, name):
        """The parameters that somebody has set."""
        rows = api.all(
            "describe_" + cls.parameters, "Parameters", missing=cls.listing[3:], **{cls.name_field: name}, Source="user"
        )
        return {row["ParameterName"]: row["ParameterValue"] for row in rows if "ParameterValue" in row}

    @classmethod
    def preflight(cls, api, want, live):
        """Unknown and fixed parameters are named before anything is made (DescribeEngineDefaultParameters)."""
        if not {*want["Parameters"], *(live.fields.get("Parameters") or {} if live else {})} - set(TLS):
            return []
        known = cls._known(api, want["DBParameterGroupFamily"])
        if not known:
            return [Problem("the parameter group family %s is not known to RDS here" % want["DBParameterGroupFamily"])]
        problems = []
        for name in sorted(want["Parameters"]):
            if name not in known:
                near = [other for other in sorted(known) if name.split(".")[-1][:6] in other][:5]
                problems.append(
                    Problem(
                        "%s has no parameter %s%s"
                        % (want["DBParameterGroupFamily"], name, "; near it are " + ", ".join(near) if near else "")
                    )
                )
            elif not known[name].get("IsModifiable", True):
                problems.append(Problem("the parameter %s cannot be changed" % name))
            elif _misfits(known[name], want["Parameters"][name]):
                unit = UNITS.get(name)
                problems.append(
                    Problem(
                        "%s: %s is not possible; a number%s is allowed, or a formula such as {DBInstanceClassMemory/32768}"
                        % (name, want["Parameters"][name], " of units of %d kB" % unit if unit else "")
                    )
                )
        return problems + cls._waiting(known, want, live)

    @classmethod
    def _waiting(cls, known, want, live):
        """A note on what a change leaves to the next reboot. A new group is there before what starts with it."""
        if live is None:
            return []
        wanted, was = values(want["Parameters"]), values(live.fields.get("Parameters") or {})
        changed = sorted(name for name in {*wanted, *was} if wanted.get(name) != was.get(name))
        static = [name for name in changed if known.get(name, {}).get("ApplyType") == "static"]
        if not static:
            return []
        text = "%s take%s effect at the next reboot of the database, which is yours to choose"
        return [Problem(text % (", ".join(static), "s" if len(static) == 1 else ""), note=True)]

    @classmethod
    def static_of(cls, api, name):
        """The names of the parameters that somebody has set in a group, and that only a reboot applies."""
        return sorted(set(cls._set(api, name)) & cls._static(api, name))

    @classmethod
    def _known(cls, api, family):
        # The paginator's result key is nested, which api.all does not read.
        found, marker = {}, {}
        while True:
            answer = getattr(api, "describe_" + cls.defaults)(DBParameterGroupFamily=family, **marker)["EngineDefaults"]
            found.update({row["ParameterName"]: row for row in answer.get("Parameters", [])})
            if not answer.get("Marker"):
                return found
            marker = {"Marker": answer["Marker"]}

    @classmethod
    def create(cls, api, want, tags):
        answer = getattr(api, "create_" + cls.noun)(
            **{name: want[name] for name in (cls.name_field, "DBParameterGroupFamily", "Description")},
            Tags=tag_list(tags),
        )
        live = cls._live(answer[cls.listing[1].removesuffix("s")], tags)
        live.fields["Parameters"], live.raw = {}, NEW
        return live

    @classmethod
    def update(cls, api, live, want, delta):
        wanted, was = values(want["Parameters"]), values(live.fields["Parameters"])
        changed = [name for name in sorted(wanted) if wanted[name] != was.get(name)]
        surplus = sorted(set(was) - set(wanted))
        # An instance starts with what a new group holds; for one in use the way to apply hangs on the parameter.
        static = set(wanted) if live.raw == NEW else cls._static(api, live.id)
        for batch in cls._batches(changed, static):
            getattr(api, "modify_" + cls.noun)(
                **{cls.name_field: live.id},
                Parameters=[{**row, "ParameterValue": sent(want["Parameters"][row["ParameterName"]])} for row in batch],
            )
        for batch in cls._batches(surplus, static):
            getattr(api, "reset_" + cls.noun)(**{cls.name_field: live.id}, ResetAllParameters=False, Parameters=batch)
        live.fields["Parameters"] = dict(want["Parameters"])
        return live

    @classmethod
    def _batches(cls, names, static):
        rows = [
            {"ParameterName": name, "ApplyMethod": "pending-reboot" if name in static else "immediate"}
            for name in names
        ]
        return [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]

    @classmethod
    def _static(cls, api, name):
        """The parameters that only a reboot applies."""
        rows = api.all("describe_" + cls.parameters, "Parameters", **{cls.name_field: name})
        return {row["ParameterName"] for row in rows if row.get("ApplyType") == "static"}

    @classmethod
    def refresh(cls, api, live):
        row = cls.row(api, live)
        if not row:
            return None
        fresh = cls._live(row, live.tags)
        fresh.fields["Parameters"] = cls._set(api, live.id)
        return fresh

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_" + cls.noun, cls.listing[3:], **{cls.name_field: live.id})
