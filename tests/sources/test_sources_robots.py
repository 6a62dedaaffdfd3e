"""What robots.txt allows, whatever comes instead of one; and how sites are asked: in turn, and with patience."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace

import pytest
from loopback import LIMITS, Answer, Server, Visitor, answer, redirect

from healthaudit.errors import FetchFailed
from healthaudit.model import Document
from healthaudit.sources.fetched import Fetched, anywhere
from healthaudit.sources.site.manifest import Plan
from healthaudit.sources.site.opened import opened
from healthaudit.sources.site.polite import Polite, Turns
from healthaudit.sources.site.robots import MOST, Robots
from healthaudit.sources.web import Web

RULES = "User-agent: *\nDisallow: /private\nAllow: /private/open\nCrawl-delay: 7\nSitemap: /map.xml\n"


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


def robots(turns: Turns | None = None) -> Robots:
    return Robots(Web(replace(LIMITS, max_bytes=2_000_000), files=True), turns or Turns(0))


def allowed(server: Server, path: str = "/private/x") -> bool:
    return robots().allows(server.address(path))


@pytest.mark.parametrize(
    ("path", "may"),
    [("/", True), ("/private", False), ("/private/x?y=1", False), ("/private/open/x", True), ("/privat", True)],
)
def test_rules(server: Server, path: str, may: bool) -> None:
    server.put("/robots.txt", answer(RULES, Content_Type="text/plain"))
    assert allowed(server, path) is may


@pytest.mark.parametrize(
    ("group", "may"),
    [
        ("User-agent: HealthAudit\nDisallow:", True),
        ("User-agent: healthaudit\nDisallow: /open", True),
        ("User-agent: otherbot\nDisallow:", False),
        ("user-agent: a\r\nuser-agent: healthaudit\r\nallow: /private\r\n", True),
        ("User-agent: healthaudit/1.0\nDisallow: /open", True),
        ("User Agent HealthAudit/1.0 (+https://example.org) # us\nDisallow: /open", True),
        ("User-agent: healthaudit*\nDisallow: /open", True),
        ("User-agent: health\nDisallow:", False),
        ("User-agent: healthaudit-news\nDisallow:", False),
        ("User-agent: my healthaudit\nDisallow:", False),
        ("User-agent: audit\nUser-agent: h\nDisallow:\nAllow: /", False),
        ("User-agent:\nDisallow:", False),
    ],
)
def test_a_group_of_our_own_counts_alone(server: Server, group: str, may: bool) -> None:
    server.put("/robots.txt", answer(f"\ufeffUser-agent: *\nDisallow: /private\n\n{group}\n"))
    assert allowed(server) is may


@pytest.mark.parametrize(("status", "may"), [(404, True), (401, True), (403, True), (410, True), (500, False)])
def test_statuses(server: Server, status: int, may: bool) -> None:
    server.put("/robots.txt", answer(RULES, status))
    found = robots()
    assert found.allows(server.address("/private/x")) is may
    assert (str(status) in found.unread(server.address("/"))) is not may


def test_no_answer_forbids_everything() -> None:
    found = robots()
    assert not found.allows("http://127.0.0.1:9/x")
    assert "refuses connections" in found.unread("http://127.0.0.1:9/x")


@pytest.mark.parametrize(
    "body", [b"", b"<!doctype html><title>Home</title>", b"\xff\xfe\0\0", b"\x89PNG\r\n\x1a\n", b"a" * 9000]
)
def test_what_makes_no_sense_allows_everything(server: Server, body: bytes) -> None:
    server.put("/robots.txt", answer(body, Content_Type="image/png"))
    assert allowed(server)


def test_redirects_are_followed(server: Server) -> None:
    for number in range(3):
        server.put(f"/{number}", redirect(f"/{number + 1}"))
    server.put("/robots.txt", redirect("/0"))
    server.put("/3", answer(RULES))
    assert not allowed(server)


def test_of_a_huge_one_the_beginning_counts(server: Server) -> None:
    line = "Disallow: /nothing-in-particular-that-anybody-would-ask-for\n"
    rules = "User-agent: *\nDisallow: /private\n" + line * 9000 + "Disallow: /beyond\n"
    assert len(rules) > 500 * 1024
    server.put("/robots.txt", answer(rules))
    found = robots()
    assert not found.allows(server.address("/private/x"))
    assert found.allows(server.address("/beyond"))


def test_of_one_without_end_no_more_is_read_than_counts(server: Server) -> None:
    sent = []

    def endless(visitor: Visitor) -> None:
        visitor.send_response(200)
        visitor.end_headers()
        visitor.wfile.write(b"User-agent: *\nDisallow: /private\n")
        for _ in range(1000):
            visitor.wfile.write(b"Disallow: /x\n" * 8000)
            sent.append(1)

    server.put("/", answer("tea"))
    server.put("/robots.txt", endless)
    with opened(Plan(crawl=server.address("/"), limit=9), delay=0, limits=LIMITS) as site:
        events = list(site.events(lambda _: False))
    assert [event.source for event in events if isinstance(event, Document)] == [server.address("/")]
    assert len(sent) < 500


@pytest.mark.parametrize("length", [1, 70_000_000])
def test_the_length_that_is_announced_does_not_matter(server: Server, length: int) -> None:
    rules = b"User-agent: *\nDisallow: /private\n" + b"Disallow: /x\n" * 50_000
    body = gzip.compress(rules) if length == 1 else rules
    headers = {"Content_Encoding": "gzip"} if length == 1 else {"Content_Length": str(length)}
    server.put("/robots.txt", answer(body, **headers))
    found = Robots(Web(replace(LIMITS, max_bytes=MOST + 1), files=True, beginning=True), Turns(0))
    assert not found.allows(server.address("/private"))
    assert found.allows(server.address("/open"))


@pytest.mark.parametrize("enough", [True, False])
def test_one_that_drips_counts_if_what_counts_has_come(server: Server, enough: bool) -> None:
    def dripping(visitor: Visitor) -> None:
        visitor.send_response(200)
        visitor.end_headers()
        visitor.wfile.write(b"Disallow: /x\n" * (50_000 if enough else 5))
        while not visitor.server.closing.wait(0.05):
            visitor.wfile.write(b"#")

    server.put("/robots.txt", dripping)
    limits = replace(LIMITS, max_bytes=MOST + 1, timeout=0.5, deadline=1.0)
    found = Robots(Web(limits, files=True, beginning=True), Turns(0))
    assert found.allows(server.address("/open")) is enough
    assert bool(found.unread(server.address("/open"))) is not enough


def test_it_is_read_once_and_named_sitemaps_and_pauses_are_heeded(server: Server) -> None:
    server.put("/robots.txt", answer(RULES))
    clock = Clock()
    turns = Turns(1.0, clock.now, clock.sleep)
    found = robots(turns)
    address = server.address("/x")
    for _ in range(3):
        assert found.allows(address)
        turns.take(address)
    assert found.sitemaps(address) == ("/map.xml",)
    assert server.asked == ["/robots.txt"]
    assert clock.slept == [7.0, 7.0]


def test_a_pause_has_an_end_and_does_not_shorten_ours() -> None:
    clock = Clock()
    turns = Turns(2.0, clock.now, clock.sleep)
    for address, delay in (("http://a/", 1e9), ("http://b/", 0.5)):
        turns.slow_down(address, delay)
        turns.take(address)
        turns.take(address)
    assert clock.slept == [60.0, 2.0]


def test_hosts_are_asked_one_by_one_but_do_not_wait_for_each_other() -> None:
    clock = Clock()
    turns = Turns(1.0, clock.now, clock.sleep)
    for address in ("http://a/1", "http://b/1", "https://a:8443/2"):
        turns.take(address)
    assert clock.slept == [1.0]


class Scripted:
    """A fetcher that answers as it was told, one answer after the other."""

    def __init__(self, *answers: FetchFailed | str) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __enter__(self) -> Scripted:
        return self

    def __exit__(self, *raised: object) -> None:
        pass

    def fetch(self, address: str, may: Callable[[str], None] = anywhere) -> Fetched:
        self.asked.append(address)
        said = self.answers.pop(0)
        if isinstance(said, FetchFailed):
            raise said
        for target in said.split():
            may(target)
        return Fetched(address, b"tea", None, "")


def refusal(status: int = 429, wait: float = 0.0) -> FetchFailed:
    return FetchFailed("no", status=status, wait=wait)


@pytest.mark.parametrize(
    ("answers", "slept"),
    [
        ([refusal(), ""], [1.0]),
        ([refusal(503), refusal(503), ""], [1.0, 2.0]),
        ([refusal(wait=9.0), ""], [9.0]),
        ([refusal(wait=9000.0), ""], [60.0]),
        ([refusal(wait=0.1), ""], [0.5]),
    ],
)
def test_patience(answers: list[FetchFailed | str], slept: list[float]) -> None:
    clock = Clock()
    fetcher = Scripted(*answers)
    assert Polite(fetcher, Turns(0.5, clock.now, clock.sleep)).fetch("http://a/").body == b"tea"
    assert clock.slept == slept
    assert len(fetcher.asked) == len(answers)


def test_patience_has_an_end_and_the_next_page_waits_as_well() -> None:
    clock = Clock()
    fetcher = Scripted(refusal(wait=5), refusal(wait=5), refusal(wait=5), "")
    polite = Polite(fetcher, Turns(0.0, clock.now, clock.sleep))
    with pytest.raises(FetchFailed):
        polite.fetch("http://a/1")
    polite.fetch("http://a/2")
    assert clock.slept == [5.0, 5.0, 5.0]
    assert fetcher.asked == ["http://a/1"] * 3 + ["http://a/2"]


def test_other_failures_are_final() -> None:
    fetcher = Scripted(refusal(500))
    with pytest.raises(FetchFailed):
        Polite(fetcher, Turns(0)).fetch("http://a/")
    assert len(fetcher.asked) == 1


def test_redirects_wait_for_their_turn_too() -> None:
    clock = Clock()
    Polite(Scripted("http://a/2 http://b/"), Turns(1.0, clock.now, clock.sleep)).fetch("http://a/1")
    assert clock.slept == [1.0]


@pytest.mark.parametrize("date", ["Wed, 21 Oct 2015 07:28:00 GMT", "soon", "-5", "", "9" * 400, "1e9", "٣"])
def test_odd_times_to_wait(server: Server, date: str) -> None:
    def busy(visitor: Visitor) -> None:
        answer(b"", 503, Retry_After=date)(visitor)

    with pytest.raises(FetchFailed) as failed, Web(LIMITS) as web:
        web.fetch(server.put("/tea", _encoded(busy)))
    assert failed.value.status == 503
    assert failed.value.passing
    assert failed.value.wait in (0.0, 999_999_999.0)


def _encoded(busy: Answer) -> Answer:
    def send(visitor: Visitor) -> None:
        original = visitor.send_header
        visitor.send_header = lambda name, value: original(name, value.encode("utf-8").decode("latin-1"))  # type: ignore[method-assign]
        busy(visitor)

    return send
