"""Telephone numbers on pages: found in every form, and nothing taken for one that is none."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from healthaudit.auditor import Auditor
from healthaudit.language.fold import fold
from healthaudit.language.telephones import telephones
from healthaudit.model import Document, Media
from healthaudit.pages import read

LIBRARY = Auditor.load().library
#: Countries whose public lines are known.
REGIONS = ("US", "CA", "GB", "IE", "AU", "NZ", "IN", "ZA", "DE", "FR", "SG")
#: Premium-rate numbers of this shape exist, and no health page was seen to print one.
RARE = {"+49 900 1 234567", "0900 1 234567", "0 801 23 45 67", "0 891 12 34 56", "1861 123 456 789", "1520 123 456"}
#: Eight digits at home in Singapore look like any other number.
RARE |= {"6123 4567", "8123 4567"}


def found(text: str) -> list[str]:
    return [telephone.number for telephone in telephones(fold(text), ())]


def examples() -> list[str]:
    """Numbers that the numbering plans give as examples, as they are printed at home and abroad."""
    kinds = (
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
    )
    numbers = [phonenumbers.example_number_for_type(region, kind) for region in REGIONS for kind in kinds]
    return sorted(
        {
            phonenumbers.format_number(number, form)
            for number in numbers
            if number is not None
            for form in (PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL)
        }
        - RARE
    )


@pytest.mark.parametrize("number", examples())
def test_numbers_of_the_numbering_plans_are_found(number: str) -> None:
    assert found(f"Call {number} today.") == [number]


@pytest.mark.parametrize(
    "text",
    [
        "1-800-662-HELP", "1-844-7NATIVE", "1800RESPECT", "844.555.0142", "(03) 5550 0142", "+44 (0)20 7946 0123",
        "01632 960123", "116 123", "13 11 14", "0800 068 41 41", "+49 (0)69 90009 142", "98765 43210",
    ],
)  # fmt: skip
def test_other_forms(text: str) -> None:
    assert found(f"Tel: {text}, day and night") == [text]


@pytest.mark.parametrize("number", ["988", "911", "999", "112", "111"])
def test_short_numbers_need_the_company_of_a_telephone(number: str) -> None:
    assert found(f"In an emergency call {number}.") == [number]
    assert found(f"It cost {number} and no more.") == []


@pytest.mark.parametrize(
    "text",
    [
        "doi 10.1001/jama.2019.12345", "PMID: 31234567", "NCT01234567", "in 2019-2020", "100-200 mg", "12 000 people",
        "ISBN 978-3-16-148410-0", "1,234,567", "3.14159265", "2024-05-01", "01/02/2024", "$1234567", "999 dollars",
        "111 patients", "a total of 911 people", "ISSN 1234-5678", "pages 100-1000", "12345678901234567890",
        "registered charity number 1035607", "Company No 01234567", "ORCID 0000-0002-1825-0097", "150/90",
        "9:00-17:00", "08.00-17.00", "JAMA 2019;321(5):123-134", "2125550123 mg", "batch 212 555 0123",
    ],
)  # fmt: skip
def test_what_is_no_telephone_number(text: str) -> None:
    assert found(text) == []


@given(st.text(alphabet="0123456789 ()+-./ABCcall", max_size=40))
def test_a_number_is_a_stretch_of_the_text(text: str) -> None:
    for telephone in telephones(fold(text), ()):
        assert text[telephone.start : telephone.end].strip() == telephone.number
        assert any(character.isdigit() for character in telephone.number)


def test_a_link_dials_where_nothing_is_printed() -> None:
    page = read(Document("page", Media.HTML, '<p><a href="tel:+1-212-555-0142;ext=5">Call us</a></p>'))
    (telephone,) = telephones(fold(page.text), page.links)
    assert telephone.number == "+1-212-555-0142"
    assert page.text[telephone.start : telephone.end] == "Call us"


def test_a_link_around_a_printed_number_counts_once() -> None:
    page = read(Document("page", Media.HTML, '<p><a href="tel:2125550142">(212) 555-0142</a></p>'))
    assert [telephone.number for telephone in telephones(fold(page.text), page.links)] == ["(212) 555-0142"]


@pytest.mark.parametrize(
    ("number", "line"),
    [
        ("1-800-662-4358", "us-samhsa"),
        ("1-800-662-3457", "us-samhsa"),  # two digits changed places
        ("116 132", "gb-samaritans"),
        ("1-800-662-4357", None),  # the line itself
        ("212-555-0142", None),
        ("989", None),  # too short to tell
    ],
)
def test_misprints(number: str, line: str | None) -> None:
    near = [one.id for one in LIBRARY.knowledge.helplines.misprinted(number)]
    assert (line in near) if line else near == []
