"""Listeners and rules: defaults, read-back, refusals."""

from __future__ import annotations

import pytest

from . import stack
from .refusal import code


@pytest.mark.behaviour("C7")
def test_forward_reads_back_in_both_forms(client, elb, web):
    arn = stack.listener(client, *web)
    found = elb.describe_listeners(ListenerArns=[arn])["Listeners"][0]
    assert "SslPolicy" not in found
    assert found["DefaultActions"] == [
        {
            "Type": "forward",
            "TargetGroupArn": web[1],
            "ForwardConfig": {
                "TargetGroups": [{"TargetGroupArn": web[1], "Weight": 1}],
                "TargetGroupStickinessConfig": {"Enabled": False},
            },
        }
    ]


def test_redirect_is_filled(elb, web):
    redirect = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}
    made = elb.create_listener(LoadBalancerArn=web[0], Protocol="HTTP", Port=80, DefaultActions=[redirect])
    found = elb.describe_listeners(ListenerArns=[made["Listeners"][0]["ListenerArn"]])["Listeners"][0]
    assert found["DefaultActions"] == [
        {
            "Type": "redirect",
            "Order": 1,
            "RedirectConfig": {
                "Protocol": "HTTPS",
                "Port": "443",
                "Host": "#{host}",
                "Path": "/#{path}",
                "Query": "#{query}",
                "StatusCode": "HTTP_301",
            },
        }
    ]
    loop = [{"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_301"}}]
    assert (
        code(elb.create_listener, LoadBalancerArn=web[0], Protocol="HTTP", Port=81, DefaultActions=loop)
        == "InvalidLoadBalancerAction"
    )


def test_https_needs_an_issued_certificate(client, elb, web):
    action = [{"Type": "forward", "TargetGroupArn": web[1]}]

    def listen(*arns, **more):
        certificates = {"Certificates": [{"CertificateArn": arn} for arn in arns]} if arns else {}
        return elb.create_listener(
            LoadBalancerArn=web[0], Protocol="HTTPS", Port=443, DefaultActions=action, **certificates, **more
        )

    assert code(listen) == "ValidationError"
    missing = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
    assert code(lambda: listen(missing)) == "CertificateNotFound"
    assert code(lambda: listen(stack.certificate(client, issued=False))) == "UnsupportedCertificate"
    good = stack.certificate(client)
    assert code(lambda: listen(good, SslPolicy="Nope")) == "SSLPolicyNotFound"
    made = listen(good)["Listeners"][0]
    assert made["SslPolicy"] == "ELBSecurityPolicy-2016-08"
    assert made["MutualAuthentication"] == {"Mode": "off"}
    elb.modify_listener(ListenerArn=made["ListenerArn"], SslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06")
    found = elb.describe_listeners(LoadBalancerArn=web[0])["Listeners"][0]
    assert found["SslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    assert found["Certificates"] == [{"CertificateArn": good}]
    listed = elb.describe_listener_certificates(ListenerArn=made["ListenerArn"])["Certificates"]
    assert listed == [{"CertificateArn": good, "IsDefault": True}]


def test_one_listener_per_port(client, elb, web):
    first = stack.listener(client, *web)
    second = stack.listener(client, *web, port=81)
    action = [{"Type": "forward", "TargetGroupArn": web[1]}]
    assert (
        code(elb.create_listener, LoadBalancerArn=web[0], Protocol="HTTP", Port=80, DefaultActions=action)
        == "DuplicateListener"
    )
    assert code(elb.modify_listener, ListenerArn=second, Port=80) == "DuplicateListener"
    elb.modify_listener(ListenerArn=first, Port=80)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"Protocol": "TCP"}, "ValidationError"),
        ({"Port": 65536}, "ValidationError"),
        ({"SslPolicy": "ELBSecurityPolicy-2016-08"}, "ValidationError"),
        ({"DefaultActions": [{"Type": "forward", "TargetGroupArn": "arn:nope"}]}, "TargetGroupNotFound"),
        (
            {"DefaultActions": [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "301"}}]},
            "ValidationError",
        ),
        ({"LoadBalancerArn": "arn:nope"}, "LoadBalancerNotFound"),
    ],
)
def test_listeners_that_are_refused(elb, web, changes, expected):
    action = {"Type": "forward", "TargetGroupArn": web[1]}
    arguments = {"LoadBalancerArn": web[0], "Protocol": "HTTP", "Port": 80, "DefaultActions": [action], **changes}
    assert code(elb.create_listener, **arguments) == expected


def test_listener_attributes(client, elb, web):
    arn = stack.listener(client, *web)
    key = "routing.http.response.strict_transport_security.header_value"
    elb.modify_listener_attributes(ListenerArn=arn, Attributes=[{"Key": key, "Value": "max-age=1"}])
    found = elb.describe_listener_attributes(ListenerArn=arn)["Attributes"]
    values = {item["Key"]: item["Value"] for item in found}
    assert values[key] == "max-age=1"
    assert values["routing.http.response.server.enabled"] == "true"


def rule(elb, listener, group, priority=10, **more):
    arguments = {
        "ListenerArn": listener,
        "Priority": priority,
        "Conditions": [{"Field": "path-pattern", "Values": ["/api/*"]}],
        "Actions": [{"Type": "forward", "TargetGroupArn": group}],
        **more,
    }
    return elb.create_rule(**arguments)["Rules"][0]


def test_rules_read_back_in_both_forms(client, elb, web):
    arn = stack.listener(client, *web)
    rule(elb, arn, web[1], 20, Conditions=[{"Field": "host-header", "HostHeaderConfig": {"Values": ["a.example.com"]}}])
    made = rule(elb, arn, web[1])
    assert made["Conditions"] == [
        {"Field": "path-pattern", "Values": ["/api/*"], "PathPatternConfig": {"Values": ["/api/*"]}}
    ]
    found = elb.describe_rules(ListenerArn=arn)["Rules"]
    assert [item["Priority"] for item in found] == ["10", "20", "default"]
    assert found[1]["Conditions"][0]["Values"] == ["a.example.com"]
    assert found[2]["IsDefault"] is True


@pytest.mark.behaviour("C5")
def test_priorities(client, elb, web):
    arn = stack.listener(client, *web)
    first, second = rule(elb, arn, web[1], 1), rule(elb, arn, web[1], 2)
    assert code(lambda: rule(elb, arn, web[1], 1)) == "PriorityInUse"
    assert code(lambda: rule(elb, arn, web[1], 50001)) == "ValidationError"
    elb.set_rule_priorities(
        RulePriorities=[{"RuleArn": first["RuleArn"], "Priority": 2}, {"RuleArn": second["RuleArn"], "Priority": 1}]
    )
    found = elb.describe_rules(ListenerArn=arn)["Rules"]
    assert [item["RuleArn"] for item in found[:2]] == [second["RuleArn"], first["RuleArn"]]


def test_rule_changes(client, elb, place, web):
    arn = stack.listener(client, *web)
    second = stack.target_group(client, place, "second")
    made = rule(elb, arn, web[1])
    weighted = {
        "Type": "forward",
        "ForwardConfig": {
            "TargetGroups": [{"TargetGroupArn": web[1], "Weight": 9}, {"TargetGroupArn": second, "Weight": 1}]
        },
    }
    changed = elb.modify_rule(RuleArn=made["RuleArn"], Actions=[weighted])["Rules"][0]
    assert "TargetGroupArn" not in changed["Actions"][0]
    assert changed["Conditions"] == made["Conditions"]
    assert code(elb.delete_target_group, TargetGroupArn=second) == "ResourceInUse"
    elb.delete_rule(RuleArn=made["RuleArn"])
    elb.delete_target_group(TargetGroupArn=second)
    default = elb.describe_rules(ListenerArn=arn)["Rules"][0]["RuleArn"]
    assert code(elb.delete_rule, RuleArn=default) == "OperationNotPermitted"


@pytest.mark.parametrize(
    "conditions",
    [
        [],
        [{"Field": "colour", "Values": ["red"]}],
        [{"Field": "path-pattern"}],
        [{"Field": "path-pattern", "Values": ["/a"], "PathPatternConfig": {"Values": ["/b"]}}],
        [{"Field": "source-ip", "Values": ["10.0.0.0/8"]}],
        [{"Field": "path-pattern", "PathPatternConfig": {"Values": [f"/{number}" for number in range(6)]}}],
    ],
)
def test_conditions_that_are_refused(client, elb, web, conditions):
    arn = stack.listener(client, *web)
    assert code(lambda: rule(elb, arn, web[1], Conditions=conditions)) == "ValidationError"


def test_tags(elb, web):
    tags = [{"Key": f"k{number}", "Value": "v"} for number in range(30)]
    elb.add_tags(ResourceArns=[web[0]], Tags=tags)
    found = elb.describe_tags(ResourceArns=[web[0]])["TagDescriptions"][0]["Tags"]
    assert len(found) == 30
    more = [{"Key": f"m{number}", "Value": "v"} for number in range(21)]
    assert code(elb.add_tags, ResourceArns=[web[0]], Tags=more) == "TooManyTags"


def names(*groups: str) -> list[str]:
    return [f"ELBSecurityPolicy-{name}" for group in groups for name in group.split()]


@pytest.mark.parametrize(
    ("protocols", "policies"),
    [
        (["TLSv1.3"], names("TLS13-1-3-2021-06 TLS13-1-3-FIPS-2023-04 TLS13-1-3-PQ-2025-09 TLS13-1-3-FIPS-PQ-2025-09")),
        (
            ["TLSv1.3", "TLSv1.2"],
            names(
                "TLS13-1-2-2021-06 TLS13-1-2-Res-2021-06 TLS13-1-2-Ext1-2021-06 TLS13-1-2-Ext2-2021-06",
                "TLS13-1-2-PQ-2025-09 TLS13-1-2-Res-PQ-2025-09 TLS13-1-2-Ext1-PQ-2025-09 TLS13-1-2-Ext2-PQ-2025-09",
                "TLS13-1-2-FIPS-2023-04 TLS13-1-2-Res-FIPS-2023-04 TLS13-1-2-Ext0-FIPS-2023-04",
                "TLS13-1-2-Ext1-FIPS-2023-04 TLS13-1-2-Ext2-FIPS-2023-04 TLS13-1-2-FIPS-PQ-2025-09",
                "TLS13-1-2-Res-FIPS-PQ-2025-09 TLS13-1-2-Ext0-FIPS-PQ-2025-09 TLS13-1-2-Ext1-FIPS-PQ-2025-09",
                "TLS13-1-2-Ext2-FIPS-PQ-2025-09 TLS13-1-2-RFC9151-FIPS-2023-07",
                "TLS13-1-2-RFC9151-INTEROP4-FIPS-2023-07",
            ),
        ),
        (["TLSv1.3", "TLSv1.2", "TLSv1.1"], names("TLS13-1-1-2021-06 TLS13-1-1-FIPS-2023-04")),
        (
            ["TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1"],
            names("TLS13-1-0-2021-06 TLS13-1-0-FIPS-2023-04 TLS13-1-0-PQ-2025-09 TLS13-1-0-FIPS-PQ-2025-09"),
        ),
        (["TLSv1.2"], names("FS-1-2-Res-2020-10 FS-1-2-Res-2019-08 FS-1-2-2019-08 TLS-1-2-2017-01")),
    ],
)
def test_every_security_policy_of_aws_is_there(elb, protocols, policies):
    found = elb.describe_ssl_policies(Names=policies)["SslPolicies"]
    assert {row["Name"]: row["SslProtocols"] for row in found} == dict.fromkeys(policies, protocols)


def test_fips_policies_have_no_other_ciphers_than_aes(elb):
    found = elb.describe_ssl_policies()["SslPolicies"]
    ciphers = {row["Name"]: {cipher["Name"] for cipher in row["Ciphers"]} for row in found}
    fips = [name for name in ciphers if "FIPS" in name]
    assert len(fips) == 22
    assert not [name for name in fips if "TLS_CHACHA20_POLY1305_SHA256" in ciphers[name]]
    assert ciphers["ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04"] == {
        "TLS_AES_128_GCM_SHA256",
        "TLS_AES_256_GCM_SHA384",
        *(f"ECDHE-{key}-{name}" for key in ("ECDSA", "RSA") for name in ("AES128-GCM-SHA256", "AES256-GCM-SHA384")),
    }
    for name in [name for name in ciphers if "-PQ-" in name and "FIPS" not in name]:
        assert ciphers[name] == ciphers[name.replace("PQ-2025-09", "2021-06")]


def test_a_listener_takes_a_fips_policy(client, elb, web):
    made = elb.create_listener(
        LoadBalancerArn=web[0],
        Protocol="HTTPS",
        Port=443,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": web[1]}],
        Certificates=[{"CertificateArn": stack.certificate(client)}],
        SslPolicy="ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
    )["Listeners"][0]
    assert made["SslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04"


@pytest.mark.parametrize("version", ["GRPC", "HTTP2"])
def test_a_listener_without_tls_takes_neither_grpc_nor_http2(client, elb, place, version):
    balancer = stack.balancer(client, place)
    group = stack.target_group(client, place, "new", ProtocolVersion=version)
    action = {"Type": "forward", "TargetGroupArn": group}
    plain = {"LoadBalancerArn": balancer, "Protocol": "HTTP", "Port": 80}
    assert code(elb.create_listener, **plain, DefaultActions=[action]) == "InvalidLoadBalancerAction"
    answer = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
    made = elb.create_listener(**plain, DefaultActions=[answer])["Listeners"][0]["ListenerArn"]
    rule = {"Conditions": [{"Field": "path-pattern", "Values": ["/*"]}], "Priority": 1, "Actions": [action]}
    assert code(elb.create_rule, ListenerArn=made, **rule) == "InvalidLoadBalancerAction"
    assert code(elb.modify_listener, ListenerArn=made, DefaultActions=[action]) == "InvalidLoadBalancerAction"
    secured = {**plain, "Protocol": "HTTPS", "Port": 443, "DefaultActions": [action]}
    certificate = {"CertificateArn": stack.certificate(client)}
    made = elb.create_listener(**secured, Certificates=[certificate])["Listeners"][0]["ListenerArn"]
    assert code(elb.modify_listener, ListenerArn=made, Protocol="HTTP") == "InvalidLoadBalancerAction"
