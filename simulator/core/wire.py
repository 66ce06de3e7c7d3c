"""Between HTTP and operations: which operation a request is, its parsed input, answers in the service's protocol."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode

from botocore.exceptions import UnknownServiceError
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.serialize import SerializationContext, get_serializer_class
from moto.core.utils import get_service_model
from moto.utilities.utils import get_partition
from werkzeug.exceptions import HTTPException

from simulator.core.handlers import AwsError

# Signing names that are not botocore's service name; those shared by several services are decided by API version.
SERVICE_OF_SIGNING_NAME = {
    "monitoring": "cloudwatch",
    "tagging": "resourcegroupstaggingapi",
    "servicequotas": "service-quotas",
    "states": "stepfunctions",
    "email": "ses",
    "elasticfilesystem": "efs",
    "aoss": "opensearchserverless",
    "es": "opensearch",
}
SERVICE_OF_VERSION = {"2015-12-01": "elbv2", "2012-06-01": "elb"}
SIGNING_NAME_OF_SERVICE = {name: signing for signing, name in SERVICE_OF_SIGNING_NAME.items()} | {
    "elbv2": "elasticloadbalancing",
    "elb": "elasticloadbalancing",
    "sesv2": "ses",
}


class SimulatedRequest(Request):
    """A request that came over the wire, as moto's own server marks it."""

    from_wsgi_server = True


@dataclass
class Target:
    """What a request asks for. ``operation`` is empty when the service's model has no such call."""

    service: str
    operation: str
    region: str
    partition: str
    access_key: str
    uri_params: dict[str, Any]


def _credential(request: Request) -> list[str]:
    """The parts of the SigV4 credential (key, date, region, signing name), from the header or a presigned URL."""
    header = request.headers.get("Authorization", "")
    if "Credential=" in header:
        return header.split("Credential=", 1)[1].split(",", 1)[0].split("/")
    if request.query_string:
        signed = parse_qs(request.query_string.decode()).get("X-Amz-Credential")
        if signed:
            return unquote(signed[0]).split("/")
    return []


def identify(request: SimulatedRequest) -> Target:
    """Find service, operation, region and access key of a request, for every protocol."""
    credential = _credential(request)
    key, region, signing = ("", "us-east-1", "s3")
    if len(credential) == 5:
        key, _date, region, signing, _end = credential
    elif request.form.get("Action", "").startswith("AssumeRole"):
        signing = "sts"
    signing = signing.lower()
    service = SERVICE_OF_SIGNING_NAME.get(signing, signing)
    content_type = request.headers.get("Content-Type", "")
    if signing == "elasticloadbalancing":
        service = SERVICE_OF_VERSION.get(request.form.get("Version", ""), "elbv2")
    if service == "ses" and request.path.startswith("/v2/"):
        service = "sesv2"
    operation, uri_params = "", {}
    target = request.headers.get("X-Amz-Target")
    if target:
        operation = target.rsplit(".", 1)[-1]
    elif content_type.startswith("application/x-www-form-urlencoded") and service != "s3":
        operation = request.form.get("Action", "")
    else:
        try:
            model, uri_params = get_service_router(service).match(request)
            operation = model.name
        except (HTTPException, NotImplementedError, UnknownServiceError):
            operation = ""
    return Target(service, operation, region, get_partition(region), key, uri_params)


def is_known(target: Target) -> bool:
    """True when the service has the operation; true too for a service that has no model here."""
    try:
        return target.operation in get_service_model(target.service).operation_names
    except UnknownServiceError:
        return True


def parse_input(request: SimulatedRequest, target: Target) -> dict[str, Any]:
    """The input members of a request under their AWS names."""
    model = get_service_model(target.service)
    protocol = determine_request_protocol(model, request.content_type)
    parser = PROTOCOL_PARSERS[protocol](model.operation_model(target.operation))
    return parser.parse(
        {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            "body": request.get_data(),
            "url_path": request.path,
            "url_params": target.uri_params,
        }
    )


def serialise(request: SimulatedRequest, target: Target, result: Any, request_id: str) -> tuple[int, dict, bytes]:
    """Status, headers and body that carry ``result`` (output members, or an AwsError) to the client."""
    model = get_service_model(target.service)
    protocol = determine_request_protocol(model, request.content_type)
    operation = model.operation_model(target.operation)
    serializer = get_serializer_class(target.service, protocol)(operation, SerializationContext(request_id))
    answer = serializer.serialize(result)
    status = answer["status_code"]
    if isinstance(result, AwsError) and result.status:
        status = result.status
    body = answer["body"]
    return status, dict(answer["headers"]), body.encode() if isinstance(body, str) else (body or b"")


def parse_output(request: SimulatedRequest, target: Target, status: int, headers: dict, body: bytes) -> dict[str, Any]:
    """The output members of an answer under their AWS names.

    Raises AwsError when the answer is an error.
    """
    model = get_service_model(target.service)
    protocol = determine_request_protocol(model, request.content_type)
    parser = create_parser(protocol)
    lowered = {name.lower(): value for name, value in headers.items()}
    parsed = parser.parse(
        {"status_code": status, "headers": lowered, "body": body},
        model.operation_model(target.operation).output_shape,
    )
    if status >= 300:
        error = parsed.get("Error", {})
        raise AwsError(error.get("Code") or str(status), error.get("Message", ""), status)
    parsed.pop("ResponseMetadata", None)
    return parsed


def build_request(service: str, operation: str, params: dict[str, Any], account: str, region: str) -> SimulatedRequest:
    """A request as a client would send it, for calls that the simulator makes itself."""
    model = get_service_model(service)
    protocol = model.resolved_protocol
    sent = create_serializer(protocol, include_validation=False).serialize_to_request(
        params, model.operation_model(operation)
    )
    headers = {str(name): str(value) for name, value in sent["headers"].items()}
    body = sent["body"]
    query = sent["query_string"]
    if isinstance(body, dict):
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
        body = urlencode(body)
    elif hasattr(body, "read"):
        body = body.read()
    signing = SIGNING_NAME_OF_SERVICE.get(service, service)
    headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20000101/{region}/{signing}/aws4_request, "
        "SignedHeaders=host, Signature=0"
    )
    headers["x-moto-account-id"] = account
    data = body.encode() if isinstance(body, str) else (body or b"")
    # S3 has fixed parameters in the path of some operations.
    path, _unused, fixed = sent["url_path"].partition("?")
    query = "&".join(part for part in (fixed, urlencode(query) if query else "") if part)
    environ = SimulatedRequest.from_values(
        method=sent["method"],
        base_url="http://127.0.0.1",
        path=unquote(path),
        query_string=query,
        data=data,
        headers=headers,
    ).environ
    environ["RAW_URI"] = f"{path}?{query}" if query else path
    environ["wsgi.input"] = io.BytesIO(data)
    return SimulatedRequest(environ)
