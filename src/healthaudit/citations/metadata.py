"""An entry, and what the sentence says of authors, journal and year, held against the record of the work."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from healthaudit.citations.entry import Entry
from healthaudit.citations.journals import same_journal
from healthaudit.citations.named import namings
from healthaudit.citations.works import Mismatch, Work
from healthaudit.patterns import compiled

__all__ = ["entry_against", "likeness", "stem", "telling"]

#: What is no journal's name: several words in small letters.
_SENTENCE = compiled(r"(?:\b(?!of|and|the|in|for|on|de|et|und)[a-z]+\W+){3}")
_WORD = compiled(r"[a-z0-9]{2,}")
_SMALL = frozenset(
    [
        "the",
        "of",
        "and",
        "in",
        "for",
        "on",
        "an",
        "to",
        "with",
        "by",
        "from",
        "as",
        "at",
        "or",
        "vs",
        "versus",
        "study",
        "trial",
        "randomised",
        "randomized",
        "controlled",
        "is",
        "are",
    ]
)
#: Titles that share less than this part of their words are titles of different works ...
_OTHER = 0.2
#: ... and less than this, of one work with its title wrongly printed.
_SAME = 0.5
#: So many letters at least begin two words that count as one.
_STEM = 5


def entry_against(entry: Entry | None, sentence: str, work: Work) -> Iterator[Mismatch]:
    """Where the printed entry, or else the sentence, differs from the record in what it says of the work itself."""
    if entry is not None:
        alike = likeness(entry.title, work.title) if entry.title and work.title else None
        if alike is not None and alike < _SAME and _within(work.title, entry.plain):
            alike = None  # the title is there, and was not told from what stands beside it
        strangers = bool(entry.authors and work.authors) and not _shared(entry.authors, work.authors)
        if (
            alike is not None
            and alike < _OTHER
            and (strangers or not entry.authors or alike < _OTHER / 2)
            and not _same_subject(entry.title, work.title)
        ):
            yield Mismatch("other-work", entry.title, work.title, True)
            return
        if strangers:
            yield Mismatch("author", entry.authors[0], ", ".join(work.authors[:3]), True)
        if alike is not None and alike < _SAME:
            yield Mismatch("title", entry.title, work.title, alike < 0.35)
        if entry.year and work.year and abs(entry.year - work.year) > 1:
            yield Mismatch("year", str(entry.year), str(work.year), True)
        if (
            entry.container
            and work.journal
            and not same_journal(entry.container, work.journal)
            and work.kind not in ("preprint", "registration")
            and not _SENTENCE.search(entry.container)
        ):
            yield Mismatch("journal", entry.container, work.journal, not _near(entry.container, work.journal))
        return
    yield from _sentence_against(sentence, work)


def _sentence_against(sentence: str, work: Work) -> Iterator[Mismatch]:
    """The same for a sentence that names authors or journal and has no entry."""
    for naming in namings(sentence, True):
        for called in naming.called:
            dated = naming.sure and called.year is not None
            if called.family and work.authors and dated and not _shared((called.family,), work.authors):
                yield Mismatch("author", called.family, ", ".join(work.authors[:3]), False)
                return
            if called.year and work.year and abs(called.year - work.year) > 1:
                yield Mismatch("year", str(called.year), str(work.year), True)
                return


def likeness(one: str, other: str) -> float:
    """How much two titles share: the part of the shorter one's words that the longer one has, in 0 to 1."""
    first, second = telling(one), telling(other)
    shorter, longer = sorted((first, second), key=len)
    if not shorter:
        return 1.0
    found = sum(any(_same_word(word, other) for other in longer) for word in shorter)
    return found / len(shorter)


def _within(title: str, entry: str) -> bool:
    """Whether nearly all words of a title stand in an entry."""
    words, printed = telling(title), telling(entry)
    return len(words) > 3 and sum(any(_same_word(word, other) for other in printed) for word in words) >= 0.8 * len(
        words
    )


def telling(title: str) -> list[str]:
    """The words of a title but for the commonest, each once, in small letters without accents."""
    folded = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    return [word for word in dict.fromkeys(_WORD.findall(folded)) if word not in _SMALL]


def stem(word: str) -> str:
    """The beginning that two words have in common when they count as one."""
    return word[:_STEM]


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _STEM and longer.startswith(shorter[: max(_STEM, len(shorter) - 3)])


def _same_subject(one: str, other: str) -> bool:
    """Whether two titles share at least two telling words."""
    second = telling(other)
    return sum(any(_same_word(word, mate) for mate in second) for word in telling(one)) > 2


def _shared(printed: Sequence[str], known: Sequence[str]) -> bool:
    """Whether any printed family name is among those of the record."""
    names = [_plain(name) for name in known]
    return any(_near_name(_plain(name), other) for name in printed[:6] for other in names)


def _near_name(one: str, other: str) -> bool:
    if one == other:
        return True
    first, second = set(one.split()), set(other.split())
    if first and second and (first <= second or second <= first):
        return True
    return len(one) > 5 and len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z]+", folded))


def _near(one: str, other: str) -> bool:
    """Whether two names of journals share their telling words: one may be the other's section or former name."""
    first, second = set(telling(one)) - {"journal"}, set(telling(other)) - {"journal"}
    return bool(first & second) or any(word.startswith(mate[:4]) for word in first for mate in second)
