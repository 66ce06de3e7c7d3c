"""Bad input through the real command: a whole environment with one wrong line is refused before AWS is changed.

The call log of the simulator holds every service: registry and the lock's parameter store too.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.support.playbook import Playbook
from tests.support.shop import inventory
from tools.simulator_process import SimulatorProcess

pytestmark = pytest.mark.scenario

IMAGE = {"tag": None, "image": "public.ecr.aws/nginx/nginx:1.27"}


class Case(NamedTuple):
    """Extra variables of a run, and the words of its refusal: option, value, what is allowed."""

    given: dict[str, Any]
    said: tuple[str, ...]


# Told together: what the options alone tell is refused, all of it, before anything is read.
DECLARING = Case(
    {
        "stack_workers": 0,
        "network_nat_gatewayz": "single",
        "network_zone_count": "two",
        "network_private_subnets": ["10.0.2.0/24", "10.0.12.0/24"],
        "certificate_domain": "shop.example.org",
        "load_balancer_certificate_arn": "arn:aws:acm:eu-west-1:123456789012:certificate/1",
        "service_policy": {
            "app": {**IMAGE, "cpu": 512, "memory": 8192, "autoscaling": {"min": 5, "max": 2}, "desired_cout": 3},
        },
        "site_source": "/no/such/folder",
        "monitoring_emails": ["operations"],
    },
    (
        "stack_workers: 0 is not possible; 1 to 64 is allowed",
        (
            "network_nat_gatewayz: '(not shown)' is not possible; it is no variable of the role slipway.aws.network: "
            "did you mean network_nat_gateways?"
        ),
        "network_zone_count: 'two' is not possible; a whole number is allowed",
        "network_private_subnets: '10.0.2.0/24' is not possible",
        "certificate_domain: 'shop.example.org' is not possible; names in the hosted zone example.com are allowed",
        "load_balancer_certificate_arn: 'arn:aws:acm:eu-west-1:123456789012:certificate/1' is not possible",
        "service_policy.app.desired_cout: 'desired_cout' is not possible; did you mean desired_count?",
        "site_source: '/no/such/folder' is not possible",
        "monitoring_emails: 'operations' is not possible",
    ),
)
# Refused when the graph is joined or compared with the account.
CONVERGING = {
    "a key that the secret does not have": Case(
        {
            "service_services": {"app": {"secrets": {"DB_HOST": {"secret": "db-credentials", "key": "hostname"}}}},
            "service_policy": {"app": IMAGE},
        },
        ("service_services.app.secrets.DB_HOST", "hostname", "the secret has the keys dbname, engine, host"),
    ),
    "an engine version that RDS does not offer": Case({"database_engine_version": "17.999"}, ("17.999", "17.")),
    "a hosted zone that does not exist": Case(
        {"application_zone": "example.org", "application_domain": "shop.example.org"}, ("example.org", "hosted zone")
    ),
}


# Stacks of one run, each with one wrong line in a role of its own: capability -> variables, and the words of the refusal.
EACH = {
    "file_system": Case(
        {"file_system_access_points": {"uploads": {"path": "uploads"}}},
        ("file_system_access_points.uploads.path", "'uploads'", "an absolute path"),
    ),
    "discovery": Case({"discovery_namespace": "our shop"}, ("discovery_namespace", "'our shop'", "1 to 253 letters")),
    "image": Case(
        {"image_images": {"app": {"context": "/no/such/folder"}}},
        ("image_images.app.context", "'/no/such/folder'", "existing folder"),
    ),
    "job": Case(
        {"job_jobs": {"clean": {"service": "api", "command": ["clean"], "schedule": "daily"}}},
        ("job_jobs.clean.schedule", "'daily'", "cron() with six fields"),
    ),
    "secret": Case(
        {"secret_parameters": {"KEY": {"value": "sesame", "min_length": 32}}},
        ("secret_parameters.KEY.value", "'(not shown)'", "at least 32 characters are needed, and it has 6"),
    ),
    "service": Case(
        {"service_services": {"web": {"image": "nginx:1", "connects_to": ["web"]}}},
        ("service_services.web.connects_to", "'web'"),
    ),
    "network": Case({"network_nat_gateways": "two"}, ("network_nat_gateways", "two", "per_zone, single, none")),
}


def test_each_capability_refuses_before_any_call(
    simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path
) -> None:
    hosts = {name.replace("_", "-"): {**case.given, "stack_capabilities": [name]} for name, case in EACH.items()}
    unset = {"network_nat_gateways": "none", "service_services": {}}
    result = playbook("site.yml", "-i", str(inventory(tmp_path, hosts, **unset)))
    assert {host for host, counts in result.plays.items() if counts["failed"] == 1} == set(hosts), result
    output = " ".join((result.out + result.err).replace("\\'", "'").replace("''", "'").split())
    for text in [text for case in EACH.values() for text in case.said]:
        assert text in output, f"{text!r} is not said in\n{result}"
    assert "sesame" not in output
    assert not simulator.calls()


def refused(simulator: SimulatorProcess, playbook: Playbook, case: Case) -> list[dict[str, Any]]:
    """Deploy the local environment with the case's variables, read the refusal, and return the calls that were made."""
    result = playbook(
        "site.yml", "-i", "inventories/local", "--limit", "inflight-ordering", "-e", json.dumps(case.given)
    )
    assert result.rc, result
    output = " ".join((result.out + result.err).replace("\\'", "'").split())
    for text in case.said:
        assert text in output, f"{text!r} is not said in\n{result}"
    assert not simulator.calls(changing=True)
    return simulator.calls()


def test_what_the_options_alone_tell_is_refused_together_and_without_a_call(
    simulator: SimulatorProcess, playbook: Playbook
) -> None:
    assert not refused(simulator, playbook, DECLARING)


@pytest.mark.parametrize("case", CONVERGING.values(), ids=CONVERGING)
def test_what_the_whole_stack_tells_is_refused_before_a_changing_call(
    simulator: SimulatorProcess, playbook: Playbook, case: Case
) -> None:
    refused(simulator, playbook, case)
