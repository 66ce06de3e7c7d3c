# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import annotations

"""Site: a private bucket and the files of a web site in it."""

import json
import os
import re

from ..aws.kms import KmsKey
from ..aws.s3 import Bucket
from ..aws.s3_content import SiteContent, folder
from ..aws.s3_policy import BucketPolicy, owner, tls_only
from ..engine.declaring import Declaration

KINDS = (Bucket, BucketPolicy, SiteContent)
NEIGHBOURS = (KmsKey,)

STORAGE_CLASSES = ("STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE")
IMMUTABLE = "public, max-age=31536000, immutable"
CACHE_CONTROL = [
    {"pattern": "*.html", "value": "no-cache"},
    {"pattern": "sw.js", "value": "no-cache"},
    {"pattern": "service-worker.js", "value": "no-cache"},
    {"pattern": "assets/*", "value": IMMUTABLE},
    {"pattern": "static/*", "value": IMMUTABLE},
    {"pattern": "*", "value": "public, max-age=3600"},
]

SPEC = {
    "short_description": "Private bucket with the files of a web site",
    "description": [
        ("Makes a versioned, encrypted bucket without public access that refuses requests without TLS, and uploads a folder to "
        "it: in parallel, only what changed, with content type and cache headers, pages after the files they point at."),
        ("What was uploaded is written down in the bucket below C(.slipway/), so that a run without changes needs one listing. "
        "The CDN does not serve that folder."),
        "The bucket is data: it is deleted, with all versions in it, only when its address is named.",
    ],
    "options": {
        "name": {
            "type": "str", "class": "managed", "sample": "inflight-ordering-frontend-bucket",
            "aws": "3 to 63 lower-case letters, digits, dots and hyphens; unique among all accounts. Cannot be changed later.",
            "description": ["Name of the bucket.",
                            "The default is made of application, environment, region, account and C(site)."]},
        "encryption": {
            "type": "str", "choices": ["customer", "aws"], "default": "customer", "class": "managed",
            "description": ["V(customer) encrypts with the stack's key, or with O(kms_key_id). V(aws) encrypts with SSE-S3."]},
        "kms_key_id": {
            "type": "str", "class": "managed",
            "aws": "The key's policy has to let CloudFront decrypt.",
            "description": "ARN of the key, where it is not that of the encryption capability."},
        "versioning": {
            "type": "bool", "default": True, "class": "managed",
            "description": "Whether overwritten and deleted files are kept as noncurrent versions."},
        "noncurrent_version_expiration_days": {
            "type": "int", "default": 30, "class": "managed", "aws": "At least 1.",
            "description": "Days after which noncurrent versions expire. V(0) keeps them."},
        "lifecycle_rules": {
            "type": "list", "elements": "dict", "default": [], "class": "managed",
            "description": "Further lifecycle rules. The list is exact: a rule that is not in it is removed.",
            "options": {
                "id": {"type": "str", "required": True, "class": "managed", "aws": "At most 255 characters.",
                       "description": "Name of the rule."},
                "prefix": {"type": "str", "default": "", "class": "managed", "description": "Keys that the rule applies to."},
                "expiration_days": {"type": "int", "class": "managed", "description": "Days after which objects expire."},
                "storage_class": {"type": "str", "choices": list(STORAGE_CLASSES), "class": "managed",
                                  "description": "Storage class that objects move to."},
                "transition_days": {"type": "int", "class": "managed",
                                    "aws": "At least 30 for V(STANDARD_IA) and V(ONEZONE_IA).",
                                    "description": "Days after which they move."},
            }},
        "access_log_bucket": {
            "type": "str", "class": "managed",
            "aws": "In the same Region and account, with a policy that lets C(logging.s3.amazonaws.com) write.",
            "description": "Bucket that takes S3's own access logs. They are off by default, since the CDN logs each request."},
        "access_log_prefix": {
            "type": "str", "default": "s3/", "class": "managed", "description": "What the keys of the access logs begin with."},
        "source": {
            "type": "path", "class": "managed", "sample": "{{ playbook_dir }}/dist",
            "description": ["Folder to upload: an absolute path, or one below the working directory of the run.",
                            "Nothing is uploaded when omitted."]},
        "prefix": {
            "type": "str", "default": "", "class": "managed", "sample": "frontend/",
            "description": ["Folder in the bucket, ending in a slash. Other keys are left alone.",
                            "The CDN's O(slipway.aws.cdn#module:origin_path) has to be the same, in its own form."]},
        "exclude": {
            "type": "list", "elements": "str", "default": [".DS_Store", ".git/*"], "class": "managed",
            "description": "Shell patterns of files that are not uploaded, on the path below the folder or on the file's name."},
        "delete": {
            "type": "bool", "default": False, "class": "managed",
            "description": ["Whether objects that are no longer in the folder are deleted, after everything else was uploaded.",
                            "With O(versioning) they remain as noncurrent versions."]},
        "cache_control": {
            "type": "list", "elements": "dict", "default": CACHE_CONTROL, "class": "managed",
            "description": ["Cache headers by shell pattern on the path below the folder. The first that fits wins.",
                            "The runtime configuration file always gets C(no-cache)."],
            "options": {
                "pattern": {"type": "str", "required": True, "class": "managed", "description": "Shell pattern; C(*) also fits slashes."},
                "value": {"type": "str", "required": True, "class": "managed", "description": "Value of the Cache-Control header."},
            }},
        "content_types": {
            "type": "dict", "default": {}, "class": "managed", "sample": {"webmanifest": "application/manifest+json"},
            "description": "Media types by file extension, where they differ from the usual ones."},
        "runtime_config": {
            "type": "dict", "class": "managed",
            "description": ["A file that is rendered from values, which may be outputs of other capabilities. Everybody can read it."],
            "options": {
                "path": {"type": "str", "default": "config.json", "class": "managed", "description": "Path below the folder."},
                "format": {"type": "str", "choices": ["json", "js"], "default": "json", "class": "managed",
                           "description": "V(js) assigns the values to O(runtime_config.variable)."},
                "variable": {"type": "str", "default": "window.APP_CONFIG", "class": "managed",
                             "description": "JavaScript variable of the format V(js)."},
                "values": {"type": "dict", "required": True, "class": "managed", "description": "The values."},
            }},
    },
    "outputs": {
        "bucket": {"type": "str", "description": "Name of the bucket.", "sample": "inflight-ordering-prod-us-east-1-123456789012-site"},
        "bucket_arn": {"type": "str", "description": "ARN of the bucket.",
                       "sample": "arn:aws:s3:::inflight-ordering-prod-us-east-1-123456789012-site"},
        "bucket_domain": {"type": "str", "description": "Regional domain name of the bucket, the CDN's origin.",
                          "sample": "inflight-ordering-prod-us-east-1-123456789012-site.s3.us-east-1.amazonaws.com"},
        "content": {"type": "str", "description": "Digest of what was uploaded; another one after each upload. Null without a source.",
                    "sample": "9f86d081884c7d659a2feaa0c55ad015-3"},
    },
    "examples": """
- name: Upload the front end
  slipway.aws.site:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    source: "{{ playbook_dir }}/dist"
    delete: true
    runtime_config:
      path: config.json
      values:
        api_url: https://inflight-ordering.example.com/api
""",
}


def declare(options, stack, instance="main"):
    """The bucket, its policy and, with a source, its content."""
    declaration = Declaration("site", stack, instance)
    _check(declaration, options)
    main = instance == "main"
    bucket = declaration.add(Bucket, "site", {
        "Bucket": options["name"] or stack.global_name("site" if main else "site-%s" % instance),
        "VersioningConfiguration": {"Status": "Enabled" if options["versioning"] else "Suspended"},
        "ServerSideEncryptionConfiguration": _encryption(declaration, options),
        "LifecycleConfiguration": {"Rules": _rules(options)},
        **_logging(options),
    })
    sid = owner("site", instance)
    declaration.add(BucketPolicy, "site", {
        "Bucket": bucket["Bucket"], "Owner": sid, "Statement": [tls_only(bucket["Arn"], sid + "Tls")]})
    declaration.outputs.update(bucket=bucket["Bucket"], bucket_arn=bucket["Arn"], bucket_domain=bucket["RegionalDomainName"],
                               content=None)
    if options["source"]:
        declaration.outputs["content"] = _content(declaration, options, bucket)["Digest"]
    return declaration


def private_folder(bucket_arn, prefix=""):
    """The ARN pattern of what the CDN must not serve."""
    return "%s/%s*" % (bucket_arn, folder(prefix))


def _content(declaration, options, bucket):
    rendered, rules = {}, [{"Pattern": rule["pattern"], "Value": rule["value"]} for rule in options["cache_control"]]
    config = options["runtime_config"]
    if config:
        text = json.dumps(config["values"], indent=2, sort_keys=True)
        rendered[config["path"]] = text + "\n" if config["format"] == "json" else "%s = %s;\n" % (config["variable"], text)
        rules.insert(0, {"Pattern": config["path"], "Value": "no-cache"})
    return declaration.add(SiteContent, "site", {
        "Bucket": bucket["Bucket"], "Prefix": options["prefix"], "Source": os.path.abspath(options["source"]),
        "Exclude": options["exclude"], "CacheControl": rules, "Rendered": rendered, "Delete": options["delete"],
        "ContentTypes": {name.lstrip(".").lower(): value for name, value in options["content_types"].items()},
    })


def _encryption(declaration, options):
    if options["encryption"] == "aws":
        return {"SSEAlgorithm": "AES256"}
    # A bucket key saves a call to KMS per object.
    return {"SSEAlgorithm": "aws:kms", "BucketKeyEnabled": True,
            "KMSMasterKeyID": declaration.neighbour("encryption", "key_arn", options["kms_key_id"])}


def _logging(options):
    # Read only where it is asked for: a call for each run.
    if not options["access_log_bucket"]:
        return {}
    return {"LoggingEnabled": {"TargetBucket": options["access_log_bucket"], "TargetPrefix": options["access_log_prefix"]}}


def _rules(options):
    everything = {"Filter": {"Prefix": ""}, "Status": "Enabled"}
    rules = [{"ID": "incomplete-uploads", **everything, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}}]
    if options["noncurrent_version_expiration_days"]:
        rules.append({"ID": "noncurrent-versions", **everything, "Expiration": {"ExpiredObjectDeleteMarker": True},
                      "NoncurrentVersionExpiration": {"NoncurrentDays": options["noncurrent_version_expiration_days"]}})
    for rule in options["lifecycle_rules"]:
        made = {"ID": rule["id"], "Filter": {"Prefix": rule["prefix"]}, "Status": "Enabled"}
        if rule["expiration_days"]:
            made["Expiration"] = {"Days": rule["expiration_days"]}
        if rule["storage_class"]:
            made["Transitions"] = [{"Days": rule["transition_days"], "StorageClass": rule["storage_class"]}]
        rules.append(made)
    return rules


def _check(declaration, options):
    check = declaration.check
    name = options["name"]
    check(not name or bool(re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", name)) and ".." not in name
          and not re.fullmatch(r"[\d.]+", name) and not name.startswith(("xn--", "sthree-", "amzn-s3-demo-")),
          "name", name, "3 to 63 lower-case letters, digits, dots and hyphens, with a letter or digit at both ends, are allowed")
    check(not (options["kms_key_id"] and options["encryption"] == "aws"), "kms_key_id", options["kms_key_id"],
          "a key is used only with site_encryption: customer")
    days = options["noncurrent_version_expiration_days"]
    check(days >= 0, "noncurrent_version_expiration_days", days, "0 or more is allowed")
    check(not options["prefix"] or bool(re.fullmatch(r"[^/\s][^\s]*/", options["prefix"])) and "//" not in options["prefix"],
          "prefix", options["prefix"], "a path without a slash before it and with one after it is allowed, such as frontend/")
    check(not options["source"] or os.path.isdir(options["source"]), "source", options["source"], "an existing folder is needed")
    check(not options["source"] or not os.path.isdir(options["source"]) or bool(os.listdir(options["source"])),
          "source", options["source"], "a folder that holds files is needed")
    for extension, value in options["content_types"].items():
        check(bool(re.fullmatch(r"[\w.+-]+/[\w.+-]+(;.*)?", str(value))), "content_types", {extension: value},
              "a media type is allowed, such as text/html")
    _check_lifecycle(declaration, options["lifecycle_rules"])
    _check_config(declaration, options)


def _check_lifecycle(declaration, rules):
    names = [rule["id"] for rule in rules]
    for rule in rules:
        here = rule["id"]
        declaration.check(names.count(here) == 1 and here not in ("incomplete-uploads", "noncurrent-versions") and len(here) <= 255,
                          "lifecycle_rules", here, "each rule needs an ID of its own, of at most 255 characters")
        declaration.check(bool(rule["expiration_days"] or rule["storage_class"]), "lifecycle_rules", here,
                          "a rule needs expiration_days, or storage_class and transition_days")
        declaration.check(bool(rule["storage_class"]) == (rule["transition_days"] is not None), "lifecycle_rules", here,
                          "storage_class and transition_days belong together")
        least = 30 if rule["storage_class"] in ("STANDARD_IA", "ONEZONE_IA") else 0
        declaration.check((rule["transition_days"] or 0) >= least, "lifecycle_rules", rule["transition_days"],
                          "at least %d days are needed before %s" % (least, rule["storage_class"]))
        declaration.check(rule["expiration_days"] is None or rule["expiration_days"] > (rule["transition_days"] or 0),
                          "lifecycle_rules", rule["expiration_days"], "objects have to expire after they have moved")


def _check_config(declaration, options):
    config = options["runtime_config"]
    if not config:
        return
    declaration.check(bool(options["source"]), "runtime_config", config["path"], "site_source is needed with it")
    declaration.check(bool(re.fullmatch(r"[^/\s.][^\s]*", config["path"])) and "//" not in config["path"], "runtime_config",
                      config["path"], "a path below the folder is allowed, such as config.json")
    declaration.check(bool(re.fullmatch(r"[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*", config["variable"])), "runtime_config",
                      config["variable"], "the name of a JavaScript variable is allowed, such as window.APP_CONFIG")
    try:
        json.dumps(config["values"])
    except TypeError as error:
        declaration.fail("runtime_config", sorted(config["values"]), "values that JSON can hold are allowed: %s" % error)
