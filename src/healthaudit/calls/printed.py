"""Calls that are printed: telephone numbers, short numbers to which a word is sent, addresses for e-mail."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from healthaudit.calls.place import Blocks, Label, Place, clause
from healthaudit.calls.targets import dialled, scheme_of
from healthaudit.calls.words import CallWords, leads
from healthaudit.kinds import CallKind
from healthaudit.language import Reading
from healthaudit.patterns import compiled

__all__ = ["codes", "emails", "numbers"]

#: What looks like a number of six digits and is a day.
_DAY = compiled(r"\d\d?[-./]\d\d?[-./]\d\d(?:\d\d)?")


def numbers(reading: Reading, words: CallWords, blocks: Blocks, labels: Sequence[Label]) -> Iterator[Place]:
    """Telephone numbers to ring or write to; a fax is no call."""
    text = reading.page.text
    for number in reading.telephones:
        if not blocks.read_at(number.start) or _DAY.fullmatch(number.number):
            continue
        start, end = clause(text, blocks.at(number.start), number.start, number.end)
        kind = _by(words, reading.folded[start : number.start])
        if kind is None or words["fax-behind"].found_in(reading.folded[number.end : end]):
            continue
        at = bisect_right(labels, number.start, key=lambda label: label.start) - 1
        if at >= 0 and number.end <= labels[at].end:
            link = labels[at]
            kind = scheme_of(link.href) or (CallKind.CHAT if leads(link.href, words, "to-chat") else kind)
            if link.short and any(map(str.isalpha, text[link.start : number.start] + text[number.end : link.end])):
                start, end = link.start, link.end
        yield Place(start, end, kind, number.number, dialled(number.number), number.start)


def _by(words: CallWords, before: bytes) -> CallKind | None:
    """What the words before a number ask for; None for a fax."""
    if words["fax"].found_in(before):
        return None
    if words["messenger"].found_in(before):
        return CallKind.CHAT
    if words["texted"].found_in(before) and not words["rung"].found_in(before):
        return CallKind.TEXT_MESSAGE
    return CallKind.TELEPHONE


def codes(reading: Reading, words: CallWords, blocks: Blocks) -> Iterator[Place]:
    """Short numbers to which a word is sent."""
    text = reading.page.text
    for start, end in words["short-code"].spans(reading.folded):
        block = blocks.at(start)
        if blocks.read_at(start) and end <= block.end:
            code = text[start:end].split()[-1]
            yield Place(*clause(text, block, start, end), CallKind.TEXT_MESSAGE, code, dialled(code), start)


def emails(reading: Reading, words: CallWords, blocks: Blocks) -> Iterator[Place]:
    """Addresses for e-mail."""
    text = reading.page.text
    for start, end in words["address"].spans(reading.folded) if b"@" in reading.folded else ():
        if blocks.read_at(start):
            address = text[start:end]
            yield Place(*clause(text, blocks.at(start), start, end), CallKind.EMAIL, address, address.lower(), start)
