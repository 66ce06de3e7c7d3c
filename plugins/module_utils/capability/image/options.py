# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options and outputs of the image capability."""

from __future__ import annotations

from ...steps.image.gate import SEVERITIES
from ..shared import policy
from ..shared.option import Option

IMAGE = {
    "context": Option(
        "str",
        [
            "Folder to build from: an absolute path, or one below the working directory of the run.",
            "C(<Dockerfile>.dockerignore), else C(.dockerignore), says what is no part of it.",
        ],
        required=True,
        sample="{{ playbook_dir }}/backend",
    ),
    "dockerfile": Option(
        "str",
        [
            "Path of the Dockerfile, relative to O(context).",
            "C(Dockerfile), C(dockerfile) or C(Containerfile) when omitted.",
        ],
    ),
    "target": Option("str", "The stage to build. The last one when omitted."),
    "build_args": Option(
        "dict", ["Build arguments.", "They stay readable in the image's history: never give a secret."], default={}
    ),
    "platforms": Option(
        "list",
        [
            "Platforms to build for, such as V(linux/arm64). Several make one image that holds all.",
            "The builder needs an emulator or a machine of its own for a foreign one.",
        ],
        default=["linux/amd64"],
        elements="str",
    ),
    "labels": Option("dict", "Labels beside source, revision and time, which are always set.", default={}),
    "repository": Option("str", "Key of the repository in the registry capability. The image's own key when omitted."),
    "cache": Option(
        "bool",
        [
            "Whether layers of former builds on this machine are used again.",
            "Podman and Buildah use them only for this machine's own platform.",
        ],
        default=True,
    ),
    "cache_repository": Option(
        "str",
        [
            "URI of a repository in which machines share their layers.",
            "With docker its tag C(buildcache) is written again by each build, so tags must not be immutable there.",
        ],
    ),
}

# A row of the file of accepted findings.
WAIVER = {
    "id": Option("str", "Identifier of the finding.", required=True),
    "reason": Option("str", "Why it is accepted.", required=True),
    "expires": Option("str", "The last day of it, as YYYY-MM-DD.", required=True),
}
SPEC = {
    "short_description": "Build, scan and release container images",
    "description": [
        "Builds images with docker, podman or buildah, whichever can work, and pushes them to the repositories.",
        (
            "The tag is made of the content: files, execute bits, Dockerfile, arguments, labels, platforms and target. "
            "An unchanged tree builds and pushes nothing; one call for each repository finds that out."
        ),
        (
            "An image is pushed with the tag C(b-<content>). What is found in it is judged before it gets its tag "
            "C(c-<content>), which services run by digest. An image that has that tag is not judged again."
        ),
        "Images are data of their repository: old ones go by its lifecycle policy, and none is deleted here.",
    ],
    "options": {
        "images": Option(
            "dict",
            [
                "The images, key to options. A service runs the image of its own key.",
                "The key is part of every address and cannot change later.",
            ],
            default={},
            values=IMAGE,
        ),
        "builder": Option(
            "str",
            [
                "What builds. V(auto) is the first of the others, in this order, that is installed and can work.",
                "Docker needs its buildx plugin and a daemon that answers.",
                "It is looked for only when there is something to build.",
            ],
            default="auto",
            choices=["auto", "docker", "podman", "buildah"],
        ),
        "scanner": Option(
            "str",
            [
                (
                    "What finds vulnerabilities. V(ecr) waits for the scan of Amazon ECR, basic or enhanced, which "
                    "O(slipway.aws.registry#module:scan_on_push) begins. V(trivy) runs Trivy here. V(auto) is Trivy where "
                    "it is installed, else Amazon ECR."
                ),
                "V(none) releases without a look.",
            ],
            default="auto",
            choices=["auto", "ecr", "trivy", "none"],
            field="image.Scanner",
        ),
        "severities": Option(
            "list",
            "Severities that keep an image from being released.",
            default=["CRITICAL", "HIGH"],
            elements="str",
            choices=list(SEVERITIES),
            field="image.Severities",
        ),
        "unfixed": Option(
            "str",
            [
                "Whether findings without a fixed version count.",
                "Basic scanning by Amazon ECR does not say whether there is one: what it finds always counts.",
            ],
            default="ignore",
            choices=["ignore", "count"],
            field="image.Unfixed",
        ),
        "waivers": Option(
            "path",
            [
                "YAML file of accepted findings: a list of C(id), C(reason) and C(expires), the last day of it.",
                "A finding whose waiver has expired keeps the image from being released.",
            ],
            sample="{{ playbook_dir }}/waivers.yml",
        ),
        "source": Option(
            "str",
            "Where the source is, for the label C(org.opencontainers.image.source).",
            sample="https://github.com/example/shop",
        ),
        "revision": Option(
            "str",
            [
                "The commit, for the label C(org.opencontainers.image.revision).",
                "That of the context's Git checkout when omitted.",
                "It is no part of the content: the same tree at another commit is the same image.",
            ],
        ),
    },
    "outputs": {
        "image_uris": {
            "type": "dict",
            "description": "The released images by digest, by key.",
            "sample": {
                "api": "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop-prod-api@sha256:"
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            },
        },
        "image_tags": {
            "type": "dict",
            "description": "The tags made of the content, by key.",
            "sample": {"api": "c-5feceb66ffc86f38"},
        },
        "image_digests": {
            "type": "dict",
            "description": "The digests, by key.",
            "sample": {"api": "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        },
    },
    "examples": """
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
""",
}

SPEC["options"][policy.NAME] = policy.policy(SPEC["options"])
