# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Files beside a run: the plan as text and as JSON. Paths are of the folder in which the command runs."""

from __future__ import annotations

import json
import os

from ansible_collections.slipway.aws.plugins.plugin_utils.plan.rows import text


def write_plan(folder, plan):
    """Write a plan: ``<application>_<environment>_<region>.txt`` and ``.json``."""
    folder = os.path.expanduser(folder)
    base = os.path.join(folder, plan["stack"].replace("/", "_"))
    os.makedirs(folder, exist_ok=True)
    for ending, content in ((".txt", text(plan, approval=True)), (".json", json.dumps(plan, indent=2, default=str))):
        with open(base + ending, "w", encoding="utf-8") as target:
            target.write(content + "\n")
