# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whether what parameters ask for fits into the memory of a class."""

from __future__ import annotations

from ....engine.references import is_known
from . import members

# GiB of the size "large" by the letters of a class's family, and what a size is of it (Amazon RDS, DB instance classes).
LARGE = {"t": 8, "m": 8, "c": 4, "r": 16, "x": 32, "z": 16}
SIZES = {"micro": 1 / 8, "small": 1 / 4, "medium": 1 / 2, "large": 1, "xlarge": 2}
# A parameter of PostgreSQL or MySQL -> bytes of its unit, and the parameter that says how many times it is taken.
UNITS = {
    "shared_buffers": (8192, None),
    "work_mem": (1024, "max_connections"),
    "maintenance_work_mem": (1024, None),
    "innodb_buffer_pool_size": (1, None),
}
GIB = 1024**3


def of_class(name):
    """GiB of memory of a DB instance class, or None where its name does not say it."""
    family, size = name.removeprefix("db.").partition(".")[::2]
    times = size.removesuffix("xlarge")
    factor = SIZES["xlarge"] * int(times) if times.isdigit() else SIZES.get(size)
    large = LARGE.get(family[:1])
    return large * factor if large and factor and family[1:2].isdigit() else None


def check(declaration, options):
    """Refuse parameters whose sum a class has no room for: its instance would not start with them."""
    asked = _asked(options["parameters"])
    for option, name in members.classes(options):
        room = of_class(name)
        total = sum(asked.values())
        declaration.check(
            room is None or total < room * GIB,
            "parameters",
            {key: options["parameters"][key] for key in asked},
            "%s (%s) has %g GiB, and they take %s, together %.1f GiB; give less, or a larger class"
            % (
                option,
                name,
                room or 0,
                ", ".join("%s %.1f" % (key, size / GIB) for key, size in asked.items()),
                total / GIB,
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
