"""Entries, and sentences that name authors or years, held against the record of the work."""

from __future__ import annotations

import pytest

from healthaudit.citations.entry import parse_entry
from healthaudit.citations.metadata import entry_against, likeness
from healthaudit.citations.works import Work

WORK = Work(
    "Moor air and sleep in older adults: a randomised trial",
    authors=("Dahl", "Reyes"),
    year=2019,
    journal="Sleep Science",
    kind="journal-article",
)
ENTRY = "Dahl P, Reyes M. Moor air and sleep in older adults. Sleep Sci. 2019;4:1-9."


def against(entry: str, work: Work = WORK) -> list[tuple[str, bool]]:
    """(kind, whether it is sure) of what differs."""
    return [(one.kind, one.sure) for one in entry_against(parse_entry(entry), "", work)]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (ENTRY, []),
        (ENTRY.replace("2019", "2020"), []),
        (ENTRY.replace("2019", "2021"), [("year", True)]),
        (ENTRY.replace("Sleep Sci", "Peat Today"), [("journal", True)]),
        (ENTRY.replace("Sleep Sci", "J Sleep Sci"), [("journal", False)]),
        (ENTRY.replace("Sleep Sci", "Sleep Science (Leeds)"), []),
        (ENTRY.replace("Dahl P, Reyes M", "Okoro T, Brandt L"), [("author", True)]),
        (ENTRY.replace("Dahl P, Reyes M", "Reyes M, Dahl P"), []),
        (ENTRY.replace("Dahl P, Reyes M", "Dahl P, et al"), []),
        (ENTRY.replace("Moor air and sleep in older adults", "Knee braces and older skiing"), [("title", True)]),
        ("Okoro T. Knee braces after skiing accidents. Bone Joint. 2019;4:1-9.", [("other-work", True)]),
        ("Dahl P, Reyes M. Sleep Sci. 2019;4:1-9.", []),
        ("https://doi.org/10.5555/moor.7", []),
        ("", []),
    ],
)
def test_entries(entry: str, expected: list[tuple[str, bool]]) -> None:
    assert against(entry) == expected


@pytest.mark.parametrize("kind", ["preprint", "registration"])
def test_a_preprint_may_be_printed_elsewhere(kind: str) -> None:
    assert against(ENTRY, WORK._replace(kind=kind, journal="medRxiv")) == []


def test_what_is_not_known_does_not_differ() -> None:
    assert against(ENTRY, Work("")) == []


def test_both_sides_in_their_own_words() -> None:
    (one,) = entry_against(parse_entry(ENTRY.replace("2019", "2012")), "", WORK)
    assert one == ("year", "2012", "2019", True)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Dahl et al. (2019) found that sleep came sooner.", []),
        ("Dahl et al. (2020) found that sleep came sooner.", []),
        ("Dahl et al. (2015) found that sleep came sooner.", [("year", True)]),
        ("Okoro et al. (2019) found that sleep came sooner.", [("author", False)]),
        ("A 2012 study in Sleep Science found it.", [("year", True)]),
        ("Dahl and colleagues found that sleep came sooner.", []),
        ("In a bath of 2012 the peat was old.", []),
    ],
)
def test_sentences_without_an_entry(sentence: str, expected: list[tuple[str, bool]]) -> None:
    assert [(one.kind, one.sure) for one in entry_against(None, sentence, WORK)] == expected


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Moor air and sleep", "Moor air and sleep: a randomised trial", 1, 1),
        ("Müde Nächte im Moor", "MUDE NACHTE IM MOOR", 1, 1),
        ("Sleeping on moors", "Sleep on the moor", 0, 0.7),
        ("Moor air", "Knee braces", 0, 0),
        ("Moor air and knee braces", "Moor baths and knee pads", 0.4, 0.6),
    ],
)
def test_likeness(one: str, other: str, least: float, most: float) -> None:
    assert least <= likeness(one, other) <= most
    assert likeness(one, other) == likeness(other, one)
