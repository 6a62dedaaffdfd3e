"""Numbers of studies as sentences and abstracts print them: how many took part, how many studies, which percentages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from healthaudit.language.quantities import ODD_LETTERS
from healthaudit.patterns import Lazy

__all__ = ["NUMBER", "Count", "Share", "counts", "figures_in", "shares", "studies_counted"]


class Count(NamedTuple):
    """How many people (or studies); offsets into the text."""

    value: float
    about: bool
    """Whether it is said to be rough: about, nearly, more than."""
    start: int
    end: int


class Share(NamedTuple):
    """A percentage; offsets into the text."""

    value: float
    """Per cent."""
    step: float
    """To which it is given: 1, or 0.1."""
    about: bool
    start: int
    end: int


_UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_POWERS = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_WORD = rf"(?:{'|'.join(sorted(_UNITS, key=len, reverse=True))})"
_IN_WORDS = (
    # "a" and "one" count only before a power: in "a trial of 400 adults" the number is behind it.
    rf"(?:(?:(?:a|one)(?= (?:hundred|thousand|million)\b)|(?!one\b){_WORD}(?:-{_WORD})?)"
    rf"(?: (?:hundred|thousand|million))*(?:(?: and)? {_WORD}(?:-{_WORD})?)?"
    rf"(?: (?:hundred|thousand|million))?)"
)
_DIGITS = r"\d{1,3}(?:[, ]\d{3})+(?!\d)|\d+(?:\.\d+)?(?: ?(?:million|thousand|m|k)\b)?"
NUMBER = rf"(?:{_DIGITS}|\b{_IN_WORDS}\b)"
_ABOUT = (
    r"(?P<about>\b(?:about|around|some|nearly|almost|roughly|approximately|circa|over|more than|at least|up to|"
    r"close to|just (?:over|under)|under|fewer than|less than|well over|an estimated) )?"
)
_WHO = (
    r"(?:people|patients?|adults|women|men|children|participants?|volunteers|subjects|veterans|nurses|students|"
    r"families|teenagers|adolescents|infants|babies|newborns|mothers|pensioners|residents|smokers|drinkers|runners|"
    r"athletes|players|holidaymakers|couples|parents|workers|"
    r"outpatients|inpatients|girls|boys|kids|individuals|persons|households|cases|sufferers|drivers|users|ladies|"
    r"toddlers|soldiers|survivors|eyes|knees)"
)
_PEOPLE = Lazy(rf"{_ABOUT}(?<![\d.,])(?P<n>{NUMBER}) (?:[^\W\d][\w’'-]* ){{0,4}}?{_WHO}\b", re.IGNORECASE)
_N_IS = Lazy(r"\b[Nn] ?= ?(?P<n>\d[\d,]*)")
_STUDIES = Lazy(
    rf"{_ABOUT}(?<![\d.,])(?P<n>{NUMBER}) (?:[^\W\d][\w’'-]* ){{0,4}}?(?:trials?|studies|RCTs|papers|cohorts|surveys|"
    rf"comparisons)\b",
    re.IGNORECASE,
)
_SHARE = Lazy(
    rf"{_ABOUT}(?<![\d.,])(?P<n>\d+(?:\.\d+)?)(?: ?(?:-|–|to) ?(?P<to>\d+(?:\.\d+)?))? ?(?:%|per ?cent\b|percent\b)",
    re.IGNORECASE,
)
#: The lower end of "between 5 and 10 %".
_BETWEEN = Lazy(
    r"\bbetween (?P<n>\d+(?:\.\d+)?) ?%? ?and (?=\d+(?:\.\d+)? ?(?:%|per ?cent\b|percent\b))", re.IGNORECASE
)
#: "one in five people", "nine patients in ten": a rate, and no size.
_RATE_AHEAD = Lazy(rf"\b(?:{NUMBER}|one|every|each) (?:in|out of)(?: every)? $", re.IGNORECASE)
_RATE_WITHIN = 60
_RATE_BEHIND = Lazy(r"\s*(?:in|out of) (?:every |the )?(?:\d|ten|hundred|five|four|twenty)", re.IGNORECASE)
_OUT_OF = Lazy(
    rf"{_ABOUT}\b(?P<n>{NUMBER}|one)(?: (?:[\w’'-]+ ){{0,3}}?)(?:out of|in|of) (?:every |the |a )?"
    rf"(?P<of>10|100|ten|hundred|five|four|twenty)\b",
    re.IGNORECASE,
)
_ANY = Lazy(r"(?<![\w.])-?(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)")
_YEAR = Lazy(r"(?:19|20)\d\d$")


def number(printed: str) -> float:
    """What a number in digits or words comes to.

    >>> number("18,940"), number("nineteen thousand"), number("two hundred and twelve"), number("1.2m")
    (18940.0, 19000.0, 212.0, 1200000.0)
    """
    text = printed.translate(ODD_LETTERS).lower().strip()
    if text[:1].isdigit():
        factor = 1_000_000 if re.search(r"million|m$", text) else 1000 if re.search(r"thousand|k$", text) else 1
        return float(re.sub(r"[, ]|million|thousand|m$|k$", "", text)) * factor
    total = current = 0.0
    for word in re.split(r"[ -]", text):
        if word in _UNITS:
            current += _UNITS[word]
        elif word == "a":
            current += 1
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in _POWERS:
            total += (current or 1) * _POWERS[word]
            current = 0.0
    return total + current


def counts(text: str) -> Iterator[Count]:
    """How many people a text speaks of, in order. Small numbers in words ("two women") count from five."""
    for match in _N_IS.finditer(text):
        yield Count(number(match["n"]), False, *match.span())
    for match in _PEOPLE.finditer(text):
        if _YEAR.match(match["n"]) or match["n"].lower() in ("a", "one"):
            continue
        value = number(match["n"])
        rate = _RATE_AHEAD.search(text, max(0, match.start() - _RATE_WITHIN), match.start()) or " in " in match.group()
        if value >= 5 and not rate and not _RATE_BEHIND.match(text, match.end()):
            yield Count(value, bool(match["about"]), *match.span())


def studies_counted(text: str) -> Iterator[Count]:
    """How many studies a text speaks of."""
    for match in _STUDIES.finditer(text):
        if match["n"].lower() not in ("a", "one", "1") and not _YEAR.match(match["n"]):
            yield Count(number(match["n"]), bool(match["about"]), *match.span())


def shares(text: str) -> Iterator[Share]:
    """Percentages, and parts told as "nine patients out of ten"; a range gives both of its ends."""
    for match in _SHARE.finditer(text):
        for group in ("n", "to"):
            if printed := match[group]:
                step = 10 ** -len(printed.partition(".")[2]) if "." in printed else 1.0
                yield Share(float(printed), step, bool(match["about"]), *match.span())
    for match in _BETWEEN.finditer(text):
        printed = match["n"]
        yield Share(float(printed), 10 ** -len(printed.partition(".")[2]), False, match.start("n"), match.end("n"))
    for match in _OUT_OF.finditer(text):
        part, whole = number(match["n"]), number(match["of"])
        if 0 < part <= whole and match["n"].lower() != "a":
            yield Share(100 * part / whole, 100 / whole, bool(match["about"]), *match.span())


def figures_in(text: str) -> list[float]:
    """Every number of a text; what a percentage may rest on."""
    return [float(match[1].replace(",", "")) for match in _ANY.finditer(text)]
