# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Storage: its size, type and key. The limits are those of the RDS User Guide, storage for DB instances."""

from __future__ import annotations

from ..shared import forms
from ..shared.option import Option
from .engines import CLUSTERS

# Storage that is billed without its operations, and storage that is not (CreateDBCluster, StorageType).
CLUSTER_STORAGE = {True: "aurora-iopt1", False: "aurora"}
DOCUMENTDB_STORAGE = {True: "iopt1", False: "standard"}

STORAGE = {
    "allocated_storage": Option(
        "int",
        "Size in GiB. It is a minimum: storage that has grown is never made smaller.",
        default=100,
        aws="20 to 65536, at least 100 for V(io1) and V(io2).",
        field="db_instance.AllocatedStorage",
    ),
    "max_allocated_storage": Option(
        "int",
        "Size in GiB up to which RDS may grow the storage by itself. Off when omitted.",
        sample=500,
        aws="At least 10 % more than O(allocated_storage), at most 65536.",
        field="db_instance.MaxAllocatedStorage",
    ),
    "storage_type": Option(
        "str",
        "Type of the storage.",
        default="gp3",
        choices=["gp2", "gp3", "io1", "io2"],
        field="db_instance.StorageType",
    ),
    "iops": Option(
        "int",
        "Provisioned IOPS, for V(io1) and V(io2), and for V(gp3) from 400 GiB on.",
        class_="optional",
        aws="1000 to 256000; 12000 to 64000 for V(gp3).",
        field="db_instance.Iops",
    ),
    "storage_throughput": Option(
        "int",
        "Throughput in MiB/s, for V(gp3) from 400 GiB on.",
        class_="optional",
        aws="500 to 4000.",
        between=(500, 4000),
        field="db_instance.StorageThroughput",
    ),
    "io_optimized": Option(
        "bool",
        [
            "Whether a cluster's storage is I/O-Optimized: dearer, and its operations cost nothing.",
            "It can be switched on once in 30 days, and off at any time.",
        ],
        default=False,
    ),
    "encryption": Option(
        "str",
        [
            "V(customer) encrypts storage, insights, logs and the master password with the stack's key or O(kms_key_id).",
            "V(aws) uses the keys that AWS manages. Storage is encrypted either way.",
        ],
        default="customer",
        choices=["customer", "aws"],
        aws="The key of the storage cannot be changed later.",
    ),
    "kms_key_id": Option(
        "str",
        "ARN of the key. The default is the one of the encryption capability.",
        class_="optional",
        form=forms.KEY_ARN,
    ),
}


def check(declaration, options):
    """Refuse sizes that RDS would refuse. A cluster's storage has none."""
    if options["engine"] in CLUSTERS:
        return
    kind, size = options["storage_type"], options["allocated_storage"]
    least = 100 if kind in ("io1", "io2") else 20
    declaration.check(
        least <= size <= 65536, "allocated_storage", size, "%d to 65536 GiB are allowed for %s" % (least, kind)
    )
    most = options["max_allocated_storage"]
    # RDS User Guide, storage autoscaling: at least 10 % more than what is allocated.
    declaration.check(
        most is None or size * 11 <= most * 10 and most <= 65536,
        "max_allocated_storage",
        most,
        "at least 10 %% more than allocated_storage (%d) and at most 65536 GiB are allowed" % size,
    )
    iops, throughput = options["iops"], options["storage_throughput"]
    if kind in ("io1", "io2"):
        declaration.check(
            iops is not None and 1000 <= iops <= 256000, "iops", iops, "storage_type %s needs 1000 to 256000" % kind
        )
    elif kind == "gp3" and size >= 400:
        declaration.check(iops is None or 12000 <= iops <= 64000, "iops", iops, "12000 to 64000 are allowed for gp3")
    else:
        declaration.check(iops is None, "iops", iops, "it is allowed for io1 and io2, and for gp3 from 400 GiB on")
    declaration.check(
        throughput is None or kind == "gp3" and size >= 400,
        "storage_throughput",
        throughput,
        "it is allowed for gp3 from 400 GiB on",
    )


def key(declaration, options):
    """The stack's key, or None where AWS's own encrypts."""
    if options["encryption"] != "customer":
        return None
    return declaration.neighbour("encryption", "key_arn", options["kms_key_id"], option="kms_key_id")
