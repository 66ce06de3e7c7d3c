"""A container registry on this machine that knows digests of tags, and tokens for anybody."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

DIGEST = "sha256:" + "ab" * 32


class Registry(http.server.ThreadingHTTPServer):
    """A registry on this machine: `images` by "repository:tag", and a token if `secret` is set."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.images = {"team/app:1": DIGEST, "team/app:latest": DIGEST}
        self.secret = ""
        self.asked: list[str] = []

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Any

    def log_message(self, *arguments: Any) -> None:
        """Keep the tests' output clean."""

    def do_HEAD(self) -> None:
        self.server.asked.append(f"HEAD {self.path}")
        _empty, _v2, *name, _manifests, tag = self.path.split("/")
        digest = self.server.images.get(f"{'/'.join(name)}:{tag}")
        if self.server.secret and self.headers.get("Authorization") != f"Bearer {self.server.secret}":
            self.send_response(401)
            realm = f'Bearer realm="http://{self.server.host}/token",service="here",scope="repository:team/app:pull"'
            self.send_header("WWW-Authenticate", realm)
        elif digest:
            assert "application/vnd.oci.image.index.v1+json" in self.headers["Accept"]
            self.send_response(200)
            self.send_header("Docker-Content-Digest", digest)
        else:
            self.send_response(404)
        self.end_headers()

    def do_GET(self) -> None:
        self.server.asked.append(f"GET {self.path}")
        body = json.dumps({"token": "free"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextlib.contextmanager
def serving() -> Iterator[Registry]:
    """Serve one until the end of the block."""
    server = Registry()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
