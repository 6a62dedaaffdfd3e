"""Faults of the running text: old work called recent, shares, figures that contradict, studies without an entry."""

from __future__ import annotations

import pytest

from healthaudit.auditor import Auditor
from healthaudit.citations import evidence_of
from healthaudit.model import Document, Media
from healthaudit.pages import read

LIBRARY = Auditor.load().library
OLD = "<h2>References</h2><ol><li>Dahl P. Moor air and insomnia. Sleep Sci. 2004;4:1-9.</ol>"
NEW = "<h2>References</h2><ol><li>Dahl P. Moor air and insomnia. Sleep Sci. 2025;4:1-9.</ol>"
KINDS = ("old-called-recent", "wrong-share", "contradiction", "study-without-entry")


def faults(source: str) -> list[tuple[str, str, str, bool]]:
    """(kind, words, what, whether a person decides)."""
    page = read(Document("page", Media.HTML, source))
    evidence = evidence_of(LIBRARY.language.read(page), LIBRARY.evidence, LIBRARY.language.finder, LIBRARY.knowledge)
    return [
        (one.kind.value, page.text[one.spots[0].start : one.spots[0].end], one.what, one.review)
        for one in evidence.faults
        if one.kind in KINDS
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (f"<p>Recent research shows that moor air eases insomnia [1].</p>{OLD}", "Recent research"),
        (f"<p>The latest studies show that moor air eases insomnia (Dahl, 2004).</p>{OLD}", "latest studies"),
    ],
)
def test_old_work_called_recent(source: str, words: str) -> None:
    assert faults(source) == [("old-called-recent", words, "2004", False)]


@pytest.mark.parametrize(
    "source",
    [
        f"<p>Recent research shows that moor air eases insomnia [1].</p>{NEW}",
        f"<p>Older research shows that moor air eases insomnia [1].</p>{OLD}",
        f"<p>No recent study shows that moor air eases insomnia [1].</p>{OLD}",
        f"<p>New patients with insomnia are welcome [1].</p>{OLD}",
        "<p>Recent research shows that moor air eases insomnia.</p>",
        "<p>We moved in 2004. New research on insomnia is under way.</p>",
        # Read in its own time, it was recent.
        f"<p>Updated 3 May 2006</p><p>Recent research shows that moor air eases insomnia [1].</p>{OLD}",
    ],
)
def test_work_called_what_it_is(source: str) -> None:
    assert faults(source) == []


@pytest.mark.parametrize(
    ("text", "words", "what"),
    [
        ("18 of the 20 patients (95 %) slept.", "18 of the 20 patients (95 %", "18 of 20 is 90 %"),
        ("3 of 12 (40%) did not sleep.", "3 of 12 (40%", "3 of 12 is 25 %"),
        ("95 % (18 of 20) slept.", "95 % (18 of 20", "18 of 20 is 90 %"),
        ("60 % of 12 patients (n = 9) slept.", "60 % of 12 patients (n = 9", "9 of 12 is 75 %"),
        ("45/90 (60%) slept.", "45/90 (60%", "45 of 90 is 50 %"),
        ("Eighteen of twenty women (95 per cent) slept.", "Eighteen of twenty women (95 per cent", "18 of 20 is 90 %"),
    ],
)
def test_wrong_shares(text: str, words: str, what: str) -> None:
    assert faults(f"<p>{text}</p>") == [("wrong-share", words, what, False)]


@pytest.mark.parametrize(
    "text",
    [
        "19 of 20 patients (95%) slept.",
        "Two of three women (67%) slept.",
        "Two of three women (66.7%) slept.",
        "45/90 (50%) slept.",
        "Of 40 women 30% (n=12) slept.",
        "About 7 of 10 (71 %) slept.",
        "One in five (20%) sleeps badly, 30 % of 200 do not.",
        "20 of 30 baths (5% off) were sold.",
    ],
)
def test_right_shares(text: str) -> None:
    assert faults(f"<p>{text}</p>") == []


HARBOUR = "pensioners in the harbour towns live with tinnitus"


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (f"About 12 per cent of {HARBOUR}.", f"Some 31 per cent of {HARBOUR}.", "31 per cent"),
        (f"Between 10 and 12 per cent of {HARBOUR}.", f"Up to 8 per cent of {HARBOUR}.", "8 per cent"),
    ],
)
def test_contradictions_are_for_a_person(one: str, other: str, words: str) -> None:
    assert faults(f"<p>{one}</p><p>{other}</p>") == [("contradiction", words, "", True)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"About 12 per cent of {HARBOUR}.", f"Nearly 12 per cent of {HARBOUR}."),
        (f"About 12 per cent of {HARBOUR}.", "Some 31 per cent of nurses on the moor sleep badly."),
        ("About 12 per cent of women in the harbour towns live with tinnitus.",
         "Some 31 per cent of men in the harbour towns live with tinnitus."),
        (f"In 1999 about 12 per cent of {HARBOUR}.", f"Today some 31 per cent of {HARBOUR} since 2015."),
    ],
)  # fmt: skip
def test_figures_of_different_things(one: str, other: str) -> None:
    assert faults(f"<p>{one}</p><p>{other}</p>") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dahl and colleagues found that moor air eases insomnia.", "Dahl and colleagues"),
        ("A 2019 study in Sleep Science found that moor air eases insomnia.", "2019 study in Sleep Science"),
    ],
)
def test_a_study_without_an_entry(text: str, words: str) -> None:
    assert faults(f"<p>Many sleep badly. {text}</p>") == [("study-without-entry", words, "", False)]


@pytest.mark.parametrize(
    "source",
    [
        f"<p>Dahl et al. found that moor air eases insomnia [1].</p>{NEW}",
        f"<p>Dahl et al. (2025) found that moor air eases insomnia. Dahl and colleagues slept well.</p>{NEW}",
        '<p>Dahl et al. found that <a href="https://moor.example/trial">moor air eases insomnia</a>.</p>',
        "<p>Dahl et al. found that moor air eases insomnia (doi:10.5555/moor.7).</p>",
        "<p>A study in older adults found that moor air eases insomnia.</p>",
        "<footer><p>Dahl et al. wrote about insomnia.</p></footer>",
    ],
)
def test_studies_that_can_be_found(source: str) -> None:
    assert faults(source) == []


@pytest.mark.parametrize("share", ["9" * 400, "0" * 400, "1" + ",000" * 200])
def test_a_share_beyond_all_numbers_ends_no_audit(share: str) -> None:
    assert isinstance(faults(f"<p>{share} % of patients (18 of 20) slept better.</p>{NEW}"), list)
