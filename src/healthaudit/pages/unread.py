"""What a page keeps from machines, as notes for the reviewer: words in disguise, and what is not text at all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from healthaudit.model import Block, BlockKind, Region
from healthaudit.offsets import Lines, OffsetMap, Span
from healthaudit.pages.lookalikes import disguised, is_latin
from healthaudit.pages.pictures import Pictures

_NOT_WORDS = frozenset([BlockKind.TITLE, BlockKind.DESCRIPTION, BlockKind.ALT_TEXT])


def notes(
    text: str,
    blocks: Sequence[Block],
    offsets: OffsetMap,
    lines: Lines,
    pictures: Pictures,
    dropped: Sequence[int],
    reversed_: Sequence[int],
) -> Iterator[str]:
    """At most one note of each sort.

    ``dropped`` are the text offsets at which something invisible was left out, ``reversed_`` those at which a
    stretch begins that is seen in another order than it is stored.
    """
    shown = [block for block in blocks if block.region is not Region.HIDDEN]
    if dropped or reversed_ or not text.isascii():
        places = sorted(_disguised(text, shown, dropped, reversed_))
        if places:
            yield (
                "words are hidden from machines by invisible, look-alike or reversed characters in "
                f"{len(places)} {'place' if len(places) == 1 else 'places'}"
                f"{_place(lines, offsets.start(places[0]), len(places))}: they were read as people see them"
            )
    unread = pictures.unread(sum(block.end - block.start for block in shown if block.kind not in _NOT_WORDS))
    if unread:
        said = "it says" if unread.number == 1 else "they say"
        yield f"{unread.words}{_place(lines, unread.start, unread.number)}: what {said} was not read"


def _disguised(text: str, shown: Sequence[Block], dropped: Sequence[int], reversed_: Sequence[int]) -> Iterator[int]:
    """Text offsets at which the words begin, each once."""
    starts = [block.start for block in shown]

    def is_shown(at: int) -> bool:
        index = bisect_right(starts, at) - 1
        return index >= 0 and at < shown[index].end

    found = {at for at in reversed_ if is_shown(at)}
    start = behind = 0
    for at in dropped:
        if 0 < at < len(text) and is_shown(at) and is_latin(text[at - 1]) and is_latin(text[at]):
            first = at
            while first > behind and text[first - 1].isalpha():
                first -= 1
            if first > behind:  # else the word is that of the place before
                start = first
            behind = at
            found.add(start)
    for block in shown:
        words = text[block.start : block.end]
        if not words.isascii():  # which is quicker to tell
            found.update(block.start + start for start, _ in disguised(words))
    yield from found


def _place(lines: Lines, start: int, count: int) -> str:
    location = lines.locate(Span(start, start + 1))
    return f" ({'' if count == 1 else 'the first at '}line {location.line}, column {location.column})"
