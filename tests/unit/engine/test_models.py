"""The SDK's service models as runs read them: the same as the SDK's own, and what is not there is not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import UnknownServiceError
from botocore.session import Session

from ansible_collections.slipway.aws.plugins.module_utils.engine.models import ModelFiles, small


def plain(value: Any) -> Any:
    """Return a model with plain dictionaries, in its own order."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("service", "kind"),
    [("s3", "service-2"), ("ecs", "waiters-2"), ("sns", "paginators-1"), ("sts", "endpoint-rule-set-1")],
)
def test_models_are_the_sdks_in_the_same_order(service: str, kind: str) -> None:
    ours, theirs = (
        made.get_component("data_loader").load_service_model(service, kind) for made in (small(Session()), Session())
    )
    assert repr(ours) == repr(plain(theirs))


def test_what_is_not_there_is_said_as_ever(tmp_path: Path) -> None:
    assert not ModelFiles().exists(str(tmp_path / "nothing"))
    assert ModelFiles().load_file(str(tmp_path / "nothing")) is None
    with pytest.raises(UnknownServiceError):
        small(Session()).create_client("nothing", region_name="us-east-1")
