# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

import json
import os
import re

from ...aws.s3.bucket import Bucket
from ...aws.s3.bucket_policy import BucketPolicy, owner, tls_only
from ...engine.declaring import Declaration
from ...steps.shared import folder, media_types
from ...steps.site.build import SiteBuild
from ...steps.site.content import SiteContent
from ...steps.site.releases import PREVIOUS, private
from .. import storage
from ..shared.handed import handed
from .options import SPEC


def declare(options, stack, instance="main"):
    """The bucket, its policy and, with a source, its content."""
    declaration = Declaration("site", stack, instance)
    _check(declaration, options)
    bucket = _found(declaration, options["bucket"]) if options["bucket"] else _made(declaration, options)
    content = _content(declaration, options, bucket) if options["source"] else None
    declaration.outputs.update(
        bucket=bucket["Bucket"],
        bucket_arn=bucket["Arn"],
        bucket_domain=bucket["RegionalDomainName"],
        content=content["Digest"] if content else None,
        releases=content["Releases"] if content else None,
    )
    return declaration


def _found(declaration, name):
    """Fields of a bucket of storage, which has its policy and its settings."""
    return {
        field: declaration.asks(declaration.neighbour_node("storage", Bucket, name, field), "bucket", name)
        for field in ("Bucket", "Arn", "RegionalDomainName")
    }


def _made(declaration, options):
    """The site's own bucket, with its policy and its copies."""
    stack, instance = declaration.stack, declaration.instance
    suffix = "site" if instance == "main" else "site-%s" % instance
    wish = handed(options, SPEC["options"], Bucket)
    if not options["access_log_bucket"]:
        del wish["LoggingEnabled"]  # read only where it is asked for: a call for each run
    key = storage.encryption_key(declaration, options)
    bucket = declaration.add(
        Bucket,
        "site",
        {
            "Bucket": stack.global_name(suffix),
            **wish,
            "ServerSideEncryptionConfiguration": storage.replication.encryption(key),
            "LifecycleConfiguration": storage.lifecycle.configuration(options),
        },
    )
    sid = owner("site", instance)
    declaration.add(
        BucketPolicy,
        "site",
        {"Bucket": bucket["Bucket"], "Owner": sid, "Statement": [tls_only(bucket["Arn"], sid + "Tls")]},
    )
    copies = options["replication"]
    if copies:
        name = stack.global_name(suffix + storage.replication.REPLICA)
        storage.replication.replicate(declaration, bucket, copies, name, key)
    return bucket


def private_folder(bucket_arn, prefix=""):
    """The ARN pattern of what the CDN must not serve."""
    return "%s/%s*" % (bucket_arn, private(prefix))


def _content(declaration, options, bucket):
    rendered, rules = {}, [{"Pattern": rule["pattern"], "Value": rule["value"]} for rule in options["cache_control"]]
    rollback = options["rollback"]
    # An earlier release has its own configuration, and is not built: nothing of the source is needed to restore it.
    config = options["runtime_config"] if not rollback else None
    if config:
        text = json.dumps(config["values"], indent=2, sort_keys=True)
        rendered[config["path"]] = (
            text + "\n" if config["format"] == "json" else "%s = %s;\n" % (config["variable"], text)
        )
        rules.insert(0, {"Pattern": config["path"], "Value": "no-cache"})
    return declaration.add(
        SiteContent,
        "site",
        {
            "Bucket": bucket["Bucket"],
            **handed(options, SPEC["options"], SiteContent),
            "Source": os.path.abspath(options["source"]),
            "Built": _build(declaration, options)["Digest"] if options["build"] and not rollback else "",
            "CacheControl": rules,
            "Rendered": rendered,
            "ContentTypes": {media_types.key(name): value for name, value in options["content_types"].items()},
            "Version": rollback or "",
        },
    )


def _build(declaration, options):
    build, source = options["build"], os.path.abspath(options["source"])
    return declaration.add(
        SiteBuild,
        "site",
        {
            "Source": source,
            "Folder": os.path.abspath(build["folder"] or os.path.dirname(source)),
            **handed(options, SPEC["options"], SiteBuild),
        },
    )


def _check(declaration, options):
    check = declaration.check
    check(
        not (options["kms_key_id"] and options["encryption"] == "aws"),
        "kms_key_id",
        options["kms_key_id"],
        "a key is used only with site_encryption: customer",
    )
    check(
        not options["prefix"]
        or bool(re.fullmatch(r"[^/\s][^\s]*/", options["prefix"]))
        and "//" not in options["prefix"],
        "prefix",
        options["prefix"],
        "a path without a slash before it and with one after it is allowed, such as frontend/",
    )
    for extension, value in options["content_types"].items():
        check(
            bool(re.fullmatch(r"[A-Za-z0-9_.+-]+/[A-Za-z0-9_.+-]+(;.*)?", str(value))),
            "content_types",
            {extension: value},
            "a media type is allowed, such as text/html",
        )
    _check_source(declaration, options)
    storage.lifecycle.check(declaration, options["lifecycle_rules"])
    if options["replication"]:
        encrypted = options["encryption"] == "customer"
        storage.replication.check(declaration, options["replication"], "replication", options["versioning"], encrypted)
    if options["bucket"]:
        _check_bucket(declaration, options)
    _check_config(declaration, options)


def _check_bucket(declaration, options):
    """A bucket of storage has its settings there, and other objects beside the site's."""
    declaration.check(
        bool(options["prefix"]),
        "prefix",
        options["prefix"],
        "a folder such as frontend/ is needed in a bucket of storage",
    )
    for name in ("name", "kms_key_id", "access_log_bucket", "replication", "lifecycle_rules"):
        declaration.check(
            not options[name],
            name,
            options[name],
            "nothing is allowed beside site_bucket: it belongs into storage_buckets.%s" % options["bucket"],
        )


def _check_source(declaration, options):
    check, source, build, rollback = declaration.check, options["source"], options["build"], options["rollback"]
    check(
        not rollback or rollback == PREVIOUS or bool(re.fullmatch(r"r[0-9a-f]{12}", rollback)),
        "rollback",
        rollback,
        "previous is allowed, or the name of a release that is kept, such as r4f2a91c3d0e1",
    )
    check(not rollback or bool(source), "rollback", rollback, "site_source is needed with it")
    if source and not build and not rollback:
        there = os.path.isdir(source)
        check(there, "source", source, "an existing folder is needed")
        if os.path.realpath(source) == os.sep:
            declaration.fail("source", source, "a folder of the site alone is needed, and not all of this machine")
        check(not there or bool(os.listdir(source)), "source", source, "a folder that holds files is needed")
        links = folder.broken(source, options["exclude"])
        check(
            not links,
            "source",
            source,
            "links that can be followed are allowed, or named in site_exclude: %s" % "; ".join(links),
        )
    if not build:
        return
    check(bool(source), "build", build["command"], "site_source is needed with it: the folder that the build makes")
    check(
        bool(build["command"]) and all(build["command"]),
        "build",
        build["command"],
        "a program and its arguments are needed",
    )
    inside = os.path.abspath(build["folder"] or os.path.dirname(os.path.abspath(source)))
    check(
        os.path.abspath(source) != inside and not inside.startswith(os.path.abspath(source) + os.sep),
        "source",
        source,
        "the build's output is needed, which cannot hold the folder that it is built in",
    )
    for name, value in build["environment"].items():
        check(
            bool(re.fullmatch(r"[A-Za-z_]\w*", name)) and isinstance(value, (str, int, float)),
            "build",
            name,
            "environment is made of names of variables and plain values",
        )


def _check_config(declaration, options):
    config = options["runtime_config"]
    if not config:
        return
    declaration.check(bool(options["source"]), "runtime_config", config["path"], "site_source is needed with it")
    declaration.check(
        bool(re.fullmatch(r"[^/\s.][^\s]*", config["path"])) and "//" not in config["path"],
        "runtime_config",
        config["path"],
        "a path below the folder is allowed, such as config.json",
    )
    declaration.check(
        bool(re.fullmatch(r"[A-Za-z_$][A-Za-z0-9_$]*(\.[A-Za-z_$][A-Za-z0-9_$]*)*", config["variable"])),
        "runtime_config",
        config["variable"],
        "the name of a JavaScript variable is allowed, such as window.APP_CONFIG",
    )
    try:
        json.dumps(config["values"])
    except TypeError as error:
        declaration.fail(
            "runtime_config", sorted(config["values"]), "values that JSON can hold are allowed: %s" % error
        )
