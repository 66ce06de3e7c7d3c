"""moto's server in this process: which of its services answers a request, whose keys are whose, forgetting all."""

from __future__ import annotations

from functools import cache
from typing import Any

import moto.core.errors as moto_errors
import moto.iam.models as iam_models
from moto.core.base_backend import BackendDict, backend_lock
from moto.core.model_instances import reset_model_data
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.exceptions import HTTPException

from simulator.core import wire
from simulator.core.handlers import AwsError

# The service models lack many codes that AWS does answer; moto would warn of each.
moto_errors.warn = lambda *_args, **_keywords: None


@cache
def _dispatcher() -> DomainDispatcherApplication:
    return DomainDispatcherApplication(create_backend_app)


@cache
def _views(backend: str) -> Any:
    """The URL map of one moto service and its view functions; a single view when all URLs lead to it."""
    app = create_backend_app(backend)
    return app.url_map, {name: view.callback for name, view in app.view_functions.items()}


@cache
def _backend_name(service: str, region: str, path: str) -> str | None:
    """The moto package that serves a signing name; ``path`` tells s3 from s3-control."""
    signing = wire.SIGNING_NAME_OF_SERVICE.get(service, service)
    environ = {
        "HTTP_AUTHORIZATION": f"AWS4-HMAC-SHA256 Credential=A/20000101/{region}/{signing}/aws4_request, x",
        "HTTP_X_AMZ_TARGET": "DynamoDB_20120810.X",
        "HTTP_HOST": "127.0.0.1",
        "PATH_INFO": path,
    }
    dispatcher = _dispatcher()
    return dispatcher.get_backend_for_host(dispatcher.infer_service_region_host(environ, path))


def load(service: str) -> None:
    """Load the model, the routes and moto's part of a service, so that its first call does not pay for it."""
    get_service_router(service)._get_router(get_service_model(service).resolved_protocol)
    backend = _backend_name(service, "us-east-1", "/")
    if backend:
        _views(backend)


def use_account(default: str) -> None:
    """Keys that moto does not know belong to the configured account."""

    def account_of(access_key: str) -> str:
        for account, backends in list(iam_models.iam_backends.items()):
            if any(access_key in backend.access_keys for backend in list(backends.values())):
                return account
        return default

    iam_models.get_account_id_from = account_of


def forget() -> None:
    """Drop all that moto keeps."""
    # moto's own reset makes every backend anew (1 s with a few services) only to drop it. S3 alone holds files.
    with backend_lock:
        for backends in BackendDict._instances:
            if backends.service_name == "s3":
                for account in backends.values():
                    account.reset()
            backends.clear()
        BackendDict._instances.clear()
    reset_model_data()


def ask(request: wire.SimulatedRequest, target: wire.Target) -> tuple[int, dict[str, str], bytes]:
    """moto's answer to a request. Raises AwsError NotImplemented (501) for what moto does not have."""
    missing = AwsError("NotImplemented", f"The simulator has no {target.service} {target.operation}.", 501)
    path = "/v20180820/" if request.path.startswith("/v20180820/") else "/"
    backend = _backend_name(target.service, target.region, path)
    if backend is None:
        raise missing
    url_map, views = _views(backend)
    try:
        if len(views) == 1:
            callback = next(iter(views.values()))
        else:
            endpoint, _arguments = url_map.bind_to_environ(request.environ).match()
            callback = views[endpoint]
        result = callback(request, request.raw_url, dict(request.headers))
    except NotImplementedError as error:
        raise missing from error
    except HTTPException as error:
        if target.operation and type(error).__module__.startswith("werkzeug"):
            raise missing from error
        response = error.get_response()
        return response.status_code, dict(response.headers), response.get_data()
    status, headers, body = result if len(result) == 3 else (200, {}, result)
    headers = {str(name): str(value) for name, value in headers.items() if name.lower() != "status"}
    return int(status), headers, body.encode() if isinstance(body, str) else (body or b"")
