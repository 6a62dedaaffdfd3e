"""citation: one finding for each fault, with both sides where page and source differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from healthaudit.citations import Fault
from healthaudit.language import Reading
from healthaudit.rules.hits import CompiledRule, Hit
from healthaudit.rules.matchers.match import Judged, Place

#: So much of each side stands in a message.
_LONGEST = 90


def applies(compiled: CompiledRule, hits: Sequence[Hit], reading: Reading) -> bool:
    """Always: a page without a hit has passed."""
    return True


def judge(compiled: CompiledRule, hits: Sequence[Hit], reading: Reading) -> Iterator[Judged]:
    """One finding for each place and fault; of several faults at one place the surest leads."""
    by_place: dict[tuple[int, tuple[int, ...]], list[Fault]] = {}
    for hit in hits:
        if isinstance(hit.about, Fault):
            works = tuple(spot.start for spot in hit.about.spots if spot.role == "cited work")
            by_place.setdefault((hit.sentence, works), []).append(hit.about)
    for faults in by_place.values():
        faults.sort(key=lambda fault: fault.review)
        spots = dict.fromkeys((spot.role, spot.start, spot.end) for fault in faults for spot in fault.spots)
        sides = tuple(dict.fromkeys(side for fault in faults for side in fault.sides))
        first = sides[0] if sides else None
        yield Judged(
            tuple(Place(*spot) for spot in spots),
            review=all(fault.review for fault in faults),
            fills={
                "what": faults[0].what if not first else "",
                "page": _short(first.page) if first else "",
                "source": _short(first.source) if first else "",
                "work": first.named if first else "",
            },
            sides=sides,
        )


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 2].rstrip()} ..."
