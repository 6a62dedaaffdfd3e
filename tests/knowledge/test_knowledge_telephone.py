"""Printed telephone numbers and what they come to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.knowledge.telephone import national_digits, readings


@pytest.mark.parametrize(
    ("printed", "country", "digits"),
    [
        ("1-800-555-0100", "US", "8005550100"),
        ("(800) 555-0100", "US", "8005550100"),
        ("1.800.555.HELP", "US", "8005554357"),
        ("1 800 555 HELPERS", "US", "8005554357"),
        ("1-844-POISON-X", "CA", "8447647669"),
        ("116 123", "GB", "116123"),
        ("0800 555 01 00", "GB", "08005550100"),
        ("13 11 14", "AU", "131114"),
        ("1800 55 1800", "AU", "1800551800"),
        ("1-800-555-0100", "IN", "18005550100"),
        ("988 then press 1", "US", "988"),
        ("111 option 2", "GB", "111"),
        ("800-555-0100 ext. 12", "US", "8005550100"),
        ("800-555-0100 x12", "US", "8005550100"),
        ("tel:8005550100;ext=12", "US", "8005550100"),
        ("８００-５５５-０１００", "US", "8005550100"),
        ("no digits at all", "US", ""),
        ("", "US", ""),
    ],
)
def test_national_digits(printed: str, country: str, digits: str) -> None:
    assert national_digits(printed, country) == digits


def test_a_run_on_word_is_cut_only_where_the_exchange_cuts_it() -> None:
    assert national_digits("0508 555 WORDS", "NZ") == "050855596737"
    assert national_digits("1-212-555-WORDS", "US") == "121255596737"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("116 123", [("116123", ())]),
        ("1-800-555-0100", [("18005550100", ()), ("8005550100", ("US", "CA"))]),
        ("+1 800 555 0100", [("8005550100", ("US", "CA")), ("08005550100", ("US", "CA"))]),
        ("+44 (0)800 555 0100", [("08005550100", ("GB",)), ("008005550100", ("GB",))]),
        ("0044 800 555 0100", [("8005550100", ("GB",)), ("08005550100", ("GB",))]),
        ("011 61 13 11 14", [("131114", ("AU",)), ("0131114", ("AU",))]),
        ("+353 1800 555 010", [("1800555010", ("IE", "EU")), ("01800555010", ("IE", "EU"))]),
        ("000", [("000", ())]),
        ("+999 555 0100", []),
        ("+", []),
        ("call us", []),
    ],
)
def test_readings(printed: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert list(readings(printed)) == expected


@given(st.text(max_size=40))
def test_any_text_can_be_read(printed: str) -> None:
    for digits, _ in readings(printed):
        assert digits.isascii()
        assert digits.isdigit()


@given(
    st.from_regex(r"\A[2-9][0-9]{9}\Z"),
    st.lists(st.sampled_from([" ", "-", ".", "/", "\u00a0", "\u2011", ")"]), max_size=9),
)
def test_punctuation_means_nothing(number: str, marks: list[str]) -> None:
    printed = "".join(digit + mark for digit, mark in zip(number, [*marks, *[""] * 10], strict=False))
    assert national_digits(printed, "US") == number
