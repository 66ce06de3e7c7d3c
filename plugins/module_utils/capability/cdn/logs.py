# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The distribution's access logs: their bucket, standard logging (legacy), and standard logging (v2) by a log delivery."""

from __future__ import annotations

import re

from ...aws.logs.delivery import Delivery
from ...aws.logs.delivery_destination import DeliveryDestination
from ...aws.logs.delivery_source import DeliverySource
from ...aws.s3.bucket import Bucket
from ...aws.s3.bucket_policy import BucketPolicy, owner, tls_only
from ...aws.sts.account import account_id
from ..shared import forms
from ..shared.option import Option
from ..storage import lifecycle

# Regions that are on in every account. CloudFront delivers no standard logs (legacy) to buckets in the others (CloudFront
# Developer Guide, choosing a bucket for standard logs); their bucket is made in us-east-1.
LOG_REGIONS = frozenset(
    (
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-northeast-3",
        "ap-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ca-central-1",
        "eu-central-1",
        "eu-north-1",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "sa-east-1",
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
    )
)
# The fields of standard logging (legacy), in its order, and those that v2 knows besides (CloudFront Developer Guide).
LEGACY_FIELDS = (
    "date",
    "time",
    "x-edge-location",
    "sc-bytes",
    "c-ip",
    "cs-method",
    "cs(Host)",
    "cs-uri-stem",
    "sc-status",
    "cs(Referer)",
    "cs(User-Agent)",
    "cs-uri-query",
    "cs(Cookie)",
    "x-edge-result-type",
    "x-edge-request-id",
    "x-host-header",
    "cs-protocol",
    "cs-bytes",
    "time-taken",
    "x-forwarded-for",
    "ssl-protocol",
    "ssl-cipher",
    "x-edge-response-result-type",
    "cs-protocol-version",
    "fle-status",
    "fle-encrypted-fields",
    "c-port",
    "time-to-first-byte",
    "x-edge-detailed-result-type",
    "sc-content-type",
    "sc-content-len",
    "sc-range-start",
    "sc-range-end",
)
MORE_FIELDS = ("timestamp(ms)", "origin-fbl", "origin-lbl", "asn", "c-country", "cache-behavior-path-pattern")
VARIABLES = ("DistributionId", "distributionid", "yyyy", "MM", "dd", "HH", "accountid")
DISTRIBUTION_ID = 14  # characters
DELIMITED = ("plain", "w3c", "raw")

LOGS = {
    "access_logs": Option("bool", "Whether access logs (standard logs) are written to a bucket.", default=True),
    "access_log_version": Option(
        "str",
        [
            "V(v2) is standard logging (v2): CloudWatch Logs delivers the logs, and the bucket has no ACLs.",
            (
                "V(legacy) is standard logging (legacy), by which CloudFront writes itself and the bucket has to allow ACLs; public "
                "access stays blocked. It is for tools that look for nothing else, as AWS Config's rule cloudfront-accesslogs-enabled."
            ),
            (
                "V(both) writes both side by side. V(v2) takes up to 12 hours until it has effect, and logs of V(legacy) may come a day "
                "late: where no line may be missing, have V(both) for a day before V(v2)."
            ),
        ],
        default="v2",
        choices=["v2", "legacy", "both"],
    ),
    "access_log_bucket": Option(
        "str",
        "Name of the bucket to make for them. The default is made of application, environment, "
        "region, account and C(cdn-logs).",
        aws="Without dots for V(v2).",
        form=forms.BUCKET_NAME,
    ),
    "access_log_prefix": Option("str", "What the keys of the logs begin with.", default="cdn/"),
    "access_log_suffix_path": Option(
        "str",
        "Folder of V(v2) below O(access_log_prefix), with variables: V({DistributionId}), V({distributionid}), V({yyyy}), V({MM}), "
        "V({dd}), V({HH}), V({accountid}).",
        default="{DistributionId}/{yyyy}/{MM}/{dd}/{HH}",
        aws="1 to 256 characters.",
        length=(1, 256),
    ),
    "access_log_hive_compatible_path": Option(
        "bool",
        "Whether V(v2) writes the variables of the path as Apache Hive reads them, such as C(year=2026).",
        default=False,
    ),
    "access_log_output_format": Option(
        "str",
        "Format of V(v2). V(w3c) is that of V(legacy). AWS bills V(parquet) by the volume of the logs, the others not.",
        default="w3c",
        choices=["w3c", "plain", "json", "raw", "parquet"],
    ),
    "access_log_record_fields": Option(
        "list",
        "Fields of V(v2), in their order. The default are those of V(legacy).",
        default=[],
        elements="str",
        sample=["date", "time", "c-ip", "cs-uri-stem", "sc-status"],
        choices=[*LEGACY_FIELDS, *MORE_FIELDS],
    ),
    "access_log_cookies": Option("bool", "Whether cookies are logged.", default=False),
    "access_log_retention_days": Option(
        "int", "Days after which logs expire.", default=90, aws="At least 1.", between=(1, None)
    ),
    "access_log_transitions": lifecycle.log_transitions("access_log_retention_days"),
}


def by_acl(options):
    """True where CloudFront itself writes logs, which it does by ACLs (standard logging, legacy)."""
    return options["access_logs"] and options["access_log_version"] != "v2"


def delivered(options):
    """True where CloudWatch Logs delivers logs (standard logging, v2)."""
    return options["access_logs"] and options["access_log_version"] != "legacy"


def check_logs(declaration, options):
    """Refuse what CloudFront and CloudWatch Logs would."""
    days, bucket = options["access_log_retention_days"], options["access_log_bucket"]
    declaration.check(days >= 1, "access_log_retention_days", days, "1 day or more is allowed")
    if not delivered(options):
        return
    declaration.check(
        not bucket or "." not in bucket,
        "access_log_bucket",
        bucket,
        "a name without dots is needed for standard logging v2; cdn_access_log_version: legacy takes them",
    )
    prefix, suffix = options["access_log_prefix"], options["access_log_suffix_path"]
    # Without one CloudFront puts AWSLogs/{account-id}/CloudFront before the path of a new delivery, not of a changed one.
    declaration.check(bool(prefix.strip("/")), "access_log_prefix", prefix, "a folder is needed, such as cdn/")
    unknown = sorted(set(re.findall(r"\{(.*?)\}", suffix)) - set(VARIABLES))
    declaration.check(
        not unknown,
        "access_log_suffix_path",
        suffix,
        "of variables %s are allowed" % ", ".join("{%s}" % name for name in VARIABLES),
    )
    declaration.check(
        not options["access_log_hive_compatible_path"] or "=" not in suffix,
        "access_log_suffix_path",
        suffix,
        "no = is allowed with cdn_access_log_hive_compatible_path: CloudFront writes {yyyy} as year=2026 then",
    )


def log_bucket(declaration, options, suffix):
    """The bucket of the logs. It allows ACLs only where CloudFront itself writes."""
    place = "main" if declaration.stack.region in LOG_REGIONS else "cdn"
    return declaration.add(
        Bucket,
        "logs",
        {
            "Bucket": options["access_log_bucket"] or declaration.stack.global_name(suffix + "-logs"),
            "ObjectOwnership": "BucketOwnerPreferred" if by_acl(options) else "BucketOwnerEnforced",
            "LifecycleConfiguration": lifecycle.log_lifecycle(
                declaration,
                "access_log_transitions",
                options["access_log_transitions"],
                options["access_log_retention_days"],
                abort=7,
            ),
        },
        place=place,
    )


def logging(options, bucket):
    """The distribution's own part. Cookies are its setting for v2, too (CloudFront Developer Guide, cookie logging)."""
    cookies = bucket is not None and options["access_log_cookies"]
    if not by_acl(options):
        return {"Enabled": False, "IncludeCookies": cookies, "Bucket": "", "Prefix": ""}
    return {
        "Enabled": True,
        "IncludeCookies": cookies,
        "Bucket": "%s.s3.amazonaws.com" % bucket["Bucket"],
        "Prefix": options["access_log_prefix"],
    }


def after_distribution(options, bucket):
    """What comes after a standing distribution: CloudFront stops to write by ACLs before its bucket has none."""
    return [(bucket, "standing")] if bucket and not by_acl(options) else []


def deliver(declaration, options, suffix, bucket, distribution):
    """The bucket's policy, and the delivery from the distribution into it."""
    sid = owner("cdnlogs", declaration.instance)
    statements = [tls_only(bucket["Arn"], sid + "Tls")]
    policy = {"Bucket": bucket["Bucket"], "Owner": sid, "Statement": statements}
    if not delivered(options):
        declaration.add(BucketPolicy, "logs", policy, place=bucket.place)
        return
    stack = declaration.stack
    name = re.sub(
        r"[^\w-]", "-", stack.name(suffix, limit=DeliverySource.name_limit, regional=True, room=DISTRIBUTION_ID + 1)
    )
    folder = "%s/%s" % (bucket["Arn"], options["access_log_prefix"].strip("/"))
    source = declaration.add(
        DeliverySource,
        "logs",
        # A source never gets another distribution, which so has a source of another name.
        {"name": "%s-%s" % (name, distribution["Id"]), "resourceArn": distribution["ARN"], "logType": "ACCESS_LOGS"},
        place="cdn",
    )
    destination = declaration.add(
        DeliveryDestination,
        "logs",
        {"name": name, "outputFormat": options["access_log_output_format"], "destinationResourceArn": folder},
        place="cdn",
    )
    statements.append(_writing(account_id(declaration), sid + "Delivery", folder, source["arn"]))
    wish = {
        "deliverySourceName": source["name"],
        "deliveryDestinationArn": destination["arn"],
        "recordFields": list(options["access_log_record_fields"] or LEGACY_FIELDS),
        "s3DeliveryConfiguration": {
            "suffixPath": options["access_log_suffix_path"],
            "enableHiveCompatiblePath": options["access_log_hive_compatible_path"],
        },
    }
    if options["access_log_output_format"] in DELIMITED:
        wish["fieldDelimiter"] = "\t"
    let_in = declaration.add(BucketPolicy, "logs", policy, place=bucket.place)
    # AWS appends a statement of its own to a policy that does not let the delivery write. A standing distribution writes logs
    # as before until the delivery is there.
    declaration.add(
        Delivery,
        "logs",
        wish,
        place="cdn",
        after=[let_in],
        before=[] if by_acl(options) else [(distribution, "standing")],
    )


def _writing(account, sid, folder, source):
    """The statement that lets one delivery source write (CloudWatch Logs User Guide, logs sent to Amazon S3, V2)."""
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": "delivery.logs.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": folder + "/*",
        "Condition": {
            "StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceAccount": account},
            "ArnLike": {"aws:SourceArn": source},
        },
    }
