"""The tests' own hands: what a run of ansible-playbook reports, and how it is interrupted."""

from __future__ import annotations

import os
import select
import signal
import subprocess
from pathlib import Path

import pytest

from tests.support.playbook import Playbook, Run
from tests.support.processes import descendants

HOSTS = """
all:
  vars:
    ansible_connection: local
    ansible_python_interpreter: "{{ ansible_playbook_python }}"
  hosts:
    one:
    two:
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "hosts.yml").write_text(HOSTS)
    return folder


def write(project: Path, tasks: str) -> None:
    (project / "play.yml").write_text(f"- hosts: all\n  gather_facts: false\n  tasks:\n{tasks}")


def start_endless(playbook: Playbook, project: Path) -> Run:
    """Return a run whose task is under way on the hosts' side, and does not end by itself."""
    pipe = project / "under_way"
    os.mkfifo(pipe)
    write(project, f"    - ansible.builtin.command: sh -c 'echo yes > {pipe}; exec sleep 3600'\n")
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        run = playbook.start("play.yml", "-i", "hosts.yml", "--limit", "one", cwd=project)
        assert select.select([reader], [], [], 60)[0]
    finally:
        os.close(reader)
    return run


def wait_until_ended(processes: list[int]) -> None:
    """Return when none of the processes runs; those that have ended and are not yet collected do not."""
    for pid in processes:
        command = ["ps", "-o", "stat=", "-p", str(pid)]
        while subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip("Z+s\n "):
            pass


def test_result_holds_recap_output_and_exit_code(playbook: Playbook, project: Path) -> None:
    write(
        project,
        "    - ansible.builtin.command: printenv AWS_ENDPOINT_URL EXTRA\n"
        "    - ansible.builtin.fail:\n"
        "      when: inventory_hostname == 'two'\n",
    )
    result = playbook("play.yml", "-i", "hosts.yml", "-v", cwd=project, env={"EXTRA": "given"})

    assert result.rc == 2
    assert result.plays["one"] | {"ok": 1, "changed": 1, "failed": 0} == result.plays["one"]
    assert result.plays["two"] | {"ok": 1, "changed": 1, "failed": 1} == result.plays["two"]
    assert result.changed == 2
    assert "given" in result.out
    assert "http://127.0.0.1:" in result.out


def test_a_checked_run_raises_with_the_output(playbook: Playbook, project: Path) -> None:
    write(project, "    - ansible.builtin.fail:\n        msg: for this reason\n")

    with pytest.raises(AssertionError, match="for this reason"):
        playbook("play.yml", "-i", "hosts.yml", cwd=project, check=True)


def test_a_run_is_interrupted_by_a_signal(playbook: Playbook, project: Path) -> None:
    run = start_endless(playbook, project)
    run.signal(signal.SIGINT, group=True)

    assert run.wait().rc != 0


def test_a_run_that_is_stuck_is_killed_with_its_workers(playbook: Playbook, project: Path) -> None:
    run = start_endless(playbook, project)
    workers = descendants(run.process.pid)
    with pytest.raises(subprocess.TimeoutExpired):
        run.wait(timeout=0)

    assert run.process.returncode == -signal.SIGKILL
    assert workers
    wait_until_ended(workers)
