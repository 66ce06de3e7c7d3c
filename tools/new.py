"""Writes the skeleton of a capability with its first kind: `make new CAPABILITY=queue SERVICE=sqs KIND=queue AFTER=secret`.

What it writes stands by itself, so that `make generate` and `make try` work from the first minute; docs/developing/capability.md
says what goes where. Nothing that is there already is touched.
"""

from __future__ import annotations

import argparse
import keyword
import re
import sys
from pathlib import Path

import boto3

from tools.checkout import ROOT

LICENSE = (
    "# Copyright: slipway.aws contributors\n"
    "# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)\n"
)
SHARED = "plugins/module_utils"
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

KIND = '''{license}"""{Service}: {kind}s."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Live
from ..shared.named import NamedKind
from ..shared.tagged import Tagging
from ..shared.tags import tag_list

GONE = ("ResourceNotFoundException",)


class {Kind}(NamedKind):
    """What is one, in AWS's words; what a repeated create does; what is compared and what is not."""

    kind = "{service}_{kind}"
    service = "{client}"
    tagging = Tagging("ResourceArn", "Arn", missing=GONE)
    index_type = "{client}:{kind}"
    name_field = "Name"
    name_limit = 64
    fields = {{
        "Name": fields.required(change=fields.REPLACE),
        "Description": fields.managed(""),
        "Arn": fields.computed(),
    }}

    @classmethod
    def listed(cls, api, prefix):
        return [row["Name"] for row in api.all("list_{kind}s", "{Kind}s")]

    @classmethod
    def read(cls, api, name):
        row = api.maybe("get_{kind}", GONE, Name=name)
        return Live(name, {{field: row[field] for field in cls.fields if field in row}}, dict(row["Tags"])) if row else None

    @classmethod
    def create(cls, api, want, tags):
        row = api.create_{kind}(Name=want["Name"], Description=want["Description"], Tags=tag_list(tags))
        return Live(want["Name"], {{field: row[field] for field in cls.fields if field in row}}, dict(tags))

    @classmethod
    def update(cls, api, live, want, delta):
        api.update_{kind}(Name=live.id, Description=want["Description"])
        live.fields["Description"] = want["Description"]
        return live

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_{kind}", GONE, Name=live.id)
'''

PACKAGE = '''{license}"""{Capability}: what it is, in a sentence."""

from __future__ import annotations

from ...aws.{folder}.{kind} import {Kind}
from ...engine.declaring import Export
from .declare import declare
from .options import SPEC

KINDS = ({Kind},)
NEIGHBOURS = ()
EXPORTS = {{"arns": Export("{service}_{kind}", "*", "Arn", many=True)}}
# The capability after which a person reads this one in a plan.
AFTER = "{after}"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "declare"]
'''

OPTIONS = '''{license}"""The options of {capability}."""

from __future__ import annotations

from ..shared.option import Option

{CAPABILITY} = {{
    "name": Option("str", "Name of the {kind}. Made of the stack's name when omitted.", field="{service}_{kind}.Name"),
    "description": Option("str", "Description.", default="", field="{service}_{kind}.Description"),
}}

SPEC = {{
    "short_description": "Make {Service} {kind}s",
    "description": ["What it makes, and what for."],
    "options": {{
        "{capability}s": Option(
            "dict", "The {kind}s, name to options. The name is part of every address.", default={{}}, values={CAPABILITY}
        ),
    }},
    "outputs": {{
        "arns": {{
            "type": "dict",
            "description": "ARNs by name.",
            "sample": {{"main": "arn:aws:{client}:us-east-1:123456789012:{kind}/shop-prod-main"}},
        }},
    }},
    "examples": """
- name: Make one
  slipway.aws.{capability}:
    {capability}s:
      main: {{}}
""",
}}
'''

DECLARE = '''{license}"""From the options of the capability to its nodes."""

from __future__ import annotations

from ...aws.{folder}.{kind} import {Kind}
from ...engine.declaring import Declaration
from ..shared.handed import handed
from .options import {CAPABILITY}


def declare(options, stack, instance="main"):
    """A node for each."""
    declaration = Declaration("{capability}", stack, instance)
    declaration.outputs["arns"] = {{}}
    for name, given in options["{capability}s"].items():
        whole = name if instance == "main" else "%s-%s" % (instance, name)
        wish = {{"Name": stack.name(whole, {Kind}.name_limit), **handed(given, {CAPABILITY}, {Kind})}}
        node = declaration.add({Kind}, name, wish)
        declaration.outputs["arns"][name] = node["Arn"]
    return declaration
'''

SIMULATED = '''"""{Service}: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.service import Service

SERVICE = Service("{client}")
'''

CASES = """---
matrix:
  declared: {{{capability}s: {{main: {{}}, other: {{}}}}}}
  less: {{{capability}s: {{main: {{}}}}}}
  changed: {{{capability}s: {{main: {{description: Ours}}, other: {{}}}}}}
cases:
  - name: made, described, and no longer
    steps:
      - declare: {{{capability}: {{{capability}s: {{main: {{}}}}}}}}
        plan: {{{capability}/main/{service}_{kind}/main: create}}
      - declare: {{{capability}: {{{capability}s: {{main: {{description: Ours}}}}}}}}
        plan: {{{capability}/main/{service}_{kind}/main: update}}
      - declare: {{{capability}: {{{capability}s: {{main: {{}}}}}}}}
        plan: {{{capability}/main/{service}_{kind}/main: update}}
refused:
  - {{name: option that there is not, options: {{{capability}s: {{main: {{nam: x}}}}}}, option: {capability}_{capability}s.main.nam, allowed: name}}
"""

FRAGMENT = """---
minor_changes:
  - "{capability} - new module and role: what it makes, in a sentence."
"""


def main(arguments: list[str]) -> int:
    """Write the files; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="make new", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    for name in ("capability", "service", "kind", "after"):
        parser.add_argument(f"--{name}", required=True, help=f"written as {name.upper()}= to make")
    given = parser.parse_args(arguments)
    problems = problems_of(given)
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return 2
    written = [name for name, text in files(given).items() if write(ROOT / name, text)]
    print("\n".join(f"wrote {name}" for name in written))
    print("next: docs/developing/capability.md, then make generate, then make try CAPABILITY=" + given.capability)
    return 0


def problems_of(given: argparse.Namespace) -> list[str]:
    """What is wrong with the words given, a sentence each."""
    problems = [
        f"{name.upper()}={value}: lower-case letters, digits and single _ are allowed"
        for name, value in (("capability", given.capability), ("kind", given.kind))
        if not NAME.fullmatch(value) or keyword.iskeyword(value)
    ]
    if given.service not in boto3.Session().get_available_services():
        problems.append(
            f"SERVICE={given.service}: a client name of boto3 is needed, such as sqs or application-autoscaling"
        )
    if not (ROOT / SHARED / "capability" / given.after / "declare.py").exists():
        problems.append(f"AFTER={given.after}: the capability after which a person reads this one in a plan is needed")
    if (ROOT / SHARED / "capability" / given.capability).exists():
        problems.append(f"CAPABILITY={given.capability}: it is there already")
    return problems


def files(given: argparse.Namespace) -> dict[str, str]:
    """Path -> text of everything that a person then edits."""
    folder = given.service.replace("-", "_")
    folder += "_" if keyword.iskeyword(folder) else ""
    words = {
        "license": LICENSE,
        "capability": given.capability,
        "Capability": given.capability.replace("_", " ").capitalize(),
        "CAPABILITY": given.capability.upper(),
        "client": given.service,
        "service": folder.rstrip("_"),
        "folder": folder,
        "Service": boto3.client(given.service, region_name="us-east-1").meta.service_model.service_id,
        "kind": given.kind,
        "Kind": folder.rstrip("_").title().replace("_", "") + given.kind.title().replace("_", ""),
        "after": given.after,
    }
    texts = {
        f"{SHARED}/aws/{folder}/__init__.py": "",
        f"{SHARED}/aws/{folder}/{given.kind}.py": KIND,
        f"{SHARED}/capability/{given.capability}/__init__.py": PACKAGE,
        f"{SHARED}/capability/{given.capability}/options.py": OPTIONS,
        f"{SHARED}/capability/{given.capability}/declare.py": DECLARE,
        f"simulator/services/{folder}/__init__.py": '"""{Service}."""\n',
        f"simulator/services/{folder}/data.py": SIMULATED,
        f"tests/cases/{given.capability}.yml": CASES,
        f"changelogs/fragments/{given.capability}.yml": FRAGMENT,
    }
    return {name: text.format(**words) for name, text in texts.items()}


def write(path: Path, text: str) -> bool:
    """Write a file that is not there yet; True where it was written."""
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
