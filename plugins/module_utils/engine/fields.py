# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Fields: the one table per kind that says what each member of a resource means.

Names are those of the AWS API. A field is of one class, which the reference documentation shows:
managed (has a default, always compared, so removing a line resets it), optional (left alone when omitted) or computed
(only AWS sets it). Delegation is said per node, not here.
"""

from __future__ import annotations

import dataclasses
import re
import typing

from .references import substitute

REQUIRED = "required"
LEAVE = "leave"

ANY = "any value"  # in Field.by_aws

# What a change means
UPDATE = "update"
REPLACE = "replace"
CREATE_ONLY = "create_only"  # used at creation, never compared afterwards

# When the value is known
DECLARED = "declared"  # the declaration says it
CREATED = "created"  # AWS answers it when the resource exists
READY = "ready"  # AWS answers it once the resource is ready
EACH_UPDATE = "each_update"  # AWS answers another one after each update


@dataclasses.dataclass(frozen=True)
class Default:
    """The documented default of a managed field, sent and compared when the declaration omits it."""

    value: typing.Any


@dataclasses.dataclass(frozen=True)
class Field:
    """One member of a resource.

    :param absent: REQUIRED, LEAVE, or Default(value): what omission means
    :param change: UPDATE, REPLACE or CREATE_ONLY
    :param order: "ordered", "set", or the member name that keys a list of dicts
    :param canonical: applied to both sides before comparing; pure, total, and must pass references through
    :param exact: a document, and each record of a list, is compared whole: what is not declared in it is taken out of it.
        False for maps whose undeclared keys AWS owns, such as the attributes of a load balancer
    :param by_aws: path of a member -> the value with which a read shows it though nobody sent it, or ANY: not compared
        where it is not declared. Paths have dots and no keys of records; ``*`` is any text
    :param members: field table of a dict's members, or of the members of each dict in a keyed list
    :param secret: never shown
    :param known: DECLARED, CREATED, READY or EACH_UPDATE
    :param renewed_by: names of fields whose change gives what stands for it anew, be it behind the same value
    :param reset: what an explicit null means for a LEAVE field (the value that AWS has when never set)
    :param limit: called with a value; gives the end of the sentence that refuses one which is too long for AWS, or ""
    :param minimum: a live number above the declared one is not a difference (allocated storage under autoscaling)
    """

    absent: typing.Any = LEAVE
    change: str = UPDATE
    order: str = "ordered"
    canonical: typing.Callable | None = None
    exact: bool = True
    by_aws: dict = dataclasses.field(default_factory=dict)
    members: dict | None = None
    secret: bool = False
    known: str = DECLARED
    renewed_by: tuple = ()
    reset: typing.Any = None
    limit: typing.Callable | None = None
    minimum: bool = False

    @property
    def computed(self):
        """True where only AWS sets the value."""
        return self.known != DECLARED and self.absent == LEAVE and self.change == UPDATE

    @property
    def holds_secret(self):
        """True where the value, or any member of it, is secret."""
        return self.secret or any(member.holds_secret for member in (self.members or {}).values())


SECRET = "(secret)"
SHORTEST = 6  # characters of a text that is masked inside of words, too


def too_long(table, want):
    """Sentences on the values of a wish that AWS has no room for. What is not known yet counts as nothing."""
    found = []
    for name in sorted(set(table) & set(want)):
        limit = table[name].limit
        said = limit(substitute(want[name], lambda address, field: "")) if limit else ""
        if said:
            found.append("%s: %s" % (name, said))
    return found


def hide(field, value):
    """A copy of a field's value that may be shown: secret members read as ``(secret)``."""
    if field.secret:
        return SECRET
    if not field.holds_secret:
        return value
    if isinstance(value, dict):
        return {
            name: hide(field.members[name], item) if name in field.members else item for name, item in value.items()
        }
    return [hide(field, item) for item in value] if isinstance(value, (list, tuple)) else value


def secrets(field, value):
    """The texts in a field's value that must never be shown. The names of members are none: AWS's messages have them, too."""
    if field.secret:
        return {str(leaf) for leaf in _values(value) if isinstance(leaf, str) and leaf or _long_number(leaf)}
    if isinstance(value, dict):
        return {
            text
            for name, item in value.items()
            if name in (field.members or {})
            for text in secrets(field.members[name], item)
        }
    if isinstance(value, (list, tuple)):
        return {text for item in value for text in secrets(field, item)}
    return set()


def _long_number(leaf):
    """True for a number that may be a secret, such as a PIN, and no length."""
    return isinstance(leaf, (int, float)) and not isinstance(leaf, bool) and len(str(leaf)) >= 4


def _values(value):
    """Every leaf of nested dicts and lists, without the names of members."""
    if isinstance(value, (dict, list, tuple)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _values(item)
    else:
        yield value


def without_secrets(text, line, want=None):
    """A text without the secrets of a plan line: AWS's words, and those of a defect, may repeat what was sent.

    :param want: further values of the line's kind
    """
    for name, field in line.kind.fields.items():
        for values in (want or {}, line.want, line.live.fields if line.live is not None else {}):
            for secret in sorted(secrets(field, values.get(name)), key=len, reverse=True):
                whole = len(secret) < SHORTEST or secret.isdigit()
                text = re.sub(r"(?<!\w)%s(?!\w)" % re.escape(secret) if whole else re.escape(secret), "(secret)", text)
    return text


def managed(default, **properties):
    """A field with a documented default."""
    return Field(absent=Default(default), **properties)


def required(**properties):
    """A field that every declaration gives."""
    return Field(absent=REQUIRED, **properties)


def optional(**properties):
    """A field that is left alone when omitted."""
    return Field(absent=LEAVE, **properties)


def computed(known=CREATED, **properties):
    """A field that AWS answers."""
    return Field(known=known, **properties)
