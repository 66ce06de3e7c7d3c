"""Writes what follows from the SPEC of each capability: modules, actions, roles, the documentation fragment, the reference.

`python -m tools.generate` writes; with `--check` it only compares, lists what differs and ends with 1.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
from types import SimpleNamespace

import yaml

from ansible_collections.slipway.aws.plugins.module_utils import capability as package
from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import role_options as options_of_role
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared import common
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared.converge import CONVERGE
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared.option import Option, argument_spec
from ansible_collections.slipway.aws.plugins.module_utils.engine import fields
from tools.checkout import ROOT

LICENSE = (
    "# Copyright: slipway.aws contributors\n"
    "# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)\n"
)
GENERATED = "# Made from plugins/module_utils/capability/{name} by `make generate`.\n"
COLLECTION_VERSION = "0.1.0"
WIDTH = 110


def found() -> dict[str, object]:
    """Every package below `capability` that declares something, in the order in which a person reads a plan.

    Each names the one before it (`AFTER`); several after the same one are sorted by name.
    """
    packages = {
        info.name: importlib.import_module(f"{package.__name__}.{info.name}")
        for info in pkgutil.iter_modules(package.__path__)
        if info.ispkg and info.name != "shared"
    }

    def below(name: str | None) -> list[str]:
        following = sorted(other for other, found in packages.items() if name == found.AFTER)
        return [item for other in following for item in (other, *below(other))]

    order = below(None)
    lost = sorted(packages.keys() - set(order))
    if lost:
        raise SystemExit(f"AFTER names no capability, or a circle: {', '.join(lost)}")
    return {name: packages[name] for name in order}


CAPABILITIES = found()


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


def main(arguments: list[str]) -> int:
    """Write or check all generated files."""
    files = generated()
    stale = [name for name, text in files.items() if not (ROOT / name).exists() or (ROOT / name).read_text() != text]
    if "--check" in arguments:
        for name in stale:
            print(f"{name} does not follow from its SPEC; run: make generate", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[name])
        print(f"wrote {name}")
    return 0


def generated() -> dict[str, str]:
    """File name -> text of everything that is generated."""
    files = {
        "plugins/module_utils/capability/index.py": index(),
        "plugins/module_utils/capability/everything.py": everything(),
        "plugins/module_utils/aws/services.py": services(),
        "plugins/doc_fragments/common.py": fragment(),
        "meta/runtime.yml": runtime(),
    }
    files["plugins/modules/converge.py"] = module("converge", SimpleNamespace(SPEC=CONVERGE))
    files |= role("converge", SimpleNamespace(SPEC=CONVERGE))
    for name, capability in CAPABILITIES.items():
        files[f"plugins/modules/{name}.py"] = module(name, capability)
        files[f"plugins/action/{name}.py"] = action(name)
        files |= role(name, capability)
        files[f"docs/reference/{name}.md"] = reference(name, capability)
    files["plugins/action/stack_info.py"] = action("stack_info")
    files["docs/reference/stack_info.md"] = info_reference()
    files["playbooks/site.yml"] = site()
    return files


def services() -> str:
    """plugins/module_utils/aws/services.py: what the packages of AWS's services say of themselves, by boto3's names."""
    folder = ROOT / "plugins" / "module_utils" / "aws"
    names = sorted(path.parent.name for path in folder.glob("*/__init__.py") if "SERVICE = " in path.read_text())
    imports = "".join(f"from .{name} import SERVICE as {name.rstrip('_').upper()}\n" for name in names)
    listed = ", ".join(name.rstrip("_").upper() for name in names)
    return laid_out(
        f'{LICENSE}# Made from the packages in this folder by `make generate`.\n"""What the engine must know of AWS\'s '
        'services: boto3\'s client name -> engine.service.Service."""\n\nfrom __future__ import annotations\n\n'
        f"{imports}\nSERVICES = {{service.name: service for service in ({listed})}}\n"
    )


def everything() -> str:
    """plugins/module_utils/capability/everything.py: imports all capabilities, for a module that Ansible packs."""
    names = ", ".join(CAPABILITIES)
    return laid_out(
        f'{LICENSE}# Made from the packages in this folder by `make generate`.\n"""All capabilities, imported in plain words: '
        'what Ansible packs for a module on another machine is what it reads there."""\n\n'
        f"from __future__ import annotations\n\nfrom . import ({', '.join(sorted(CAPABILITIES))},)\n\n"
        f"CAPABILITIES = ({names},)\n"
    )


def index() -> str:
    """plugins/module_utils/capability/index.py: what is known of all capabilities without importing them."""
    exports = {name: dict(sorted(capability.EXPORTS.items())) for name, capability in CAPABILITIES.items()}
    operations = tuple(name for name, capability in CAPABILITIES.items() if getattr(capability, "OPERATION", False))
    classes = {
        kind.kind: kind for capability in CAPABILITIES.values() for kind in (*capability.KINDS, *capability.NEIGHBOURS)
    }
    kinds = {
        name: f"{kind.__module__.rpartition('.module_utils.')[2]}.{kind.__name__}"
        for name, kind in sorted(classes.items())
    }
    exclusive = {
        parent: tuple(name for name in kinds if classes[name].exclusive_in and parent in classes[name].needs)
        for parent in kinds
    }
    exclusive = {parent: names for parent, names in exclusive.items() if names}
    text = (
        f'{LICENSE}# Made from the packages in this folder by `make generate`.\n"""What is known of all capabilities '
        'without importing one: names in the order of a plan, and what each offers its neighbours."""\n\n'
        "from __future__ import annotations\n\nfrom ..engine.declaring import Export\n\n"
        f"NAMES = {tuple(CAPABILITIES)!r}\n"
        "# What is done to a stack now and then, and is no part of it: site.yml has no task for these.\n"
        f"OPERATIONS = {operations!r}\n"
        f"EXPORTS = {exports!r}\n"
        "# kind name -> where its class is, below module_utils\n"
        f"KINDS = {kinds!r}\n"
        "# kind name of a parent -> kinds whose objects in it are all the stack's, where it declares the parent\n"
        f"EXCLUSIVE = {exclusive!r}\n"
    )
    return laid_out(text)


# -- modules -----------------------------------------------------------------------------------------------------------


def documented(options: dict[str, Option], prefix: str = "", scopes: tuple = ()) -> dict:
    """Documented options in the form of Ansible's DOCUMENTATION.

    The options below a name that the user chooses are documented as suboptions: Ansible knows no other form.
    `scopes` are the paths and options below such a name, the outermost first: there, options name one another by a part
    of their path.
    """
    result = {}
    for name, option in options.items():
        texts = sentences(option)
        below = option.values if option.values and not option.like else option.options
        if option.values and not option.like:
            texts.insert(len(option.sentences), "Each name has the suboptions below.")
        entry = {"description": [said_in_full(text, scopes) for text in texts]}
        facts = option.entry()
        entry |= {key: facts[key] for key in ("type", "elements", "choices", "default", "required") if key in facts}
        if below:
            path = f"{prefix}{name}."
            entry["suboptions"] = documented(below, path, (*scopes, (path, below)) if scopes or option.values else ())
        result[name] = entry
    return result


def said_in_full(text: str, scopes: tuple) -> str:
    """A sentence in which options are named by their whole path: those beside it first, then those around it."""

    def full(match: re.Match) -> str:
        first = match[1].split(".")[0]
        path = next((path for path, options in reversed(scopes) if first in options), "")
        return f"O({path}{match[1]}"

    return re.sub(r"\bO\(([\w.]+)(?=[)=])", full, text)


def sentences(option: Option) -> list[str]:
    """The description as a list, with the class and what AWS requires as sentences of their own."""
    texts = option.sentences
    if option.aws:
        texts.append(f"AWS requires: {option.aws.rstrip('.')}.")
    return [*texts, f"Class: {option.class_}."]


def module(name: str, capability: object) -> str:
    """The file of a capability's module."""
    spec = capability.SPEC
    documentation = {
        "module": name,
        "short_description": spec["short_description"],
        "version_added": COLLECTION_VERSION,
        "description": list(spec["description"]),
        "author": ["slipway.aws contributors (@slipway)"],
        "extends_documentation_fragment": [
            "slipway.aws.common",
            "slipway.aws.common.placing",
            "slipway.aws.common.attributes",
        ],
        "options": documented(spec["options"]),
    }
    if name == "converge":
        documentation["extends_documentation_fragment"] = ["slipway.aws.common.attributes"]
    if name == "stack":
        documentation["description"].append(
            "Opens the declaration of a host: later tasks of the collection only declare, until converge."
        )
    outputs = {
        key: {"description": output["description"], "returned": "when it is known", "type": output["type"]}
        | ({"elements": output["elements"]} if "elements" in output else {})
        | ({"sample": output["sample"]} if "sample" in output else {})
        for key, output in spec["outputs"].items()
    }
    code = CONVERGE_CODE if name == "converge" else MODULE_CODE
    return (
        f"#!/usr/bin/python\n{LICENSE}{made_from(name)}from __future__ import annotations\n\n"
        f'DOCUMENTATION = r"""\n---\n{dump(documentation)}"""\n\n'
        f'EXAMPLES = r"""\n---\n{spec["examples"].strip()}\n"""\n\n'
        f'RETURN = r"""\n---\n{dump(RESULTS | outputs)}"""\n\n'
        + code.format(name=name, spec=literal(argument_spec(spec["options"])))
        + '\n\nif __name__ == "__main__":\n    main()\n'
    )


def literal(spec: dict) -> str:
    """An argument spec as Python text, an option a line."""
    text = "SPEC = {\n" + "".join(f"    {name!r}: {option!r},\n" for name, option in spec.items()) + "}"
    return laid_out(text).removeprefix("SPEC = ").rstrip("\n")


def laid_out(text: str) -> str:
    """Python text as `ruff format` lays it out."""
    command = [sys.executable, "-m", "ruff", "format", "--line-length", "120", "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


MODULE_CODE = """from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import {name}


def main():
    entry.main("{name}", {name})
"""
# Converge needs all of the collection. Packing and compiling it for each run would take longer than the run itself, and
# what was declared lies on this machine anyway, so it is imported from where Ansible found the action plugin.
CONVERGE_CODE = """import importlib
import sys

from ansible.module_utils.basic import AnsibleModule

SPEC = {spec}


def main():
    module = AnsibleModule(SPEC, supports_check_mode=True)
    if not (module.params["declarations"] and module.params["plugins"]):
        module.fail_json(msg="converge runs behind its action plugin, on the machine that runs Ansible")
    if "ansible_collections.slipway.aws.plugins" in sys.modules:
        sys.modules["ansible_collections.slipway.aws.plugins"].__path__.append(module.params["plugins"])
    base = "ansible_collections.slipway.aws.plugins.module_utils."
    entry = importlib.import_module(base + "entry")
    entry.main_converge(module, importlib.import_module(base + "capability.catalog").CAPABILITIES)
"""


RESULTS = {
    "stack": {
        "description": "The stack's identity.",
        "returned": "always",
        "type": "str",
        "sample": "inflight-ordering/prod/us-east-1",
    },
    "totals": {
        "description": "How many objects the plan creates, updates, deletes and leaves.",
        "returned": "when not only declared",
        "type": "str",
        "sample": "2 to create, 1 to update, 40 unchanged.",
    },
    "plan": {
        "description": "The plan as data: lines with address, verb, changes and reason.",
        "returned": "when not only declared",
        "type": "dict",
    },
    "problems": {
        "description": "What forbids the plan, a sentence each.",
        "returned": "when a plan is refused",
        "type": "list",
        "elements": "str",
    },
    "digest": {
        "description": "Digest of the plan, for the option C(approved) of M(slipway.aws.stack).",
        "returned": "when not only declared",
        "type": "str",
        "sample": "3f0c9a51d2b8e746",
    },
    "outputs": {"description": "Outputs by capability instance.", "returned": "when not only declared", "type": "dict"},
    "done": {
        "description": "Addresses that were made or changed.",
        "returned": "when something was carried out",
        "type": "list",
        "elements": "str",
    },
    "deleted": {
        "description": "Addresses that were deleted.",
        "returned": "when something was carried out",
        "type": "list",
        "elements": "str",
    },
    "serving": {
        "description": "What serves, a sentence for each service.",
        "returned": "after a release or a rollback",
        "type": "list",
        "elements": "str",
    },
    "kept": {
        "description": "What a guard kept, with the reason.",
        "returned": "when not only declared",
        "type": "list",
        "elements": "dict",
    },
    "calls": {"description": "Calls to AWS by operation.", "returned": "when not only declared", "type": "dict"},
}


def fragment() -> str:
    """The documentation fragment of the common options."""
    parts = (("DOCUMENTATION", common.STACK_OPTIONS), ("PLACING", common.PLACING))
    text = f"{LICENSE}# Made from plugins/module_utils/capability/shared/common.py by `make generate`.\nfrom __future__ import annotations\n\n\n"
    text += 'class ModuleDocFragment:\n    """Options that all modules of the collection share."""\n'
    for name, options in parts:
        text += f'\n    {name} = r"""\n---\n{dump({"options": documented(options)})}"""\n'
    return text + f'\n    ATTRIBUTES = r"""\n---\n{dump(REQUIREMENTS)}"""\n'


REQUIREMENTS = {
    "requirements": ["python >= 3.11", "boto3", "botocore"],
    "attributes": {
        "check_mode": {"support": "full", "description": "Plans without a changing call, also in an empty account."},
        "diff_mode": {"support": "full", "description": "Returns the plan as text where nothing is done."},
        "idempotent": {"support": "full", "description": "A second run makes no changing call."},
    },
}


def runtime() -> str:
    """meta/runtime.yml: the action group of all modules."""
    names = sorted([*CAPABILITIES, "converge", "stack_info"])
    return "---\n" + dump({"requires_ansible": ">=2.19.0", "action_groups": {"all": names}})


def action(name: str) -> str:
    """The file that puts the collection's action in front of a module: Ansible takes the action that bears its name."""
    return (
        f'{LICENSE}# Made by `make generate`.\n"""The action of slipway.aws.{name}."""\n\nfrom __future__ import annotations\n\n'
        "from ansible_collections.slipway.aws.plugins.action.converge import ActionModule\n\n"
        '__all__ = ["ActionModule"]\n'
    )


# -- roles -------------------------------------------------------------------------------------------------------------


def role(name: str, capability: object) -> dict[str, str]:
    """The files of a capability's role."""
    variables = {f"{name}_{key}": option for key, option in options_of_role(name, capability).items()}
    header = made_from(name)
    title = capability.SPEC["short_description"]
    words = "Converge the stack" if name == "converge" else f"Declare the {name.replace('_', ' ')}"
    task = {
        "name": words,
        f"slipway.aws.{name}": {},
        "register": f"{name}_result",
    }
    defaults = {
        key: value
        for key, option in variables.items()
        if (value := option.default if option.role_default is None else option.role_default) is not None
    }
    galaxy = {
        "galaxy_info": {
            "author": "slipway.aws contributors",
            "description": title,
            "license": "GPL-3.0-or-later",
            "min_ansible_version": "2.19.0",
            "galaxy_tags": ["aws", "cloud"],
        },
        "dependencies": [],
    }
    folder = f"roles/{name}"
    return {
        f"{folder}/defaults/main.yml": f"---\n{header}" + dump(defaults),
        f"{folder}/meta/main.yml": f"---\n{header}" + dump(galaxy),
        f"{folder}/meta/argument_specs.yml": f"---\n{header}"
        + dump(
            {
                "argument_specs": {
                    "main": {
                        "short_description": title,
                        "description": [said_in_role(name, text) for text in capability.SPEC["description"]],
                        "options": role_options(name, variables),
                    }
                }
            }
        ),
        f"{folder}/tasks/main.yml": f"---\n{header}" + dump([task]),
        f"{folder}/README.md": role_readme(name, capability, variables),
    }


SITE = """---
# Every host is a stack; where some are none, -e stack_hosts=<pattern> says which are. Each role only declares what the stack
# has; converge joins it all, plans it and carries it out.
# stack_capabilities names the capabilities that a stack has; the roles of the others are skipped. The modules check all
# options themselves, so the roles need not do it a second time.
# {source}
- name: Deploy the stacks
  hosts: "{{{{ stack_hosts | default('all', true) }}}}"
  connection: local
  strategy: ansible.builtin.free
  gather_facts: false
  pre_tasks:
    # Where --start-at-task names the first task of a play, Ansible gathers facts after all.
    - name: Begin
      ansible.builtin.meta: noop
      tags: [always]
  tasks:
"""


def site() -> str:
    """The playbook that includes the role of every capability, in the order in which a plan is read, and converges."""
    names = [name for name in (*CAPABILITIES, "converge") if not getattr(CAPABILITIES.get(name), "OPERATION", False)]
    tasks = []
    for name in names:
        always = name in ("stack", "converge")
        tasks.append(
            {
                "name": {"dns": "DNS", "cdn": "CDN"}.get(name, name.replace("_", " ").capitalize()),
                "ansible.builtin.import_role": {"name": f"slipway.aws.{name}", "rolespec_validate": False},
                **(
                    {}
                    if always
                    else {"when": f"stack_capabilities | default('') == '' or '{name}' in stack_capabilities"}
                ),
                "tags": ["always" if always else name],
            }
        )
    body = dump(tasks)
    return SITE.format(source=made_from("").removeprefix("# ").strip()) + "".join(
        f"    {line}\n" for line in body.splitlines()
    )


def role_options(role: str, options: dict) -> dict:
    """Options in the form of a role's argument_specs."""
    result = {}
    for name, option in options.items():
        entry = {"description": [said_in_role(role, text) for text in sentences(option)]}
        facts = option.entry()
        for key in ("type", "elements", "choices", "default", "required", "no_log"):
            if key in facts and (facts[key] is not False or key == "default"):
                entry[key] = facts[key]
        if option.options:
            entry["options"] = role_options(role, option.options)
        result[name] = entry
    return result


def said_in_role(role: str, text: str) -> str:
    """A sentence about a module's options and results, about the variables of its role: where the markup points to."""

    def variable(match: re.Match) -> str:
        option = match[1]
        if option in options_of_role(role):
            return f"O({role}_{option}"
        return f"O(slipway.aws.stack#role:main:stack_{option}" if option in common.STACK_OPTIONS else match[0]

    text = re.sub(r"\bO\((\w+)(?![\w.]*[#:])", variable, text)
    return re.sub(r"\bRV\((\w+)(?=[)=.\[])", rf"RV(slipway.aws.{role}#module:\1", text)


def role_readme(name: str, capability: object, variables: dict) -> str:
    """A short page: what the role is for, its variables, an example."""
    rows = [f"# slipway.aws.{name}", "", capability.SPEC["short_description"] + ".", ""]
    rows += [plain(text) for text in capability.SPEC["description"]]
    rows += ["", f"Every option is explained in [the reference](../../docs/reference/{name}.md).", ""]
    rows = [row for row in rows if name != "converge" or "reference" not in row]
    rows += ["| variable | type | default |", "|---|---|---|"]
    rows += [f"| `{key}` | {kind_of(option)} | {default_of(option)} |" for key, option in variables.items()]
    rows += ["", "```yaml", capability.SPEC["examples"].strip(), "```", ""]
    return "\n".join(rows)


# -- reference ---------------------------------------------------------------------------------------------------------


def reference(name: str, capability: object) -> str:
    """The reference page: options with class and AWS's requirements, outputs, and the fields of the objects made."""
    spec = capability.SPEC
    rows = [f"# {name}", "", spec["short_description"] + ".", ""] + [plain(text) for text in spec["description"]]
    rows += ["", "## Options", "", "In a role every option has the prefix of the role's name.", ""]
    rows += ["| option | type | default | class | what it does | AWS requires |", "|---|---|---|---|---|---|"]
    shared = {key: option for key, option in common.STACK_OPTIONS.items() if name == "stack" and key != "progress"}
    rows += option_rows({**shared, **spec["options"]})
    rows += [
        "",
        "## Outputs",
        "",
        f"The role keeps its result in `{name}_result`.",
        "",
        "| output | type | what it is |",
        "|---|---|---|",
    ]
    rows += [f"| `{key}` | {item['type']} | {plain(item['description'])} |" for key, item in spec["outputs"].items()]
    rows += [
        "",
        "## Objects",
        "",
        "Managed fields are always compared, optional ones only when given, computed ones are AWS's.",
        "",
    ]
    for kind in capability.KINDS:
        rows += [f"### {kind.kind}", "", "| field | class | when it changes |", "|---|---|---|"]
        rows += [f"| `{field}` | {class_of(entry)} | {change_of(entry)} |" for field, entry in kind.fields.items()] + [
            ""
        ]
    return "\n".join(rows).rstrip() + "\n"


def info_reference() -> str:
    """The reference page of stack_info, from the documentation that stands in its module."""
    source = (ROOT / "plugins/modules/stack_info.py").read_text()
    documentation, examples, returned = (
        re.search(rf'^{name} = r"""\n---\n(.*?)"""', source, re.DOTALL | re.MULTILINE)[1]
        for name in ("DOCUMENTATION", "EXAMPLES", "RETURN")
    )
    module = yaml.safe_load(documentation)
    rows = ["# stack_info", "", module["short_description"] + ".", "", *map(plain, module["description"])]
    rows += ["", "```yaml", examples.strip(), "```", "", "## Options", ""]
    rows += ["| option | type | default | class | what it does | AWS requires |", "|---|---|---|---|---|---|"]
    rows += option_rows({name: option for name, option in common.STACK_OPTIONS.items() if name != "progress"})
    rows += ["", "## Results", "", "| result | type | what it is |", "|---|---|---|"]
    rows += result_rows(yaml.safe_load(returned))
    return "\n".join(rows) + "\n"


def result_rows(results: dict, prefix: str = "") -> list[str]:
    """Table rows of results and what they contain."""
    rows = []
    for name, item in results.items():
        rows.append(f"| `{prefix}{name}` | {item['type']} | {plain(item['description'])} |")
        rows += result_rows(item.get("contains", {}), f"{prefix}{name}[].")
    return rows


def option_rows(options: dict[str, Option], prefix: str = "") -> list[str]:
    """Table rows of options and their suboptions."""
    rows = []
    for name, option in options.items():
        rows.append(
            f"| `{prefix}{name}` | {kind_of(option)} | {default_of(option)} | {option.class_} | "
            f"{plain(option.sentences)} | {plain(option.aws or '')} |"
        )
        if option.options:
            rows += option_rows(option.options, f"{prefix}{name}{'[]' if option.type == 'list' else ''}.")
        if option.values and not option.like:
            rows += option_rows(option.values, f"{prefix}{name}.<name>.")
    return rows


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


def kind_of(option: Option) -> str:
    """The type as a person reads it."""
    text = option.type + (f" of {option.elements}" if option.elements else "")
    return text + (": " + ", ".join(f"`{choice}`" for choice in option.choices) if option.choices else "")


def default_of(option: Option) -> str:
    """The default, or that it is required."""
    if option.required:
        return "required"
    value = option.default
    return (
        ""
        if value is None
        else "`" + yaml.safe_dump(value, default_flow_style=True, width=10000).strip().removesuffix("\n...") + "`"
    )


def class_of(entry: fields.Field) -> str:
    """managed, optional, required or computed."""
    if entry.computed:
        return {
            "created": "computed",
            "ready": "computed when ready",
            "each_update": "computed, new after each update",
        }[entry.known]
    if entry.absent == fields.REQUIRED:
        return "managed, required"
    return f"managed, default `{entry.absent.value!r}`" if isinstance(entry.absent, fields.Default) else "optional"


def change_of(entry: fields.Field) -> str:
    """What a change of the field means."""
    if entry.computed:
        return ""
    return {"update": "updated in place", "replace": "the object is replaced", "create_only": "used at creation only"}[
        entry.change
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
