"""The cdn capability: what it wishes for."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import BadInput
from ansible_collections.slipway.aws.plugins.module_utils.engine.graph import Graph
from tests.support.stacks import declare

DOMAIN = "front.s3.us-east-1.amazonaws.com"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/a1b2"


def declaration(options: dict, key: str = "cdn", **identity: object):
    _unused, (found,) = declare({key: options}, **identity)
    return found


def nodes(options: dict, key: str = "cdn", **identity: object) -> dict:
    return {node.address: node for node in declaration(options, key, **identity).nodes}


def distribution(options: dict, **identity: object) -> dict:
    return nodes(options, **identity)["cdn/main/distribution/main"].filled()


def test_site_is_served_over_https_through_the_access_control() -> None:
    found = nodes({})
    want = found["cdn/main/distribution/main"].want
    (origin,) = want["Origins"]

    assert origin["DomainName"] == "(known after apply: site/main.bucket_domain)"
    assert origin["OriginAccessControlId"] == found["cdn/main/origin_access_control/main"]["Id"]
    assert want["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "redirect-to-https"
    assert want["DefaultCacheBehavior"]["Compress"] is True
    assert want["WebACLId"] == "(known after apply: firewall/main.cdn_arn)"


def test_only_this_distribution_reads_the_bucket_and_never_the_manifest() -> None:
    policy = nodes({})["cdn/main/bucket_policy/site"].want
    read, manifest = policy["Statement"]

    assert read["Condition"] == {
        "StringEquals": {"AWS:SourceArn": "(known after apply: cdn/main/distribution/main.ARN)"}
    }
    assert (manifest["Effect"], manifest["Resource"]) == (
        "Deny",
        "(known after apply: site/main.bucket_arn)/.slipway/*",
    )


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        ({}, "(known after apply: certificate/main.cdn_arn)"),
        ({"region": "eu-central-1"}, "(known after apply: certificate/main/certificate/cdn.CertificateArn)"),
        (
            {"region": "eu-central-1", "from_stack": {"certificate": "platform/shared/eu-central-1"}},
            "(known after apply: platform/shared/eu-central-1//certificate/main/certificate/cdn.CertificateArn)",
        ),
    ],
)
def test_the_certificate_is_the_one_in_us_east_1(identity: dict, expected: str) -> None:
    certificate = distribution({"aliases": ["www.example.com"]}, **identity)["ViewerCertificate"]

    assert certificate["ACMCertificateArn"] == expected


def test_bucket_of_somebody_else_is_described_and_left_alone() -> None:
    found = declaration({"bucket_domain": "front.s3.us-east-1.amazonaws.com"})

    assert {node.address for node in found.nodes if node.kind.kind in ("bucket_policy", "invalidation")} == {
        "cdn/main/bucket_policy/logs"
    }
    assert found.outputs["bucket_policy_statements"][0]["Resource"] == "arn:aws:s3:::front/*"


def test_bucket_of_another_stack_is_described_and_left_alone() -> None:
    found = declaration({}, from_stack={"site": "platform/shared/us-east-1"})

    assert "cdn/main/bucket_policy/site" not in {node.address for node in found.nodes}
    statement = found.outputs["bucket_policy_statements"][0]
    assert statement["Resource"] == "(known after apply: platform/shared/us-east-1//site/main.bucket_arn)/*"
    # The bucket's own stack would take statements with the Sid of its CDN for its own, and remove them.
    assert not statement["Sid"].startswith("SlipwayCdnMain")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [(403, "/index.html", "200"), (404, "/index.html", "200")]),
        ({"single_page_application": False}, []),
        (
            {"single_page_application": False, "error_document": "error.html"},
            [(403, "/error.html", "404"), (404, "/error.html", "404")],
        ),
    ],
)
def test_missing_pages(options: dict, expected: list) -> None:
    found = distribution(options)["CustomErrorResponses"]
    assert [(item["ErrorCode"], item["ResponsePagePath"], item["ResponseCode"]) for item in found] == expected


def test_names_need_the_certificate() -> None:
    assert distribution({})["ViewerCertificate"] == {"CloudFrontDefaultCertificate": True}
    named = distribution({"aliases": ["www.example.com", "example.com"]})
    assert named["Aliases"] == ["example.com", "www.example.com"]
    assert named["ViewerCertificate"]["ACMCertificateArn"] == "(known after apply: certificate/main.cdn_arn)"
    assert named["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    own = distribution({"aliases": ["example.com"], "certificate_arn": CERTIFICATE})
    assert own["ViewerCertificate"]["ACMCertificateArn"] == CERTIFICATE


def test_url_is_the_first_alias() -> None:
    assert declaration({"aliases": ["www.example.com", "example.com"]}).outputs["url"] == "https://www.example.com"


def test_cached_methods_follow_the_allowed_ones() -> None:
    methods = distribution({})["DefaultCacheBehavior"]["AllowedMethods"]
    assert methods == {"Items": ["GET", "HEAD", "OPTIONS"], "CachedMethods": ["GET", "HEAD", "OPTIONS"]}
    everything = distribution({"behaviors": [{"path_pattern": "/api/*"}]})["CacheBehaviors"][0]["AllowedMethods"]
    assert everything["CachedMethods"] == ["GET", "HEAD"]
    assert len(everything["Items"]) == 7


@pytest.mark.parametrize("name", ["CachingDisabled", "Managed-CachingDisabled", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"])
def test_policies_go_by_name_or_id(name: str) -> None:
    behavior = distribution({"cache_policy": name})["DefaultCacheBehavior"]
    assert behavior["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"


def test_headers_are_those_declared() -> None:
    found = nodes(
        {
            "response_headers": {
                "content_security_policy": "default-src 'self'",
                "strict_transport_security": {"max_age": 0},
            }
        }
    )
    security = found["cdn/main/response_headers_policy/main"].want["SecurityHeadersConfig"]

    assert security["ContentSecurityPolicy"]["ContentSecurityPolicy"] == "default-src 'self'"
    assert set(security) == {"ContentTypeOptions", "FrameOptions", "ReferrerPolicy", "ContentSecurityPolicy"}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"response_headers": {"enabled": False}}, None),
        ({"response_headers_policy": "SecurityHeadersPolicy"}, "67f7725c-6f97-4210-82d7-5512b31e9d03"),
    ],
)
def test_headers_policy_may_be_another_or_none(options: dict, expected: str | None) -> None:
    found = nodes(options)
    assert "cdn/main/response_headers_policy/main" not in found
    behavior = found["cdn/main/distribution/main"].want["DefaultCacheBehavior"]
    assert behavior["ResponseHeadersPolicyId"] == expected


@pytest.mark.parametrize(("region", "place"), [("us-east-1", "main"), ("eu-central-1", "main"), ("eu-south-1", "cdn")])
def test_logs_go_where_cloudfront_can_deliver(region: str, place: str) -> None:
    found = nodes({}, region=region)
    assert found["cdn/main/s3_bucket/logs"].place == place
    assert found["cdn/main/bucket_policy/logs"].place == place
    assert found["cdn/main/log_delivery/logs"].place == "cdn"


@pytest.mark.parametrize(
    ("version", "ownership", "legacy"),
    [
        ("v2", "BucketOwnerEnforced", False),
        ("legacy", "BucketOwnerPreferred", True),
        ("both", "BucketOwnerPreferred", True),
    ],
)
def test_only_standard_logging_legacy_needs_acls(version: str, ownership: str, legacy: bool) -> None:
    found = nodes({"access_log_version": version})
    assert found["cdn/main/s3_bucket/logs"].want["ObjectOwnership"] == ownership
    assert found["cdn/main/distribution/main"].want["Logging"]["Enabled"] is legacy
    assert ("cdn/main/log_delivery/logs" in found) is (version != "legacy")
    statements = found["cdn/main/bucket_policy/logs"].want["Statement"]
    assert [item["Sid"].removeprefix("SlipwayCdnlogsMainPolicy") for item in statements] == (
        ["Tls"] if version == "legacy" else ["Tls", "Delivery"]
    )


def test_one_delivery_source_alone_writes_below_the_prefix() -> None:
    statement = nodes({"access_log_prefix": "front/"})["cdn/main/bucket_policy/logs"].want["Statement"][-1]
    assert statement["Resource"] == "(known after apply: cdn/main/s3_bucket/logs.Arn)/front/*"
    assert statement["Condition"] == {
        "StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceAccount": "123456789012"},
        "ArnLike": {"aws:SourceArn": "(known after apply: cdn/main/delivery_source/logs.arn)"},
    }


def test_names_of_a_delivery_have_no_dots_and_a_source_is_named_for_its_distribution() -> None:
    found = nodes({}, key="cdn/a.b")
    assert found["cdn/a.b/delivery_destination/logs"].want["name"] == "shop-test-us-east-1-cdn-a-b"
    source = found["cdn/a.b/delivery_source/logs"].want["name"]
    assert source == "shop-test-us-east-1-cdn-a-b-(known after apply: cdn/a.b/distribution/main.Id)"


def test_without_logs_there_is_no_bucket() -> None:
    found = nodes({"access_logs": False})
    assert "cdn/main/s3_bucket/logs" not in found
    assert found["cdn/main/distribution/main"].want["Logging"]["Enabled"] is False


def test_content_is_invalidated_by_its_digest() -> None:
    assert nodes({})["cdn/main/invalidation/main"].want["ContentDigest"] == "(known after apply: site/main.content)"
    assert "cdn/main/invalidation/main" not in nodes({"invalidate": False})


def test_a_long_instance_is_refused_before_its_stamp_is_cut() -> None:
    identity = {"application": "a" * 24, "environment": "b" * 16, "region": "ap-southeast-1"}
    declaration({}, "cdn/main", **identity)
    with pytest.raises(BadInput, match="cdn_instance"):
        declaration({}, "cdn/another-front-end", **identity)


@pytest.mark.parametrize(("version", "later"), [("v2", True), ("both", False), ("legacy", False)])
def test_the_bucket_loses_its_acls_after_the_distribution_that_wrote_by_them(version: str, later: bool) -> None:
    graph = Graph(
        [declaration({"access_log_version": version, "invalidate": False, "firewall": False, "bucket_domain": DOMAIN})],
        {},
    )
    distribution, bucket = "cdn/main/distribution/main", "cdn/main/s3_bucket/logs"
    found = [node.address for node in graph.turned({distribution, bucket})[0]]
    assert (found.index(distribution) < found.index(bucket)) is later
    if later:
        assert found.index("cdn/main/log_delivery/logs") < found.index(distribution)
