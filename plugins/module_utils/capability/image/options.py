# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options and outputs of the image capability."""

from __future__ import annotations

from ...steps.image.gate import SEVERITIES

IMAGE = {
    "context": {
        "type": "str",
        "required": True,
        "class": "managed",
        "sample": "{{ playbook_dir }}/backend",
        "description": [
            "Folder to build from: an absolute path, or one below the working directory of the run.",
            "C(<Dockerfile>.dockerignore), else C(.dockerignore), says what is no part of it.",
        ],
    },
    "dockerfile": {
        "type": "str",
        "class": "managed",
        "description": [
            "Path of the Dockerfile, relative to O(context).",
            "C(Dockerfile), C(dockerfile) or C(Containerfile) when omitted.",
        ],
    },
    "target": {"type": "str", "class": "managed", "description": "The stage to build. The last one when omitted."},
    "build_args": {
        "type": "dict",
        "default": {},
        "class": "managed",
        "description": ["Build arguments.", "They stay readable in the image's history: never give a secret."],
    },
    "platforms": {
        "type": "list",
        "elements": "str",
        "default": ["linux/amd64"],
        "class": "managed",
        "description": [
            "Platforms to build for, such as V(linux/arm64). Several make one image that holds all.",
            "The builder needs an emulator or a machine of its own for a foreign one.",
        ],
    },
    "labels": {
        "type": "dict",
        "default": {},
        "class": "managed",
        "description": "Labels beside source, revision and time, which are always set.",
    },
    "repository": {
        "type": "str",
        "class": "managed",
        "description": "Key of the repository in the registry capability. The image's own key when omitted.",
    },
    "cache": {
        "type": "bool",
        "default": True,
        "class": "managed",
        "description": [
            "Whether layers of former builds on this machine are used again.",
            "Podman and Buildah use them only for this machine's own platform.",
        ],
    },
    "cache_repository": {
        "type": "str",
        "class": "managed",
        "description": [
            "URI of a repository in which machines share their layers.",
            "With docker its tag C(buildcache) is written again by each build, so tags must not be immutable there.",
        ],
    },
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
        "images": {
            "type": "dict",
            "default": {},
            "class": "managed",
            "values": IMAGE,
            "description": [
                "The images, key to options. A service runs the image of its own key.",
                "The key is part of every address and cannot change later.",
            ],
        },
        "builder": {
            "type": "str",
            "choices": ["auto", "docker", "podman", "buildah"],
            "default": "auto",
            "class": "managed",
            "description": [
                "What builds. V(auto) is the first of the others, in this order, that is installed and can work.",
                "Docker needs its buildx plugin and a daemon that answers.",
                "It is looked for only when there is something to build.",
            ],
        },
        "scanner": {
            "type": "str",
            "choices": ["auto", "ecr", "trivy", "none"],
            "default": "auto",
            "class": "managed",
            "description": [
                (
                    "What finds vulnerabilities. V(ecr) waits for the scan of Amazon ECR, basic or enhanced, which "
                    "O(slipway.aws.registry#module:scan_on_push) begins. V(trivy) runs Trivy here. V(auto) is Trivy where "
                    "it is installed, else Amazon ECR."
                ),
                "V(none) releases without a look.",
            ],
        },
        "severities": {
            "type": "list",
            "elements": "str",
            "choices": list(SEVERITIES),
            "default": ["CRITICAL", "HIGH"],
            "class": "managed",
            "description": "Severities that keep an image from being released.",
        },
        "unfixed": {
            "type": "str",
            "choices": ["ignore", "count"],
            "default": "ignore",
            "class": "managed",
            "description": [
                "Whether findings without a fixed version count.",
                "Basic scanning by Amazon ECR does not say whether there is one: what it finds always counts.",
            ],
        },
        "waivers": {
            "type": "path",
            "class": "managed",
            "sample": "{{ playbook_dir }}/waivers.yml",
            "description": [
                "YAML file of accepted findings: a list of C(id), C(reason) and C(expires), the last day of it.",
                "A finding whose waiver has expired keeps the image from being released.",
            ],
        },
        "source": {
            "type": "str",
            "class": "managed",
            "sample": "https://github.com/example/shop",
            "description": "Where the source is, for the label C(org.opencontainers.image.source).",
        },
        "revision": {
            "type": "str",
            "class": "managed",
            "description": [
                "The commit, for the label C(org.opencontainers.image.revision).",
                "That of the context's Git checkout when omitted.",
                "It is no part of the content: the same tree at another commit is the same image.",
            ],
        },
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
