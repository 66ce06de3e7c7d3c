"""Domain names as Route 53 keeps them: lower case, trailing dot, unusual characters as octal escapes."""

from __future__ import annotations

import re

PLAIN = set("abcdefghijklmnopqrstuvwxyz0123456789-_.")
ESCAPE = re.compile(r"\\([0-7]{3})")
LABEL = 63
NAME = 255


def canonical(name: str) -> str:  # F19
    """The form in which a name is stored and shown; ``*.Example.com`` gives ``\\052.example.com.``."""
    text = ESCAPE.sub(lambda found: chr(int(found.group(1), 8)), name).lower().rstrip(".") + "."
    return "".join(char if char in PLAIN else f"\\{ord(char):03o}" for char in text)


def is_valid(name: str) -> bool:
    """True when the labels of a canonical name are neither empty nor too long."""
    labels = ESCAPE.sub("x", name).rstrip(".").split(".")
    return len(name) <= NAME and all(0 < len(label) <= LABEL for label in labels)


def order(name: str) -> list[str]:
    """The key by which Route 53 sorts names: the labels from the right."""
    return list(reversed(name.rstrip(".").split(".")))


def is_within(name: str, zone: str) -> bool:
    """True when a canonical name belongs to the zone of that canonical name."""
    return name == zone or name.endswith("." + zone)
