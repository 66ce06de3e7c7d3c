"""Write or check all generated files: see the package."""

from __future__ import annotations

import os
import sys

from tools.checkout import ROOT

from .files import generated


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
        print(f"wrote {name}", flush=True)
    if any(name.startswith("plugins/module_utils/") for name in stale):  # the rest may follow from these
        os.execv(sys.executable, [sys.executable, "-m", "tools.generate"])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
