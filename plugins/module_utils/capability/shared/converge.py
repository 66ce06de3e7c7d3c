# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of the converge module, which joins what the capabilities declared."""

from __future__ import annotations

from .common import STACK_OPTIONS
from .option import Option

CONVERGE_OPTIONS = {
    "mode": Option(
        "str",
        [
            "V(apply) plans and carries out; so does V(release), which is refused where O(slipway.aws.stack#module:release) names nothing.",
            "V(plan) only plans, and looks for undeclared objects too. V(drift) compares only.",
            "V(diagram) only draws the stack as it stands, into O(plan_directory).",
            (
                "V(destroy) deletes everything of the stack but guarded data that O(slipway.aws.stack#module:data) does not name, "
                "and what that data needs."
            ),
        ],
        default="apply",
        class_="optional",
        choices=["apply", "release", "plan", "drift", "diagram", "destroy"],
    ),
    "plan_directory": Option(
        "path",
        "Folder in which the plan is written as text, as JSON and as a page with a picture, one file of each for a stack.",
        class_="optional",
    ),
    "declarations": Option(
        "path", "File of what was declared for the host. The action plugin sets it.", class_="optional"
    ),
    "progress": STACK_OPTIONS["progress"],
    "plugins": Option(
        "path", "Folder of the collection's plugins on this machine. The action plugin sets it.", class_="optional"
    ),
    "complete": Option(
        "bool",
        "Whether the whole play runs, so that pruning is safe. The action plugin sets it.",
        default=True,
        class_="optional",
    ),
}
CONVERGE = {
    "short_description": "Make a stack what was declared for it",
    "description": [
        (
            "Joins everything that the tasks since M(slipway.aws.stack) declared for the host into one graph, plans it, "
            "carries the plan out in parallel, waits for it, and deletes what is superseded."
        ),
        "In check mode, and with O(mode=plan), nothing is changed.",
    ],
    "options": CONVERGE_OPTIONS,
    "outputs": {},
    "examples": """
- name: Deploy a stack
  hosts: stacks
  gather_facts: false
  roles:
    - slipway.aws.stack
    - slipway.aws.network
    - slipway.aws.converge
""",
}
