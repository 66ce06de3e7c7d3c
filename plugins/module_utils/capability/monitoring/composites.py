# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Composite alarms: one notification for what several alarms say together."""

from __future__ import annotations

import re

from ...aws.cloudwatch.composite_alarm import CompositeAlarm
from ..shared.handed import handed
from ..shared.option import Option
from .standard import node_name

NAMED = re.compile(r"\{([^{}]+)\}")
COMPOSITE = {
    "name": Option("str", "Name of the alarm within the stack.", required=True, sample="shop-is-down"),
    "alarm_name": Option(
        "str",
        "Name of the alarm on AWS. The default is C(<application>-<environment>-<name>).",
        aws="At most 255 characters.",
        length=(1, 255),
        field="composite_alarm.AlarmName",
    ),
    "description": Option(
        "str",
        "What the alarm means.",
        aws="At most 1024 characters.",
        length=(None, 1024),
        field="composite_alarm.AlarmDescription",
    ),
    "any": Option("list", "Names of alarms of the stack, of which one is enough.", default=[], elements="str"),
    "all": Option("list", "Names of alarms of the stack that have to go off together.", default=[], elements="str"),
    "rule": Option(
        "str",
        "Any other rule, in CloudWatch's form, in which C({name}\\) stands for an alarm of the stack.",
        sample="ALARM({database-cpu}) AND NOT ALARM({nightly-load})",
    ),
    "suppressor": Option("str", "Name of an alarm of the stack that silences this one while it is going off."),
    "suppressor_wait": Option(
        "int",
        "Seconds for which the notification waits for O(composite_alarms[].suppressor) to go off, too.",
        default=60,
        between=(0, 86400),
    ),
    "suppressor_extension": Option(
        "int",
        "Seconds for which it stays silent after O(composite_alarms[].suppressor) is over.",
        default=60,
        between=(0, 86400),
    ),
    "notify": Option("bool", "Whether the topic is told when the alarm goes off.", default=True),
    "notify_ok": Option("bool", "Whether the topic is told when it is over.", default=True),
}
OPTION = Option(
    "list",
    [
        "Alarms that follow from the states of others, standard ones and those of O(alarms) and before them in the list.",
        "Alarms that they sum up are silenced with O(alarms[].notify).",
    ],
    default=[],
    elements="dict",
    key=("name",),
    options=COMPOSITE,
)


def composites(declaration, options, stack, alarms, topic):
    """The nodes of the option ``composite_alarms``.

    :param alarms: nodes of the stack's alarms
    """
    known = {node.address.rpartition("/")[2]: node for node in alarms}
    result = []
    for index, item in enumerate(options["composite_alarms"]):
        path, name = "composite_alarms[%d]" % index, item["name"]
        declaration.check(
            node_name(name) not in known, path + ".name", name, "a name that no other alarm has is allowed"
        )
        silent = item["suppressor"]
        want = {
            **handed(
                {**item, "alarm_name": item["alarm_name"] or stack.name(name, CompositeAlarm.name_limit)},
                COMPOSITE,
                CompositeAlarm,
            ),
            "AlarmRule": _rule(declaration, path, item, known),
        }
        if silent:
            want["ActionsSuppressor"] = _named(declaration, path + ".suppressor", silent, known)
            want["ActionsSuppressorWaitPeriod"] = item["suppressor_wait"]
            want["ActionsSuppressorExtensionPeriod"] = item["suppressor_extension"]
        for option, field in (("notify", "AlarmActions"), ("notify_ok", "OKActions")):
            if item[option]:
                want[field] = [topic]
        known[node_name(name)] = declaration.add(CompositeAlarm, node_name(name), want)
        result.append(known[node_name(name)])
    return result


def _rule(declaration, path, item, known):
    """The rule in CloudWatch's form (User Guide, creating a composite alarm)."""
    given = [option for option in ("any", "all", "rule") if item[option]]
    declaration.check(len(given) == 1, path, item["name"], "one of any, all and rule is needed")
    for option, word in (("any", " OR "), ("all", " AND ")):
        if item[option]:
            names = [_named(declaration, "%s.%s" % (path, option), name, known) for name in item[option]]
            return word.join('ALARM("%s")' % name for name in names)
    return NAMED.sub(lambda match: '"%s"' % _named(declaration, path + ".rule", match[1], known), item["rule"] or "")


def _named(declaration, option, name, known):
    """The name on AWS of an alarm of the stack, as a reference."""
    node = known.get(node_name(name))
    there = ", ".join(sorted(known)) or "none is declared"
    declaration.check(node, option, name, "one of the stack's alarms is allowed: " + there)
    return node["AlarmName"] if node else name
