"""Faults of the page as a whole: promised sources, and sources that are all the seller's own."""

from __future__ import annotations

import pytest

from healthaudit.auditor import Auditor
from healthaudit.citations import Evidence, evidence_of
from healthaudit.model import Document, Media
from healthaudit.pages import read

LIBRARY = Auditor.load().library
BARE = (
    "<p>Ashwagandha lowers stress. Magnesium improves sleep in 30 % of adults. Peat baths relieve pain in older "
    "people. Fog boosts mood in winter months.</p>"
)
LIST = (
    "<h2>References</h2><ol><li>Dahl P. Moor air. Sleep Sci. 2019;4:1-9.<li>Okoro T. Peat. Moor Res. 2018;2:1-9.</ol>"
)
CITED = (
    "<p>Ashwagandha lowers stress [1]. Magnesium improves sleep in 30 % of adults [2]. Peat baths relieve pain in "
    f"older people [2].</p>{LIST}"
)


def evidence(source: str) -> Evidence:
    page = read(Document("page", Media.HTML, source))
    return evidence_of(LIBRARY.language.read(page), LIBRARY.evidence, LIBRARY.language.finder, LIBRARY.knowledge)


def faults(source: str) -> list[tuple[str, str]]:
    kinds = ("promise-unkept", "self-citation")
    return [(one.kind.value, one.what) for one in evidence(source).faults if one.kind in kinds]


@pytest.mark.parametrize(
    "promise",
    [
        "Every claim on this page is backed by peer-reviewed studies.",
        "Everything here comes straight from scientific journals.",
        "We reference all our statements with published research.",
        "All content is sourced from the medical literature.",
    ],
)
def test_promises(promise: str) -> None:
    assert faults(f"<p>{promise}</p>{BARE}") == [("promise-unkept", "0 of 4")]
    assert faults(f"<p>{promise}</p>{CITED}") == []


@pytest.mark.parametrize(
    "text",
    [
        "Not every claim on this page is backed by studies.",
        "Is every claim here backed by research?",
        "All our peat is drawn from the moor.",
        "We love research.",
    ],
)
def test_no_promises(text: str) -> None:
    assert faults(f"<p>{text}</p>{BARE}") == []


def test_a_promise_about_few_statements_tells_nothing() -> None:
    assert faults("<p>Every claim here is backed by studies.</p><p>Ashwagandha lowers stress.</p>") == []


def test_statements_are_counted() -> None:
    assert evidence(BARE).sourced == (0, 4)
    assert evidence(CITED).sourced == (3, 3)
    assert evidence(
        "<p>We love peat. Our team offers baths. Does it work? Call us now, it helps you sleep.</p>"
    ).sourced == (0, 0)


SHOP = (
    "<title>Insomnia - Peatdrops Ltd</title>"
    "<p>Buy our peat drops for insomnia now for $20. Free shipping. Order today.</p>"
    '<p><a href="https://peatdrops.example/shop/drops">Shop now</a></p>'
)
CLAIMS = "<p>Peat eases insomnia [1]. It works [2]. It lasts [3].</p>"
OWN = [f"<li>Peatdrops Ltd. What our {it} did. https://peatdrops.example/{it}</li>" for it in ("study", "peat", "fog")]
FOREIGN = "<li>Dahl P. Moor air. Sleep Sci. 2019;4:1-9.</li>"


def test_sources_of_the_sellers_own() -> None:
    assert faults(f"{SHOP}{CLAIMS}<h2>References</h2><ol>{''.join(OWN)}</ol>") == [("self-citation", "3")]


def test_links_to_the_sellers_own_pages() -> None:
    text = (
        '<p>Peat eases insomnia, <a href="/our-study">our study</a> shows. It works, say <a href="/research/nights">'
        'trials</a>. It lasts, as <a href="https://peatdrops.example/blog">our research</a> says.</p>'
    )
    assert faults(SHOP + text) == [("self-citation", "3")]


def test_links_about_the_site_are_no_sources() -> None:
    menu = "".join(
        f'<p><a href="https://peatdrops.example/{name}.html">{name}</a></p>' for name in ("home", "why", "us")
    )
    assert faults(SHOP + menu) == []


@pytest.mark.parametrize(
    "source",
    [
        # One source is somebody else's.
        f"{SHOP}{CLAIMS}<h2>References</h2><ol>{OWN[0]}{OWN[1]}{FOREIGN}</ol>",
        # Two are few.
        f"{SHOP}{CLAIMS}<h2>References</h2><ol>{OWN[0]}{OWN[1]}</ol>",
        # Nothing is sold.
        f"<title>Insomnia - Peatdrops Ltd</title>{CLAIMS}<h2>References</h2><ol>{''.join(OWN)}</ol>",
        # An identifier is somebody else's work.
        f"{SHOP}{CLAIMS}<p>See doi:10.5555/moor.7.</p><h2>References</h2><ol>{''.join(OWN)}</ol>",
    ],
)
def test_other_sources(source: str) -> None:
    assert faults(source) == []
