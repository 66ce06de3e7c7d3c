#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/site by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: site
short_description: Private bucket with the files of a web site
version_added: 0.1.0
description:
  - Makes a versioned, encrypted bucket without public access that refuses requests without TLS.
  - 'Uploads a folder to it: in parallel, only what changed, with content type and cache headers, pages after the
    files they point at.'
  - 'Each upload is a release: a command can make the folder before, and O(rollback) restores an earlier one, its
    runtime configuration included. A later run changes nothing until the source changes.'
  - Releases are written down in the bucket below C(.slipway/), so that a run without changes needs one listing.
    The CDN does not serve that folder.
  - 'The bucket is data: it is deleted, with all versions in it, only when its address is named.'
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  bucket:
    description:
      - A bucket of M(slipway.aws.storage), by its key there, in which the site lives at O(prefix), in place of
        one of its own.
      - What else is said of a bucket is said there. Give O(slipway.aws.cdn#module:bucket) the same key.
      - 'Class: managed.'
    type: str
  name:
    description:
      - Name of the bucket.
      - The default is made of application, environment, region, account and C(site).
      - 'AWS requires: 3 to 63 lower-case letters, digits, dots and hyphens; unique in AWS. Cannot change later.'
      - 'Class: managed.'
    type: str
  encryption:
    description:
      - V(customer) encrypts with the stack's key, or with O(kms_key_id). V(aws) encrypts with SSE-S3.
      - 'Class: managed.'
    type: str
    choices:
      - customer
      - aws
    default: customer
  kms_key_id:
    description:
      - ARN of the key, where it is not that of the encryption capability.
      - 'AWS requires: The key''s policy has to let CloudFront decrypt.'
      - 'Class: managed.'
    type: str
  versioning:
    description:
      - Whether overwritten and deleted files are kept as noncurrent versions.
      - 'Class: managed.'
    type: bool
    default: true
  noncurrent_version_expiration_days:
    description:
      - Days after which noncurrent versions expire. V(0) keeps them.
      - 'AWS requires: At least 1.'
      - 'Class: managed.'
    type: int
    default: 30
  lifecycle_rules:
    description:
      - 'Further lifecycle rules. The list is exact: a rule that is not in it is removed.'
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
    suboptions:
      id:
        description:
          - Name of the rule.
          - 'AWS requires: At most 255 characters.'
          - 'Class: managed.'
        type: str
        required: true
      prefix:
        description:
          - Keys that the rule applies to.
          - 'Class: managed.'
        type: str
        default: ''
      tags:
        description:
          - 'Tags of the objects that the rule applies to: all of them are needed.'
          - 'Class: managed.'
        type: dict
        default: {}
      larger_than:
        description:
          - Bytes that the objects are larger than.
          - 'Class: managed.'
        type: int
      smaller_than:
        description:
          - Bytes that the objects are smaller than.
          - 'Class: managed.'
        type: int
      expiration_days:
        description:
          - Days after which objects expire.
          - 'Class: managed.'
        type: int
      storage_class:
        description:
          - Storage class that objects move to.
          - 'Class: managed.'
        type: str
        choices:
          - STANDARD_IA
          - INTELLIGENT_TIERING
          - ONEZONE_IA
          - GLACIER_IR
          - GLACIER
          - DEEP_ARCHIVE
      transition_days:
        description:
          - Days after which they move.
          - 'AWS requires: At least 30 for V(STANDARD_IA) and V(ONEZONE_IA).'
          - 'Class: managed.'
        type: int
      transitions:
        description:
          - The same for several classes, one after the other.
          - 'AWS requires: Each class later than the one before it. Objects below 128 KB do not move, except with
            C(larger_than).'
          - 'Class: managed.'
        type: list
        elements: dict
        default: []
        suboptions:
          storage_class:
            description:
              - Storage class that objects move to.
              - 'Class: managed.'
            type: str
            choices:
              - STANDARD_IA
              - INTELLIGENT_TIERING
              - ONEZONE_IA
              - GLACIER_IR
              - GLACIER
              - DEEP_ARCHIVE
            required: true
          days:
            description:
              - Days after which they move.
              - 'AWS requires: At least 30 for V(STANDARD_IA) and V(ONEZONE_IA), and 30 later for what comes after
                these.'
              - 'Class: managed.'
            type: int
            required: true
      noncurrent_expiration_days:
        description:
          - Days after which versions that are no longer current expire.
          - 'Class: managed.'
        type: int
      noncurrent_storage_class:
        description:
          - Storage class that noncurrent versions move to.
          - 'Class: managed.'
        type: str
        choices:
          - STANDARD_IA
          - INTELLIGENT_TIERING
          - ONEZONE_IA
          - GLACIER_IR
          - GLACIER
          - DEEP_ARCHIVE
      noncurrent_transition_days:
        description:
          - Days after which they move.
          - 'AWS requires: At least 30 for V(STANDARD_IA) and V(ONEZONE_IA).'
          - 'Class: managed.'
        type: int
      newer_noncurrent_versions:
        description:
          - How many noncurrent versions stay, however old; beside C(noncurrent_expiration_days) alone.
          - 'AWS requires: 1 to 100.'
          - 'Class: managed.'
        type: int
      abort_uploads_days:
        description:
          - Days after which uploads that were not finished are aborted. All of a bucket's are after 7 days.
          - 'AWS requires: Neither with tags nor with sizes.'
          - 'Class: managed.'
        type: int
  replication:
    description:
      - Copies what is uploaded from now on into a bucket in O(slipway.aws.stack#module:replica_region), which is
        made there.
      - 'Releases are copied with it; what is there already is not: a job of S3 Batch Replication does that.'
      - 'AWS requires: Needs O(versioning).'
      - 'Class: managed.'
    type: dict
    suboptions:
      name:
        description:
          - Name of the destination bucket. That of the bucket with C(replica) at its end when omitted.
          - 'AWS requires: Cannot change later.'
          - 'Class: managed.'
        type: str
      rule:
        description:
          - ID of the rule.
          - 'AWS requires: At most 255 characters.'
          - 'Class: managed.'
        type: str
        default: replicate
      prefix:
        description:
          - Keys that are copied. All when omitted.
          - 'Class: managed.'
        type: str
        default: ''
      storage_class:
        description:
          - Storage class of the copies. That of the objects when omitted.
          - 'Class: managed.'
        type: str
        choices:
          - STANDARD
          - STANDARD_IA
          - INTELLIGENT_TIERING
          - ONEZONE_IA
          - GLACIER_IR
          - GLACIER
          - DEEP_ARCHIVE
      delete_markers:
        description:
          - Whether deletions are copied, too. What lifecycle rules delete never is.
          - 'Class: managed.'
        type: bool
        default: false
      time_control:
        description:
          - Whether S3 Replication Time Control copies within 15 minutes, and tells where it does not. AWS bills
            it.
          - 'Class: managed.'
        type: bool
        default: false
      kms_key_id:
        description:
          - ARN of the key of the copies, in the other Region. A key that is made there when omitted; none where
            SSE-S3 encrypts.
          - 'Class: managed.'
        type: str
      noncurrent_version_expiration_days:
        description:
          - 'Days after which noncurrent versions of the copies expire: lifecycle rules are not copied. V(0) keeps
            them.'
          - 'Class: managed.'
        type: int
        default: 30
      lifecycle_rules:
        description:
          - 'Further lifecycle rules. The list is exact: a rule that is not in it is removed.'
          - 'Class: managed.'
        type: list
        elements: dict
        default: []
        suboptions:
          id:
            description:
              - Name of the rule.
              - 'AWS requires: At most 255 characters.'
              - 'Class: managed.'
            type: str
            required: true
          prefix:
            description:
              - Keys that the rule applies to.
              - 'Class: managed.'
            type: str
            default: ''
          tags:
            description:
              - 'Tags of the objects that the rule applies to: all of them are needed.'
              - 'Class: managed.'
            type: dict
            default: {}
          larger_than:
            description:
              - Bytes that the objects are larger than.
              - 'Class: managed.'
            type: int
          smaller_than:
            description:
              - Bytes that the objects are smaller than.
              - 'Class: managed.'
            type: int
          expiration_days:
            description:
              - Days after which objects expire.
              - 'Class: managed.'
            type: int
          storage_class:
            description:
              - Storage class that objects move to.
              - 'Class: managed.'
            type: str
            choices:
              - STANDARD_IA
              - INTELLIGENT_TIERING
              - ONEZONE_IA
              - GLACIER_IR
              - GLACIER
              - DEEP_ARCHIVE
          transition_days:
            description:
              - Days after which they move.
              - 'AWS requires: At least 30 for V(STANDARD_IA) and V(ONEZONE_IA).'
              - 'Class: managed.'
            type: int
          transitions:
            description:
              - The same for several classes, one after the other.
              - 'AWS requires: Each class later than the one before it. Objects below 128 KB do not move, except
                with C(larger_than).'
              - 'Class: managed.'
            type: list
            elements: dict
            default: []
            suboptions:
              storage_class:
                description:
                  - Storage class that objects move to.
                  - 'Class: managed.'
                type: str
                choices:
                  - STANDARD_IA
                  - INTELLIGENT_TIERING
                  - ONEZONE_IA
                  - GLACIER_IR
                  - GLACIER
                  - DEEP_ARCHIVE
                required: true
              days:
                description:
                  - Days after which they move.
                  - 'AWS requires: At least 30 for V(STANDARD_IA) and V(ONEZONE_IA), and 30 later for what comes
                    after these.'
                  - 'Class: managed.'
                type: int
                required: true
          noncurrent_expiration_days:
            description:
              - Days after which versions that are no longer current expire.
              - 'Class: managed.'
            type: int
          noncurrent_storage_class:
            description:
              - Storage class that noncurrent versions move to.
              - 'Class: managed.'
            type: str
            choices:
              - STANDARD_IA
              - INTELLIGENT_TIERING
              - ONEZONE_IA
              - GLACIER_IR
              - GLACIER
              - DEEP_ARCHIVE
          noncurrent_transition_days:
            description:
              - Days after which they move.
              - 'AWS requires: At least 30 for V(STANDARD_IA) and V(ONEZONE_IA).'
              - 'Class: managed.'
            type: int
          newer_noncurrent_versions:
            description:
              - How many noncurrent versions stay, however old; beside C(noncurrent_expiration_days) alone.
              - 'AWS requires: 1 to 100.'
              - 'Class: managed.'
            type: int
          abort_uploads_days:
            description:
              - Days after which uploads that were not finished are aborted. All of a bucket's are after 7 days.
              - 'AWS requires: Neither with tags nor with sizes.'
              - 'Class: managed.'
            type: int
  access_log_bucket:
    description:
      - Bucket that takes S3's own access logs. Off by default; the CDN logs each request.
      - 'AWS requires: In the same Region and account, with a policy that lets C(logging.s3.amazonaws.com) write.'
      - 'Class: managed.'
    type: str
  access_log_prefix:
    description:
      - What the keys of the access logs begin with.
      - 'Class: managed.'
    type: str
    default: s3/
  source:
    description:
      - 'Folder to upload: an absolute path, or one below the working directory of the run.'
      - Nothing is uploaded when omitted.
      - 'Class: managed.'
    type: path
  build:
    description:
      - A command that makes O(source), run on the machine that runs the collection.
      - It runs when its inputs, the command or its environment changed since it made the folder, or where the folder
        is missing; never in check mode and never for a O(rollback).
      - 'Class: managed.'
    type: dict
    suboptions:
      command:
        description:
          - Program and arguments. No shell reads them.
          - 'Class: managed.'
        type: list
        elements: str
        required: true
      folder:
        description:
          - Folder in which the command runs; the one that holds O(source) when omitted.
          - 'Class: managed.'
        type: path
      inputs:
        description:
          - Files, folders and shell patterns, seen from O(build.folder), that decide whether to build; everything
            in it when empty.
          - O(source) and the folders C(node_modules) and C(.git) never count.
          - 'What is built of the same inputs is the same release: leave nothing out that matters.'
          - 'A build that writes among its inputs would run each time: name the inputs then.'
          - 'Class: managed.'
        type: list
        elements: str
        default: []
      environment:
        description:
          - Environment variables of the command, beside those of the run itself. They count as inputs.
          - 'The plan shows them: a secret belongs into the environment of the run.'
          - 'Class: managed.'
        type: dict
        default: {}
  keep_releases:
    description:
      - How many releases are kept, the one that is served included. Older ones go with the next upload.
      - The content of a file is stored once for all releases that have it. Lifecycle rules of noncurrent versions
        do not touch it; one of O(lifecycle_rules) for the whole bucket does.
      - 'Class: managed.'
    type: int
    default: 5
  rollback:
    description:
      - Restores a release that is kept, by its name in the output RV(releases).
      - 'V(previous) is what was served before the newest release. A repeated command changes nothing more: only
        a name goes further back.'
      - 'Meant as an extra variable of one run: without it, the release stays until the source is another than the
        one that was rolled back. As long as it is said, nothing is uploaded.'
      - 'Class: optional.'
    type: str
  prefix:
    description:
      - Folder in the bucket, ending in a slash. Other keys are left alone.
      - The CDN's O(slipway.aws.cdn#module:origin_path) has to be the same, in its own form.
      - 'Class: managed.'
    type: str
    default: ''
  exclude:
    description:
      - Shell patterns of files that are not uploaded, on the path in the folder or on the name.
      - 'Class: managed.'
    type: list
    elements: str
    default:
      - .DS_Store
      - .git/*
  delete:
    description:
      - Whether objects that are no longer in the folder are deleted, after everything else was uploaded.
      - With O(versioning) they remain as noncurrent versions.
      - 'Class: managed.'
    type: bool
    default: false
  cache_control:
    description:
      - Cache headers by shell pattern on the path below the folder. The first that fits wins.
      - The runtime configuration file always gets C(no-cache).
      - 'Class: managed.'
    type: list
    elements: dict
    default:
      - pattern: '*.html'
        value: no-cache
      - pattern: sw.js
        value: no-cache
      - pattern: service-worker.js
        value: no-cache
      - pattern: assets/*
        value: public, max-age=31536000, immutable
      - pattern: static/*
        value: public, max-age=31536000, immutable
      - pattern: '*'
        value: public, max-age=3600
    suboptions:
      pattern:
        description:
          - Shell pattern; C(*) also fits slashes.
          - 'Class: managed.'
        type: str
        required: true
      value:
        description:
          - Value of the Cache-Control header.
          - 'Class: managed.'
        type: str
        required: true
  content_types:
    description:
      - Media types of files, where they differ from the usual ones.
      - A key is an extension, a file's name or its path, or a pattern of either with V(*); an empty key means files
        without an extension. The most exact one counts.
      - 'Class: managed.'
    type: dict
    default: {}
  runtime_config:
    description:
      - A file rendered from values, which may be outputs of other capabilities. Everybody can read it.
      - 'Class: managed.'
    type: dict
    suboptions:
      path:
        description:
          - Path below the folder.
          - 'Class: managed.'
        type: str
        default: config.json
      format:
        description:
          - V(js) assigns the values to O(runtime_config.variable).
          - 'Class: managed.'
        type: str
        choices:
          - json
          - js
        default: json
      variable:
        description:
          - JavaScript variable of the format V(js).
          - 'Class: managed.'
        type: str
        default: window.APP_CONFIG
      values:
        description:
          - The values.
          - 'Class: managed.'
        type: dict
        required: true
  policy:
    description:
      - What an environment changes about O(build), O(cache_control), O(content_types), O(lifecycle_rules), O(replication)
        and O(runtime_config), by option.
      - Dictionaries are merged member by member, other lists and values replaced, and null takes away. Names that
        the description does not have are refused.
      - An item of a list is named by C(id) of O(lifecycle_rules), C(pattern) of O(cache_control).
      - 'Class: managed.'
    type: dict
    default: {}
"""

EXAMPLES = r"""
---
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
"""

RETURN = r"""
---
stack:
  description: The stack's identity.
  returned: always
  type: str
  sample: inflight-ordering/prod/us-east-1
totals:
  description: How many objects the plan creates, updates, deletes and leaves.
  returned: when not only declared
  type: str
  sample: 2 to create, 1 to update, 40 unchanged.
plan:
  description: 'The plan as data: lines with address, verb, changes and reason.'
  returned: when not only declared
  type: dict
problems:
  description: What forbids the plan, a sentence each.
  returned: when a plan is refused
  type: list
  elements: str
digest:
  description: Digest of the plan, for the option C(approved) of M(slipway.aws.stack).
  returned: when not only declared
  type: str
  sample: 3f0c9a51d2b8e746
outputs:
  description: Outputs by capability instance.
  returned: when not only declared
  type: dict
done:
  description: Addresses that were made or changed.
  returned: when something was carried out
  type: list
  elements: str
deleted:
  description: Addresses that were deleted.
  returned: when something was carried out
  type: list
  elements: str
serving:
  description: What serves, a sentence for each service.
  returned: after a release or a rollback
  type: list
  elements: str
kept:
  description: What a guard kept, with the reason.
  returned: when not only declared
  type: list
  elements: dict
calls:
  description: Calls to AWS by operation.
  returned: when not only declared
  type: dict
bucket:
  description: Name of the bucket.
  returned: when it is known
  type: str
  sample: inflight-ordering-prod-us-east-1-123456789012-site
bucket_arn:
  description: ARN of the bucket.
  returned: when it is known
  type: str
  sample: arn:aws:s3:::inflight-ordering-prod-us-east-1-123456789012-site
bucket_domain:
  description: Regional domain name of the bucket, the CDN's origin.
  returned: when it is known
  type: str
  sample: inflight-ordering-prod-us-east-1-123456789012-site.s3.us-east-1.amazonaws.com
content:
  description: Digest of what was uploaded; another one after each upload. Null without a source.
  returned: when it is known
  type: str
  sample: 9f86d081884c7d659a2feaa0c55ad015-3
releases:
  description: 'The releases that can be restored, the newest first: id, time, number of files, and whether it is
    the one that is served. Null without a source.'
  returned: when it is known
  type: list
  elements: dict
  sample:
    - id: r4f2a91c3d0e1
      time: '2026-11-21T10:00:00Z'
      files: 42
      current: true
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import site


def main():
    entry.main("site", site)


if __name__ == "__main__":
    main()
