"""The site capability: what it wishes for."""

from __future__ import annotations

import os

import pytest

from tests.support.stacks import declare

KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd"


def declaration(options: dict, **identity: object):
    _unused, (found,) = declare({"site": options}, **identity)
    return found


def nodes(options: dict, **identity: object) -> dict:
    return {node.address: node for node in declaration(options, **identity).nodes}


def test_bucket_is_private_versioned_and_encrypted_by_default() -> None:
    bucket = nodes({})["site/main/s3_bucket/site"]

    assert bucket.want["Bucket"] == "shop-test-us-east-1-123456789012-site"
    assert set(bucket.filled()["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket.want["VersioningConfiguration"] == {"Status": "Enabled"}
    assert (
        bucket.want["ServerSideEncryptionConfiguration"]["KMSMasterKeyID"]
        == "(known after apply: encryption/main.key_arn)"
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"encryption": "aws"}, {"SSEAlgorithm": "AES256"}),
        ({"kms_key_id": KEY}, {"SSEAlgorithm": "aws:kms", "BucketKeyEnabled": True, "KMSMasterKeyID": KEY}),
    ],
)
def test_encryption_follows_the_options(options: dict, expected: dict) -> None:
    assert nodes(options)["site/main/s3_bucket/site"].want["ServerSideEncryptionConfiguration"] == expected


def test_requests_without_tls_are_refused() -> None:
    (statement,) = nodes({})["site/main/bucket_policy/site"].want["Statement"]

    assert (statement["Effect"], statement["Action"]) == ("Deny", "s3:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_nothing_is_uploaded_without_a_source() -> None:
    found = declaration({})
    assert [node.kind.kind for node in found.nodes] == ["s3_bucket", "bucket_policy"]
    assert found.outputs["content"] is None


@pytest.mark.parametrize(
    ("config", "key", "text"),
    [
        ({"values": {"b": 1, "a": "x"}}, "config.json", '{\n  "a": "x",\n  "b": 1\n}\n'),
        ({"path": "env.js", "format": "js", "values": {"a": 1}}, "env.js", 'window.APP_CONFIG = {\n  "a": 1\n};\n'),
    ],
)
def test_runtime_configuration_is_rendered_and_never_cached(config: dict, key: str, text: str) -> None:
    content = nodes({"source": "tests/data/site", "runtime_config": config})["site/main/site_content/site"].want

    assert content["Rendered"] == {key: text}
    assert content["CacheControl"][0] == {"Pattern": key, "Value": "no-cache"}


def test_references_survive_in_the_rendered_file() -> None:
    reference = "(known after apply: load_balancer/main.dns_name)"
    content = nodes({"source": "tests/data/site", "runtime_config": {"values": {"api": f"https://{reference}/api"}}})
    assert reference in content["site/main/site_content/site"].want["Rendered"]["config.json"]


def test_a_build_comes_before_its_output_is_uploaded() -> None:
    found = nodes({"source": "frontend/dist", "build": {"command": ["npm", "run", "build"], "inputs": ["src"]}})
    build, content = found["site/main/site_build/site"], found["site/main/site_content/site"]

    assert build.want["Folder"] == os.path.abspath("frontend")
    assert build.want["Source"] == content.want["Source"] == os.path.abspath("frontend/dist")
    assert content.want["Built"] == "(known after apply: site/main/site_build/site.Digest)"


def test_a_rollback_builds_nothing_and_needs_no_source_and_no_configuration() -> None:
    given = {"source": "frontend/dist", "build": {"command": ["make"]}, "runtime_config": {"values": {"a": 1}}}
    found = nodes({**given, "rollback": "previous"})

    assert "site/main/site_build/site" not in found
    content = found["site/main/site_content/site"].want
    assert (content["Version"], content["Built"], content["Rendered"]) == ("previous", "", {})


def test_the_releases_are_an_output() -> None:
    assert declaration({"source": "tests/data/site"}).outputs["releases"] == (
        "(known after apply: site/main/site_content/site.Releases)"
    )
    assert declaration({}).outputs["releases"] is None


def test_lifecycle_rules_of_the_user_come_after_ours() -> None:
    rules = nodes(
        {
            "lifecycle_rules": [{"id": "old", "prefix": "a/", "expiration_days": 9}],
            "noncurrent_version_expiration_days": 0,
        }
    )["site/main/s3_bucket/site"].want["LifecycleConfiguration"]["Rules"]

    assert [rule["ID"] for rule in rules] == ["incomplete-uploads", "old"]
    assert rules[1] == {"ID": "old", "Filter": {"Prefix": "a/"}, "Status": "Enabled", "Expiration": {"Days": 9}}


def test_access_logs_are_read_only_where_they_are_asked_for() -> None:
    assert "LoggingEnabled" not in nodes({})["site/main/s3_bucket/site"].want
    assert nodes({"access_log_bucket": "logs"})["site/main/s3_bucket/site"].want["LoggingEnabled"] == {
        "TargetBucket": "logs",
        "TargetPrefix": "s3/",
    }


def test_two_regions_of_one_application_have_two_buckets() -> None:
    names = {
        nodes({}, region=region)["site/main/s3_bucket/site"].want["Bucket"] for region in ("us-east-1", "eu-west-1")
    }
    assert len(names) == 2
