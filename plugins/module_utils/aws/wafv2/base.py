# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS WAF: what its kinds share."""

from __future__ import annotations

from ...engine import ownership
from ...engine.errors import AwsError
from ...engine.kind import Live
from ..shared.tagged import TaggedKind, Tagging
from ..shared.tagging import indexed, tagged
from ..shared.tags import tag_dict, tag_list

MISSING = ("WAFNonexistentItemException",)
HOME = "us-east-1"


def scopes(api, scope):
    """The WAF scopes worth listing in a place: those of the wishes, or all that may have objects there."""
    if scope.wants and not scope.full:
        return scope.named("Scope")
    home = ["CLOUDFRONT"] if api.region == HOME else []
    return home + (["REGIONAL"] if api.place.name == "main" else [])


class WafKind(TaggedKind):
    """What both have in common: one listing per scope, a lock token for every change, tags by ARN."""

    service = "wafv2"
    tagging = Tagging("ResourceARN")
    identity = "natural"
    name_field = "Name"
    name_limit = 128
    late_tags = True
    indexed = staticmethod(indexed)
    coexist = "exclusive"
    on_repeat = "unique"
    delete_retry = ("WAFAssociatedItemException", "WAFOptimisticLockException", "WAFUnavailableEntityException")
    noun = ""  # what follows get_, update_ ... in boto3's names
    member = ""  # the member of answers
    asked_only = False  # list only where wished for, or in a full sweep
    places = ("main", "cdn")

    @classmethod
    def key(cls, values):
        return (values["Name"], values["Scope"])

    @classmethod
    def observe(cls, api, scope):
        if cls.asked_only and not scope.wants and not scope.full:
            return []
        names = set(scope.named("Name"))
        wishes = {cls.key(want) for want in scope.wants}
        known = {} if scope.full else cls._indexed(api, scope, wishes)
        if wishes and set(known) == wishes:
            return [live for live in api.map(lambda pair: cls._read(api, *pair), known.values()) if live]
        rows = [row for where in scopes(api, scope) for row in cls._listing(api, where)]
        wanted = [(row, None) for row in rows if row["Name"] in names]
        if scope.full or not scope.wants:
            others = [row for row in rows if row["Name"] not in names]
            tags = api.map(lambda row: cls._tags(api, row["ARN"]), others)
            wanted += [pair for pair in zip(others, tags) if pair[1].get(ownership.STACK) in scope.owners]
        lives = [live for live in api.map(lambda pair: cls._read(api, *pair), wanted) if live]
        if scope.full:
            cls.read_tags(api, [live for live in lives if live.tags is None])
        return lives

    @classmethod
    def _indexed(cls, api, scope, wishes):
        """{key: (row, tags)} of the wished objects that the tagging index knows.

        Their ARNs end in ``<global or regional>/<webacl or ipset>/<name>/<id>``.
        """
        found = {}
        for arn, tags in tagged(api, scope.owners, "wafv2").items():
            where, noun, name, number = arn.split(":", 5)[5].split("/")
            row = {"Name": name, "Scope": "CLOUDFRONT" if where == "global" else "REGIONAL", "Id": number, "ARN": arn}
            if noun == cls.noun.replace("_", "") and cls.key(row) in wishes:
                found[cls.key(row)] = row, tags
        return found

    @classmethod
    def _listing(cls, api, where):
        rows, marker = [], {}
        while True:
            page = getattr(api, "list_%ss" % cls.noun)(Scope=where, Limit=100, **marker)
            rows.extend({**row, "Scope": where} for row in page.get(cls.member + "s") or [])
            # WAF gives a marker with the last page too.
            if not page.get("NextMarker") or not page.get(cls.member + "s"):
                return rows
            marker = {"NextMarker": page["NextMarker"]}

    @classmethod
    def _get(cls, api, row):
        return api.maybe("get_" + cls.noun, MISSING, Name=row["Name"], Scope=row["Scope"], Id=row["Id"])

    @classmethod
    def _read(cls, api, row, tags=None):
        answer = cls._get(api, row)
        if answer is None:
            return None
        found = answer[cls.member]
        values = {name: found[name] for name in cls.fields if name in found}
        return Live(found["ARN"], {**values, "Scope": row["Scope"]}, tags, raw=found)

    @staticmethod
    def _tags(api, arn):
        return tag_dict(api.list_tags_for_resource(ResourceARN=arn)["TagInfoForResource"].get("TagList"))

    @classmethod
    def read_tags(cls, api, lives):
        for live, tags in zip(lives, api.map(lambda live: cls._tags(api, live.id), lives)):
            live.tags = tags

    @classmethod
    def refresh(cls, api, live):
        return cls._read(api, live.fields)

    @classmethod
    def sent(cls, want):
        """The members of a wish that the create and update calls take."""
        return {
            name: want[name]
            for name, field in cls.fields.items()
            if not field.computed and want.get(name) not in (None, "")
        }

    @classmethod
    def create(cls, api, want, tags):
        answer = getattr(api, "create_" + cls.noun)(**cls.sent(want), Tags=tag_list(tags))["Summary"]
        return Live(answer["ARN"], {**cls.sent(want), "Id": answer["Id"], "ARN": answer["ARN"]}, dict(tags), raw={})

    @classmethod
    def locked(cls, api, live, call):
        """``call(answer of the read)`` with a fresh lock token; read again where another change came between."""
        for last in (False, False, True):
            answer = cls._get(api, live.fields)
            if answer is None:
                return None
            try:
                return call(answer)
            except AwsError as error:
                if error.code != "WAFOptimisticLockException" or last:
                    raise
        return None

    @classmethod
    def delete(cls, api, live):
        cls.locked(
            api,
            live,
            lambda answer: api.maybe(
                "delete_" + cls.noun,
                MISSING,
                Name=live.fields["Name"],
                Scope=live.fields["Scope"],
                Id=live.fields["Id"],
                LockToken=answer["LockToken"],
            ),
        )
