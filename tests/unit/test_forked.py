"""Which modules run in a fork of Ansible's worker, and what such a module says, with no call to AWS."""

from __future__ import annotations

import os
import subprocess
import sys
import types

import pytest

from ansible_collections.slipway.aws.plugins.plugin_utils.forked import Forked, possible


@pytest.mark.parametrize(
    ("transport", "become", "python", "platform", "forks"),
    [
        ("local", None, sys.executable, "linux", True),
        ("ssh", None, sys.executable, "linux", False),
        ("local", object(), sys.executable, "linux", False),
        ("local", None, "/usr/bin/another", "linux", False),
        ("local", None, None, "linux", False),
        ("local", None, sys.executable, "darwin", False),
    ],
)
def test_only_what_would_run_here_runs_in_a_fork(monkeypatch, transport, become, python, platform, forks) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert possible(types.SimpleNamespace(transport=transport, become=become), python) is forks


def test_a_module_is_told_its_arguments_and_environment_and_answers_as_by_itself() -> None:
    said = Forked("registry", {"application": "a", "region": "us-east-1", "_ansible_check_mode": True}, {}).result()
    assert said["failed"]
    assert "stack_environment" in said["msg"]
    assert said["invocation"]["module_args"]["application"] == "a"


def test_an_unsupported_option_is_refused_by_the_module_itself() -> None:
    said = Forked("registry", {"repositoriez": {}}, {}).result()
    assert "Unsupported parameters" in said["msg"]
    assert "repositoriez" in said["msg"]


def test_the_environment_of_the_task_is_the_forks_alone(monkeypatch) -> None:
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    arguments = {"application": "a", "environment": "b", "region": "us-east-1", "encryption": "aws"}
    said = Forked("registry", arguments, {"AWS_PROFILE": "nobody"}).result()
    assert "nobody" in said["msg"]
    assert "AWS_PROFILE" not in os.environ


def test_a_module_that_is_not_there_is_no_silence() -> None:
    said = Forked("nothing", {}, {}).result()
    assert said["failed"]
    assert said["msg"].startswith("the module ended with 1 and without a result: ModuleNotFoundError: No module named")


# As an action plugin does it, whose end of the pipe is lost:.
LOST = """
import os
import subprocess
from ansible_collections.slipway.aws.plugins.plugin_utils.forked import Forked

try:
    forked = Forked({name!r}, {{}}, {{}})
    os.close(forked._reading)
    os.waitpid(forked._process, 0)
except BaseException as error:
    pass
os.write(2, b"went on")
"""


@pytest.mark.parametrize("name", ["registry", "nothing"], ids=["an answer", "an error"])
def test_a_module_that_nobody_hears_any_more_ends(name: str) -> None:
    command = [sys.executable, "-c", LOST.format(name=name)]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stderr

    assert said.count("went on") == 1, said
