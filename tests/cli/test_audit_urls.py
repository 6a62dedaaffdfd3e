"""Auditing pages on the web, from the command line, against a server on this machine."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

PAGE = b"<!doctype html><title>Drops</title><p>Our drops cure anxiety.<p>Buy now for $20, free shipping."


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        routes = {
            "/page": (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE),
            "/moved": (302, {"Location": "/page"}, b""),
            "/loop": (302, {"Location": "/loop"}, b""),
            "/image": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
            "/bomb": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(b"a" * 40_000_000)),
        }
        status, headers, body = routes.get(self.path, (404, {"Content-Type": "text/html"}, b"gone"))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    command = [sys.executable, "-m", "healthaudit", "audit", *arguments, "--format", "json"]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, env=environment)


def test_a_url_is_audited(base: str) -> None:
    result = run(f"{base}/page")
    (page,) = json.loads(result.stdout)["pages"]
    assert (page["source"], page["title"]) == (f"{base}/page", "Drops")
    assert "cure-claim" in {finding["rule"] for finding in page["findings"]}
    assert result.returncode == 1


def test_a_redirect_is_followed_and_noted(base: str) -> None:
    (page,) = json.loads(run(f"{base}/moved").stdout)["pages"]
    assert page["source"] == f"{base}/moved"
    assert any("/page" in note for note in page["notes"])


def test_what_cannot_be_fetched_is_skipped_and_the_rest_audited(base: str) -> None:
    urls = [f"{base}/{name}" for name in ("gone", "loop", "image", "bomb", "page")] + ["http://127.0.0.1:9/closed"]
    result = run(*urls)
    report = json.loads(result.stdout)
    assert [page["source"] for page in report["pages"]] == [f"{base}/page"]
    skipped = {one["source"].rsplit("/", 1)[1]: one for one in report["skipped"]}
    assert set(skipped) == {"gone", "loop", "image", "bomb", "closed"}
    assert "404" in skipped["gone"]["reason"]
    assert "redirect" in skipped["loop"]["reason"]
    assert "image/png" in skipped["image"]["reason"]
    assert all(one["hint"] for one in skipped.values())
    assert "Traceback" not in result.stderr


def test_only_failures_end_with_3(base: str) -> None:
    assert run(f"{base}/gone").returncode == 3
