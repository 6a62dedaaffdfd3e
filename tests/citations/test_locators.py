"""Year, volume, issue and pages, as journals print them; ranges of pages that cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.citations.locators import locator, pages_problem, year_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sleep Sci. 2019;76(9):893-903.", (2019, "76", "9", "893-903")),
        ("Sleep Sci. 2019 Sep 1;76(9):893", (2019, "76", "9", "893")),
        ("Sleep Sci 2018;27:e12655", (2018, "27", "", "e12655")),
        ("Sleep Sci 2017;17 Suppl 1:61-70", (2017, "17", "Suppl 1", "61-70")),
        ("Sleep Sci. 2016;6:S41-S49.", (2016, "6", "", "S41-S49")),
        ("2020, 68, 9912-9919", (2020, "68", "", "9912-9919")),
        ("vol. 42, no. 4, 2017, pp. 222-29", (2017, "42", "4", "222-29")),
        ("24.6 (2011): 655-61", (2011, "24", "6", "655-61")),
        (", Volume 108, Issue 11, November 2015, Pages 861-868", (2015, "108", "11", "861-868")),
        ("Vol. 11 No. 5 pg. 388 - 391", (None, "11", "5", "388-391")),
        ("1993 51(4) 303-5", (1993, "51", "4", "303-5")),
        ("42, no. 4 (2017): 222-229", (2017, "42", "4", "222-229")),
        ("12, 345-350 (2019)", (2019, "12", "", "345-350")),
        ("Sleep Sci, 42(4), 222–229.", (None, "42", "4", "222–229")),
        ("Sleep Sci, 42, Article 710338.", (None, "42", "", "710338")),
        ("Sleep Sci 42(4).", (None, "42", "4", "")),
    ],
)
def test_forms(text: str, expected: tuple[int | None, str, str, str]) -> None:
    found = locator(text)
    assert found is not None
    assert (found.year, found.volume, found.issue, found.pages) == expected
    assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Moor air. 2019.",
        "Open Monday 9-12, since 2012",
        "In 2019, 12 people slept 8 hours",
        "Tel. 0555 014 3322",
        "Take 1-2 tablets, 3 times",
        "12 March 2019",
    ],
)
def test_look_alikes(text: str) -> None:
    assert locator(text) is None


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Moor air (2019). Sleep", 2019),
        ("Moor air (March 2019)", 2019),
        ("Sleep 2018, moor 2020", 2020),
        ("Dahl 2019a", 2019),
        ("page 12 of 1066", None),
        ("1850", None),
        ("2019-04-01", None),
        ("", None),
    ],
)
def test_year_in(text: str, year: int | None) -> None:
    found = year_in(text)
    assert (found[0] if found else None) == year


@pytest.mark.parametrize(
    ("pages", "problem"),
    [
        ("893-903", ""),
        ("1161-9", ""),
        ("988-12", "it ends before it begins"),
        ("120-115", "it ends before it begins"),
        ("88–87", "it ends before it begins"),
        ("S49-S41", "it ends before it begins"),
        ("893-893", "it begins and ends on one page"),
        ("e88-e95", ""),
        ("e12655", ""),
        ("A12-B10", ""),
        ("12", ""),
        ("", ""),
    ],
)
def test_pages_problem(pages: str, problem: str) -> None:
    assert pages_problem(pages) == problem


@given(st.one_of(st.text(max_size=60), st.text(st.sampled_from("0129 ():;,.-–volnpSe"), max_size=40)))
def test_any_text(text: str) -> None:
    found = locator(text)
    if found:
        assert 0 <= found.start < found.end <= len(text)
        pages_problem(found.pages)
    assert (year := year_in(text)) is None or 0 <= year[1] < year[2] <= len(text)
