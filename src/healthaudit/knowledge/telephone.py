"""What a printed telephone number comes to when somebody dials it.

Letters stand for the digits of a telephone's keypad (ITU-T E.161). Calling codes are those of ITU-T E.164,
for the countries that the file of helplines covers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from healthaudit.patterns import compiled

__all__ = ["national_digits", "readings"]

_KEYPAD = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999", strict=True))

# "988 then press 1", "555 0100 ext. 5", "tel:+1...;ext=5", "+1...,,5": the rest is dialled after the answer.
_AFTERWARDS = compiled(r"[,;#]|(?<=[\s(])(?:then|or|and|press|option|text|ext|extension)\b|\bx\s*\d", re.IGNORECASE)
_START = compiled(r"[+\d]")

_COUNTRIES: dict[str, tuple[str, ...]] = {
    "1": ("US", "CA"),
    "27": ("ZA",),
    "33": ("FR", "EU"),
    "353": ("IE", "EU"),
    "44": ("GB",),
    "49": ("DE", "EU"),
    "61": ("AU",),
    "64": ("NZ",),
    "65": ("SG",),
    "91": ("IN",),
}
_NORTH_AMERICA = ("US", "CA")

# Toll-free codes of North America, whose numbers are given as words that may run on: 1-800-MEDICARE has a
# letter too many, which the exchange ignores.
_TOLL_FREE = compiled(r"1?(?:800|833|844|855|866|877|888)")

# "+" and the prefixes that stand for it: 011 in North America, 00 in Europe, 0011 in Australia.
_INTERNATIONAL = compiled(r"(?:0011|011|00)(?=[1-9])")
_SHORTEST_INTERNATIONAL = 10


def national_digits(printed: str, country: str) -> str:
    """Digits of a number as dialled inside its country; the 1 before a North American number is left out.

    >>> national_digits("1-800-662-HELP", "US")
    '8006624357'
    >>> national_digits("0800 068 41 41", "GB")
    '08000684141'
    """
    digits = _digits(printed)
    if country in _NORTH_AMERICA and len(digits) == 11 and digits.startswith("1"):
        return digits[1:]
    return digits


def readings(printed: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """National digits that a printed number may stand for, likeliest first, with its possible countries.

    An empty tuple of countries means that the number does not tell.
    """
    start = _START.search(printed)
    if start is None:
        return
    digits = _digits(printed)
    international = printed[start.start()] == "+"
    if not international and len(digits) > _SHORTEST_INTERNATIONAL and (prefix := _INTERNATIONAL.match(digits)):
        digits, international = digits[prefix.end() :], True
    if international:
        yield from _abroad(digits)
        return
    yield digits, ()
    if len(digits) == 11 and digits.startswith("1"):
        yield digits[1:], _NORTH_AMERICA


def _abroad(digits: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for length in (1, 2, 3):  # no calling code is the beginning of another
        if countries := _COUNTRIES.get(digits[:length]):
            rest = digits[length:]
            yield rest, countries
            # The 0 that is dialled at home is left out, or printed in brackets: +44 (0)800.
            yield "0" + rest, countries
            return


def _digits(printed: str) -> str:
    start = _START.search(printed)
    if start is None:
        return ""
    number = printed[start.start() :]
    if end := _AFTERWARDS.search(number):
        number = number[: end.start()]
    digits = ""
    letters = False
    for character in number.upper():
        if character.isdecimal():
            digits += str(int(character))  # ٣ and ３ are digits too
        elif key := _KEYPAD.get(character):
            digits, letters = digits + key, True
    if letters and (toll_free := _TOLL_FREE.match(digits)):
        return digits[: toll_free.end() + 7]
    return digits
