"""Files beside a run: outputs for pipelines, the plan for programs, each stack's its own."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from ansible.errors import AnsibleActionFail

from ansible_collections.slipway.aws.plugins.plugin_utils.plan import files

from .plans import STACK, plan

OUTPUTS = {
    "load_balancer/main": {"dns_name": "lb.example.com", "url": "(known after apply: x/main/y/z.Url)", "port": 443},
    "service/blue": {"services": {"api-v2": "shop's api"}, "none": None, "records": [{"Name": "a"}]},
    "network/main": {"zones": ["a", "b"], "ipv6": False},
}
RESULT = {"stack": STACK, "outputs": OUTPUTS}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(files.C, "DEFAULT_LOCAL_TMP", str(tmp_path))


def test_outputs_as_json_without_what_is_not_known(tmp_path: Path) -> None:
    files.Outlets({"outputs_file": "deep/outputs.json"}, None, "one").outputs(RESULT)
    path = tmp_path / "deep/outputs.json"
    written = json.loads(path.read_text())
    assert written["stack"] == STACK
    assert written["load_balancer/main"] == {"dns_name": "lb.example.com", "port": 443}
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_outputs_as_lines_that_a_shell_reads(tmp_path: Path) -> None:
    files.Outlets({"outputs_file": "outputs.env"}, None, "one").outputs(RESULT)
    said = subprocess.run(
        [
            "sh",
            "-c",
            '. ./outputs.env; echo "$LOAD_BALANCER_DNS_NAME|$SERVICE_BLUE_SERVICES_API_V2|$NETWORK_ZONES|$NETWORK_IPV6"',
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "lb.example.com|shop's api|a,b|false\n"
    assert "RECORDS" not in (tmp_path / "outputs.env").read_text()


HARD = {
    "plain": "a b",
    "quotes": 'it\'s "said"',
    "shell": "$HOME `id` \\ ! #",
    "lines": "first\nsecond",
    "api-v2": "one",
    "api_v2": "other",
    "empty": "",
    "unicode": "\u00fc",
}


def test_a_shell_gets_every_value_as_it_is() -> None:
    files.Outlets({"outputs_file": "hard.env"}, None, "one").outputs({"stack": STACK, "outputs": {"x/main": HARD}})
    names = ["PLAIN", "QUOTES", "SHELL", "LINES", "API_V2", "API_V2_2", "EMPTY", "UNICODE"]
    script = ". ./hard.env; " + "; ".join(f'printf "%s\\0" "$X_{name}"' for name in names)
    said = subprocess.run(["sh", "-euc", script], capture_output=True, check=True)
    assert said.stdout.decode().split("\0")[:-1] == list(HARD.values())


def test_a_name_that_says_no_form_is_refused() -> None:
    with pytest.raises(
        AnsibleActionFail, match=r"stack_outputs_file: .*outputs\.txt is not possible; .*\.json or \.env"
    ):
        files.Outlets({"outputs_file": "outputs.txt"}, None, "one")


@pytest.mark.parametrize("option", ["outputs_file", "plan_json"])
def test_two_stacks_of_a_run_do_not_write_one_file(option: str) -> None:
    for _again in range(2):
        files.Outlets({option: "all.json"}, None, "one")
    with pytest.raises(AnsibleActionFail, match="all.json is written by one in this run; put {{ inventory_hostname }}"):
        files.Outlets({option: "all.json"}, None, "two")
    files.Outlets({option: "two.json"}, None, "two")


def test_a_plan_as_text_and_as_data(tmp_path: Path) -> None:
    files.Outlets({"plan_json": "plan.json"}, "plans", "one").plan(plan())
    assert json.loads((tmp_path / "plan.json").read_text()) == plan()
    base = tmp_path / "plans" / STACK.replace("/", "_")
    assert base.with_suffix(".txt").read_text().startswith(f"Plan for {STACK}")
    assert json.loads(base.with_suffix(".json").read_text()) == plan()
