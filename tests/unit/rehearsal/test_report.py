"""The report: what it shows, that it needs nothing else, and its timeline."""

from __future__ import annotations

import re
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from tools.rehearsal import report, timeline

from .runs_of import IDENTITY, plan, row, run, stack


def span(address, begins, ends, longest=False):
    return {"address": address, "verb": "create", "begins": begins, "ends": ends, "longest": longest}


def forecast(*spans, seconds):
    chain = [
        {"address": item["address"], "verb": "create", "seconds": item["ends"] - item["begins"]}
        for item in spans
        if item["longest"]
    ]
    return {
        "seconds": seconds,
        "one_by_one": sum(item["ends"] - item["begins"] for item in spans),
        "stages": chain,
        "spans": list(spans),
    }


DATABASE = span("database/main/db_instance/main", 1, 721, True)
FIRST = plan(
    [
        {"address": "database/main/db_instance/main"},
        {"address": "network/main/subnet/public-a"},
        {"address": "network/main/subnet/public-b"},
    ],
    forecast=forecast(
        span("network/main/vpc/main", 0, 1, True), DATABASE, span("network/main/nat_gateway/a", 1, 91), seconds=721
    ),
)
SECOND = plan(
    [{"address": "service/main/ecs_service/api"}],
    forecast=forecast(span("service/main/ecs_service/api", 0, 180, True), seconds=180),
)


@pytest.fixture
def rehearsal():
    runs = [
        run(
            "deployed",
            plans={IDENTITY: FIRST},
            rows=[row("ec2", "CreateVpc", changing=True)],
            checks=[(True, "made everything <but>")],
        ),
        run("finished", plans={IDENTITY: SECOND}),
        run(
            "destroyed",
            plans={
                IDENTITY: plan(
                    [{"address": "database/main/db_instance/main", "verb": "kept", "reason": "it holds data"}]
                )
            },
        ),
    ]
    document = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["ec2:CreateVpc", "ec2:CreateTags"], "Resource": ["*"]}],
    }
    policy = SimpleNamespace(name="slipway-shop-test-deploy", purpose="deploy", document=document)
    proof = report.Proof(
        runs,
        True,
        [report.Removal("ec2:CreateVpc", "deploy", "Deployment", True, "not authorized to perform: ec2:CreateVpc")],
        2,
    )
    drawn = [{"service": "ec2", "operation": "CreateVpc", "kind": "throttled", "code": "RequestLimitExceeded"}]
    return report.Rehearsal(
        "inventories/shop",
        "",
        "2026-01-02 03:04",
        [stack()],
        ["The zone example.com is there."],
        runs,
        3,
        drawn,
        61.0,
        [policy],
        proof,
    )


def test_a_proof_that_broke_off_is_not_called_one(rehearsal, tmp_path):
    assert rehearsal.proof.proven
    rehearsal.proof.broken.append("Deployment did not pass with the whole policies again")
    page, text = (path.read_text() for path in report.write(rehearsal, tmp_path)[:2])

    assert not rehearsal.passed
    assert 'Policies proven</dt><dd class="bad">No' in page
    assert "Proof: the policies are NOT proven" in text
    assert text.splitlines()[1].startswith("FAILED")
    for shown in (page, text):
        assert "Deployment did not pass with the whole policies again" in shown


def test_both_forms_show_everything(rehearsal, tmp_path):
    paths = report.write(rehearsal, tmp_path)
    assert [path.name for path in paths] == ["report.html", "report.txt", "slipway-shop-test-deploy.json"]
    for path in paths[:2]:
        text = path.read_text()
        for shown in (
            "inventories/shop",
            IDENTITY,
            "15 min",
            "database/",
            "RequestLimitExceeded",
            "slipway-shop-test-deploy",
            "not authorized to perform",
            "The zone example.com is there.",
            "it holds data",
            "CreateVpc",
            "too many requests",
        ):
            assert shown in text, (path.name, shown)
    assert "PASSED: 3 of 3 steps" in paths[1].read_text()
    assert '"ec2:CreateTags"' in paths[2].read_text()


def test_the_page_needs_nothing_else_and_escapes_what_runs_said(rehearsal, tmp_path):
    page = report.write(rehearsal, tmp_path)[0].read_text()
    assert not re.findall(r'(?:src|href)="(?!https://docs\.aws\.amazon\.com/)[^"]*"|@import|url\(', page)
    assert "made everything &lt;but&gt;" in page
    assert "<but>" not in page


def test_a_failure_anywhere_is_the_whole_rehearsals(rehearsal):
    assert rehearsal.passed
    rehearsal.proof.removals[0].noticed = False
    assert not rehearsal.passed
    rehearsal.proof = None
    assert rehearsal.passed
    rehearsal.expected = 4
    assert not rehearsal.passed, "a step is missing"
    rehearsal.expected, rehearsal.runs[1].checks = 3, [(False, "ended with exit code 2")]
    assert not rehearsal.passed


def test_the_timeline_joins_the_runs_and_marks_the_longest_chain(rehearsal):
    [found] = timeline.timelines(rehearsal.runs)
    assert (found.seconds, found.short, found.cuts) == (901, 1, [(721, "images and values are there")])
    assert [(item.address, item.begins, item.ends, item.longest) for item in found.bars] == [
        ("database/main/db_instance/main", 1, 721, True),
        ("network/main/nat_gateway/a", 1, 91, False),
        ("service/main/ecs_service/api", 721, 901, True),
    ]
    picture = ElementTree.fromstring(timeline.svg(found))
    bars = list(picture.iter("rect"))
    assert [item.get("class") for item in bars] == ["bar longest", "bar", "bar longest"]
    widths = [float(item.get("width")) for item in bars]
    assert widths[0] == pytest.approx(widths[1] * 8, rel=0.01)
    assert all(float(item.get("x")) + float(item.get("width")) <= timeline.WIDTH for item in bars)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s"), (89, "89 s"), (90, "1 min 30 s"), (120, "2 min"), (515, "8 min 35 s"), (1022, "17 min")],
)
def test_durations_for_a_person(seconds, text):
    assert timeline.spoken(seconds) == text
