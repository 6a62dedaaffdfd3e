"""absence: the page says something, and nowhere what has to go with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from healthaudit.language import Reading
from healthaudit.model import BlockKind
from healthaudit.rules.hits import CompiledRule, Hit
from healthaudit.rules.matchers.match import Judged, Place

#: So many places of what the page says are shown.
_SHOWN = 5


def applies(compiled: CompiledRule, hits: Sequence[Hit], reading: Reading) -> bool:
    """Only to a page that says what calls for the missing words (or when nothing particular calls for them)."""
    match = compiled.rule.match
    return not match.any or len(hits) >= match.least


def judge(compiled: CompiledRule, hits: Sequence[Hit], reading: Reading) -> Iterator[Judged]:
    """At most one finding, at the first place that calls for the missing words."""
    match = compiled.rule.match
    if any(_stated(fact, reading) for fact in match.lacks_facts):
        return
    for expression in compiled.lacks:
        if expression.found_in(reading.masked if expression.pattern.slotted else reading.shown):
            return
    if hits:
        places = tuple(Place("claim" if n == 0 else "also", hit.start, hit.end) for n, hit in enumerate(hits[:_SHOWN]))
    else:
        places = _page(reading)
    yield Judged(places, review=bool(hits) and all(hit.contexts for hit in hits), about="")


def _stated(fact: str, reading: Reading) -> bool:
    """Whether the page states a fact about itself; "references" are a list of sources."""
    if fact == "references":
        return any(block.kind is BlockKind.REFERENCE for block in reading.page.blocks)
    return bool(getattr(reading.page.facts, fact))


def _page(reading: Reading) -> tuple[Place, ...]:
    """The page's title or first heading stands for the page; nothing does when it has neither."""
    for kind in (BlockKind.TITLE, BlockKind.HEADING):
        for block in reading.page.blocks:
            if block.kind is kind:
                return (Place("page", block.start, block.end),)
    return ()
