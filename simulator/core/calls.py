"""The log of calls: one row per call, which operations count as changing, and who reads the rows."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

# Operations that only look. Everything else changes something.
READING_PREFIXES = (
    "Get",
    "List",
    "Describe",
    "Head",
    "BatchGet",
    "Lookup",
    "Search",
    "Filter",
    "Query",
    "Scan",
    "Select",
    "Simulate",
    "Test",
    "Validate",
    "Check",
    "Estimate",
    "StartQuery",
)
# Calls that hand out credentials or identities, without a trace in the account.
READING_OPERATIONS = {
    ("sts", "AssumeRole"),
    ("sts", "AssumeRoleWithSAML"),
    ("sts", "AssumeRoleWithWebIdentity"),
    ("sts", "AssumeRoot"),
    ("sts", "DecodeAuthorizationMessage"),
    ("sso", "GetRoleCredentials"),
    ("sso-oidc", "CreateToken"),
}


def is_changing(service: str, operation: str) -> bool:
    """True when the operation changes something in the account; an unknown operation counts as changing."""
    return (service, operation) not in READING_OPERATIONS and not operation.startswith(READING_PREFIXES)


class CallLog:
    """Rows of all calls since the last clear, and the same rows as JSON lines in a file that is never cleared."""

    def __init__(self, path: str | None = None) -> None:
        self._rows: list[dict[str, Any]] = []
        self._lock = threading.Lock()
        self._file = Path(path).open("a", encoding="utf-8") if path else None  # noqa: SIM115 - open until close()

    def add(self, row: dict[str, Any]) -> None:
        """Append one row and write it out at once, so that a killed simulator leaves a complete file."""
        with self._lock:
            self._rows.append(row)
            if self._file:
                self._file.write(json.dumps(row) + "\n")
                self._file.flush()

    def rows(self) -> list[dict[str, Any]]:
        """All rows since the last clear, oldest first."""
        with self._lock:
            return list(self._rows)

    def clear(self) -> None:
        """Forget the rows; the file keeps them."""
        with self._lock:
            self._rows.clear()

    def close(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()
