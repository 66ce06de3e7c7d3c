"""The HTTP server on loopback: keep-alive connections, AWS calls, and the simulator's own endpoints."""

from __future__ import annotations

import io
import json
import socket
import struct
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from moto.core.request import (
    PRESERVED_HEADER_NAMES_ENVIRON_KEY,
    environ_key_for_header,
    should_preserve_original_header_name,
)

from simulator.core import state, wire
from simulator.core.admin import ENDPOINTS, endpoint
from simulator.core.application import Application

JSON_HEADERS = {"Content-Type": "application/json"}


@endpoint("POST", "/simulator/reset")
def _reset(application: Application, _body: Any) -> None:
    application.reset()


@endpoint("GET", "/simulator/calls")
def _calls(application: Application, _body: Any) -> Any:
    return application.log.rows()


@endpoint("DELETE", "/simulator/calls")
def _clear_calls(application: Application, _body: Any) -> None:
    application.log.clear()


@endpoint("POST", "/simulator/durations")
def _durations(_application: Application, body: Any) -> None:
    state.set_durations(body)


@endpoint("POST", "/simulator/faults")
def _faults(application: Application, body: Any) -> None:
    application.faults.order(body)


@endpoint("DELETE", "/simulator/faults")
def _mend(application: Application, _body: Any) -> None:
    application.faults.clear()


@endpoint("GET", "/simulator/faults")
def _drawn(application: Application, _body: Any) -> Any:
    return application.plan.log()


@endpoint("POST", "/simulator/profile")
def _use_profile(application: Application, body: Any) -> Any:
    application.use_profile(**body)
    return _profile(application, None)


@endpoint("GET", "/simulator/profile")
def _profile(application: Application, _body: Any) -> Any:
    plan = application.plan
    return {
        "profile": state.profile().name,
        "minute_ms": round(state.minute_ms(), 3),
        "seed": plan.seed,
        "rates": plan.rates,
    }


@endpoint("POST", "/simulator/permissions")
def _set_permissions(application: Application, body: Any) -> Any:
    application.permissions.set(**body)
    return _permissions(application, None)


@endpoint("GET", "/simulator/permissions")
def _permissions(application: Application, _body: Any) -> Any:
    return {"enforce": application.permissions.enforce, "note": application.permissions.note}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One write per answer, and no delay before it leaves: a call takes a few milliseconds.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: SimulatorServer

    def handle_expect_100(self) -> bool:
        """Let a client that asks first send its body now; it would wait a second for a buffered answer."""
        super().handle_expect_100()
        self.wfile.flush()
        return True

    def _read_body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        chunks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(chunks)

    def _environ(self, body: bytes) -> dict[str, Any]:
        path, _unused, query = self.path.partition("?")
        host, port = self.server.server_address[:2]
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(path, "latin-1"),
            "QUERY_STRING": query,
            "RAW_URI": self.path,
            "SERVER_NAME": host,
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        kept = {}
        for name, value in self.headers.items():
            key = environ_key_for_header(name)
            environ[key] = f"{environ[key]},{value}" if key in environ else value
            if should_preserve_original_header_name(name):
                kept[key] = name
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        environ["CONTENT_LENGTH"] = str(len(body))
        environ[PRESERVED_HEADER_NAMES_ENVIRON_KEY] = kept
        return environ

    def _handle(self) -> None:
        body = self._read_body()
        path = self.path.partition("?")[0]
        if path.startswith("/simulator/"):
            status, headers, answer = self._administer(path, body)
        else:
            status, headers, answer = self.server.application.answer(wire.SimulatedRequest(self._environ(body)))
            if status == 0:
                self._drop()
                return
        self.send_response_only(status)
        length = len(answer)
        for name, value in headers.items():
            if name.lower() == "content-length":
                # The length of what HEAD does not send is the object's.
                length = int(value) if self.command == "HEAD" else length
            elif name.lower() not in ("connection", "transfer-encoding"):
                self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", str(length))
        self.end_headers()
        if self.command != "HEAD" and status not in (204, 304):
            self.wfile.write(answer)
        self.wfile.flush()

    def _drop(self) -> None:
        """Close the connection without an answer, as a reset."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _administer(self, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        action = ENDPOINTS.get((self.command, path))
        if action is None:
            return 404, JSON_HEADERS, json.dumps({"error": f"no {self.command} {path}"}).encode()
        try:
            answer = action(self.server.application, json.loads(body) if body else None)
        except (ValueError, TypeError, AttributeError) as error:
            return 400, JSON_HEADERS, json.dumps({"error": str(error)}).encode()
        return 200, JSON_HEADERS, json.dumps({"status": "ok"} if answer is None else answer).encode()

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = _handle

    def log_message(self, *_args: Any) -> None:
        """Nothing on the terminal: the call log has it all."""


class SimulatorServer(ThreadingHTTPServer):
    """A simulated AWS that listens. ``serve_forever`` and ``shutdown`` are those of socketserver."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, application: Application, host: str = "127.0.0.1", port: int = 0) -> None:
        self.application = application
        super().__init__((host, port), _Handler)

    def server_bind(self) -> None:
        """Bind without the reverse name look-up of the standard library, which can take seconds."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = self.server_address[:2]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no error of the simulator; anything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        """The address for ``AWS_ENDPOINT_URL``."""
        host, port = self.server_address[:2]
        return f"http://{host}:{port}"
