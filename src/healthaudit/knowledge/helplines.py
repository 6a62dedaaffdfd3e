"""Public telephone and text lines, found by any printed form of their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from healthaudit.knowledge.telephone import national_digits, readings

__all__ = ["Helpline", "Helplines", "load_helplines"]

_LONG_ENOUGH = 6
_KEYS = frozenset({"name", "operator", "country", "numbers", "sms", "topic", "url", "unverified", "note"})


class Helpline(NamedTuple):
    """A line that a government, a health service or a charity keeps for the public."""

    id: str
    name: str
    operator: str
    country: str
    """ISO 3166 code, or EU for numbers that are the same all over the Union."""
    numbers: tuple[str, ...]
    """As they are printed; empty for a line that takes texts only."""
    digits: tuple[str, ...]
    """What ``numbers`` and ``sms`` come to when dialled inside the country, without its prefix."""
    sms: str
    topic: str
    url: str
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class Helplines:
    """All lines, in the order of their file, and an index over their digits."""

    lines: tuple[Helpline, ...]
    _index: Mapping[str, tuple[Helpline, ...]] = field(repr=False, compare=False)

    @classmethod
    def of(cls, lines: Iterable[Helpline]) -> Helplines:
        ordered = tuple(lines)
        index: dict[str, tuple[Helpline, ...]] = {}
        for line in ordered:
            for digits in line.digits:
                index[digits] = (*index.get(digits, ()), line)
        return cls(ordered, MappingProxyType(index))

    def lookup(self, number: str) -> Helpline | None:
        """The public line behind a printed number, a short code or a ``tel:`` address; None if it is none.

        Several countries share 988, 112 or 116 123: the first in the file answers, unless the number names
        its country. A national number is looked for everywhere, as a page seldom says which country it means.
        """
        for digits, countries in readings(number):
            for line in self._index.get(digits, ()):
                if not countries or line.country in countries:
                    return line
        return None

    def misprinted(self, number: str) -> Iterator[Helpline]:
        """Public lines from whose number a printed one differs by one wrong digit, or two that changed places.

        Only of numbers with six digits or more: among short ones everything is near to everything.
        """
        if self.lookup(number) is not None:
            return
        seen: set[str] = set()
        for digits, countries in readings(number):
            for other in _neighbours(digits) if len(digits) >= _LONG_ENOUGH else ():
                for line in self._index.get(other, ()):
                    if line.id not in seen and (not countries or line.country in countries):
                        seen.add(line.id)
                        yield line


def _neighbours(digits: str) -> Iterator[str]:
    """Numbers of the same length with one other digit, or with two neighbouring digits changed."""
    for at, digit in enumerate(digits):
        yield from (digits[:at] + other + digits[at + 1 :] for other in "0123456789" if other != digit)
        if at and digits[at - 1] != digit:
            yield digits[: at - 1] + digit + digits[at - 1] + digits[at + 1 :]


def load_helplines(folder: Path) -> Helplines:
    """The lines of ``helplines.yml``. Raises KnowledgeError."""
    from healthaudit.knowledge.reading import entries

    lines = []
    for entry in entries(folder / "helplines.yml", _KEYS):
        country = entry.text("country", required=True)
        numbers = entry.texts("numbers")
        sms = entry.text("sms")
        printed = (*numbers, sms) if sms else numbers
        digits = tuple(dict.fromkeys(national_digits(number, country) for number in printed))
        if not digits or "" in digits:
            raise entry.error("no number, or one without digits", "give numbers: [...] or sms: as they are printed")
        entry.text("note")
        lines.append(
            Helpline(
                id=entry.id,
                name=entry.text("name", required=True),
                operator=entry.text("operator", required=True),
                country=country,
                numbers=numbers,
                digits=digits,
                sms=sms,
                topic=entry.text("topic", required=True),
                url=entry.text("url", required=True),
                unverified=entry.flag("unverified"),
            )
        )
    return Helplines.of(lines)
