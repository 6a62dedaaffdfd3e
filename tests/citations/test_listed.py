"""Faults of reference lists and markers, each beside a list that is in order."""

from __future__ import annotations

import pytest

from healthaudit.auditor import Auditor
from healthaudit.citations import evidence_of
from healthaudit.model import Document, Media
from healthaudit.pages import read

DAHL = "Dahl P, Reyes M. Moor air and sleep in older adults. Sleep Sci. 2019;4:1-9."
OKORO = "Okoro T. Peat baths and calm. Moor Res. 2018;2:10-19. doi:10.5555/moor.2"
BRANDT = "Brandt L. Fog and mood in winter. Moor Res. 2016;1:1-8."
BOTH = "<p>Sleep came sooner [1]. It lasted [2].</p>"
LIBRARY = Auditor.load().library
THIS_YEAR = int(LIBRARY.knowledge.as_of[:4])
KINDS = (
    "broken-marker",
    "uncited-entry",
    "numbering-gap",
    "duplicate-entry",
    "bad-identifier",
    "impossible-pages",
    "future-year",
    "incomplete-entry",
)


def faults(source: str) -> list[tuple[str, str]]:
    """(kind, what) in the order of the page."""
    page = read(Document("page", Media.HTML, source))
    evidence = evidence_of(LIBRARY.language.read(page), LIBRARY.evidence, LIBRARY.language.finder, LIBRARY.knowledge)
    found = []
    for fault in evidence.faults:
        assert all(0 <= spot.start < spot.end <= len(page.text) for spot in fault.spots)
        if fault.kind in KINDS:
            assert not fault.review
            found.append((fault.kind.value, fault.what))
    return found


def listed(*entries: str) -> str:
    return "<h2>References</h2><ol>" + "".join(f"<li>{entry}</li>" for entry in entries) + "</ol>"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>Sooner [1], longer [2], deeper [7].</p>" + listed(DAHL, OKORO), ("broken-marker", "7")),
        ("<p>Sooner [1]. Longer (Okoro, 2018; Berg, 2001).</p>" + listed(DAHL, OKORO), ("broken-marker", "Berg 2001")),
        (BOTH + listed(DAHL, OKORO, BRANDT), ("uncited-entry", "3")),
        (BOTH + listed(DAHL, DAHL), ("duplicate-entry", "")),
        (BOTH + listed(DAHL, DAHL.replace("Sleep Sci", "Sleep Science")), ("duplicate-entry", "")),
        (
            BOTH + listed(OKORO, "Okoro T. Peat baths &amp; calm. Moor Research, 2018. https://doi.org/10.5555/MOOR.2"),
            ("duplicate-entry", ""),
        ),
        (
            BOTH + listed(DAHL, BRANDT.replace("1:1-8", "1:18-11")),
            ("impossible-pages", "18-11: it ends before it begins"),
        ),
        (BOTH + listed(DAHL, BRANDT.replace("2016", "2061")), ("future-year", "2061")),
        (BOTH + listed(DAHL, "Brandt L. Fog and mood in winter. 2016;1:1-8."), ("incomplete-entry", "journal")),
        (BOTH + listed(DAHL, "Brandt L. Fog and mood in winter. Moor Res. 1:1-8."), ("incomplete-entry", "year")),
    ],
)
def test_one_fault(source: str, expected: tuple[str, str]) -> None:
    assert faults(source) == [expected]


def test_a_gap_in_the_numbers() -> None:
    source = f"<p>[1] [2] [5]</p><h2>References</h2><p>1. {DAHL}</p><p>2. {OKORO}</p><p>5. {BRANDT}</p>"
    assert faults(source) == [("numbering-gap", "3, 4")]


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("doi:10.55/moor.2", "four to nine digits"),
        ("PMID: 3123456789", "at most eight digits"),
        ("NCT0123", "eight digits"),
        ("ISBN 978-3-16-148410-1", "check digit"),
        ("https:/moor.example/a", "https:// once"),
    ],
)
def test_a_bad_identifier(identifier: str, words: str) -> None:
    ((kind, what),) = faults(BOTH + listed(DAHL, f"{BRANDT} {identifier}"))
    assert kind == "bad-identifier"
    assert words in what


def test_a_bad_identifier_in_the_running_text() -> None:
    ((kind, what),) = faults("<p>See doi:10.5555/moor.pdf for more.</p>")
    assert kind == "bad-identifier"
    assert "name of a file" in what


@pytest.mark.parametrize(
    "source",
    [
        "",
        BOTH + listed(DAHL, OKORO),
        "<p>Sooner [1-2].</p>" + listed(DAHL, OKORO),
        # One marker tells nothing of a list that is called in other ways.
        "<p>Sooner [1].</p>" + listed(DAHL, OKORO, BRANDT),
        # Further reading is there to be read.
        BOTH + listed(DAHL, OKORO) + f"<h2>Further reading</h2><ul><li>{BRANDT}</ul>",
        # Two works of one group and year.
        BOTH + listed(DAHL, DAHL.replace("older", "younger").replace("4:1-9", "4:10-19")),
        BOTH + listed(DAHL, BRANDT.replace("1:1-8", "1:1161-9")),
        BOTH + listed(DAHL, BRANDT.replace("1:1-8", "1:e18-e25")),
        BOTH + listed(DAHL, f"Brandt L. Fog and mood in winter. Moor Res. {THIS_YEAR + 1}. In press."),
        BOTH + listed(DAHL, BRANDT.replace("2016", str(THIS_YEAR))),
        BOTH + listed(DAHL, "Moor Trust. Nights on the moor. https://moor.example/nights"),
        BOTH + listed(DAHL, "Brandt L. Handbook of Fog Baths. London: Kestrel Press; 2016."),
        "<p>A note [9], a room [12].</p>",
    ],
)
def test_lists_in_order(source: str) -> None:
    assert faults(source) == []
