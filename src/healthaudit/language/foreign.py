"""Which blocks of a page are in another language than English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import NamedTuple

from healthaudit.language.detect import (
    ENGLISH,
    OTHER,
    SAMPLE,
    SYLLABLES,
    by_script,
    by_words,
    detect,
    mostly_other,
)
from healthaudit.language.function_words import KINDS, function_words, lower
from healthaudit.model import Block, BlockKind, Page, Region
from healthaudit.patterns import compiled

__all__ = ["Languages", "is_read", "languages"]

#: Nobody reads them as the page's own words; titles of works in a list of sources are in many languages.
_NOT_READ = frozenset([BlockKind.REFERENCE, BlockKind.CODE])
#: A work with its year, volume or pages, wherever it is cited.
_CITED = compiled(rb"(?i)\b(?:19|20)\d\d\s?[;:(]|\d\s?\(\d+\)\s?[:,;]|\bdoi\b|\bpmid\b|\bet al\b|\bpp?\. ?\d")
#: Menus and small print in English stand on pages in any language, and notices in any on English ones.
_ASIDE = frozenset([Region.NAVIGATION, Region.FOOTER])
#: English is read on a page of another language from so many characters, some five sentences; or from this share of
#: the page, if it is some two sentences.
_ENOUGH, _TWO_SENTENCES, _PART = 600, 200, 5
#: So many blocks in a row take the language of their neighbours.
_BETWEEN = 5


class Languages(NamedTuple):
    """The languages of a page."""

    most: str
    """The one that most of it is in; "und" when it cannot be told."""
    foreign: Mapping[int, str]
    """Index of a block -> its language, of those that are not in English; empty where no English is to be read."""
    english: bool
    """Whether enough is in English to be read."""


def languages(page: Page, folded: bytes) -> Languages:
    """The language of a page and of its blocks. ``folded`` is the page's text as ``fold`` leaves it. Pure."""
    most = detect(_sample(page), page.declared_language)
    if not _may_be_mixed(lower(folded)):
        return Languages(most, {}, most == ENGLISH)
    read = [(index, block) for index, block in enumerate(page.blocks) if is_read(block)]
    told = [_of_block(page.text[block.start : block.end], folded[block.start : block.end]) for _, block in read]
    each = list(_filled(told))
    lengths = _lengths([block for _, block in read], each)
    prose = lengths[ENGLISH]
    lengths[most] += lengths.pop("", 0)
    most = max(lengths, key=lambda language: (lengths[language], language == ENGLISH))
    if most != ENGLISH and prose < (_TWO_SENTENCES if prose * _PART >= lengths.total() else _ENOUGH):
        return Languages(most, {}, english=False)
    named = ((index, language or most) for (index, _), language in zip(read, each, strict=True))
    return Languages(most, {index: language for index, language in named if language != ENGLISH}, english=True)


def _lengths(blocks: Sequence[Block], each: Sequence[str]) -> Counter[str]:
    """How many characters of the page proper are in each language; of the whole page where it has nothing else."""
    lengths: Counter[str] = Counter()
    aside: Counter[str] = Counter()
    for block, language in zip(blocks, each, strict=True):
        (aside if block.region in _ASIDE else lengths)[language] += block.end - block.start
    return lengths or aside


def _may_be_mixed(plain: bytes) -> bool:
    """Whether a page has anything that calls for a look at each of its blocks. Quick: most have not."""
    known = function_words()
    kinds = Counter(one for word in known.strong.intersection(plain.split()) for one in known.own[word])
    return max(kinds.values(), default=0) >= KINDS or plain.count(OTHER) >= SYLLABLES


def _of_block(text: str, folded: bytes) -> str:
    """The language of a block; empty when it has too few words, as menus, headings, names and tables have."""
    if mostly_other(lower(folded)) and (script := by_script(text)):
        return script
    known = function_words()
    # What an address is made of is in no language.
    words = lower(b" ".join(part for part in folded.split() if b"//" not in part and b"@" not in part)).split()
    language = by_words(text, words)
    if language not in ("", ENGLISH) and _CITED.search(folded):
        return ""
    # One word of ours in a short line is a clear sign where nothing speaks for another language.
    return language or (ENGLISH if not known.plain.isdisjoint(words) and known.own.keys().isdisjoint(words) else "")


def _filled(told: Sequence[str]) -> Iterator[str]:
    """Blocks without a language of their own get that of both their neighbours, where these agree.

    Not too many: a list of drugs between two notices in Spanish is not Spanish.
    """
    before = ""
    waiting = 0
    for language in told:
        if not language:
            waiting += 1
            continue
        agree = language == before and (language == ENGLISH or waiting <= _BETWEEN)
        yield from repeat(language if agree else "", waiting)
        yield language
        before, waiting = language, 0
    yield from repeat("", waiting)


def is_read(block: Block) -> bool:
    """Whether people read the block as the page's own words."""
    return block.region is not Region.HIDDEN and block.kind not in _NOT_READ


def _sample(page: Page) -> str:
    """Enough of the text that a reader sees to tell its language."""
    parts, length = [], 0
    for block in filter(is_read, page.blocks):
        parts.append(page.text[block.start : block.end])
        length += block.end - block.start
        if length > SAMPLE:
            break
    return " ".join(parts)
