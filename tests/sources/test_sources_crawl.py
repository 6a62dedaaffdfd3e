"""Whole sites: each page once, none that is forbidden, and an end to everything that has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bigsite import FORBIDDEN, build
from loopback import LIMITS, Server, Visitor, answer, redirect

from healthaudit.model import Document, Skipped
from healthaudit.sources import Limits, collect
from healthaudit.sources.site.crawl import Asking, Ended, Event, Omitted
from healthaudit.sources.site.manifest import Plan
from healthaudit.sources.site.opened import opened

ALL = Plan(depth=50, limit=1000)


def walked(
    plan: Plan,
    *,
    unwanted: Callable[[str], bool] = lambda _: False,
    keep: Path | None = None,
    delay: float = 0.0,
    limits: Limits = LIMITS,
    login: str = "",
) -> list[Event]:
    with opened(plan, delay=delay, keep=keep, limits=limits, login=login) as site:
        events = list(site.events(unwanted))
        assert isinstance(events[-1], Ended)
        if events[-1].whole:
            site.finish()
        return events


def crawl(server: Server, path: str = "/", depth: int = 3, limit: int = 100, **options: object) -> list[Event]:
    return walked(Plan(crawl=server.address(path), depth=depth, limit=limit), **options)  # type: ignore[arg-type]


def paths(events: Iterable[Event]) -> list[str]:
    """Of the pages that came, in their order."""
    return [_path(event.source) for event in events if isinstance(event, Document)]


def left_out(events: Iterable[Event]) -> dict[str, str]:
    return {_path(event.address): event.why for event in events if isinstance(event, Omitted)}


def skipped(events: Iterable[Event]) -> dict[str, Skipped]:
    return {_path(event.source): event for event in events if isinstance(event, Skipped)}


def _path(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def page(*links: str, text: str = "", head: str = "") -> str:
    return f"{head}<p>{text or ' '.join(links)}</p>" + "".join(f"<a href='{link}'>x</a>" for link in links)


def put(server: Server, **pages: str) -> None:
    """Pages by their names; "home" stands at the root."""
    for name, body in pages.items():
        server.put("/" if name == "home" else f"/{name}", answer(body))


# The large one


@pytest.fixture
def big(server: Server) -> tuple[Server, set[str]]:
    return server, build(server)


def test_a_large_site_full_of_traps(big: tuple[Server, set[str]], tmp_path: Path) -> None:
    server, expected = big
    plan = ALL._replace(crawl=server.address("/"))
    events = walked(plan, keep=tmp_path, limits=Limits(max_bytes=200_000, timeout=0.5, deadline=1.0, redirects=4))
    found = Counter(paths(events))
    assert set(found) >= expected
    assert max(found.values()) == 1
    more = set(found) - expected
    assert {one.partition("?")[0].split("/")[1] for one in more} == {"calendar", "events", "shop", "nest"}
    assert len(more) < 40

    asked = Counter(server.asked)
    assert {path: times for path, times in asked.items() if times > 1} == {}
    assert not [path for path in asked if path.startswith(FORBIDDEN) or "photo" in path or len(path) > 2000]
    assert not [path for path in asked if "session" in path.lower() or "SESS" in path or "utm_" in path]
    for trap, most in (("/calendar", 30), ("/events", 30), ("/shop", 20), ("/nest", 8), ("/loop", 2)):
        assert sum(times for path, times in asked.items() if path.startswith(trap)) <= most, trap

    failed = skipped(events)
    assert set(failed) == {"/loop-a", "/broken", "/slow", "/lying", "/huge", "/gone"}
    assert "500" in failed["/broken"].reason
    assert all(one.reason.endswith(f", linked from {server.address('/')}") for one in failed.values())
    why = left_out(events)
    assert "robots.txt" in why["/staff/list"]
    assert "robots.txt" in why["/via-robots"]
    assert "on other sites" in why["/away"]
    assert "already" in why["/heart-again"]
    assert "canonical" in why["/print/heart"]
    assert "canonical" in why["/print/skin"]
    assert "same text" in why["/copy-of-heart"]
    assert "other kinds" in why["/leaflet"]
    assert "names" in why["/photo.jpg"]

    server.requests.clear()
    again = list(collect([str(tmp_path)]))
    assert again == [event for event in events if isinstance(event, Document | Skipped)]
    assert server.asked == []


def test_the_same_walk_every_time(big: tuple[Server, set[str]]) -> None:
    server, _ = big
    plan = Plan(crawl=server.address("/"), depth=2, limit=60)
    limits = Limits(max_bytes=200_000, timeout=0.5, deadline=1.0)
    assert walked(plan, limits=limits) == walked(plan, limits=limits)


# Which pages


def test_depth(server: Server) -> None:
    put(server, home=page("/a"), a=page("/b", text="a"), b=page("/c", text="b"), c="c")
    assert paths(crawl(server, depth=0)) == ["/"]
    assert paths(crawl(server, depth=2)) == ["/", "/a", "/b"]
    assert "more than 2 links away" in left_out(crawl(server, depth=2))["/c"]
    assert paths(crawl(server, "/b", depth=9)) == ["/b", "/c"]


def test_breadth_first(server: Server) -> None:
    put(server, home=page("/a", "/b"), a=page("/c", text="a"), b=page("/c", "/d", text="b"), c="c", d="d")
    assert paths(crawl(server)) == ["/", "/a", "/b", "/c", "/d"]


def test_the_limit(server: Server) -> None:
    put(server, home=page("/a", "/b", "/gone", "/c", "/d"), a="a", b="b", c="c", d="d")
    events = crawl(server, limit=4)
    assert paths(events) == ["/", "/a", "/b", "/c"]
    [omitted] = [event for event in events if isinstance(event, Omitted)]
    assert "--limit 4" in omitted.why
    assert omitted.times == 1
    assert "/d" not in server.asked
    assert events[-1] == Ended(whole=True)


def test_a_site_of_nothing_but_failures_ends(server: Server) -> None:
    put(server, home=page(*(f"/gone-{letter}{other}" for letter in "abcdefghij" for other in "abcdefghijklmnop")))
    events = crawl(server, limit=1000)
    assert len(skipped(events)) == 160
    assert len(server.asked) == 162
    server.requests.clear()
    assert len(skipped(crawl(server, limit=2))) < 100


def test_links_that_are_not_to_be_followed(server: Server) -> None:
    put(
        server,
        home=page("/a") + "<a rel=nofollow href=/no>x</a><base href=/in/>" + page("deep", text="t"),
        a=page("/no", head="<meta name=robots content=nofollow>"),
        no="no",
    )
    server.put("/in/deep", answer("deep"))
    assert paths(crawl(server)) == ["/", "/a", "/in/deep"]
    assert "/no" not in server.asked


def test_what_the_user_leaves_out_is_not_asked_for_but_the_start_is_for_its_links(server: Server) -> None:
    put(server, home=page("/a", "/b"), a="a", b="b")
    events = crawl(server, unwanted=lambda address: _path(address) in ("/", "/a"))
    assert paths(events) == ["/b"]
    assert left_out(events).keys() == {"/", "/a"}
    assert server.asked == ["/robots.txt", "/", "/b"]


def test_markdown_pages_lead_on(server: Server) -> None:
    server.put("/a.md", answer("# Tea\n\n[Mint](b.txt)", Content_Type="text/markdown"))
    server.put("/b.txt", answer("Mint", Content_Type="text/plain"))
    assert paths(crawl(server, "/a.md")) == ["/a.md", "/b.txt"]


# The same page at several addresses


def test_a_page_that_stands_in_the_report_already_is_left_out_but_leads_on(server: Server) -> None:
    put(server, home=page("/a", "/again", "/gone"), a=page("/b", text="a"), b="b")
    server.put("/again", redirect("/a"))
    with opened(Plan(crawl=server.address("/"), depth=3, limit=1), delay=0, limits=LIMITS) as site:
        there = [server.address(path) for path in ("/", "/a?utm_source=x#part", "/gone")]
        events = list(site.events(lambda _: False, [*there, "page.html", "-"]))
    assert paths(events) == ["/b"]
    assert not skipped(events)
    why = left_out(events)
    assert all("named by itself" in why[path] for path in ("/", "/a", "/gone"))
    assert "already" in why["/again"]


def test_a_page_stands_for_its_canonical(server: Server) -> None:
    put(server, home=page("/tea?print=1", "/tea", "/x"), tea="tea", x="x")
    server.put("/tea?print=1", answer("<link rel=canonical href=/tea><p>tea, printed"))
    assert paths(crawl(server)) == ["/", "/tea?print=1", "/x"]
    assert "/tea" not in server.asked


@pytest.mark.parametrize("canonical", ["/", "http://elsewhere.test/tea", "mailto:x", "/a"])
def test_canonical_links_that_mean_nothing(server: Server, canonical: str) -> None:
    head = f"<link rel=canonical href='{canonical}'>"
    put(server, home=page("/a", "/b"), a=page(text="a", head=head), b="b")
    assert paths(crawl(server)) == ["/", "/a", "/b"]


def test_a_canonical_that_failed_leaves_the_page(server: Server) -> None:
    put(server, home=page("/gone", "/a"), a=page(text="a", head="<link rel=canonical href=/gone>"))
    assert paths(crawl(server)) == ["/", "/a"]


def test_redirects_are_followed_once(server: Server) -> None:
    put(server, home=page("/old", "/new", "/older"), new="new")
    server.put("/old", redirect("/hop"))
    server.put("/hop", redirect("/new"))
    server.put("/older", redirect("/hop"))
    events = crawl(server)
    assert paths(events) == ["/", "/old"]
    [old] = [event for event in events if isinstance(event, Document) and event.source.endswith("/old")]
    assert old.notes == (f"redirected to {server.address('/new')}",)
    assert "already" in left_out(events)["/older"]
    assert server.asked == ["/robots.txt", "/", "/old", "/hop", "/new", "/older"]


def test_a_site_that_greets_with_a_cookie(server: Server) -> None:
    def greet(visitor: Visitor) -> None:
        known = "seen=1" in visitor.headers.get("Cookie", "")
        (answer(page("/a")) if known else redirect("/welcome"))(visitor)

    server.put("/", greet)
    server.put("/welcome", redirect("/", Set_Cookie="seen=1"))
    put(server, a="a")
    assert paths(crawl(server)) == ["/", "/a"]


def test_a_site_that_has_moved(server: Server) -> None:
    from loopback import Server as Another

    with Another() as other:
        import threading

        thread = threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        put(other, home=page("/a"), a="a")
        other.put("/robots.txt", answer("User-agent: *\nDisallow: /a"))
        server.put("/", redirect(other.address("/")))
        events = crawl(server)
        other.shutdown()
        thread.join()
    assert [event.source for event in events if isinstance(event, Document)] == [server.address("/")]
    assert "robots.txt" in left_out(events)["/a"]
    assert other.asked == ["/robots.txt", "/"]


# Endless


def test_numbered_pages_that_bring_something_new_are_all_visited(server: Server) -> None:
    for number in range(1, 151):
        words = " ".join(f"word{chr(97 + number % 26)}{chr(97 + number // 26)}{letter}" for letter in "abcdefghijkl")
        server.put(f"/articles/{number}", answer(page(f"/articles/{number + 1}", text=words)))
    events = crawl(server, "/articles/1", depth=200, limit=400)
    assert len(paths(events)) == 150


def test_numbers_without_end_come_to_one(server: Server) -> None:
    import itertools

    numbers = itertools.count()

    def endless(visitor: Visitor) -> None:
        number = next(numbers)
        new = "".join(chr(97 + int(digit)) for digit in str(number)) * 40
        answer(page(*(f"/p/{number}{end}" for end in range(9)), text=new))(visitor)

    server.put("/robots.txt", answer(""))
    server.otherwise = endless
    events = crawl(server, depth=100, limit=200)
    assert len(server.asked) <= 110
    assert any("too many of a kind" in why for why in left_out(events).values())


def test_a_site_that_falls_silent_is_left_alone_and_can_be_gone_on_with(server: Server, tmp_path: Path) -> None:
    links = [f"/page-{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    put(server, home=page(*links))
    for number, link in enumerate(links):
        server.put(link, answer(link) if number < 5 else lambda visitor: visitor.connection.close())
    events = crawl(server, keep=tmp_path)
    assert events[-1] == Ended(whole=False)
    assert len(skipped(events)) == 10
    assert any("10 requests in a row" in why for why in left_out(events).values())
    for link in links:
        server.put(link, answer(link))
    server.requests.clear()
    events = crawl(server, keep=tmp_path)
    assert paths(events) == ["/", *links]
    assert events[-1] == Ended(whole=True)
    assert server.asked == ["/robots.txt", *links[5:]]


# Manners


@pytest.mark.parametrize(("rules", "hint"), [("User-agent: *\nDisallow: /", "ask the owner"), ("", "try again")])
def test_a_start_that_robots_forbid_is_skipped(server: Server, rules: str, hint: str) -> None:
    put(server, home="tea")
    server.put("/robots.txt", answer(rules, 200 if rules else 503, Retry_After="0"))
    events = crawl(server, delay=0.0) if rules else crawl(server)
    assert hint in skipped(events)["/"].hint
    assert events[-1] == Ended(whole=bool(rules))
    assert set(server.asked) == {"/robots.txt"}


def test_pages_that_were_named_are_fetched_without_asking(server: Server) -> None:
    put(server, home="tea")
    server.put("/robots.txt", answer("User-agent: *\nDisallow: /"))
    with opened(Plan(named=(server.address("/"),))) as site:
        [found] = collect([server.address("/")], fetcher=site.doors.named)
    assert isinstance(found, Document)
    assert server.asked == ["/"]


def test_requests_keep_their_distance(server: Server) -> None:
    put(server, home=page("/a", "/moved", "/busy"), a="a", b="b")
    server.put("/moved", redirect("/b"))
    answers = iter([answer(b"", 503), answer("at last")])
    server.put("/busy", lambda visitor: next(answers)(visitor))
    assert paths(crawl(server, delay=0.3)) == ["/", "/a", "/moved", "/busy"]
    assert server.asked == ["/robots.txt", "/", "/a", "/moved", "/b", "/busy", "/busy"]
    # A request is noted a moment after it was sent, and not always the same moment.
    assert all(later.at - earlier.at > 0.15 for earlier, later in pairwise(server.requests))


def test_a_login_goes_along_on_its_server(server: Server) -> None:
    def guarded(visitor: Visitor) -> None:
        known = bool(visitor.headers.get("Authorization"))
        (answer(page("/a", "/moved", text=visitor.path)) if known else answer(b"", 401))(visitor)

    server.otherwise = guarded
    server.put("/robots.txt", answer(b"", 404))
    server.put("/moved", redirect("/b"))
    address = server.address("/").replace("//", "//ann:secret@")
    events = walked(Plan(crawl=server.address("/"), depth=1, limit=9), login=address)
    assert paths(events) == ["/", "/a", "/moved"]
    assert "secret" not in str(events)


# Sitemaps


def test_the_pages_of_a_sitemap(server: Server) -> None:
    put(server, a=page("/c"), b="b", c="c", staff="staff")
    server.put("/robots.txt", answer("User-agent: *\nDisallow: /staff"))
    listed = [*map(server.address, ("/b", "/a", "/b?utm_source=x", "/staff", "/doc.pdf", "/gone", "/drafts/x"))]
    server.put("/sitemap.xml", answer("\n".join([*listed, "http://elsewhere.test/"]), Content_Type="text/plain"))
    plan = Plan(sitemap=server.address("/"), limit=100)
    events = walked(plan, unwanted=lambda address: "drafts" in address)
    assert paths(events) == ["/b", "/a"]
    assert {path: why.partition(" ")[0] for path, why in left_out(events).items()} == {
        "/staff": "forbidden",
        "/doc.pdf": "no",
        "/drafts/x": "excluded",
        "/": "on",
    }
    assert skipped(events)["/gone"].reason.endswith(f", listed in {server.address('/sitemap.xml')}")
    assert "/c" not in server.asked
    assert paths(walked(plan._replace(limit=1))) == ["/b"]


def test_a_sitemap_of_many_other_sites_has_an_end(server: Server) -> None:
    put(server, a="a")
    others = [f"http://elsewhere.test/{number}" for number in range(5200)]
    lines = "\n".join([server.address("/a"), *others, server.address("/b")])
    server.put("/map.txt", answer(lines, Content_Type="text/plain"))
    events = walked(Plan(sitemap=server.address("/map.txt"), limit=2), limits=Limits(max_bytes=1_000_000))
    assert paths(events) == ["/a"]
    assert sum(event.why == "on other sites" for event in events if isinstance(event, Omitted)) == 5199
    assert list(left_out(events).values())[-1] == "not looked at: behind the first 5,200 that are listed"
    assert "/b" not in server.asked
    assert events[-1] == Ended(whole=True)


def test_a_sitemap_that_cannot_be_read(server: Server, tmp_path: Path) -> None:
    plan = Plan(sitemap=server.address("/map.xml"), limit=10)
    [problem, end] = walked(plan, keep=tmp_path)
    assert isinstance(problem, Skipped)
    assert "404" in problem.reason
    assert end == Ended(whole=True)
    assert list(collect([str(tmp_path)])) == [problem]


def test_what_is_asked_for_is_told_beforehand(server: Server) -> None:
    put(server, home=page("/a", "/b"), a="a", b="b")
    asking = [event for event in crawl(server) if isinstance(event, Asking)]
    assert [(_path(one.address), one.waiting) for one in asking] == [("/", 0), ("/a", 1), ("/b", 0)]
