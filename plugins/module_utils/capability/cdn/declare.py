# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

import re

from ...aws.acm.certificate import Certificate
from ...aws.cloudfront.distribution import Distribution
from ...aws.cloudfront.invalidation import Invalidation
from ...aws.cloudfront.origin_access_control import OriginAccessControl
from ...aws.cloudfront.response_headers_policy import ResponseHeadersPolicy
from ...aws.s3.bucket import Bucket
from ...aws.s3.bucket_policy import BucketPolicy, owner
from ...engine.declaring import Declaration
from ..shared.handed import handed, record
from ..site import private_folder
from . import logs, pages
from .behaviors import behavior, named_policy, origin_ids, origins
from .caching import cache_policies
from .checks import check
from .front import settled
from .headers import response_headers
from .options import SPEC
from .traffic import BEHAVIOR

# CloudFront takes certificates of this Region only (CloudFront Developer Guide, requirements for certificates).
CERTIFICATE_REGION = "us-east-1"


def declare(options, stack, instance="main"):
    """Access control, headers, log bucket, distribution, the statement in the site's bucket, and the invalidation."""
    declaration = Declaration("cdn", stack, instance)
    options = settled(declaration, options)
    check(declaration, options)
    suffix = "cdn" if instance == "main" else "cdn-%s" % instance
    name = stack.name(suffix, limit=64, regional=True)
    control = None if options["default_origin"] else declaration.add(OriginAccessControl, "main", {"Name": name})
    bucket = logs.log_bucket(declaration, options, suffix) if options["access_logs"] else None
    certificate = _certificate(declaration, options)
    wish = handed({**options, "comment": options["comment"] or name}, SPEC["options"], Distribution)
    distribution = declaration.add(
        Distribution,
        "main",
        {
            **wish,
            **_traffic(declaration, options, control, name),
            "CustomErrorResponses": pages.error_responses(options),
            "Logging": logs.logging(options, bucket),
            "ViewerCertificate": certificate,
            "WebACLId": declaration.neighbour("firewall", "cdn_arn", options["web_acl_arn"], option="web_acl_arn")
            if options["firewall"] or options["web_acl_arn"]
            else "",
        },
        before=logs.after_distribution(options, bucket),
    )
    if bucket:
        logs.deliver(declaration, options, suffix, bucket, distribution)
    if control:
        _let_in(declaration, options, distribution)
    if options["invalidate"] and not options["bucket_domain"]:
        content = declaration.neighbour("site", "content")
        declaration.hint(
            content,
            "the site has no files of the collection's own (site_source); give it some, or set "
            "cdn_invalidate: false where somebody else uploads and invalidates them",
        )
        declaration.add(
            Invalidation,
            "main",
            {
                "DistributionId": distribution["Id"],
                "DistributionArn": distribution["ARN"],
                **handed(options, SPEC["options"], Invalidation),
                "ContentDigest": content,
            },
        )
    declaration.outputs.update(
        distribution_id=distribution["Id"],
        distribution_arn=distribution["ARN"],
        domain_name=distribution["DomainName"],
        url="https://%s" % (options["aliases"][0] if options["aliases"] else distribution["DomainName"]),
        log_bucket=bucket["Bucket"] if bucket else None,
    )
    return declaration


def _traffic(declaration, options, control, name):
    """Origins and behaviors."""
    policy = None
    if options["response_headers_policy"]:
        policy = named_policy(declaration, "response_headers_policy", options["response_headers_policy"])
    elif options["response_headers"]["enabled"]:
        policy = declaration.add(
            ResponseHeadersPolicy, "main", {"Name": name, **response_headers(options["response_headers"])}
        )["Id"]
    bucket_domain = _bucket(declaration, options, "RegionalDomainName") if control else None
    ids = origin_ids(declaration.stack, options)
    own = cache_policies(declaration, options)
    front = options["default_origin"]
    default = {
        **handed(options, SPEC["options"], Distribution)["DefaultCacheBehavior"],
        **behavior(
            declaration, {**options, "origin": front, "target": ids[front], "headers": policy, "own_policies": own}
        ),
    }
    others = [
        {
            **record(item, BEHAVIOR),
            **behavior(
                declaration,
                {
                    **item,
                    "target": ids.get(item["origin"], item["origin"]),
                    "headers": policy if item["response_headers"] else None,
                    "own_policies": own,
                },
            ),
        }
        for item in options["behaviors"]
    ]
    lead = pages.function(declaration, options, name)
    for part in (default, *others):
        if lead and part["TargetOriginId"] == ids.get(None):
            part["FunctionAssociations"] = [{"EventType": "viewer-request", "FunctionARN": lead["FunctionARN"]}]
    made = origins(ids, options, control, bucket_domain)
    return {"Origins": made, "DefaultCacheBehavior": default, "CacheBehaviors": others}


def _certificate(declaration, options):
    if not options["aliases"]:
        return {"CloudFrontDefaultCertificate": True}
    return {
        "CloudFrontDefaultCertificate": False,
        "SSLSupportMethod": "sni-only",
        **handed(options, SPEC["options"], Distribution)["ViewerCertificate"],
        "ACMCertificateArn": options["certificate_arn"] or _found_certificate(declaration),
    }


def _found_certificate(declaration):
    """The certificate of the stack, or of the one named by ``from_stack``, in the Region that CloudFront looks in."""
    if declaration.stack.region == CERTIFICATE_REGION:
        return declaration.neighbour("certificate", "cdn_arn", option="certificate_arn")
    found = declaration.neighbour_node("certificate", Certificate, "cdn", "CertificateArn")
    declaration.asks(found, "certificate_arn")
    declaration.hint(
        found,
        "CloudFront takes certificates of %s only. Run the certificate's role first, not with "
        "certificate_cdn: never, or give cdn_certificate_arn" % CERTIFICATE_REGION,
    )
    return found


# The exports of the site with a bucket's fields.
BUCKET = {"Bucket": "bucket", "Arn": "bucket_arn", "RegionalDomainName": "bucket_domain"}


def _bucket(declaration, options, field):
    """A field of the bucket that is served: one of storage's, the site's, or somebody's of which the domain is given."""
    if options["bucket"]:
        found = declaration.neighbour_node("storage", Bucket, options["bucket"], field)
        return declaration.asks(found, "bucket", options["bucket"])
    given = options["bucket_domain"] if field == "RegionalDomainName" else None
    return declaration.neighbour("site", BUCKET[field], given, option="bucket_domain")


def _let_in(declaration, options, distribution):
    """The statements that let this distribution alone read the bucket; only shown where the bucket is not ours."""
    # Another stack's objects are never changed, and a bucket has only one policy: its owner enters these statements.
    owning = "storage" if options["bucket"] else "site"
    ours = not options["bucket_domain"] and owning not in declaration.stack.from_stack
    sid = owner("cdn", declaration.instance)
    if not ours:
        sid = re.sub(r"[^A-Za-z0-9]", "", declaration.stack.name("cdn-" + declaration.instance).title())
    folder = options["origin_path"].lstrip("/")
    arn = (
        _bucket(declaration, options, "Arn")
        if not options["bucket_domain"]
        else "arn:%s:s3:::%s" % (declaration.stack.partition, options["bucket_domain"].partition(".s3.")[0])
    )
    from_here = {"Principal": {"Service": "cloudfront.amazonaws.com"}, "Action": "s3:GetObject"}
    statements = [
        {
            "Sid": sid + "Read",
            "Effect": "Allow",
            **from_here,
            "Resource": "%s/%s*" % (arn, folder + "/" if folder and options["bucket"] else ""),
            "Condition": {"StringEquals": {"AWS:SourceArn": distribution["ARN"]}},
        },
        {
            "Sid": sid + "NoManifest",
            "Effect": "Deny",
            **from_here,
            "Resource": private_folder(arn, folder + "/" if folder else ""),
        },
    ]
    if ours:
        declaration.add(
            BucketPolicy,
            "site",
            {"Bucket": _bucket(declaration, options, "Bucket"), "Owner": sid, "Statement": statements},
        )
    declaration.outputs["bucket_policy_statements"] = statements
