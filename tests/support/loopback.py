"""A web server of our own on this machine, whose answers a test makes up, and the door under test."""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from healthaudit.model import Document, Media, Skipped
from healthaudit.sources import Limits, collect

PAGE = "<!doctype html><p>Café Lindell’s mint tea.</p>\r\n"
LIMITS = Limits(max_bytes=100_000, timeout=5, deadline=10, redirects=4)

Answer = Callable[["Visitor"], None]


class Visitor(BaseHTTPRequestHandler):
    """One request, answered by the function that the test has put under its path."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.at = time.monotonic()
        self.server.requests.append(self)
        self.close_connection = True
        with suppress(OSError):  # the client hangs up, as it should, on whoever sends too much or too slowly
            self.server.answers.get(self.path, self.server.otherwise)(self)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visitor)
        self.answers: dict[str, Answer] = {}
        self.otherwise: Answer = missing
        self.requests: list[Visitor] = []
        self.closing = threading.Event()

    @property
    def asked(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [request.path for request in self.requests]

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"

    def put(self, path: str, answer: Answer) -> str:
        self.answers[path] = answer
        return self.address(path)


def missing(visitor: Visitor) -> None:
    """What stands at every other address."""
    answer(b"", 404)(visitor)


def answer(body: bytes | str = PAGE, status: int = 200, **headers: str) -> Answer:
    """An answer with this body; headers by their names with underscores."""

    def send(visitor: Visitor) -> None:
        data = body.encode() if isinstance(body, str) else body
        visitor.send_response(status)
        for name, value in {"Content_Type": "text/html", "Content_Length": str(len(data)), **headers}.items():
            if value:
                visitor.send_header(name.replace("_", "-"), value)
        visitor.end_headers()
        visitor.wfile.write(data)

    return send


def redirect(to: str, status: int = 302, **headers: str) -> Answer:
    return answer(b"", status, Location=to, **headers)


def get(url: str, limits: Limits = LIMITS, media: Media | None = None) -> Document:
    [page] = collect([url], limits=limits, media=media)
    assert isinstance(page, Document), page
    return page


def fail(url: str, limits: Limits = LIMITS) -> Skipped:
    [page] = collect([url], limits=limits)
    assert isinstance(page, Skipped), page
    assert page.hint
    assert "\n" not in page.reason + page.hint
    return page


def raw_deflate(data: bytes) -> bytes:
    """What some servers send as "deflate": without the header and the checksum of zlib."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()
