"""The partition of a Region: what the SDK says, without importing it where one of its files says it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import botocore.session
import pytest

from ansible_collections.slipway.aws.plugins.module_utils import declared

REGIONS = (
    "us-east-1",
    "eu-central-1",
    "mx-central-1",
    "cn-north-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-isob-east-1",
)


@pytest.mark.parametrize("region", REGIONS)
def test_it_is_the_sdks(region: str) -> None:
    assert declared.partition_of(region) == botocore.session.Session().get_partition_for_region(region)


def test_where_the_file_is_missing_the_sdk_itself_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = (declared.partition_of, declared._partitions)
    for function in known:
        function.cache_clear()
    monkeypatch.setattr(
        declared.importlib.util,
        "find_spec",
        lambda name: type("Spec", (), {"submodule_search_locations": [str(tmp_path)]}),
    )
    assert declared.partition_of("cn-north-1") == "aws-cn"
    for function in known:
        function.cache_clear()


def test_the_action_plugin_starts_without_the_sdk() -> None:
    program = (
        "import sys; from ansible_collections.slipway.aws.plugins.action import converge; "
        "from ansible_collections.slipway.aws.plugins.module_utils import declared; declared.partition_of('us-east-1'); "
        "print(sorted({'boto3', 'botocore', 'botocore.session'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
