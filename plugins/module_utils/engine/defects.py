# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Defects: errors that nobody expected. Each stays with the object it came up at; what does not hang on that goes on."""

from __future__ import annotations

import contextlib
import os
import traceback

from .errors import Defect, SlipwayError

LONGEST = 200  # characters of an exception's own words


def unheard(event, address, text):
    """A report that nobody listens to."""


@contextlib.contextmanager
def contained(address, attempt, report, hidden=lambda text: text):
    """Turns an unexpected error of what is done inside into a Defect, and reports where it came from.

    :param address: of the object that it is about
    :param attempt: what is being done, as a sentence part: "create it"
    :param report: called with ("trace", address, text): for the log, not for the screen
    :param hidden: gives a text without the secrets in it
    :raises Defect:
    """
    try:
        yield
    except SlipwayError:
        raise
    except Exception as error:
        report("trace", address, traced(error))
        raise defect(address, attempt, error, hidden) from error


def defect(address, attempt, error, hidden=lambda text: text):
    """The Defect for an unexpected error. See ``contained``."""
    frame = (traceback.extract_tb(error.__traceback__) or [None])[-1]
    place = " (%s:%d)" % (os.path.basename(frame.filename), frame.lineno) if frame else ""
    words = hidden(" ".join(str(error).split()))[:LONGEST]
    return Defect(
        "%s: internal error while trying to %s: %s: %s%s. Please report it; -vvv shows where it came from. What does not "
        "hang on it is not touched by it." % (address, attempt, type(error).__name__, words, place)
    )


def traced(error):
    """Where an error came from, without its words, which may hold values."""
    parts, seen = [], set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        parts.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__name__)
        error = error.__cause__ or error.__context__
    return "\nCaused by:\n".join(parts)
