"""Calls that are pressed: links and buttons whose address or words ask for something."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from healthaudit.calls.place import Blocks, Label, Place
from healthaudit.calls.targets import key_of, scheme_of, target_of
from healthaudit.calls.words import KINDS, PATHS, SURE, CallWords, Lines
from healthaudit.expressions import encoded
from healthaudit.kinds import BlockKind, CallKind, Region
from healthaudit.language import Reading
from healthaudit.model import Page

__all__ = ["labels_of", "pressed"]

#: Where links to everything stand that the site has.
_ON_EVERY_PAGE = frozenset([Region.NAVIGATION, Region.FOOTER])
#: Links so near to one another stand in a row.
_ROW = 3
#: So many characters before the button of a form say what it is for.
_BEFORE = 160
#: Kinds that a path cannot overrule: who is asked to talk is not asked to book.
_SPOKEN = frozenset([CallKind.CHAT, CallKind.TEXT_MESSAGE, CallKind.TELEPHONE, CallKind.EMAIL, CallKind.FORM])


def labels_of(page: Page, blocks: Blocks) -> Iterator[Label]:
    """Links and buttons that a reader sees, also those that stand in attributes of form fields."""
    starts = [link.start for link in page.links]
    for link in page.links:
        if blocks.read_at(link.start):
            yield Label(link.start, link.end, link.href.strip(), link.button, blocks.at(link.start).region)
    for block in page.blocks:
        if block.kind is BlockKind.BUTTON and block.region is not Region.HIDDEN:
            at = bisect_left(starts, block.start)
            if at == len(starts) or starts[at] >= block.end:
                yield Label(block.start, block.end, "", True, block.region)


def pressed(labels: Sequence[Label], taken: Sequence[int], reading: Reading, words: CallWords) -> Iterator[Place]:
    """Links and buttons that call, but for those in which something stands that is ``taken``; both in the page's order.

    What stands inside a link is pressed with it: a number says more than the words around it.
    """
    read = Lines.of(reading.folded[label.start : label.end] if label.short else b"" for label in labels)
    targets = [target_of(label.href) for label in labels]
    addresses = Lines.of(encoded(label.href) for label in labels)
    shares = set(addresses.those(words["to-share"]))
    sure = {index: kind for kind in reversed(SURE) for index in addresses.those(words[f"to-{kind}"])}
    paths = {index: kind for kind in reversed(PATHS) for index in addresses.those(words[f"path-{kind}"])}
    kinds = {index: kind for kind in reversed(KINDS) for index in read.those(words[kind])}
    none, anywhere = set(read.those(words["no-call"])), set(read.those(words["everywhere"]))
    for index, label in enumerate(labels):
        at = bisect_left(taken, label.start)
        if index in shares or (at < len(taken) and taken[at] < label.end):
            continue
        kind = scheme_of(label.href) or sure.get(index)
        if kind is None and index not in none and (index in anywhere or not _about_the_site(labels, index)):
            kind = kinds.get(index)
            if (kind or label.button) and kind not in _SPOKEN:
                kind = paths.get(index, kind)
            if kind in (CallKind.LINK, CallKind.FORM) and not targets[index]:
                kind = _of_form(kind, reading.folded[max(0, label.start - _BEFORE) : label.start], words)
        if kind:
            key = key_of(kind, targets[index]) or read.line(index)
            yield Place(label.start, label.end, kind, targets[index], key, label.start)


def _of_form(kind: CallKind, before: bytes, words: CallWords) -> CallKind | None:
    """What the button of a form asks for by the words before it; None when it looks for something on the site."""
    if words["sought"].found_in(before):
        return None
    return CallKind.NEWSLETTER if words["news"].found_in(before) else kind


def _about_the_site(labels: Sequence[Label], index: int) -> bool:
    """Whether a link stands in a menu or the footer, or in a row of links, which is a menu by another name."""
    label = labels[index]
    if label.button:
        return False
    behind = index + 1 < len(labels) and labels[index + 1].start - label.end <= _ROW
    return label.region in _ON_EVERY_PAGE or behind or (index > 0 and label.start - labels[index - 1].end <= _ROW)
