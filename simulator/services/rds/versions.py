"""What RDS offers: engine versions and orderable instance options."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

from moto.ec2.models import ec2_backends

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

from . import engines

BURSTABLE = ("db.t3.", "db.t4g.")


@cache
def _version(engine: str, version: str) -> dict[str, Any]:
    major = engines.major_of(engine, version)
    higher = [other for other in engines.VERSIONS[engine] if engines.order(other) > engines.order(version)]
    return {
        "Engine": engine,
        "MajorEngineVersion": major,
        "EngineVersion": version,
        "DBParameterGroupFamily": engines.family_of(engine, version),
        "DBEngineDescription": engines.DESCRIPTIONS[engine],
        "DBEngineVersionDescription": f"{engines.DESCRIPTIONS[engine]} {version}",
        "ValidUpgradeTarget": [
            {
                "Engine": engine,
                "EngineVersion": other,
                "Description": f"{engines.DESCRIPTIONS[engine]} {other}",
                "AutoUpgrade": False,
                "IsMajorVersionUpgrade": engines.major_of(engine, other) != major,
            }
            for other in higher
        ],
        **_clustered(engine, version),
        "ExportableLogTypes": engines.LOG_TYPES[engine],
        "SupportsLogExportsToCloudwatchLogs": True,
        "SupportsReadReplica": True,
        "SupportedFeatureNames": [],
        "Status": "available",
        "SupportsParallelQuery": False,
        "SupportsGlobalDatabases": False,
        "SupportsBabelfish": False,
        "SupportsCertificateRotationWithoutRestart": True,
        "SupportedCACertificateIdentifiers": list(engines.CERTIFICATES),
        "TagList": [],
    }


def _clustered(engine: str, version: str) -> dict[str, Any]:
    """What only the versions of clusters show."""
    if engine not in engines.CLUSTERS:
        return {}
    found = engines.capacity(engine, version)
    shown = {"ServerlessV2FeaturesSupport": {"MinCapacity": found[0], "MaxCapacity": found[1]}} if found else {}
    return {"SupportedEngineModes": ["provisioned"], **shown}


def _check_records(call: Call) -> None:
    records = call.params.get("MaxRecords")
    if records is not None and not 20 <= records <= 100:
        raise AwsError("InvalidParameterValue", f"Invalid value {records} for MaxRecords. Must be between 20 and 100")


@operation("rds", "DescribeDBEngineVersions")
def describe_db_engine_versions(call: Call) -> dict[str, Any]:
    params = call.params
    _check_records(call)
    wanted = params.get("EngineVersion")
    rows = []
    for engine, versions in engines.VERSIONS.items():
        if params.get("Engine") not in (None, engine):
            continue
        matching = [item for item in versions if wanted in (None, item, engines.major_of(engine, item))]
        if params.get("DefaultOnly"):
            matching = [item for item in matching if item == engines.resolve(engine, wanted)]
        rows += [_version(engine, item) for item in matching]
    family = params.get("DBParameterGroupFamily")
    rows = [row for row in rows if family in (None, row["DBParameterGroupFamily"])]
    rows, marker = page(rows, params.get("Marker"), params.get("MaxRecords"), 100)
    return {"DBEngineVersions": rows, "Marker": marker}


@operation("rds", "DescribeDBMajorEngineVersions")
def describe_db_major_engine_versions(call: Call) -> dict[str, Any]:
    params = call.params
    rows = [
        {"Engine": engine, "MajorEngineVersion": major, "SupportedEngineLifecycles": _lifecycles(engine, major)}
        for engine, versions in engines.VERSIONS.items()
        if params.get("Engine") in (None, engine) and engine != "docdb"
        for major in dict.fromkeys(engines.major_of(engine, version) for version in versions)
        if params.get("MajorEngineVersion") in (None, major)
    ]
    rows, marker = page(rows, params.get("Marker"), params.get("MaxRecords"), 100)
    return {"DBMajorEngineVersions": rows, "Marker": marker}


def _lifecycles(engine: str, major: str) -> list[dict[str, Any]]:
    """Counted from today, so that the catalogue never grows old: the oldest version has half a year, each later one a year more."""
    majors = list(dict.fromkeys(engines.major_of(engine, version) for version in engines.VERSIONS[engine]))
    today = datetime.datetime.now(datetime.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    end = today + datetime.timedelta(days=180 + 365 * majors.index(major))
    names = {"open-source-rds-standard-support": (end - datetime.timedelta(days=1826), end)}
    if engine != "mariadb":
        names["open-source-rds-extended-support"] = (end, end + datetime.timedelta(days=1096))
    return [
        {"LifecycleSupportName": name, "LifecycleSupportStartDate": start, "LifecycleSupportEndDate": stop}
        for name, (start, stop) in names.items()
    ]


def is_orderable(engine: str, name: str) -> bool:
    """True for the instance classes that an engine has."""
    return name in engines.classes_of(engine)


@operation("rds", "DescribeOrderableDBInstanceOptions")
def describe_orderable_db_instance_options(call: Call) -> dict[str, Any]:
    params = call.params
    _check_records(call)
    engine = params["Engine"]
    if engine not in engines.VERSIONS:
        return call.forward()
    zones = [{"Name": zone.name} for zone in ec2_backends[call.account][call.region].describe_availability_zones()]
    versions = [
        item
        for item in engines.VERSIONS[engine]
        if params.get("EngineVersion") in (None, item, engines.major_of(engine, item))
    ]
    classes = [item for item in engines.classes_of(engine) if params.get("DBInstanceClass") in (None, item)]
    choices = [(version, name, kind) for version in versions for name in classes for kind in _storage(engine)]
    choices, marker = page(choices, params.get("Marker"), params.get("MaxRecords"), 100)
    rows = [_option(engine, version, name, kind, zones) for version, name, kind in choices]
    return {"OrderableDBInstanceOptions": rows, "Marker": marker}


def _storage(engine: str) -> list[str]:
    return list(engines.CLUSTER_STORAGE.get(engine, engines.STORAGE))


def _option(engine: str, version: str, name: str, kind: str, zones: list[dict[str, str]]) -> dict[str, Any]:
    clustered = engine in engines.CLUSTERS
    smallest, largest, iops = (None, None, False) if clustered else engines.STORAGE[kind]
    row = {
        "Engine": engine,
        "EngineVersion": version,
        "DBInstanceClass": name,
        "LicenseModel": engines.LICENSES[engine],
        "AvailabilityZones": zones,
        "MultiAZCapable": not clustered,
        "ReadReplicaCapable": not clustered,
        "Vpc": True,
        "SupportsStorageEncryption": True,
        "StorageType": kind,
        "SupportsIops": iops or kind == "gp3",
        "SupportsStorageThroughput": kind == "gp3",
        "SupportsEnhancedMonitoring": True,
        "SupportsIAMDatabaseAuthentication": True,
        "SupportsPerformanceInsights": not name.startswith(BURSTABLE) or not name.endswith(("micro", "small")),
        "MinStorageSize": smallest,
        "MaxStorageSize": largest,
        "SupportsStorageAutoscaling": not clustered and kind != "standard",
        "SupportedNetworkTypes": ["IPV4", "DUAL"],
        "SupportsClusters": False,
        "OutpostCapable": False,
    }
    return {name: value for name, value in row.items() if value is not None}
