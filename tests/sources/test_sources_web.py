"""Pages from the web that arrive, straight or by redirects."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import pytest
from loopback import LIMITS, PAGE, Server, Visitor, answer, fail, get, raw_deflate, redirect

from healthaudit.model import Document, Media, Skipped
from healthaudit.sources import collect, count, names
from healthaudit.version import VERSION

# Pages that arrive


def test_a_page(server: Server) -> None:
    url = server.put("/tea", answer())
    assert get(url) == Document(url, Media.HTML, PAGE)
    [request] = server.requests
    assert request.headers["User-Agent"] == f"healthaudit/{VERSION} (+https://pypi.org/project/healthaudit/)"
    assert request.headers["Accept-Encoding"] == "gzip, deflate"
    assert "text/html" in request.headers["Accept"]


def test_several_pages_and_a_bad_one_between_them(server: Server) -> None:
    one, two = server.put("/1", answer("<p>One")), server.put("/2", answer("<p>Two"))
    bad = server.put("/bad", answer(status=500))
    pages = list(collect([one, bad, two, one], limits=LIMITS))
    assert [type(page) for page in pages] == [Document, Skipped, Document]
    assert len(server.requests) == count([one, bad, two, one]) == 3


def test_the_charset_of_the_header(server: Server) -> None:
    url = server.put("/tea", answer(b"<meta charset=utf-8>caf\xe9 \xb1", Content_Type="text/html; charset=ISO-8859-2"))
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


@pytest.mark.parametrize("to", ["ftp://127.0.0.1/tea", "file:///etc/hosts", "javascript:alert(1)", "data:,x"])
def test_redirects_to_where_we_do_not_go(server: Server, to: str) -> None:
    page = fail(server.put("/tea", redirect(to)))
    assert page.reason.startswith("not a web address: ")
    assert len(server.requests) == 1


def test_a_redirect_to_nowhere(server: Server) -> None:
    assert "Invalid URL in location header" in fail(server.put("/tea", redirect("http://[::1"))).reason
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
    assert get(url.replace("//", "//ann:s3cr@et@")).source == url
    server.put("/moved", redirect(url.replace("//", "//ann:secret@")))
    assert get(server.put("/start", redirect("/moved"))).notes == (f"redirected to {url}",)


@pytest.mark.parametrize(
    "address",
    ["http://ann:hun/ter2@host/", "http://ann:hunter2@[bad/", "http://ann:hun?ter2@h:x/", "ftp://ann:hunter2@h/"],
)
def test_a_password_of_a_malformed_address_is_nowhere(server: Server, address: str) -> None:
    page = fail(address)
    assert "***@" in page.source
    assert "hun" not in str(page)


def test_an_address_is_asked_for_once(server: Server) -> None:
    url = server.put("/tea", answer())
    other = url.replace("//", "//bob:secret@")
    pages = list(collect([url, f"{url}#part", url.replace("http", "HTTP") + "?utm_source=x", other], limits=LIMITS))
    assert [page.source for page in pages] == [url, url]
    assert server.asked == ["/tea"]
    assert isinstance(pages[1], Skipped), "what comes may depend on the login, so nothing is left out in silence"
    assert "another login" in pages[1].reason


def test_what_is_left_out_is_told_by_what_a_page_goes_by(server: Server) -> None:
    url = server.address("/tea")
    assert list(collect([url.replace("//", "//ann:secret@")], leave_out=url.__eq__)) == []
    assert list(names([url.replace("//", "//ann:secret@")])) == [url]
