"""Data of Elastic Load Balancing: attributes with defaults and limits, hosted zones, accounts that deliver logs.

Attributes are those of the API reference (LoadBalancerAttribute, TargetGroupAttribute, ListenerAttribute).
"""

from __future__ import annotations

BOOLEAN = ("true", "false")
TEXT = None
# name: (default, allowed values, a range of integers, or None for any text)
Attributes = dict[str, tuple[str, "tuple[str, ...] | range | None"]]

_LOGS: Attributes = {
    "access_logs.s3.enabled": ("false", BOOLEAN),
    "access_logs.s3.bucket": ("", TEXT),
    "access_logs.s3.prefix": ("", TEXT),
}
_EVERY_BALANCER: Attributes = {
    **_LOGS,
    "deletion_protection.enabled": ("false", BOOLEAN),
    "ipv6.deny_all_igw_traffic": ("false", BOOLEAN),
    "zonal_shift.config.enabled": ("false", BOOLEAN),
}
BALANCER: dict[str, Attributes] = {
    "application": {
        **_EVERY_BALANCER,
        "client_keep_alive.seconds": ("3600", range(60, 604801)),
        "connection_logs.s3.enabled": ("false", BOOLEAN),
        "connection_logs.s3.bucket": ("", TEXT),
        "connection_logs.s3.prefix": ("", TEXT),
        "health_check_logs.s3.enabled": ("false", BOOLEAN),
        "health_check_logs.s3.bucket": ("", TEXT),
        "health_check_logs.s3.prefix": ("", TEXT),
        "idle_timeout.timeout_seconds": ("60", range(1, 4001)),
        "load_balancing.cross_zone.enabled": ("true", ("true",)),
        "routing.http.desync_mitigation_mode": ("defensive", ("monitor", "defensive", "strictest")),
        "routing.http.drop_invalid_header_fields.enabled": ("false", BOOLEAN),
        "routing.http.preserve_host_header.enabled": ("false", BOOLEAN),
        "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": ("false", BOOLEAN),
        "routing.http.xff_client_port.enabled": ("false", BOOLEAN),
        "routing.http.xff_header_processing.mode": ("append", ("append", "preserve", "remove")),
        "routing.http2.enabled": ("true", BOOLEAN),
        "waf.fail_open.enabled": ("false", BOOLEAN),
    },
    "network": {
        **_EVERY_BALANCER,
        "dns_record.client_routing_policy": (
            "any_availability_zone",
            ("any_availability_zone", "availability_zone_affinity", "partial_availability_zone_affinity"),
        ),
        "load_balancing.cross_zone.enabled": ("false", BOOLEAN),
        "secondary_ips.auto_assigned.per_subnet": ("0", range(8)),
    },
    "gateway": {
        "deletion_protection.enabled": ("false", BOOLEAN),
        "load_balancing.cross_zone.enabled": ("false", BOOLEAN),
    },
}
COUNT = range(1, 1001)
_HEALTH: Attributes = {
    "target_group_health.dns_failover.minimum_healthy_targets.count": ("1", ("off", *map(str, COUNT))),
    "target_group_health.dns_failover.minimum_healthy_targets.percentage": ("off", ("off", *map(str, range(1, 101)))),
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": ("1", COUNT),
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": (
        "off",
        ("off", *map(str, range(1, 101))),
    ),
}
CROSS_ZONE = ("true", "false", "use_load_balancer_configuration")
WEEK = range(1, 604801)
APPLICATION_GROUP: Attributes = {
    **_HEALTH,
    "deregistration_delay.timeout_seconds": ("300", range(3601)),
    "load_balancing.algorithm.anomaly_mitigation": ("off", ("on", "off")),
    "load_balancing.algorithm.type": (
        "round_robin",
        ("round_robin", "least_outstanding_requests", "weighted_random"),
    ),
    "load_balancing.cross_zone.enabled": ("use_load_balancer_configuration", CROSS_ZONE),
    "slow_start.duration_seconds": ("0", (("0", *map(str, range(30, 901))))),
    "stickiness.app_cookie.cookie_name": ("", TEXT),
    "stickiness.app_cookie.duration_seconds": ("86400", WEEK),
    "stickiness.enabled": ("false", BOOLEAN),
    "stickiness.lb_cookie.duration_seconds": ("86400", WEEK),
    "stickiness.type": ("lb_cookie", ("lb_cookie", "app_cookie")),
}
LAMBDA_GROUP: Attributes = {"lambda.multi_value_headers.enabled": ("false", BOOLEAN)}
NETWORK_GROUP: Attributes = {
    **_HEALTH,
    "deregistration_delay.connection_termination.enabled": ("false", BOOLEAN),
    "deregistration_delay.timeout_seconds": ("300", range(3601)),
    "load_balancing.cross_zone.enabled": ("use_load_balancer_configuration", CROSS_ZONE),
    "preserve_client_ip.enabled": ("false", BOOLEAN),
    "proxy_protocol_v2.enabled": ("false", BOOLEAN),
    "stickiness.enabled": ("false", BOOLEAN),
    "stickiness.type": ("source_ip", ("source_ip",)),
    "target_health_state.unhealthy.connection_termination.enabled": ("true", BOOLEAN),
    "target_health_state.unhealthy.draining_interval_seconds": ("0", range(360001)),
}
_RESPONSE = "routing.http.response."
LISTENER: dict[str, Attributes] = {
    "HTTP": {
        f"{_RESPONSE}server.enabled": ("true", BOOLEAN),
        **{
            f"{_RESPONSE}{name}.header_value": ("", TEXT)
            for name in (
                "strict_transport_security",
                "access_control_allow_origin",
                "access_control_allow_methods",
                "access_control_allow_headers",
                "access_control_allow_credentials",
                "access_control_expose_headers",
                "access_control_max_age",
                "content_security_policy",
                "x_content_type_options",
                "x_frame_options",
            )
        },
    },
    "TCP": {"tcp.idle_timeout.seconds": ("350", range(60, 6001))},
}
_REQUEST = "routing.http.request."
LISTENER["HTTPS"] = {
    **LISTENER["HTTP"],
    **{
        f"{_REQUEST}{name}.header_name": ("", TEXT)
        for name in (
            "x_amzn_mtls_clientcert_serial_number",
            "x_amzn_mtls_clientcert_issuer",
            "x_amzn_mtls_clientcert_subject",
            "x_amzn_mtls_clientcert_validity",
            "x_amzn_mtls_clientcert_leaf",
            "x_amzn_mtls_clientcert",
            "x_amzn_tls_version",
            "x_amzn_tls_cipher_suite",
        )
    },
}

# Hosted zones of application load balancers, see "Elastic Load Balancing endpoints and quotas".
HOSTED_ZONES = {
    "af-south-1": "Z268VQBMOI5EKX",
    "ap-east-1": "Z3DQVH9N71FHZ0",
    "ap-northeast-1": "Z14GRHDCWA56QT",
    "ap-northeast-2": "ZWKZPGTI48KDX",
    "ap-northeast-3": "Z5LXEXXYW11ES",
    "ap-south-1": "ZP97RAFLXTNZK",
    "ap-southeast-1": "Z1LMS91P8CMLE5",
    "ap-southeast-2": "Z1GM3OXH4ZPM65",
    "ca-central-1": "ZQSVJUPU6J1EY",
    "cn-north-1": "Z1GDH35T77C1KE",
    "cn-northwest-1": "ZM7IZAIOVVDZF",
    "eu-central-1": "Z215JYRZR1TBD5",
    "eu-north-1": "Z23TAZ6LKFMNIO",
    "eu-south-1": "Z3ULH7SSC9OV64",
    "eu-west-1": "Z32O12XQLNTSW2",
    "eu-west-2": "ZHURV8PSTC4K8",
    "eu-west-3": "Z3Q77PNBQS71R4",
    "me-south-1": "ZS929ML54UICD",
    "sa-east-1": "Z2P70J7HTTTPLU",
    "us-east-1": "Z35SXDOTRQ7X7K",
    "us-east-2": "Z3AADJGX6KTTL2",
    "us-gov-east-1": "Z166TLBEWOO7G0",
    "us-gov-west-1": "Z33AYJ8TM3BH4J",
    "us-west-1": "Z368ELLRRE2KJ0",
    "us-west-2": "Z1H1FL5HABSF5",
}
OTHER_HOSTED_ZONE = "Z2FDTNOTLISTED"

# Accounts that deliver access logs in the older regions, see "Enable access logs for your Application Load Balancer".
LOG_ACCOUNTS = {
    "af-south-1": "098369216593",
    "ap-east-1": "754344448648",
    "ap-northeast-1": "582318560864",
    "ap-northeast-2": "600734575887",
    "ap-northeast-3": "383597477331",
    "ap-south-1": "718504428378",
    "ap-southeast-1": "114774131450",
    "ap-southeast-2": "783225319266",
    "ca-central-1": "985666609251",
    "cn-north-1": "638102146993",
    "cn-northwest-1": "037604701340",
    "eu-central-1": "054676820928",
    "eu-north-1": "897822967062",
    "eu-south-1": "635631232127",
    "eu-west-1": "156460612806",
    "eu-west-2": "652711504416",
    "eu-west-3": "009996457667",
    "me-south-1": "076674570225",
    "sa-east-1": "507241528517",
    "us-east-1": "127311923021",
    "us-east-2": "033677994240",
    "us-gov-east-1": "190560391635",
    "us-gov-west-1": "048591011584",
    "us-west-1": "027434742980",
    "us-west-2": "797873946194",
}
LOG_SERVICE = "logdelivery.elasticloadbalancing.amazonaws.com"


def values(attributes: Attributes) -> dict[str, str]:
    """The default values."""
    return {name: default for name, (default, _allowed) in attributes.items()}
