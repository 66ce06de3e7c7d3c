#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/image by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: image
short_description: Build, scan and release container images
version_added: 0.1.0
description:
  - Builds images with docker, podman or buildah, whichever can work, and pushes them to the repositories.
  - 'The tag is made of the content: files, execute bits, Dockerfile, arguments, labels, platforms and target. An
    unchanged tree builds and pushes nothing; one call for each repository finds that out.'
  - An image is pushed with the tag C(b-<content>). What is found in it is judged before it gets its tag C(c-<content>),
    which services run by digest. An image that has that tag is not judged again.
  - 'Images are data of their repository: old ones go by its lifecycle policy, and none is deleted here.'
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  images:
    description:
      - The images, key to options. A service runs the image of its own key.
      - The key is part of every address and cannot change later.
      - Each name has the suboptions below.
      - 'Class: managed.'
    type: dict
    default: {}
    suboptions:
      context:
        description:
          - 'Folder to build from: an absolute path, or one below the working directory of the run.'
          - C(<Dockerfile>.dockerignore), else C(.dockerignore), says what is no part of it.
          - 'Class: managed.'
        type: str
        required: true
      dockerfile:
        description:
          - Path of the Dockerfile, relative to O(images.context).
          - C(Dockerfile), C(dockerfile) or C(Containerfile) when omitted.
          - 'Class: managed.'
        type: str
      target:
        description:
          - The stage to build. The last one when omitted.
          - 'Class: managed.'
        type: str
      build_args:
        description:
          - Build arguments.
          - 'They stay readable in the image''s history: never give a secret.'
          - 'Class: managed.'
        type: dict
        default: {}
      platforms:
        description:
          - Platforms to build for, such as V(linux/arm64). Several make one image that holds all.
          - The builder needs an emulator or a machine of its own for a foreign one.
          - 'Class: managed.'
        type: list
        elements: str
        default:
          - linux/amd64
      labels:
        description:
          - Labels beside source, revision and time, which are always set.
          - 'Class: managed.'
        type: dict
        default: {}
      repository:
        description:
          - Key of the repository in the registry capability. The image's own key when omitted.
          - 'Class: managed.'
        type: str
      cache:
        description:
          - Whether layers of former builds on this machine are used again.
          - Podman and Buildah use them only for this machine's own platform.
          - 'Class: managed.'
        type: bool
        default: true
      cache_repository:
        description:
          - URI of a repository in which machines share their layers.
          - With docker its tag C(buildcache) is written again by each build, so tags must not be immutable there.
          - 'Class: managed.'
        type: str
  builder:
    description:
      - What builds. V(auto) is the first of the others, in this order, that is installed and can work.
      - Docker needs its buildx plugin and a daemon that answers.
      - It is looked for only when there is something to build.
      - 'Class: managed.'
    type: str
    choices:
      - auto
      - docker
      - podman
      - buildah
    default: auto
  scanner:
    description:
      - What finds vulnerabilities. V(ecr) waits for the scan of Amazon ECR, basic or enhanced, which O(slipway.aws.registry#module:scan_on_push)
        begins. V(trivy) runs Trivy here. V(auto) is Trivy where it is installed, else Amazon ECR.
      - V(none) releases without a look.
      - 'Class: managed.'
    type: str
    choices:
      - auto
      - ecr
      - trivy
      - none
    default: auto
  severities:
    description:
      - Severities that keep an image from being released.
      - 'Class: managed.'
    type: list
    elements: str
    choices:
      - CRITICAL
      - HIGH
      - MEDIUM
      - LOW
      - INFORMATIONAL
      - UNDEFINED
    default:
      - CRITICAL
      - HIGH
  unfixed:
    description:
      - Whether findings without a fixed version count.
      - 'Basic scanning by Amazon ECR does not say whether there is one: what it finds always counts.'
      - 'Class: managed.'
    type: str
    choices:
      - ignore
      - count
    default: ignore
  waivers:
    description:
      - 'YAML file of accepted findings: a list of C(id), C(reason) and C(expires), the last day of it.'
      - A finding whose waiver has expired keeps the image from being released.
      - 'Class: managed.'
    type: path
  source:
    description:
      - Where the source is, for the label C(org.opencontainers.image.source).
      - 'Class: managed.'
    type: str
  revision:
    description:
      - The commit, for the label C(org.opencontainers.image.revision).
      - That of the context's Git checkout when omitted.
      - 'It is no part of the content: the same tree at another commit is the same image.'
      - 'Class: managed.'
    type: str
  policy:
    description:
      - What an environment changes about O(images), by option.
      - Dictionaries are merged member by member, other lists and values replaced, and null takes away. Names that
        the description does not have are refused.
      - 'Class: managed.'
    type: dict
    default: {}
"""

EXAMPLES = r"""
---
- name: Build one image, and refuse it with critical findings that have a fix
  slipway.aws.image:
    images:
      api:
        context: "{{ playbook_dir }}/backend"
        build_args: {NODE_VERSION: "22"}
    severities: [CRITICAL]
    waivers: "{{ playbook_dir }}/waivers.yml"

- name: Build for both architectures with buildah
  slipway.aws.image:
    builder: buildah
    images:
      gateway:
        context: "{{ playbook_dir }}/gateway"
        platforms: [linux/amd64, linux/arm64]
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
image_uris:
  description: The released images by digest, by key.
  returned: when it is known
  type: dict
  sample:
    api: 123456789012.dkr.ecr.us-east-1.amazonaws.com/shop-prod-api@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
image_tags:
  description: The tags made of the content, by key.
  returned: when it is known
  type: dict
  sample:
    api: c-5feceb66ffc86f38
image_digests:
  description: The digests, by key.
  returned: when it is known
  type: dict
  sample:
    api: sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import image


def main():
    entry.main("image", image)


if __name__ == "__main__":
    main()
