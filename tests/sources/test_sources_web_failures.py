"""What the web answers instead of a page, and what we say to it."""

from __future__ import annotations

import gzip
import socket
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from loopback import LIMITS, PAGE, Server, Visitor, answer, fail, get, raw_deflate

from healthaudit.errors import SourceTooLarge
from healthaudit.sources import Limits
from healthaudit.sources.compress import decompress

# Answers that are no page


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        (401, "login"),
        (403, "save the page in a browser"),
        (404, "check the address"),
        (410, "taken down"),
        (418, "save the page in a browser"),
        (500, "try again later"),
        (503, "try again later"),
    ],
)
def test_statuses(server: Server, status: int, hint: str) -> None:
    page = fail(server.put("/tea", answer(status=status)))
    assert page.reason.startswith(f"the server answered {status} ")
    assert hint in page.hint


def test_too_many_requests(server: Server) -> None:
    page = fail(server.put("/tea", answer(status=429, Retry_After="120")))
    assert page.reason == "the server answered 429 Too Many Requests"
    assert "wait" in page.hint
    assert "120 seconds" in page.hint


@pytest.mark.parametrize(
    ("content_type", "name"),
    [
        ("application/pdf", "a PDF file (application/pdf)"),
        ("image/webp", "an image (image/webp)"),
        ("video/mp4", "a sound or video file (video/mp4)"),
        ("Application/JSON; charset=utf-8", "JSON data (application/json)"),
        ("application/x-tea", "something of the type application/x-tea"),
    ],
)
def test_other_content(server: Server, content_type: str, name: str) -> None:
    page = fail(server.put("/tea", answer(Content_Type=content_type)))
    assert page.reason == f"it is not a page but {name}"


def test_a_server_cannot_fill_the_report(server: Server) -> None:
    assert len(fail(server.put("/type", answer(Content_Type="tea/" + "x" * 9000))).reason) < 200
    [note] = get(server.put("/charset", answer(Content_Type="text/html; charset=" + "x" * 9000))).notes
    assert len(note) < 200


def test_a_pdf_that_claims_to_be_a_page(server: Server) -> None:
    page = fail(server.put("/tea", answer(b"%PDF-1.7 tea")))
    assert page.reason == "this is a PDF file, not text"
    assert "pdftotext" in page.hint


@pytest.mark.parametrize("coding", ["", "gzip"])
@pytest.mark.parametrize("status", [200, 204])
def test_empty_bodies(server: Server, status: int, coding: str) -> None:
    page = fail(server.put("/tea", answer(b"", status, Content_Encoding=coding)))
    assert page.reason == "there is no text in it"


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, br", "gzip, gzip"])
def test_codings_that_we_did_not_ask_for(server: Server, coding: str) -> None:
    page = fail(server.put("/tea", answer(b"\x8b\x00", Content_Encoding=coding)))
    assert page.reason == f"the page is compressed as {coding}, which was not asked for"


# Too much


def test_the_limit_is_the_last_size_that_passes(server: Server) -> None:
    exact = server.put("/exact", answer(b"x" * LIMITS.max_bytes))
    assert len(get(exact).text) == LIMITS.max_bytes
    packed = server.put("/packed", answer(gzip.compress(b"x" * LIMITS.max_bytes), Content_Encoding="gzip"))
    assert len(get(packed).text) == LIMITS.max_bytes
    announced = server.put("/announced", answer(b"x", Content_Length=str(LIMITS.max_bytes + 1)))
    assert fail(announced).reason == "larger than the limit of 100,000 bytes"
    over = server.put("/over", answer(b"x" * (LIMITS.max_bytes + 1)))
    assert fail(over).reason == "larger than the limit of 100,000 bytes"


def endless(visitor: Visitor) -> None:
    visitor.send_response(200)
    visitor.end_headers()
    while True:
        visitor.wfile.write(b"Tea. " * 2000)


def test_a_page_without_an_end(server: Server) -> None:
    page = fail(server.put("/tea", endless), Limits(max_bytes=100_000))
    assert page.reason == "larger than the limit of 100,000 bytes"


@pytest.mark.parametrize(
    ("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", raw_deflate)]
)
def test_bombs(server: Server, coding: str, pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(b"\0" * 30_000_000)
    assert len(bomb) < LIMITS.max_bytes
    page = fail(server.put("/tea", answer(bomb, Content_Encoding=coding)))
    assert page.reason == "larger than the limit of 100,000 bytes once decompressed"


def test_a_bomb_takes_no_memory() -> None:
    bomb = zlib.compress(b"\0" * 30_000_000)
    tracemalloc.start()
    with pytest.raises(SourceTooLarge):
        decompress(bomb, ("deflate",), 100_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_bomb_in_pieces(server: Server) -> None:
    piece = gzip.compress(b"x" * (LIMITS.max_bytes // 2))
    page = fail(server.put("/tea", answer(piece * 3, Content_Encoding="gzip")))
    assert "once decompressed" in page.reason
    page = fail(server.put("/tea", answer(gzip.compress(b"") * 1000, Content_Encoding="gzip")))
    assert page.reason == "the page is compressed in too many pieces"


# Broken on the way


@pytest.mark.parametrize(
    "headers", [{"Content_Length": "9000"}, {"Transfer_Encoding": "chunked", "Content_Length": ""}]
)
def test_a_page_that_is_cut_off(server: Server, headers: dict[str, str]) -> None:
    body = b"400\r\n<p>Tea" if "Transfer_Encoding" in headers else b"<p>Tea"
    assert fail(server.put("/tea", answer(body, **headers))).reason == "the page was cut off on the way"


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_compressed_page_that_is_cut_off_or_corrupt(server: Server, coding: str) -> None:
    whole = {"gzip": gzip.compress, "deflate": zlib.compress}[coding](PAGE.encode() * 20)
    cut = server.put("/cut", answer(whole[:-9], Content_Encoding=coding))
    assert fail(cut).reason == "the compressed page was cut off on the way"
    corrupt = server.put("/corrupt", answer(whole[:20] + b"\xff" * 9 + whole[29:], Content_Encoding=coding))
    assert fail(corrupt).reason == "the compressed page is corrupt"
    plain = server.put("/plain", answer(PAGE, Content_Encoding=coding))
    assert fail(plain).reason == "the compressed page is corrupt"


@pytest.mark.parametrize("data", [b"", b"SSH-2.0-tea\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: tea\r\n\r\n"])
def test_no_http_at_all(server: Server, data: bytes) -> None:
    def send(visitor: Visitor) -> None:
        visitor.wfile.write(data)

    assert "broke the rules of HTTP" in fail(server.put("/tea", send)).reason


def test_a_server_without_tls(server: Server) -> None:
    url = server.put("/tea", answer()).replace("http:", "https:")
    assert fail(url).reason.startswith("no secure connection to 127.0.0.1: ")


def test_nobody_listens(server: Server) -> None:
    with socket.socket() as spare:
        spare.bind(("127.0.0.1", 0))  # bound and not listening: nobody else can open it meanwhile
        page = fail(f"http://127.0.0.1:{spare.getsockname()[1]}/tea")
    assert page.reason == "127.0.0.1 refuses connections"


def test_no_such_host(server: Server) -> None:
    assert fail("http://tea.invalid/mint").reason == "there is no host tea.invalid"


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http:///tea",
        "https://[::1",
        "http://tea.invalid:99999/",
        "http://tea..invalid/",
        "http://x:y/",
    ],
)
def test_bad_addresses(server: Server, url: str) -> None:
    page = fail(url)
    assert page.reason.startswith("not a web address: ")
    assert page.hint == "write it as https://example.org/page"


@pytest.mark.parametrize("url", ["ftp://tea.invalid/", "file:///tea.html", "s3://teas/mint"])
def test_other_schemes(server: Server, url: str) -> None:
    assert fail(url).reason == f"not a web address: {url.split(':')[0]} is neither http nor https"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTPS_PROXY", "gopher://proxy.invalid"),
        ("HTTP_PROXY", "http://[::1"),
        ("SSL_CERT_FILE", "/no/such/file"),
    ],
)
def test_bad_settings(server: Server, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    page = fail(server.put("/tea", answer()))
    assert page.reason.startswith("the settings for the web cannot be used: ")
    assert name in page.hint


def test_proxies_are_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.put("http://tea.invalid/mint", answer())
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{server.server_port}")
    assert get("http://tea.invalid/mint").text == PAGE
