# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon CloudFront: distributions."""

from __future__ import annotations

from ...engine import fields, ownership
from ...engine.comparing import whole
from ...engine.kind import READY, WORKING, Live, Problem
from ...engine.references import is_known
from ..shared.tagging import tagged
from ..shared.tags import tag_dict, tag_list
from .base import CloudFrontKind, listed, plain, with_etag
from .response_headers_policy import unordered

# What CloudFront adds to an origin and to a behaviour, with its defaults (API Reference: Origin, CacheBehavior). What a
# cache policy takes the place of, ForwardedValues and the TTLs, is not among it: CloudFront refuses both together.
ORIGIN = {
    "ConnectionAttempts": 3,
    "ConnectionTimeout": 10,
    "CustomOriginConfig.HTTPPort": 80,
    "CustomOriginConfig.HTTPSPort": 443,
    "CustomOriginConfig.IpAddressType": "ipv4",
    "CustomOriginConfig.OriginKeepaliveTimeout": 5,
    "CustomOriginConfig.OriginReadTimeout": 30,
    "CustomOriginConfig.OriginSslProtocols*": fields.ANY,
    "OriginShield.Enabled": False,
    "S3OriginConfig.OriginAccessIdentity": "",
    "S3OriginConfig.OriginReadTimeout": 30,
}
BEHAVIOR = {
    "AllowedMethods.CachedMethods": ["GET", "HEAD"],
    "AllowedMethods.Items": ["GET", "HEAD"],
    "Compress": False,
    "GrpcConfig.Enabled": False,
    "SmoothStreaming": False,
    "TrustedKeyGroups.Enabled": False,
    "TrustedSigners.Enabled": False,
}
NOT_FOUND = ("NoSuchDistribution",)


def lower(value):
    """HTTP versions come back in either case."""
    return value.lower() if isinstance(value, str) else value


class Distribution(CloudFrontKind):
    """A distribution. Its fields are the members of DistributionConfig, lists without Quantity and Items.

    UpdateDistribution replaces the whole configuration and wants all members that CloudFront added to it (CloudFront API
    Reference), so each update sends these back. Deleting takes two steps that CloudFront has to spread out first:
    disable, wait until it is deployed, delete.
    """

    kind = "distribution"
    telling = ("Aliases", "PriceClass")
    console = "cloudfront/v4/home#/distributions/{Id}"
    uses = (
        "s3_bucket",
        "origin_access_control",
        "response_headers_policy",
        "cache_policy",
        "cloudfront_function",
        "web_acl",
        "certificate",
        "load_balancer",
    )
    coexist = "exclusive"
    on_repeat = "token"
    poll = 15
    wait_timeout = 2400
    # 3 to 6 min for each: deploying, disabling before it can be deleted.
    durations = {"create": 240, "update": 240, "delete": 240}
    waits_for_deletion = True
    delete_timeout = 2400
    delete_retry = ("DistributionNotDisabled", "PreconditionFailed")
    fields = {
        "Comment": fields.managed(""),
        "Enabled": fields.managed(True),
        "Aliases": fields.managed([], order="set"),
        "DefaultRootObject": fields.managed(""),
        "Origins": fields.required(order="Id", canonical=unordered, by_aws=ORIGIN),
        "DefaultCacheBehavior": fields.required(canonical=unordered, by_aws=BEHAVIOR),
        "CacheBehaviors": fields.managed([], order="PathPattern", canonical=unordered, by_aws=BEHAVIOR),
        "CustomErrorResponses": fields.managed(
            [], order="ErrorCode", by_aws={"ResponseCode": "", "ResponsePagePath": ""}
        ),
        "Logging": fields.managed({"Enabled": False, "IncludeCookies": False, "Bucket": "", "Prefix": ""}),
        "PriceClass": fields.managed("PriceClass_All"),
        "ViewerCertificate": fields.managed(
            {"CloudFrontDefaultCertificate": True},
            by_aws={
                "Certificate": fields.ANY,
                "CertificateSource": fields.ANY,
                "CloudFrontDefaultCertificate": False,
                "MinimumProtocolVersion": "TLSv1",
                "SSLSupportMethod": "vip",
            },
        ),
        "Restrictions": fields.managed(
            {"GeoRestriction": {"RestrictionType": "none", "Items": []}}, canonical=unordered
        ),
        "WebACLId": fields.managed(""),
        "HttpVersion": fields.managed("http2and3", canonical=lower),
        "IsIPV6Enabled": fields.managed(True),
        "Id": fields.computed(),
        "ARN": fields.computed(),
        "DomainName": fields.computed(),
    }
    # Blocks that are sent as they are declared.
    alone = frozenset(("ViewerCertificate", "Logging", "Restrictions", "Aliases"))

    # -- reading -------------------------------------------------------------------------------------------------------

    @classmethod
    def observe(cls, api, scope):
        aliases = {alias for want in scope.wants for alias in want["Aliases"] if is_known(alias)}
        # IDs of origins are ours to choose, and tell a stack's distributions from all others without a call for each.
        names = tuple("-".join(owner.split("/")) for owner in scope.owners)

        def related(row):
            return any(origin["Id"].startswith(names) for origin in plain(row["Origins"])) or aliases & set(
                plain(row["Aliases"])
            )

        def detail(arn):
            answer = api.maybe("get_distribution", NOT_FOUND, Id=arn.rpartition("/")[2])
            return cls._live(answer, known[arn] if arn in known else cls._tags(api, arn)) if answer else None

        # With all that is wished in the index, other people's distributions need not be listed.
        known = {} if scope.full else tagged(api, scope.owners, "cloudfront:distribution")
        arns = set(known)
        if scope.full or not known or len(known) < len(scope.wants):
            arns |= {row["ARN"] for row in cls._all(api) if related(row)}
        return [live for live in api.map(detail, sorted(arns)) if live]

    @classmethod
    def read_tags(cls, api, lives):
        for live in lives:
            live.tags = cls._tags(api, live.fields["ARN"])

    @classmethod
    def _all(cls, api):
        """The account's distributions: whether aliases are taken is asked of the same look."""
        return api.once("distributions", lambda: cls.listing(api, "list_distributions", "DistributionList"))

    @staticmethod
    def _tags(api, arn):
        answer = api.maybe("list_tags_for_resource", ("NoSuchResource",), Resource=arn)
        return tag_dict(answer["Tags"].get("Items")) if answer else {}

    @staticmethod
    def _live(answer, tags):
        found = answer["Distribution"]
        values = plain(found["DistributionConfig"])
        values.update({name: found[name] for name in ("Id", "ARN", "DomainName")})
        return Live(found["Id"], values, tags, raw={"status": found["Status"]})

    @classmethod
    def refresh(cls, api, live):
        answer = api.maybe("get_distribution", NOT_FOUND, Id=live.id)
        if answer is None:
            return None
        live.raw = {"status": answer["Distribution"]["Status"]}
        return live

    @classmethod
    def find_by_id(cls, api, identifier):
        answer = api.maybe("get_distribution", NOT_FOUND, Id=identifier)
        return cls._live(answer, cls._tags(api, answer["Distribution"]["ARN"])) if answer else None

    # -- thinking ------------------------------------------------------------------------------------------------------

    @classmethod
    def state(cls, live):
        if live.raw["status"] == "Deployed":
            return READY, ""
        return WORKING, "%s: the change is on its way to all edge locations" % live.raw["status"]

    @classmethod
    def differences(cls, want, live):
        """The order of the behaviours, which decides between those that fit the same path."""
        wanted, was = (
            [item["PathPattern"] for item in values.get("CacheBehaviors") or []] for values in (want, live.fields)
        )
        if sorted(wanted) == sorted(was) and wanted != was:
            return [("CacheBehaviors", was, wanted)]
        return []

    @classmethod
    def preflight(cls, api, want, live):
        wanted = set(want["Aliases"]) - set(live.fields.get("Aliases", []) if live else [])
        if not wanted:
            return []
        return [
            Problem(
                "the alias %s belongs to the distribution %s already; remove it there first (CNAMEAlreadyExists)"
                % (alias, row["Id"])
            )
            for row in cls._all(api)
            for alias in sorted(wanted & set(plain(row["Aliases"])))
            if not live or row["Id"] != live.id
        ]

    # -- changing ------------------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, api, want, tags):
        # The same reference with the same configuration gives the distribution that is there: none is made twice.
        reference = "%s %s" % (tags[ownership.STACK], tags[ownership.ADDRESS])
        configuration = listed({**cls._declared(want), "CallerReference": reference})
        answer = api.create_distribution_with_tags(
            DistributionConfigWithTags={"DistributionConfig": configuration, "Tags": {"Items": tag_list(tags)}}
        )
        return cls._live(answer, dict(tags))

    @classmethod
    def _declared(cls, want):
        return {name: want[name] for name, field in cls.fields.items() if not field.computed and name in want}

    @classmethod
    def update(cls, api, live, want, delta):
        def change():
            current = api.get_distribution_config(Id=live.id)
            configuration = merged_configuration(plain(current["DistributionConfig"]), cls._declared(want), cls)
            return api.update_distribution(
                Id=live.id, IfMatch=current["ETag"], DistributionConfig=listed(configuration)
            )

        return cls._live(with_etag(change), live.tags)

    @classmethod
    def tag(cls, api, live, tags):
        api.tag_resource(Resource=live.fields["ARN"], Tags={"Items": tag_list(tags)})

    @classmethod
    def untag(cls, api, live, keys):
        api.untag_resource(Resource=live.fields["ARN"], TagKeys={"Items": list(keys)})

    @classmethod
    def delete(cls, api, live):
        answer = api.maybe("get_distribution_config", NOT_FOUND, Id=live.id)
        if answer is None:
            return
        etag, configuration = answer["ETag"], answer["DistributionConfig"]
        if configuration["Enabled"]:
            etag = api.update_distribution(
                Id=live.id, IfMatch=etag, DistributionConfig={**configuration, "Enabled": False}
            )["ETag"]
        # Refused with DistributionNotDisabled until the change is everywhere: the engine comes back.
        api.maybe("delete_distribution", NOT_FOUND, Id=live.id, IfMatch=etag)


def merged_configuration(current, wanted, kind=Distribution):
    """A configuration in plain form with the wish in it, and what CloudFront added to it; fields that are none of the kind stay."""
    parts = {
        name: value if name in kind.alone else whole(kind.fields[name], value, current.get(name))
        for name, value in wanted.items()
    }
    return {**current, **parts}
