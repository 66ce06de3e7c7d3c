# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Ownership: the tags that say whose an object is. They cannot change once people have production stacks."""

from __future__ import annotations

import base64
import hashlib

from .errors import SlipwayError

STACK = "slipway:stack"  # <application>/<environment>/<region>
ADDRESS = "slipway:address"  # capability/instance/kind/name
SCHEME = "slipway:scheme"  # version of this scheme
SCHEME_VERSION = "1"
KEYS = (STACK, ADDRESS, SCHEME)
# Which of an object's other tags are the stack's too, so that one that is not declared any more is told from a stranger's.
OTHERS = "slipway:keys"
VALUE_LIMIT = 256  # characters of a tag's value
_DIGESTED = "::"  # begins the value where the keys themselves have no room in it
_DIGEST = 5  # characters for each key then: fifty tags, which is what AWS allows, have room


class Indexed(dict):
    """Tags that an index answered, which may lag: read again before something is changed because of them."""


def tags(stack, node):
    """All tags of a node's object: the user's, Name, and ours."""
    own = {STACK: stack.identity, ADDRESS: node.address, SCHEME: SCHEME_VERSION}
    if node.tags:
        own[OTHERS] = _listed(node.tags)
    return {"Name": "%s-%s" % (stack.prefix, node.address.split("/")[-1]), **node.tags, **own}


def dropped(live_tags, wanted):
    """The keys among an object's tags that were the stack's and are not wanted any more, sorted."""
    recorded = live_tags.get(OTHERS)
    if recorded is None:
        return []
    digested = recorded.startswith(_DIGESTED)
    known = recorded[len(_DIGESTED) :] if digested else set(recorded.split(" "))

    def ours(key):
        return key == OTHERS or (_digest(key) in _pieces(known) if digested else key in known)

    return sorted(key for key in live_tags if key not in wanted and ours(key))


def _listed(keys):
    """Tag keys as the value of a tag: as they are, or, where they have blanks or no room, a few characters for each."""
    text = " ".join(sorted(keys))
    if len(text) <= VALUE_LIMIT and not any(" " in key for key in keys):
        return text
    return _DIGESTED + "".join(sorted(_digest(key) for key in keys))


def _digest(key):
    return base64.b32encode(hashlib.sha256(key.encode()).digest()).decode()[:_DIGEST].lower()


def _pieces(text):
    return {text[start : start + _DIGEST] for start in range(0, len(text), _DIGEST)}


def claim(live, parents):
    """Set ``live.stack`` and ``live.address`` from its tags, or, for a part, from its parent's."""
    if live.kind.identity == "part":
        parent = parents.get(live.parent)
        live.stack = parent.stack if parent else None
        return
    if live.tags is not None:
        live.stack = live.tags.get(STACK)
        live.address = live.tags.get(ADDRESS)


def stacks(api):
    """Identities of all stacks that have objects in a place, as the index of tags knows them; it lags.

    :param api: of the Resource Groups Tagging API
    """
    return set(api.all("get_tag_values", "TagValues", Key=STACK))


def prove(api, stack, live):
    """Read the tags of an object before the first write to it, where they are not known, or only from an index.

    :raises SlipwayError: it is not the stack's
    """
    if live is None or live.kind.identity == "part" or not (live.tags is None or isinstance(live.tags, Indexed)):
        return
    if not live.kind.taggable:
        return  # nobody's, as a role that AWS's services share
    live.kind.read_tags(api, [live])
    claim(live, {})
    if live.stack != stack.identity:
        raise SlipwayError(stranger(live.id, live.stack))


def stranger(identifier, owner, address=None):
    """The sentence on an object that is in the way and not the stack's, with the next step.

    :param owner: the stack that has it, or None: what another stack has cannot be taken over
    :param address: where it would be taken over
    """
    if owner:
        return (
            "%s belongs to the stack %s; choose another name, or let that stack leave it to this one with its own "
            "stack_forget first" % (identifier, owner)
        )
    words = ": {'%s': '%s'}" % (address, identifier) if address else ", or choose another name"
    return "%s exists and is not this stack's; take it over with stack_adopt%s" % (identifier, words)


def stamp(tags_of_node):
    """Ownership as one line of text, for a comment or description where a kind takes no tags."""
    return "%s=%s %s=%s" % (STACK, tags_of_node[STACK], ADDRESS, tags_of_node[ADDRESS])


def read_stamp(text):
    """The tags in a line that ``stamp`` wrote, or {}."""
    found = {}
    for word in (text or "").split():
        name, separator, value = word.partition("=")
        if separator and name in KEYS:
            found[name] = value
    return found
