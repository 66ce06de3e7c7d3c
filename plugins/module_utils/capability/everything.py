# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from the packages in this folder by `make generate`.
"""All capabilities, imported in plain words: what Ansible packs for a module on another machine is what it reads there."""

from __future__ import annotations

from . import (
    cdn,
    certificate,
    cluster,
    database,
    discovery,
    dns,
    email,
    encryption,
    file_system,
    firewall,
    image,
    job,
    load_balancer,
    monitoring,
    network,
    queue,
    registry,
    rollback,
    secret,
    service,
    site,
    stack,
    storage,
)

CAPABILITIES = (
    stack,
    network,
    encryption,
    database,
    secret,
    queue,
    storage,
    file_system,
    registry,
    image,
    dns,
    email,
    certificate,
    load_balancer,
    cluster,
    discovery,
    service,
    job,
    site,
    firewall,
    cdn,
    monitoring,
    rollback,
)
