"""Pages that scripts build, on a server of our own: what is taken of them, what is refused, and that it always ends."""

from __future__ import annotations

import asyncio
import gzip
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import trustme

from healthaudit.errors import FetchFailed, LeftOut, NotAPage, SourceTooLarge, UsageError
from healthaudit.model import Document, Media
from healthaudit.pages import read
from healthaudit.sources.decode import decode
from healthaudit.sources.fetched import Fetched
from healthaudit.sources.limits import Limits
from healthaudit.sources.render import browser as browsers
from healthaudit.sources.render import chromium as chromiums
from healthaudit.sources.render.browser import Browser
from healthaudit.sources.web import Web
from healthaudit.version import VERSION

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
LIMITS = Limits(max_bytes=1_000_000, deadline=60, redirects=4)
#: For pages that never end by themselves.
SHORT = Limits(max_bytes=1_000_000, deadline=6, redirects=4)


class Asked(NamedTuple):
    path: str
    headers: Mapping[str, str]


class Visitor(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.asked.append(Asked(self.path, {name.lower(): value for name, value in self.headers.items()}))
        with suppress(OSError):  # the browser hangs up
            self.server.answers.get(self.path, answer("no such page", 404))(self)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visitor)
        self.answers: dict[str, Callable[[Visitor], None]] = {}
        self.asked: list[Asked] = []
        self.closing = threading.Event()

    def put(self, path: str, answer: Callable[[Visitor], None]) -> str:
        self.answers[path] = answer
        return f"http://127.0.0.1:{self.server_port}{path}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


def answer(body: bytes | str, status: int = 200, **headers: str) -> Callable[[Visitor], None]:
    """An answer with this body; headers by their names with underscores, none where they are empty."""

    def send(visitor: Visitor) -> None:
        data = body.encode() if isinstance(body, str) else body
        visitor.send_response(status)
        for name, value in {"Content_Type": "text/html", "Content_Length": str(len(data)), **headers}.items():
            if value:
                visitor.send_header(name.replace("_", "-"), value)
        visitor.end_headers()
        visitor.wfile.write(data)

    return send


def script(code: str) -> Callable[[Visitor], None]:
    return answer(f"<!doctype html><title>Drops</title><p>Before.</p><script>{code}</script><p>After.</p>")


def redirect(to: str, **headers: str) -> Callable[[Visitor], None]:
    return answer("", 302, Location=to, **headers)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.closing.set()
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser(LIMITS) as browser:
        yield browser


@pytest.fixture(scope="module")
def hasty() -> Iterator[Browser]:
    with Browser(SHORT) as browser:
        yield browser


def words(fetched: Fetched) -> str:
    """What healthaudit reads of it."""
    decoded = decode(fetched.body, fetched.media, fetched.charset)
    return read(Document("-", decoded.media, decoded.text)).text


# -- what is taken ---------------------------------------------------------------------------------------


def test_a_page_that_a_script_builds(server: Server, browser: Browser) -> None:
    server.put("/words", answer("Our drops — 💊 cure.", Content_Type="text/plain; charset=utf-8"))
    url = server.put("/", script("fetch('/words').then(it => it.text()).then(it => document.body.append(it))"))
    fetched = browser.fetch(f"{url}?q=1#there") if server.put("/?q=1", server.answers["/"]) else None
    assert fetched
    assert "Our drops — 💊 cure." in words(fetched)
    assert fetched[0] == f"{url}?q=1"
    assert fetched[2:] == (Media.HTML, "utf-8", ("built by a browser",))
    assert fetched.body.startswith(b"<!DOCTYPE html>")


def test_what_components_show_is_read(server: Server, browser: Browser) -> None:
    url = server.put(
        "/",
        answer(
            "<x-card><b slot=claim>It cures.</b><i>Never shown.</i></x-card><script>"
            "customElements.define('x-card', class extends HTMLElement { connectedCallback() {"
            "this.attachShadow({mode: 'open'}).innerHTML = '<p>Dr. Lindell: <slot name=claim>Nothing.</slot></p>'}})"
            "</script>"
        ),
    )
    text = words(browser.fetch(url))
    assert "Dr. Lindell: It cures." in text
    assert "Never shown." not in text
    assert "Nothing." not in text


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_a_page_without_scripts_reads_the_same(path: Path, server: Server, browser: Browser) -> None:
    same(server, browser, path.read_bytes())


@pytest.mark.parametrize(
    "body",
    [
        "<p>Café 💊 no charset said, ends in a byte order mark?".encode(),
        "\ufeff<p>Byte order mark".encode(),
        "<p>Caf\u00e9 in windows-1252".encode("cp1252"),
        "<meta charset=koi8-r><p>\u0447\u0430\u0439".encode("koi8-r"),
        "<!doctype html><p>sixteen bits, caf\u00e9".encode("utf-16"),
        (PAGES / "low-t-clinic.html").read_bytes().replace(b"\n", b"\r\n"),
        b"<p>one<p>two <table><tr><td>1<td>2</table><pre>\n\n a  b</pre>",
        b"a &lt;b&gt; &amp;amp; &copy; &nbsp;<a href='?a&b'>link</a><noscript>Turn on</noscript>",
        "<p>\u202eright to left\u202c, so\u00adft, zero\u200bwidth".encode(),
        b"<title></title>",
        b"<head><noscript><link rel=x><style>p{}</style></noscript></head><p>a<noscript id=n><p>b &amp;amp; <b>c",
        b"<p>a<template><p>hidden</p></template><svg><text>s</text></svg><textarea>\n\nt</textarea><math><mi>x</mi></math>",
    ],
    ids=range(12),
)
def test_any_encoding_and_markup_reads_the_same(body: bytes, server: Server, browser: Browser) -> None:
    same(server, browser, body)


def same(server: Server, browser: Browser, body: bytes) -> None:
    url = server.put("/", answer(body))
    built = browser.fetch(url)
    with Web(LIMITS) as web:
        plain = web.fetch(url)
    assert built.address == plain.address
    assert words(built) == words(plain)
    assert "built by a browser" in built.notes


def test_a_charset_that_the_server_says_holds(server: Server, browser: Browser) -> None:
    url = server.put("/", answer("<p>\u0447\u0430\u0439".encode("koi8-r"), Content_Type='Text/HTML; charset="koi8-r"'))
    assert words(browser.fetch(url)).strip() == "\u0447\u0430\u0439"


def test_compressed_pages(server: Server, browser: Browser) -> None:
    url = server.put("/", answer(gzip.compress(b"<p>Packed words."), Content_Encoding="gzip"))
    assert words(browser.fetch(url)).strip() == "Packed words."


def test_xhtml(server: Server, browser: Browser) -> None:
    page = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><p>Words.</p><script/></body></html>'
    url = server.put("/", answer(page, Content_Type="application/xhtml+xml"))
    assert words(browser.fetch(url)).strip() == "Words."


@pytest.mark.parametrize(
    ("path", "body", "kind", "media"),
    [
        ("/a", "Plain <b>words", "text/plain", Media.TEXT),
        ("/a.md", "# Head", "text/plain", Media.MARKDOWN),
        ("/a.html", "<p>Source", "text/plain", Media.HTML),
        ("/b", "# Head", "text/markdown; charset=utf-8", Media.MARKDOWN),
        ("/c", "Just words", "", None),
        ("/d", "", "text/html", Media.HTML),
    ],
)
def test_what_no_script_can_build_comes_as_it_is(
    path: str, body: str, kind: str, media: Media | None, server: Server, browser: Browser
) -> None:
    url = server.put(path, answer(body, Content_Type=kind))
    with Web(LIMITS) as web:
        assert browser.fetch(url) == web.fetch(url)
    assert browser.fetch(url).media == media


def test_text_that_no_parser_lets_through(server: Server, browser: Browser) -> None:
    url = server.put("/", script("document.body.append('\\ud800 and \\0 and words')"))
    assert "and words" in words(browser.fetch(url))


def test_a_page_cannot_change_what_is_taken(server: Server, browser: Browser) -> None:
    code = (
        "Object.defineProperty(Element.prototype, 'outerHTML', {get: () => 'Nothing here.'});"
        "Document.prototype.querySelectorAll = () => [];"
        "document.body.append('It cures.')"
    )
    assert "It cures." in words(browser.fetch(server.put("/", script(code))))


# -- going on to another address -------------------------------------------------------------------------


def test_redirects_are_asked_about_first(server: Server, browser: Browser) -> None:
    last = server.put("/last", answer("<p>Here."))
    third = server.put("/third", script("location = '/last#part'"))
    second = server.put("/second", redirect("/third"))
    first = server.put("/first", redirect("/second#part"))
    before: list[tuple[str, list[str]]] = []
    threads = set()

    def may(address: str) -> None:
        threads.add(threading.current_thread())
        before.append((address, server.paths()))

    fetched = browser.fetch(first, may)
    assert fetched.address == last
    assert words(fetched).strip() == "Here."
    assert before == [
        (second, ["/first"]),
        (third, ["/first", "/second"]),
        (last, ["/first", "/second", "/third"]),
    ]
    assert threads == {threading.current_thread()}


@pytest.mark.parametrize("way", [redirect("/forbidden"), script("location.replace('/forbidden')")])
def test_what_may_refuses_is_never_asked_for(way: Callable[[Visitor], None], server: Server, browser: Browser) -> None:
    server.put("/forbidden", answer("<p>Secret."))

    def may(address: str) -> None:
        raise LeftOut(f"not {address[-10:]}", "because")

    with pytest.raises(LeftOut, match=r"^not /forbidden$"):
        browser.fetch(server.put("/", way), may)
    assert server.paths() == ["/"]


def test_redirects_end(server: Server, browser: Browser) -> None:
    by_server = server.put("/round", redirect("/round"))
    by_script = server.put("/again", script("location.reload()"))
    for url in (by_server, by_script):
        with pytest.raises(FetchFailed, match="it redirects more than 4 times"):
            browser.fetch(url)
    assert server.paths().count("/round") == server.paths().count("/again") == LIMITS.redirects + 1


def test_time_that_may_takes_does_not_count(server: Server) -> None:
    # Each a bit over half of it: together more than there is.
    server.put("/end", answer("<p>Here."))
    server.put("/middle", redirect("/end"))
    with Browser(Limits(deadline=5)) as browser:
        fetched = browser.fetch(server.put("/", redirect("/middle")), lambda address: time.sleep(2.6))
    assert words(fetched).strip() == "Here."


def test_a_script_that_goes_on_to_what_is_no_page(server: Server, browser: Browser) -> None:
    with pytest.raises(FetchFailed, match="the server answered 404 Not Found"):
        browser.fetch(server.put("/", script("location = '/nowhere'")))
    server.put("/file.pdf", answer(b"%PDF-1.7", Content_Type="application/pdf"))
    with pytest.raises(NotAPage, match="a PDF file"):
        browser.fetch(server.put("/", script("onload = () => location = '/file.pdf'")))


# -- what is refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "message", "hint"),
    [
        (404, "the server answered 404 Not Found", "check the address"),
        (410, "the server answered 410 Gone", "web.archive.org"),
        (500, "the server answered 500 Internal Server Error", "try again later"),
    ],
)
def test_statuses_that_bring_no_page(status: int, message: str, hint: str, server: Server, browser: Browser) -> None:
    with pytest.raises(FetchFailed, match=message) as raised:
        browser.fetch(server.put("/", answer("<p>Sorry.", status)))
    assert hint in raised.value.hint
    assert raised.value.status == status


def test_retry_after_is_told(server: Server, browser: Browser) -> None:
    with pytest.raises(FetchFailed, match="429") as raised:
        browser.fetch(server.put("/", answer("", 429, Retry_After="7")))
    assert raised.value.wait == 7
    assert raised.value.passing


@pytest.mark.parametrize(
    ("kind", "words"),
    [("application/pdf", "a PDF file"), ("image/png", "an image"), ("application/zip", "a ZIP archive")],
)
def test_what_is_no_page(kind: str, words: str, server: Server, browser: Browser) -> None:
    with pytest.raises(NotAPage, match=f"it is not a page but {words}") as raised:
        browser.fetch(server.put("/", answer(b"%PDF-\0\1", Content_Type=kind)))
    assert raised.value.hint


def test_a_page_that_is_meant_to_be_saved_is_read_all_the_same(server: Server, browser: Browser) -> None:
    url = server.put("/", answer("<p>Words.", Content_Disposition="attachment; filename=a.html"))
    assert words(browser.fetch(url)).strip() == "Words."


def test_downloads_leave_the_page_as_it_is(server: Server, hasty: Browser, tmp_path: Path) -> None:
    server.put("/zip", answer(b"PK\3\4", Content_Type="application/zip", Content_Disposition="attachment"))
    url = server.put("/", script("onload = () => location = '/zip'"))
    fetched = hasty.fetch(url)
    assert fetched.address == url
    assert "After." in words(fetched)


def test_dialogs_and_windows(server: Server, browser: Browser) -> None:
    server.put("/advert", answer("<p>Buy."))
    code = (
        "alert('Hello'); confirm('Really?'); prompt('Name?'); print(); onbeforeunload = () => 'Stay';"
        "open('/advert'); open('/advert', '_blank', 'noopener');"
        "const link = document.createElement('a'); link.href = '/advert'; link.target = '_blank'; link.click();"
        "document.body.append('Built.')"
    )
    assert "Built." in words(browser.fetch(server.put("/", script(code))))
    assert "/advert" not in server.paths()


def test_only_the_web_is_asked_and_only_for_what_may_become_text(server: Server, browser: Browser) -> None:
    server.put("/style.css", answer("p { color: red }", Content_Type="text/css"))
    server.put("/more.js", answer("document.body.append('More.')", Content_Type="text/javascript"))
    url = server.put(
        "/",
        answer(
            "<link rel=stylesheet href=/style.css><img src=/image.png><video src=/film.mp4></video>"
            "<style>@font-face { font-family: f; src: url(/font.woff2) } p { font-family: f }</style><p>Words."
            "<iframe src=file:///etc/passwd></iframe><script src=/more.js></script><script>"
            "navigator.sendBeacon('/beacon', 'x'); new WebSocket(`ws://${location.host}/socket`);"
            "fetch('file:///etc/passwd').catch(() => document.body.append('No file.'));"
            "location = 'file:///etc/passwd'</script>"
        ),
    )
    text = words(browser.fetch(url))
    assert "Words." in text
    assert "More." in text
    assert "No file." in text
    assert "root:" not in text
    assert set(server.paths()) == {"/", "/style.css", "/more.js"}


#: What a document or worker tells of a socket, with ``tell``, ``port`` and ``place`` given.
SOCKET = """
try {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/${place}`);
    socket.onopen = () => tell(`${place} open. `);
    socket.onerror = () => tell(`${place} failed. `);
    socket.onclose = () => tell(`${place} closed. `);
} catch (error) { tell(`${place} threw ${error}. `) }
"""


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """A port at which nobody may call."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


def callers(listening: socket.socket) -> list[str]:
    """The first line of whoever called."""
    lines = []
    with suppress(BlockingIOError):
        while True:
            caller, _ = listening.accept()
            with caller:
                caller.settimeout(1)
                lines.append(caller.recv(1000).partition(b"\r\n")[0].decode("latin-1"))
    return lines


def test_sockets_fail_at_once_wherever_they_are_opened(
    server: Server, browser: Browser, listening: socket.socket
) -> None:
    port = listening.getsockname()[1]
    beginning = f"const port = {port}; const place = "
    in_worker = f"const tell = words => postMessage(words); {SOCKET}"
    sent = f"{beginning}'sent'; {in_worker}"
    server.put("/sent.js", answer(sent, Content_Type="text/javascript"))
    server.put("/frame", answer(f"<script>{beginning}'frame'; const tell = () => 0; {SOCKET}</script>"))
    shared = (
        f"{beginning}'shared'; onconnect = it => {{ const tell = words => it.ports[0].postMessage(words); {SOCKET} }}"
    )
    server.put("/shared.js", answer(shared, Content_Type="text/javascript"))
    nested = f"{beginning}'nested'; new Worker('http://127.0.0.1:{server.server_port}/sent.js'); {in_worker}"
    code = f"""
        const tell = words => document.body.append(words);
        const blob = code => URL.createObjectURL(new Blob([code], {{type: 'text/javascript'}}));
        const works = worker => (worker.port ?? worker).onmessage = message => tell(message.data);
        {{ {beginning}'page'; {SOCKET} }}
        works(new Worker(blob({f"{beginning}'blob'; {in_worker}"!r})));
        works(new Worker('data:text/javascript,' + encodeURIComponent({f"{beginning}'data'; {in_worker}"!r})));
        works(new Worker(blob({nested!r})));
        works(new Worker('/sent.js'));
        works(new SharedWorker('/shared.js'));
        const inner = document.createElement('iframe');
        document.body.append(inner);
        {{ {beginning}'inner'; const WebSocket = inner.contentWindow.WebSocket; {SOCKET} }}
        for (const name of ['', 'allow-scripts']) {{
            const frame = document.createElement('iframe');
            if (name) frame.sandbox = name;
            frame.srcdoc = `<iframe src="/frame"></iframe><script>{beginning}'written'; const tell = () => 0;`
                + {SOCKET!r} + '</' + 'script>';
            document.body.append(frame);
        }}
        for (const host of ['127.0.0.1', 'localhost']) {{
            const frame = document.createElement('iframe');
            frame.src = `http://${{host}}:{server.server_port}/frame`;
            document.body.append(frame);
        }}
    """
    text = words(browser.fetch(server.put("/", script(code))))
    for said in ("page closed.", "inner closed.", "blob failed.", "data failed.", "nested failed.", "sent failed.",
                 "shared failed."):  # fmt: skip
        assert said in text
    assert "open." not in text
    assert "threw" not in text
    assert "/frame" not in server.paths()
    assert callers(listening) == []


def test_no_lines_from_browser_to_browser(server: Server, browser: Browser, listening: socket.socket) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as packets:
        packets.bind(("127.0.0.1", 0))
        packets.setblocking(False)
        code = f"""
            const port = {packets.getsockname()[1]};
            const iceServers = [
                {{urls: `stun:127.0.0.1:${{port}}`}},
                {{urls: 'turn:127.0.0.1:{listening.getsockname()[1]}?transport=tcp', username: 'a', credential: 'b'}},
            ];
            const frame = document.createElement('iframe');
            document.body.append(frame);
            const gone = document.createElement('iframe');
            document.body.append(gone);
            const left = gone.contentWindow;
            gone.remove();
            for (const where of [window, frame.contentWindow, left]) {{
                try {{
                    const line = new (where.RTCPeerConnection ?? where.webkitRTCPeerConnection)({{iceServers}});
                    line.createDataChannel('x');
                    line.createOffer().then(offer => line.setLocalDescription(offer));
                }} catch {{ document.body.append('No line. ') }}
                try {{ new where.WebTransport(`https://127.0.0.1:${{port}}/`) }}
                catch {{ document.body.append('No transport. ') }}
            }}
            setTimeout(() => fetch('/later'), 400);
        """
        server.put("/later", lambda visitor: (time.sleep(0.4), answer("x")(visitor))[1])
        text = words(browser.fetch(server.put("/", script(code))))
        assert text.count("No line.") == text.count("No transport.") == 3
        assert "/later" in server.paths()
        with pytest.raises(BlockingIOError):
            packets.recv(100)
        assert callers(listening) == []


def elsewhere(work: Callable[..., Any], *arguments: Any) -> Any:
    """Done in a thread of its own: in that of the tests another browser may have its loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work, *arguments).result()


def test_the_browser_by_itself_sends_no_packets_for_lines(server: Server) -> None:
    """Should a page get hold of a connection all the same, then there is no way out for it."""
    from playwright.sync_api import sync_playwright

    def line(code: str) -> None:
        with sync_playwright() as playwright:
            installed = chromiums.installed()
            with playwright.chromium.launch(executable_path=installed, args=browsers._FLAGS) as chromium:
                page = chromium.new_page()
                page.goto(server.put("/", answer("<p>Words.")))
                page.evaluate(code)

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as packets:
        packets.bind(("127.0.0.1", 0))
        packets.setblocking(False)
        elsewhere(
            line,
            f"""async () => {{
            const line = new RTCPeerConnection({{iceServers: [{{urls: 'stun:127.0.0.1:{packets.getsockname()[1]}'}}]}});
            line.createDataChannel('x');
            await line.setLocalDescription(await line.createOffer());
            while (line.iceGatheringState != 'complete') await new Promise(done => setTimeout(done, 50));
        }}""",
        )
        with pytest.raises(BlockingIOError):
            packets.recv(100)


def test_workers_build_words(server: Server, browser: Browser) -> None:
    server.put("/words", answer("Our drops cure.", Content_Type="text/plain"))
    server.put("/more.js", answer("const more = ' And more.'", Content_Type="text/javascript"))
    code = "importScripts('/more.js'); fetch('/words').then(it => it.text()).then(it => postMessage(it + more))"
    server.put("/worker.js", answer(code, Content_Type="text/javascript"))
    url = server.put("/", script("new Worker('/worker.js').onmessage = it => document.body.append(it.data)"))
    assert "Our drops cure. And more." in words(browser.fetch(url))


def test_what_a_server_forbids_its_pages_stays_forbidden(server: Server, browser: Browser) -> None:
    code = "<p>Before.<script>document.body.append('Built.')</script><script src=/more.js></script>"
    server.put("/more.js", answer("document.body.append('More.')", Content_Type="text/javascript"))
    text = words(browser.fetch(server.put("/", answer(code, Content_Security_Policy="script-src 'self'"))))
    assert "More." in text
    assert "Built." not in text


@pytest.mark.parametrize("address", ["file:///etc/passwd", "data:text/html,<p>x", "ftp://127.0.0.1/x", "http://", "x"])
def test_only_web_addresses(address: str, browser: Browser) -> None:
    with pytest.raises(FetchFailed, match="not a web address"):
        browser.fetch(address)


def test_pages_do_not_meet(server: Server, browser: Browser) -> None:
    code = "document.body.append(`[${document.cookie}${localStorage.seen ?? ''}]`); localStorage.seen = 1"
    url = server.put("/", lambda visitor: answer(f"<p>x<script>{code}</script>", Set_Cookie="seen=yes")(visitor))
    assert "[seen=yes]" in words(browser.fetch(url))
    assert "[seen=yes]" in words(browser.fetch(url))
    assert "cookie" not in server.asked[1].headers


def test_cookies_last_for_a_visit(server: Server, browser: Browser) -> None:
    server.put("/in", answer("<p>In."))
    browser.fetch(server.put("/", redirect("/in", Set_Cookie="seen=yes")))
    assert server.asked[-1].headers["cookie"] == "seen=yes"


def test_it_says_who_it_is(server: Server, browser: Browser) -> None:
    browser.fetch(server.put("/", answer("<p>Words.")))
    agent = server.asked[0].headers["user-agent"]
    assert agent.startswith("Mozilla/5.0")
    assert agent.endswith(f" healthaudit/{VERSION} (+https://pypi.org/project/healthaudit/)")


def test_a_login_in_the_address_does_not_show(server: Server, browser: Browser) -> None:
    def guarded(visitor: Visitor) -> None:
        known = "Authorization" in visitor.headers
        answer("<p>In.", 200 if known else 401, WWW_Authenticate="" if known else "Basic realm=x")(visitor)

    url = server.put("/", guarded)
    fetched = browser.fetch(url.replace("//", "//ann:secret@"))
    assert words(fetched).strip() == "In."
    assert fetched.address == url
    with pytest.raises(FetchFailed, match="401"):
        browser.fetch(url)


# -- that it ends ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("setInterval(() => fetch('/words'), 50)", "taken as it stood while it went on asking for more"),
        ("for (;;);", "taken as it stood before it had finished loading"),
        ("for (;;) alert('Buy now');", "taken as it stood before it had finished loading"),
        ("(function again() { Promise.resolve().then(again) })()", "taken as it stood before it had finished loading"),
    ],
    ids=["asks", "loop", "alerts", "promises"],
)
def test_what_never_ends_is_taken_as_it_stands(code: str, note: str, server: Server, hasty: Browser) -> None:
    server.put("/words", answer("x", Content_Type="text/plain"))
    fetched = hasty.fetch(server.put("/", script(f"document.body.append('Built.'); {code}")))
    assert {"Before.", "Built."} <= set(words(fetched).split())
    assert note in fetched.notes


def test_a_loop_after_loading(server: Server, hasty: Browser) -> None:
    code = "onload = () => setTimeout(() => { document.body.append('Built.'); for (;;); }, 50)"
    assert "Built." in words(hasty.fetch(server.put("/", script(code))))


@pytest.mark.parametrize("begins", [False, True])
def test_a_server_that_never_ends(begins: bool, server: Server, hasty: Browser) -> None:
    def slowly(visitor: Visitor) -> None:
        if begins:
            visitor.send_response(200)
            visitor.send_header("Content-Type", "text/html")
            visitor.end_headers()
        while not server.closing.wait(0.2):
            if begins:
                visitor.wfile.write(b"<p>drop")

    with pytest.raises(FetchFailed, match="the page did not arrive within 6 seconds"):
        hasty.fetch(server.put("/", slowly))
    assert words(hasty.fetch(server.put("/next", answer("<p>Next.")))).strip() == "Next."


def test_huge_pages(server: Server, browser: Browser) -> None:
    limit = f"{LIMITS.max_bytes:,}"
    with pytest.raises(SourceTooLarge, match=limit):
        browser.fetch(server.put("/sent", answer("x" * (LIMITS.max_bytes + 1))))
    with pytest.raises(SourceTooLarge, match=limit):
        browser.fetch(server.put("/packed", answer(gzip.compress(b"x" * 5_000_000), Content_Encoding="gzip")))
    for path, text in (("/built", "'x'.repeat(2e6)"), ("/wide", "'\u20ac'.repeat(4e5)")):
        with pytest.raises(SourceTooLarge, match=limit):
            browser.fetch(server.put(path, script(f"document.body.append({text})")))
    assert len(browser.fetch(server.put("/fits", script("document.body.append('x'.repeat(9e5))"))).body) > 900_000


# -- that it fails in plain words ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("http://nowhere.invalid/", "there is no host nowhere.invalid"),
        ("http://127.0.0.1:8/", "127.0.0.1 refuses connections"),
        ("http://127.0.0.1:6000/", "browsers do not open the port"),
    ],
)
def test_no_connection(address: str, message: str, server: Server, browser: Browser) -> None:
    for url in (address, server.put("/", script(f"location = {address!r}"))):
        with pytest.raises(FetchFailed, match=message) as raised:
            browser.fetch(url)
        assert raised.value.hint


def test_no_secure_connection(server: Server, browser: Browser) -> None:
    with pytest.raises(FetchFailed, match=r"no secure connection to 127\.0\.0\.1"):
        browser.fetch(server.put("/", answer("x")).replace("http:", "https:"))


def test_a_certificate_of_nobody(server: Server, browser: Browser) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    with pytest.raises(FetchFailed, match=r"the certificate of 127\.0\.0\.1 is not valid: authority invalid") as raised:
        browser.fetch(server.put("/", answer("x")).replace("http:", "https:"))
    assert "authority" in raised.value.hint
    assert server.asked == []


def test_a_page_whose_process_dies(server: Server, browser: Browser) -> None:
    def dies(visitor: Visitor) -> None:
        assert browser._running
        for process in descendants(browser._running.process):
            if "--type=renderer" in Path(f"/proc/{process}/cmdline").read_text():
                os.kill(process, signal.SIGKILL)
        server.closing.wait()

    server.put("/dies", dies)
    url = server.put("/", script("fetch('/dies')"))
    with pytest.raises(FetchFailed, match="the page made the browser crash"):
        browser.fetch(url)
    assert words(browser.fetch(server.put("/next", answer("<p>Next.")))).strip() == "Next."


def descendants(process: int) -> Iterator[int]:
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            yield child
            yield from descendants(child)


def test_a_browser_that_dies_is_started_anew(server: Server) -> None:
    url = server.put("/", answer("<p>Words."))
    with Browser(LIMITS) as browser:
        browser.fetch(url)
        kill(browser)  # between two pages
        assert words(browser.fetch(url)).strip() == "Words."

        def dies(visitor: Visitor) -> None:
            kill(browser)
            server.closing.wait()

        with pytest.raises(FetchFailed, match="the browser broke off"):
            browser.fetch(server.put("/dies", dies))
        assert words(browser.fetch(url)).strip() == "Words."


def kill(browser: Browser) -> None:
    assert browser._running
    os.kill(browser._running.process, signal.SIGKILL)


def test_it_goes_where_a_loop_runs(server: Server) -> None:
    async def inside() -> str:
        with Browser(LIMITS) as browser:
            return words(browser.fetch(server.put("/", answer("<p>Words."))))

    assert elsewhere(lambda: asyncio.run(inside())).strip() == "Words."


def test_two_at_the_same_time(server: Server, browser: Browser, hasty: Browser) -> None:
    urls = [server.put(f"/{number}", script(f"document.body.append('Number {number}.')")) for number in range(4)]
    texts: list[str] = []

    def fetch(one: Browser, mine: list[str]) -> None:
        texts.extend(words(one.fetch(url)) for url in mine)

    threads = [threading.Thread(target=fetch, args=each) for each in ((browser, urls[:2]), (hasty, urls[2:]))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(word for text in texts for word in text.split() if word[0].isdigit()) == ["0.", "1.", "2.", "3."]


def test_ctrl_c_ends_it_and_its_browser(server: Server) -> None:
    def never(visitor: Visitor) -> None:
        server.closing.wait()

    url = server.put("/", never)
    code = (
        "import sys\nfrom healthaudit.sources.render.browser import Browser\n"
        "from healthaudit.sources.limits import Limits\n"
        "with Browser(Limits(deadline=600)) as browser:\n"
        "    browser._thread.submit(browser._start).result()\n"
        "    print(browser._running.process, flush=True)\n"
        f"    browser.fetch({url!r})\n"
    )
    # A group of its own, all of which gets the signal, as at a terminal.
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0
    ) as process:
        assert process.stdout
        browser = int(process.stdout.readline())
        while not server.asked:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert "KeyboardInterrupt" in errors
    assert process.returncode == -signal.SIGINT
    while is_running(browser):  # a test that hangs here has found it
        time.sleep(0.01)


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]


# -- where the browser is --------------------------------------------------------------------------------


def test_without_playwright_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsers, "find_spec", lambda name: None)
    with pytest.raises(UsageError) as raised:
        Browser(LIMITS)
    assert raised.value.hint == "pip install 'healthaudit[render]'"


def test_a_program_that_is_named_wrongly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(chromiums.VARIABLE, str(tmp_path / "nothing"))
    with pytest.raises(UsageError, match=r"HEALTHAUDIT_CHROMIUM names .*nothing, which is no program"):
        Browser(LIMITS)
    other = tmp_path / "other"
    other.write_text("#!/bin/sh\necho no browser >&2\nexit 3\n")
    other.chmod(0o755)
    monkeypatch.setenv(chromiums.VARIABLE, str(other))
    with Browser(LIMITS) as browser, pytest.raises(UsageError, match="could not be started") as raised:
        browser.fetch("http://127.0.0.1/")
    assert "HEALTHAUDIT_CHROMIUM" in raised.value.hint


def test_no_browser_at_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(chromiums, "installed", lambda: None)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with Browser(LIMITS) as browser, pytest.raises(UsageError, match="there is no Chromium") as raised:
        browser.fetch("http://127.0.0.1/")
    assert "HEALTHAUDIT_CHROMIUM" in raised.value.hint


def test_the_usual_places(tmp_path: Path) -> None:
    def program(*parts: str) -> str:
        path = tmp_path.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
        return str(path)

    nowhere = {"PATH": str(tmp_path / "nowhere")}
    assert chromiums.installed(nowhere, "linux") is None
    home = program("home", "Applications", "Chromium.app", "Contents", "MacOS", "Chromium")
    assert chromiums.installed(nowhere | {"HOME": str(tmp_path / "home")}, "darwin") == home
    chrome = program("bin", "google-chrome")
    path = {"PATH": str(tmp_path / "bin")}
    assert chromiums.installed(path, "linux") == chrome
    chromium = program("bin", "chromium")
    assert chromiums.installed(path, "linux") == chromium
    own = program("own")
    assert chromiums.installed(path | {chromiums.VARIABLE: own}, "linux") == own
