# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options and outputs of the site capability."""

from __future__ import annotations

from ..shared import forms, policy
from ..shared.option import Option
from ..storage import lifecycle, replication

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
        "Makes a versioned, encrypted bucket without public access that refuses requests without TLS.",
        (
            "Uploads a folder to it: in parallel, only what changed, with content type and cache headers, pages after "
            "the files they point at."
        ),
        (
            "Each upload is a release: a command can make the folder before, and O(rollback) restores an earlier one, "
            "its runtime configuration included. A later run changes nothing until the source changes."
        ),
        (
            "Releases are written down in the bucket below C(.slipway/), so that a run without changes needs one "
            "listing. The CDN does not serve that folder."
        ),
        "The bucket is data: it is deleted, with all versions in it, only when its address is named.",
    ],
    "options": {
        "bucket": Option(
            "str",
            [
                "A bucket of M(slipway.aws.storage), by its key there, in which the site lives at O(prefix), in place of one of its own.",
                "What else is said of a bucket is said there. Give O(slipway.aws.cdn#module:bucket) the same key.",
            ],
            sample="media",
        ),
        "name": Option(
            "str",
            [
                "Name of the bucket.",
                "The default is made of application, environment, region, account and C(site).",
            ],
            form=forms.BUCKET_NAME,
            sample="inflight-ordering-frontend-bucket",
            aws="3 to 63 lower-case letters, digits, dots and hyphens; unique in AWS. Cannot change later.",
            field="s3_bucket.Bucket",
        ),
        "encryption": Option(
            "str",
            ["V(customer) encrypts with the stack's key, or with O(kms_key_id). V(aws) encrypts with SSE-S3."],
            default="customer",
            choices=["customer", "aws"],
        ),
        "kms_key_id": Option(
            "str",
            "ARN of the key, where it is not that of the encryption capability.",
            aws="The key's policy has to let CloudFront decrypt.",
            form=forms.KEY_ARN,
        ),
        "versioning": Option(
            "bool",
            "Whether overwritten and deleted files are kept as noncurrent versions.",
            default=True,
            field="s3_bucket.VersioningConfiguration.Status",
            sent={True: "Enabled", False: "Suspended"},
        ),
        "noncurrent_version_expiration_days": Option(
            "int",
            "Days after which noncurrent versions expire. V(0) keeps them.",
            default=30,
            aws="At least 1.",
            between=(0, None),
        ),
        "lifecycle_rules": Option(
            "list",
            "Further lifecycle rules. The list is exact: a rule that is not in it is removed.",
            default=[],
            elements="dict",
            key=("id",),
            options=lifecycle.RULE,
        ),
        "replication": Option(
            "dict",
            [
                "Copies what is uploaded from now on into a bucket in O(slipway.aws.stack#module:replica_region), which is made there.",
                "Releases are copied with it; what is there already is not: a job of S3 Batch Replication does that.",
            ],
            options=replication.REPLICATION,
            aws="Needs O(versioning).",
        ),
        "access_log_bucket": Option(
            "str",
            "Bucket that takes S3's own access logs. Off by default; the CDN logs each request.",
            form=forms.BUCKET_NAME,
            aws="In the same Region and account, with a policy that lets C(logging.s3.amazonaws.com) write.",
            field="s3_bucket.LoggingEnabled.TargetBucket",
        ),
        "access_log_prefix": Option(
            "str",
            "What the keys of the access logs begin with.",
            default="s3/",
            field="s3_bucket.LoggingEnabled.TargetPrefix",
        ),
        "source": Option(
            "path",
            [
                "Folder to upload: an absolute path, or one below the working directory of the run.",
                "Nothing is uploaded when omitted.",
            ],
            sample="{{ playbook_dir }}/dist",
        ),
        "build": Option(
            "dict",
            [
                "A command that makes O(source), run on the machine that runs the collection.",
                (
                    "It runs when its inputs, the command or its environment changed since it made the folder, or "
                    "where the folder is missing; never in check mode and never for a O(rollback)."
                ),
            ],
            options={
                "command": Option(
                    "list",
                    "Program and arguments. No shell reads them.",
                    elements="str",
                    ordered=True,
                    lines=True,
                    required=True,
                    sample=["npm", "run", "build"],
                    field="site_build.Command",
                ),
                "folder": Option(
                    "path", "Folder in which the command runs; the one that holds O(source) when omitted."
                ),
                "inputs": Option(
                    "list",
                    [
                        (
                            "Files, folders and shell patterns, seen from O(build.folder), that decide whether to "
                            "build; everything in it when empty."
                        ),
                        "O(source) and the folders C(node_modules) and C(.git) never count.",
                        "What is built of the same inputs is the same release: leave nothing out that matters.",
                        "A build that writes among its inputs would run each time: name the inputs then.",
                    ],
                    default=[],
                    elements="str",
                    sample=["src", "public", "index.html", "package-lock.json", "*.config.js"],
                    field="site_build.Inputs",
                ),
                "environment": Option(
                    "dict",
                    [
                        "Environment variables of the command, beside those of the run itself. They count as inputs.",
                        "The plan shows them: a secret belongs into the environment of the run.",
                    ],
                    default={},
                    sample={"NODE_ENV": "production"},
                    field="site_build.Environment",
                ),
            },
        ),
        "keep_releases": Option(
            "int",
            [
                "How many releases are kept, the one that is served included. Older ones go with the next upload.",
                (
                    "The content of a file is stored once for all releases that have it. Lifecycle rules of noncurrent "
                    "versions do not touch it; one of O(lifecycle_rules) for the whole bucket does."
                ),
            ],
            default=5,
            field="site_content.KeepReleases",
            between=(1, None),
        ),
        "rollback": Option(
            "str",
            [
                "Restores a release that is kept, by its name in the output RV(releases).",
                (
                    "V(previous) is what was served before the newest release. A repeated command changes nothing "
                    "more: only a name goes further back."
                ),
                (
                    "Meant as an extra variable of one run: without it, the release stays until the source is another "
                    "than the one that was rolled back. As long as it is said, nothing is uploaded."
                ),
            ],
            class_="optional",
            sample="previous",
        ),
        "prefix": Option(
            "str",
            [
                "Folder in the bucket, ending in a slash. Other keys are left alone.",
                "The CDN's O(slipway.aws.cdn#module:origin_path) has to be the same, in its own form.",
            ],
            default="",
            sample="frontend/",
            field="site_content.Prefix",
        ),
        "exclude": Option(
            "list",
            "Shell patterns of files that are not uploaded, on the path in the folder or on the name.",
            default=[".DS_Store", ".git/*"],
            elements="str",
            field="site_content.Exclude",
        ),
        "delete": Option(
            "bool",
            [
                "Whether objects that are no longer in the folder are deleted, after everything else was uploaded.",
                "With O(versioning) they remain as noncurrent versions.",
            ],
            default=False,
            field="site_content.Delete",
        ),
        "cache_control": Option(
            "list",
            [
                "Cache headers by shell pattern on the path below the folder. The first that fits wins.",
                "The runtime configuration file always gets C(no-cache).",
            ],
            default=CACHE_CONTROL,
            elements="dict",
            key=("pattern",),
            options={
                "pattern": Option("str", "Shell pattern; C(*) also fits slashes.", required=True),
                "value": Option("str", "Value of the Cache-Control header.", required=True),
            },
        ),
        "content_types": Option(
            "dict",
            [
                "Media types of files, where they differ from the usual ones.",
                (
                    "A key is an extension, a file's name or its path, or a pattern of either with V(*); an empty key means files "
                    "without an extension. The most exact one counts."
                ),
            ],
            default={},
            empty=True,
            sample={"feeds/*": "application/atom+xml", "dat": "text/plain", "": "text/plain"},
        ),
        "runtime_config": Option(
            "dict",
            ["A file rendered from values, which may be outputs of other capabilities. Everybody can read it."],
            options={
                "path": Option("str", "Path below the folder.", default="config.json"),
                "format": Option(
                    "str",
                    "V(js) assigns the values to O(runtime_config.variable).",
                    default="json",
                    choices=["json", "js"],
                ),
                "variable": Option("str", "JavaScript variable of the format V(js).", default="window.APP_CONFIG"),
                "values": Option("dict", "The values.", required=True),
            },
        ),
    },
    "outputs": {
        "bucket": {
            "type": "str",
            "description": "Name of the bucket.",
            "sample": "inflight-ordering-prod-us-east-1-123456789012-site",
        },
        "bucket_arn": {
            "type": "str",
            "description": "ARN of the bucket.",
            "sample": "arn:aws:s3:::inflight-ordering-prod-us-east-1-123456789012-site",
        },
        "bucket_domain": {
            "type": "str",
            "description": "Regional domain name of the bucket, the CDN's origin.",
            "sample": "inflight-ordering-prod-us-east-1-123456789012-site.s3.us-east-1.amazonaws.com",
        },
        "content": {
            "type": "str",
            "description": "Digest of what was uploaded; another one after each upload. Null without a source.",
            "sample": "9f86d081884c7d659a2feaa0c55ad015-3",
        },
        "releases": {
            "type": "list",
            "elements": "dict",
            "description": (
                "The releases that can be restored, the newest first: id, time, number of files, and whether it is the "
                "one that is served. Null without a source."
            ),
            "sample": [{"id": "r4f2a91c3d0e1", "time": "2026-11-21T10:00:00Z", "files": 42, "current": True}],
        },
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

- name: Build the front end and release it
  slipway.aws.site:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    source: frontend/dist
    build:
      command: [npm, run, build]
      inputs: [src, public, index.html, package-lock.json]
    keep_releases: 10

- name: A bucket for somebody else's uploads, with S3's own access logs
  slipway.aws.site:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    access_log_bucket: inflight-ordering-logs
    access_log_prefix: site/

- name: Serve what was served before the newest release
  slipway.aws.site:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    source: frontend/dist
    rollback: previous
""",
}

SPEC["options"][policy.NAME] = policy.policy(SPEC["options"])
