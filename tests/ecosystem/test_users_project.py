"""A user's project with the collection installed beside it, and the newest Ansible."""

from __future__ import annotations

from collections.abc import Callable


def test_ansible_lint_is_content_with_a_project_that_uses_modules_roles_and_playbooks(
    ansible: Callable[..., str],
) -> None:
    said = ansible("ansible-lint", "--offline", "--strict", "--profile", "production")
    assert "Passed: 0 failure(s), 0 warning(s)" in said
