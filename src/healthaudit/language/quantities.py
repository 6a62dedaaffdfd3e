"""Numbers as pages print them, with their unit and what they measure; money; spans of time.

Everything is found by one expression per sentence; offsets are into the text that is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from healthaudit.patterns import compiled

__all__ = ["ODD_LETTERS", "Measure", "Quantity", "number", "quantities"]

#: Letters that count as those of ASCII where an expression has no regard to case: the long s, the Turkish i's, Kelvin.
ODD_LETTERS = str.maketrans({"\u017f": "s", "\u0131": "i", "\u0130": "i", "\u212a": "k"})


class Measure(StrEnum):
    """What sort of number it is."""

    SHARE = "share"
    """A part of a whole: per cent, "9 out of 10", "two thirds"."""
    PEOPLE = "people"
    """A count of people."""
    TIME = "time"
    DOSE = "dose"
    WEIGHT = "weight"
    MONEY = "money"
    FACTOR = "factor"
    """Three times, twofold."""
    OTHER = "other"
    """A count of something else, or a bare number."""


class Quantity(NamedTuple):
    """A number with what it counts; offsets into the text."""

    measure: Measure
    value: float
    """Of a range the first; a share as 0 to 1."""
    unit: str
    """"%", "mg", "weeks", "people" ...; the currency's sign for money."""
    of: str
    """What it is a share or count of, as far as the next words tell; empty otherwise."""
    start: int
    end: int


_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000, "a dozen": 12, "dozen": 12,
}  # fmt: skip
_FRACTIONS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}
_FIGURE = r"\d[\d,]*(?:\.\d+)?(?: (?:million|thousand|hundred|k)\b|k\b)?\+?"
_NUMBER = rf"(?:{_FIGURE}|(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b)"
_PEOPLE = (
    r"(?:people|patients?|adults|women|men|children|participants?|volunteers|subjects|clients|customers|members|users|"
    r"guests|veterans|nurses|students|families|teenagers|adolescents|infants|babies|mothers|parents|girls|boys|persons)"
)
_TIME = r"(?:seconds?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|months?|years?|yrs?|decades?)"
_DOSE = r"(?:mg(?:/kg)?|mcg|µg|g|ml|iu|units|micrograms|milligrams)"
_WEIGHT = r"(?:kg|kilos?|lbs?|pounds|stone|inches|cm)"
_QUANTITY = compiled(
    rf"(?P<money>[$£€¤]\s?(?P<sum>{_FIGURE})"
    rf"|(?P<sum2>{_FIGURE})\s?(?:USD|GBP|EUR|AUD|CAD|INR|dollars|pounds sterling|euros)\b)"
    rf"|(?P<part>{_NUMBER})\s(?:out of|in)\s(?:every )?(?P<whole>{_NUMBER})"
    rf"|(?P<count>(?:a|one|two|three|four|nine)[ -](?P<fraction>half|thirds?|quarters?|fifths?|tenths?)|\bhalf)\b"
    rf"|(?P<value>{_NUMBER})(?:\s?(?:-|to)\s?{_NUMBER})?(?:"
    rf"(?P<percent>\s?(?:%|per ?cent\b))|[ -]?(?P<factor>times\b|fold\b|x\b(?= (?:more|faster|better|as|the)))"
    rf"|[ -](?P<time>{_TIME})\b|\s?(?P<dose>{_DOSE})\b|[ -]?(?P<weight>{_WEIGHT})\b"
    rf"|\s(?:[\w-]+ ){{0,3}}?(?P<people>{_PEOPLE})\b)?",
    re.IGNORECASE,
)
_OF = compiled(r"\s(?:of|among|in)\s(?:the |our |all |those )?((?:[\w-]+ ){0,2}[\w-]+)")
_OF_WHOM = compiled(rf"\s(?:of )?(?:the |our |all )?((?:[\w-]+ )?{_PEOPLE})", re.IGNORECASE)


def quantities(text: str) -> Iterator[Quantity]:
    """Quantities of a text from left to right, without overlap. A number that is part of a word or a date is none."""
    for match in _QUANTITY.finditer(text):
        start, end = match.span()
        if _inside_a_word(text, start, end):
            continue
        yield Quantity(*_meaning(match, text), start, end)


def _meaning(match: re.Match[str], text: str) -> tuple[Measure, float, str, str]:
    group = match.groupdict()
    of = found[1] if (found := (_OF_WHOM if group["part"] else _OF).match(text, match.end())) else ""
    if group["money"]:
        return Measure.MONEY, number(group["sum"] or group["sum2"]), match.group()[:1].strip("0123456789") or "", ""
    if group["part"]:
        whole = number(group["whole"])
        return Measure.SHARE, number(group["part"]) / whole if whole else 0.0, "of", of
    if group["count"]:
        words = group["count"].translate(ODD_LETTERS).lower().replace("-", " ").split()
        name = words[-1].rstrip("s")
        return Measure.SHARE, _FRACTIONS[name] * (_WORDS.get(words[0], 1) if len(words) > 1 else 1), "of", of
    value = number(group["value"])
    if group["percent"]:
        return Measure.SHARE, value / 100, "%", of
    if group["factor"]:
        return Measure.FACTOR, value, "times", ""
    for measure in (Measure.TIME, Measure.DOSE, Measure.WEIGHT, Measure.PEOPLE):
        if unit := group[measure.value]:
            return measure, value, unit.lower(), ""
    return Measure.OTHER, value, "", of


def number(printed: str) -> float:
    """What a printed number or number word comes to.

    >>> number("12,400"), number("2.5 million"), number("twenty"), number("10k+"), number("a dozen")
    (12400.0, 2500000.0, 20.0, 10000.0, 12.0)
    """
    words = printed.translate(ODD_LETTERS).lower().rstrip("+").replace(",", "").split()
    first = words[0]
    factor = {"million": 1e6, "thousand": 1e3, "hundred": 1e2, "k": 1e3}.get(words[-1], 1.0) if len(words) > 1 else 1.0
    if first.endswith("k"):
        return float(first[:-1]) * 1e3
    if (whole := _WORDS.get(" ".join(words))) is not None:
        return float(whole)
    return float(_WORDS.get(first, first)) * factor


def _inside_a_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    if before == "-" and text[start - 2 : start - 1].isalpha():  # COVID-19
        return True
    return (
        before.isalnum()
        or before in ("/", "_")
        or (before == "." and text[start - 2 : start - 1].isdigit())
        or (after.isalnum() or after in ("/", "_"))
    )
