# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What answers the paths for which there is no behavior, and what that means for options that are left out."""

from __future__ import annotations

from .checks import check_balancers
from .traffic import ALL_METHODS

# A site's files are kept, and asked for only; what an application answers is its own.
SITE = {
    "default_root_object": "index.html",
    "single_page_application": True,
    "allowed_methods": ["GET", "HEAD", "OPTIONS"],
    "cache_policy": "CachingOptimized",
    "invalidate": True,
}
APPLICATION = {
    "default_root_object": "",
    "single_page_application": False,
    "allowed_methods": ALL_METHODS,
    "cache_policy": "CachingDisabled",
    "invalidate": False,
}


def settled(declaration, options):
    """The options with what is left out of them: by the default origin, and by origins that are the stack's load balancer."""
    front = options["default_origin"]
    usual = APPLICATION if front else SITE
    balancers = {item["name"] for item in options["origins"] if not item["domain"]}
    check_balancers(declaration, options, balancers)
    return {
        **options,
        **{name: value for name, value in usual.items() if options[name] is None},
        "origins": [
            {**item, "domain": item["domain"] or declaration.neighbour("load_balancer", "dns_name")}
            for item in options["origins"]
        ],
        "origin_request_policy": options["origin_request_policy"] or _seen(front, balancers),
        "behaviors": [_behavior(item, front, balancers) for item in options["behaviors"]],
    }


def _behavior(item, front, balancers):
    origin = item["origin"] or front
    return {
        **item,
        "origin": origin,
        "origin_request_policy": item["origin_request_policy"] or _seen(origin, balancers),
    }


def _seen(origin, balancers):
    """A load balancer's certificate covers the viewer's name, not its own: it has to see that name."""
    return "AllViewer" if origin in balancers else None
