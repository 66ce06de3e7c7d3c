"""Notes what calls require and, on request, refuses those whose identity may not make them."""

from __future__ import annotations

import datetime

import moto.iam.models as iam_models

from simulator.core import wording
from simulator.core.handlers import AwsError, Call
from simulator.core.permissions.conditions import Context
from simulator.core.permissions.evaluation import IMPLICIT, refusal
from simulator.core.permissions.identities import Identity, identity_of, trusts
from simulator.core.permissions.needs import Need, UnknownOperation, requires


class Permissions:
    """``enforce`` refuses what identities may not do; ``note`` only writes into the call log what calls require.

    Both are off at first: a call then costs what it did before.
    """

    def __init__(self, enforce: bool = False) -> None:
        self.enforce = enforce
        self.note = False

    def set(self, enforce: bool | None = None, note: bool | None = None) -> None:
        """Switch. Raises TypeError for what is neither true nor false."""
        for name, value in (("enforce", enforce), ("note", note)):
            if value is None:
                continue
            if not isinstance(value, bool):
                raise TypeError(f"{name} is {value!r}, allowed are true and false")
            setattr(self, name, value)

    def required(self, call: Call) -> list[Need] | None:
        """What a call requires; None while nobody asks.

        Raises AwsError NotImplemented (501) for an operation that no table knows: a policy made of the log would lack it.
        """
        if not (self.enforce or self.note) or not call.operation:
            return None
        try:
            return requires(call)
        except UnknownOperation as unknown:
            text = f"The simulator does not know the permissions of {call.service} {call.operation}: {unknown.args[0]}."
            raise AwsError("NotImplemented", text, 501) from unknown

    def check(self, call: Call, needs: list[Need]) -> None:
        """Raise AwsError, as the service words it, where the identity behind the keys of a call lacks a permission."""
        if not self.enforce:
            return
        identity = identity_of(call.access_key, call.partition)
        if identity is None:
            return
        context = _context(call, identity)
        for need in needs:
            reason = refusal(need, identity.statements, identity.boundary, context)
            if reason is None and need.action == "sts:AssumeRole" and not _is_trusted(call, need, identity):
                reason = IMPLICIT.format(action=need.action)
            if reason is not None:
                raise AwsError(*wording.denied(call.service, identity.arn, need.action, need.resource, reason))


def _context(call: Call, identity: Identity) -> Context:
    """The keys that every call has."""
    now = datetime.datetime.now(datetime.UTC)
    return {
        **identity.context,
        "aws:RequestedRegion": call.region,
        "aws:ResourceAccount": call.account,
        "aws:SecureTransport": "true",
        "aws:ViaAWSService": "false",
        "aws:SourceIp": "127.0.0.1",
        "aws:CurrentTime": now.isoformat(),
        "aws:EpochTime": str(int(now.timestamp())),
    }


def _is_trusted(call: Call, need: Need, identity: Identity) -> bool:
    """True when the trust policy of the role lets the identity assume it; roles that nobody made trust everybody."""
    backend = iam_models.iam_backends[need.resource.split(":")[4]][call.partition]
    role = next((role for role in backend.roles.values() if role.arn == need.resource), None)
    return role is None or trusts(role, identity.entity, identity.account, call.params.get("ExternalId"))
