# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Follows new values of secrets: composes the secrets that are made of others again, and deploys the services that use them.

This file is two things. As a module it gives ``compose`` to the kind of secrets. As text it is the code of a Lambda function,
beside a file ``recipes.json``: {"stack": ..., "secrets": {ARN: parts}, "watched": [ARN], "parameters": [name]}; so it imports
nothing of this collection. It decides by what it finds, not by the event: a lost or repeated event does no harm.
"""

from __future__ import annotations

import json
import logging
import os
import re
import urllib.parse

UNFILLED = "(fill in by hand)"
_PLACE = re.compile(r"\{([A-Za-z0-9_.-]+)(\|url)?\}")


def places(template):
    """The keys that a Format refers to."""
    return [match.group(1) for match in _PLACE.finditer(template)]


def compose(parts, current, source, generate=None):
    """The value of a secret as its parts say.

    :param parts: key -> one of {"Value": v}, {"From": ARN, "Key": k}, {"Format": text}, {"Generate": {...}}, {"Fill": True}
    :param current: the value there is now, or {}; keys without a part stay as they are
    :param source: called with an ARN, gives that secret's value as a dict
    :param generate: called with the arguments of GetRandomPassword for keys that have no value yet
    :raises KeyError: where a source lacks the key
    """
    result = dict(current)
    for key, part in parts.items():
        if "Value" in part:
            result[key] = part["Value"]
        elif "From" in part:
            result[key] = source(part["From"])[part["Key"]]
        elif "Generate" in part and current.get(key) in (None, "", UNFILLED):
            result[key] = generate(part["Generate"])
        elif "Fill" in part:
            result.setdefault(key, UNFILLED)
    for key, part in parts.items():
        if "Format" in part:
            result[key] = _PLACE.sub(lambda match: _text(result[match.group(1)], match.group(2)), part["Format"])
    return result


def _text(value, quoted):
    return urllib.parse.quote(str(value), safe="") if quoted else str(value)


def handler(event, context):
    """Lambda's entry."""
    import boto3
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "recipes.json"), encoding="utf-8") as file:
        recipes = json.load(file)
    result = follow(recipes, boto3.client)
    logging.getLogger().warning(json.dumps(result))
    return result


def follow(recipes, client):
    """Bring composed secrets and running services up to date: {"composed": [ARN], "deployed": [service ARN]}.

    :param client: makes a client from a service name
    """
    secrets = client("secretsmanager")
    seen = {}

    def read(arn):
        if arn not in seen:
            seen[arn] = secrets.get_secret_value(SecretId=arn)
        return json.loads(seen[arn]["SecretString"])
    composed = []
    for arn, parts in sorted(recipes["secrets"].items()):
        current = read(arn)
        value = compose(parts, current, read)
        if value != current:
            secrets.put_secret_value(SecretId=arn, SecretString=json.dumps(value))
            del seen[arn]
            composed.append(arn)
    changed = {}
    for arn in sorted(set(recipes["secrets"]) | set(recipes["watched"])):
        read(arn)
        changed[arn] = seen[arn]["CreatedDate"]
    changed.update(_parameters(recipes.get("parameters", []), client))
    return {"composed": composed, "deployed": _deploy(changed, recipes["stack"], client)}


def _parameters(names, client):
    """ARN -> date of the newest version. A description of a parameter shows no value, nor a ciphertext."""
    found = {}
    for start in range(0, len(names), 50):      # a filter takes 50 values
        for page in client("ssm").get_paginator("describe_parameters").paginate(
                ParameterFilters=[{"Key": "Name", "Option": "Equals", "Values": names[start:start + 50]}]):
            found.update((row["ARN"], row["LastModifiedDate"]) for row in page["Parameters"])
    return found


def _deploy(changed, stack, client):
    """Start a deployment of each service of the stack that runs with an older value than there is."""
    ecs, deployed = client("ecs"), []
    for arn in _services(stack, client("resourcegroupstaggingapi")):
        cluster = arn.split("/")[-2]
        for service in ecs.describe_services(cluster=cluster, services=[arn])["services"]:
            started = [row["createdAt"] for row in service.get("deployments", []) if row["status"] == "PRIMARY"]
            if service["status"] != "ACTIVE" or not started or not service["desiredCount"]:
                continue
            definition = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]
            used = [date for secret, date in changed.items() if _uses(definition, secret)]
            if used and max(used) > max(started):
                ecs.update_service(cluster=cluster, service=arn, forceNewDeployment=True)
                deployed.append(arn)
    return deployed


def _services(stack, tagging):
    """ARNs of the stack's services, by tag."""
    found = []
    for page in tagging.get_paginator("get_resources").paginate(
            ResourceTypeFilters=["ecs:service"], TagFilters=[{"Key": "slipway:stack", "Values": [stack]}]):
        found.extend(row["ResourceARN"] for row in page["ResourceTagMappingList"])
    return sorted(found)


def _uses(definition, secret):
    """True where a container takes a value from the secret: its ARN alone, or with a JSON key behind it."""
    for container in definition["containerDefinitions"]:
        rows = container.get("secrets", []) + (container.get("logConfiguration") or {}).get("secretOptions", [])
        if any(row["valueFrom"] == secret or row["valueFrom"].startswith(secret + ":") for row in rows):
            return True
    return False
