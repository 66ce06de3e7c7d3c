"""What is read off an inventory, and what the simulated account has to have for it."""

from __future__ import annotations

import pytest

from tests.support.shop import inventory
from tools.rehearsal import images, stacks
from tools.rehearsal.account import FIRST, Account
from tools.rehearsal.stacks import Service, Unusable

from .runs_of import stack


def by_host(environment, limit=""):
    return {found.host: found for found in stacks.read([f"inventories/{environment}"], limit)}


def test_production_wants_a_zone_images_and_values():
    found = by_host("prod")
    shop, ordering = found["proshop"], found["inflight-ordering"]
    assert (shop.identity, shop.account, shop.zones) == ("proshop/prod/us-east-1", "123456789012", ("example.com",))
    assert shop.services == (
        Service("gateway", "lauv-nginx-gateway", "v1", True),
        Service("frontend", "lauv-frontend", "v1", False),
        Service("backend", "lauv-backend", "v1", False),
    )
    assert shop.by_hand == (
        ("ssm", "/proshop/prod/MONGO_URI"),
        ("ssm", "/proshop/prod/PAYPAL_CLIENT_ID"),
        ("ssm", "/proshop/prod/PAYPAL_CLIENT_SECRET"),
    )
    assert (shop.variables["promote_from"], shop.dns_wait, ordering.dns_wait) == ("staging", True, False)
    assert ordering.services == (Service("app", "inflight-ordering-app", "1.0.0", True),)
    assert ordering.site.endswith("applications/inflight-ordering-site")
    assert list(by_host("prod", "proshop")) == ["proshop"]


def test_a_platform_makes_the_zone_that_its_guests_look_for():
    found = by_host("platform")
    assert found["shared"].own_zones == ("platform.example.com",)
    assert found["proshop"].guest_of == {"shared/platform/us-east-1"}
    assert [[item.host for item in wave] for wave in stacks.waves(list(found.values()))] == [
        ["shared"],
        ["inflight-ordering", "proshop"],
    ]
    assert Account(list(found.values())).options == ["--account", "123456789012", "--hosted-zone", "example.com"]


def test_every_inventory_can_be_read():
    for environment in ("local", "dev", "staging", "prod", "platform"):
        account = Account(list(by_host(environment).values()))
        assert account.number == "123456789012"
        assert account.variables["file_system_dns_seconds"] == 0


def test_variables_of_the_command_line_win(tmp_path):
    hosts = inventory(tmp_path, {"one": {}})
    [found] = stacks.read([str(hosts)], extra=["stack_environment=two", '{"stack_account_id": "210987654321"}'])
    assert (found.identity, found.account) == ("shop/two/us-east-1", "210987654321")


@pytest.mark.parametrize(
    ("variables", "text"),
    [({"stack_environment": "Big"}, "stack_environment"), ({"service_services": {"api": {"tag": "latest"}}}, "latest")],
)
def test_what_cannot_be_is_refused_with_its_option(tmp_path, variables, text):
    with pytest.raises(Unusable, match=text):
        stacks.read([str(inventory(tmp_path, {"one": variables}))])


def test_ways_to_real_credentials_are_left_out():
    account = Account(
        [stack(variables={"profile": "prod", "assume_role_arn": "arn:aws:iam::123456789012:role/deploy"})]
    )
    assert account.variables == {"stack_profile": None, "stack_assume_role_arn": None}
    assert [text for text in account.assumptions if text.startswith("stack_profile is left out")]


def test_images_of_folders_and_digests_are_replaced(tmp_path):
    """Read from an inventory that builds one image, pins another, and names the third."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "Dockerfile").write_text("FROM scratch")
    service = {"port": 8080, "cpu": 256, "memory": 512}
    hosts = inventory(
        tmp_path,
        {"one": {}},
        stack_capabilities=["network", "registry", "image", "cluster", "service"],
        registry_repositories={"built": {}, "pinned": {}, "named": {}},
        image_images={"built": {"context": str(tmp_path / "folder")}},
        service_services={
            "built": service,
            "pinned": {**service, "digest": "sha256:" + "0" * 64},
            "named": {**service, "tag": "2.0"},
            "sharing": {**service, "repository": "named", "tag": "3.0"},
        },
        service_policy={"built": {"log_retention_days": 7}},
    )
    found = stacks.read([str(hosts)])
    account = Account(found)
    assert found[0].built == ("built",)
    assert {item.name: item.image for item in found[0].services} == {
        "built": FIRST,
        "pinned": FIRST,
        "named": "2.0",
        "sharing": "3.0",
    }
    assert {item.repository for item in found[0].services if item.name in ("named", "sharing")} == {"shop-one-named"}
    assert account.variables["rehearsal_capabilities"] == {"one": ["network", "registry", "cluster", "service"]}
    assert account.variables["rehearsal_policies"]["one"] == {
        "built": {"log_retention_days": 7, "tag": FIRST, "digest": None},
        "pinned": {"tag": FIRST, "digest": None},
    }
    assert [text for text in account.assumptions if "not built" in text]


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("nginx:1.27", "nginx"),
        ("host:5000/app/web:2", "host:5000/app/web"),
        ("host:5000/web@sha256:0", "host:5000/web"),
        ("web", "web"),
    ],
)
def test_an_image_without_its_version(image, name):
    assert images.untagged(image) == name
