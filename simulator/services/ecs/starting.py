"""Why a task does not start: what ECS finds out only then, not at registration (behaviour D4)."""

from __future__ import annotations

import json
import re
from typing import Any

from simulator.core.handlers import AwsError, Call

ECR_IMAGE = re.compile(r"^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/([^:@]+)(?::([^@]+))?(?:@(.+))?$")
NEVER_HEALTHY = "broken"
NOT_FOUND = (
    "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref "
    "%(image)s: %(image)s: not found"
)
# Words of a tag that keep a task from starting: see behaviours.py.
SCRIPTED = {
    "missing": NOT_FOUND,
    "denied": "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
    "unable to retrieve secret from asm: service call has been retried 1 time(s): AccessDeniedException: not authorized to "
    "perform: secretsmanager:GetSecretValue because no identity-based policy allows the secretsmanager:GetSecretValue action",
}


def is_broken(call: Call, definition: dict[str, Any]) -> bool:
    """True where an image starts and never becomes healthy: the simulator's rule is the word in its tag, or in one of the
    tags that its digest has in ECR."""
    return any(
        NEVER_HEALTHY in tag
        for container in definition["containerDefinitions"]
        for tag in tags_of(call, container["image"])
    )


def tags_of(call: Call, image: str) -> list[str]:
    """The tag of an image, or those that its digest has in ECR."""
    match = ECR_IMAGE.match(image)
    if match is None or not match.group(5):
        return [image.rsplit("/", 1)[-1].partition(":")[2]]
    account, region, repository, _unused, digest = match.groups()
    try:
        found = call.invoke(
            "ecr",
            "DescribeImages",
            {"repositoryName": repository, "imageIds": [{"imageDigest": digest}]},
            account=account,
            region=region,
        )
    except AwsError:
        return []
    return found["imageDetails"][0].get("imageTags", [])


def start_error(call: Call, definition: dict[str, Any]) -> str | None:
    """The stopped reason of a task whose image, secret or log group is not there, or whose tag says so; None when it starts."""
    for container in definition["containerDefinitions"]:
        words = re.split(r"[^a-z]+", container["image"].rsplit("/", 1)[-1].partition(":")[2])
        for word, reason in SCRIPTED.items():
            if word in words:
                return reason % {"image": container["image"]}
        for check in (_image_error, _secret_error, _log_error):
            reason = check(call, container)
            if reason:
                return reason
    return None


def _image_error(call: Call, container: dict[str, Any]) -> str | None:
    match = ECR_IMAGE.match(container["image"])
    if match is None:
        return None
    account, region, repository, tag, digest = match.groups()
    wanted = {"imageDigest": digest} if digest else {"imageTag": tag or "latest"}
    try:
        call.invoke(
            "ecr",
            "DescribeImages",
            {"repositoryName": repository, "imageIds": [wanted]},
            account=account,
            region=region,
        )
    except AwsError:
        return NOT_FOUND % {"image": container["image"]}
    return None


def _secret_error(call: Call, container: dict[str, Any]) -> str | None:  # D21
    for secret in container.get("secrets") or []:
        source = secret["valueFrom"]
        failed = f"ResourceInitializationError: unable to pull secrets or registry auth: {source}: "
        try:
            if ":secretsmanager:" not in source:
                call.invoke("ssm", "GetParameter", {"Name": source.rsplit(":parameter", 1)[-1], "WithDecryption": True})
                continue
            # arn:partition:secretsmanager:region:account:secret:name[:json-key:stage:version], all three may be empty
            parts = source.split(":")
            arn, key = ":".join(parts[:7]), (parts[7:] or [""])[0]
            value = call.invoke(
                "secretsmanager", "GetSecretValue", {"SecretId": arn}, account=parts[4], region=parts[3]
            )["SecretString"]
            if key and key not in json.loads(value):
                return f"{failed}retrieved secret from Secrets Manager did not contain json key {key}"
        except (AwsError, ValueError) as error:
            return f"{failed}{error}"
    return None


def _log_error(call: Call, container: dict[str, Any]) -> str | None:
    logging = container.get("logConfiguration") or {}
    options = logging.get("options") or {}
    group = options.get("awslogs-group")
    if logging.get("logDriver") != "awslogs" or not group or options.get("awslogs-create-group") == "true":
        return None
    region = options.get("awslogs-region") or call.region
    groups = call.invoke("logs", "DescribeLogGroups", {"logGroupNamePrefix": group}, region=region)["logGroups"]
    if any(item["logGroupName"] == group for item in groups):
        return None
    return (
        f"ResourceInitializationError: failed to validate logger args: The specified log group {group} does not exist."
    )
