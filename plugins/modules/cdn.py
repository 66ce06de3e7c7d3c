#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/cdn by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: cdn
short_description: CloudFront distribution in front of a site
version_added: 0.1.0
description:
  - Makes a distribution with origin access control, redirect to HTTPS, compression, security headers, access logs
    and pages for a single-page application, and lets it alone read the site's bucket.
  - Empties the caches once when the content changed, and waits until that is done.
  - The distribution is ready some minutes after each change; other parts of the stack do not wait for it.
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  default_origin:
    description:
      - Name of one of O(origins) that answers all paths for which no behavior is. Without it the site's bucket
        does.
      - 'With it the distribution needs no bucket: the default of O(behaviors[].origin) is this origin, too.'
      - 'Class: managed.'
    type: str
  bucket:
    description:
      - A bucket of M(slipway.aws.storage), by its key there, in place of the site's.
      - Its policy gets what lets the distribution read. Nobody reads the rest of it where O(origin_path) says a
        folder.
      - 'Class: managed.'
    type: str
  bucket_domain:
    description:
      - Regional domain name of a bucket that is not the site capability's.
      - Its policy is not touched then; the output RV(ignore:bucket_policy_statements) has what belongs in it.
      - The same holds for the bucket of another stack, found with O(from_stack).
      - 'Class: managed.'
    type: str
  origin_path:
    description:
      - Folder of the bucket that is served, with a slash before it and none after it.
      - 'Class: managed.'
    type: str
    default: ''
  origins:
    description:
      - Further origins, such as a load balancer for an API.
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description:
          - ID of the origin, for O(behaviors).
          - 'Class: managed.'
        type: str
        required: true
      domain:
        description:
          - 'Domain name of the origin. For HTTPS its certificate has to cover the name: of a load balancer it is
            one of O(ignore:dns_load_balancer_names), not its own.'
          - 'The default is the stack''s load balancer, which is asked under the viewer''s name: its certificate
            has to cover O(aliases), and V(AllViewer) is the default of O(behaviors[].origin_request_policy).'
          - 'Class: managed.'
        type: str
      path:
        description:
          - What is put before each path, with a slash before it and none after it.
          - 'Class: managed.'
        type: str
        default: ''
      protocol_policy:
        description:
          - How CloudFront talks to the origin, with TLS 1.2.
          - 'Class: managed.'
        type: str
        choices:
          - https-only
          - http-only
          - match-viewer
        default: https-only
      http_port:
        description:
          - Port for HTTP.
          - 'AWS requires: 80, 443 or 1024 to 65535.'
          - 'Class: managed.'
        type: int
        default: 80
      https_port:
        description:
          - Port for HTTPS.
          - 'AWS requires: 80, 443 or 1024 to 65535.'
          - 'Class: managed.'
        type: int
        default: 443
      read_timeout:
        description:
          - Seconds to wait for an answer.
          - 'AWS requires: 1 to 120.'
          - 'Class: managed.'
        type: int
        default: 30
      keepalive_timeout:
        description:
          - Seconds that an idle connection is kept.
          - 'AWS requires: 1 to 120.'
          - 'Class: managed.'
        type: int
        default: 5
  behaviors:
    description:
      - What differs by path. The first that fits wins, so their order counts.
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
    suboptions:
      path_pattern:
        description:
          - Path that the behavior is for.
          - 'Class: managed.'
        type: str
        required: true
      origin:
        description:
          - Name of one of O(origins). O(default_origin) when omitted, or the site's bucket.
          - 'Class: managed.'
        type: str
      allowed_methods:
        description:
          - Methods that are let through.
          - 'AWS requires: GET and HEAD, these and OPTIONS, or all seven methods.'
          - 'Class: managed.'
        type: list
        elements: str
        choices:
          - GET
          - HEAD
          - OPTIONS
          - PUT
          - POST
          - PATCH
          - DELETE
        default:
          - GET
          - HEAD
          - OPTIONS
          - PUT
          - POST
          - PATCH
          - DELETE
      viewer_protocol_policy:
        description:
          - What happens to HTTP.
          - 'Class: managed.'
        type: str
        choices:
          - redirect-to-https
          - https-only
          - allow-all
        default: redirect-to-https
      cache_policy:
        description:
          - Name of a policy that AWS manages, or the ID of a policy.
          - 'Class: managed.'
        type: str
        default: CachingDisabled
      origin_request_policy:
        description:
          - Name of a policy that AWS manages, or the ID of a policy. The default for one of O(origins) is V(AllViewerExceptHostHeader),
            which passes query strings, cookies and headers on; V(none) is none.
          - 'Class: managed.'
        type: str
      compress:
        description:
          - Whether CloudFront compresses.
          - 'Class: managed.'
        type: bool
        default: true
      response_headers:
        description:
          - Whether the response headers policy applies.
          - 'Class: managed.'
        type: bool
        default: true
  default_root_object:
    description:
      - Object for the root URL, and for each path of a single-page application. The default is V(index.html), and
        none with O(default_origin), which answers the root URL itself.
      - 'Class: managed.'
    type: str
  single_page_application:
    description:
      - Whether a path without an object is answered with O(default_root_object) and status 200.
      - Where a behavior has one of O(origins), whose errors are its own, a function does so for the site's paths
        whose last part has no dot. Otherwise it is done by error pages.
      - The default is true, and false with O(default_origin).
      - 'Class: managed.'
    type: bool
  error_document:
    description:
      - Object for paths without an object, with status 404, where the site is no single-page application.
      - CloudFront has such pages for a whole distribution only. Where a behavior has one of O(origins), O(error_document_everywhere)
        is needed with it.
      - 'Class: managed.'
    type: str
  error_document_everywhere:
    description:
      - Whether O(error_document) may take the place of the answers 403 and 404 of O(origins), too.
      - 'Class: managed.'
    type: bool
    default: false
  error_caching_min_ttl:
    description:
      - Seconds that the answer for a path without an object is kept.
      - 'Where a behavior has one of O(origins), errors for which there is no page are not kept: CloudFront would
        give one person''s error to the next, even without a cache.'
      - 'Class: managed.'
    type: int
    default: 10
  viewer_protocol_policy:
    description:
      - What happens to HTTP. V(allow-all) sends content in clear.
      - 'Class: managed.'
    type: str
    choices:
      - redirect-to-https
      - https-only
      - allow-all
    default: redirect-to-https
  allowed_methods:
    description:
      - Methods that are let through. OPTIONS is cached with GET and HEAD. The default is GET, HEAD and OPTIONS,
        and all with O(default_origin).
      - 'AWS requires: GET and HEAD, these and OPTIONS, or all seven methods.'
      - 'Class: managed.'
    type: list
    elements: str
    choices:
      - GET
      - HEAD
      - OPTIONS
      - PUT
      - POST
      - PATCH
      - DELETE
  compress:
    description:
      - Whether CloudFront compresses with gzip and Brotli.
      - 'Class: managed.'
    type: bool
    default: true
  cache_policy:
    description:
      - Name of a policy that AWS manages, or the ID of a policy. V(CachingOptimized) forwards neither query strings
        nor cookies. The default is V(CachingOptimized), and V(CachingDisabled) with O(default_origin).
      - 'Class: managed.'
    type: str
  origin_request_policy:
    description:
      - Name of a policy that AWS manages, or the ID of a policy. With O(default_origin) its default is that of
        a behavior.
      - 'Class: managed.'
    type: str
  cache_policies:
    description:
      - Cache policies of the stack's own, for O(cache_policy) and O(behaviors[].cache_policy) by their names.
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description:
          - Name of the policy in the stack.
          - 'Class: managed.'
        type: str
        required: true
      min_ttl:
        description:
          - Seconds that an answer is kept at least, whatever the origin says.
          - 'Class: managed.'
        type: int
        default: 0
      default_ttl:
        description:
          - Seconds that an answer is kept where the origin says nothing.
          - 'Class: managed.'
        type: int
        default: 86400
      max_ttl:
        description:
          - Seconds that an answer is kept at most.
          - 'Class: managed.'
        type: int
        default: 31536000
      headers:
        description:
          - Headers that tell answers apart, and that the origin sees.
          - 'Class: managed.'
        type: list
        elements: str
        default: []
      cookies:
        description:
          - Cookies that tell answers apart, and that the origin sees.
          - 'Class: managed.'
        type: list
        elements: str
        default: []
      query_strings:
        description:
          - Query strings that tell answers apart, and that the origin sees.
          - 'Class: managed.'
        type: list
        elements: str
        default: []
      all_cookies:
        description:
          - Whether all cookies tell answers apart.
          - 'Class: managed.'
        type: bool
        default: false
      all_query_strings:
        description:
          - Whether all query strings tell answers apart.
          - 'Class: managed.'
        type: bool
        default: false
      gzip:
        description:
          - Whether answers compressed with gzip are kept.
          - 'Class: managed.'
        type: bool
        default: true
      brotli:
        description:
          - Whether answers compressed with Brotli are kept.
          - 'Class: managed.'
        type: bool
        default: true
  response_headers_policy:
    description:
      - Name of a response headers policy that AWS manages, or the ID of one, in place of O(response_headers).
      - 'Class: managed.'
    type: str
  response_headers:
    description:
      - The headers that CloudFront sets. What is not declared is taken away.
      - 'Class: managed.'
    type: dict
    suboptions:
      enabled:
        description:
          - Whether there is a policy at all.
          - 'Class: managed.'
        type: bool
        default: true
      content_security_policy:
        description:
          - Value of Content-Security-Policy.
          - 'Class: managed.'
        type: str
      strict_transport_security:
        description:
          - Strict-Transport-Security.
          - 'Class: managed.'
        type: dict
        suboptions:
          max_age:
            description:
              - Seconds. V(0) leaves the header out.
              - 'Class: managed.'
            type: int
            default: 31536000
          include_subdomains:
            description:
              - Whether it holds for all subdomains.
              - 'Class: managed.'
            type: bool
            default: true
          preload:
            description:
              - Whether browsers may have it built in.
              - 'Class: managed.'
            type: bool
            default: false
      frame_options:
        description:
          - X-Frame-Options. V(none) leaves it out.
          - 'Class: managed.'
        type: str
        choices:
          - DENY
          - SAMEORIGIN
          - none
        default: DENY
      referrer_policy:
        description:
          - Referrer-Policy. V(none) leaves it out.
          - 'Class: managed.'
        type: str
        choices:
          - no-referrer
          - no-referrer-when-downgrade
          - origin
          - origin-when-cross-origin
          - same-origin
          - strict-origin
          - strict-origin-when-cross-origin
          - unsafe-url
          - none
        default: strict-origin-when-cross-origin
      content_type_options:
        description:
          - Whether X-Content-Type-Options is V(nosniff).
          - 'Class: managed.'
        type: bool
        default: true
      custom_headers:
        description:
          - Further headers.
          - 'Class: managed.'
        type: list
        elements: dict
        default: []
        suboptions:
          header:
            description:
              - Name.
              - 'Class: managed.'
            type: str
            required: true
          value:
            description:
              - Value.
              - 'Class: managed.'
            type: str
            required: true
          override:
            description:
              - Whether it replaces that of the origin.
              - 'Class: managed.'
            type: bool
            default: true
      remove_headers:
        description:
          - Headers of the origin that are not passed on.
          - 'Class: managed.'
        type: list
        elements: str
        default: []
      cors:
        description:
          - Answers to requests from other origins.
          - 'Class: managed.'
        type: dict
        suboptions:
          allow_origins:
            description:
              - Origins.
              - 'Class: managed.'
            type: list
            elements: str
            required: true
          allow_methods:
            description:
              - Methods.
              - 'Class: managed.'
            type: list
            elements: str
            choices:
              - GET
              - POST
              - OPTIONS
              - PUT
              - DELETE
              - PATCH
              - HEAD
              - ALL
            default:
              - GET
              - HEAD
          allow_headers:
            description:
              - Request headers.
              - 'Class: managed.'
            type: list
            elements: str
            default:
              - '*'
          expose_headers:
            description:
              - Response headers that scripts see.
              - 'Class: managed.'
            type: list
            elements: str
            default: []
          allow_credentials:
            description:
              - Whether cookies may be sent.
              - 'Class: managed.'
            type: bool
            default: false
          max_age:
            description:
              - Seconds that a preflight answer is kept.
              - 'Class: managed.'
            type: int
            default: 600
  aliases:
    description:
      - Domain names of the distribution. A certificate for all of them is needed.
      - 'AWS requires: Each name belongs to one distribution in all of AWS.'
      - 'Class: managed.'
    type: list
    elements: str
    default: []
  certificate_arn:
    description:
      - ARN of the certificate, where it is not that of the certificate capability.
      - 'AWS requires: Issued, in us-east-1.'
      - 'Class: managed.'
    type: str
  minimum_protocol_version:
    description:
      - Oldest TLS with its ciphers. Without O(aliases) CloudFront's own certificate allows TLSv1.
      - 'Class: managed.'
    type: str
    choices:
      - TLSv1.2_2019
      - TLSv1.2_2021
      - TLSv1.2_2025
      - TLSv1.3_2025
    default: TLSv1.2_2021
  firewall:
    description:
      - Whether the firewall capability's web ACL stands in front.
      - 'Class: managed.'
    type: bool
    default: true
  web_acl_arn:
    description:
      - ARN of a web ACL that is not the firewall capability's.
      - 'AWS requires: Of scope CLOUDFRONT.'
      - 'Class: managed.'
    type: str
  geo_restriction:
    description:
      - Countries that are let in or kept out.
      - 'Class: managed.'
    type: dict
    suboptions:
      type:
        description:
          - V(whitelist) lets only O(geo_restriction.locations) in, V(blacklist) keeps them out.
          - 'Class: managed.'
        type: str
        choices:
          - none
          - whitelist
          - blacklist
        default: none
      locations:
        description:
          - Country codes, ISO 3166-1 alpha-2.
          - 'Class: managed.'
        type: list
        elements: str
        default: []
  price_class:
    description:
      - Which edge locations are used.
      - 'Class: managed.'
    type: str
    choices:
      - PriceClass_All
      - PriceClass_200
      - PriceClass_100
    default: PriceClass_All
  http_version:
    description:
      - HTTP versions beside HTTP/1.1.
      - 'Class: managed.'
    type: str
    choices:
      - http1.1
      - http2
      - http3
      - http2and3
    default: http2and3
  ipv6:
    description:
      - Whether the distribution answers on IPv6.
      - 'Class: managed.'
    type: bool
    default: true
  comment:
    description:
      - Comment of the distribution. The default is its generated name.
      - 'AWS requires: At most 128 characters.'
      - 'Class: managed.'
    type: str
  enabled:
    description:
      - Whether the distribution answers.
      - 'Class: managed.'
    type: bool
    default: true
  access_logs:
    description:
      - Whether access logs (standard logs) are written to a bucket.
      - 'Class: managed.'
    type: bool
    default: true
  access_log_version:
    description:
      - 'V(v2) is standard logging (v2): CloudWatch Logs delivers the logs, and the bucket has no ACLs.'
      - V(legacy) is standard logging (legacy), by which CloudFront writes itself and the bucket has to allow ACLs;
        public access stays blocked. It is for tools that look for nothing else, as AWS Config's rule cloudfront-accesslogs-enabled.
      - 'V(both) writes both side by side. V(v2) takes up to 12 hours until it has effect, and logs of V(legacy)
        may come a day late: where no line may be missing, have V(both) for a day before V(v2).'
      - 'Class: managed.'
    type: str
    choices:
      - v2
      - legacy
      - both
    default: v2
  access_log_bucket:
    description:
      - Name of the bucket to make for them. The default is made of application, environment, region, account and
        C(cdn-logs).
      - 'AWS requires: Without dots for V(v2).'
      - 'Class: managed.'
    type: str
  access_log_prefix:
    description:
      - What the keys of the logs begin with.
      - 'Class: managed.'
    type: str
    default: cdn/
  access_log_suffix_path:
    description:
      - 'Folder of V(v2) below O(access_log_prefix), with variables: V({DistributionId}), V({distributionid}), V({yyyy}),
        V({MM}), V({dd}), V({HH}), V({accountid}).'
      - 'AWS requires: 1 to 256 characters.'
      - 'Class: managed.'
    type: str
    default: '{DistributionId}/{yyyy}/{MM}/{dd}/{HH}'
  access_log_hive_compatible_path:
    description:
      - Whether V(v2) writes the variables of the path as Apache Hive reads them, such as C(year=2026).
      - 'Class: managed.'
    type: bool
    default: false
  access_log_output_format:
    description:
      - Format of V(v2). V(w3c) is that of V(legacy). AWS bills V(parquet) by the volume of the logs, the others
        not.
      - 'Class: managed.'
    type: str
    choices:
      - w3c
      - plain
      - json
      - raw
      - parquet
    default: w3c
  access_log_record_fields:
    description:
      - Fields of V(v2), in their order. The default are those of V(legacy).
      - 'Class: managed.'
    type: list
    elements: str
    choices:
      - date
      - time
      - x-edge-location
      - sc-bytes
      - c-ip
      - cs-method
      - cs(Host)
      - cs-uri-stem
      - sc-status
      - cs(Referer)
      - cs(User-Agent)
      - cs-uri-query
      - cs(Cookie)
      - x-edge-result-type
      - x-edge-request-id
      - x-host-header
      - cs-protocol
      - cs-bytes
      - time-taken
      - x-forwarded-for
      - ssl-protocol
      - ssl-cipher
      - x-edge-response-result-type
      - cs-protocol-version
      - fle-status
      - fle-encrypted-fields
      - c-port
      - time-to-first-byte
      - x-edge-detailed-result-type
      - sc-content-type
      - sc-content-len
      - sc-range-start
      - sc-range-end
      - timestamp(ms)
      - origin-fbl
      - origin-lbl
      - asn
      - c-country
      - cache-behavior-path-pattern
    default: []
  access_log_cookies:
    description:
      - Whether cookies are logged.
      - 'Class: managed.'
    type: bool
    default: false
  access_log_retention_days:
    description:
      - Days after which logs expire.
      - 'AWS requires: At least 1.'
      - 'Class: managed.'
    type: int
    default: 90
  access_log_transitions:
    description:
      - Storage classes that the logs move to before they expire, one after the other.
      - 'AWS requires: Each class later than the one before it, and before O(access_log_retention_days). Objects
        below 128 KB do not move.'
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
    suboptions:
      storage_class:
        description:
          - Storage class that objects move to.
          - 'Class: managed.'
        type: str
        choices:
          - STANDARD_IA
          - INTELLIGENT_TIERING
          - ONEZONE_IA
          - GLACIER_IR
          - GLACIER
          - DEEP_ARCHIVE
        required: true
      days:
        description:
          - Days after which they move.
          - 'AWS requires: At least 30 for V(STANDARD_IA) and V(ONEZONE_IA), and 30 later for what comes after these.'
          - 'Class: managed.'
        type: int
        required: true
  invalidate:
    description:
      - Whether the caches are emptied when the site's content changed, once per upload.
      - Turn it off where O(slipway.aws.site#module:source) is not used. The default is true, and false with O(default_origin).
      - 'Class: managed.'
    type: bool
  invalidation_paths:
    description:
      - Paths to empty. One wildcard counts as one path.
      - 'Class: managed.'
    type: list
    elements: str
    default:
      - /*
  policy:
    description:
      - What an environment changes about O(access_log_transitions), O(behaviors), O(cache_policies), O(geo_restriction),
        O(origins) and O(response_headers), by option.
      - Dictionaries are merged member by member, other lists and values replaced, and null takes away. Names that
        the description does not have are refused.
      - An item of a list is named by C(name) of O(origins), C(path_pattern) of O(behaviors), C(name) of O(cache_policies),
        C(storage_class) of O(access_log_transitions).
      - 'Class: managed.'
    type: dict
    default: {}
"""

EXAMPLES = r"""
---
- name: Serve the site to the world
  slipway.aws.cdn:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    aliases:
      - inflight-ordering.example.com
      - www.inflight-ordering.example.com
    response_headers:
      content_security_policy: "default-src 'self'"
"""

RETURN = r"""
---
stack:
  description: The stack's identity.
  returned: always
  type: str
  sample: inflight-ordering/prod/us-east-1
totals:
  description: How many objects the plan creates, updates, deletes and leaves.
  returned: when not only declared
  type: str
  sample: 2 to create, 1 to update, 40 unchanged.
plan:
  description: 'The plan as data: lines with address, verb, changes and reason.'
  returned: when not only declared
  type: dict
problems:
  description: What forbids the plan, a sentence each.
  returned: when a plan is refused
  type: list
  elements: str
digest:
  description: Digest of the plan, for the option C(approved) of M(slipway.aws.stack).
  returned: when not only declared
  type: str
  sample: 3f0c9a51d2b8e746
outputs:
  description: Outputs by capability instance.
  returned: when not only declared
  type: dict
done:
  description: Addresses that were made or changed.
  returned: when something was carried out
  type: list
  elements: str
deleted:
  description: Addresses that were deleted.
  returned: when something was carried out
  type: list
  elements: str
serving:
  description: What serves, a sentence for each service.
  returned: after a release or a rollback
  type: list
  elements: str
kept:
  description: What a guard kept, with the reason.
  returned: when not only declared
  type: list
  elements: dict
calls:
  description: Calls to AWS by operation.
  returned: when not only declared
  type: dict
distribution_id:
  description: ID of the distribution.
  returned: when it is known
  type: str
  sample: E2QWRUHAPOMQZL
distribution_arn:
  description: ARN of the distribution.
  returned: when it is known
  type: str
  sample: arn:aws:cloudfront::123456789012:distribution/E2QWRUHAPOMQZL
domain_name:
  description: Domain name of the distribution.
  returned: when it is known
  type: str
  sample: d111111abcdef8.cloudfront.net
url:
  description: URL of the site.
  returned: when it is known
  type: str
  sample: https://inflight-ordering.example.com
log_bucket:
  description: Name of the bucket of the access logs, or null.
  returned: when it is known
  type: str
  sample: inflight-ordering-prod-us-east-1-123456789012-cdn-logs
bucket_policy_statements:
  description: The statements that let the distribution read the bucket.
  returned: when it is known
  type: list
  sample:
    - Sid: SlipwayCdnMainPolicyRead
      Effect: Allow
      Principal:
        Service: cloudfront.amazonaws.com
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import cdn


def main():
    entry.main("cdn", cdn)


if __name__ == "__main__":
    main()
