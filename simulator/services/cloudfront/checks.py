"""What CloudFront refuses in a distribution's configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call
from simulator.core.lists import backend

from . import access_controls, functions, policies
from .api import store
from .defaults import behaviours, items

CERTIFICATE_REGION = "us-east-1"
PRICE_CLASSES = ("PriceClass_100", "PriceClass_200", "PriceClass_All", "None")
HTTP_VERSIONS = ("http1.1", "http2", "http3", "http2and3")
PROTOCOLS = (
    "SSLv3",
    "TLSv1",
    "TLSv1_2016",
    "TLSv1.1_2016",
    "TLSv1.2_2018",
    "TLSv1.2_2019",
    "TLSv1.2_2021",
    "TLSv1.3_2025",
    "TLSv1.2_2025",
)
ERROR_CODES = (400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504)
COMMENT_LENGTH = 128


def check_config(call: Call, config: dict[str, Any], own_id: str = "") -> None:
    """Refuse what AWS refuses.

    :param config: the configuration with defaults.
    :param own_id: the identifier of the distribution that is updated.
    Raises AwsError with CloudFront's code.
    """
    _quantities(config)
    _values(config)
    _origins(call, config)
    _behaviours(call, config)
    _errors(config)
    _aliases(config, own_id)
    _certificate(call, config)
    _web_acl(call, config["WebACLId"])
    _logging(call, config["Logging"])


def _quantities(value: Any) -> None:  # F10
    if isinstance(value, dict):
        if "Quantity" in value and int(value["Quantity"]) != len(value.get("Items") or []):
            raise AwsError("InconsistentQuantities", "The value of Quantity and the size of Items don't match.")
        for item in value.values():
            _quantities(item)
    elif isinstance(value, list):
        for item in value:
            _quantities(item)


def _values(config: dict[str, Any]) -> None:
    for key, allowed in (("PriceClass", PRICE_CLASSES), ("HttpVersion", HTTP_VERSIONS)):
        if config[key].lower() not in [value.lower() for value in allowed]:
            raise AwsError("InvalidArgument", f"The parameter {key} has the invalid value {config[key]}.")
    if len(config.get("Comment", "")) > COMMENT_LENGTH:
        raise AwsError("InvalidArgument", "The parameter Comment is too long.")
    if config["DefaultRootObject"].startswith("/"):
        raise AwsError("InvalidDefaultRootObject", "The default root object file name is too big or not valid.")


def _origins(call: Call, config: dict[str, Any]) -> None:
    for origin in items(config["Origins"]):
        if "S3OriginConfig" in origin and ".s3" not in origin["DomainName"]:
            raise AwsError("InvalidArgument", "The parameter Origin DomainName does not refer to a valid S3 bucket.")
        if not {"S3OriginConfig", "CustomOriginConfig", "VpcOriginConfig"} & set(origin):
            raise AwsError("InvalidOrigin", f"The origin {origin['Id']} has no configuration of its kind.")
        control = origin["OriginAccessControlId"]
        if control and control not in store(call, access_controls.KIND):
            raise AwsError("InvalidOriginAccessControl", "The origin access control is not valid.")


def _behaviours(call: Call, config: dict[str, Any]) -> None:
    targets = {entry["Id"] for part in ("Origins", "OriginGroups") for entry in items(config[part])}
    for behaviour in behaviours(config):
        if behaviour["TargetOriginId"] not in targets:
            raise AwsError("NoSuchOrigin", "One or more of your origins or origin groups do not exist.")
        for kind in policies.KINDS.values():
            if behaviour.get(f"{kind.name}Id"):
                policies.find(call, kind, behaviour[f"{kind.name}Id"])
        if not behaviour.get("CachePolicyId") and "ForwardedValues" not in behaviour:
            raise AwsError("InvalidArgument", "The parameter ForwardedValues is required.")
        if behaviour.get("CachePolicyId") and "ForwardedValues" in behaviour:
            raise AwsError("InvalidArgument", "The parameter ForwardedValues cannot be used with a cache policy.")
        for association in items(behaviour["FunctionAssociations"]):
            if not functions.is_live(call, association["FunctionARN"]):
                raise AwsError("InvalidFunctionAssociation", "The function does not exist or is not published.")


def _errors(config: dict[str, Any]) -> None:
    for response in items(config["CustomErrorResponses"]):
        if int(response["ErrorCode"]) not in ERROR_CODES:
            raise AwsError("InvalidErrorCode", "An invalid error code was specified.")
        page, code = response.get("ResponsePagePath"), response.get("ResponseCode")
        if bool(page) != bool(code):
            raise AwsError("InvalidArgument", "ResponsePagePath and ResponseCode must be given together.")
        if page and not page.startswith("/"):
            raise AwsError("InvalidArgument", "The parameter ResponsePagePath must begin with a slash.")


def _all_distributions() -> Iterator[Any]:
    for kinds in state.stores("cloudfront").values():
        yield from kinds.get("distribution", {}).values()


def _aliases(config: dict[str, Any], own_id: str) -> None:  # F12
    wanted = {name.lower() for name in items(config["Aliases"])}
    for other in _all_distributions():
        if other.id != own_id and wanted & {name.lower() for name in items(other.config["Aliases"])}:
            raise AwsError(
                "CNAMEAlreadyExists",
                "One or more of the CNAMEs you provided are already associated with a different resource.",
            )


def covers(names: list[str], wanted: str) -> bool:
    """True when one of a certificate's names covers the host name, a wildcard for one label."""
    wanted = wanted.lower()
    return any(
        name.lower() == wanted or (name.startswith("*.") and wanted.split(".", 1)[1:] == [name[2:].lower()])
        for name in names
    )


def _certificate(call: Call, config: dict[str, Any]) -> None:  # C18
    viewer = config["ViewerCertificate"]
    aliases = items(config["Aliases"])
    if viewer["MinimumProtocolVersion"] not in PROTOCOLS:
        raise AwsError("InvalidMinimumProtocolVersion", "The minimum protocol version is not valid.")
    arn = viewer.get("ACMCertificateArn")
    if not arn:
        if aliases and not viewer.get("IAMCertificateId"):
            raise AwsError(
                "InvalidViewerCertificate",
                "To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted "
                "certificate that validates your authorization to use the domain name.",
            )
        return
    if not viewer.get("SSLSupportMethod"):
        raise AwsError("InvalidViewerCertificate", "The parameter SSLSupportMethod is required with a certificate.")
    certificate = _issued(call, arn)
    if certificate is None:
        raise AwsError(
            "InvalidViewerCertificate",
            "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a "
            "valid certificate chain.",
        )
    names = [certificate["DomainName"], *certificate.get("SubjectAlternativeNames", [])]
    if not all(covers(names, alias) for alias in aliases):
        raise AwsError(
            "InvalidViewerCertificate",
            "The certificate that is attached to your distribution doesn't cover the alternate domain name (CNAME) "
            "that you're trying to add.",
        )


def _issued(call: Call, arn: str) -> dict[str, Any] | None:
    if arn.split(":")[3] != CERTIFICATE_REGION:
        return None
    try:
        found = call.invoke("acm", "DescribeCertificate", {"CertificateArn": arn}, region=CERTIFICATE_REGION)
    except AwsError:
        return None
    return found["Certificate"] if found["Certificate"]["Status"] == "ISSUED" else None


def _web_acl(call: Call, arn: str) -> None:
    if arn and arn not in state.store("wafv2", call.account, CERTIFICATE_REGION).get("CLOUDFRONT", {}):
        raise AwsError("InvalidWebACLId", "Web ACL is not accessible by the requester.")


def _logging(call: Call, logging: dict[str, Any]) -> None:
    if not logging["Enabled"]:
        return
    name = re.sub(r"\.s3(\.[a-z0-9-]+)?\.amazonaws\.com(\.cn)?$", "", logging["Bucket"])
    if name == logging["Bucket"] or name not in backend("s3", call.account, call.partition).buckets:
        raise AwsError("InvalidArgument", "The parameter Logging Bucket does not refer to a valid S3 bucket.")
    rules = call.invoke("s3", "GetBucketOwnershipControls", {"Bucket": name})["OwnershipControls"]["Rules"]
    if rules[0]["ObjectOwnership"] == "BucketOwnerEnforced":
        raise AwsError(
            "InvalidArgument",
            "The S3 bucket that you specified for CloudFront logs does not enable ACL access: " + logging["Bucket"],
        )
