"""The circumstances of a match beyond its stance: sources, measurements, public lines, contact blocks."""

from __future__ import annotations

import pytest

from healthaudit.auditor import Auditor
from healthaudit.citations import Reaches, cite
from healthaudit.language import Stances
from healthaudit.model import Document, Media
from healthaudit.pages import read
from healthaudit.rules.contexts import Contexts
from healthaudit.rules.rule import Context

LIBRARY = Auditor.load().library


def contexts(text: str, media: Media = Media.MARKDOWN) -> set[str]:
    """Of the words in [[brackets]]."""
    claim = text[text.index("[[") + 2 : text.index("]]")]
    reading = LIBRARY.language.read(read(Document("page", media, text.replace("[[", "").replace("]]", ""))))
    at = reading.page.text.index(claim)
    number = next(n for n, s in enumerate(reading.sentences) if s.start <= at < s.end)
    stances = Stances(LIBRARY.language.stance, reading)
    reaches = Reaches(reading.page, reading.sentences, cite(reading.page))
    found = Contexts(reading, stances, LIBRARY.language, LIBRARY.knowledge, reaches)
    return {str(one) for one in found.holding(frozenset(Context), number, at, at + len(claim))}


@pytest.mark.parametrize(
    "text",
    [
        "It [[lowers scores]] [3].",
        "It [[lowers scores]] [3,4-6].",
        "It [[lowers scores]].[12] Next.",
        "It [[lowers scores]].3 Next.",
        "It [[lowers scores]].³ Next.",
        "It [[lowers scores]] (Reyes et al., 2017).",
        "It [[lowers scores]] (Reyes & Novak 2017).",
        "Müller et al. 2019 found that it [[lowers scores]].",
        "It [[lowers scores]], doi 10.1000/xyz123.",
        "It [[lowers scores]] (PMID 1234567).",
        "It [[lowers scores]]. That was shown in a trial [4].",
        "It [[lowers scores]], see [the trial](https://example.org/trial).",
        "It [[lowers scores]].[^1]\n\n[^1]: Reyes, 2017.",
        "It [[lowers scores]].\n\nSource: Office of Statistics, 2023",
    ],
)
def test_cited(text: str) -> None:
    assert "cited" in contexts(text)


@pytest.mark.parametrize(
    "text",
    [
        "It [[lowers scores]].",
        "It [[lowers scores]] (in 2017).",
        "It [[lowers scores]] by 3.5 points.",
        "It [[lowers scores]], see [our offer](/offer).",
        "It [[lowers scores]].\n\nAnother paragraph [4].",
        "It [[lowers scores]].\n\n## Next\n\nSource: Office of Statistics",
    ],
)
def test_not_cited(text: str) -> None:
    assert "cited" not in contexts(text)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("In a trial of 240 adults it [[lowered scores]].", True),
        ("It [[lowered scores]] (n=30).", True),
        ("It [[lowered scores]], p < 0.05.", True),
        ("It [[lowered scores]] in 240 adults in a trial.", True),
        ("Our 240 clients say it [[lowered scores]].", False),
        ("A trial [[lowered scores]].", False),
    ],
)
def test_measured(text: str, holds: bool) -> None:
    assert ("measured" in contexts(text)) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("[[Call 988]] now.", True),
        ("[[Call]] 1-800-662-HELP (4357) any time.", True),
        ("[[Call]] 1-800-662-4357.", True),
        ("[[Call]] 1-800-799-SAFE today.", True),
        ("[[Call]] Samaritans on 116 123.", True),
        ("[[Call]] NHS 111.", True),
        ("[[Call our helpline]]. It is 1-800-662-4357.", True),
        ("[[Call]] (844) 555-0142.", False),
        ("[[Call]] 1-800-662-4357 or (844) 555-0142.", False),
        ("[[Call]] us today.", False),
    ],
)
def test_public_line(text: str, holds: bool) -> None:
    assert ("public-line" in contexts(text)) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Tel: [[(555) 010-0142]]", True),
        ("Reception [[020 7946 0000]], Monday to Friday", True),
        ("## Contact us\n\nCall [[(555) 010-0142]].", True),
        ("## Get better now\n\nCall [[(555) 010-0142]].", False),
        ("## We address the root cause\n\nCall [[(555) 010-0142]].", False),
    ],
)
def test_contact_block(text: str, holds: bool) -> None:
    assert ("contact-block" in contexts(text)) is holds
