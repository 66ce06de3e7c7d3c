"""What the action plugin says: which variables are slips, and where a stack is reached."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.action import converge
from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import CAPABILITIES, role_options
from ansible_collections.slipway.aws.plugins.module_utils.capability.index import OPERATIONS
from ansible_collections.slipway.aws.plugins.plugin_utils import live

MISSPELT = {
    "stack_prunes": "stack_prune",
    "network_nat_gatewayz": "network_nat_gateways",
    "encryption_aliass": "encryption_alias",
    "dns_hosted_zones": "dns_hosted_zone",
    "certificate_domian": "certificate_domain",
    "registry_scan_on_pusch": "registry_scan_on_push",
    "file_system_backupp": "file_system_backup",
    "database_multi_as": "database_multi_az",
    "secret_secretz": "secret_secrets",
    "load_balancer_deletion_protektion": "load_balancer_deletion_protection",
    "cluster_nam": "cluster_name",
    "service_servics": "service_services",
    "site_sorce": "site_source",
    "firewall_rate_limits": "firewall_rate_limit",
    "cdn_alias": "cdn_aliases",
    "monitoring_email": "monitoring_emails",
    "image_imagez": "image_images",
    "discovery_namespaces": "discovery_namespace",
    "job_jobz": "job_jobs",
    "queue_queuez": "queue_queues",
    "storage_buckts": "storage_buckets",
    "email_domane": "email_domain",
}


@pytest.mark.parametrize(
    ("capability", "own"),
    [
        ("registry", "url"),
        ("network", "team"),
        ("stack", "version"),
        ("service", "result"),
        ("cdn", "comments_of_ours"),
    ],
)
def test_a_variable_of_the_users_own_may_begin_as_a_roles_do(capability: str, own: str) -> None:
    assert converge.misspelt(own, role_options(capability)) is None


@pytest.mark.parametrize(("given", "meant"), MISSPELT.items())
def test_a_slip_of_a_variable_is_told(given: str, meant: str) -> None:
    role = max((name for name in CAPABILITIES if given.startswith(f"{name}_")), key=len)
    assert f"{role}_{converge.misspelt(given.removeprefix(f'{role}_'), role_options(role))}" == meant


def test_every_role_has_its_slip() -> None:
    assert all(any(given.startswith(f"{name}_") for given in MISSPELT) for name in set(CAPABILITIES) - set(OPERATIONS))


def test_each_address_of_a_stack_is_said_once() -> None:
    outputs = {
        "cdn/main": {"url": "https://shop.example.com", "domain_name": "d1.cloudfront.net"},
        "dns/main": {"urls": ["https://shop.example.com", "https://api.shop.example.com"]},
        "load_balancer/main": {"url": "(known after apply: load_balancer/main/load_balancer/main.DNSName)"},
    }
    assert live.urls(outputs) == ["https://shop.example.com", "https://api.shop.example.com"]
