"""Sentences held against works: what differs, and what only sounds as if it did."""

from __future__ import annotations

from typing import Any

import pytest

from healthaudit.auditor import Auditor
from healthaudit.citations.abstracts import concluded, done
from healthaudit.citations.compare import Claimed, Comparer
from healthaudit.citations.works import Work

LIBRARY = Auditor.load().library
COMPARER = Comparer(LIBRARY.evidence, LIBRARY.language.finder, LIBRARY.knowledge)
TITLE = "Melatonin for insomnia in adults: a randomised trial"
ABSTRACT = (
    "We randomised 240 adults with insomnia to melatonin 2 mg or placebo for 12 weeks. Sleep came 14 minutes sooner "
    "with melatonin. Conclusion: melatonin shortened the time to sleep in adults with insomnia."
)
NULL = (
    "We randomised 240 adults with insomnia to melatonin 2 mg or placebo. Conclusion: melatonin was no better than "
    "placebo at any time point in this trial of adults."
)
SHARES = "Response was seen in 48% with melatonin and in 30% with placebo."
OLDER = "Melatonin for insomnia in older adults: a trial"
OPEN = "Melatonin for insomnia: an open-label, uncontrolled study"
PILOT = "Melatonin may ease insomnia: a pilot study"
COHORT = "Coffee and dementia: a cohort study"


def against(text: str, title: str, abstract: str = "", **known: Any) -> list[tuple[str, str, str, bool]]:
    """(kind, words of the page, words of the work, whether it is sure)."""
    return [tuple(one) for one in COMPARER.compare(Claimed(text), Work(title, abstract, **known))]


@pytest.mark.parametrize(
    ("text", "title", "abstract", "expected"),
    [
        # subject
        ("Ashwagandha shortens the time to sleep.", TITLE, ABSTRACT, ("product", "Ashwagandha", "Melatonin")),
        ("Melatonin eases migraine.", TITLE, ABSTRACT, ("condition", "migraine", "insomnia")),
        # whom, how
        ("Melatonin helps you sleep.", "Melatonin and sleep in mice", "",
         ("species", "told as true of people", "mice")),
        ("Melatonin eases insomnia in everyone.", OLDER, "", ("population", "everyone", "older adults")),
        ("Ketamine capsules lift depression.", "Intravenous ketamine for depression: a trial", "",
         ("route", "capsules", "Intravenous")),
        # design
        ("A randomised trial found that melatonin eases insomnia.", OPEN, "", ("design", "randomised", "open-label")),
        ("A meta-analysis found that melatonin eases insomnia.", "Melatonin for insomnia: a narrative review", "",
         ("design", "meta-analysis", "narrative review")),
        # outcome
        ("Melatonin prevents heart attacks.", "Melatonin and LDL cholesterol: a trial", "",
         ("outcome", "heart attacks", "LDL")),
        ("Esketamine lifts depression.", "Esketamine for relapse prevention in depression", "",
         ("outcome", "lifts", "relapse prevention")),
        ("Melatonin improves sleep for good.", "Melatonin for insomnia over two weeks: a trial", "",
         ("outcome", "for good", "over two weeks")),
        # direction, numbers, strength
        ("Melatonin improves sleep.", TITLE, NULL,
         ("direction", "improves", "melatonin was no better than placebo at any time point in this trial of adults.")),
        ("The trial gave 400 adults melatonin.", TITLE, ABSTRACT, ("size", "400 adults", "240")),
        ("Melatonin helped 80 % of adults with insomnia.", TITLE, SHARES, ("figure", "80 %", "48%")),
        ("Melatonin 5 mg eased insomnia.", TITLE, ABSTRACT, ("figure", "5 mg", "2 mg")),
        ("Melatonin is proven to ease insomnia.", PILOT, "", ("strength", "proven", "may")),
    ],
)  # fmt: skip
def test_what_differs_for_sure(text: str, title: str, abstract: str, expected: tuple[str, str, str]) -> None:
    assert against(text, title, abstract) == [(*expected, True)]


def test_what_a_person_has_to_see() -> None:
    assert against("Coffee prevents dementia.", COHORT) == [("strength", "prevents", "cohort", False)]


@pytest.mark.parametrize(
    ("text", "title", "abstract"),
    [
        ("Melatonin shortens the time to sleep in insomnia.", TITLE, ABSTRACT),
        ("Sleep came sooner.", TITLE, ABSTRACT),
        # A side effect is no promise for a condition.
        ("Melatonin can bring on migraine.", TITLE, ABSTRACT),
        ("In mice, melatonin helps sleep.", "Melatonin and sleep in mice", ""),
        ("Melatonin eases insomnia in older people.", OLDER, ""),
        ("A study found that melatonin eases insomnia.", OPEN, ""),
        ("Melatonin does not improve sleep.", TITLE, NULL),
        ("Nobody needs melatonin for sleep, which it never improved.", TITLE, NULL),
        ("The trial gave 240 adults melatonin.", TITLE, ABSTRACT),
        ("The trial gave about 250 adults melatonin.", TITLE, ABSTRACT),
        ("Some 400 adults in our town have insomnia.", TITLE, ABSTRACT),
        ("Melatonin 4 mg, two tablets, eased insomnia.", TITLE, ABSTRACT),
        ("Melatonin helped 48 % of adults with insomnia.", TITLE, SHARES),
        ("Melatonin helped 18 % more adults with insomnia than placebo.", TITLE, SHARES),
        ("Melatonin helped about half (50 %) of adults with insomnia.", TITLE, SHARES.replace("48", "49")),
        ("Melatonin may ease insomnia.", PILOT, ""),
        ("Coffee is linked to less dementia.", COHORT, ""),
        ("Melatonin improves sleep for good.", TITLE, ""),
    ],
)
def test_what_agrees_or_cannot_be_told(text: str, title: str, abstract: str) -> None:
    assert against(text, title, abstract) == []


def test_what_the_page_is_about_counts_when_the_sentence_names_nothing() -> None:
    work = Work(TITLE, ABSTRACT)
    found = COMPARER.compare(Claimed("Our drops shorten the time to sleep.", product="ashwagandha"), work)
    assert [(one.kind, one.sure) for one in found] == [("product", False)]
    assert list(COMPARER.compare(Claimed("Our drops shorten the time to sleep.", product="melatonin"), work)) == []


@pytest.mark.parametrize("notice", ["retracted", "concern", "corrected"])
def test_notices(notice: str) -> None:
    text = "Melatonin eases insomnia."
    assert [(kind, sure) for kind, _, _, sure in against(text, TITLE, ABSTRACT, notices=(notice,))] == [(notice, True)]
    told = {
        "retracted": "In a paper that was later retracted melatonin eased insomnia.",
        "concern": "Melatonin eased insomnia, in a paper with an expression of concern.",
        "corrected": "Melatonin eased insomnia, the corrected paper says.",
    }
    assert against(told[notice], TITLE, ABSTRACT, notices=(notice,)) == []


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("A study published in a journal found that melatonin eases insomnia.", "preprint", ["preprint"]),
        ("A preprint found that melatonin eases insomnia.", "preprint", []),
        ("Melatonin eases insomnia.", "preprint", []),
        ("Melatonin eases insomnia.", "protocol", ["protocol"]),
        ("Melatonin eases insomnia.", "registration", ["protocol"]),
        ("A trial under way will test melatonin for insomnia.", "registration", []),
    ],
)
def test_kinds_of_record(text: str, kind: str, found: list[str]) -> None:
    assert [one[0] for one in against(text, TITLE, "", kind=kind)] == found


def test_what_was_not_done_says_nothing() -> None:
    told = "Adults took melatonin. " * 12
    assert "Children" not in done(f"{told}Children were excluded. Larger trials are needed.")
    assert "Children" in done("Children were excluded.")


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("Adults slept. Conclusions: Melatonin shortened the time to sleep in adults.",
         "Melatonin shortened the time to sleep in adults."),
        ("Adults slept. They woke. They slept again.", "They woke. They slept again."),
        ("", ""),
    ],
)  # fmt: skip
def test_concluded(abstract: str, expected: str) -> None:
    assert concluded(abstract) == expected


def test_people_who_are_no_size_of_the_study() -> None:
    for text in (
        "In the trial melatonin helped 60 of the participants fall asleep.",
        "In the trial 12 people stopped early.",
        "In this trial there were 8 fewer bad nights per 1,000 people.",
        "The trial looked at what one in five people have.",
        "In a trial of 360 adults melatonin shortened the time to sleep.",
    ):
        abstract = ABSTRACT.replace("240 adults", "240 adults and 120 carers")
        assert [one for one in against(text, TITLE, abstract) if one[0] == "size"] == [], text


def test_figures_of_a_work_of_which_the_main_ones_are_known() -> None:
    text = "With melatonin 61% slept sooner."
    assert [one[:3] for one in against(text, TITLE, SHARES, partial=True)] == [("figure", "61%", "48%")]
    for other in (
        "With melatonin 48% slept sooner, and 83% woke less.",
        "Nausea was seen in 11%.",
        "72% of the participants were women.",
    ):
        assert [one for one in against(other, TITLE, SHARES, partial=True) if one[0] == "figure"] == [], other


def test_forms_of_one_substance_are_akin() -> None:
    title = "Botulinum toxin type A for chronic migraine"
    assert [one for one in against("Botox eased chronic migraine.", title) if one[0] == "product"] == []
    assert [one[0] for one in against("Ketamine eased depression.", "Esketamine for depression")] == ["product"]
