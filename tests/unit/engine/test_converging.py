from .cloud import Base, Cloud, Middle, Slow, Top, converge, declare


def shop(**values):
    return declare(
        (Base, "vpc", {}),
        (Middle, "net", {"Home": lambda n: n["vpc"]["Id"]}),
        (Slow, "db", {"Uses": lambda n: [n["net"]["Id"]]}),
        (
            Top,
            "svc",
            {
                "Uses": lambda n: [n["net"]["Id"], n["db"]["Id"]],
                "Value": lambda n: "to " + n["db"]["Endpoint"],
                **values,
            },
        ),
    )


def test_plan_apply_again():
    cloud = Cloud()
    planned = converge(cloud, shop(), check=True)
    assert not cloud.calls
    assert [line.verb for line in planned.plan.lines] == ["create"] * 4
    result = converge(cloud, shop())
    assert not result.outcome.failed, result.outcome.failed
    assert len(cloud.objects) == 4
    cloud.calls.clear()
    again = converge(cloud, shop())
    assert not cloud.calls, again.plan.lines
    assert not again.changed
    result = converge(
        cloud,
        declare(
            (Base, "vpc", {"Fixed": "b"}),
            (Middle, "net", {"Home": lambda n: n["vpc"]["Id"]}),
            (Slow, "db", {"Uses": lambda n: [n["net"]["Id"]]}),
            (
                Top,
                "svc",
                {"Uses": lambda n: [n["net"]["Id"], n["db"]["Id"]], "Value": lambda n: "to " + n["db"]["Endpoint"]},
            ),
        ),
    )
    assert not result.outcome.failed, result.outcome.failed
    assert len(cloud.objects) == 4
    result = converge(cloud, destroy=True)
    assert not cloud.objects, result.outcome
