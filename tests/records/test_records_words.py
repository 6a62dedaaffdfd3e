"""Entries without an identifier: a work is taken for theirs only when it surely is."""

from __future__ import annotations

from typing import Any

import pytest
from services_loopback import Services, crossref_work, query

from healthaudit.citations import Absent, Work

pytestmark = pytest.mark.usefixtures("hurried")

TITLE = "Mint tea for tiredness in adults: a randomised trial"
PRINTED = f"Lindell, Ostrow {TITLE} Journal of Invented Tea 2021"
NOTHING = Absent("Crossref finds no such work", unreachable=False)


def found(services: Services, printed: str, *works: dict[str, Any]) -> Work | Absent:
    services.works = {work["DOI"]: work for work in works}
    return services.online().answers([query("text:x", printed)])["text:x"]


def work(number: int = 1, title: str = TITLE, **more: Any) -> dict[str, Any]:
    return crossref_work(f"10.5555/tea.{number}", title, **more)


def test_the_same_work(services: Services) -> None:
    answer = found(services, PRINTED, work(2, "Coffee for tiredness"), work())
    assert isinstance(answer, Work)
    assert answer.url == "https://doi.org/10.5555/tea.1"
    [asked] = services.of("crossref")
    assert (asked.parameters["query.bibliographic"], asked.parameters["rows"]) == (PRINTED, "3")


@pytest.mark.parametrize(
    "printed",
    [
        f"Lindell {TITLE} J Invent Tea 2021",
        f"Lindell {TITLE.upper()} JIT 2021",
        "Lindell Mint tea for tiredness in adults J Invented Tea 2020",
        f"LINDELL {TITLE} Journal of Invented Tea",
    ],
)
def test_the_same_work_printed_otherwise(services: Services, printed: str) -> None:
    assert isinstance(found(services, printed, work()), Work)


@pytest.mark.parametrize(
    "other",
    [
        work(title="Mint tea for nausea in children: a cohort study"),
        work(author=[{"family": "Marrow"}]),
        work(author=[{"family": "Lin"}]),  # not within Lindell
        work(author=[]),
        work(issued={"date-parts": [[2012]]}),
        work(title="Tea"),
        work(title="Mint tea: a randomised trial"),  # of what the entry prints, only half
        work(title=f"Correction to: {TITLE}"),
        work(title=f"Reply to: {TITLE}"),
        work(title=f"Retraction notice to “{TITLE}”"),
        work(type="posted-content", institution=[{"name": "medRxiv"}], **{"container-title": []}),
        work(**{"container-title": ["Annals of Something Else"]}, title="Mint tea for tiredness in adults"),
        work(title=""),
    ],
)
def test_another_work(services: Services, other: dict[str, Any]) -> None:
    assert found(services, PRINTED, other) == NOTHING


def test_a_name_with_accents(services: Services) -> None:
    printed = "Muller Mint tea for tiredness in adults Journal of Invented Tea 2021"
    answer = found(services, printed, work(author=[{"family": "Müller"}]))
    assert isinstance(answer, Work)


def test_a_retracted_work_is_still_the_same(services: Services) -> None:
    answer = found(services, PRINTED, work(title=f"RETRACTED: {TITLE}"))
    assert isinstance(answer, Work)
    assert answer.notices == ("retracted",)


def test_the_article_is_meant_rather_than_its_preprint(services: Services) -> None:
    preprint = work(2, type="posted-content", institution=[{"name": "medRxiv"}], **{"container-title": []})
    answer = found(services, PRINTED, preprint, work())
    assert isinstance(answer, Work)
    assert answer.kind == "journal-article"
    answer = found(services, f"Lindell {TITLE} medRxiv preprint 2021", preprint)
    assert isinstance(answer, Work)
    assert answer.kind == "preprint"


def test_a_short_title_is_told_by_its_journal(services: Services) -> None:
    assert isinstance(found(services, "Lindell Mint tea J Invent Tea 2021", work(title="Mint tea")), Work)
    assert found(services, "Lindell Mint tea Annals of Something 2021", work(title="Mint tea")) == NOTHING


def test_only_so_many_words_are_sent(services: Services) -> None:
    assert found(services, "word " * 500) == NOTHING
    assert len(services.of("crossref")[0].parameters["query.bibliographic"]) <= 300
