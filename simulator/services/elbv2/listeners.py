"""Listeners, their certificates and attributes."""

from __future__ import annotations

from typing import Any

from moto.elbv2.models import FakeListener
from moto.elbv2.ssl_policies import SSL_POLICIES
from moto.moto_api._internal import mock_random

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

from . import defaults
from .actions import canonical, check_version, shown_actions
from .find import backend, balancer, check_attributes, forwarded, listener, shown_attributes, validation

TLS = ("HTTPS", "TLS")
DEFAULT_POLICY = "ELBSecurityPolicy-2016-08"
PROTOCOLS = {
    "application": ("HTTP", "HTTPS"),
    "network": ("TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"),
    "gateway": (None,),
}
EXTRA_CERTIFICATES = 25  # per load balancer, without default ones


def check_certificate(call: Call, arn: str) -> None:
    """Refuse a certificate that is missing here or not issued. Raises AwsError."""
    if ":iam:" in arn:
        return
    try:
        found = call.invoke("acm", "DescribeCertificate", {"CertificateArn": arn})["Certificate"]
    except AwsError as error:
        raise AwsError("CertificateNotFound", f"Certificate '{arn}' not found") from error
    if found["Status"] != "ISSUED" or arn.split(":")[3] != call.region:
        raise AwsError(
            "UnsupportedCertificate",
            f"The certificate '{arn}' must have a fully-qualified domain name, a supported signature, and a supported "
            "key size.",
        )


def _security(call: Call, protocol: str, params: dict[str, Any], before: Any = None) -> tuple[str | None, list[str]]:
    """Policy and certificates of a listener after a call. Raises AwsError."""
    given = [item["CertificateArn"] for item in params.get("Certificates") or []]
    policy = params.get("SslPolicy")
    if policy and policy not in SSL_POLICIES:
        raise AwsError("SSLPolicyNotFound", f"SSL policy '{policy}' not found")
    if protocol not in TLS:
        if policy or given:
            raise validation(f"A certificate and an SSL policy cannot be specified for {protocol} listeners")
        return None, []
    if len(given) > 1:
        raise AwsError("TooManyCertificates", "Up to one certificate can be specified for a listener")
    for arn in given:
        check_certificate(call, arn)
    kept = before.certificates if before else []
    if not given and not kept:
        raise validation(f"A certificate must be specified for {protocol} listeners")
    certificates = given + [arn for arn in kept[1 if given else 0 :] if arn not in given]
    return policy or (before.ssl_policy if before else None) or DEFAULT_POLICY, certificates


def _check_port(item: Any, port: int | None, protocol: str | None, but: str = "") -> None:
    if protocol not in PROTOCOLS[item.type]:
        raise validation(f"Listener protocol '{protocol}' must be one of '{', '.join(map(str, PROTOCOLS[item.type]))}'")
    if item.type != "gateway" and (port is None or not 1 <= port <= 65535):
        raise validation("A listener port between 1 and 65535 must be specified")
    if any(known.port == port and known.arn != but for known in item.listeners.values()):
        raise AwsError(
            "DuplicateListener", f"A listener already exists on this port for this load balancer '{item.arn}'"
        )


def shown(item: Any) -> dict[str, Any]:
    """A listener as DescribeListeners shows it, with its default certificate only."""
    answer = {
        "ListenerArn": item.arn,
        "LoadBalancerArn": item.load_balancer_arn,
        "Port": item.port,
        "Protocol": item.protocol or None,
        "DefaultActions": shown_actions(item.default_actions),
    }
    if item.protocol in TLS:
        answer["SslPolicy"] = item.ssl_policy
        answer["Certificates"] = [{"CertificateArn": item.certificates[0]}]
    if item.protocol == "HTTPS":
        answer["MutualAuthentication"] = item.mutual_authentication
    if item.alpn_policy:
        answer["AlpnPolicy"] = item.alpn_policy
    return {name: value for name, value in answer.items() if value is not None}


@operation("elbv2", "CreateListener")
def create_listener(call: Call) -> dict[str, Any]:
    params = call.params
    owner = balancer(call, params["LoadBalancerArn"])
    protocol = params.get("Protocol")
    _check_port(owner, params.get("Port"), protocol)
    policy, certificates = _security(call, protocol or "", params)
    actions = canonical(call, params["DefaultActions"], owner.arn, protocol or "")
    arn = f"{owner.arn.replace(':loadbalancer/', ':listener/')}/{mock_random.get_random_hex(16)}"
    default = certificates[0] if certificates else None
    item = FakeListener(
        owner.arn, arn, protocol, params.get("Port"), policy, default, actions, params.get("AlpnPolicy")
    )
    item._default_rule[0].arn = f"{arn.replace(':listener/', ':listener-rule/')}/{mock_random.get_random_hex(16)}"
    item.mutual_authentication = params.get("MutualAuthentication") or {"Mode": "off"}
    item.attributes = defaults.values(defaults.LISTENER.get(protocol or "", {}))
    owner.listeners[arn] = item
    backend(call).add_tags([arn], params.get("Tags") or [])
    return {"Listeners": [shown(item)]}


@operation("elbv2", "ModifyListener")
def modify_listener(call: Call) -> dict[str, Any]:
    params = call.params
    item = listener(call, params["ListenerArn"])
    owner = balancer(call, item.load_balancer_arn)
    port, protocol = params.get("Port", item.port), params.get("Protocol", item.protocol)
    _check_port(owner, port, protocol, item.arn)
    before = item if item.protocol in TLS else None
    policy, certificates = _security(call, protocol, params, before)
    if params.get("DefaultActions"):
        item.default_actions = canonical(call, params["DefaultActions"], owner.arn, protocol)
        item._default_rule[0].actions = item.default_actions
    elif protocol != item.protocol:
        for arn in forwarded(item.default_actions):
            check_version(call, arn, protocol)
    if protocol != item.protocol:
        item.attributes = {**defaults.values(defaults.LISTENER.get(protocol, {})), **item.attributes}
    item.port, item.protocol, item.ssl_policy, item.certificates = port, protocol, policy, certificates
    item.certificate = certificates[0] if certificates else None
    if params.get("MutualAuthentication"):
        item.mutual_authentication = params["MutualAuthentication"]
    if "AlpnPolicy" in params:
        item.alpn_policy = params["AlpnPolicy"]
    return {"Listeners": [shown(item)]}


@operation("elbv2", "DescribeListeners")
def describe_listeners(call: Call) -> dict[str, Any]:
    params = call.params
    if params.get("LoadBalancerArn"):
        found = list(balancer(call, params["LoadBalancerArn"]).listeners.values())
    elif params.get("ListenerArns"):
        found = [listener(call, arn) for arn in params["ListenerArns"]]
    else:
        raise validation("You must specify either listener ARNs or a load balancer ARN")
    found, marker = page(found, params.get("Marker"), params.get("PageSize"), 400)
    return {"Listeners": [shown(item) for item in found], "NextMarker": marker}


@operation("elbv2", "DeleteListener")
def delete_listener(call: Call) -> dict[str, Any]:
    item = listener(call, call.params["ListenerArn"])
    del balancer(call, item.load_balancer_arn).listeners[item.arn]
    return {}


@operation("elbv2", "AddListenerCertificates")
def add_listener_certificates(call: Call) -> dict[str, Any]:
    item = listener(call, call.params["ListenerArn"])
    if item.protocol not in TLS:
        raise validation("Certificates can only be added to HTTPS and TLS listeners")
    for given in call.params["Certificates"]:
        check_certificate(call, given["CertificateArn"])
        if given["CertificateArn"] not in item.certificates[1:]:
            item.certificates.append(given["CertificateArn"])
    if len(item.certificates) > EXTRA_CERTIFICATES + 1:
        raise AwsError("TooManyCertificates", "You've reached the limit on the number of certificates per listener")
    return {"Certificates": [{"CertificateArn": arn, "IsDefault": False} for arn in item.certificates[1:]]}


@operation("elbv2", "RemoveListenerCertificates")
def remove_listener_certificates(call: Call) -> dict[str, Any]:
    item = listener(call, call.params["ListenerArn"])
    removed = [given["CertificateArn"] for given in call.params["Certificates"]]
    item.certificates[1:] = [arn for arn in item.certificates[1:] if arn not in removed]
    return {}


@operation("elbv2", "DescribeListenerCertificates")
def describe_listener_certificates(call: Call) -> dict[str, Any]:
    known = listener(call, call.params["ListenerArn"]).certificates
    rows = [{"CertificateArn": arn, "IsDefault": position == 0} for position, arn in enumerate(known)]
    rows, marker = page(rows, call.params.get("Marker"), call.params.get("PageSize"), 400)
    return {"Certificates": rows, "NextMarker": marker}


@operation("elbv2", "DescribeListenerAttributes")
def describe_listener_attributes(call: Call) -> dict[str, Any]:
    return {"Attributes": shown_attributes(listener(call, call.params["ListenerArn"]).attributes)}


@operation("elbv2", "ModifyListenerAttributes")
def modify_listener_attributes(call: Call) -> dict[str, Any]:
    item = listener(call, call.params["ListenerArn"])
    known = defaults.LISTENER.get(item.protocol, {})
    item.attributes = {**item.attributes, **check_attributes("Listener", known, call.params["Attributes"])}
    return {"Attributes": shown_attributes(item.attributes)}
