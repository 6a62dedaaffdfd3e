"""Labelled sentences made ready to be learnt from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from healthaudit.auditor import Auditor
from healthaudit.classifier.opinions import judged
from healthaudit.evaluation.gold import Corpus, GoldPage
from healthaudit.evaluation.pages import overlaps, places, source_to_folded
from healthaudit.evaluation.sentences import findings_of
from healthaudit.language.fold import fold
from healthaudit.model import Finding

if TYPE_CHECKING:
    from healthaudit.classifier.train import Example


def examples_of(corpus: Corpus, rules: Auditor | None = None) -> Iterator[Example]:
    """What may be learnt from, with what ``rules`` (an auditor without a classifier) find there."""
    from healthaudit.classifier.train import Example

    sentences = corpus.development
    for sentence, found in zip(
        sentences, findings_of(rules, sentences) if rules else [()] * len(sentences), strict=True
    ):
        yield Example(
            fold(sentence.text).decode("latin-1"),
            sentence.block,
            sentence.labels,
            sentence.batch,
            _surest(found),
            sentence.batch in corpus.seen_by_rules,
        )


def examples_on(pages: Sequence[GoldPage], rules: Auditor) -> Iterator[Example]:
    """Every sentence of pages with gold, but those that gold is unsure of. A page is a batch of its own."""
    from healthaudit.classifier.train import Example

    for gold in pages:
        report = rules.audit(gold.document)
        if report.score.value is None:  # not about health, or not in English: never scored, never learnt from
            continue
        page = report.page
        reading = rules.library.language.read(page)
        wanted, unsure = list(places(report, gold.findings)), list(places(report, gold.unsure))
        folded_at = source_to_folded(report)
        for number in judged(reading):
            sentence = reading.sentences[number]
            span = page.span(sentence.start, sentence.end)
            stretch = [(folded_at[span.start], folded_at[span.end - 1] + 1)]
            if any(overlaps(place, stretch) for place in unsure):
                continue
            yield Example(
                reading.sentence_text(sentence).decode("latin-1"),
                reading.block_of(sentence).kind,
                frozenset(f"{place.family}/{place.kind}" for place in wanted if overlaps(place, stretch)),
                Path(gold.document.source).name,
                {},
                on_page=True,
            )


def _surest(found: Sequence[Finding]) -> Mapping[str, float]:
    """Family to the confidence of the surest rule."""
    surest: dict[str, float] = {}
    for finding in found:
        surest[finding.family.value] = max(finding.confidence, surest.get(finding.family.value, 0.0))
    return surest
