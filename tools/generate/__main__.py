"""Write or check all generated files: see the package."""

from __future__ import annotations

import os
import sys

from tools.checkout import ROOT

from .files import generated, indexes


def stale(files: dict[str, str]) -> dict[str, str]:
    """Those of some files that are not as they should be."""
    return {
        name: text for name, text in files.items() if not (ROOT / name).exists() or (ROOT / name).read_text() != text
    }


def main(arguments: list[str]) -> int:
    """Write or check all generated files."""
    if "--check" in arguments:
        for name in (found := stale(generated())):
            print(f"{name} does not follow from its SPEC; run: make generate", file=sys.stderr)
        return 1 if found else 0
    first = stale(indexes())
    for name, text in (first or stale(generated())).items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        print(f"wrote {name}", flush=True)
    if first:  # it is imported by what the others are made of
        os.execv(sys.executable, [sys.executable, "-m", "tools.generate"])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
