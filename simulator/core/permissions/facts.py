"""What the input of a call does not say, but the simulated account knows: tags, keys behind aliases, roles' paths."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from simulator.core.handlers import AwsError, Call
from simulator.core.lists import backend
from simulator.core.permissions.paths import under

# How the tags of a service's resources are read: service, operation, member for the ARN, path of the tags.
_LISTED = "ListTagsForResource"
READERS: dict[str, tuple[str, str, str, str]] = {
    "acm": ("acm", "ListTagsForCertificate", "CertificateArn", "Tags"),
    "budgets": ("budgets", _LISTED, "ResourceARN", "ResourceTags"),
    "cloudfront": ("cloudfront", _LISTED, "Resource", "Tags.Items"),
    "cloudwatch": ("cloudwatch", _LISTED, "ResourceARN", "Tags"),
    "ecr": ("ecr", _LISTED, "resourceArn", "tags"),
    "ecs": ("ecs", _LISTED, "resourceArn", "tags"),
    "elasticfilesystem": ("efs", _LISTED, "ResourceId", "Tags"),
    "elasticloadbalancing": ("elbv2", "DescribeTags", "ResourceArns", "TagDescriptions.Tags"),
    "events": ("events", _LISTED, "ResourceARN", "Tags"),
    "iam": ("iam", "ListRoleTags", "RoleName", "Tags"),
    "kms": ("kms", "ListResourceTags", "KeyId", "Tags"),
    "lambda": ("lambda", "ListTags", "Resource", "Tags"),
    "logs": ("logs", _LISTED, "resourceArn", "tags"),
    "rds": ("rds", _LISTED, "ResourceName", "TagList"),
    "scheduler": ("scheduler", _LISTED, "ResourceArn", "Tags"),
    "secretsmanager": ("secretsmanager", "DescribeSecret", "SecretId", "Tags"),
    "servicediscovery": ("servicediscovery", _LISTED, "ResourceARN", "Tags"),
    "sns": ("sns", _LISTED, "ResourceArn", "Tags"),
    "ssm": ("ssm", _LISTED, "ResourceId", "TagList"),
    "wafv2": ("wafv2", _LISTED, "ResourceARN", "TagInfoForResource.TagList"),
}
# Members that take a name, an id or a list where others take the ARN.
NAMED = {"RoleName": 1, "ResourceId": 1, "ResourceArns": 0}


def tag_dict(tags: Any) -> dict[str, str]:
    """Tags as a dictionary, whichever of AWS's forms they come in."""
    if isinstance(tags, dict) and "Items" in tags:
        tags = tags["Items"]
    if isinstance(tags, dict):
        return {str(key): str(value) for key, value in tags.items()}
    found = {}
    for tag in tags or ():
        key = tag.get("Key") or tag.get("key") or tag.get("TagKey")
        value = next((tag[name] for name in ("Value", "value", "TagValue") if name in tag), "")
        found[str(key)] = str(value)
    return found


class Facts:
    """What one call can ask about the account that it is made in."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._tags: dict[str, dict[str, str]] = {}

    def tags(self, arn: str) -> dict[str, str]:
        """The tags of a resource; none where it does not exist."""
        if arn not in self._tags:
            self._tags[arn] = self._read_tags(arn)
        return self._tags[arn]

    def values(self, name: str) -> list[str]:
        """What a ``#name`` of a table stands for."""
        return [value for value in FACTS[name](self) if value]

    def has_role_of(self, service: str) -> bool:
        """True when the service-linked role of a service exists."""
        roles = backend("iam", self._call.account, self._call.partition).roles.values()
        return any(f":role/aws-service-role/{service}/" in role.arn for role in roles)

    def key(self, name: str) -> str | None:
        """The ARN of a key of the account, named in any of the four ways; None for AWS's own keys, which need no
        permission of the caller."""
        if "alias/aws/" in name:
            return None
        try:
            found = self._invoke("kms", "DescribeKey", {"KeyId": name})["KeyMetadata"]
        except AwsError:
            return name if name.startswith("arn:") else None
        return found["Arn"] if found.get("KeyManager") != "AWS" else None

    # -- inside --------------------------------------------------------------------------------------------------------

    def _invoke(self, service: str, operation: str, params: dict[str, Any]) -> dict[str, Any]:
        return self._call.invoke(service, operation, params)

    def _read_tags(self, arn: str) -> dict[str, str]:
        service = arn.split(":")[2]
        if service == "ec2":
            moto = backend("ec2", self._call.account, self._call.region)
            return {str(key): str(value) for key, value in moto.tags.get(arn.rsplit("/", 1)[-1], {}).items()}
        if service not in READERS or (service == "iam" and ":role/" not in arn):
            return {}
        name, operation, member, path = READERS[service]
        value: Any = arn.rsplit("/", 1)[-1] if NAMED.get(member) else arn
        if service == "ssm":
            value = "/" + arn.split(":parameter/", 1)[-1]
        params = {member: [value] if member == "ResourceArns" else value}
        if service == "ssm":
            params["ResourceType"] = "Parameter"
        try:
            answer = self._invoke(name, operation, params)
        except AwsError:
            return {}
        return tag_dict(_plain(answer, path))

    def _given(self, *paths: str) -> list[str]:
        return [str(value) for path in paths for value in under(self._call.params, path)]

    def _arn(self, service: str, resource: str, region: str | None = None) -> str:
        place = self._call.region if region is None else region
        return f"arn:{self._call.partition}:{service}:{place}:{self._call.account}:{resource}"

    def _roles_of_tasks(self) -> Iterator[str]:
        for name in self._given("taskDefinition"):
            found = self._invoke("ecs", "DescribeTaskDefinition", {"taskDefinition": name})["taskDefinition"]
            yield found.get("executionRoleArn") or ""
            yield found.get("taskRoleArn") or ""

    def _task_definitions(self) -> Iterator[str]:
        for name in self._given("taskDefinition", "taskDefinitions"):
            full = name if ":" in name else f"{name}:*"
            yield name if name.startswith("arn:") else self._arn("ecs", f"task-definition/{full}")

    def _secret(self, name: str) -> dict[str, Any]:
        try:
            return self._invoke("secretsmanager", "DescribeSecret", {"SecretId": name})
        except AwsError:
            return {}

    def _secrets(self) -> Iterator[str]:
        for name in self._given("SecretId", "SecretIdList"):
            fallback = name if name.startswith("arn:") else self._arn("secretsmanager", f"secret:{name}-??????")
            yield self._secret(name).get("ARN") or fallback
        if not self._given("SecretId", "SecretIdList"):
            for name in self._given("Name"):
                yield self._arn("secretsmanager", f"secret:{name}-??????")

    def _keys_of_secrets(self) -> Iterator[str]:
        for name in self._given("SecretId", "SecretIdList"):
            yield self._secret(name).get("KmsKeyId") or ""

    def _keys_of_parameters(self) -> Iterator[str]:
        moto = backend("ssm", self._call.account, self._call.region)
        if not self._call.params.get("WithDecryption"):
            return
        for name in self._given("Name", "Names"):
            versions = moto._parameters.get(name) or ()
            parameter = versions[-1] if versions else None
            if parameter is not None and parameter.parameter_type == "SecureString":
                yield parameter.keyid or ""

    def _key_of_bucket(self) -> Iterator[str]:
        buckets = backend("s3", self._call.account, self._call.partition).buckets
        for name in self._given("Bucket"):
            encryption = getattr(buckets.get(name), "encryption", None) or {}
            for rule in under(encryption, "Rule.ApplyServerSideEncryptionByDefault.KMSMasterKeyID"):
                yield str(rule)

    def _key_of_repository(self) -> Iterator[str]:
        repository = backend("ecr", self._call.account, self._call.region).repositories.get(
            self._call.params.get("repositoryName")
        )
        yield (getattr(repository, "encryption_configuration", None) or {}).get("kmsKey") or ""

    def _log_bucket(self) -> Iterator[str]:
        for path in ("DistributionConfigWithTags.DistributionConfig.Logging", "DistributionConfig.Logging"):
            for logging in under(self._call.params, path):
                if logging.get("Enabled") and logging.get("Bucket"):
                    yield f"arn:{self._call.partition}:s3:::{logging['Bucket'].partition('.s3.')[0]}"

    def _source(self) -> Iterator[str]:
        for source in under(self._call.params, "CopySource"):
            if isinstance(source, dict):
                source = f"{source['Bucket']}/{source['Key']}"
            yield f"arn:{self._call.partition}:s3:::{str(source).partition('?')[0].lstrip('/')}"

    def _versions(self) -> Iterator[str]:
        bucket = self._call.params.get("Bucket")
        for item in under(self._call.params, "Delete.Objects"):
            if item.get("VersionId"):
                yield f"arn:{self._call.partition}:s3:::{bucket}/{item['Key']}"

    def _file_system(self) -> Iterator[str]:
        moto = backend("efs", self._call.account, self._call.region)
        for name in self._given("MountTargetId"):
            if name in moto.mount_targets_by_id:
                yield moto.mount_targets_by_id[name].file_system_id

    def _keys(self) -> Iterator[str]:
        for name in self._given("KeyId", "TargetKeyId"):
            yield self.key(name) or self._arn("kms", "key/*" if "alias/" in name else f"key/{name}")
        if not self._given("KeyId", "TargetKeyId"):
            for name in self._given("AliasName"):
                yield self.key(name) or ""

    def _aliases(self) -> Iterator[str]:
        for name in self._given("AliasName"):
            yield self._arn("kms", name)

    def _balancer(self, part: int) -> Iterator[str]:
        for arn in self._given("LoadBalancerArn", "ListenerArn"):
            yield arn.split("/")[part]

    def _references(self) -> Iterator[str]:
        def within(value: Any) -> Iterator[str]:
            if isinstance(value, dict):
                for name, item in value.items():
                    if name == "ARN" and isinstance(item, str):
                        yield item
                    else:
                        yield from within(item)
            elif isinstance(value, list):
                for item in value:
                    yield from within(item)

        yield from within(self._call.params.get("Rules"))

    def _scope(self) -> Iterator[str]:
        for scope in self._given("Scope"):
            yield "global" if scope == "CLOUDFRONT" else "regional"

    def _topic(self) -> Iterator[str]:
        for arn in self._given("SubscriptionArn"):
            yield arn.rpartition(":")[0]

    def _role(self) -> Iterator[str]:
        for service in self._given("AWSServiceName"):
            yield self._arn("iam", f"role/aws-service-role/{service}/*", "")
        roles = backend("iam", self._call.account, self._call.partition).roles.values()
        for name in self._given("RoleName"):
            found = next((role.arn for role in roles if role.name == name), None)
            path = "".join(self._given("Path")) or "/"
            yield found or self._arn("iam", f"role{path}{name}", "")

    def _policy(self) -> Iterator[str]:
        for name in self._given("PolicyName"):
            yield self._arn("iam", f"policy{''.join(self._given('Path')) or '/'}{name}", "")


def _plain(value: Any, path: str) -> Any:
    """What is below a path; of a list on the way, its first item."""
    for name in path.split("."):
        if isinstance(value, list):
            value = value[0] if value else {}
        value = (value or {}).get(name)
    return value


FACTS: dict[str, Callable[[Facts], Iterator[str]]] = {
    "#roles": Facts._roles_of_tasks,
    "#task_definitions": Facts._task_definitions,
    "#secrets": Facts._secrets,
    "#secret_keys": Facts._keys_of_secrets,
    "#parameter_keys": Facts._keys_of_parameters,
    "#bucket_key": Facts._key_of_bucket,
    "#repository_key": Facts._key_of_repository,
    "#log_bucket": Facts._log_bucket,
    "#source": Facts._source,
    "#versions": Facts._versions,
    "#file_system": Facts._file_system,
    "#keys": Facts._keys,
    "#aliases": Facts._aliases,
    "#balancer": lambda facts: facts._balancer(2),
    "#balancer_id": lambda facts: facts._balancer(3),
    "#references": Facts._references,
    "#scope": Facts._scope,
    "#topic": Facts._topic,
    "#role": Facts._role,
    "#policy": Facts._policy,
}
