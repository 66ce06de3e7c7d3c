"""A capability finds its neighbours: explicitly, in the graph, in another stack, in its own stack by tags."""

from __future__ import annotations

import re

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.declaring import Declaration, Export, Stack
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import BadInput, Refused

from .cloud import STACK, Base, Cloud, Middle, Top, converge, declare, settled
from .kinds import Plain

EXPORTS = {
    "network": {
        "vpc_id": Export("base", "main", "Id"),
        "subnet_ids": Export("middle", "net-*", "Id", many=True),
        "missing": Export("base", "nowhere", "Id"),
    }
}
PLATFORM = Stack("platform", "test", "us-east-1")


def network(stack=STACK):
    home = {"Home": lambda nodes: nodes["main"]["Id"]}
    return declare((Base, "main", {}), (Middle, "net-b", home), (Middle, "net-a", home), name="network", stack=stack)


def service(stack=STACK, **explicit):
    declaration = Declaration("service", stack)
    declaration.add(
        Top,
        "app",
        {
            "Home": declaration.neighbour("network", "vpc_id", explicit.get("vpc_id")),
            "Uses": [declaration.neighbour("network", "subnet_ids", explicit.get("subnet_ids"))],
        },
    )
    return declaration


def converged(cloud, *declarations, **options):
    return converge(cloud, *declarations, exports=EXPORTS, **options)


def app(cloud):
    return cloud.at("app")[1]


def ids(cloud):
    return cloud.at("main")[0], [cloud.at("net-a")[0], cloud.at("net-b")[0]]


def test_alone_or_together_in_any_order_it_is_the_same():
    together, apart = Cloud(), Cloud()
    converged(together, service(), network())
    converged(apart, network())
    converged(apart, service())
    for cloud in (together, apart):
        vpc, nets = ids(cloud)
        assert (app(cloud)["Home"], sorted(app(cloud)["Uses"])) == (vpc, sorted(nets))
        for parts in ([network(), service()], [service(), network()], [network()], [service()]):
            settled(cloud, *parts, exports=EXPORTS)


def test_explicit_values_win():
    cloud = Cloud()
    converged(cloud, network())
    foreign = cloud.put(Base, {})
    converged(cloud, service(vpc_id=foreign, subnet_ids=None))
    assert app(cloud)["Home"] == foreign
    assert len(app(cloud)["Uses"]) == 2


def test_another_stacks_neighbours_are_used_and_never_touched():
    cloud = Cloud()
    converged(cloud, network(PLATFORM), stack=PLATFORM)
    before = dict(cloud.objects)
    stack = Stack("shop", "test", "us-east-1", from_stack={"network": PLATFORM.identity})
    converged(cloud, service(stack), stack=stack)
    vpc, nets = ids(cloud)
    assert (app(cloud)["Home"], sorted(app(cloud)["Uses"])) == (vpc, sorted(nets))
    settled(cloud, service(stack), stack=stack, exports=EXPORTS)
    converged(cloud, stack=stack, destroy=True)
    assert cloud.objects == before


def test_one_value_may_be_the_stacks_own_where_the_rest_is_shared():
    cloud = Cloud()
    converged(cloud, network(PLATFORM), stack=PLATFORM)
    shared = cloud.at("main")[0]
    stack = Stack(
        "shop",
        "test",
        "us-east-1",
        from_stack={"network": PLATFORM.identity, "network.subnet_ids": "shop/test/us-east-1"},
    )
    own = declare((Middle, "net-own", {"Home": lambda nodes: shared}), name="network", stack=stack)
    for parts in ([own, service(stack)], [service(stack)]):
        converged(cloud, *parts, stack=stack)
        assert (app(cloud)["Home"], app(cloud)["Uses"]) == (shared, [cloud.at("net-own")[0]])


def test_a_missing_neighbour_is_refused_in_the_plan_and_in_a_run_and_noted_in_drift():
    cloud = Cloud()
    text = (
        "service/main needs network/main (subnet_ids, vpc_id): neither this run nor AWS has network/main; "
        "declare network in this run, or run its role first, or name its stack in stack_from_stack"
    )
    planned = converged(cloud, service(), check=True)
    assert (planned.plan.problems, planned.plan.notes, planned.digest) == ([text], [], "")
    looked = converged(cloud, service(), check=True, drift=True)
    assert (looked.plan.problems, looked.plan.notes) == ([], [text])
    with pytest.raises(Refused, match=re.escape(text)):
        converged(cloud, service())
    assert not cloud.calls


def test_a_neighbour_that_cannot_be_read_is_not_said_to_be_missing():
    cloud = Cloud()
    converged(cloud, network())
    cloud.denied.add(Base.kind)
    with pytest.raises(
        Refused,
        match=rf"service/main/top/app needs network/main.vpc_id, but {Base.kind} cannot be read: .*AccessDenied",
    ):
        converged(cloud, service())


def test_what_a_declared_neighbour_does_not_have_is_refused_before_the_first_write():
    cloud, declaration = Cloud(), Declaration("service", STACK)
    declaration.add(Top, "app", {"Home": declaration.neighbour("network", "missing")})
    with pytest.raises(
        Refused, match=r"service/main needs network/main \(missing\): network/main has no base nowhere; there is main"
    ):
        converged(cloud, network(), declaration)
    assert not cloud.calls


def test_one_named_node_of_a_neighbour():
    cloud, declaration = Cloud(), Declaration("service", STACK)
    declaration.add(Top, "app", {"Home": declaration.neighbour_node("network", Middle, "net-a", "Id")})
    with pytest.raises(Refused, match="needs network/main/middle/net-a: neither this run nor AWS has network/main"):
        converged(cloud, declaration)
    converged(cloud, network())
    converged(cloud, declaration)
    assert app(cloud)["Home"] == cloud.at("net-a")[0]


def test_a_foreign_stacks_leftover_generations_are_not_handed_on():
    """Only what carries an address of the capability is exported; strangers and graves are not."""
    cloud = Cloud()
    converged(cloud, network())
    cloud.put(Middle, {}, {"slipway:stack": "shop/prod/us-east-1", "slipway:address": "network/main/middle/net-c"})
    cloud.put(
        Middle,
        {},
        {"slipway:stack": STACK.identity, "slipway:address": "network/main/middle/net-d"},
        tombstone="deleted",
    )
    cloud.put(Middle, {}, {"slipway:stack": STACK.identity, "slipway:address": "network/second/middle/net-e"})
    cloud.put(Middle, {}, {"slipway:stack": STACK.identity, "slipway:address": "network/main/middle/other"})
    converged(cloud, service())
    assert sorted(app(cloud)["Uses"]) == sorted(ids(cloud)[1])


@pytest.mark.parametrize("first", [True, False])
def test_of_two_generations_the_one_in_use_is_handed_on(first):
    cloud = Cloud()
    converged(cloud, network())
    vpc, _nets = ids(cloud)
    empty = cloud.put(Base, {}, cloud.objects[vpc]["tags"], key="base-00000000")
    if first:
        cloud.objects = {empty: cloud.objects.pop(empty), **cloud.objects}
    converged(cloud, service())
    assert app(cloud)["Home"] == vpc


def test_expectations_are_tested_once_their_values_are_known():
    def expecting():
        declaration = service()
        declaration.expect(
            declaration.neighbour("network", "vpc_id"),
            lambda value: value.endswith("9"),
            "size",
            5,
            lambda value: f"it must fit {value}",
        )
        return declaration

    cloud = Cloud()
    assert not converged(cloud, network(), expecting(), check=True).plan.problems
    converged(cloud, network())
    with pytest.raises(Refused, match="service_size: 5 is not possible; it must fit base-00000001"):
        converged(cloud, expecting())


def test_outputs_are_text_until_they_are_known():
    cloud, declaration = Cloud(), network()
    declaration.outputs["id"] = declaration.nodes[0]["Id"]
    assert converged(cloud, declaration, check=True).outputs == {"network/main": {"id": declaration.nodes[0]["Id"]}}
    assert converged(cloud, declaration).outputs == {"network/main": {"id": cloud.at("main")[0]}}


def test_a_wrong_account_is_refused_before_anything_is_read():
    from .cloud import Aws, Place

    cloud = Cloud()
    aws = Aws(cloud)
    aws.places["main"] = Place("main", "us-east-1", account_id="999999999999")
    cloud.denied = {"plain"}
    with pytest.raises(
        BadInput, match="stack_account_id: '999999999999' is not possible; the credentials belong to account 1234"
    ):
        converge(cloud, declare((Plain, "a", {"Name": "x"})), aws=aws)


def test_what_another_kind_may_have_in_its_place_is_found_wherever_it_is():
    exports = {"network": {"vpc_id": Export("base", "main", "Id", otherwise=Export("top", "main", "Id"))}}
    network = {"as base": (Base, "main", {}), "otherwise": (Top, "main", {"Home": "home-1"})}
    for declared in network.values():
        one = declare(declared, name="network")
        service = Declaration("service", STACK)
        service.add(Middle, "app", {"Home": service.neighbour("network", "vpc_id")})
        together, apart = Cloud(), Cloud()
        converge(together, service, one, exports=exports)
        converge(apart, one, exports=exports)
        converge(apart, service, exports=exports)
        for cloud in (together, apart):
            assert cloud.at("app")[1]["Home"] == cloud.at("main")[0]
            settled(cloud, service, exports=exports)
