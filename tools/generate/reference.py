"""The reference pages."""

from __future__ import annotations

import re
from typing import Any

import yaml

from ansible_collections.slipway.aws.plugins.module_utils.capability.shared import common
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared.option import Option
from ansible_collections.slipway.aws.plugins.module_utils.engine import fields
from tools.checkout import ROOT

from .text import plain


def _offered(export: Any) -> str:
    """What an export is, in a sentence part."""
    which = "every" if export.many else "the"
    return f"`{export.field}` of {which} `{export.kind}`{' (a list)' if export.many else ''}"


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
    if capability.EXPORTS:
        rows += ["", "## For other options", "", "| in an option | what it is |", "|---|---|"]
        rows += [
            f"| `output({name}.{key})` | {', or '.join(_offered(way) for way in export.ways)} |"
            for key, export in sorted(capability.EXPORTS.items())
        ]
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
