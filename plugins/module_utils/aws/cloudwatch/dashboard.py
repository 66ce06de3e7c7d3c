# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon CloudWatch: dashboards."""

from __future__ import annotations

import json

from ...engine import fields, ownership
from ...engine.kind import Kind, Live
from ...engine.references import is_known
from ..shared import limits
from .alarm import GONE


class Dashboard(Kind):
    """A dashboard. Its last widget is a line of text with the stamp that says whose it is.

    Tags on dashboards are newer than the oldest SDK that is supported, and the stamp is there from the one call that
    makes the dashboard. The body is compared as what it says, not as text.
    """

    kind = "dashboard"
    service = "cloudwatch"
    console = "cloudwatch/home?region={region}#dashboards:name={id}"
    identity = "natural"
    taggable = False
    name_field = "DashboardName"
    name_limit = 255
    on_repeat = "upsert"
    fields = {
        "DashboardName": fields.required(change=fields.REPLACE),
        "DashboardBody": fields.required(exact=True, limit=limits.DASHBOARD),
    }

    @classmethod
    def observe(cls, api, scope):
        names = set(scope.named("DashboardName"))
        if scope.full:
            # Only its text says whose a dashboard is, and a person may have chosen its name.
            names |= {row["DashboardName"] for row in api.all("list_dashboards", "DashboardEntries")}
        return [live for live in api.map(lambda name: cls._read(api, name), sorted(names)) if live]

    @classmethod
    def _read(cls, api, name):
        answer = api.maybe("get_dashboard", GONE, DashboardName=name)
        if not answer:
            return None
        body = json.loads(answer["DashboardBody"])
        tags = {}
        for widget in body.get("widgets", []):
            tags.update(
                ownership.read_stamp(widget.get("properties", {}).get("markdown"))
                if widget.get("type") == "text"
                else {}
            )
        body["widgets"] = [widget for widget in body.get("widgets", []) if not cls._is_stamp(widget)]
        return Live(name, {"DashboardName": name, "DashboardBody": body}, tags)

    @staticmethod
    def _is_stamp(widget):
        return widget.get("type") == "text" and bool(ownership.read_stamp(widget.get("properties", {}).get("markdown")))

    @classmethod
    def _put(cls, api, want, tags):
        widgets = want["DashboardBody"]["widgets"]
        below = max((widget.get("y", 0) + widget.get("height", 6) for widget in widgets), default=0)
        stamp = {
            "type": "text",
            "x": 0,
            "y": below,
            "width": 24,
            "height": 1,
            "properties": {"markdown": ownership.stamp(tags), "background": "transparent"},
        }
        body = {**want["DashboardBody"], "widgets": [*widgets, stamp]}
        api.put_dashboard(
            DashboardName=want["DashboardName"], DashboardBody=json.dumps(body, separators=(",", ":"), sort_keys=True)
        )
        return Live(want["DashboardName"], {name: want[name] for name in cls.fields}, dict(tags))

    @classmethod
    def validate(cls, want):
        if not is_known(want["DashboardBody"]):
            return []
        count = len(want["DashboardBody"]["widgets"])
        return [] if count < 500 else ["DashboardBody: %d widgets; at most 499 are allowed" % count]

    @classmethod
    def create(cls, api, want, tags):
        return cls._put(api, want, tags)

    @classmethod
    def update(cls, api, live, want, delta):
        return cls._put(api, want, live.tags)

    @classmethod
    def tag(cls, api, live, tags):
        cls._put(api, live.fields, {**(live.tags or {}), **tags})

    @classmethod
    def untag(cls, api, live, keys):
        api.put_dashboard(DashboardName=live.id, DashboardBody=json.dumps(live.fields["DashboardBody"]))

    @classmethod
    def refresh(cls, api, live):
        return cls._read(api, live.id)

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_dashboards", (*GONE, "DashboardNotFoundError"), DashboardNames=[live.id])
