"""CloudWatch Logs: vended logs, delivered from a source over a delivery to a destination. moto knows them in part only."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

from moto.logs.models import logs_backends

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

# CloudFront Developer Guide, standard logging v2: the fields that are delivered where none are named, and the further ones.
TEXT = """
date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query
cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol
ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte
x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end c-country cache-behavior-path-pattern
"""
DEFAULT_FIELDS = TEXT.split()
FIELDS = {*DEFAULT_FIELDS, "timestamp(ms)", "origin-fbl", "origin-lbl", "asn"}
VARIABLES = {"DistributionId", "distributionid", "yyyy", "MM", "dd", "HH", "accountid", "account-id"}
# What CloudFront puts before the suffix path of a new delivery into a bucket that is named without a prefix.
IMPLIED = "AWSLogs/{account-id}/CloudFront/"
HOME = "us-east-1"
TYPES = {"s3": "S3", "logs": "CWL", "firehose": "FH", "xray": "XRAY"}
WRITER = "delivery.logs.amazonaws.com"


def _rows(call: Call, kind: str) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = state.store("log_deliveries", call.account, call.region).setdefault(kind, {})
    return rows


def _found(call: Call, kind: str, key: str, words: str) -> dict[str, Any]:
    try:
        return _rows(call, kind)[key]
    except KeyError:
        raise AwsError(
            "ResourceNotFoundException", f"Requested Delivery{words} does not exist in this account."
        ) from None


def _listed(call: Call, kind: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    part, token = page(rows, call.params.get("nextToken"), call.params.get("limit"), 50)
    return {kind: part, "nextToken": token}


def _arn(call: Call, kind: str, name: str) -> str:
    return f"arn:{call.partition}:logs:{call.region}:{call.account}:{kind}:{name}"


def _keep(call: Call, kind: str, key: str, row: dict[str, Any]) -> dict[str, Any]:
    """Store a new row or a changed one; only the call that makes an object may give it tags."""
    tags = call.params.get("tags")
    if tags and key in _rows(call, kind):
        raise AwsError("ConflictException", "Tags can only be provided when a resource is being created, not updated.")
    if tags:
        logs_backends[call.account][call.region].tag_resource(row["arn"], tags)
    _rows(call, kind)[key] = row
    return row


def _drop(call: Call, kind: str, key: str, row: dict[str, Any]) -> dict[str, Any]:
    logs_backends[call.account][call.region].tagger.delete_all_tags_for_resource(row["arn"])
    del _rows(call, kind)[key]
    return {}


def _refuse_used(call: Call, member: str, value: str, words: str) -> None:
    if any(row[member] == value for row in _rows(call, "deliveries").values()):
        raise AwsError("ConflictException", f"The Delivery {words} is still used by a Delivery; delete that first.")


@operation("logs", "PutDeliverySource")
def put_source(call: Call) -> dict[str, Any]:  # G29
    name, resource, kind = (call.params[member] for member in ("name", "resourceArn", "logType"))
    sources = _rows(call, "deliverySources")
    if name in sources and sources[name]["resourceArns"] != [resource]:
        raise AwsError(
            "ConflictException",
            "Update to existing Delivery Source with new ResourceId is not allowed. Please create a new Delivery Source instead.",
        )
    service = resource.split(":")[2]
    if service == "cloudfront":
        _distribution(call, resource, kind)
    if any(
        row["name"] != name and row["resourceArns"] == [resource] and row["logType"] == kind for row in sources.values()
    ):
        raise AwsError(
            "ConflictException", "This ResourceId has already been used in another Delivery Source in this account."
        )
    row = {
        "name": name,
        "arn": _arn(call, "delivery-source", name),
        "resourceArns": [resource],
        "service": service,
        "logType": kind,
    }
    return {"deliverySource": _keep(call, "deliverySources", name, row)}


def _distribution(call: Call, arn: str, kind: str) -> None:
    if call.region != HOME:
        raise AwsError("ValidationException", f"Delivery sources of CloudFront are made in {HOME} only.")
    if kind != "ACCESS_LOGS":
        raise AwsError("ValidationException", "This service is not allowed for this LogSource.")
    try:
        call.invoke("cloudfront", "GetDistribution", {"Id": arn.rpartition("/")[2]})
    except AwsError as error:
        raise AwsError("ResourceNotFoundException", "The specified resource does not exist.") from error


@operation("logs", "GetDeliverySource")
def get_source(call: Call) -> dict[str, Any]:
    return {"deliverySource": _found(call, "deliverySources", call.params["name"], " Source")}


@operation("logs", "DescribeDeliverySources")
def describe_sources(call: Call) -> dict[str, Any]:
    wanted = call.params.get("resourceArns")
    rows = [
        row for row in _rows(call, "deliverySources").values() if not wanted or set(wanted) & set(row["resourceArns"])
    ]
    return _listed(call, "deliverySources", rows)


@operation("logs", "DeleteDeliverySource")
def delete_source(call: Call) -> dict[str, Any]:  # G29
    row = _found(call, "deliverySources", call.params["name"], " Source")
    _refuse_used(call, "deliverySourceName", row["name"], "Source")
    return _drop(call, "deliverySources", row["name"], row)


@operation("logs", "PutDeliveryDestination")
def put_destination(call: Call) -> dict[str, Any]:  # G29
    name, given = call.params["name"], call.params.get("outputFormat") or "plain"
    target = (call.params.get("deliveryDestinationConfiguration") or {}).get("destinationResourceArn", "")
    kind = TYPES.get(target.split(":")[2] if target.count(":") > 1 else "")
    if kind is None:
        raise AwsError("ValidationException", "The destination resource is not supported.")
    if kind == "S3" and not re.fullmatch(r"[\w-]+", target.rpartition(":")[2].partition("/")[0]):
        raise AwsError("ValidationException", f"Invalid destination resource {target}.")
    if given == "parquet" and kind != "S3":
        raise AwsError("ValidationException", "The output format parquet is not supported for this destination.")
    old = _rows(call, "deliveryDestinations").get(name)
    if old and old["outputFormat"] != given:
        raise AwsError(
            "ValidationException",
            "Update to existing Delivery Destination with new Output Format is not allowed. Please create a new Delivery "
            "Destination instead.",
        )
    row = {
        "name": name,
        "arn": _arn(call, "delivery-destination", name),
        "deliveryDestinationType": kind,
        "outputFormat": given,
        "deliveryDestinationConfiguration": {"destinationResourceArn": target},
    }
    return {"deliveryDestination": _keep(call, "deliveryDestinations", name, row)}


@operation("logs", "GetDeliveryDestination")
def get_destination(call: Call) -> dict[str, Any]:
    return {"deliveryDestination": _found(call, "deliveryDestinations", call.params["name"], " Destination")}


@operation("logs", "DescribeDeliveryDestinations")
def describe_destinations(call: Call) -> dict[str, Any]:
    return _listed(call, "deliveryDestinations", list(_rows(call, "deliveryDestinations").values()))


@operation("logs", "DeleteDeliveryDestination")
def delete_destination(call: Call) -> dict[str, Any]:  # G29
    row = _found(call, "deliveryDestinations", call.params["name"], " Destination")
    _refuse_used(call, "deliveryDestinationArn", row["arn"], "Destination")
    return _drop(call, "deliveryDestinations", row["name"], row)


@operation("logs", "CreateDelivery")
def create_delivery(call: Call) -> dict[str, Any]:  # G29
    source = _found(call, "deliverySources", call.params["deliverySourceName"], " Source")
    target = call.params["deliveryDestinationArn"]
    destination = _found(call, "deliveryDestinations", target.rpartition(":")[2], " Destination")
    kind = destination["deliveryDestinationType"]
    for row in _rows(call, "deliveries").values():
        if row["deliverySourceName"] == source["name"] and row["deliveryDestinationType"] == kind:
            same = row["deliveryDestinationArn"] == target
            raise AwsError(
                "ConflictException",
                "The specified Delivery already exists"
                if same
                else "Delivery already exists for this Delivery Source with the same Delivery Destination Type.",
            )
    row = {
        "id": uuid.uuid4().hex[:16],
        "deliverySourceName": source["name"],
        "deliveryDestinationArn": target,
        "deliveryDestinationType": kind,
        "recordFields": DEFAULT_FIELDS,
        "fieldDelimiter": "",
    }
    row["arn"] = _arn(call, "delivery", row["id"])
    _configure(call, row)
    if kind == "S3":
        path = row.setdefault("s3DeliveryConfiguration", {"enableHiveCompatiblePath": False})
        if "/" not in _place(destination) and source["service"] == "cloudfront":
            path["suffixPath"] = IMPLIED + path.get("suffixPath", "")
        _let_in(call, source, _place(destination), path)
    return {"delivery": _keep(call, "deliveries", row["id"], row)}


def _place(destination: dict[str, Any]) -> str:
    """Bucket and prefix of a destination."""
    place: str = destination["deliveryDestinationConfiguration"]["destinationResourceArn"].rpartition(":")[2]
    return place.rstrip("/")


def _configure(call: Call, row: dict[str, Any]) -> None:
    given = call.params
    fields = given.get("recordFields")
    if fields is not None and (not set(fields) <= FIELDS or len(set(fields)) < len(fields)):
        raise AwsError("ValidationException", "Provided recordFields are invalid.")
    path = given.get("s3DeliveryConfiguration")
    if path is not None and row["deliveryDestinationType"] != "S3":
        raise AwsError("ValidationException", "Provided delivery configuration is invalid for the destination type.")
    suffix, hive = (path or {}).get("suffixPath", ""), (path or {}).get("enableHiveCompatiblePath", False)
    if not set(re.findall(r"\{(.*?)\}", suffix)) <= VARIABLES or hive and "=" in suffix:
        raise AwsError("ValidationException", "Provided suffixPath is invalid")
    if path is not None:
        row["s3DeliveryConfiguration"] = {
            "enableHiveCompatiblePath": hive,
            **({"suffixPath": suffix} if suffix else {}),
        }
    row.update({name: given[name] for name in ("recordFields", "fieldDelimiter") if given.get(name) is not None})


def _let_in(call: Call, source: dict[str, Any], place: str, path: dict[str, Any]) -> None:
    """Append the statement that lets the delivery write, where the bucket's policy has none for it (G30)."""
    bucket, _unused, prefix = place.partition("/")
    if not prefix and source["service"] == "cloudfront":
        prefix = IMPLIED.replace("{account-id}", call.account).rstrip("/")
    arn = f"arn:{call.partition}:s3:::{bucket}"
    try:
        document = json.loads(call.invoke("s3", "GetBucketPolicy", {"Bucket": bucket})["Policy"])
    except AwsError as error:
        if error.code != "NoSuchBucketPolicy":
            raise AwsError("ResourceNotFoundException", "The specified bucket does not exist") from error
        document = {"Version": "2012-10-17", "Id": "AWSLogDeliveryWrite20150319", "Statement": []}
    written = f"{arn}/{prefix}/*" if prefix else f"{arn}/*"
    if any(_lets_in(rule, written) for rule in document["Statement"]):
        return
    document["Statement"].append(
        {
            "Sid": "AWSLogDeliveryWrite",
            "Effect": "Allow",
            "Principal": {"Service": WRITER},
            "Action": "s3:PutObject",
            "Resource": written,
            "Condition": {
                "StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceAccount": [call.account]},
                "ArnLike": {"aws:SourceArn": [source["arn"]]},
            },
        }
    )
    call.invoke("s3", "PutBucketPolicy", {"Bucket": bucket, "Policy": json.dumps(document)})


def _lets_in(rule: dict[str, Any], written: str) -> bool:
    principal = rule.get("Principal")
    if rule["Effect"] != "Allow" or not isinstance(principal, dict) or WRITER not in str(principal.get("Service")):
        return False
    resources = rule["Resource"] if isinstance(rule["Resource"], list) else [rule["Resource"]]
    return any(written.startswith(resource.rstrip("*")) for resource in resources)


@operation("logs", "GetDelivery")
def get_delivery(call: Call) -> dict[str, Any]:
    return {"delivery": _found(call, "deliveries", call.params["id"], "")}


@operation("logs", "DescribeDeliveries")
def describe_deliveries(call: Call) -> dict[str, Any]:
    wanted = call.params.get("deliverySourceNames")
    rows = [row for row in _rows(call, "deliveries").values() if not wanted or row["deliverySourceName"] in wanted]
    return _listed(call, "deliveries", rows)


@operation("logs", "UpdateDeliveryConfiguration")
def update_delivery(call: Call) -> dict[str, Any]:
    """The path is taken as it is given: nothing is put before it (behaviour G30), and the bucket's policy is left alone."""
    _configure(call, _found(call, "deliveries", call.params["id"], ""))
    return {}


@operation("logs", "DeleteDelivery")
def delete_delivery(call: Call) -> dict[str, Any]:
    row = _found(call, "deliveries", call.params["id"], "")
    return _drop(call, "deliveries", row["id"], row)
