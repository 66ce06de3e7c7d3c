"""Packages of functions: the same bytes for the same texts."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile

from ansible_collections.slipway.aws.plugins.module_utils.aws.lambda_.function import digest, package

FILES = {"index.py": "x = 1\n", "recipes.json": "{}"}


def test_package_holds_the_files_readable() -> None:
    with zipfile.ZipFile(io.BytesIO(package(FILES))) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == FILES
        assert {entry.external_attr >> 16 & 0o444 for entry in archive.infolist()} == {0o444}


def test_package_does_not_depend_on_time_or_order() -> None:
    assert package(FILES) == package(dict(reversed(FILES.items())))


def test_digest_is_the_one_lambda_gives() -> None:
    assert digest(FILES) == base64.b64encode(hashlib.sha256(package(FILES)).digest()).decode()
    assert digest({**FILES, "index.py": "x = 2\n"}) != digest(FILES)


def test_known_digest_and_unknown_code_pass() -> None:
    assert digest("abc=") == "abc="
    assert "(known after apply: a/main/b/c.ARN)" in digest({"recipes.json": "(known after apply: a/main/b/c.ARN)"})
