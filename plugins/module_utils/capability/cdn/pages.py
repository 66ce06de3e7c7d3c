# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How paths without an object are answered: by the page of a single-page application, or by an error page. Pure."""

from __future__ import annotations

import json

from ...aws.cloudfront.function import CloudFrontFunction

# Errors that CloudFront keeps for 10 s whatever the cache policy says (CloudFront Developer Guide, how CloudFront
# processes HTTP 4xx and 5xx status codes from your origin).
KEPT = (404, 414, 500, 501, 502, 503, 504)
# Paths whose last part has a dot are files, and what others ask for by a fixed path is no page (RFC 8615).
CODE = """function handler(event) {
    var request = event.request;
    var last = request.uri.split('/').pop();
    if (last.indexOf('.') < 0 && request.uri.indexOf('/.well-known/') !== 0) {
        request.uri = %s;
    }
    return request;
}
"""


def has_other_origins(options):
    """True where some paths are answered by something else than the site, whose errors are its own."""
    return any(item["origin"] for item in options["behaviors"]) or bool(options["default_origin"])


def function(declaration, options, name):
    """The function that leads to the page of a single-page application, on the site's behaviour only, or None.

    Error responses do the same for the whole distribution: without other origins they are enough, and need no function.
    """
    if not (options["single_page_application"] and has_other_origins(options)):
        return None
    code = CODE % json.dumps("/" + options["default_root_object"])
    return declaration.add(CloudFrontFunction, "pages", {"Name": name, "FunctionCode": code})


def error_responses(options):
    """A private bucket answers 403 for a key that is not there, as CloudFront must not list it; hence both codes.

    Error responses are the whole distribution's. Other origins' errors are not kept: who asks next would get them, too.
    """
    pages = {item["ErrorCode"]: item for item in _pages(options)}
    kept = KEPT if has_other_origins(options) else ()
    return [*pages.values(), *({"ErrorCode": code, "ErrorCachingMinTTL": 0} for code in kept if code not in pages)]


def _pages(options):
    if options["single_page_application"]:
        page, code = "" if has_other_origins(options) else options["default_root_object"], "200"
    else:
        page, code = options["error_document"], "404"
    return [
        {
            "ErrorCode": error,
            "ResponsePagePath": "/" + page,
            "ResponseCode": code,
            "ErrorCachingMinTTL": options["error_caching_min_ttl"],
        }
        for error in ((403, 404) if page else ())
    ]
