# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is watched of other capabilities: each says by itself, in ``WATCHED`` of its package, which alarms and graphs it has."""

from __future__ import annotations

import dataclasses

from .watched import WATCHED


@dataclasses.dataclass
class Thing:
    """One object that is watched.

    :param word: what it is called in the option: its capability, or the sort of object where that has several
    :param row: aws.cloudwatch.watched.Watched
    :param dimensions: name -> value
    """

    word: str
    name: str
    row: object
    dimensions: dict


def things(declaration, options):
    """Everything that the option ``watched`` names."""
    found = []
    for word, names in options["watched"].items():
        option = "watched.%s" % word
        declaration.check(word in WATCHED, option, names, "what can be watched is of %s" % ", ".join(WATCHED))
        declaration.check(len(set(names)) == len(names), option, names, "each name once is allowed")
        capability, rows = WATCHED.get(word, ("", ()))
        for row in rows:
            for name in names:
                dimensions = {
                    dimension: declaration.asks(
                        declaration.neighbour_node(capability, kind, node.replace("%s", name), field), option, name
                    )
                    for dimension, (kind, node, field) in row.dimensions.items()
                }
                found.append(Thing(word, name, row, dimensions))
    return found


def alarms_on(found):
    """name -> alarm, in the words of the option ``alarms``."""
    return {
        "%s-%s-%s" % (thing.word.replace("_", "-"), thing.name, row.name): {
            "description": row.text.replace("%s", thing.name),
            "namespace": thing.row.namespace,
            "metric_name": row.metric,
            "dimensions": thing.dimensions,
            "statistic": row.statistic,
            "threshold": row.threshold,
            "comparison_operator": "LessThanThreshold" if row.below else "GreaterThanThreshold",
            **({"treat_missing_data": "notBreaching"} if row.quiet else {}),
        }
        for thing in found
        for row in thing.row.alarms
    }


def sentences():
    """Which standard alarms there are, for the documentation: a sentence for each sort of object."""
    return ["Of %s: %s." % (word, "; ".join(_said(word, rows))) for word, (dummy, rows) in WATCHED.items()]


def _said(word, rows):
    for row in (row for item in rows for row in item.alarms):
        over = "under" if row.below else "over"
        yield "C(%s-<name>-%s), %s %g" % (word.replace("_", "-"), row.name, over, row.threshold)
