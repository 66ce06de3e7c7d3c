"""What the generator knows of the capabilities, and the files that say it for all of them."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil

from ansible_collections.slipway.aws.plugins.module_utils import capability as package
from tools.checkout import ROOT

from .text import LICENSE, laid_out


def found() -> dict[str, object]:
    """Every package below `capability` that declares something, in the order in which a person reads a plan.

    Each names the one before it (`AFTER`); of several after the same one, that with the fewest behind it comes first.
    """
    packages = {
        info.name: importlib.import_module(f"{package.__name__}.{info.name}")
        for info in pkgutil.iter_modules(package.__path__)
        if info.ispkg and info.name != "shared"
    }

    def below(name: str | None) -> list[str]:
        branches = [[other, *below(other)] for other, found in packages.items() if name == found.AFTER]
        return [item for branch in sorted(branches, key=lambda branch: (len(branch), branch)) for item in branch]

    order = below(None)
    lost = sorted(packages.keys() - set(order))
    if lost:
        raise SystemExit(f"AFTER names no capability, or a circle: {', '.join(lost)}")
    return {name: packages[name] for name in order}


CAPABILITIES = found()


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


def watched() -> str:
    """plugins/module_utils/capability/monitoring/watched.py: what capabilities offer to be watched, and the kinds that it names."""
    offered = ((name, getattr(found, "WATCHED", {})) for name, found in CAPABILITIES.items())
    rows = {
        word: (name, rows)
        for name, given in offered
        for word, rows in (given if isinstance(given, dict) else {name: given}).items()
    }
    rows = dict(sorted(rows.items()))
    known = {kind.kind: kind for found in CAPABILITIES.values() for kind in (*found.KINDS, *found.NEIGHBOURS)}
    names = {kind for _name, items in rows.values() for row in items for kind, *_node in row.dimensions.values()}
    names |= {needed for name in names for needed in known[name].needs}
    kinds = sorted((known[name] for name in names), key=lambda kind: kind.__module__)
    modules = [(kind.__module__.rpartition(".module_utils.")[2], kind.__name__) for kind in kinds]
    modules.append(("aws.cloudwatch.watched", "Graph, Standard, Watched"))
    imports = "".join(f"from ...{module} import {name}\n" for module, name in sorted(modules))
    return laid_out(
        f'{LICENSE}# Made from the packages of the other capabilities by `make generate`.\n"""What capabilities offer to be '
        'watched, by their names, and the kinds of it."""\n\nfrom __future__ import annotations\n\n'
        f"{imports}\n"
        f"KINDS = ({''.join(kind.__name__ + ', ' for kind in kinds)})\n"
        f"WATCHED = {written(rows)}\n"
    )


def written(value: object) -> str:
    """Data as Python has it, of which members that are as by default say nothing."""
    if dataclasses.is_dataclass(value):
        said = ((field, getattr(value, field.name)) for field in dataclasses.fields(value))
        members = (f"{field.name}={written(member)}" for field, member in said if member != field.default)
        return f"{type(value).__name__}({', '.join(members)})"
    if isinstance(value, tuple):
        return f"({', '.join(map(written, value))}{',' * (len(value) == 1)})"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key!r}: {written(item)}' for key, item in value.items())}}}"
    return repr(value)


def index() -> str:
    """plugins/module_utils/capability/index.py: what is known of all capabilities without importing them."""
    exports = {name: dict(sorted(capability.EXPORTS.items())) for name, capability in CAPABILITIES.items()}
    offered = repr(exports).replace(", unlike=''", "").replace(", otherwise=None", "")  # most do not say them
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
        f"EXPORTS = {offered}\n"
        "# kind name -> where its class is, below module_utils\n"
        f"KINDS = {kinds!r}\n"
        "# kind name of a parent -> kinds whose objects in it are all the stack's, where it declares the parent\n"
        f"EXCLUSIVE = {exclusive!r}\n"
    )
    return laid_out(text)
