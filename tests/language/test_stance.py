"""How a sentence stands to its claim: each row has the claim in [[brackets]]."""

from __future__ import annotations

import pytest

from healthaudit.auditor import Auditor
from healthaudit.language import Stances
from healthaudit.model import Document, Media
from healthaudit.pages import read

LIBRARY = Auditor.load().library


def stances(text: str) -> set[str]:
    start = text.index("[[")
    end = text.index("]]") - 2
    plain = text.replace("[[", "").replace("]]", "")
    reading = LIBRARY.language.read(read(Document("page", Media.MARKDOWN, plain)))
    claim = plain[start:end]
    at = reading.page.text.index(claim)
    number = next(n for n, s in enumerate(reading.sentences) if s.start <= at < s.end)
    return {str(stance) for stance in Stances(LIBRARY.language.stance, reading).of(number, at, at + len(claim))}


@pytest.mark.parametrize(
    "text",
    [
        "Our drops [[cure anxiety]].",
        "Not only the drops, our whole team is here; we [[cure anxiety]].",
        "It is not cheap, but it [[cures migraine]].",
        "You will not believe it: we [[cure pain]].",
        "Without a doubt we are kind, however the tea [[cures colds]].",
        "Start today and [[end your pain]].",
        "Do not worry, it is [[totally safe]].",
        "The [[virus is a hoax]].",
        "People [[have diabetes]] and do not know it.",
        "If it hurts, [[our drops cure it]].",
        "A [[proven method]] for people who have not found relief.",
        "No drugs, no needles, [[totally safe]].",
        "Did you know that our tea [[cures colds]]?",
        "What is wrong with you can be [[cured for good]].",
    ],
)
def test_asserted(text: str) -> None:
    assert not stances(text) & {"negated", "disputed", "hedged", "question", "quoted", "conditional"}


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("There is no [[cure for arthritis]].", "negated"),
        ("It does not [[cure migraine]].", "negated"),
        ("It doesn’t [[cure migraine]].", "negated"),
        ("We never [[guarantee results]].", "negated"),
        ("We are not yet [[accredited]].", "negated"),
        ("[[A cure]] is not known.", "negated"),
        ("The drug failed to [[cure migraine]].", "negated"),
        ("There is little evidence that it [[eases pain]].", "negated"),
        ("Nothing [[reverses psoriasis]].", "negated"),
        ("It would be wrong to say that it [[cures colds]].", "disputed"),
        ("The maker claims that it [[eases pain]].", "attributed"),
        ("Tea [[eases pain]], some studies suggest.", "hedged"),
        ("It may [[ease pain]].", "hedged"),
        ("Some studies suggest that it [[eases pain]].", "hedged"),
        ("It has the potential to [[ease pain]].", "hedged"),
        ("The tea [[eases pain]] for some people.", "hedged"),
        ("According to the seller, it [[eases pain]].", "attributed"),
        ("Researchers found that it [[eased pain]].", "attributed"),
        ("Patients say that it [[eased pain]].", "attributed"),
        ("Beware of sites that promise to [[cure cancer]].", "disputed"),
        ("It is a myth that sugar [[cures colds]].", "disputed"),
        ("The claim that it [[cures colds]] is false.", "disputed"),
        ("The regulator banned the words [[cures colds]].", "disputed"),
        ("It [[cures colds]]. This is not true.", "disputed"),
        ("## Myths about colds\n\nTea [[cures colds]].", "disputed"),
        ("## Myths\n\n### Tea\n\nTea [[cures colds]].", "disputed"),
        ("Myth: tea [[cures colds]].", "disputed"),
        ("Be wary of claims such as:\n\n- [[Cures colds]] overnight\n- Melts fat", "disputed"),
        ("Does tea [[cure colds]]?", "question"),
        ("She read “tea [[cures colds]]” on the box.", "quoted"),
        ("If tea [[cures colds]], we shall see.", "conditional"),
    ],
)
def test_other_stances(text: str, stance: str) -> None:
    assert stance in stances(text)


def test_a_heading_does_not_reach_beyond_its_section() -> None:
    assert "disputed" not in stances("## Myths\n\nSome text.\n\n## Our tea\n\nTea [[cures colds]].")
