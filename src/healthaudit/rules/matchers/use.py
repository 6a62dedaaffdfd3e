"""use, warning: one finding for each product, with all its conditions; approval: one for each false statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from healthaudit.approval import Disclosure
from healthaudit.language import Reading
from healthaudit.rules.hits import CompiledRule, Hit
from healthaudit.rules.matchers.match import Judged, Place
from healthaudit.uses import Misstatement, PageUse

#: So many conditions are named in a message, and so many places are shown of each.
_NAMED, _SHOWN = 6, 3


def applies(compiled: CompiledRule, hits: Sequence[Hit], reading: Reading) -> bool:
    """Always: a page without a hit has passed."""
    return True


def judge(compiled: CompiledRule, hits: Sequence[Hit], reading: Reading) -> Iterator[Judged]:
    """One finding for each product, in the order of the page; a person looks at what facts of old labels say."""
    by_product: dict[str, dict[str, list[Hit]]] = {}
    for hit in hits:
        if isinstance(hit.about, PageUse):
            uses = by_product.setdefault(hit.about.product.id, {})
            uses.setdefault(hit.about.condition.id, []).append(hit)
    for product, uses in by_product.items():
        found = [hits[0].about for hits in uses.values() if isinstance(hits[0].about, PageUse)]
        first = found[0]
        # One sentence may promote for several conditions.
        shown = dict.fromkeys((hit.start, hit.end) for hits in uses.values() for hit in hits[:_SHOWN])
        places = [Place("claim" if n == 0 else "also", *span) for n, span in enumerate(shown)]
        if first.disclosure is Disclosure.BURIED and first.disclosed:
            places.append(Place("disclosure", first.disclosed.start, first.disclosed.end))
        yield Judged(
            tuple(places),
            review=not any(use.answer.settled for use in found),
            fills={
                "product": first.product.name,
                "conditions": _listed([use.condition.name for use in found]),
                "status": _status(first),
                "warning": first.unwarned,
            },
            about=" ".join((product, *sorted(uses))),
        )


def judge_statement(compiled: CompiledRule, hits: Sequence[Hit], reading: Reading) -> Iterator[Judged]:
    """One finding for each statement."""
    for hit in hits:
        if isinstance(hit.about, Misstatement):
            places = (Place("claim", hit.start, hit.end),)
            review = bool(hit.contexts) or not hit.about.settled
            yield Judged(places, review=review, fills={"fact": hit.about.fact})


def _status(use: PageUse) -> str:
    """What the product is approved for, with source and date."""
    answer = use.answer
    uses = f"approved for {_listed(answer.approved)}" if answer.approved else "not approved for any disease"
    source = f" ({answer.source}, as of {answer.as_of})" if answer.source else f" (as of {answer.as_of}, unsourced)"
    return uses + source


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")
