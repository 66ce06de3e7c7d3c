"""Login at the load balancer by a user pool that is there already."""

from __future__ import annotations

from typing import Any

from tests.support.account import client
from tests.support.environments import changing, finished
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

NAMES = ("OnUnauthenticatedRequest", "Scope", "SessionTimeout", "UserPoolDomain")


def declared(**login: Any) -> dict[str, dict[str, Any]]:
    """A service behind the HTTPS listener, with a login there where one is given."""
    return {
        "network": {"nat_gateways": "none", "flow_logs": False, "gateway_endpoints": [], "check_quotas": False},
        "certificate": {"domain": "shop.example.com", "hosted_zone": "example.com", "cdn": "never"},
        "load_balancer": {"access_logs": False, "deletion_protection": False},
        "cluster": {"encryption": "aws"},
        "service": {
            "encryption": "aws",
            "services": {
                "web": {
                    "image": "public.ecr.aws/nginx/nginx:1.27",
                    "load_balancer": {"paths": ["/admin"], "authenticate": login or None},
                }
            },
        },
    }


def test_users_log_in_before_a_request_is_forwarded_and_no_longer(simulator_process: SimulatorProcess) -> None:
    simulator_process.reset()
    aws = {
        name: client(simulator_process.url, name, "us-east-1") for name in ("cognito-idp", "elbv2", "ec2", "route53")
    }
    pool = aws["cognito-idp"].create_user_pool(PoolName="staff")["UserPool"]
    app = aws["cognito-idp"].create_user_pool_client(UserPoolId=pool["Id"], ClientName="web", GenerateSecret=True)
    login = {"user_pool_arn": pool["Arn"], "client_id": app["UserPoolClient"]["ClientId"], "domain": "staff"}

    def actions() -> list[dict[str, Any]]:
        (balancer,) = aws["elbv2"].describe_load_balancers()["LoadBalancers"]
        listeners = aws["elbv2"].describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
        (https,) = [row["ListenerArn"] for row in listeners if row["Port"] == 443]
        return aws["elbv2"].describe_rules(ListenerArn=https)["Rules"][0]["Actions"]

    finished(converge(simulator_process, declared(**login)))
    first, last = actions()
    assert (first["Type"], last["Type"]) == ("authenticate-cognito", "forward")
    assert [first["AuthenticateCognitoConfig"][name] for name in NAMES] == ["authenticate", "openid", 604800, "staff"]
    (balancer,) = aws["elbv2"].describe_load_balancers()["LoadBalancers"]
    rules = aws["ec2"].describe_security_groups(GroupIds=balancer["SecurityGroups"])["SecurityGroups"][0]
    assert 443 in [row["FromPort"] for row in rules["IpPermissionsEgress"] if row["IpRanges"]]
    before = len(changing(simulator_process))
    finished(converge(simulator_process, declared(**login)))
    assert len(changing(simulator_process)) == before
    finished(converge(simulator_process, declared(**login, session_timeout=3600)))
    assert actions()[0]["AuthenticateCognitoConfig"]["SessionTimeout"] == 3600
    finished(converge(simulator_process, declared()))
    assert [row["Type"] for row in actions()] == ["forward"]
