# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What failed in a run, told once and last: by stack, with the problems as a list."""

from __future__ import annotations

import dataclasses
import textwrap


@dataclasses.dataclass(frozen=True)
class Failure:
    """One task that failed.

    :param name: identity of the stack, or the host's name
    :param problems: complete sentences
    :param head: what they have in common
    """

    name: str
    problems: tuple
    head: str = ""

    @classmethod
    def of(cls, host, result):
        """The failure that a task's result says."""
        lines = [line for line in str(result["msg"]).splitlines() if line.strip()]
        problems = tuple(result.get("problems") or ())
        head = lines[0] if problems and lines and lines[0] not in problems else ""
        return cls(result.get("stack") or host, problems or tuple(lines), head)


def told(failures, width=None):
    """The failures as texts for the screen: what is the same for several stacks is said once."""
    found = {}
    for failure in failures:
        found.setdefault((failure.head, failure.problems), []).append(failure.name)
    for (head, problems), names in found.items():
        rows = ["[%s] %s" % (", ".join(names), head)] if head or len(problems) != 1 else []
        rows += ["  " + problem for problem in problems] if rows else ["[%s] %s" % (", ".join(names), problems[0])]
        yield "\n".join(part.rstrip() for row in rows for part in _wrapped(row, width))


def _wrapped(row, width):
    """A row on a screen. What is to be copied stays on one line: a terminal that folds it does not break it."""
    if not width or len(row) <= width or "-e '" in row:
        return [row]
    indent = row[: len(row) - len(row.lstrip())]
    return textwrap.wrap(
        row.strip(),
        width,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
