# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a service uses of other capabilities: environment variables that tell the application of it, and rights of the task role.

Each is a file here with ``environment(context)``, which gives (path of the option, variable, value) for each, and
``statements(context, key)``.
"""

from __future__ import annotations

from . import buckets, email, queues

COMPANIONS = (queues, email, buckets)


def environment(context):
    """Environment variable -> value, for the application's container. A name that stands twice is refused."""
    taken = {name: other for other in ("secrets", "environment") for name in context.options[other]}
    found = {}
    for companion in COMPANIONS:
        for path, name, value in companion.environment(context):
            context.check(name not in taken, path, name, "%s has it too; only one of them is allowed" % taken.get(name))
            taken[name] = path
            found[name] = value
    return found


def statements(context, key):
    """What the task role has to allow.

    :param key: ARN of the key that encrypts what the stack keeps, or None
    """
    return [statement for companion in COMPANIONS for statement in companion.statements(context, key)]
