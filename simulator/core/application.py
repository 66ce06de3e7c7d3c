"""One simulated AWS: answers requests with own handlers or moto, under one lock, and keeps the call log."""

from __future__ import annotations

import re
import sys
import threading
import time
import traceback
import uuid
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

import moto.iam.models as iam_models
from botocore.exceptions import UnknownServiceError
from botocore.model import OperationNotFoundError
from moto.core.exceptions import ServiceException
from moto.core.exceptions import _RESTError as RESTError

from simulator.core import constraints, discovery, handlers, moto_server, paging, state, visibility, wire
from simulator.core.calls import CallLog, is_changing
from simulator.core.faults import Drawn, Dropped, Faults, Plan
from simulator.core.handlers import AwsError, handler_for, run_checks
from simulator.core.listing import ACCOUNT
from simulator.core.permissions.enforcement import Permissions
from simulator.core.permissions.needs import Need
from simulator.core.profiles import PROFILES

ERROR_CODE = re.compile(rb"<Code>([^<]+)</Code>|\"__type\"\s*:\s*\"(?:[^\"#]*#)?([^\"]+)\"")
DEFAULT_ACCOUNT = ACCOUNT
DROPPED = (0, {}, b"")  # no answer at all: the connection is closed


class _Call(handlers.Call):
    """A call bound to its request."""

    def __init__(self, application: Application, request: wire.SimulatedRequest, target: wire.Target, account: str):
        super().__init__(target.service, target.operation, account, target.region, target.partition)
        self.access_key = target.access_key
        self.request = request
        self._application = application
        self._target = target
        self._params: dict[str, Any] | None = None
        self._replaced = False
        self.needs: list[Need] | None = None

    @property
    def params(self) -> dict[str, Any]:
        if self._params is None:
            self._params = wire.parse_input(self.request, self._target)
        return self._params

    def replace(self, params: dict[str, Any]) -> None:
        """Ask with other parameters than those that came."""
        self._replaced = self._replaced or params is not self._params
        self._params = params

    def forward(self, params: dict[str, Any] | None = None) -> dict[str, Any]:
        request = self.request
        if params is None and self._replaced:
            params = self._params
        if params is not None:
            request = wire.build_request(self.service, self.operation, params, self.account, self.region)
        status, headers, body = moto_server.ask(request, self._target)
        return wire.parse_output(request, self._target, status, headers, body)

    def invoke(self, service, operation, params=None, account=None, region=None):
        return self._application.invoke(
            service, operation, params or {}, account or self.account, region or self.region
        )


class Application:
    """The simulated AWS behind the HTTP server."""

    def __init__(
        self,
        account: str = DEFAULT_ACCOUNT,
        hosted_zones: Iterable[str] = (),
        latency: float = 0.0,
        log_path: str | None = None,
        profile: str = "calm",
        minute_ms: float | None = None,
        seed: int = 0,
        enforce_permissions: bool = False,
    ) -> None:
        self.account = account
        self.hosted_zones = tuple(hosted_zones)
        self.latency = latency
        self.log = CallLog(log_path)
        self.faults = Faults()
        self.permissions = Permissions(enforce_permissions)
        self._lock = threading.RLock()
        self.use_profile(profile, minute_ms, seed)
        discovery.install()
        moto_server.use_account(account)
        self._create_hosted_zones()

    def warm_up(self) -> None:
        """Load models, routes and moto's part of every service, so that its first call does not pay for it."""
        for service in handlers.services():
            with self._lock:
                moto_server.load(service)

    def _create_hosted_zones(self) -> None:
        for name in self.hosted_zones:
            params = {"Name": name, "CallerReference": f"simulator-{name}"}
            self.invoke("route53", "CreateHostedZone", params, self.account, "us-east-1")

    def use_profile(
        self,
        profile: str,
        minute_ms: float | None = None,
        seed: int = 0,
        rates: dict[str, float] | None = None,
    ) -> None:
        """Behave as a profile from now on, with its own length of a minute and its own rates unless others are given.

        Raises ValueError for an unknown profile and for values that cannot be.
        """
        if profile not in PROFILES:
            raise ValueError(f"there is no profile {profile!r}, only {', '.join(PROFILES)}")
        known = PROFILES[profile]
        plan = Plan(known.rates if rates is None else rates, seed)
        with self._lock:
            state.use_profile(known, minute_ms)
            self.plan = plan

    def reset(self) -> None:
        """Empty every account; the configured hosted zones are made anew. The profile stays, its faults begin anew."""
        with self._lock:
            moto_server.forget()
            state.reset()
            self.faults.clear()
            self.plan.clear()
            self.log.clear()
            self._create_hosted_zones()

    def answer(self, request: wire.SimulatedRequest) -> tuple[int, dict[str, str], bytes]:
        """Answer one request and log it. Returns status, headers and body."""
        started = time.time()
        if self.latency:
            time.sleep(self.latency)
        request.get_data()
        target = wire.identify(request)
        account = request.headers.get("x-moto-account-id") or iam_models.get_account_id_from(target.access_key)
        request_id = str(uuid.uuid4())
        drawn = self.plan.draw(target.service, target.operation)
        if drawn and drawn.kind == "slow":
            time.sleep(state.profile().slow)
        call = _Call(self, request, target, account)
        with self._lock:
            status, headers, body = self._answer_with_faults(call, request, target, request_id, drawn)
        for name in [name for name in headers if name.lower() in ("x-amzn-requestid", "x-amz-request-id")]:
            del headers[name]
        headers["x-amz-request-id" if target.service == "s3" else "x-amzn-requestid"] = request_id
        row = {
            "time": round(started, 6),
            "service": target.service,
            "operation": target.operation,
            "changing": is_changing(target.service, target.operation),
            "status": status,
            "account": account,
            "region": target.region,
            "access_key": target.access_key,
            "ms": round((time.time() - started) * 1000, 3),
            "request_id": request_id,
            "error": _error_code(status, headers, body),
        }
        if call.needs is not None:
            row["requires"] = [need.row() for need in call.needs]
        self.log.add(row)
        return status, headers, body

    def _answer_with_faults(self, call, request, target, request_id, drawn: Drawn | None):
        try:
            call.needs = self.permissions.required(call)
        except AwsError as error:
            return self._error(request, target, error, request_id)
        except Exception as error:  # noqa: BLE001 - as in _answer
            return self._defect(request, target, error, request_id)
        planned = drawn.error if drawn else None
        early = self.faults.take(target.service, target.operation, "before")
        if early is None and planned and not drawn.after:
            early = planned
        if early is not None:
            return self._error(request, target, early, request_id)
        answer = self._answer(call, request, target, request_id)
        late = self.faults.take(target.service, target.operation, "after") or planned
        return answer if late is None else self._error(request, target, late, request_id)

    def _answer(self, call, request, target, request_id):
        try:
            state.run_due()
            if target.operation and not wire.is_known(target):
                raise AwsError("InvalidAction", f"{target.service} has no action {target.operation}.")
            if call.needs:
                self.permissions.check(call, call.needs)
            visibility.refuse(call)
            constraints.refuse(call)
            run_checks(call)
            handler = handler_for(target.service, target.operation)
            kept = visibility.before(call)
            asked = paging.requested(call)
            if handler is None and asked is None and not kept and not visibility.concerns(call):
                return moto_server.ask(request, target)
            if asked:
                call.replace(asked[1])
            result = handler(call) or {} if handler else call.forward()
            if kept or visibility.concerns(call):
                result = visibility.after(call, result, kept)
            if asked:
                result = paging.cut(call, *asked, result)
            return wire.serialise(request, target, result, request_id)
        except AwsError as error:
            return self._error(request, target, error, request_id)
        except ServiceException as error:
            return self._error(request, target, AwsError(error.code, error.message), request_id)
        except RESTError as error:
            return self._error(request, target, AwsError(error.error_type, error.message, error.code), request_id)
        except Exception as error:  # noqa: BLE001 - the server's edge: a defect here must reach the client as HTTP 500
            return self._defect(request, target, error, request_id)

    def _defect(self, request, target, error, request_id):
        traceback.print_exc(file=sys.stderr)
        error = AwsError("InternalFailure", f"{type(error).__name__}: {error}", 500)
        return self._error(request, target, error, request_id)

    def _error(self, request, target, error, request_id):
        if isinstance(error, Dropped):
            return DROPPED
        try:
            return wire.serialise(request, target, error, request_id)
        except (OperationNotFoundError, UnknownServiceError, NotImplementedError):
            text = f"<Error><Code>{error.code}</Code><Message>{escape(error.message)}</Message></Error>"
            body = f"<ErrorResponse>{text}</ErrorResponse>"
            return error.status or 400, {"Content-Type": "text/xml"}, body.encode()

    def invoke(self, service: str, operation: str, params: dict[str, Any], account: str, region: str) -> dict[str, Any]:
        """Make a call from inside, not logged and without faults. Raises AwsError."""
        request = wire.build_request(service, operation, params, account, region)
        target = wire.identify(request)
        with self._lock:
            handler = handler_for(service, operation)
            if handler is not None:
                return handler(_Call(self, request, target, account)) or {}
            return wire.parse_output(request, target, *moto_server.ask(request, target))


def _error_code(status: int, headers: dict[str, str], body: bytes) -> str | None:
    if status == 0:
        return Dropped().code
    if status < 400:
        return None
    named = next((value for name, value in headers.items() if name.lower() == "x-amzn-errortype"), None)
    if named:
        return named.split(":")[0].split("#")[-1]
    found = ERROR_CODE.search(body[:4096])
    return (found.group(1) or found.group(2)).decode() if found else str(status)
