"""Runs ansible-test sanity on this checkout, with the running Python, on a fresh machine too.

ansible-test refuses a linked checkout and takes the collection's name from its folders, so it gets a copy of the files
that Git knows or would add. It keeps virtual environments for its tests in the home folder; here that folder is
.cache/ansible-test, one for each Python, so that a run neither depends on the person's home nor leaves anything in it.
Arguments are handed on to ansible-test: `python -m tools.sanity --test validate-modules`.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

from ansible_test._internal.python_requirements import get_venv_packages

from tools.checkout import ROOT, copy_checkout

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
HOME = ROOT / ".cache" / "ansible-test" / VERSION
BIN = Path(sys.executable).parent

# ansible-test downloads pip's installer for its virtual environments from its own host. Python brings one along; the
# name in ansible-test's cache is the one that it looks for. The arguments (the version wanted) are not ours to follow:
# the environments need a pip, and lose it again after the installation.
BOOTSTRAP = "import ensurepip\n\nensurepip.bootstrap()\n"


def main(arguments: list[str]) -> int:
    """Run ansible-test and return its exit code."""
    command = [str(BIN / "ansible-test"), "sanity", "--local", "--python", VERSION, "--color", "no", *arguments]
    with tempfile.TemporaryDirectory(prefix="slipway-sanity-") as folder, _home():
        collection = Path(folder) / "ansible_collections" / "slipway" / "aws"
        copy_checkout(collection)
        return subprocess.run(command, cwd=collection, env={**os.environ, "HOME": str(HOME)}, check=False).returncode


@contextlib.contextmanager
def _home() -> Iterator[None]:
    """Fill the home folder that ansible-test sees: pip's installer, and pip's configuration for the time of the run."""
    pip = get_venv_packages(SimpleNamespace(version=VERSION))["pip"].replace(".", "_")
    _write(HOME / ".ansible" / "test" / "cache" / f"get_pip_{pip}.py", BOOTSTRAP)
    # ansible-test hides the environment from pip. What it says about package indexes goes into one of pip's two user
    # files, and the person's own file takes the place of the other.
    options = {name[4:].lower().replace("_", "-"): value for name, value in os.environ.items() if name[:4] == "PIP_"}
    options.pop("config-file", None)
    configuration = HOME / ".config" / "pip" / "pip.conf"
    own = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "pip" / "pip.conf"
    link = HOME / ".pip" / "pip.conf"
    _write(configuration, "\n".join(["[global]", *(f"{name} = {value}" for name, value in options.items()), ""]))
    link.parent.mkdir(exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(own)
    try:
        yield
    finally:
        configuration.unlink()
        link.unlink()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
