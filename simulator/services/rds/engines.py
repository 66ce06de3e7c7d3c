"""Data of the engines: versions as RDS offered them in 2025, log types, instance classes, limits."""

from __future__ import annotations

import re

VERSIONS: dict[str, list[str]] = {
    "postgres": [
        *(f"14.{minor}" for minor in (12, 13, 15, 17, 18, 19)),
        *(f"15.{minor}" for minor in (7, 8, 10, 12, 13, 14)),
        *(f"16.{minor}" for minor in (3, 4, 6, 8, 9, 10)),
        *(f"17.{minor}" for minor in (2, 4, 5, 6)),
    ],
    "mysql": [
        *(f"8.0.{minor}" for minor in (40, 41, 42, 43)),
        *(f"8.4.{minor}" for minor in (3, 4, 5, 6)),
    ],
    "mariadb": [
        *(f"10.6.{minor}" for minor in (20, 21, 22, 23)),
        *(f"10.11.{minor}" for minor in (10, 11, 13, 14)),
        *(f"11.4.{minor}" for minor in (4, 5, 7, 8)),
    ],
    "aurora-postgresql": [
        *(f"14.{minor}" for minor in (15, 17, 18, 19)),
        *(f"15.{minor}" for minor in (6, 10, 12, 13, 14)),
        *(f"16.{minor}" for minor in (4, 6, 8, 9, 10)),
        *(f"17.{minor}" for minor in (4, 5, 6)),
    ],
    "aurora-mysql": [f"8.0.mysql_aurora.3.{minor}" for minor in ("04.4", "08.2", "09.0", "10.0", "10.1")],
    "docdb": ["4.0.0", "5.0.0"],
}
CLUSTERS = ("aurora-postgresql", "aurora-mysql", "docdb")
POSTGRESQL = ("postgres", "aurora-postgresql")
DEFAULT_MAJOR = {
    "postgres": "17",
    "mysql": "8.4",
    "mariadb": "11.4",
    "aurora-postgresql": "17",
    "aurora-mysql": "8.0",
    "docdb": "5.0",
}
DESCRIPTIONS = {
    "postgres": "PostgreSQL",
    "mysql": "MySQL Community Edition",
    "mariadb": "MariaDB Community Edition",
    "aurora-postgresql": "Aurora (PostgreSQL)",
    "aurora-mysql": "Aurora MySQL",
    "docdb": "Amazon DocumentDB (with MongoDB compatibility)",
}
LICENSES = {
    "postgres": "postgresql-license",
    "mysql": "general-public-license",
    "mariadb": "general-public-license",
    "aurora-postgresql": "postgresql-license",
    "aurora-mysql": "general-public-license",
    "docdb": "na",
}
PORTS = {
    "postgres": 5432,
    "mysql": 3306,
    "mariadb": 3306,
    "aurora-postgresql": 5432,
    "aurora-mysql": 3306,
    "docdb": 27017,
}
LOG_TYPES = {
    "aurora-postgresql": ["iam-db-auth-error", "instance", "postgresql"],
    "aurora-mysql": ["audit", "error", "general", "iam-db-auth-error", "instance", "slowquery"],
    "docdb": ["audit", "profiler"],
    "postgres": ["iam-db-auth-error", "postgresql", "upgrade"],
    "mysql": ["audit", "error", "general", "iam-db-auth-error", "slowquery"],
    "mariadb": ["audit", "error", "general", "iam-db-auth-error", "slowquery"],
}
RESERVED_USERS = {
    "postgres": ("admin", "rdsadmin", "rds_superuser", "rdsrepladmin", "rds_replication"),
    "mysql": ("rdsadmin",),
    "mariadb": ("rdsadmin",),
    "aurora-postgresql": ("admin", "rdsadmin", "rds_superuser", "rdsrepladmin", "rds_replication"),
    "aurora-mysql": ("rdsadmin",),
    "docdb": ("admin",),
}
CERTIFICATES = ("rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1")

_GENERAL = ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge")
_BURST = ("micro", "small", "medium", "large", "xlarge", "2xlarge")
CLASSES = [
    *(f"db.{family}.{size}" for family in ("t3", "t4g") for size in _BURST),
    *(f"db.{family}.{size}" for family in ("m5", "m6g", "m6i", "m7g") for size in _GENERAL),
    *(f"db.{family}.{size}" for family in ("r5", "r6g", "r6i", "r7g") for size in _GENERAL),
]
_CLUSTERED = ("db.t3.medium", "db.t4g.medium", "db.serverless")
_AURORA = [
    *_CLUSTERED,
    "db.t3.large",
    "db.t4g.large",
    *(f"db.{family}.{size}" for family in ("r5", "r6g", "r6i", "r7g") for size in _GENERAL),
]
CLUSTER_CLASSES = {
    "aurora-postgresql": _AURORA,
    "aurora-mysql": _AURORA,
    "docdb": [*_CLUSTERED, *(f"db.{family}.{size}" for family in ("r5", "r6g") for size in _GENERAL)],
}
CLUSTER_STORAGE = {
    "aurora-postgresql": ("aurora", "aurora-iopt1"),
    "aurora-mysql": ("aurora", "aurora-iopt1"),
    "docdb": ("standard", "iopt1"),
}
# Serverless v2: the first version with it, the first one that pauses, the first one with 256 units instead of 128 (Aurora User
# Guide, Aurora Serverless v2 capacity; DocumentDB Developer Guide, serverless).
NEVER = (9**9,)
SERVERLESS = {
    ("aurora-postgresql", "14"): ((14, 3), (14, 12), (14, 10)),
    ("aurora-postgresql", "15"): ((15, 2), (15, 7), (15, 5)),
    ("aurora-postgresql", "16"): ((16, 1), (16, 3), (16, 1)),
    ("aurora-postgresql", "17"): ((17, 4), (17, 4), (17, 4)),
    ("aurora-mysql", "8.0"): ((8, 0, 3, 2, 0), (8, 0, 3, 8, 0), (8, 0, 3, 6, 0)),
    ("docdb", "5.0"): ((5, 0, 0), NEVER, (5, 0, 0)),
}
# Storage type: smallest and largest GiB, and whether I/O operations have to be given.
STORAGE: dict[str, tuple[int, int, bool]] = {
    "gp2": (20, 65536, False),
    "gp3": (20, 65536, False),
    "io1": (100, 65536, True),
    "io2": (100, 65536, True),
    "standard": (5, 3072, False),
}
# Below this size gp3 has fixed 3000 operations and 125 MiB/s, see "gp3 storage" in the RDS user guide.
GP3_STRIPED = 400


def major_of(engine: str, version: str) -> str:
    """The major version: one part of a PostgreSQL version, two of the others."""
    return ".".join(version.split(".")[: 1 if engine in POSTGRESQL else 2])


def family_of(engine: str, version: str) -> str:
    """The parameter group family of a version."""
    return f"{engine}{major_of(engine, version)}"


FAMILIES = {family_of(engine, version): engine for engine, versions in VERSIONS.items() for version in versions}


def resolve(engine: str, wanted: str | None) -> str | None:
    """The full version that RDS takes for ``wanted``: a major alone means its default minor, None the default."""
    wanted = wanted or DEFAULT_MAJOR[engine]
    if wanted in VERSIONS[engine]:
        return wanted
    minors = [version for version in VERSIONS[engine] if major_of(engine, version) == wanted]
    return minors[-1] if minors else None


def order(version: str) -> tuple[int, ...]:
    """A key by which versions sort."""
    return tuple(int(part) for part in re.findall(r"\d+", version))


def classes_of(engine: str) -> list[str]:
    """The instance classes of an engine."""
    return CLUSTER_CLASSES.get(engine, CLASSES)


def capacity(engine: str, version: str) -> tuple[float, int] | None:
    """Least and most units of Serverless v2 that a version has, or None (behaviour E29)."""
    since = SERVERLESS.get((engine, major_of(engine, version)))
    if since is None or order(version) < since[0]:
        return None
    return (0 if order(version) >= since[1] else 0.5), (256 if order(version) >= since[2] else 128)
