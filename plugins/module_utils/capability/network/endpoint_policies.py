# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Who may reach what through an endpoint: the account's own, and what AWS itself needs there. Pure."""

from __future__ import annotations

import re

from ...aws.ec2.vpc_endpoint import FULL_ACCESS
from ...aws.shared import documents
from ...aws.sts.account import account_id
from ...engine.limits import Breach

OPEN = "open"
ORGANIZATION = re.compile(r"o-[a-z0-9]{10,32}")  # Organizations API Reference, OrganizationId
# Endpoint services that take no policy: those of other providers, and these of AWS (each service's page on endpoints).
WITHOUT_POLICY = ("email-smtp",)
# What AWS keeps in accounts of its own and is read through an endpoint, by service: (sid, actions, resources, whether the
# request is signed with the caller's own credentials).
#   Amazon ECR User Guide, minimum S3 bucket permissions: layers come from a bucket of ECR's, by URLs that ECR signs.
#   Amazon ECR's service-owned repositories: images of AWS's agents; and what the application's own images are built on.
#   Systems Manager User Guide, public parameters.
#   API Gateway Developer Guide, private APIs: callers need no credentials, so the API's account alone is looked at.
OF_AWS = {
    "s3": [("ImageLayers", ["s3:GetObject"], ["arn:{partition}:s3:::prod-{region}-starport-layer-bucket/*"], False)],
    "ssm": [
        ("PublicParameters", ["ssm:GetParameter*"], ["arn:{partition}:ssm:{region}::parameter/aws/*"], True),
    ],
    "execute-api": [
        ("Apis", ["execute-api:Invoke"], ["arn:{partition}:execute-api:{region}:{account}:*"], False),
    ],
}
PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
OF_AWS["ecr.api"] = OF_AWS["ecr.dkr"] = [("Images", PULL, ["*"], True)]


def document(building, service):
    """The policy of the endpoint of a service, as the option ``endpoint_policies`` or ``endpoint_access`` says.

    :param service: the name given in ``gateway_endpoints`` or ``interface_endpoints``
    """
    given = documents.read(building.options["endpoint_policies"].get(service) or building.options["endpoint_access"])
    if not isinstance(given, str):
        return given
    # A full name means the same service, and so does one for FIPS.
    short = service.removeprefix("com.amazonaws.%s." % building.stack.region).removesuffix("-fips")
    if given == OPEN or short in WITHOUT_POLICY or ".vpce." in service:
        return FULL_ACCESS
    return {"Version": "2012-10-17", "Statement": _statements(building.declaration, short, given)}


def check(declaration, options):
    """Refuse what says neither whose principals and resources are meant nor a policy."""
    allowed = "account, the ID of an organization such as o-a1b2c3d4e5, or open is allowed"
    declaration.check(_is_access(options["endpoint_access"]), "endpoint_access", options["endpoint_access"], allowed)
    known = [*options["gateway_endpoints"], *options["interface_endpoints"]]
    for service, policy in options["endpoint_policies"].items():
        among = "one of the declared endpoints is allowed: %s" % (", ".join(known) or "none is declared")
        declaration.check(service in known, "endpoint_policies", service, among)
        fits = isinstance(documents.read(policy), dict) or _is_access(policy)
        declaration.check(
            fits, "endpoint_policies", {service: policy}, "a policy document with Statement, or " + allowed
        )


def given(policies):
    """The Breaches of the documents among the policies of endpoints: name -> document or word."""
    return [
        Breach("%s.%s" % (service, breach.path), breach.value, breach.limit)
        for service, policy in policies.items()
        if isinstance(documents.read(policy), dict)
        for breach in documents.policy(documents.read(policy))
    ]


def _is_access(value):
    return isinstance(value, str) and (value in ("account", OPEN) or bool(ORGANIZATION.fullmatch(value)))


def _statements(declaration, service, access):
    """The perimeter of one account or organization (IAM User Guide, global condition keys).

    Not every action says whose resource it is about, and those without a resource need not.
    """
    account = account_id(declaration)
    mine = {"aws:PrincipalAccount": account} if access == "account" else {"aws:PrincipalOrgID": access}
    owner = {"aws:ResourceAccount": account} if access == "account" else {"aws:ResourceOrgID": access}
    own = {"StringEquals": mine, "StringEqualsIfExists": owner}
    statements = [_allow("Own", ["*"], ["*"], own)]
    stack = declaration.stack
    place = {"partition": stack.partition, "region": stack.region, "account": account}
    for sid, actions, resources, signed in OF_AWS.get(service, ()):
        arns = [text.format(**place) for text in resources]
        statements.append(_allow(sid, actions, arns, {"StringEquals": mine} if signed else None))
    return statements


def _allow(sid, actions, resources, condition):
    statement = {"Sid": sid, "Effect": "Allow", "Principal": "*", "Action": actions, "Resource": resources}
    return {**statement, "Condition": condition} if condition else statement
