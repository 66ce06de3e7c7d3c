# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made by `make generate`.
"""The action of slipway.aws.storage."""

from __future__ import annotations

from ansible_collections.slipway.aws.plugins.action.converge import ActionModule, capability

__all__ = ["ActionModule"]

capability("storage")  # once here, and not in each worker that Ansible forks
