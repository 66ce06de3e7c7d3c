# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rotates the master password of a database whose password is in a secret of the stack, in the steps of Secrets Manager.

It is the code of a Lambda function, as text, beside a file ``database.json``: {"instance": identifier, "generated": arguments of
GetRandomPassword}; so it imports nothing of this collection. RDS itself sets the password, so the function needs no way to the
database. Each step may be repeated (Secrets Manager User Guide, Lambda rotation functions).
"""

from __future__ import annotations

import json
import os
import time

PATIENCE, POLL = 240, 5  # seconds


def handler(event, context):
    """Lambda's entry."""
    import boto3

    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "database.json"), encoding="utf-8") as file:
        database = json.load(file)
    rotate(event, database, boto3.client)


def rotate(event, database, client, sleep=time.sleep):
    """One step of a rotation.

    :param event: Step, SecretId and ClientRequestToken
    :param client: makes a client from a service name
    """
    arn, version = event["SecretId"], event["ClientRequestToken"]
    secrets = client("secretsmanager")
    labels = secrets.describe_secret(SecretId=arn)["VersionIdsToStages"]
    if "AWSCURRENT" in labels.get(version, ()):
        return  # it is done
    if event["Step"] == "createSecret":
        _create(secrets, arn, version, database["generated"])
    elif event["Step"] == "setSecret":
        password = _value(secrets, SecretId=arn, VersionId=version, VersionStage="AWSPENDING")["password"]
        _hand_over(client("rds"), database["instance"], password, sleep)
    elif event["Step"] == "finishSecret":
        current = next(name for name, stages in labels.items() if "AWSCURRENT" in stages)
        secrets.update_secret_version_stage(
            SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=version, RemoveFromVersionId=current
        )


def _create(secrets, arn, version, generated):
    """Put a new password as the pending version, where there is none yet."""
    try:
        _value(secrets, SecretId=arn, VersionId=version, VersionStage="AWSPENDING")
    except secrets.exceptions.ResourceNotFoundException:
        value = _value(secrets, SecretId=arn, VersionStage="AWSCURRENT")
        value["password"] = secrets.get_random_password(**generated)["RandomPassword"]
        secrets.put_secret_value(
            SecretId=arn, ClientRequestToken=version, SecretString=json.dumps(value), VersionStages=["AWSPENDING"]
        )


def _hand_over(rds, instance, password, sleep):
    """Give RDS the password, and wait until it has applied it.

    It does so at once in any case; to ask for that would apply what waits for the maintenance window, too (ModifyDBInstance).
    """
    rds.modify_db_instance(DBInstanceIdentifier=instance, MasterUserPassword=password, ApplyImmediately=False)
    for dummy in range(PATIENCE // POLL):
        row = rds.describe_db_instances(DBInstanceIdentifier=instance)["DBInstances"][0]
        waits = "MasterUserPassword" in row.get("PendingModifiedValues", {})
        if not waits and row["DBInstanceStatus"] != "resetting-master-credentials":
            return
        sleep(POLL)
    raise RuntimeError("RDS has not applied the new master password for %d s" % PATIENCE)


def _value(secrets, **which):
    return json.loads(secrets.get_secret_value(**which)["SecretString"])
