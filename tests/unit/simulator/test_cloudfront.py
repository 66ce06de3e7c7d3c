"""CloudFront: configurations kept whole, versions, guards, policies, functions, invalidations."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.unit.simulator.refusal import code

OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
SECURITY = "67f7725c-6f97-4210-82d7-5512b31e9d03"


def config(reference: str = "one", **changes: Any) -> dict[str, Any]:
    base = {
        "CallerReference": reference,
        "Comment": "site",
        "Enabled": True,
        "Origins": {
            "Quantity": 1,
            "Items": [
                {
                    "Id": "site",
                    "DomainName": "site.s3.us-east-1.amazonaws.com",
                    "S3OriginConfig": {"OriginAccessIdentity": ""},
                }
            ],
        },
        "DefaultCacheBehavior": {
            "TargetOriginId": "site",
            "ViewerProtocolPolicy": "redirect-to-https",
            "Compress": True,
            "CachePolicyId": OPTIMIZED,
            "ResponseHeadersPolicyId": SECURITY,
        },
        "CustomErrorResponses": {
            "Quantity": 1,
            "Items": [
                {"ErrorCode": 404, "ResponsePagePath": "/index.html", "ResponseCode": "200", "ErrorCachingMinTTL": 10}
            ],
        },
        "HttpVersion": "http2and3",
    }
    return base | changes


@pytest.fixture
def cloudfront(client):
    return client("cloudfront")


def access_control(cloudfront, name: str = "site") -> dict[str, Any]:
    return cloudfront.create_origin_access_control(
        OriginAccessControlConfig={
            "Name": name,
            "SigningProtocol": "sigv4",
            "SigningBehavior": "always",
            "OriginAccessControlOriginType": "s3",
        }
    )


def holds(given: Any, shown: Any) -> bool:
    """True when everything given is in what is shown."""
    if isinstance(given, dict):
        return all(key in shown and holds(value, shown[key]) for key, value in given.items())
    if isinstance(given, list):
        return len(given) == len(shown) and all(map(holds, given, shown))
    return given == shown


@pytest.mark.behaviour("F14")
def test_a_distribution_keeps_what_was_given_and_shows_defaults(cloudfront):
    control = access_control(cloudfront)["OriginAccessControl"]["Id"]
    given = config()
    given["Origins"]["Items"][0]["OriginAccessControlId"] = control
    made = cloudfront.create_distribution(DistributionConfig=given)["Distribution"]
    shown = cloudfront.get_distribution_config(Id=made["Id"])["DistributionConfig"]
    assert holds(given, shown)
    assert "ForwardedValues" not in shown["DefaultCacheBehavior"] and "MinTTL" not in shown["DefaultCacheBehavior"]
    origin = shown["Origins"]["Items"][0]
    assert (origin["ConnectionAttempts"], origin["ConnectionTimeout"], origin["OriginPath"]) == (3, 10, "")
    assert shown["PriceClass"] == "PriceClass_All" and shown["IsIPV6Enabled"] is True
    assert shown["ViewerCertificate"]["CloudFrontDefaultCertificate"] is True
    assert shown["Restrictions"] == {"GeoRestriction": {"RestrictionType": "none", "Quantity": 0}}
    assert made["Status"] == "Deployed"


def test_a_configuration_read_back_can_be_sent_again(cloudfront):
    made = cloudfront.create_distribution(DistributionConfig=config())
    read = cloudfront.get_distribution_config(Id=made["Distribution"]["Id"])
    again = cloudfront.update_distribution(
        Id=made["Distribution"]["Id"], IfMatch=read["ETag"], DistributionConfig=read["DistributionConfig"]
    )
    assert again["Distribution"]["DistributionConfig"] == read["DistributionConfig"]


@pytest.mark.behaviour("F10")
def test_versions_are_enforced_and_change_with_each_update(cloudfront):
    made = cloudfront.create_distribution(DistributionConfig=config())
    name, etag = made["Distribution"]["Id"], made["ETag"]
    changed = made["Distribution"]["DistributionConfig"] | {"Comment": "new", "Enabled": False}
    update = cloudfront.update_distribution
    assert code(update, Id=name, DistributionConfig=changed) == "InvalidIfMatchVersion"
    assert code(update, Id=name, IfMatch="wrong", DistributionConfig=changed) == "PreconditionFailed"
    new = update(Id=name, IfMatch=etag, DistributionConfig=changed)["ETag"]
    assert new != etag
    assert code(update, Id=name, IfMatch=etag, DistributionConfig=changed) == "PreconditionFailed"
    assert code(cloudfront.delete_distribution, Id=name, IfMatch=etag) == "PreconditionFailed"
    cloudfront.delete_distribution(Id=name, IfMatch=new)
    assert code(cloudfront.get_distribution, Id=name) == "NoSuchDistribution"


def test_an_update_cannot_change_the_caller_reference(cloudfront):
    made = cloudfront.create_distribution(DistributionConfig=config())
    wanted = made["Distribution"]["DistributionConfig"] | {"CallerReference": "two"}
    parameters = {"Id": made["Distribution"]["Id"], "IfMatch": made["ETag"], "DistributionConfig": wanted}
    assert code(cloudfront.update_distribution, **parameters) == "IllegalUpdate"


@pytest.mark.behaviour("F8", "F9")
def test_deletion_needs_a_disabled_and_deployed_distribution(simulator, cloudfront, clock):
    simulator.durations(cloudfront__distribution=60)
    made = cloudfront.create_distribution(DistributionConfig=config())
    name = made["Distribution"]["Id"]
    assert made["Distribution"]["Status"] == "InProgress"
    clock(60)
    assert cloudfront.get_distribution(Id=name)["Distribution"]["Status"] == "Deployed"
    assert code(cloudfront.delete_distribution, Id=name, IfMatch=made["ETag"]) == "DistributionNotDisabled"
    disabled = made["Distribution"]["DistributionConfig"] | {"Enabled": False}
    etag = cloudfront.update_distribution(Id=name, IfMatch=made["ETag"], DistributionConfig=disabled)["ETag"]
    assert code(cloudfront.delete_distribution, Id=name, IfMatch=etag) == "DistributionNotDisabled"
    clock(60)
    cloudfront.delete_distribution(Id=name, IfMatch=etag)


def _with(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed = config("refused")
    target: Any = changed
    for key in path[:-1]:
        target = target.setdefault(key, {}) if isinstance(target, dict) else target[key]
    target[path[-1]] = value
    return changed


ALIAS = {"Quantity": 1, "Items": ["www.example.com"]}
CERTIFICATE = "arn:aws:acm:{}:123456789012:certificate/none"
REFUSED = [
    (("Aliases",), ALIAS, "InvalidViewerCertificate"),
    (
        ("ViewerCertificate",),
        {"ACMCertificateArn": CERTIFICATE.format("us-east-1"), "SSLSupportMethod": "sni-only"},
        "InvalidViewerCertificate",
    ),
    (
        ("ViewerCertificate",),
        {"ACMCertificateArn": CERTIFICATE.format("eu-west-1"), "SSLSupportMethod": "sni-only"},
        "InvalidViewerCertificate",
    ),
    (("WebACLId",), "arn:aws:wafv2:us-east-1:123456789012:global/webacl/none/1", "InvalidWebACLId"),
    (("Origins", "Items", 0, "OriginAccessControlId"), "none", "InvalidOriginAccessControl"),
    (("Origins", "Items", 0, "DomainName"), "example.com", "InvalidArgument"),
    (("DefaultCacheBehavior", "CachePolicyId"), "none", "NoSuchCachePolicy"),
    (("DefaultCacheBehavior", "OriginRequestPolicyId"), "none", "NoSuchOriginRequestPolicy"),
    (("DefaultCacheBehavior", "ResponseHeadersPolicyId"), "none", "NoSuchResponseHeadersPolicy"),
    (("DefaultCacheBehavior", "TargetOriginId"), "none", "NoSuchOrigin"),
    (("CustomErrorResponses", "Quantity"), 2, "InconsistentQuantities"),
    (("CustomErrorResponses", "Items", 0, "ErrorCode"), 418, "InvalidErrorCode"),
    (("CustomErrorResponses", "Items", 0, "ResponsePagePath"), "index.html", "InvalidArgument"),
    (("DefaultRootObject",), "/index.html", "InvalidDefaultRootObject"),
    (("PriceClass",), "PriceClass_9", "InvalidArgument"),
    (("Comment",), "x" * 129, "InvalidArgument"),
    (
        ("Logging",),
        {"Enabled": True, "IncludeCookies": False, "Bucket": "none.s3.amazonaws.com", "Prefix": ""},
        "InvalidArgument",
    ),
    (
        ("DefaultCacheBehavior", "FunctionAssociations"),
        {
            "Quantity": 1,
            "Items": [{"FunctionARN": "arn:aws:cloudfront::123456789012:function/x", "EventType": "viewer-request"}],
        },
        "InvalidFunctionAssociation",
    ),
]


@pytest.mark.parametrize(("path", "value", "expected"), REFUSED)
def test_refused_configurations(cloudfront, path, value, expected):
    assert code(cloudfront.create_distribution, DistributionConfig=_with(path, value)) == expected


@pytest.mark.behaviour("F11")
def test_a_caller_reference_makes_one_distribution(cloudfront):
    cloudfront.create_distribution(DistributionConfig=config())
    assert code(cloudfront.create_distribution, DistributionConfig=config()) == "DistributionAlreadyExists"


def test_standard_logs_need_a_bucket_with_acls(client, cloudfront):
    s3 = client("s3")
    s3.create_bucket(Bucket="cdn-logs")
    logging = {"Enabled": True, "IncludeCookies": False, "Bucket": "cdn-logs.s3.amazonaws.com", "Prefix": "cdn/"}
    assert code(cloudfront.create_distribution, DistributionConfig=config(Logging=logging)) == "InvalidArgument"
    s3.put_bucket_ownership_controls(
        Bucket="cdn-logs", OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]}
    )
    made = cloudfront.create_distribution(DistributionConfig=config(Logging=logging))
    assert made["Distribution"]["DistributionConfig"]["Logging"] == logging


@pytest.mark.behaviour("F13")
def test_origin_access_controls(cloudfront):
    made = access_control(cloudfront)
    name = made["OriginAccessControl"]["Id"]
    with pytest.raises(cloudfront.exceptions.OriginAccessControlAlreadyExists):
        access_control(cloudfront)
    given = config()
    given["Origins"]["Items"][0]["OriginAccessControlId"] = name
    cloudfront.create_distribution(DistributionConfig=given)
    delete = cloudfront.delete_origin_access_control
    assert code(delete, Id=name) == "InvalidIfMatchVersion"
    assert code(delete, Id=name, IfMatch=made["ETag"]) == "OriginAccessControlInUse"
    changed = made["OriginAccessControl"]["OriginAccessControlConfig"] | {"Description": "new"}
    update = cloudfront.update_origin_access_control(Id=name, IfMatch=made["ETag"], OriginAccessControlConfig=changed)
    assert update["ETag"] != made["ETag"]
    listed = cloudfront.list_origin_access_controls()["OriginAccessControlList"]["Items"]
    assert [(entry["Id"], entry["Description"]) for entry in listed] == [(name, "new")]


@pytest.mark.parametrize(
    ("kind", "managed"),
    [
        ("cache", {"Managed-CachingOptimized", "Managed-CachingDisabled"}),
        ("origin_request", {"Managed-AllViewer", "Managed-CORS-S3Origin"}),
        ("response_headers", {"Managed-SecurityHeadersPolicy", "Managed-SimpleCORS"}),
    ],
)
def test_managed_policies_are_listed(cloudfront, kind, managed):
    name = "".join(part.capitalize() for part in kind.split("_")) + "Policy"
    answer = getattr(cloudfront, f"list_{kind}_policies")(Type="managed")[f"{name}List"]
    assert managed <= {entry[name][f"{name}Config"]["Name"] for entry in answer["Items"]}
    assert "Items" not in getattr(cloudfront, f"list_{kind}_policies")(Type="custom")[f"{name}List"]


def test_managed_policies_cannot_be_changed(cloudfront):
    read = cloudfront.get_cache_policy(Id=OPTIMIZED)
    assert read["CachePolicy"]["CachePolicyConfig"]["MaxTTL"] == 31536000
    assert code(cloudfront.delete_cache_policy, Id=OPTIMIZED, IfMatch=read["ETag"]) == "IllegalDelete"


def test_a_response_headers_policy_from_creation_to_deletion(cloudfront):
    content = {"ContentSecurityPolicy": {"Override": True, "ContentSecurityPolicy": "default-src 'self'"}}
    given = {"Name": "own", "SecurityHeadersConfig": content}
    made = cloudfront.create_response_headers_policy(ResponseHeadersPolicyConfig=given)
    name = made["ResponseHeadersPolicy"]["Id"]
    create = cloudfront.create_response_headers_policy
    assert code(create, ResponseHeadersPolicyConfig=given) == "ResponseHeadersPolicyAlreadyExists"
    changed = given | {"Comment": "new"}
    update = {"Id": name, "ResponseHeadersPolicyConfig": changed}
    assert code(cloudfront.update_response_headers_policy, **update, IfMatch="x") == "PreconditionFailed"
    etag = cloudfront.update_response_headers_policy(**update, IfMatch=made["ETag"])["ETag"]
    read = cloudfront.get_response_headers_policy(Id=name)
    assert read["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"] == changed and read["ETag"] == etag
    behaviour = config()["DefaultCacheBehavior"] | {"ResponseHeadersPolicyId": name}
    cloudfront.create_distribution(DistributionConfig=config(DefaultCacheBehavior=behaviour, Enabled=False))
    delete = cloudfront.delete_response_headers_policy
    assert code(delete, Id=name, IfMatch=etag) == "ResponseHeadersPolicyInUse"
    for entry in cloudfront.list_distributions()["DistributionList"]["Items"]:
        cloudfront.delete_distribution(Id=entry["Id"], IfMatch=cloudfront.get_distribution(Id=entry["Id"])["ETag"])
    delete(Id=name, IfMatch=etag)
    assert code(cloudfront.get_response_headers_policy, Id=name) == "NoSuchResponseHeadersPolicy"


def test_functions_are_used_once_published(cloudfront):
    setup = {"Comment": "", "Runtime": "cloudfront-js-2.0"}
    made = cloudfront.create_function(Name="rewrite", FunctionConfig=setup, FunctionCode=b"one")
    arn = made["FunctionSummary"]["FunctionMetadata"]["FunctionARN"]
    behaviour = copy.deepcopy(config()["DefaultCacheBehavior"])
    behaviour["FunctionAssociations"] = {
        "Quantity": 1,
        "Items": [{"FunctionARN": arn, "EventType": "viewer-request"}],
    }
    wanted = config(DefaultCacheBehavior=behaviour)
    assert code(cloudfront.create_distribution, DistributionConfig=wanted) == "InvalidFunctionAssociation"
    assert code(cloudfront.publish_function, Name="rewrite", IfMatch="x") == "PreconditionFailed"
    cloudfront.publish_function(Name="rewrite", IfMatch=made["ETag"])
    new = cloudfront.update_function(Name="rewrite", IfMatch=made["ETag"], FunctionConfig=setup, FunctionCode=b"two")[
        "ETag"
    ]
    assert cloudfront.get_function(Name="rewrite", Stage="LIVE")["FunctionCode"].read() == b"one"
    assert cloudfront.get_function(Name="rewrite")["FunctionCode"].read() == b"two"
    shown = cloudfront.create_distribution(DistributionConfig=wanted)["Distribution"]["DistributionConfig"]
    assert shown["DefaultCacheBehavior"]["FunctionAssociations"] == behaviour["FunctionAssociations"]
    assert code(cloudfront.delete_function, Name="rewrite", IfMatch=new) == "FunctionInUse"


@pytest.mark.behaviour("F16")
def test_the_invalidation_waiter_ends(cloudfront):
    name = cloudfront.create_distribution(DistributionConfig=config())["Distribution"]["Id"]
    batch = {"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": "a"}
    first = cloudfront.create_invalidation(DistributionId=name, InvalidationBatch=batch)["Invalidation"]["Id"]
    again = cloudfront.create_invalidation(DistributionId=name, InvalidationBatch=batch)["Invalidation"]["Id"]
    cloudfront.get_waiter("invalidation_completed").wait(DistributionId=name, Id=first)
    assert first == again
    bad = {"Paths": {"Quantity": 1, "Items": ["*"]}, "CallerReference": "b"}
    assert code(cloudfront.create_invalidation, DistributionId=name, InvalidationBatch=bad) == "InvalidArgument"
    assert len(cloudfront.list_invalidations(DistributionId=name)["InvalidationList"]["Items"]) == 1


def test_tags_and_pages(cloudfront):
    for index in range(3):
        tags = {"Items": [{"Key": "n", "Value": str(index)}]}
        cloudfront.create_distribution_with_tags(
            DistributionConfigWithTags={"DistributionConfig": config(str(index)), "Tags": tags}
        )
    pages = list(cloudfront.get_paginator("list_distributions").paginate(PaginationConfig={"PageSize": 2}))
    assert [page["DistributionList"]["Quantity"] for page in pages] == [2, 1]
    arn = pages[0]["DistributionList"]["Items"][0]["ARN"]
    cloudfront.tag_resource(Resource=arn, Tags={"Items": [{"Key": "k", "Value": "v"}]})
    cloudfront.untag_resource(Resource=arn, TagKeys={"Items": ["n"]})
    assert cloudfront.list_tags_for_resource(Resource=arn)["Tags"]["Items"] == [{"Key": "k", "Value": "v"}]
    assert code(cloudfront.list_tags_for_resource, Resource=arn + "x") == "NoSuchResource"
