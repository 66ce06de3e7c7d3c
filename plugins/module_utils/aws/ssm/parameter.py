# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS Systems Manager: parameters that hold secrets. No value ever leaves this file but to Parameter Store."""

from __future__ import annotations

import re

from ...engine import fields, ownership
from ...engine.kind import Kind, Live, Problem
from ...engine.references import is_known
from ..shared.rotation_follower import UNFILLED
from ..shared.tagging import tagged
from ..shared.tags import tag_dict, tag_list

MISSING = ("ParameterNotFound",)
UNTAGGED = ("InvalidResourceId",)  # ListTagsForResource of a parameter that has just gone
# What DescribeParameters shows where PutParameter was given no key.
AWS_KEY = "alias/aws/ssm"
# Most bytes of a value (Systems Manager User Guide, managing parameter tiers).
SIZES = {"Standard": 4096, "Advanced": 8192, "Intelligent-Tiering": 8192}
# The botocore model: GetParameters takes 10 names, a filter of DescribeParameters 50 values.
BATCH, FILTER = 10, 50
_NAME = re.compile(r"/?[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")


def key_name(value):
    """A key's id or alias, of it or of its ARN; references pass."""
    if not isinstance(value, str) or not is_known(value):
        return value
    return value.rpartition(":")[2].removeprefix("key/")


def unfilled(value):
    """True for the placeholder of a value that a person has still to put in."""
    return value is not None and value.startswith(UNFILLED)


def name_problem(name):
    """What AWS refuses in a name (PutParameter, naming constraints), or an empty text."""
    if not _NAME.fullmatch(name) or len(name) > 1011:
        return "letters, digits and _ . - between slashes, at most 1011 characters, are allowed"
    if name.strip("/").count("/") >= 15:
        return "at most 15 levels are allowed"
    if name.lstrip("/").lower().startswith(("aws", "ssm")):
        return "a name that does not begin with aws or ssm is allowed"
    return ""


def value_problem(value, tier):
    """What AWS refuses in a value, or an empty text. It never repeats the value."""
    size = len(value.encode())
    if not size:
        return "a value that is not empty is allowed; say fill: true where a person puts it in"
    if size > SIZES[tier]:
        return "%d bytes are too many: the tier %s takes %d" % (size, tier, SIZES[tier])
    if "{{" in value and "}}" in value:
        return "a value without double braces is allowed: Parameter Store takes no references to other parameters"
    return ""


def by_hand(region, name):
    """How a person gives a parameter its value."""
    return "aws ssm put-parameter --region %s --name %s --overwrite --value <value>" % (region, name)


# What repeats something, or begins a group that may be repeated, where no backslash stands before it.
_REPEATING = re.compile(r"\\.|[*+?{(]", re.DOTALL)


def fits(value, pattern):
    """False where AWS is sure to refuse the value. Its expressions are Java's: what only those know, AWS checks.

    So it does where an expression repeats more than one thing: Python may look for ever whether such a one fits.
    """
    try:
        simple = sum(not found.startswith("\\") for found in _REPEATING.findall(pattern)) <= 1
        return not simple or re.search(pattern, value) is not None
    except (re.error, OverflowError):
        return True


class Parameter(Kind):
    """A parameter whose value is secret.

    ``Source`` says where the value comes from: {"Value": text}, {"Generate": arguments of GetRandomPassword} or
    {"Fill": least length}. A generated or filled-in value is never changed again. It is compared here and never goes
    out. ``Unfilled`` is the parameter's name in a list while it waits for a person, ``Folder`` its ARN up to the last
    slash.

    PutParameter is always given the whole parameter. It takes tags only where it does not overwrite. The type of a
    parameter cannot be changed (HierarchyTypeMismatchException), and an advanced one does not become a standard one
    (PutParameter, Tier).
    """

    kind = "parameter"
    service = "ssm"
    telling = ("Name", "Type")
    identity = "natural"
    late_tags = True
    coexist = "never"
    on_repeat = "unique"
    guarded = True
    upkeep = "nothing in the standard tier, a monthly fee in the advanced one"  # Systems Manager User Guide, "Managing parameter tiers"
    name_field = "Name"
    name_limit = 1011
    uses = ("kms_key",)
    fields = {
        "Name": fields.required(change=fields.REPLACE),
        "Type": fields.managed("SecureString", change=fields.REPLACE),
        "Description": fields.managed(""),
        "KeyId": fields.optional(canonical=key_name),
        "AllowedPattern": fields.managed(""),
        "DataType": fields.managed("text"),
        # Compared in ``differences``: AWS answers the tier that Intelligent-Tiering has chosen.
        "Tier": fields.managed("Standard", change=fields.CREATE_ONLY),
        "Source": fields.required(change=fields.CREATE_ONLY, secret=True),
        "Unfilled": fields.optional(change=fields.CREATE_ONLY),
        "ARN": fields.computed(),
        # AWS's too, but no name of the parameter: its neighbours have the same.
        "Folder": fields.optional(change=fields.CREATE_ONLY),
    }
    sent = ("Name", "Type", "Description", "AllowedPattern", "DataType", "Tier")

    # -- reading -------------------------------------------------------------------------------------------------------

    @classmethod
    def observe(cls, api, scope):
        """Ours by tag in one listing. What that lacks is asked for by name: a stranger's, or one just tagged."""
        rows = {row["Name"]: row for row in cls._describe(api, "tag:" + ownership.STACK, scope.owners)}
        named = scope.named("Name")
        ours, missing = set(rows), [name for name in named if name not in rows]
        for start in range(0, len(missing), FILTER):
            rows.update((row["Name"], row) for row in cls._describe(api, "Name", missing[start : start + FILTER]))
        lives = [cls._live(row) for name, row in sorted(rows.items())]
        cls._tag_others(api, scope, [live for live in lives if live.id not in ours or live.id not in named])
        owned = [live for live in lives if live.tags is None or live.tags.get(ownership.STACK) in scope.owners]
        values = cls._values(api, [live.id for live in owned])
        for live in owned:
            cls._keep(live, values.get(live.id))
        return lives

    @classmethod
    def _tag_others(cls, api, scope, lives):
        """The tags of those that no wish names or no tag shows as ours, from the index as far as it has them."""
        index = tagged(api, scope.owners, "ssm:parameter") if lives else {}
        for live in lives:
            live.tags = index.get(live.fields["ARN"])
        cls.read_tags(api, [live for live in lives if live.tags is None])

    @staticmethod
    def _describe(api, key, values):
        return api.all(
            "describe_parameters",
            "Parameters",
            ParameterFilters=[{"Key": key, "Option": "Equals", "Values": list(values)}],
        )

    @staticmethod
    def _values(api, names):
        """Name -> value of the parameters that are there."""
        found = {}
        for start in range(0, len(names), BATCH):
            answer = api.get_parameters(Names=names[start : start + BATCH], WithDecryption=True)
            found.update((row["Name"], row["Value"]) for row in answer["Parameters"])
        return found

    @classmethod
    def _live(cls, row, tags=None):
        values = {name: row[name] for name in ("Name", "Type", "KeyId", "Tier", "ARN") if row.get(name)}
        values.update(
            Description=row.get("Description") or "",
            AllowedPattern=row.get("AllowedPattern") or "",
            DataType=row.get("DataType") or "text",
            Folder=row["ARN"].rpartition("/")[0] + "/",
        )
        return Live(row["Name"], values, tags)

    @staticmethod
    def _keep(live, value):
        live.raw = value
        live.fields["Unfilled"] = [live.id] if unfilled(value) else []

    @classmethod
    def read_tags(cls, api, lives):
        def read(live):
            answer = api.maybe("list_tags_for_resource", UNTAGGED, ResourceType="Parameter", ResourceId=live.id)
            live.tags = tag_dict(answer["TagList"]) if answer else {}

        api.map(read, lives)

    @classmethod
    def refresh(cls, api, live):
        rows = cls._describe(api, "Name", [live.id])
        if not rows:
            return None
        fresh = cls._live(rows[0], live.tags)
        cls._keep(fresh, live.raw)
        return fresh

    # -- thinking ------------------------------------------------------------------------------------------------------

    @classmethod
    def validate(cls, want):
        name, source, tier = want["Name"], want["Source"], want["Tier"]
        texts = [name_problem(name)] if is_known(name) else []
        if is_known(source) and "Value" in source:
            texts.append(value_problem(source["Value"], tier))
        return ["%s: %s" % (name, text) for text in texts if text]

    @classmethod
    def differences(cls, want, live):
        found, tier, source = [], live.fields.get("Tier", "Standard"), want["Source"]
        if want["Tier"] not in (tier, "Intelligent-Tiering"):
            found.append(("Tier", tier, want["Tier"], True, False, tier == "Advanced"))
        if not is_known(source) or cls._value(want, live.raw) != live.raw:
            found.append(("Value", None, "(secret)", is_known(source), True))
        return found

    @staticmethod
    def _value(want, current):
        """The value as declared: the given one, what is there, a placeholder, or None where one is to be generated."""
        source = want["Source"]
        if "Value" in source:
            return source["Value"]
        if current and not unfilled(current):
            return current
        # Long enough for the pattern that keeps a person from filling in less.
        return UNFILLED.ljust(source["Fill"], ".") if "Fill" in source else None

    @classmethod
    def preflight(cls, api, want, live):
        """What a person filled in before there was a pattern, or past it, may not fit it."""
        value = cls._value(want, live.raw) if live is not None and is_known(want) else None
        if value is None or fits(value, want["AllowedPattern"]):
            return []
        return [
            Problem(
                "its value does not match %s. Put in one that does: %s"
                % (want["AllowedPattern"], by_hand(api.region, want["Name"])),
                waits=True,
            )
        ]

    # -- changing ------------------------------------------------------------------------------------------------------

    @classmethod
    def _put(cls, api, want, current, **more):
        """Write the whole parameter; gives (value, answer)."""
        value = cls._value(want, current)
        if value is None:
            # Parameter Store generates nothing.
            value = api.of("secretsmanager").get_random_password(**want["Source"]["Generate"])["RandomPassword"]
        given = {name: want[name] for name in cls.sent}
        if want.get("KeyId") and want["Type"] == "SecureString":
            given["KeyId"] = want["KeyId"]
        return value, api.put_parameter(**given, Value=value, **more)

    @classmethod
    def create(cls, api, want, tags):
        value, answer = cls._put(api, want, None, Tags=tag_list(tags))
        arn = "arn:%s:ssm:%s:%s:parameter/%s" % (api.partition, api.region, api.account_id, want["Name"].lstrip("/"))
        live = cls._live({**want, "ARN": arn, "Tier": answer.get("Tier", want["Tier"])}, dict(tags))
        cls._keep(live, value)
        return live

    @classmethod
    def update(cls, api, live, want, delta):
        # What is there now, not what was read for the plan: a person may have filled it in since.
        current = cls._values(api, [live.id]).get(live.id)
        value, answer = cls._put(api, want, current, Overwrite=True)
        live.fields = cls._live({**want, "ARN": live.fields["ARN"], "Tier": answer.get("Tier", want["Tier"])}).fields
        cls._keep(live, value)
        return live

    @classmethod
    def tag(cls, api, live, tags):
        api.add_tags_to_resource(ResourceType="Parameter", ResourceId=live.id, Tags=tag_list(tags))

    @classmethod
    def untag(cls, api, live, keys):
        api.remove_tags_from_resource(ResourceType="Parameter", ResourceId=live.id, TagKeys=list(keys))

    @classmethod
    def delete(cls, api, live):
        """At once and for ever: Parameter Store keeps no deleted parameter."""
        api.maybe("delete_parameter", MISSING, Name=live.id)
