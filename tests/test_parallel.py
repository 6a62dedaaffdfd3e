"""Several processes give the report of one, in the same order, whatever happens to them."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from healthaudit import parallel
from healthaudit.auditor import Auditor
from healthaudit.model import Document, Media, Skipped
from healthaudit.parallel import Recipe
from healthaudit.reports import render
from healthaudit.sources import collect

FOLDER = str(Path(__file__).parents[1] / "fixtures" / "pages" / "held-out")
RECIPE = Recipe()
AUDITOR = RECIPE.auditor()


def test_the_report_is_the_same_bytes() -> None:
    one = AUDITOR.run(collect([FOLDER]))
    several = parallel.run(RECIPE, AUDITOR, collect([FOLDER]), 3)
    assert several == one
    assert len(one.pages) > 20
    for name in ("json", "html"):
        assert render(several, name) == render(one, name)


def test_what_was_skipped_stays_in_its_order() -> None:
    documents: list[Document | Skipped] = [
        Skipped("a", "gone"),
        *(Document(f"page {n}", Media.TEXT, f"Patients and symptoms. Our drops cure {n} diseases.") for n in range(9)),
        Skipped("b", "empty"),
    ]
    report = parallel.run(RECIPE, AUDITOR, documents, 2)
    assert [page.page.source for page in report.pages] == [f"page {n}" for n in range(9)]
    assert [skipped.source for skipped in report.skipped] == ["a", "b"]


def test_nothing_to_audit() -> None:
    report = parallel.run(RECIPE, AUDITOR, [], 2)
    assert (report.pages, report.skipped) == ((), ())


def test_no_more_pages_are_read_than_are_needed_soon() -> None:
    taken = 0

    def pages() -> Iterator[Document]:
        nonlocal taken
        for n in range(60):
            taken += 1
            yield Document(str(n), Media.TEXT, "Patients see a doctor about symptoms.")

    reports = parallel._reports(RECIPE, AUDITOR, pages(), 2)
    next(reports)
    assert taken <= 2 * 4
    assert len(list(reports)) == 59


def test_a_recipe_says_all_that_the_auditor_is_made_of() -> None:
    made = Recipe(jurisdiction="EU", today=date(2027, 1, 2), suppressions=False).auditor()
    assert (made.jurisdiction, made.today, made.suppressions) == ("EU", date(2027, 1, 2), False)
    assert made.classifier is None


@pytest.mark.skipif(os.name != "posix", reason="signals are posix's")
def test_a_process_that_is_killed_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its pages and those that come after are audited by the process that is left."""
    documents = [Document(str(n), Media.TEXT, "Patients and symptoms. Our drops cure anxiety.") for n in range(12)]
    whole = AUDITOR.run(documents)

    def pages() -> Iterator[Document]:
        for n, document in enumerate(documents):
            if n == 6:
                for child in _children():
                    os.kill(child, signal.SIGKILL)
            yield document

    assert parallel.run(RECIPE, AUDITOR, pages(), 2) == whole


def _children() -> list[int]:
    import multiprocessing

    children = [child.pid for child in multiprocessing.active_children() if child.pid]
    assert children
    return children


def test_a_page_on_which_the_audit_breaks_off_is_skipped_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the process that is left as in any other: one page must not cost the others."""

    def broken(self: Auditor, document: Document, *, any_page: bool = False) -> None:
        raise ValueError("no")

    monkeypatch.setattr(Auditor, "audit", broken)
    report = parallel._received(AUDITOR, parallel._Sent(Document("x", Media.TEXT, "text"), None))
    assert report.skipped[0].reason == "the audit broke off: ValueError: no"
