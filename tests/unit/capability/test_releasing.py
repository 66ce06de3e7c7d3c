"""What a release takes: the services with what they are made of, and nothing that only points at them."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.logs.log_group import LogGroup
from ansible_collections.slipway.aws.plugins.module_utils.engine.declaring import Declaration
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import BadInput
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import reference
from ansible_collections.slipway.aws.plugins.module_utils.steps.release.narrowing import narrowed, parsed
from tests.support.stacks import declare

SERVICES: dict[str, Any] = {
    "api": {"tag": "1.0", "load_balancer": {}, "autoscaling": {"min": 1, "max": 2, "cpu": 50}},
    "api-worker": {},
    "web": {"tag": "1.0"},
}


def declarations() -> list[Any]:
    _stack, (service,) = declare({"service": {"services": SERVICES}})
    return [service]


def released(text: str) -> Any:
    given = declarations()
    narrowed(given, {"api": text})
    return {node.address: node.want.get("Release") for node in given[0].nodes if node.kind.kind == "service_image"}


def test_no_release_narrows_nothing() -> None:
    assert narrowed(declarations(), {}) is None


def test_a_release_takes_one_service_and_not_the_one_whose_name_begins_like_it() -> None:
    found = narrowed(declarations(), {"api": "1.1"})

    assert {address.removeprefix("service/main/") for address in found} == {
        "service_image/api",
        "task_definition/api",
        "ecs_service/api",
        "image_record/api",
        "log_group/api",
        "role/api-task",
        "role/api-execution",
        "target_group/api",
    }


def test_a_service_that_names_nothing_takes_what_builds_its_image() -> None:
    given = declarations()
    built = Declaration("image", given[0].stack)
    for name in ("api-worker", "web"):
        node = built.add(LogGroup, name, {"logGroupName": name})
        node.address = f"image/main/image/{name}"
    given.append(built)

    assert "image/main/image/api-worker" in narrowed(given, {"api-worker": ""})
    assert not [address for address in narrowed(given, {"web": ""}) if address.startswith("image/")]


def test_jobs_follow_the_revision_with_what_they_need() -> None:
    given = declarations()
    jobs = Declaration("job", given[0].stack)
    jobs.add(LogGroup, "role", {"logGroupName": "role"})
    jobs.add(LogGroup, "other", {"logGroupName": "other"})
    jobs.add(
        LogGroup,
        "migrate",
        {
            "logGroupName": reference("service/main/task_definition/api", "taskDefinitionArn"),
            "kmsKeyId": reference("job/main/log_group/role", "logGroupName"),
        },
    )

    found = narrowed([*given, jobs], {"api": "1.1"})
    assert [address for address in found if address.startswith("job/")] == [
        "job/main/log_group/migrate",
        "job/main/log_group/role",
    ]


@pytest.mark.parametrize(
    "text", ["", "1.1", "sha256:" + "0" * 64, "nginx:1.27", "public.ecr.aws/nginx/nginx", "localhost:5000/a:1"]
)
def test_what_a_release_may_name(text: str) -> None:
    assert released(text) == {
        "service/main/service_image/api": text,
        "service/main/service_image/api-worker": None,
        "service/main/service_image/web": None,
    }


@pytest.mark.parametrize("text", ["a b", "sha256:12", "nginx:", "/", "-x"])
def test_what_a_release_may_not_name(text: str) -> None:
    with pytest.raises(BadInput, match="a tag, a digest"):
        released(text)


def test_an_unknown_service_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadInput, match=r"the services are api, api-worker, web \(did you mean api\?\)"):
        narrowed(declarations(), {"apy": "1.0"})


DIGEST = "sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("backend", {"backend": ""}),
        ("backend:1.4.0", {"backend": "1.4.0"}),
        (f"backend@{DIGEST}", {"backend": DIGEST}),
        ("backend, frontend:2.0,", {"backend": "", "frontend": "2.0"}),
        (["backend", "frontend:2.0"], {"backend": "", "frontend": "2.0"}),
        ('{"backend": "1.4.0"}', {"backend": "1.4.0"}),
        ({"backend": None, "frontend": 2.5}, {"backend": "", "frontend": "2.5"}),
        ("a:public.ecr.aws/n/n:1", {"a": "public.ecr.aws/n/n:1"}),
    ],
)
def test_what_a_person_types(given: Any, found: dict[str, str]) -> None:
    assert parsed(given, "stack_release") == found


@pytest.mark.parametrize("given", [7, "{backend: 1}", "backend:", "a:1,a:2", True])
def test_what_nobody_can_mean(given: Any) -> None:
    with pytest.raises(BadInput) as caught:
        parsed(given, "stack_release")
    assert caught.value.option == "stack_release"


def test_all_means_every_service_and_a_version_of_one_of_them_stays() -> None:
    given = declarations()
    narrowed(given, "all,web:1.7")
    assert {
        node.address.rpartition("/")[2]: node.want["Release"]
        for node in given[0].nodes
        if node.kind.kind == "service_image"
    } == {"api": "", "api-worker": "", "web": "1.7"}


def test_a_release_that_names_nothing_is_refused_with_the_services() -> None:
    with pytest.raises(BadInput, match="-e release=api: the services are api, api-worker, web"):
        narrowed(declarations(), "", needed=True)


def test_a_named_version_is_not_built() -> None:
    given = declarations()
    built = Declaration("image", given[0].stack)
    node = built.add(LogGroup, "api-worker", {"logGroupName": "api-worker"})
    node.address = "image/main/image/api-worker"
    assert not [address for address in narrowed([*given, built], "api-worker:1.0") if address.startswith("image/")]
