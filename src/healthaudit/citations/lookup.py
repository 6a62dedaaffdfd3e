"""The entries of a page's lists, found by what a marker calls: number, sign, place, identifier, authors, journal.

Everything is looked up in indexes that are made once, so that many markers and many entries take no more time than
each of them alone.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from healthaudit.citations.identifiers import key_of_url
from healthaudit.citations.journals import same_journal
from healthaudit.citations.named import Called
from healthaudit.citations.references import Reference

__all__ = ["Lookup"]

#: So many different journals and years that the text calls are looked for; each is held against every entry.
_JOURNALS = 300
#: So many names in capitals are taken for bodies that a text may call by their initials.
_BODIES = 300


class Lookup:
    """The entries of one page by what calls them; each is given by its place among ``listed``."""

    def __init__(self, listed: Sequence[Reference]) -> None:
        """``listed`` are the page's entries in its order."""
        self.listed = listed
        self.with_authors = sum(bool(one.entry.authors) for one in listed)
        self._numbered: dict[int, int] = {}
        self._signs: dict[str, int] = {}
        self._keys: dict[str, int] = {}
        self._years = {one.entry.year for one in listed}
        self._names = [tuple(map(_plain, one.entry.authors)) for one in listed]
        self._by_name: dict[tuple[str, int | None], list[int]] = {}
        self._bodies: list[int] = []
        self._called: dict[Called, int | None] = {}
        self._journals: dict[tuple[str, int | None], int | None] = {}
        # Further reading is called by number only where no list of sources has it.
        for index in sorted(range(len(listed)), key=lambda n: (listed[n].further, n)):
            if not listed[index].sign:
                self._numbered.setdefault(listed[index].number, index)
        for index, one in enumerate(listed):
            self._signs.setdefault(one.sign, index)
            for key in _keys(one):
                self._keys.setdefault(key, index)
            for word in dict.fromkeys(edge for name in self._names[index] for edge in _edges(name)):
                self._by_name.setdefault((word, one.entry.year), []).append(index)
            if len(self._bodies) < _BODIES and any(len(_initials(name)) > 2 for name in one.entry.authors):
                self._bodies.append(index)

    def numbered(self, number: int) -> int | None:
        """The entry of a number."""
        return self._numbered.get(number)

    def signed(self, sign: str) -> int | None:
        """The first entry with a sign before it."""
        return self._signs.get(sign)

    def keyed(self, key: str) -> int | None:
        """The first entry with an identifier or address."""
        return self._keys.get(key)

    def standing_at(self, at: int) -> int | None:
        """The entry at a place in the text, or that begins right behind it."""
        index = bisect_right(self.listed, at, key=lambda one: one.end)
        return index if index < len(self.listed) and self.listed[index].start - 3 <= at else None

    def described(self, journal: str, year: int | None) -> int | None:
        """The first entry of a journal and year."""
        key = journal, year
        if key not in self._journals and len(self._journals) < _JOURNALS:
            self._journals[key] = next(
                (
                    index
                    for index, one in enumerate(self.listed)
                    if (year is None or one.entry.year == year) and same_journal(one.entry.container, journal)
                ),
                None,
            )
        return self._journals.get(key)

    def called(self, called: Called) -> int | None:
        """The entry that a name calls: by its first author and year, or by another author when no first one fits."""
        if called not in self._called:
            self._called[called] = self._best(called)
        return self._called[called]

    def _best(self, called: Called) -> int | None:
        best: tuple[int, int] | None = None
        for index in self._alike(called):
            year = self.listed[index].entry.year
            if called.year is not None and year is not None and year != called.year:
                continue
            rank = self._rank(index, called)
            if rank and (best is None or rank > best[0]):
                best = rank, index
        return best[1] if best else None

    def _alike(self, called: Called) -> Sequence[int]:
        """In order the entries whose authors may be those that are called: one begins or ends with the same word."""
        years = {called.year, None} if called.year is not None else self._years

        def having(name: str) -> set[int]:
            return {n for word in _edges(name) for year in years for n in self._by_name.get((word, year), ())}

        found = having(_plain(called.family)).union(self._bodies)
        if second := _plain(called.second):
            found &= having(second)
        return sorted(found)

    def _rank(self, index: int, called: Called) -> int:
        """How well an entry fits a name; 0 for not at all."""
        entry, names = self.listed[index].entry, self._names[index]
        wanted, second = _plain(called.family), _plain(called.second)
        if not names:
            return 0
        rank = 0
        if _same_name(names[0], wanted):
            rank = 4
        elif any(_same_name(name, wanted) for name in names[1:]):
            rank = 1
        elif any(_stands_for(wanted, name) for name in entry.authors):
            rank = 3
        if rank and second and not any(_same_name(name, second) for name in names[1:]):
            return 0
        if rank and called.letter:
            rank += bool(entry.letter == called.letter) * 2 - bool(entry.letter)
        return rank


def _keys(reference: Reference) -> Iterator[str]:
    for one in reference.entry.identifiers:
        yield one.key
        if one.scheme.value == "url":
            yield one.value
            yield key_of_url(one.value)


def _edges(name: str) -> tuple[str, str]:
    """The first and last word of a plain name; two names of one person have one of them in common."""
    words = name.split()
    return (words[0], words[-1]) if words else ("", "")


def _same_name(one: str, other: str) -> bool:
    if one == other:
        return True
    # "Weert" for "van Weert", "Muñoz" for "Muñoz Vidal"; "World Health Organization" within "The World ..."
    first, second = one.split(), other.split()
    shorter, longer = sorted((first, second), key=len)
    return (
        bool(shorter)
        and (longer[-len(shorter) :] == shorter or longer[: len(shorter)] == shorter)
        and len(longer) - len(shorter) < 3
    )


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    # Müller is also written Mueller.
    return re.sub(r"([aou])e", r"\1", " ".join(re.findall(r"[a-z]+", folded.replace("'", "").replace("’", ""))))


def _stands_for(short: str, name: str) -> bool:
    """Whether a short name's letters are initials of a body's name in order: NICE, NIMH."""
    initials = iter(_initials(name))
    return len(short) > 2 and _initials(name)[:1] == short[:1] and all(letter in initials for letter in short)


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"[A-Z]\w*", name)).lower()
