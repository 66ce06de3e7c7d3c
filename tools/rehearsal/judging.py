"""What each step has to come to. Pure: a run and the runs before it in, checks out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from tools.rehearsal.account import EXIT_CODE, LAST_WORDS
from tools.rehearsal.runs import Run
from tools.rehearsal.stacks import Stack
from tools.rehearsal.steps import exposed

Check = tuple[bool, str]


def judge(run: Run, before: list[Run]) -> list[Check]:
    """The checks of a run, given the runs before it."""
    return JUDGES[run.step.judge](run, before) if run.step.playbook else []


def _ended_well(run: Run) -> Check:
    return run.rc == 0, "ended without an error" if run.rc == 0 else f"ended with exit code {run.rc}: {_errors(run)}"


def _errors(run: Run) -> str:
    """The first message of a failure, for the report."""
    text = run.said.partition("msg:")[2] or run.said[-400:]
    return text[:300].strip()


def _untouched(run: Run) -> Check:
    names = _names(run.changing)
    return not names, "made no changing call" if not names else f"changed something: {', '.join(names[:8])}"


def _names(rows: Iterable[dict[str, Any]]) -> list[str]:
    return [f"{row['service']}:{row['operation']}" for row in rows]


def _readable(run: Run) -> Check:
    """Nothing was left out because it could not be read."""
    unread = [line["address"] for plan in run.plans.values() for line in plan["lines"] if line["verb"] == "unknown"]
    return not unread, "could read everything" if not unread else f"could not read {', '.join(unread[:5])}"


def _planned(run: Run, before: list[Run]) -> list[Check]:
    lines = [line for plan in run.plans.values() for line in plan["lines"]]
    problems = [text for plan in run.plans.values() for text in plan["problems"]]
    complete = len(run.plans) == len(run.step.stacks) and bool(lines) and not problems
    text = "complete" if complete else f"not complete: {'; '.join(problems) or 'no plan was written'}"
    return [_ended_well(run), _readable(run), _untouched(run), (complete, f"the plan is {text}")]


def _begun(run: Run, before: list[Run]) -> list[Check]:
    """What AWS refuses is told, and makes the run fail; where it has refused nothing, the run may end well."""
    refused = [row for row in run.rows if (row["service"], row["operation"]) in run.step.refused and row.get("error")]
    waits = " waits: " in run.said
    if not refused:
        return [
            (run.rc == 0 or waits, "ended well: there was nothing to refuse" if run.rc == 0 or waits else _errors(run))
        ]
    good = run.rc != 0 and "AccessDenied" in run.said
    names = ", ".join(sorted(set(_names(refused))))
    return [(good, f"failed half-way and said why: {names}" if good else f"did not say that {names} was refused")]


def _deployed(run: Run, before: list[Run]) -> list[Check]:
    """A service whose image is not pushed, or whose value is not filled in, waits: then the run says so and fails."""
    waiting = [
        stack for stack in run.step.stacks if stack.by_hand or any(service.repository for service in stack.services)
    ]
    if not waiting:
        return [_ended_well(run)]
    good = run.rc != 0 and " waits: " in run.said and not re.search(r"\bfailures: (?!\{\})", run.said)
    return [
        (
            good,
            "made everything but the services, which wait for their images or values, and said so"
            if good
            else f"did not end as it should, with services that wait: {_errors(run)}",
        )
    ]


def _finished(run: Run, before: list[Run]) -> list[Check]:
    return [_ended_well(run)]


def _silent(run: Run, before: list[Run]) -> list[Check]:
    return [_ended_well(run), _readable(run), _untouched(run)]


def _failed_release(run: Run, before: list[Run]) -> list[Check]:
    last = _serving_before(before)
    checks = [
        (
            run.rc != 0,
            f"ended with an error (exit code {run.rc})" if run.rc else "ended well, although the release crashes",
        )
    ]
    for stack in run.step.stacks:
        checks.append(_explained(run, stack))
        key = (stack.identity, exposed(stack).name)
        was, now = last.get(key, {}), run.serving.get(key, {})
        kept = (
            bool(was)
            and was.get("taskDefinition") == now.get("taskDefinition")
            and now.get("runningCount", 0) >= now.get("desiredCount", 1)
        )
        checks.append(
            (
                kept,
                f"{stack.host}: {key[1]} still serves {_short(now)} with {now.get('runningCount', 0)} tasks"
                if kept
                else f"{stack.host}: {key[1]} served {_short(was)}, now {_short(now)} with {now.get('runningCount', 0)} tasks",
            )
        )
    return checks


def _explained(run: Run, stack: Stack) -> Check:
    """The failure of a stack's release as it was told: the exit code and the last lines of the log are in it."""
    told = run.said.partition(f"fatal: [{stack.host}]: FAILED!")[2]
    told = told.partition(f"service/main/ecs_service/{exposed(stack).name}: ")[2]
    told = told.partition(f"{LAST_WORDS[-1]}")[0] if LAST_WORDS[-1] in told else ""
    good = f"ended with code {EXIT_CODE}" in told
    return (
        good,
        f"{stack.host}: the failure is explained, with exit code and the end of the log"
        if good
        else f"{stack.host}: the failure is not explained",
    )


def _released(run: Run, before: list[Run]) -> list[Check]:
    return [_ended_well(run), *_moved(run, _serving_before(before), True), *_sites(run)]


def _rolled_back(run: Run, before: list[Run]) -> list[Check]:
    """The revision that served before the release."""
    earlier = [other for other in before if other.step.judge != "released"]
    return [_ended_well(run), *_moved(run, _serving_before(earlier), False), *_sites(run)]


def _moved(run: Run, last: dict, other: bool) -> list[Check]:
    """Each service serves another revision than `last` says, or the same."""
    checks = []
    for stack in run.step.stacks:
        for service in stack.services:
            was, now = last.get((stack.identity, service.name), {}), run.serving.get((stack.identity, service.name), {})
            good = bool(was and now) and (was.get("taskDefinition") != now.get("taskDefinition")) is other
            checks.append(
                (
                    good,
                    f"{stack.host}: {service.name} serves {_short(now)}" + ("" if other else ", as before the release")
                    if good
                    else f"{stack.host}: {service.name} served {_short(was)} and serves {_short(now)}",
                )
            )
    return checks


def _sites(run: Run) -> list[Check]:
    """Sites say at the end which release they serve."""
    hosts = [host for host, what in run.step.named.items() if "site" in what.split(",")]
    told = len(re.findall(r"(?<!\S)site serves r", run.said))
    return (
        [
            (
                told >= len(hosts),
                f"{', '.join(hosts)}: the site serves that release"
                if told >= len(hosts)
                else f"{told} of {len(hosts)} sites said what they serve",
            )
        ]
        if hosts
        else []
    )


def _serving_before(before: list[Run]) -> dict:
    return next((run.serving for run in reversed(before) if run.serving), {})


def _short(row: dict[str, Any]) -> str:
    return row.get("taskDefinition", "nothing").rpartition("/")[2]


def _destroyed(run: Run, before: list[Run]) -> list[Check]:
    kept = kept_lines(run)
    unsaid = [line["address"] for line in kept if not line["reason"] or f"kept {line['address']}" not in run.said]
    return [
        _ended_well(run),
        (
            not unsaid,
            f"kept {len(kept)} objects, each with its reason"
            if not unsaid
            else f"kept without a word: {', '.join(unsaid)}",
        ),
    ]


def _destroyed_data(run: Run, before: list[Run]) -> list[Check]:
    kept = kept_lines(run)
    data = [line["address"] for line in kept if "stack_data:" in line["reason"]]
    stays = "1 object stays" if len(kept) == 1 else f"{len(kept) or 'no'} objects stay"
    text = f"kept in spite of the word: {', '.join(data)}" if data else f"deleted all data; {stays}"
    return [_ended_well(run), (not data, text)]


def kept_lines(run: Run) -> list[dict[str, Any]]:
    """The lines of what a destruction keeps: address, id, reason, stack."""
    return [
        {**line, "stack": identity}
        for identity, plan in run.plans.items()
        for line in plan["lines"]
        if line["verb"] == "kept"
    ]


JUDGES: dict[str, Callable[[Run, list[Run]], list[Check]]] = {
    "planned": _planned,
    "begun": _begun,
    "deployed": _deployed,
    "finished": _finished,
    "silent": _silent,
    "no_drift": _silent,
    "failed_release": _failed_release,
    "released": _released,
    "rolled_back": _rolled_back,
    "destroyed": _destroyed,
    "destroyed_data": _destroyed_data,
}
