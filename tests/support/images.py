"""Container images without a container engine, put into the simulated registry."""

from __future__ import annotations

from tools.rehearsal import images
from tools.simulator_process import REGION, SimulatorProcess


def push(simulator: SimulatorProcess, repository: str, tag: str, region: str = REGION) -> str:
    """Put an image with its layer into a repository and return its digest."""
    return images.push(simulator.client("ecr", region), repository, tag)
