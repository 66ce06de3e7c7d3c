# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The digest that a tag stands for, in Amazon ECR or any other registry that answers without a password.

Other registries are asked as the OCI distribution specification says (HEAD of a manifest), from where the run is; a token
for anybody is fetched where one is asked for ("Token Authentication Specification" of the distribution project). Nobody
waits long: what does not answer at once stays a tag.
"""

from __future__ import annotations

import json
import re
import urllib.parse

from ...aws.ecr import images
from ...engine.references import is_known
from .registry import MEDIA_TYPES

SECONDS = 4  # for one answer
HUB = ("docker.io", "index.docker.io")
LOCAL = re.compile(r"(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
CHALLENGE = re.compile(r'(\w+)="([^"]*)"')


def resolved(api, image):
    """(``image`` by digest, "") where its registry says which one that is; else (``image``, a sentence why not)."""
    if not image or not is_known(image) or "@" in image:
        return image, ""
    if images.location(image):
        return images.resolved(api, image), ""
    digest, why = api.once(("manifest", image), lambda: _asked(api, *_parts(image)))
    if digest:
        return "%s@%s" % (images.without_version(image), digest), ""
    return image, "%s is a tag, which may come to mean another image: its digest is not known, since %s" % (image, why)


def _parts(image):
    """(registry, repository, tag) of an image without a digest; without a registry it is Docker Hub's."""
    name = images.without_version(image)
    tag = image[len(name) + 1 :] or "latest"
    host, slash, rest = name.partition("/")
    if not slash or not ("." in host or ":" in host or host == "localhost"):
        host, rest = HUB[0], name
    if host in HUB:
        return "registry-1.docker.io", rest if "/" in rest else "library/" + rest, tag
    return host, rest, tag


def _asked(api, host, repository, tag):
    """(digest, "") or (None, why)."""
    # What does not answer once is not asked for its other images: the first one waits for all.
    silence = api.once(("registry", host), dict)
    if silence:
        return None, silence["why"]
    # Imported here: it brings cryptography and costs each run as much as ten calls to AWS; few runs ask.
    from ansible.module_utils.urls import open_url

    scheme = "http" if LOCAL.fullmatch(host) else "https"
    url = "%s://%s/v2/%s/manifests/%s" % (scheme, host, repository, urllib.parse.quote(tag))
    headers = {"Accept": ", ".join(MEDIA_TYPES)}

    def ask(url, **more):
        return open_url(url, timeout=SECONDS, http_agent="slipway.aws", use_netrc=False, **more)

    try:
        try:
            answer = ask(url, method="HEAD", headers=headers)
        except OSError as error:
            token = _token(ask, scheme, error)
            if token is None:
                raise
            answer = ask(url, method="HEAD", headers={**headers, "Authorization": "Bearer " + token})
    except (OSError, ValueError) as error:
        code = getattr(error, "code", None)
        if code is None:
            silence["why"] = "%s does not answer" % host
            return None, silence["why"]
        return None, "%s answers %s" % (host, "that there is no such image" if code == 404 else "with %s" % code)
    digest = answer.headers.get("Docker-Content-Digest") or ""
    return (digest, "") if DIGEST.fullmatch(digest) else (None, "%s does not say it" % host)


def _token(ask, scheme, error):
    """A token for anybody, where an answer asks for one; else None."""
    challenge = (getattr(error, "headers", None) or {}).get("WWW-Authenticate") or ""
    given = dict(CHALLENGE.findall(challenge))
    realm = given.pop("realm", "")
    if getattr(error, "code", None) != 401 or not realm.startswith(scheme + "://"):
        return None
    query = urllib.parse.urlencode({name: given[name] for name in ("service", "scope") if name in given})
    answer = json.loads(ask("%s?%s" % (realm, query)).read())
    return answer.get("token") or answer.get("access_token")
