"""Servers that keep us waiting, and secure ones."""

from __future__ import annotations

import itertools
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import trustme
from loopback import Answer, Server, Visitor, answer, fail, get, redirect

from healthaudit.sources import Limits

IMPATIENT = Limits(timeout=0.2, deadline=0.4)
# What each test of slowness may take: far more than these limits, far less than for ever.
PATIENCE = 3.0


def drip(data: bytes, before: Answer) -> Answer:
    """Sends a byte every now and then: too often for a read timeout to notice."""

    def send(visitor: Visitor) -> None:
        before(visitor)
        for byte in itertools.cycle(data):
            visitor.wfile.write(bytes([byte]))
            if visitor.server.closing.wait(0.05):
                return

    return send


def start_page(visitor: Visitor) -> None:
    visitor.send_response(200)
    visitor.end_headers()


def start_headers(visitor: Visitor) -> None:
    visitor.wfile.write(b"HTTP/1.1 200 OK\r\nX-Tea: ")


def silence(visitor: Visitor) -> None:
    visitor.server.closing.wait(PATIENCE)


def quickly(url: str, limits: Limits = IMPATIENT) -> str:
    started = time.monotonic()
    page = fail(url, limits)
    assert time.monotonic() - started < PATIENCE
    return page.reason


def test_silence(server: Server) -> None:
    assert quickly(server.put("/tea", silence)) == "127.0.0.1 sent nothing for 0.2 seconds"


def test_silence_in_the_middle_of_a_page(server: Server) -> None:
    def falter(visitor: Visitor) -> None:
        answer(Content_Length="9000")(visitor)
        silence(visitor)

    assert quickly(server.put("/tea", falter)) == "127.0.0.1 sent nothing for 0.2 seconds"


@pytest.mark.parametrize("before", [start_page, start_headers])
def test_dripping_servers(server: Server, before: Answer) -> None:
    url = server.put("/tea", drip(b"tea ", before))
    assert quickly(url) == "the page did not arrive within 0.4 seconds"


def test_the_deadline_counts_for_all_redirects_together(server: Server) -> None:
    def slow(visitor: Visitor) -> None:
        visitor.server.closing.wait(0.15)
        redirect(visitor.path + "x")(visitor)

    for number in range(9):
        server.put("/" + "x" * number, slow)
    limits = Limits(timeout=0.3, deadline=0.4, redirects=100)
    assert quickly(server.put("/", slow), limits) == "the page did not arrive within 0.4 seconds"


def test_nobody_takes_the_call(server: Server) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        callers = [socket.socket() for _ in range(3)]
        for caller in callers:
            caller.setblocking(False)
            caller.connect_ex(full.getsockname())
        reason = quickly(f"http://127.0.0.1:{full.getsockname()[1]}/tea")
        for caller in callers:
            caller.close()
    assert reason == "127.0.0.1 did not answer within 0.2 seconds"


def test_no_thread_stays_behind(server: Server) -> None:
    before = threading.active_count()
    get(server.put("/tea", answer()), Limits(deadline=60))
    time.sleep(0.05)
    assert threading.active_count() <= before


# Over TLS


@pytest.fixture
def tls(server: Server, tmp_path: Path) -> Iterator[str]:
    """Address of a dripping server that speaks TLS; the authority that vouches for it lies in tmp_path."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)

    def talk(listener: socket.socket) -> None:
        with suppress(OSError), context.wrap_socket(listener.accept()[0], server_side=True) as visitor:
            visitor.recv(4096)
            visitor.sendall(b"HTTP/1.1 200 OK\r\nX-Tea: ")
            while not server.closing.wait(0.05):
                visitor.sendall(b".")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=talk, args=[listener])
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}/tea"
        thread.join()


def test_a_certificate_that_nobody_vouches_for(tls: str) -> None:
    page = fail(tls)
    assert page.reason.startswith("the certificate of 127.0.0.1 is not valid: unable to get local issuer")
    assert "SSL_CERT_FILE" in page.hint


def test_the_deadline_cuts_through_tls(tls: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    assert quickly(tls) == "the page did not arrive within 0.4 seconds"
