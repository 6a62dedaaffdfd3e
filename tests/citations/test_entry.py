"""Entries taken apart, in the styles that web pages mix."""

from __future__ import annotations

from typing import Any

import pytest
from clock import seconds, timed
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.citations.entry import parse_entry
from healthaudit.citations.identifiers import Scheme

ARTICLE = {
    "authors": ("Dahl", "Reyes"), "year": 2019, "title": "Moor air and sleep", "container": "Sleep Sci",
    "volume": "4", "pages": "101-109",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dahl P, Reyes M. Moor air and sleep. Sleep Sci. 2019;4:101-109.", ARTICLE),
        (
            "3. Dahl P, Reyes M. Moor air and sleep. Sleep Sci. 2019;4(2):101-109.",
            {**ARTICLE, "label": "3", "issue": "2"},
        ),
        ("Dahl P, Reyes M (2019) Moor air and sleep. Sleep Sci 4:101-109", ARTICLE),
        ("Dahl, P.; Reyes, M. Moor air and sleep. Sleep Sci. 2019, 4, 101-109.", ARTICLE),
        ("P. Dahl, M. Reyes, Moor air and sleep, Sleep Sci. 4 (2019) 101-109.", ARTICLE),
        ("Dahl, P. and Reyes, M., 2019. Moor air and sleep. Sleep Sci, 4, pp.101-109.", ARTICLE),
        ("Dahl, P., & Reyes, M. (2019). Moor air and sleep. Sleep Sci, 4(2), 101-109.", {**ARTICLE, "issue": "2"}),
        (
            "Dahl, Petra, and Mario Reyes. “Moor air and sleep.” Sleep Sci, vol. 4, no. 2, 2019, pp. 101-109.",
            {**ARTICLE, "issue": "2"},
        ),
        ("† Dahl P, Reyes M. Moor air and sleep. Sleep Sci. 2019;4:101-109.", {**ARTICLE, "label": "†"}),
        ("Dahl P, Reyes M. Moor air and sleep. Sleep Sci. 2019;4:101-109. [PubMed] [Google Scholar]", ARTICLE),
        ("Dr Petra Dahl, PhD. Moor air and sleep. Sleep Sci 2019;4:101-109", {**ARTICLE, "authors": ("Dahl",)}),
        (
            "Dahl P. Moor air vs. sea air. Sleep Sci. 2019;4:101-109.",
            {**ARTICLE, "authors": ("Dahl",), "title": "Moor air vs. sea air"},
        ),
        (
            "Dahl P, et al. Does moor air help? A pilot trial. Sleep Sci. 2018;3:7.",
            {
                "authors": ("Dahl",),
                "et_al": True,
                "title": "Does moor air help? A pilot trial",
                "container": "Sleep Sci",
                "pages": "7",
            },
        ),
        (
            "Dahl et al 2014 Sleep Sci",
            {"authors": ("Dahl",), "et_al": True, "year": 2014, "title": "", "container": "Sleep Sci"},
        ),
        (
            "Dahl, P. (2020a). Peat baths. Moor Research, 12(3), 45–52.",
            {"year": 2020, "letter": "a", "title": "Peat baths", "container": "Moor Research"},
        ),
        (
            "World Health Organization. Sleep at work. Geneva: WHO; 2021. Accessed 3 May 2022. https://who.example/sleep",
            {
                "authors": ("World Health Organization",),
                "year": 2021,
                "title": "Sleep at work",
                "accessed": True,
                "url": "https://who.example/sleep",
            },
        ),
        (
            "NHS. Insomnia. https://nhs.example/insomnia (accessed 4 March 2021)",
            {"authors": ("NHS",), "year": None, "title": "Insomnia", "accessed": True},
        ),
        (
            "Moor Clinic. What peat does. Updated May 2020.",
            {"authors": ("Moor Clinic",), "year": 2020, "title": "What peat does"},
        ),
        (
            "Dahl P. Handbook of Moor Baths. 3rd ed. London: Kestrel Press; 2015.",
            {"authors": ("Dahl",), "year": 2015, "title": "Handbook of Moor Baths", "volume": ""},
        ),
        ("Insomnia - NHS", {"authors": (), "title": "Insomnia", "container": "NHS"}),
        ("https://nhs.example/insomnia", {"authors": (), "title": "", "url": "https://nhs.example/insomnia"}),
        ("", {"authors": (), "year": None, "title": "", "container": "", "identifiers": ()}),
    ],
)
def test_fields(text: str, expected: dict[str, Any]) -> None:
    entry = parse_entry(text)
    assert {name: getattr(entry, name) for name in expected} == expected


def test_white_space_means_nothing() -> None:
    text = "Dahl P,  Reyes M.\n Moor air\tand sleep. Sleep Sci. 2019;4:101-109."
    assert parse_entry(text) == parse_entry(" ".join(text.split()))


def test_identifiers_are_those_that_are_well_formed() -> None:
    entry = parse_entry(
        "Dahl P. Moor air. Sleep Sci. 2019;4:1-9. doi:10.5555/moor.pdf doi:10.5555/moor.7 PMID: 31234567"
    )
    assert entry.identifier(Scheme.DOI) == "10.5555/moor.7"
    assert entry.identifier(Scheme.PMID) == "31234567"
    assert entry.identifier(Scheme.NCT) == ""
    assert entry.url == ""


@pytest.mark.parametrize(
    ("text", "article"),
    [
        ("Dahl P. Moor air. Sleep Sci. 2019;4:1-9.", True),
        ("Moor Trust. Nights. doi:10.5555/moor.7", True),
        ("Moor Trust. Nights. PMID: 31234567", True),
        ("Moor Trust. Nights on the moor. https://moor.example", False),
        ("Dahl P. Handbook of Moor Baths. London: Kestrel Press; 2015.", False),
    ],
)
def test_is_article(text: str, article: bool) -> None:
    assert parse_entry(text).is_article is article


SHREDS = st.sampled_from(
    ["Dahl P", ", ", ". ", " et al", "(2019)", "2019;4:1-9", "“", "”", "[1]", "1.", "doi:10.5555/a", "https://",
     "Sleep", " In: ", "(Eds.)", "–", "and ", "PhD", "[PubMed]", "Accessed May 2020", "?", "\n", "’", "é", "*", "(",
     "]", "vol. 3"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=120), st.lists(SHREDS, max_size=20).map("".join)))
def test_never_fails(text: str) -> None:
    entry = parse_entry(text)
    assert entry.year is None or 1900 <= entry.year <= 2099
    assert all(entry.authors)


def test_the_beginning_of_an_endless_entry_tells() -> None:
    endless = "Dahl P. Moor air for insomnia. Sleep Sci. 2019;4:1-9. " + "Aa-" * 100_000
    once, entry = timed(lambda: parse_entry(endless))
    assert entry.authors == ("Dahl",)
    assert seconds(lambda: parse_entry(endless + "Aa-" * 300_000)) < 3 * max(once, 0.01)
