# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Writing one object: makes, changes, adopts or restores it, and looks for what a lost answer may have done."""

from __future__ import annotations

import contextlib
import copy
import dataclasses

from . import ownership
from .comparing import Delta, as_live
from .errors import AwsError, SlipwayError
from .fields import too_long, without_secrets
from .lines import ADOPT, REPLACE, RESTORE, UPDATE
from .observing import observe
from .planning import align_generation, decide, field_changes
from .references import is_known, references
from .refusals import taken

TRIES = 4  # of a change whose answer is lost each time
MOST_TRIES = 40  # of one that gets further each time
LOOK_AFTER = 2  # seconds until what such a change may have made is looked for
LOOKS = (LOOK_AFTER, 8, 20, 30)  # and between further looks: within a minute everybody sees what was made


class Writer:
    """The changing calls of one plan.

    :param resolver: knows the real values of what other objects have
    :param lock: object with ``verify()``, called before each write
    :param report: called with (event, address, text) for progress
    """

    def __init__(self, aws, graph, snapshot, resolver, words, stack, lock, report):
        self.aws, self.graph, self.snapshot, self.resolver = aws, graph, snapshot, resolver
        self.words, self.stack, self.lock, self.report = words, stack, lock, report
        self.carried = set()  # (kind, place) whose creating call was seen to carry the tags

    def wish(self, line):
        """(verb, wish) with real values. A replacement for which no reason is left becomes an update.

        :raises SlipwayError: a value is missing, or not possible
        """
        node, kind = line.node, line.kind
        want = self.resolver.resolve(node.filled(), None)
        unknown = references(want)
        if unknown:
            raise SlipwayError("%s needs %s.%s, which is not there" % ((line.address,) + unknown[0]))
        want.update(line.followed)
        if line.verb == REPLACE:
            same = dict(want)
            align_generation(kind, same, line.live)
            if decide(node, same, line.live, self.words, self.stack)[0] != REPLACE:
                return UPDATE, same
        for name in line.want:
            if name not in want or name == kind.name_field and is_known(line.want[name]):
                want[name] = line.want[name]  # chosen in the plan: a priority, a generation's name
        problems = [*too_long(kind.fields, want), *kind.validate(want)]
        if problems:
            raise SlipwayError("%s: %s" % (line.address, "; ".join(problems)))
        return line.verb, want

    def write(self, line, verb, want):
        """The object that a line has afterwards, as far as AWS's answers tell.

        :raises SlipwayError: AWS refused, or the object is not the stack's
        """
        node, kind = line.node, line.kind
        api = self.aws.api(kind.service, node.place, kind.region)
        ownership.prove(api, self.stack, line.live)
        self.lock.verify()
        tags = ownership.tags(self.stack, node)
        try:
            if verb == ADOPT:
                kind.tag(api, line.live, tags)
                return line.live
            if verb == RESTORE:
                return self._complete(api, line, kind.restore(api, line.live, want, tags), want)
            if line.live is None or verb == REPLACE:
                live = self._create(api, line, want, tags)
                if api.answered(line.address):
                    self.carried.add((kind.kind, node.place))
                return self._complete(api, line, live, want)
            return self._surely(api, line, line.live, want)
        except AwsError as error:
            raise SlipwayError(
                "%s: could not %s it (%s %s): %s: %s. Mend the cause, then run again."
                % (
                    line.address,
                    verb,
                    error.service,
                    error.operation,
                    error.code,
                    without_secrets(error.message, line, want).rstrip("."),
                )
            ) from error

    def _create(self, api, line, want, tags):
        """The new object. It may be there although AWS did not say so (a 5xx, a time-out) or the plan did not see it (AWS
        refuses a second one): then it is looked for.

        The Api gives all tries the same reference. Of a kind without protection AWS makes a second object as well, so it
        is made again only when a minute has not shown it. Should the first one turn up after all, it is the unused twin that the next run removes.
        """
        kind, left, sent = line.kind, TRIES, False
        while True:
            try:
                return kind.create(api, want, tags)
            except AwsError as error:
                left, sent = left - 1, sent or error.unclear
                if not (error.unclear or taken(error, self.aws.service(kind.service))) or self.aws.stopping.is_set():
                    raise
                self._tell(line, error)
                # Of other kinds a second try tells more than a further look.
                once = error.unclear and left and kind.on_repeat != "none"
                for seconds in LOOKS[:1] if once else LOOKS:
                    again = self._observe_anew(line, seconds)
                    found = next(filter(self._new(line, want), again.of(kind.kind, line.node.place)), None)
                    if found is not None:
                        found.kind, found.place = kind, line.node.place
                        if not sent:
                            ownership.prove(api, self.stack, found)
                        return found
                    if (kind.kind, line.node.place) in again.unknown or self.aws.stopping.is_set():
                        raise
                # What had the same reference is gone: made and deleted within the day.
                if not (error.unclear and left or api.another_reference()):
                    raise

    def see_tags(self, line):
        """Whether the creating call of a kind carried the tags: not every implementation of the API does as it is asked.

        Where no answer has shown them they are read, of each kind's first object at least, and written where they are
        missing. A read may lag: then it is no harm, and AWS may not know yet what it is about.
        """
        kind, live, key = line.kind, line.live, (line.kind.kind, line.node.place)
        if not kind.taggable or kind.identity == "part" or key in self.carried:
            return
        api, tags = self.aws.api(kind.service, line.node.place, kind.region), ownership.tags(self.stack, line.node)
        with contextlib.suppress(AwsError):  # who may not read them believes what was sent
            found = read_tags(api, kind, live)
            if (found or {}).get(ownership.ADDRESS) == line.address:
                self.carried.add(key)
            elif found is not None:
                kind.tag(api, live, tags)

    def _new(self, line, want):
        """A test of live objects: whether one is a line's that the plan did not see."""
        kind = line.kind
        before = {live.id for live in self.snapshot.of(kind.kind, line.node.place)}

        def new(live):
            ours = live.stack == self.stack.identity
            named = kind.identity != "tags" and kind.key(live.fields) == kind.key(want)
            return (
                live.id not in before
                and not live.tombstone
                and (
                    ours
                    and live.address == line.address
                    or named
                    and (ours or live.tags is None or kind.identity == "part")
                )
            )

        return new

    def _tell(self, line, error):
        self.report(
            "retry",
            line.address,
            "%s: %s %s: %s; looking what there is" % (line.address, error.service, error.operation, error.code),
        )

    def _observe_anew(self, line, seconds):
        """A snapshot of a line's kind and what its listing needs, some seconds from now."""
        self.aws.clock.pause(seconds, self.aws.stopping)
        # Parents are listed by their own wishes.
        wants = [node for node in self.graph.order if node is line.node or node.kind is not line.kind]
        return observe(self.aws, self.stack, self._with_needs(line.kind, line.node.place), wants, self.graph)

    def _surely(self, api, line, live, want, fresh=False):
        """``_update``. After a 5xx or a time-out nobody knows what was done of it: the object is read, the rest is done.

        An update may be many calls: it is given up when several looks in a row have shown the same.
        """
        left, seen = TRIES, None
        for last in reversed(range(MOST_TRIES)):
            try:
                return self._update(api, line, live, want, fresh)
            except AwsError as error:
                left -= 1
                if not error.unclear or not (left and last) or self.aws.stopping.is_set():
                    raise
                self._tell(line, error)
                found = self._observe_anew(line, LOOK_AFTER).of(line.kind.kind, line.node.place)
                live = next((other for other in found if other.id == live.id), live)
                live.kind, live.place = line.kind, line.node.place
                if seen not in (None, live.fields):
                    left = TRIES
                seen = copy.deepcopy(live.fields)

    def _with_needs(self, kind, place):
        kinds = {live.kind.kind: live.kind for live in self.snapshot.all()}
        kinds.update({node.kind.kind: node.kind for node in self.graph.nodes.values()})
        found, queue = set(), [kind]
        while queue:
            current = queue.pop()
            if (current, place) not in found:
                found.add((current, place))
                queue.extend(kinds[name] for name in current.needs if name in kinds)
        return found

    def _complete(self, api, line, live, want):
        """What the create call could not carry is an ordinary update of what it left."""
        live.kind, live.place, live.tombstone = line.kind, line.node.place, None
        return self._surely(api, line, live, want, fresh=True)

    @staticmethod
    def _tag(api, kind, live, tags):
        """Write the tags that have a value, after those that have none any more went: only then is it forgotten that they
        were ours."""
        gone = [key for key, value in tags.items() if value is None]
        kept = {key: value for key, value in tags.items() if value is not None}
        if gone:
            kind.untag(api, live, gone)
            live.tags = {key: value for key, value in live.tags.items() if key not in gone}
        if kept:
            kind.tag(api, live, kept)
            live.tags = {**(live.tags or {}), **kept}

    def _update(self, api, line, live, want, fresh=False):
        kind, node = line.kind, line.node
        verb, changes = decide(node, want, live, self.words, self.stack)
        if fresh:
            changes = [change for change in changes if not change.replaces]
        elif verb == REPLACE:
            raise SlipwayError(
                "%s: only a replacement could make it as declared, which the plan did not say; run again" % line.address
            )
        tags = {change.path[5:-1]: change.wanted for change in changes if change.tag}
        rest = [change for change in changes if not change.tag]
        if tags and kind.taggable:
            self._tag(api, kind, live, tags)
        if rest:
            for change in field_changes(node, want, live, self.words) if not fresh else ():
                # A block is written as a whole: what the user ignores in it stays as it is.
                if self.words.ignored(node.address, change.path):
                    want = as_live(want, live.fields, change)
            live = kind.update(api, live, want, Delta(rest)) or live
        return live


def read_tags(api, kind, live):
    """The tags that AWS has for an object, or None where the kind has no way to ask, or AWS does not see the object yet."""
    if kind.overrides("read_tags"):
        probe = dataclasses.replace(live, tags=None)
        kind.read_tags(api, [probe])
        return probe.tags
    found = kind.find_by_id(api, live.id)
    return found.tags if found is not None else None
