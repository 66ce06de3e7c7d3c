"""What CloudFront adds to a distribution's configuration when it is read back.

Source: the documented defaults of CreateDistribution's members and configurations read from live accounts.
"""

from __future__ import annotations

import copy
from typing import Any

NOTHING = {"Quantity": 0}
READ_METHODS = {"Quantity": 2, "Items": ["HEAD", "GET"]}

CONFIG: dict[str, Any] = {
    "Aliases": NOTHING,
    "DefaultRootObject": "",
    "OriginGroups": NOTHING,
    "CacheBehaviors": NOTHING,
    "CustomErrorResponses": NOTHING,
    "Logging": {"Enabled": False, "IncludeCookies": False, "Bucket": "", "Prefix": ""},
    "PriceClass": "PriceClass_All",
    "Restrictions": {"GeoRestriction": {"RestrictionType": "none", "Quantity": 0}},
    "WebACLId": "",
    "HttpVersion": "http2",
    "IsIPV6Enabled": True,
    "ContinuousDeploymentPolicyId": "",
    "Staging": False,
}
ORIGIN: dict[str, Any] = {
    "OriginPath": "",
    "CustomHeaders": NOTHING,
    "ConnectionAttempts": 3,
    "ConnectionTimeout": 10,
    "OriginShield": {"Enabled": False},
    "OriginAccessControlId": "",
}
S3_ORIGIN: dict[str, Any] = {"OriginAccessIdentity": "", "OriginReadTimeout": 30}
CUSTOM_ORIGIN: dict[str, Any] = {
    "OriginSslProtocols": {"Quantity": 2, "Items": ["TLSv1", "SSLv3"]},
    "OriginReadTimeout": 30,
    "OriginKeepaliveTimeout": 5,
}
BEHAVIOUR: dict[str, Any] = {
    "TrustedSigners": {"Enabled": False, "Quantity": 0},
    "TrustedKeyGroups": {"Enabled": False, "Quantity": 0},
    "AllowedMethods": {**READ_METHODS, "CachedMethods": READ_METHODS},
    "SmoothStreaming": False,
    "Compress": False,
    "LambdaFunctionAssociations": NOTHING,
    "FunctionAssociations": NOTHING,
    "FieldLevelEncryptionId": "",
    "GrpcConfig": {"Enabled": False},
}
ERROR_RESPONSE: dict[str, Any] = {"ResponsePagePath": "", "ResponseCode": ""}
LEGACY_CACHE: dict[str, Any] = {"MinTTL": 0, "DefaultTTL": 86400, "MaxTTL": 31536000}
DEFAULT_CERTIFICATE: dict[str, Any] = {
    "CloudFrontDefaultCertificate": True,
    "SSLSupportMethod": "vip",
    "MinimumProtocolVersion": "TLSv1",
    "CertificateSource": "cloudfront",
}


def with_defaults(given: dict[str, Any]) -> dict[str, Any]:  # F14
    """Return the configuration as it is read back: everything given, plus the defaults of what is missing."""
    config = copy.deepcopy(given)
    _fill(config, CONFIG)
    for origin in items(config["Origins"]):
        _fill(origin, ORIGIN)
        if "S3OriginConfig" in origin:
            _fill(origin["S3OriginConfig"], S3_ORIGIN)
        if "CustomOriginConfig" in origin:
            _fill(origin["CustomOriginConfig"], CUSTOM_ORIGIN)
    for behaviour in behaviours(config):
        _fill(behaviour, BEHAVIOUR)
        _fill(behaviour["AllowedMethods"], {"CachedMethods": READ_METHODS})
        if not behaviour.get("CachePolicyId"):
            _fill(behaviour, LEGACY_CACHE)
    for response in items(config["CustomErrorResponses"]):
        _fill(response, ERROR_RESPONSE)
    config["ViewerCertificate"] = _certificate(config.get("ViewerCertificate") or {})
    return config


def items(value: dict[str, Any] | None) -> list[Any]:
    """The members of a structure of Quantity and Items."""
    return (value or {}).get("Items") or []


def behaviours(config: dict[str, Any]) -> list[dict[str, Any]]:
    """The default cache behaviour and the others."""
    return [config["DefaultCacheBehavior"], *items(config.get("CacheBehaviors"))]


def _fill(target: dict[str, Any], defaults: dict[str, Any]) -> None:
    for key, value in defaults.items():
        if target.get(key) is None:
            target[key] = copy.deepcopy(value)
        elif isinstance(value, dict) and "Quantity" not in value and isinstance(target[key], dict):
            _fill(target[key], value)


def _certificate(given: dict[str, Any]) -> dict[str, Any]:
    arn = given.get("ACMCertificateArn")
    identifier = given.get("IAMCertificateId")
    if not arn and not identifier:
        return {
            **DEFAULT_CERTIFICATE,
            **{key: value for key, value in given.items() if key == "MinimumProtocolVersion"},
        }
    return {
        "MinimumProtocolVersion": "TLSv1",
        **given,
        "CloudFrontDefaultCertificate": False,
        "Certificate": arn or identifier,
        "CertificateSource": "acm" if arn else "iam",
    }
