"""Data of the engines: versions as RDS offered them in 2025, parameter families, log types, instance classes, limits."""

from __future__ import annotations

from typing import Any

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
}
DEFAULT_MAJOR = {"postgres": "17", "mysql": "8.4", "mariadb": "11.4"}
DESCRIPTIONS = {"postgres": "PostgreSQL", "mysql": "MySQL Community Edition", "mariadb": "MariaDB Community Edition"}
LICENSES = {"postgres": "postgresql-license", "mysql": "general-public-license", "mariadb": "general-public-license"}
PORTS = {"postgres": 5432, "mysql": 3306, "mariadb": 3306}
LOG_TYPES = {
    "postgres": ["iam-db-auth-error", "postgresql", "upgrade"],
    "mysql": ["audit", "error", "general", "iam-db-auth-error", "slowquery"],
    "mariadb": ["audit", "error", "general", "iam-db-auth-error", "slowquery"],
}
RESERVED_USERS = {
    "postgres": ("admin", "rdsadmin", "rds_superuser", "rdsrepladmin", "rds_replication"),
    "mysql": ("rdsadmin",),
    "mariadb": ("rdsadmin",),
}
CERTIFICATES = ("rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1")

_GENERAL = ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge")
_BURST = ("micro", "small", "medium", "large", "xlarge", "2xlarge")
CLASSES = [
    *(f"db.{family}.{size}" for family in ("t3", "t4g") for size in _BURST),
    *(f"db.{family}.{size}" for family in ("m5", "m6g", "m6i", "m7g") for size in _GENERAL),
    *(f"db.{family}.{size}" for family in ("r5", "r6g", "r6i", "r7g") for size in _GENERAL),
]
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
    return ".".join(version.split(".")[: 1 if engine == "postgres" else 2])


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
    return tuple(int(part) for part in version.split("."))


def _parameter(
    kind: str,
    default: str | None,
    apply: str = "dynamic",
    allowed: str = "",
    description: str = "",
    fixed: bool = False,
) -> dict[str, Any]:
    shown = {"DataType": kind, "ApplyType": apply, "IsModifiable": not fixed, "Description": description}
    if allowed:
        shown["AllowedValues"] = allowed
    if default is not None:
        shown["ParameterValue"] = default
    return shown


# A selection of the parameters of each engine with RDS's defaults. Source of a default is engine-default or system.
PARAMETERS: dict[str, dict[str, dict[str, Any]]] = {
    "postgres": {
        "autovacuum_max_workers": _parameter("integer", "GREATEST({DBInstanceClassMemory/64371566592},3)", "static"),
        "default_transaction_isolation": _parameter(
            "string", None, allowed="serializable, repeatable read, read committed, read uncommitted"
        ),
        "idle_in_transaction_session_timeout": _parameter("integer", "86400000", allowed="0-2147483647"),
        "lock_timeout": _parameter("integer", None, allowed="0-2147483647"),
        "log_connections": _parameter("boolean", None, allowed="0,1"),
        "log_disconnections": _parameter("boolean", None, allowed="0,1"),
        "log_lock_waits": _parameter("boolean", None, allowed="0,1"),
        "log_min_duration_statement": _parameter("integer", None, allowed="-1-2147483647"),
        "log_min_messages": _parameter(
            "string", None, allowed="debug5,debug4,debug3,debug2,debug1,info,notice,warning,error,log,fatal,panic"
        ),
        "log_statement": _parameter("string", None, allowed="none,ddl,mod,all"),
        "log_temp_files": _parameter("integer", None, allowed="-1-2147483647"),
        "maintenance_work_mem": _parameter("integer", "GREATEST({DBInstanceClassMemory*1024/63963136},65536)"),
        "max_connections": _parameter("integer", "LEAST({DBInstanceClassMemory/9531392},5000)", "static", "6-262143"),
        "password_encryption": _parameter("string", "scram-sha-256", allowed="md5,scram-sha-256"),
        "pgaudit.log": _parameter("list", None, allowed="ddl,function,misc,read,role,write,none,all,-ddl,-misc"),
        "pgaudit.role": _parameter("string", None),
        "rds.force_autovacuum_logging_level": _parameter("string", "warning"),
        "rds.force_ssl": _parameter("boolean", "1", allowed="0,1"),
        "rds.log_retention_period": _parameter("integer", "4320", allowed="1440-10080"),
        "rds.logical_replication": _parameter("boolean", "0", "static", "0,1"),
        "server_encoding": _parameter("string", "UTF8", fixed=True),
        "shared_buffers": _parameter("integer", "{DBInstanceClassMemory/32768}", "static", "16-1073741823"),
        "shared_preload_libraries": _parameter(
            "list",
            "pg_stat_statements",
            "static",
            "auto_explain,orafce,pgaudit,pglogical,pg_bigm,pg_cron,pg_hint_plan,pg_prewarm,pg_similarity,"
            "pg_stat_statements,pg_tle,pg_transport,plprofiler,pgactive",
        ),
        "ssl_min_protocol_version": _parameter("string", "TLSv1.2", allowed="TLSv1,TLSv1.1,TLSv1.2,TLSv1.3"),
        "statement_timeout": _parameter("integer", None, allowed="0-2147483647"),
        "timezone": _parameter("string", "UTC"),
        "track_io_timing": _parameter("boolean", "1", allowed="0,1"),
        "work_mem": _parameter("integer", None, allowed="64-2147483647"),
    },
    "mysql": {
        "character_set_server": _parameter("string", None),
        "collation_server": _parameter("string", None),
        "general_log": _parameter("boolean", None, allowed="0,1"),
        "innodb_buffer_pool_size": _parameter("integer", "{DBInstanceClassMemory*3/4}"),
        "log_bin_trust_function_creators": _parameter("boolean", None, allowed="0,1"),
        "log_output": _parameter("string", "FILE", allowed="TABLE,FILE,NONE"),
        "long_query_time": _parameter("float", None, allowed="0-31536000"),
        "max_connections": _parameter("integer", "{DBInstanceClassMemory/12582880}", allowed="1-100000"),
        "require_secure_transport": _parameter("boolean", "0", allowed="0,1"),
        "slow_query_log": _parameter("boolean", None, allowed="0,1"),
        "time_zone": _parameter("string", None),
        "tls_version": _parameter("list", "TLSv1.2,TLSv1.3", "static", "TLSv1.2,TLSv1.3"),
    },
}
PARAMETERS["mariadb"] = PARAMETERS["mysql"]


def parameters_of(family: str) -> dict[str, dict[str, Any]]:
    """The parameters of a family; TLS is forced by default since PostgreSQL 15."""
    engine = FAMILIES[family]
    found = PARAMETERS[engine]
    if family == "postgres14":
        return {**found, "rds.force_ssl": {**found["rds.force_ssl"], "ParameterValue": "0"}}
    return found
