"""count: something that is harmless once and a finding when it is repeated; one finding with all its places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from healthaudit.expressions import ENCODING
from healthaudit.language import Reading
from healthaudit.rules.hits import CompiledRule, Hit
from healthaudit.rules.matchers.match import Judged, Place


def applies(compiled: CompiledRule, hits: Sequence[Hit], reading: Reading) -> bool:
    """Always: a page with fewer hits has passed."""
    return True


def judge(compiled: CompiledRule, hits: Sequence[Hit], reading: Reading) -> Iterator[Judged]:
    """One finding for each group of at least ``least`` hits."""
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(_key(reading, hit) if compiled.rule.match.same else "", []).append(hit)
    for key, group in groups.items():
        if len(group) >= compiled.rule.match.least:
            yield Judged(
                tuple(Place("claim" if n == 0 else "repeated at", hit.start, hit.end) for n, hit in enumerate(group)),
                review=all(hit.contexts for hit in group),
                about=key,
            )


def _key(reading: Reading, hit: Hit) -> str:
    """The words of a hit; of a telephone number its digits, however it is printed."""
    text = reading.folded[hit.start : hit.end].lower().decode(ENCODING)
    digits = "".join(filter(str.isdigit, text))
    return digits[-10:] if len(digits) >= 7 else " ".join(text.split())
