"""Pages from the web, fetched from a server of our own on this machine. No test leaves the machine."""

from __future__ import annotations

import gzip
import itertools
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from healthaudit.model import Document, Media, Skipped
from healthaudit.sources import Limits, collect, count

PAGE = "<!doctype html><p>Café Lindell’s mint tea.</p>\r\n"
LIMITS = Limits(max_bytes=100_000, timeout=0.4, deadline=0.8, redirects=4)
# What each test of slowness may take: far more than the limits above, far less than for ever.
PATIENCE = 3.0

Answer = Callable[["Visitor"], None]


class Visitor(BaseHTTPRequestHandler):
    """One request, answered by the function that the test has put under its path."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.server.requests.append(self)
        self.close_connection = True
        try:
            self.server.answers[self.path](self)
        except OSError:
            pass  # the client has hung up, as it should on whoever sends too much or too slowly

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visitor)
        self.answers: dict[str, Answer] = {}
        self.requests: list[Visitor] = []
        self.closing = threading.Event()

    def put(self, path: str, answer: Answer) -> str:
        self.answers[path] = answer
        return f"http://127.0.0.1:{self.server_port}{path}"


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.closing.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def server(running: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    running.answers.clear()
    running.requests.clear()
    return running


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


# Pages that arrive


def test_a_page(server: Server) -> None:
    url = server.put("/tea", answer())
    assert get(url) == Document(url, Media.HTML, PAGE)
    [request] = server.requests
    assert request.headers["User-Agent"].startswith("healthaudit/")
    assert "(+https://pypi.org/project/healthaudit/)" in request.headers["User-Agent"]
    assert request.headers["Accept-Encoding"] == "gzip, deflate"
    assert "text/html" in request.headers["Accept"]


def test_several_pages_and_a_bad_one_between_them(server: Server) -> None:
    one, two = server.put("/1", answer("<p>One")), server.put("/2", answer("<p>Two"))
    bad = server.put("/bad", answer(status=500))
    pages = list(collect([one, bad, two, one], limits=LIMITS))
    assert [type(page) for page in pages] == [Document, Skipped, Document]
    assert len(server.requests) == count([one, bad, two, one]) == 3


def test_the_charset_of_the_header(server: Server) -> None:
    url = server.put(
        "/tea", answer(b"<meta charset=utf-8>caf\xe9 \xb1", Content_Type="text/html; charset=ISO-8859-2")
    )
    assert get(url).text.endswith("café ą")


def test_the_charset_of_the_markup(server: Server) -> None:
    url = server.put("/tea", answer("<meta charset=windows-1251>Чай".encode("cp1251")))
    assert get(url).text.endswith("Чай")


@pytest.mark.parametrize(
    ("path", "content_type", "body", "media"),
    [
        ("/tea", "TEXT/HTML;charset=utf-8", "tea", Media.HTML),
        ("/tea.md", "text/html", "# tea", Media.HTML),
        ("/tea", "application/xhtml+xml", "<html/>tea", Media.HTML),
        ("/tea", "text/markdown; variant=GFM", "tea", Media.MARKDOWN),
        ("/tea", "text/x-markdown", "tea", Media.MARKDOWN),
        ("/tea", "text/plain", "<p>tea</p>", Media.TEXT),
        ("/tea.md?raw=1", "text/plain", "tea", Media.MARKDOWN),
        ("/tea", "", "# Tea", Media.MARKDOWN),
        ("/tea.html", "", "tea", Media.HTML),
    ],
)
def test_content_types(server: Server, path: str, content_type: str, body: str, media: Media) -> None:
    assert get(server.put(path, answer(body, Content_Type=content_type))).media is media


def test_media_counts_where_the_server_does_not_tell(server: Server) -> None:
    url = server.put("/tea", answer("tea", Content_Type=""))
    assert get(url, media=Media.MARKDOWN).media is Media.MARKDOWN


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("X-GZIP", gzip.compress),
        ("gzip", lambda data: gzip.compress(data[:9]) + gzip.compress(data[9:])),
        ("gzip", lambda data: gzip.compress(data) + b"\0\0"),
        ("identity, gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("identity", bytes),
    ],
)
def test_compressed_pages(server: Server, coding: str, pack: Callable[[bytes], bytes]) -> None:
    url = server.put("/tea", answer(pack(PAGE.encode()), Content_Encoding=coding))
    assert get(url).text == PAGE


def test_a_page_without_a_length(server: Server) -> None:
    assert get(server.put("/tea", answer(Content_Length=""))).text == PAGE


def test_a_page_in_chunks(server: Server) -> None:
    data = PAGE.encode()
    body = b"5\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (data[:5], len(data) - 5, data[5:])
    url = server.put("/tea", answer(body, Content_Length="", Transfer_Encoding="chunked"))
    assert get(url).text == PAGE


# Redirects


def test_redirects_are_followed_and_noted(server: Server) -> None:
    end = server.put("/teas/mint", answer())
    server.put("/teas/c?x=1", redirect("mint", 308))
    server.put("/b", redirect("/teas/c?x=1", 307))
    server.put("/a", redirect(f"//127.0.0.1:{server.server_port}/b", 303))
    start = server.put("/start", redirect(end.replace("/teas/mint", "/a"), 301))
    assert get(start) == Document(start, Media.HTML, PAGE, (f"redirected to {end}",))


def test_too_many_redirects(server: Server) -> None:
    for number in range(6):
        server.put(f"/{number}", redirect(f"/{number + 1}"))
    server.put("/5", answer())
    assert get(server.put("/1", redirect("/2"))).text == PAGE, "as many as the limit are fine"
    server.requests.clear()
    assert fail(server.put("/0", redirect("/1"))).reason == "it redirects more than 4 times"
    assert len(server.requests) == 5


def test_redirects_in_a_circle(server: Server) -> None:
    server.put("/b", redirect("/a"))
    assert fail(server.put("/a", redirect("/b"))).reason == "its redirects go round in a circle"
    assert len(server.requests) == 2


def test_a_redirect_to_itself_that_sets_a_cookie_is_no_circle(server: Server) -> None:
    def greet(visitor: Visitor) -> None:
        known = "seen=1" in visitor.headers.get("Cookie", "")
        (answer() if known else redirect("/tea", Set_Cookie="seen=1"))(visitor)

    url = server.put("/tea", greet)
    assert get(url).text == PAGE
    other = server.put("/other", answer())
    list(collect([url, other], limits=LIMITS))
    assert "Cookie" not in server.requests[-1].headers, "cookies end with the page"


@pytest.mark.parametrize(
    "to", ["ftp://127.0.0.1/tea", "file:///etc/hosts", "javascript:alert(1)", "http://[::1", "data:,x"]
)
def test_redirects_to_where_we_do_not_go(server: Server, to: str) -> None:
    page = fail(server.put("/tea", redirect(to)))
    assert page.reason.startswith("not a web address: ")
    assert len(server.requests) == 1


def test_a_redirect_to_nowhere(server: Server) -> None:
    assert fail(server.put("/tea", answer(b"", 302))).reason == "the server answered 302 Found"


def test_the_body_of_a_redirect_is_not_read(server: Server) -> None:
    end = server.put("/end", answer())
    start = server.put("/start", answer(b"x" * 10, 302, Location="/end", Content_Length="1000000"))
    assert get(start).notes == (f"redirected to {end}",)


def test_a_password_goes_to_the_server_but_not_into_reports(server: Server) -> None:
    def guarded(visitor: Visitor) -> None:
        (answer() if visitor.headers.get("Authorization") else answer(b"", 401))(visitor)

    url = server.put("/tea", guarded)
    assert "login" in fail(url).hint
    assert get(url.replace("//", "//ann:s3cr@et@")).source == url.replace("//", "//ann:***@")
    server.put("/moved", redirect(url.replace("//", "//ann:secret@")))
    assert get(server.put("/start", redirect("/moved"))).notes == (f"redirected to {url}",)


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


def test_no_http_at_all(server: Server) -> None:
    url = server.put("/tea", lambda visitor: visitor.wfile.write(b"SSH-2.0-tea\r\n\r\n") and None)
    assert "broke the rules of HTTP" in fail(url).reason
    url = server.put("/silent", lambda visitor: None)
    assert "broke the rules of HTTP" in fail(url).reason


def test_a_server_without_tls(server: Server) -> None:
    url = server.put("/tea", answer()).replace("http:", "https:")
    assert fail(url).reason.startswith("no secure connection to 127.0.0.1: ")


def test_nobody_listens(server: Server) -> None:
    with socket.socket() as spare:
        spare.bind(("127.0.0.1", 0))  # bound and not listening: nobody else can open it meanwhile
        page = fail(f"http://127.0.0.1:{spare.getsockname()[1]}/tea")
    assert page.reason == "127.0.0.1 refuses connections"


def test_no_such_host(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", unknown)
    assert fail("http://tea.invalid/mint").reason == "there is no host tea.invalid"


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http:///tea",
        "https://[::1",
        "http://a b/",
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
    monkeypatch.setenv(
        "HTTP_PROXY", server.put("http://tea.invalid/mint", answer()).partition("http://tea")[0]
    )
    assert get("http://tea.invalid/mint").text == PAGE


# Too slow


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


def quickly(url: str, limits: Limits = LIMITS) -> str:
    started = time.monotonic()
    page = fail(url, limits)
    assert time.monotonic() - started < PATIENCE
    return page.reason


def test_silence(server: Server) -> None:
    assert quickly(server.put("/tea", silence)) == "127.0.0.1 sent nothing for 0.4 seconds"


def test_silence_in_the_middle_of_a_page(server: Server) -> None:
    url = server.put(
        "/tea", lambda visitor: (answer(Content_Length="9000")(visitor), silence(visitor)) and None
    )
    assert quickly(url) == "127.0.0.1 sent nothing for 0.4 seconds"


@pytest.mark.parametrize("before", [start_page, start_headers])
def test_dripping_servers(server: Server, before: Answer) -> None:
    url = server.put("/tea", drip(b"tea ", before))
    assert quickly(url) == "the page did not arrive within 0.8 seconds"


def test_the_deadline_counts_for_all_redirects_together(server: Server) -> None:
    def slow(visitor: Visitor) -> None:
        visitor.server.closing.wait(0.25)
        redirect(visitor.path + "x")(visitor)

    for number in range(9):
        server.put("/" + "x" * number, slow)
    limits = Limits(timeout=0.5, deadline=0.6, redirects=100)
    assert quickly(server.put("/", slow), limits) == "the page did not arrive within 0.6 seconds"


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
    assert reason == "127.0.0.1 did not answer within 0.4 seconds"


def test_no_thread_stays_behind(server: Server) -> None:
    before = threading.active_count()
    get(server.put("/tea", answer()), Limits(deadline=60))
    time.sleep(0.05)
    assert threading.active_count() <= before
