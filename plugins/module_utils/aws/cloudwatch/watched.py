# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a capability offers to be watched: rows of which standard alarms and graphs are made. Pure data."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Standard:
    """A standard alarm on one metric.

    :param name: what the alarm is called after the object's name
    :param text: its description, with %s for the object's name
    :param metric: name of the metric
    :param threshold: over which it goes off, or under which where ``below``, in the metric's unit
    :param statistic: one of CloudWatch's five
    :param below: True where less than the threshold is what is wrong
    :param quiet: True where missing data is no fault, as where nothing happens
    """

    name: str
    text: str
    metric: str
    threshold: float
    statistic: str = "Average"
    below: bool = False
    quiet: bool = False


@dataclasses.dataclass(frozen=True)
class Graph:
    """A graph on the dashboard, with a line for each metric of each object.

    :param percent: True for an axis from 0 to 100
    """

    title: str
    metrics: tuple
    statistic: str = "Average"
    percent: bool = False


@dataclasses.dataclass(frozen=True)
class Watched:
    """Objects of one sort.

    :param namespace: of their metrics
    :param dimensions: name of a dimension -> (kind name, name of the node with %s for the object's, field): its value
    :param alarms: Standard rows
    :param graphs: Graph rows
    """

    namespace: str
    dimensions: dict
    alarms: tuple = ()
    graphs: tuple = ()
