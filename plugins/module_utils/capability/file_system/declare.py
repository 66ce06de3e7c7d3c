# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

import json
import re

from ...aws.ec2.security_groups.security_group import SecurityGroup
from ...aws.ec2.security_groups.security_group_rule import SecurityGroupRule
from ...aws.ec2.subnet import Subnet
from ...aws.efs.access_point import AccessPoint
from ...aws.efs.backup_policy import BackupPolicy
from ...aws.efs.file_system import FileSystem
from ...aws.efs.file_system_policy import FileSystemPolicy
from ...aws.efs.lifecycle_configuration import LifecycleConfiguration
from ...aws.efs.mount_target import MountTarget
from ...engine.declaring import Declaration
from ..shared.handed import handed
from ..shared.subnets import existing
from . import checks
from .options import ACCESS_POINT, SPEC

OPTIONS = SPEC["options"]
PORT = 2049  # NFS
LETTERS = "abcdef"
NAME = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
# The model of Path: up to four directories without characters of the shell, and none that begins with a full stop.
PATH = re.compile(r"/|(/(?!\.)[^$#<>;`|&?{}^*/\n]+){1,4}")
CLIENT = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientRootAccess", "elasticfilesystem:ClientWrite"]


def declare(options, stack, instance="main"):
    """The file system and what services reach it by."""
    declaration = Declaration("file_system", stack, instance)
    if not options["access_points"]:
        return declaration
    checks.check(declaration, options)
    suffix = "files" if instance == "main" else "files-" + instance
    want = {
        "CreationToken": stack.name(suffix, 64),
        **handed(options, OPTIONS, FileSystem),
    }
    if options["encryption"] == "customer":
        want["KmsKeyId"] = declaration.neighbour("encryption", "key_arn", options["kms_key_id"], option="kms_key_id")
    files = declaration.add(FileSystem, "main", want)
    whole = {"FileSystemId": files["FileSystemId"]}
    # All that follows is refused until the file system is available.
    after = [(files, "ready")]
    declaration.add(
        LifecycleConfiguration,
        "main",
        {**whole, "LifecyclePolicies": {}, **handed(options, OPTIONS, LifecycleConfiguration)},
        after,
    )
    declaration.add(BackupPolicy, "main", {**whole, **handed(options, OPTIONS, BackupPolicy)}, after)
    policy = declaration.add(FileSystemPolicy, "main", {**whole, "Policy": _policy(declaration, options, files)}, after)
    group = _security_group(declaration, options, stack, suffix)
    # Nobody reaches the files before the policy says who may.
    for name, subnet in _subnets(declaration, options):
        want = {**whole, "SubnetId": subnet, "SecurityGroups": [group], **handed(options, OPTIONS, MountTarget)}
        declaration.add(MountTarget, name, want, [*after, policy])
    points = {
        name: _access_point(declaration, name, given, whole, suffix, after)
        for name, given in options["access_points"].items()
    }
    declaration.outputs = {
        "file_system_id": files["FileSystemId"],
        "file_system_arn": files["FileSystemArn"],
        "security_group_id": group,
        "access_point_ids": {name: point["AccessPointId"] for name, point in points.items()},
    }
    return declaration


def _policy(declaration, options, files):
    """Who may not come. A file system with a policy of its own admits only whom that policy or IAM allows to (EFS User
    Guide, using IAM to control access to file systems); what services may do is in their roles."""
    statements = [_refuse("MountTargets", CLIENT, {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "false"}})]
    if options["force_tls"]:
        statements.append(_refuse("Tls", "*", {"Bool": {"aws:SecureTransport": "false"}}))
    if options["require_access_point"]:
        statements.append(_refuse("AccessPoints", CLIENT, {"Null": {"elasticfilesystem:AccessPointArn": "true"}}))
    document = {
        "Version": "2012-10-17",
        "Statement": [
            {"Resource": files["FileSystemArn"], **statement} for statement in statements + options["policy_statements"]
        ],
    }
    declaration.check(
        len(json.dumps(document["Statement"])) <= 20000,
        "policy_statements",
        "%d statements" % len(options["policy_statements"]),
        "at most 20000 characters in all are allowed",
    )
    return document


def _refuse(sid, actions, condition):
    return {"Sid": sid, "Effect": "Deny", "Principal": {"AWS": "*"}, "Action": actions, "Condition": condition}


def _security_group(declaration, options, stack, suffix):
    """The ID of the mount targets' group, with the rules on either side by which services reach it."""
    group = options["security_group_id"]
    if not group:
        name = stack.name(suffix, limit=SecurityGroup.name_limit, room=3)
        group = declaration.add(
            SecurityGroup,
            "file_system",
            {
                "GroupName": name,
                "VpcId": declaration.neighbour("network", "vpc_id", options["vpc_id"], option="vpc_id"),
                "Description": "File system of %s" % stack.prefix,
            },
            tags={"Name": name},
        )["GroupId"]
    if options["security_group_rules"]:
        service = declaration.neighbour(
            "network",
            "service_security_group_id",
            options["service_security_group_id"],
            option="service_security_group_id",
        )
        nfs = {"IpProtocol": "tcp", "FromPort": PORT, "ToPort": PORT}
        declaration.add(
            SecurityGroupRule,
            "from-service",
            {
                **nfs,
                "GroupId": group,
                "IsEgress": False,
                "ReferencedGroupId": service,
                "Description": "File system from the services",
            },
        )
        declaration.add(
            SecurityGroupRule,
            "service-to-file-system",
            {
                **nfs,
                "GroupId": service,
                "IsEgress": True,
                "ReferencedGroupId": group,
                "Description": "Services to the file system",
            },
        )
    return group


def _subnets(declaration, options):
    """(name, subnet ID) of each mount target: the given subnets, or the network's by the letters of its zones."""
    given, zones = options["subnet_ids"] or existing(declaration, options["subnet_tier"]), options["zones"]
    if given:
        return [(str(number), subnet) for number, subnet in enumerate(given, 1)]
    for zone in zones:
        declaration.check(
            re.fullmatch(re.escape(declaration.stack.region) + "[a-z]", zone),
            "zones",
            zone,
            "an Availability Zone of %s, such as %sa, is allowed"
            % (declaration.stack.region, declaration.stack.region),
        )
    tier = options["subnet_tier"]
    letters = [zone[-1] for zone in zones] or LETTERS[: options["zone_count"]]
    declaration.expect(
        [declaration.neighbour("network", tier + "_subnet_ids")],
        lambda found: len(found) == len(letters),
        "zone_count",
        len(letters),
        lambda found: (
            "the network has %d %s subnets, and tasks in each of them need a mount target" % (len(found), tier)
        ),
    )
    return [
        (letter, declaration.neighbour_node("network", Subnet, "%s-%s" % (tier, letter), "SubnetId"))
        for letter in letters
    ]


def _access_point(declaration, name, item, whole, suffix, after):
    """One access point. Its directory is made by the first client, with the given owner and mode."""
    path = "access_points.%s" % name
    declaration.check(
        NAME.fullmatch(str(name)) and len(name) <= 40,
        path,
        name,
        "a name of lower-case letters, digits and single - or _, at most 40 characters, is allowed",
    )
    root = item["path"] or "/" + name
    declaration.check(
        PATH.fullmatch(root) and len(root) <= 100,
        path + ".path",
        root,
        "an absolute path of at most 100 characters and four directories is allowed",
    )
    want = handed({**item, "path": root}, ACCESS_POINT, AccessPoint)
    if root == "/":
        del want["RootDirectory"]["CreationInfo"]
    else:
        want["RootDirectory"]["CreationInfo"].update(OwnerUid=item["uid"], OwnerGid=item["gid"])
    return declaration.add(
        AccessPoint,
        name,
        {
            **whole,
            "ClientToken": declaration.stack.name("%s-%s" % (suffix, name), 64, room=3),
            **want,
        },
        after,
    )
