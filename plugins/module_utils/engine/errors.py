# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What can go wrong, as types. Code below entry.py raises these; entry.py alone turns them into a result."""

from __future__ import annotations

import re

LONGEST = 200  # characters of a value that a message repeats
# Line feeds and what no terminal or file can show: control characters, halves of a pair of surrogates.
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")


def printable(text):
    """A text on one line, as Python writes what cannot be printed."""
    return UNPRINTABLE.sub(lambda found: ascii(found[0])[1:-1], text)


def short(text, longest=LONGEST):
    """A text as a message may repeat it: of a long one the beginning, and how long it is."""
    return text if len(text) <= longest else "%s... (%d characters)" % (text[:longest], len(text))


class SlipwayError(Exception):
    """Base of all errors a user may see. The text is complete: what was tried, what happened, the next step."""


class BadInput(SlipwayError):
    """A value that can never work, found before the first AWS write.

    :param option: the option's full name, as the user writes it
    :param value: the value given
    :param allowed: what is allowed, as a sentence part
    :param others: further ones, told together with this one
    """

    def __init__(self, option, value, allowed, others=()):
        self.option, self.value, self.allowed = option, value, allowed
        self.problems = [type(self)(option, value, allowed), *others] if others else [self]
        text = "%s: %s is not possible; %s" % (short(option), short(repr(value)), short(allowed, 5 * LONGEST))
        text = printable(text)
        super().__init__("\n".join([text, *map(str, others)]))

    @classmethod
    def together(cls, problems):
        """One error of several, each option once."""
        unique = list({problem.option: problem for problem in reversed(problems)}.values())[::-1]
        first = unique[0]
        return cls(first.option, first.value, first.allowed, unique[1:])


class BadName(BadInput):
    """A name that cannot be part of an address. Whoever gave it is mostly refused for it before, by the option."""


class AwsError(SlipwayError):
    """An answer of AWS that is a refusal.

    :param service: the client's name, such as ec2
    :param operation: the method, such as create_vpc
    :param code: AWS's error code
    :param message: AWS's words
    :param unclear: True where the change may have been made all the same (5xx, time-out, connection lost)
    """

    def __init__(self, service, operation, code, message, unclear=False):
        self.service, self.operation, self.code, self.message, self.unclear = service, operation, code, message, unclear
        super().__init__("%s %s: %s: %s" % (service, operation, code, message))


class Defect(SlipwayError):
    """An error of the collection itself that nobody expected. The text says at which object, and asks to report it."""


class Refused(SlipwayError):
    """The plan cannot be carried out as asked; nothing was changed. ``problems`` are full sentences."""

    def __init__(self, problems):
        self.problems = sorted(set(problems))
        super().__init__("\n".join(self.problems))


class Interrupted(SlipwayError):
    """The run was told to stop (INT, TERM or loss of the parent)."""
