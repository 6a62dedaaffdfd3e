"""Works out of Crossref's JSON."""

from __future__ import annotations

from typing import Any

import pytest
from services_loopback import crossref_work

from healthaudit.citations import Work
from healthaudit.records.crossref import work_of

DOI = "10.5555/tea.1"


def parsed(**more: Any) -> Work:
    return work_of(crossref_work(DOI, **more))


def test_a_whole_work() -> None:
    work = work_of(
        {
            "DOI": DOI,
            "type": "journal-article",
            "title": ["Mint tea for tiredness"],
            "subtitle": ["A randomised trial"],
            "abstract": "<jats:title>Abstract</jats:title><jats:p>We gave tea.</jats:p><jats:p>It failed.</jats:p>",
            "author": [
                {"given": "Ada", "family": "Lindell", "sequence": "first"},
                {"name": "Tea Study Group", "sequence": "additional"},
            ],
            "container-title": ["Journal of Invented Tea", "J Tea"],
            "published-print": {"date-parts": [[2021, 3]]},
            "published-online": {"date-parts": [[2020, 12, 24]]},
        }
    )
    assert work == Work(
        title="Mint tea for tiredness: A randomised trial",
        abstract="We gave tea. It failed.",
        authors=("Lindell", "Tea Study Group"),
        year=2021,
        journal="Journal of Invented Tea",
        kind="journal-article",
        source="Crossref",
        url=f"https://doi.org/{DOI}",
    )


def test_a_subtitle_that_stands_in_the_title_is_not_told_twice() -> None:
    assert parsed(title="Tea: a trial", subtitle=["a trial"]).title == "Tea: a trial"


@pytest.mark.parametrize(
    ("dates", "year"),
    [
        ({"issued": {"date-parts": [[2019]]}}, 2019),
        ({"issued": {"date-parts": [[2019, 2, 1]]}, "published-print": {"date-parts": [[2020]]}}, 2020),
        ({"issued": {"date-parts": [[None]]}, "published-online": {"date-parts": [[2018, 5]]}}, 2018),
        ({"issued": {"date-parts": [[None]]}, "posted": {"date-parts": [[2022, 1, 9]]}}, 2022),
        ({"issued": {"date-parts": []}}, None),
        ({"issued": {"date-parts": [[]]}}, None),
        ({"issued": {"date-parts": [["2019"]]}}, None),
        ({"issued": {"date-parts": [[True]]}}, None),
        ({"issued": "2019"}, None),
        ({"issued": {"date-parts": [[20190304]]}}, None),
    ],
)
def test_years(dates: dict[str, Any], year: int | None) -> None:
    assert parsed(**{"issued": None, **dates}).year == year


def test_the_day_on_which_a_doi_was_registered_is_no_year_of_publication() -> None:
    assert parsed(issued={"date-parts": [[None]]}, created={"date-parts": [[2004, 1, 1]]}).year is None


@pytest.mark.parametrize("institution", [[{"name": "medRxiv"}], {"name": "medRxiv"}])
def test_a_preprint_stands_where_its_institution_says(institution: object) -> None:
    work = parsed(
        **{"type": "posted-content", "subtype": "preprint", "institution": institution, "container-title": []}
    )
    assert (work.kind, work.journal) == ("preprint", "medRxiv")


@pytest.mark.parametrize(
    ("updates", "notices"),
    [
        ([{"type": "retraction", "source": "retraction-watch", "DOI": "10.5555/notice"}], ("retracted",)),
        ([{"type": "retraction", "source": "publisher"}], ("retracted",)),
        (
            [{"type": "retraction", "source": "retraction-watch"}, {"type": "retraction", "source": "publisher"}],
            ("retracted",),
        ),
        ([{"type": "expression_of_concern", "source": "publisher"}], ("concern",)),
        ([{"type": "expression-of-concern"}], ("concern",)),
        ([{"type": "Expression of concern"}], ("concern",)),
        ([{"type": "correction"}, {"type": "erratum"}], ("corrected",)),
        ([{"type": "correction"}, {"type": "withdrawal"}], ("corrected", "retracted")),
        ([{"type": "new_version"}, {"type": "addendum"}], ()),
        ([{"type": None}, "retraction", 4], ()),
        ({"type": "retraction"}, ()),
    ],
)
def test_notices(updates: object, notices: tuple[str, ...]) -> None:
    assert parsed(**{"updated-by": updates}).notices == notices


def test_a_notice_that_updates_another_work_is_not_itself_retracted() -> None:
    assert parsed(**{"update-to": [{"type": "retraction", "DOI": "10.5555/other"}]}).notices == ()


@pytest.mark.parametrize(
    ("title", "notices"),
    [
        ("RETRACTED: Mint tea for tiredness", ("retracted",)),
        ("Retracted Article: Mint tea for tiredness", ("retracted",)),
        ("[RETRACTED] Mint tea for tiredness", ("retracted",)),
        ("Retracted: Mint tea for tiredness", ("retracted",)),
        ("Retracted science and what became of it", ()),
        ("Retraction cords in the making of crowns", ()),
        ("Retraction: Mint tea for tiredness", ()),  # the notice
    ],
)
def test_titles_that_say_retracted(title: str, notices: tuple[str, ...]) -> None:
    assert parsed(title=title).notices == notices


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("Levels of H<sub>2</sub>O and <i>Mentha</i>-based tea", "Levels of H2O and Mentha-based tea"),
        ("Levels of &lt;i&gt;Mentha&lt;/i&gt; tea", "Levels of Mentha tea"),
        ("Tea &amp; coffee", "Tea & coffee"),
        ("Tea &amp;amp; coffee", "Tea & coffee"),
        ("Tea\n   and\tcoffee", "Tea and coffee"),
        ("Tea \0and\x1b coffee", "Tea and coffee"),
        ("Tea \ud83c and coffee", "Tea ? and coffee"),
    ],
)
def test_marks_in_titles(marked: str, plain: str) -> None:
    assert parsed(title=marked).title == plain


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("<jats:p>Less (p &lt; 0.05; OR &gt; 2).</jats:p>", "Less (p < 0.05; OR > 2)."),
        ("<jats:p>Less (p &amp;lt; 0.05).</jats:p>", "Less (p < 0.05)."),
        ("<p>Less (p < 0.05).</p><p>More (p > 0.05).</p>", "Less (p < 0.05). More (p > 0.05)."),
        ("<jats:sec><jats:title>Results</jats:title><jats:p>12 of 40.</jats:p></jats:sec>", "12 of 40."),
        ("<title>Aim</title><p>Tea.</p>", "Tea."),
        (
            '<jats:p xml:lang="en">See <jats:ext-link xlink:href="https://a.example">a list</jats:ext-link>.</jats:p>',
            "See a list .",
        ),
    ],
)
def test_abstracts_keep_their_figures(marked: str, plain: str) -> None:
    assert parsed(abstract=marked).abstract == plain


@pytest.mark.parametrize(
    "nonsense",
    [None, 5, True, "", [], {}, [[]], [None], [5], {"a": 1}, [{}], [{"family": 5, "name": ["x"], "type": {}}]],
)
@pytest.mark.parametrize(
    "name",
    [
        "title",
        "subtitle",
        "abstract",
        "author",
        "issued",
        "container-title",
        "institution",
        "type",
        "updated-by",
        "DOI",
    ],
)
def test_fields_of_another_shape_stay_empty(name: str, nonsense: object) -> None:
    whole = crossref_work(DOI)
    work = work_of({**whole, name: nonsense})
    empty = work_of({key: value for key, value in whole.items() if key != name})
    assert work == empty


def test_nothing_at_all() -> None:
    assert work_of({}) == Work("", source="Crossref")
