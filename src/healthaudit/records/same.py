"""Whether an entry without an identifier surely means a work that a search found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from healthaudit.citations import Work
from healthaudit.citations.journals import same_journal
from healthaudit.citations.metadata import likeness
from healthaudit.patterns import compiled

__all__ = ["RETRACTED", "is_meant"]

#: "RETRACTED: ...", "Retracted Article: ..."; not "Retracted science and the retraction index".
RETRACTED = compiled(r"\W*retracted(?:\s+(?:article|paper|chapter|manuscript|study))?\s*[\]):–—-]\W*", re.IGNORECASE)
#: What is said about a work, under the work's title.
_ABOUT = compiled(
    r"\W*(?:correct(?:ion|ed)|corrigend(?:um|a)|errat(?:um|a)|addendum|retraction|withdrawal|expression of concern|"
    r"comment(?:ary)?|reply|response|review|decision letter|publisher correction|author correction)\b"
    r"(?:\s+(?:on|to|of|for|notice)\b|\s*:)",
    re.IGNORECASE,
)
#: Titles of an entry and a work share so much of their words when they are the same ...
_ALIKE = 0.85
#: ... and have so many: shorter ones are told by their journal as well.
_TELLING = 4
_DESIGN = frozenset(
    ["randomised", "randomized", "controlled", "clinical", "trial", "study", "with", "from", "among", "into"]
)
_PREPRINTS = compiled(r"rxiv|pre-?print|research square|ssrn|\bosf\b", re.IGNORECASE)


def is_meant(work: Work, printed: str) -> bool:
    """Whether the words of an entry mean a work: by its title, one of its first authors, its year and its journal.

    What came out in a journal is not meant by its preprint, nor by what was said about it later.
    """
    title = RETRACTED.sub("", work.title, count=1)
    if not title or likeness(title, printed) < _ALIKE or (_ABOUT.match(title) and not _ABOUT.search(printed)):
        return False
    words = _words(printed)
    if not any(_within(_words(name), words) for name in work.authors[:3]):
        return False
    years = [int(word) for word in words if re.fullmatch(r"(?:19|20)\d\d", word)]
    if work.year and years and all(abs(year - work.year) > 1 for year in years):
        return False
    if work.kind == "preprint":
        return _PREPRINTS.search(printed) is not None
    titled = set(_words(title))
    known = titled.union(*map(_words, work.authors))
    more = [word for word in words if word not in known and not word.isdigit()]
    if _names(words, work.journal):  # what the entry says beyond the record's title: a subtitle at most
        further = [word for word in more if not _abbreviated(word, work.journal)]
        return _telling(further) <= max(_telling(titled), 1)
    return len(titled) >= _TELLING and 4 * _telling(more) <= len(titled)


def _telling(words: Iterable[str]) -> int:
    """How many of the words say what a work is about."""
    return sum(len(word) > 3 and word not in _DESIGN for word in words)


def _words(printed: str) -> list[str]:
    """In small letters without accents."""
    folded = unicodedata.normalize("NFKD", printed.casefold()).encode("ascii", "ignore").decode()
    return re.findall("[a-z0-9]+", folded)


def _within(few: list[str], words: list[str]) -> bool:
    """Whether words stand together among others."""
    return bool(few) and any(words[at : at + len(few)] == few for at in range(len(words) - len(few) + 1))


def _names(words: list[str], journal: str) -> bool:
    """Whether a journal is named, abbreviated or in full."""
    length = len(_words(journal))
    return any(
        same_journal(" ".join(words[at : at + size]), journal)
        for size in {1, length - 1, length, length + 1}
        if size > 0
        for at in range(len(words) - size + 1)
    )


def _abbreviated(word: str, journal: str) -> bool:
    """Whether it stands for a word of the journal's name, or for its initials."""
    names = _words(journal)
    return any(name.startswith(word) or same_journal(word, name) for name in names) or same_journal(word, journal)
