"""classifier: each sentence that the classifier suspects is a finding; the same sentence elsewhere is part of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from healthaudit.classifier import Suspicion
from healthaudit.language import Reading
from healthaudit.rules.hits import CompiledRule, Hit
from healthaudit.rules.matchers.match import Judged, Place


def applies(compiled: CompiledRule, hits: Sequence[Hit], reading: Reading) -> bool:
    """Always: a page without a hit has passed."""
    return True


def judge(compiled: CompiledRule, hits: Sequence[Hit], reading: Reading) -> Iterator[Judged]:
    """One finding for each different sentence, in the order of the page."""
    by_words: dict[bytes, list[Hit]] = {}
    for hit in hits:
        words = b" ".join(reading.sentence_text(reading.sentences[hit.sentence]).lower().split())
        by_words.setdefault(words, []).append(hit)
    for first, *repeats in by_words.values():
        if isinstance(first.about, Suspicion):
            yield Judged(
                (
                    Place("claim", first.start, first.end),
                    *(Place("repeated at", hit.start, hit.end) for hit in repeats),
                ),
                review=bool(first.contexts) or not first.about.fails,
                fills={
                    "kind": first.about.label.partition("/")[2].replace("-", " "),
                    "words": ", ".join(f"“{word}”" for word in first.about.drivers),
                },
                confidence=first.about.likelihood,
            )
