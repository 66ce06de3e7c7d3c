# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a file system can never be: settings that exclude one another (CreateFileSystem, PutLifecycleConfiguration)."""

from __future__ import annotations


def check(declaration, options):
    """Refuse what AWS would refuse."""
    mode, performance, throughput = (
        options[name] for name in ("throughput_mode", "performance_mode", "provisioned_throughput")
    )
    declaration.check(
        performance != "maxIO" or mode != "elastic",
        "performance_mode",
        performance,
        "generalPurpose is allowed with elastic throughput",
    )
    if mode == "provisioned":
        declaration.check(
            throughput is not None and throughput >= 1,
            "provisioned_throughput",
            throughput,
            "1 MiB/s or more is needed with provisioned throughput",
        )
    else:
        declaration.check(
            throughput is None, "provisioned_throughput", throughput, "leave it out with throughput_mode %s" % mode
        )
    cold, archive = options["transition_to_ia"], options["transition_to_archive"]
    declaration.check(
        not archive or archive > cold,
        "transition_to_archive",
        archive,
        "more than transition_to_ia (%d days) is allowed" % cold,
    )
    declaration.check(
        not archive or mode == "elastic" and performance == "generalPurpose",
        "transition_to_archive",
        archive,
        "0 is allowed: only elastic throughput with generalPurpose has the Archive storage",
    )
