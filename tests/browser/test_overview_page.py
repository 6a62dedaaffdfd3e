"""The overview in a browser: sorted and searched by mouse and keyboard, nobody kept from reading it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from healthaudit.auditor import Auditor
from healthaudit.model import Report, Score, Skipped
from healthaudit.reports.html import render_html
from healthaudit.reports.html.site import site
from healthaudit.reports.html.trend import Run
from healthaudit.sources import collect

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
NAMES = ["rehab-network-ketamine-anxiety.html", "low-t-clinic.html", "herbal-cure-whatsapp.md"]
PHONE, DESK = 390, 1280
COLUMNS = ["Page", "Score", "Critical", "High", "Medium", "Low", "For review"]


@pytest.fixture(scope="module")
def report() -> Report:
    """Three pages with scores 40, 7 and 100, of which the last has no findings, and one without a score."""
    found = Auditor.load().run(collect([str(PAGES / name) for name in NAMES]))
    scores = [replace_score(found.pages[at].score, value) for at, value in enumerate((40, 7, 100))]
    titles = ["beta", "Alpha 10", "alpha 9"]
    pages = [
        replace(page, score=score, page=replace(page.page, title=title))
        for page, score, title in zip(found.pages, scores, titles, strict=True)
    ]
    pages[2] = replace(pages[2], findings=())
    none = replace(pages[2], score=Score(None, None, None, "not applicable", (), ()), notes=("not about health",))
    none = replace(none, page=replace(none.page, title="Gamma", source="gamma.html"))
    skipped = tuple(Skipped(f"https://x.example/{at}", "the server answered 404 Not Found", "") for at in range(7))
    return Report(found.tool, (*pages, none), skipped)


def replace_score(score: Score, value: int) -> Score:
    return score._replace(value=value, low=value, high=value)


@pytest.fixture(scope="module")
def files(report: Report, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("overview")
    earlier = [Run.of(f"run {at}", Report(report.tool, report.pages[:at], ())) for at in range(3)]
    index = list(site(report, earlier, label="now"))[-1].content
    written = {"site": index, "one": render_html(report, earlier), "empty": render_html(Report(report.tool, (), ()))}
    for name, html in written.items():
        (folder / f"{name}.html").write_text(html, "utf-8")
    return {name: folder / f"{name}.html" for name in written}


@pytest.mark.parametrize(("scheme", "width"), [("light", DESK), ("dark", DESK), ("light", PHONE), ("dark", PHONE)])
@pytest.mark.parametrize("name", ["site", "one", "empty"])
def test_axe_has_no_objection(
    files: dict[str, Path], opened: Callable, violations: Callable, name: str, scheme: str, width: int
) -> None:
    page = opened(files[name], scheme=scheme, width=width)
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    assert "\n".join(violations(page)) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert "\n".join(page.asked) == ""


def names(page) -> list[str]:
    return page.locator("table.every tbody tr:visible th a").all_text_contents()


def press(page, column: str) -> str | None:
    """Sort by a column from the keyboard; gives what the head then says of its order."""
    button = page.locator("table.every thead button", has_text=column)
    button.focus()
    page.keyboard.press("Enter")
    return page.locator("table.every thead th", has_text=column).get_attribute("aria-sort")


def test_every_column_sorts_from_the_keyboard_both_ways(files: dict[str, Path], opened: Callable) -> None:
    page = opened(files["site"])
    assert names(page) == ["beta", "Alpha 10", "alpha 9", "Gamma"], "as in the report"
    assert press(page, "Page") == "ascending"
    assert names(page) == ["alpha 9", "Alpha 10", "beta", "Gamma"], "numbers by their size, whatever the case"
    assert press(page, "Page") == "descending"
    assert names(page) == ["Gamma", "beta", "Alpha 10", "alpha 9"]
    assert press(page, "Score") == "ascending"
    assert names(page) == ["Alpha 10", "beta", "alpha 9", "Gamma"], "no score is at the end"
    assert press(page, "Score") == "descending"
    assert names(page) == ["alpha 9", "beta", "Alpha 10", "Gamma"]
    for column in COLUMNS[2:]:
        assert press(page, column) == "descending", "counts begin with the highest"
    assert page.locator("table.every [aria-sort=descending], table.every [aria-sort=ascending]").count() == 1


def test_pages_are_found_by_words_and_by_what_fails(files: dict[str, Path], opened: Callable) -> None:
    page = opened(files["site"])
    page.get_by_label("Find a page").fill("  ALPHA low-t ")
    assert names(page) == ["Alpha 10"]
    assert page.get_by_role("status").inner_text() == "1 of 4 pages shown"
    page.get_by_label("Find a page").fill("")
    page.get_by_label("Only pages with findings that fail").check()
    assert names(page) == ["beta", "Alpha 10"]
    press(page, "Score")
    assert names(page) == ["Alpha 10", "beta"]
    page.get_by_label("Only pages with findings that fail").uncheck()
    assert (len(names(page)), page.locator(".sift .shown").inner_text()) == (4, "")


def test_without_a_script_everything_is_there(files: dict[str, Path], opened: Callable) -> None:
    page = opened(files["site"], script=False)
    assert len(names(page)) == 4
    assert page.locator(".sift").is_hidden()
    assert page.locator("table.every button").count() == 0


def test_a_table_is_one_to_those_who_hear_it(files: dict[str, Path], opened: Callable) -> None:
    """Its rows are grids to the eye."""
    page = opened(files["site"])
    assert page.get_by_role("columnheader", name="Critical").first.is_visible()
    assert page.get_by_role("rowheader", name="beta").count() >= 1
    assert page.locator("table.every").get_by_role("row").count() == 5
