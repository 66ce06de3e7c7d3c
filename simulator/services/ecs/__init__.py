"""ECS: clusters, task definitions, tasks, services and their deployments, kept here rather than in moto."""

from __future__ import annotations

from . import clusters, deployments, service_reads, services, tags, task_definitions, tasks

__all__ = ["clusters", "deployments", "install", "service_reads", "services", "tags", "task_definitions", "tasks"]


def install() -> None:
    """Let the tagging API see what is kept here."""
    tags.install()
