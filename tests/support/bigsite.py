"""A made-up site of 500 pages on this machine, full of traps for whoever follows every link."""

from __future__ import annotations

import itertools
import re
from urllib.parse import parse_qs, urlsplit

from loopback import Answer, Server, Visitor, answer, redirect

_TOPICS = """
    allergy asthma back blood bones brain colds cough diet ears eyes feet hair heart joints kidney liver lungs memory
    mood muscles nails nerves nose pain sleep skin stomach teeth throat
"""
TOPICS = _TOPICS.split()
_ASPECTS = "causes signs tests drugs herbs food sport rest doctors children elderly travel work history myths words"
ASPECTS = _ASPECTS.split()
FORBIDDEN = "/staff/"
_DAY = re.compile(r"/calendar/(\d+)/(\d+)/")


def build(server: Server) -> set[str]:
    """Put the site on a server. Gives the paths of its 500 pages: 30 topics, 16 aspects of most, and the home page."""
    pages = {"/"} | {f"/{topic}/" for topic in TOPICS}
    pages |= {f"/{topic}/{aspect}" for topic, aspect in itertools.product(TOPICS, ASPECTS)}
    pages -= {f"/teeth/{aspect}" for aspect in ASPECTS[5:]}
    assert len(pages) == 500
    for path in pages:
        server.put(path, answer(_page(path, _links(path, pages))))
    _put_traps(server)
    server.otherwise = _otherwise
    return pages


def _links(path: str, pages: set[str]) -> list[str]:
    topic = path.strip("/").partition("/")[0]
    inside = sorted(page for page in pages if page.startswith(f"/{topic}/")) if topic else []
    home = [f"/{one}/" for one in TOPICS]
    traps = [
        "/calendar/2026/11/", "/events?month=11&year=2026", "/shop?color=red", "/nest/", "/loop-a", "/away", "/broken",
        "/slow", "/staff/list", "/print/heart", "/copy-of-heart", "/leaflet", "/photo.jpg", "/lying", "/huge", "/gone",
        "/find?q=" + "x" * 3000, "http://elsewhere.test/", "mailto:nurse@h", "#top", "/via-robots", "/heart-again",
    ]  # fmt: skip
    # Every visitor gets links of his own, whose session ids differ from page to page.
    sessions = [f"/heart/;jsessionid={abs(hash(path)):016X}", f"/skin/?PHPSESSID={abs(hash(path)):032x}&utm_source=x"]
    return [*inside, *home, *sessions, *(traps if path == "/" else [])]


def _page(title: str, links: list[str], text: str = "") -> str:
    anchors = "".join(f"<li><a href='{link}'>{link.partition('?')[0].partition(';')[0]}</a>" for link in links)
    words = text or f"What everybody should know about {title.strip('/').replace('/', ' and ')}, told in plain words."
    return f"<!doctype html><title>{title}</title><h1>{title}</h1><p>{words}<ul>{anchors}</ul>"


def _put_traps(server: Server) -> None:
    server.put("/robots.txt", answer(f"User-agent: *\nDisallow: {FORBIDDEN}\n", Content_Type="text/plain"))
    server.put("/loop-a", redirect("/loop-b"))
    server.put("/loop-b", redirect("/loop-a"))
    server.put("/away", redirect("http://elsewhere.test/"))
    server.put("/via-robots", redirect("/staff/list"))
    server.put("/heart-again", redirect("/heart/"))
    server.put("/broken", answer(b"", 500))
    server.put("/slow", _slow)
    server.put(
        "/print/heart", answer("<link rel=canonical href=/heart/><p>The heart, to be printed.<a href=/print/skin>x</a>")
    )
    server.put("/print/skin", answer("<link rel=canonical href=/skin/><p>The skin, to be printed."))
    server.put("/copy-of-heart", server.answers["/heart/"])
    server.put("/leaflet", answer(b"%PDF-1.7", Content_Type="application/pdf"))
    server.put("/lying", answer(b"%PDF-1.7\n tea"))
    server.put("/huge", answer(b"<p>" + b"x " * 300_000))


def _otherwise(visitor: Visitor) -> None:
    parts = urlsplit(visitor.path)
    day = _DAY.fullmatch(parts.path)
    if day:
        _month(int(day[1]), int(day[2]), "/calendar/{}/{}/")(visitor)
    elif parts.path == "/events":
        asked = parse_qs(parts.query)
        _month(int(asked["year"][0]), int(asked["month"][0]), "/events?month={1}&year={0}")(visitor)
    elif parts.path == "/shop":
        _shop(parts.query)(visitor)
    elif parts.path.startswith("/nest/"):
        answer(_page("Nest", ["a/", "b/", "../nest/b/"], "Always the same."))(visitor)
    else:
        answer(b"", 404)(visitor)


def _month(year: int, month: int, form: str) -> Answer:
    later, earlier = (year + month // 12, month % 12 + 1), (year - (month == 1), (month - 2) % 12 + 1)
    return answer(_page("Events", [form.format(*later), form.format(*earlier)], f"Nothing is on in {month}/{year}."))


def _shop(query: str) -> Answer:
    colors, sizes, sorts = ("red", "green", "blue", "grey"), range(9), ("price", "name", "age")
    chosen = "".join(sorted(set(query.replace("&", "=").split("="))))
    links = [
        f"/shop?color={c}&size={s}&sort={o}&p={len(chosen)}" for c, s, o in itertools.product(colors, sizes, sorts)
    ]
    return answer(_page("Shop", links, f"Hot water bottles ({len(chosen)})."))


def _slow(visitor: Visitor) -> None:
    visitor.server.closing.wait(1.5)
    answer()(visitor)
