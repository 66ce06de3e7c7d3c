# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a tag may be so that every service takes it: the narrowest rules of all (AWS General Reference, tag naming limits).

EC2 takes any character, and most services tell capitals from small letters; IAM, and others with its pattern, do neither.
"""

from __future__ import annotations

import unicodedata

KEY, VALUE = 128, 256  # characters
MOST = 40  # AWS takes 50 on an object; the rest is for Name and what the collection writes down
SIGNS = "_.:/=+-@"
CHARACTERS = "letters, numbers, spaces and %s" % " ".join(SIGNS)
RESERVED = ("aws:", "slipway:")
OURS = ("Name",)


def refused(tags):
    """[(what is refused, what is allowed)] of a user's tags for all objects."""
    found = []
    for key, value in tags.items():
        found += [
            ({key: value}, allowed) for allowed in (_key(key), text(value, VALUE, "tag %s: a value" % key)) if allowed
        ]
    found += _alike(tags)
    if len(tags) > MOST:
        allowed = (
            "at most %d tags are allowed: AWS takes 50 on an object, and the others are kept for the collection" % MOST
        )
        found.append(("%d tags" % len(tags), allowed))
    return found


def text(value, limit, what):
    """What is allowed instead of a text that some service would not take as key or value, or "".

    :param limit: characters
    :param what: how the message begins, such as "a value"
    """
    value = str(value)
    if len(value) > limit:
        return "%s of at most %d characters is allowed; this one has %d" % (what, limit, len(value))
    if not all(unicodedata.category(sign)[0] in "LNZ" or sign in SIGNS for sign in value) or value != value.strip():
        return "%s of %s, without a space at its ends, is allowed" % (what, CHARACTERS)
    return ""


def _key(key):
    if not key or key.lower().startswith(RESERVED):
        return "a key that does not begin with %s, and is not empty, is allowed" % " or ".join(RESERVED)
    return text(key, KEY, "tag %s: a key" % key[:40])


def _alike(tags):
    """IAM takes keys that differ in capitals only for the same one (IAM User Guide, rules for tagging)."""
    seen, found = {key.lower(): key for key in OURS}, []
    for key in tags:
        other = seen.setdefault(key.lower(), key)
        if other != key:
            allowed = (
                "keys that differ in more than capitals are allowed, as IAM does not tell them apart; there is %s"
                % other
            )
            found.append((key, allowed))
    return found
