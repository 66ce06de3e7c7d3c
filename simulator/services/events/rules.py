"""Amazon EventBridge: moto's, with checked roles of rules and targets."""

from __future__ import annotations

from typing import Any

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import backend
from simulator.core.policies import trusts

PRINCIPAL = "events.amazonaws.com"
TARGETS = 5  # per rule
# Kinds of targets that EventBridge reaches with a role; SNS, SQS, Lambda and logs have resource policies instead.
WITH_ROLE = (":ecs:", ":ssm:", ":states:", ":kinesis:", ":firehose:", ":codepipeline:", ":codebuild:", ":batch:")


def _check_role(call: Call, arn: str | None) -> None:
    if not arn:
        return
    for role in backend("iam", call.account, call.partition).roles.values():
        if role.arn == arn and trusts(role.assume_role_policy_document, PRINCIPAL):
            return
    message = f"Provided role '{arn}' cannot be assumed by principal '{PRINCIPAL}'."
    raise AwsError("ValidationException", message)


@operation("events", "PutRule")
def put_rule(call: Call) -> dict[str, Any]:
    _check_role(call, call.params.get("RoleArn"))
    parameters = dict(call.params)
    bus = (parameters.get("EventBusName") or "default").rsplit("/", 1)[-1]
    known = backend("events", call.account, call.region).event_buses.get(bus)
    if known is not None and parameters["Name"] in known.rules:
        parameters.pop("Tags", None)
    return call.forward(parameters)


@operation("events", "PutTargets")
def put_targets(call: Call) -> dict[str, Any]:
    for target in call.params["Targets"]:
        if any(kind in target["Arn"] for kind in WITH_ROLE) and not target.get("RoleArn"):
            raise AwsError("ValidationException", f"RoleArn is required for target {target['Arn']}.")
        _check_role(call, target.get("RoleArn"))
    bus = (call.params.get("EventBusName") or "default").rsplit("/", 1)[-1]
    known = backend("events", call.account, call.region).event_buses.get(bus)
    rule = known.rules.get(call.params["Rule"]) if known is not None else None
    if rule is not None:
        names = {target["Id"] for target in (*rule.targets, *call.params["Targets"])}
        if len(names) > TARGETS:
            message = f"The requested resource exceeds the maximum number allowed: {TARGETS} targets per rule."
            raise AwsError("LimitExceededException", message)
    return call.forward()
