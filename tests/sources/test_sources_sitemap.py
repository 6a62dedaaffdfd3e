"""Sitemaps: those that follow the protocol, those that nearly do, and those that mean harm."""

from __future__ import annotations

import gzip
import tracemalloc
from dataclasses import replace

import pytest
from loopback import LIMITS, Server, answer, redirect

from healthaudit.errors import SourceError
from healthaudit.model import Skipped
from healthaudit.sources.site.polite import Turns
from healthaudit.sources.site.robots import Robots
from healthaudit.sources.site.sitemap import Listed, is_root, listed, locations
from healthaudit.sources.web import Web

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*addresses: str) -> str:
    return f"{HEAD}<urlset {SPACE}>{''.join(f'<url><loc>{one}</loc></url>' for one in addresses)}</urlset>"


def index(*addresses: str) -> str:
    places = "".join(f"<sitemap><loc>{one}</loc></sitemap>" for one in addresses)
    return f"{HEAD}<sitemapindex {SPACE}>{places}</sitemapindex>"


def found(address: str) -> list[Listed | Skipped]:
    with Web(replace(LIMITS, max_bytes=1_000_000), files=True) as web:
        return list(listed(address, web, Robots(web, Turns(0))))


def pages(address: str) -> list[str]:
    return [one.address for one in found(address) if isinstance(one, Listed)]


@pytest.mark.parametrize(
    "body",
    [
        urlset("http://h/a", "http://h/b"),
        urlset("http://h/a", "http://h/b").replace(SPACE, ""),
        urlset("\n http://h/a\r\n", "<![CDATA[http://h/b]]>").replace("\n", "\r\n"),
        "\ufeff" + urlset("http://h/a", "http://h/b"),
        "<s:urlset xmlns:s='x'><s:url><s:loc>http://h/a</s:loc></s:url><s:url><s:loc>http://h/b</s:loc>"
        "</s:url></s:urlset>",
        urlset("http://h/a", "http://h/b").replace("</loc>", "</loc><i:image xmlns:i='x'><i:loc>http://h/no</i:loc>"
                                                   "</i:image>"),
        "http://h/a\r\nhttp://h/b\n\n",
        "\ufeffhttp://h/a\n# words\nhttp://h/b",
        urlset("http://h/a", "http://h/b")[:-9],
    ],
)  # fmt: skip
def test_kinds(body: str) -> None:
    assert locations(body.encode()) == (False, ["http://h/a", "http://h/b"])
    assert locations(gzip.compress(body.encode())) == (False, ["http://h/a", "http://h/b"])


def test_entities_of_xml_itself() -> None:
    assert locations(urlset("http://h/?a=1&amp;b=2").encode()) == (False, ["http://h/?a=1&b=2"])


def test_an_index() -> None:
    assert locations(index("http://h/1.xml").encode()) == (True, ["http://h/1.xml"])


BEGINS = "<urlset><url><loc>http://h/</loc>"
BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "lists no addresses"),
        (b"just words", "lists no addresses"),
        (urlset().encode(), "lists no addresses"),
        (b"<!doctype html><html><body>Not found", "is no XML"),
        (b"<rss><channel></channel></rss>", "begins with <rss>"),
        (b"<urlset><url>", "is no XML"),
        (b"<?xml version='1.0' encoding='nonsense'?><urlset/>", "is no XML"),
        (f'<!DOCTYPE x [<!ENTITY l0 "lol">{BOMB}]>{urlset("&l11;")}'.encode(), "no sitemap holds"),
        (f'<!DOCTYPE x [<!ATTLIST loc a CDATA "b">]>{urlset("http://h/")}'.encode(), "no sitemap holds"),
        (f'<!DOCTYPE x [<!ENTITY % e SYSTEM "http://h/e">%e;]>{urlset("http://h/")}'.encode(), "no sitemap holds"),
        (f'<!DOCTYPE x SYSTEM "e">{urlset("http://h/?a&eacute;b")}'.replace(HEAD, "").encode(), "undefined entity"),
        (f"{BEGINS}{'<a>' * 16_000_000}".encode(), "no sitemap holds"),
        (f"{BEGINS}{'<a/>' * 3_100_000}".encode(), "more than 3,000,000 elements"),
        (f"{BEGINS}{''.join(f'<a{n}/>' for n in range(2000))}".encode(), "no sitemap holds"),
        (
            f"{BEGINS}<a {' '.join(f'a{n}=_>_' for n in range(300_000))}/>".replace("_", "'").encode(),
            "a tag or comment of more than",
        ),
        (f"{BEGINS}<!--{'a' * 2_000_000}-->".encode(), "a tag or comment of more than"),
        (f"<urlset>{'<url><loc>x</loc></url>' * 500_001}".encode(), "more than 500,000 addresses"),
        (b"http://h/\n" * 500_001, "more than 500,000 addresses"),
        (f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{urlset("&e;")}'.encode(), "no sitemap holds"),
        (f'<!DOCTYPE x [<!ENTITY e "x">]>{urlset("http://h/")}'.encode("utf-16"), "no sitemap holds"),
        (gzip.compress(b"<urlset><!-- " + b"a" * 60_000_000), "larger than the limit"),
        (gzip.compress(b"http://h/")[:-9], "cut off"),
        (b"\x1f\x8bnonsense", "corrupt"),
        (b"%PDF-1.7\n", "lists no addresses"),
    ],
    ids=lambda value: value if isinstance(value, str) else str(len(value)),
)
def test_what_is_no_sitemap(body: bytes, why: str) -> None:
    with pytest.raises(SourceError, match=why) as raised:
        locations(body)
    assert raised.value.hint


def test_what_stands_beside_the_addresses_takes_no_memory() -> None:
    beside = "<i:image xmlns:i='x' a='1'><i:loc>http://h/no</i:loc>" + "<i:a/>" * 10 + "</i:image>" + "\n" * 100
    body = f"<urlset>{f'<url><loc>http://h/a</loc>{beside}</url>' * 20_000}</urlset>".encode()
    tracemalloc.start()
    try:
        assert locations(body) == (False, ["http://h/a"] * 20_000)
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


def test_texts_beyond_a_piece_of_the_parser() -> None:
    long = "http://h/" + "\u00e9" * 200_000
    assert locations(urlset(long, "http://h/b").encode()) == (False, [long, "http://h/b"])
    assert locations(urlset("http://h/<b>no</b>no", "  ", "http://h/<!-- c -->b").encode()) == (
        False,
        ["http://h/", "http://h/b"],
    )
    assert locations(urlset("http://h/\u00e9").replace("UTF-8", "UTF-16").encode("utf-16")) == (
        False,
        ["http://h/\u00e9"],
    )


def test_a_doctype_of_elsewhere_is_not_asked_for(server: Server) -> None:
    away = server.put("/evil.dtd", answer("<!ENTITY e 'x'>"))
    server.put("/map", answer(f'<!DOCTYPE urlset SYSTEM "{away}">{urlset(server.address("/a"))}'.replace(HEAD, "")))
    assert pages(server.address("/map")) == [server.address("/a")]
    assert server.asked == ["/robots.txt", "/map"]


def test_the_root_of_a_site_means_what_robots_names(server: Server) -> None:
    server.put("/robots.txt", answer("Sitemap: /one.xml\nSitemap: /two.txt\nUser-agent: *\nDisallow: /\n"))
    server.put("/one.xml", answer(urlset(server.address("/a")), Content_Type="application/xml"))
    server.put("/two.txt", answer(server.address("/b"), Content_Type="text/plain"))
    assert pages(server.address("")) == [server.address("/a"), server.address("/b")]


def test_the_root_of_a_site_else_means_the_usual_place(server: Server) -> None:
    server.put("/sitemap.xml", redirect("/maps/all.gz"))
    body = gzip.compress(urlset(server.address("/a")).encode())
    server.put("/maps/all.gz", answer(body, Content_Type="application/x-gzip"))
    assert pages(server.address("/")) == [server.address("/a")]
    assert is_root(server.address("/"))
    assert not is_root(server.address("/?map"))


def test_indexes_within_each_other_and_in_circles(server: Server) -> None:
    server.put(
        "/map", answer(index(*map(server.address, ("/1", "/2", "/map", "/gone", "/1")), "http://elsewhere.test/m"))
    )
    server.put("/1", answer(index("/map", "/3")))  # some sites leave out the host
    server.put("/2", answer(urlset(server.address("/b"))))
    server.put("/3", answer(urlset(server.address("/c"))))
    everything = found(server.address("/map"))
    assert [one.address for one in everything if isinstance(one, Listed)] == [
        server.address("/b"),
        server.address("/c"),
    ]
    problems = {one.source: one.reason for one in everything if isinstance(one, Skipped)}
    assert problems.keys() == {server.address("/gone"), "http://elsewhere.test/m"}
    assert "404" in problems[server.address("/gone")]
    assert "another site" in problems["http://elsewhere.test/m"]
    assert len(server.asked) == len(set(server.asked))


def test_an_index_without_end_ends(server: Server) -> None:
    from loopback import Visitor

    def deeper(visitor: Visitor) -> None:
        answer(index(f"{visitor.path}x", f"{visitor.path}y"))(visitor)

    server.otherwise = deeper
    server.put("/robots.txt", answer(""))
    assert pages(server.address("/m")) == []
    assert len(server.asked) < 10


def test_robots_forbid_sitemaps_too(server: Server) -> None:
    server.put("/robots.txt", answer("User-agent: *\nDisallow: /map"))
    server.put("/map", answer(urlset("http://h/")))
    [problem] = found(server.address("/map"))
    assert isinstance(problem, Skipped)
    assert "robots.txt forbids it" in problem.reason
    assert problem.hint
    assert server.asked == ["/robots.txt"]


def test_who_stops_early_asks_for_no_more(server: Server) -> None:
    server.put("/map", answer(index(server.address("/1"), server.address("/2"))))
    server.put("/1", answer(urlset(*(f"http://h/{n}" for n in range(50)))))
    with Web(replace(LIMITS, max_bytes=1_000_000), files=True) as web:
        assert isinstance(next(iter(listed(server.address("/map"), web, Robots(web, Turns(0))))), Listed)
    assert "/2" not in server.asked
