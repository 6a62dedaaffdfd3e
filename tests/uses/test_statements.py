"""Statements about approval, agencies, schedules and supervision, held against the facts."""

from __future__ import annotations

import pytest

from healthaudit.auditor import Auditor
from healthaudit.language import Stances
from healthaudit.model import Document, Media
from healthaudit.pages import read
from healthaudit.uses import About, Misstatement, uses_of

LIBRARY = Auditor.load().library


def misstated(text: str) -> list[Misstatement]:
    reading = LIBRARY.language.read(read(Document("page", Media.TEXT, text)))
    stances = Stances(LIBRARY.language.stance, reading)
    return list(uses_of(reading, stances, LIBRARY.uses, LIBRARY.knowledge, ["US"]).misstated)


@pytest.mark.parametrize(
    ("text", "about", "fact"),
    [
        ("Ketamine is FDA-approved for depression.", About.APPROVAL, "general anesthesia"),
        ("The FDA approved Botox to treat depression.", About.APPROVAL, "not listed"),
        ("Ketamine has been known since 1962. It is FDA-approved for PTSD.", About.APPROVAL, "not listed"),
        ("BPC-157 is FDA-approved.", About.APPROVAL, "no disease"),
        ("Our ketamine is approved by the DEA.", About.AGENCY, "DEA approves no treatments"),
        ("Spravato was approved by the FDA in 2003.", About.YEAR, "2019"),
        ("Ketamine is not a controlled substance.", About.SCHEDULE, "III"),
        ("Ketamine is a Schedule I drug.", About.SCHEDULE, "III"),
        ("Spravato can be taken at home.", About.SUPERVISION, "supervision"),
    ],
)
def test_false(text: str, about: About, fact: str) -> None:
    (found,) = misstated(text)
    assert found.about is about
    assert fact in found.fact


@pytest.mark.parametrize(
    "text",
    [
        "Ketamine is FDA-approved as an anesthetic.",
        "Ketamine is not FDA-approved for depression.",
        "Is ketamine FDA-approved for depression?",
        "Ketamine may be approved for depression one day.",
        "The maker has applied to have ketamine approved for depression.",
        "Ketamine is FDA-approved as an anesthetic, and its use for depression is off-label.",
        "Spravato, unlike ketamine, is FDA-approved for treatment-resistant depression.",
        "Wegovy is FDA-approved for adults with obesity who have sleep problems.",
        "Spravato was approved by the FDA in 2019.",
        "Citicoline is approved in Europe for stroke.",
        "Ketamine is a Schedule III controlled substance.",
        "Metformin is not a controlled substance.",
        "Wegovy can be injected at home.",
        "Zorblatine is FDA-approved for tinnitus.",
        "Your insurer approved the visit for depression.",
    ],
)
def test_true_or_nothing_stated(text: str) -> None:
    assert misstated(text) == []
