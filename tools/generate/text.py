"""How generated files are written: YAML, Python, Markdown."""

from __future__ import annotations

import re
import subprocess
import sys

import yaml

from ansible_collections.slipway.aws.plugins.module_utils.capability.shared import common

LICENSE = (
    "# Copyright: slipway.aws contributors\n"
    "# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)\n"
)
GENERATED = "# Made from plugins/module_utils/capability/{name} by `make generate`.\n"
COLLECTION_VERSION = "0.1.0"
WIDTH = 110


def made_from(name: str) -> str:
    """The comment that says where a generated file comes from."""
    return GENERATED.format(name="shared/converge.py" if name == "converge" else name)


class Dumper(yaml.SafeDumper):
    """YAML as ansible-lint wants it: sequences indented, no aliases."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        return True


def dump(data: object) -> str:
    """`data` as YAML text, in the order given."""
    return yaml.dump(data, Dumper=Dumper, sort_keys=False, width=WIDTH, allow_unicode=False)


def laid_out(text: str) -> str:
    """Python text as `ruff format` lays it out."""
    command = [sys.executable, "-m", "ruff", "format", "--line-length", "120", "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def plain(text: str | list[str]) -> str:
    """Ansible's markup as Markdown, on one line of a table."""
    text = " ".join(text) if isinstance(text, list) else text
    # In Ansible's markup a closing parenthesis that belongs to a value has a backslash before it.
    markup = r"\b(?:RV|[VOCRIBME])\(((?:\\.|[^)\\])*)\)"
    shown = re.sub(markup, lambda match: "`%s`" % re.sub(r"\\(.)", r"\1", match[1]), text)
    # An option of another module is known by its role's variable, and one of the stack by that one's.
    shown = re.sub(r"`slipway\.aws\.(\w+)#module:", r"`\1_", shown)
    shown = re.sub(
        r"`ignore:(\w+)",
        lambda match: "`%s%s" % ("stack_" if match[1] in common.STACK_OPTIONS else "", match[1]),
        shown,
    )
    return shown.replace("|", "\\|").replace("\n", " ")
