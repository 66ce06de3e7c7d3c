# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whether what parameters ask for fits into the memory of a class."""

from __future__ import annotations

from ....aws.rds import classes
from ....engine.references import is_known
from . import members

# A parameter of PostgreSQL or MySQL -> bytes of its unit, and the parameter that says how many times it is taken.
UNITS = {
    "shared_buffers": (8192, None),
    "work_mem": (1024, "max_connections"),
    "maintenance_work_mem": (1024, None),
    "innodb_buffer_pool_size": (1, None),
}


def check(declaration, options):
    """Refuse parameters whose sum a class has no room for: its instance would not start with them."""
    asked = _asked(options["parameters"])
    for option, name in members.classes(options):
        room, total = classes.memory(name), sum(asked.values())
        declaration.check(
            room is None or total < room,
            "parameters",
            {key: options["parameters"][key] for key in asked},
            "%s (%s) has %g GiB, and they take %s, together %.1f GiB; give less, or a larger class"
            % (
                option,
                name,
                (room or 0) / classes.GIB,
                ", ".join("%s %.1f" % (key, size / classes.GIB) for key, size in asked.items()),
                total / classes.GIB,
            ),
        )


def _asked(parameters):
    """Parameter -> bytes that it takes, of those that are said as numbers."""
    found = {}
    for name, (unit, times) in UNITS.items():
        value, count = (_number(parameters.get(key)) if key else 1 for key in (name, times))
        if value and count:
            found[name] = value * unit * count
    return found


def _number(value):
    return int(value) if is_known(value) and str(value).isdigit() else None
