"""``python -m simulator``: serve a simulated AWS until INT or TERM."""

from __future__ import annotations

import argparse
import signal
import threading

from simulator import behaviours
from simulator.core import discovery, state
from simulator.core.admin import OPTIONS
from simulator.core.application import DEFAULT_ACCOUNT, Application
from simulator.core.profiles import PROFILES
from simulator.core.server import SimulatorServer


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description="Serve a simulated AWS on loopback.")
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0 chooses a free one (default)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--log", metavar="FILE", help="append every call as a JSON line to this file")
    parser.add_argument("--latency-ms", type=float, default=0.0, metavar="N", help="time added to each AWS call")
    parser.add_argument(
        "--hosted-zone", action="append", default=[], metavar="NAME", help="public zone to create at start; repeatable"
    )
    parser.add_argument("--account", default=DEFAULT_ACCOUNT, metavar="ID", help=f"default account ({DEFAULT_ACCOUNT})")
    parser.add_argument(
        "--profile", choices=PROFILES, default="calm", help="how much like AWS it behaves (default calm)"
    )
    parser.add_argument(
        "--minute-ms", type=float, metavar="N", help="milliseconds that a minute of AWS lasts; else as the profile says"
    )
    parser.add_argument(
        "--seed", type=int, default=0, metavar="N", help="which calls the profile lets fail (default 0)"
    )
    parser.add_argument(
        "--enforce-permissions", action="store_true", help="refuse what the policies of users and roles do not allow"
    )
    parser.add_argument(
        "--behaviours", action="store_true", help="list AWS's behaviours and where each is done, and end"
    )
    discovery.install()
    for name, (details, _use) in OPTIONS.items():
        parser.add_argument(name, **details)
    return parser.parse_args(argv)


def _pace(minute_ms: float) -> str:
    """How long something takes, for a person."""
    if not minute_ms:
        return "everything is ready at once"
    return f"a minute of AWS lasts {minute_ms / 1000:g} s, {60_000 / minute_ms:g} times as fast"


def main(argv: list[str] | None = None) -> None:
    """Serve until INT or TERM."""
    options = arguments(argv)
    if options.behaviours:
        print(behaviours.table())
        return
    for name, (_details, use) in OPTIONS.items():
        use(getattr(options, name.lstrip("-").replace("-", "_")))
    application = Application(
        options.account,
        options.hosted_zone,
        options.latency_ms / 1000,
        options.log,
        options.profile,
        options.minute_ms,
        options.seed,
        options.enforce_permissions,
    )
    server = SimulatorServer(application, options.host, options.port)
    for number in (signal.SIGINT, signal.SIGTERM):
        # shutdown() waits for serve_forever to end, so it cannot run in this thread.
        signal.signal(number, lambda *_unused: threading.Thread(target=server.shutdown).start())
    print(f"simulator listening on {server.url}", flush=True)
    print(f"profile {options.profile}, seed {options.seed}: {_pace(state.minute_ms())}", flush=True)
    threading.Thread(target=application.warm_up, daemon=True).start()
    server.serve_forever()
    server.server_close()
    application.log.close()


if __name__ == "__main__":
    main()
