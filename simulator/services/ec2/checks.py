"""What EC2 looks at before anything else: dry runs, reserved tags, and client tokens of calls that came before."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, check, operation

TAG_LIMIT = 50
# Operations whose repetition with the same ClientToken moto does not notice, and that have no handler of their own.
WITH_TOKEN = ("CreateFlowLogs", "CreateRouteTable", "CreateEgressOnlyInternetGateway", "CreateManagedPrefixList")


@check("ec2")
def look(call: Call) -> None:  # G24
    """Answer dry runs and refuse tags of AWS. Raises AwsError."""
    params = call.params if call.operation else {}
    tags = [tag for item in params.get("TagSpecifications") or [] for tag in item.get("Tags") or []]
    if call.operation == "CreateTags":
        tags = params.get("Tags") or []
    if any(tag.get("Key", "").lower().startswith("aws:") for tag in tags):
        raise AwsError("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use")
    if len(tags) > TAG_LIMIT:
        raise AwsError("TagLimitExceeded", "You have reached the maximum number of tags for this resource.")
    if params.get("DryRun"):
        raise AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412)


def once(call: Call, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The answer of ``make``, or the earlier answer to the same parameters with the same ClientToken.

    Raises AwsError IdempotentParameterMismatch when the token came with other parameters.
    """
    token = call.params.get("ClientToken")
    if not token:
        return make()
    known = state.store("ec2", call.account, call.region).setdefault("tokens", {})
    before = known.get((call.operation, token))
    if before is None:
        before = known[call.operation, token] = (copy.deepcopy(call.params), make())
    if before[0] != call.params:
        raise AwsError(
            "IdempotentParameterMismatch",
            "The request uses the same client token as a previous, but non-identical request.",
        )
    return before[1]


@operation("ec2", *WITH_TOKEN)
def create_once(call: Call) -> dict[str, Any]:
    return once(call, call.forward)
