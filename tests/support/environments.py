"""A whole environment in few words: every capability of a stack, small, with a public image."""

from __future__ import annotations

from typing import Any

from tools.checkout import ROOT

IMAGE = "public.ecr.aws/nginx/nginx:1.27"
ZONE = "example.com"


def environment(name: str = "test", domain: str | None = None, **changed: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the declarations of a whole environment, for tests.support.stacks.converge.

    Options given by capability are put over those chosen here, such as `network={"zone_count": 3}`.
    """
    domain = domain or f"{name}.shop.{ZONE}"
    declared: dict[str, dict[str, Any]] = {
        "stack": {},
        "network": {"flow_logs": True},
        "encryption": {},
        "dns": {"hosted_zone": ZONE, "load_balancer_names": [f"api.{domain}"], "cdn_names": [domain]},
        "certificate": {"domain": domain, "alternative_names": [f"api.{domain}"], "hosted_zone": ZONE},
        "registry": {},
        "database": {"engine_version": "17", "instance_class": "db.t4g.micro", "allocated_storage": 20, "multi_az": False,
                     "deletion_protection": False},
        "secret": {"secrets": {
            "database": {"keys": {"username": {"database": "username"}, "password": {"database": "password"},
                                  "host": {"database": "endpoint"}}},
            "application": {"keys": {"session_key": {"generate": {"length": 32}}}}}},
        "load_balancer": {"deletion_protection": False},
        "cluster": {},
        "service": {"services": {"api": {
            "image": IMAGE, "port": 8080, "load_balancer": {}, "secrets": {"PASSWORD": {"secret": "database", "key": "password"}},
            "autoscaling": {"min": 2, "max": 4, "cpu": 70}}}},
        "site": {"source": str(ROOT / "tests" / "data" / "site")},
        "cdn": {"aliases": [domain]},
        "firewall": {"rate_limit": {"limit": 2000}, "load_balancer": True},
        "monitoring": {"emails": ["operations@example.com"], "budget": {"amount": 100}},
    }
    for capability, options in changed.items():
        declared[capability] = {**declared[capability], **options}
    return declared
