"""Numbers of people, studies and per cent, in digits and in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.citations.numbers import counts, figures_in, number, shares, studies_counted


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("18,940", 18940),
        ("18 940", 18940),
        ("1.2m", 1_200_000),
        ("3k", 3000),
        ("two million", 2_000_000),
        ("nineteen thousand", 19000),
        ("two hundred and twelve", 212),
        ("a hundred", 100),
        ("forty-five", 45),
        ("a", 1),
        ("0", 0),
    ],
)
def test_number(printed: str, value: float) -> None:
    assert number(printed) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("about 120 patients and 60 controls", [(120, True)]),
        ("over 300 people with insomnia", [(300, True)]),
        ("n = 1,204", [(1204, False)]),
        ("18 940 adults", [(18940, False)]),
        ("nineteen thousand women", [(19000, False)]),
        ("a hundred and twenty nurses", [(120, False)]),
        ("1.2 million people", [(1_200_000, False)]),
        ("twelve tired volunteers", [(12, False)]),
        ("12 of 20 adults", [(20, False)]),
        ("two women and one man", []),
        ("nine patients out of ten", []),
        ("in 2019 people slept", []),
        ("30 % of them", []),
        ("", []),
    ],
)
def test_counts(text: str, expected: list[tuple[float, bool]]) -> None:
    assert [(one.value, one.about) for one in counts(text)] == expected


@pytest.mark.parametrize("text", ["In a trial of 400 adults, sleep came sooner.", "One trial with 400 adults"])
def test_a_number_behind_an_article(text: str) -> None:
    assert [one.value for one in counts(text)] == [400]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("five trials", [5]),
        ("We pooled 12 randomised trials.", [12]),
        ("one study", []),
        ("2019 trials", []),
        ("five women", []),
    ],
)
def test_studies_counted(text: str, expected: list[float]) -> None:
    assert [one.value for one in studies_counted(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30 % of them", [(30, 1, False)]),
        ("about 12.5%", [(12.5, 0.1, True)]),
        ("5-10%", [(5, 1, False), (10, 1, False)]),
        ("5 to 10 percent", [(5, 1, False), (10, 1, False)]),
        ("1.5 % to 2.5 per cent", [(1.5, 0.1, False), (2.5, 0.1, False)]),
        ("nine patients out of ten", [(90, 10, False)]),
        ("one in five", [(20, 20, False)]),
        ("half of them", []),
        ("12 mg", []),
    ],
)
def test_shares(text: str, expected: list[tuple[float, float, bool]]) -> None:
    assert [(one.value, one.step, one.about) for one in shares(text)] == expected


def test_figures_in() -> None:
    assert figures_in("1,204 adults of 2019, 14.8% and -1.9, x2") == [1204, 2019, 14.8, 1.9]


@given(st.text(st.sampled_from("0129 ,.%-adehnorstuwy"), max_size=40))
def test_any_text(text: str) -> None:
    for one in (*counts(text), *studies_counted(text), *shares(text)):
        assert 0 <= one.start < one.end <= len(text)
    figures_in(text)


def test_letters_that_count_as_others_where_case_does_not() -> None:
    assert [count.value for count in counts("5 thou\u017fand people and 2 m\u0131llion adults")] == [5000.0, 2000000.0]
