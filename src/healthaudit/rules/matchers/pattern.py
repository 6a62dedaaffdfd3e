"""pattern: each sentence with a hit is a finding; the same sentence elsewhere on the page is part of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from healthaudit.language import Reading
from healthaudit.rules.hits import CompiledRule, Hit
from healthaudit.rules.matchers.match import Judged, Place


def applies(compiled: CompiledRule, hits: Sequence[Hit], reading: Reading) -> bool:
    """Always: a page without a hit has passed."""
    return True


def judge(compiled: CompiledRule, hits: Sequence[Hit], reading: Reading) -> Iterator[Judged]:
    """One finding for each different sentence, in the order of the page."""
    by_sentence: dict[int, list[Hit]] = {}
    for hit in hits:
        by_sentence.setdefault(hit.sentence, []).append(hit)
    by_words: dict[bytes, list[list[Hit]]] = {}
    for sentence, found in by_sentence.items():
        words = b" ".join(reading.sentence_text(reading.sentences[sentence]).lower().split())
        by_words.setdefault(words, []).append(found)
    for first, *repeats in by_words.values():
        places = [Place("claim" if n == 0 else "also", hit.start, hit.end) for n, hit in enumerate(first)]
        places.extend(Place("repeated at", hits[0].start, hits[0].end) for hits in repeats)
        yield Judged(tuple(places), review=all(hit.contexts for hit in first))
