"""What to ask: the sentences about which rules and classifier disagree, those first that they disagree about most."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from healthaudit.auditor import Auditor
from healthaudit.classifier import Opinions
from healthaudit.errors import UsageError
from healthaudit.language import Reading
from healthaudit.model import BlockKind, Document, Finding, PageReport, Skipped
from healthaudit.rules.rule import MatchKind

__all__ = ["Question", "View", "pick", "questions"]

#: From this likelihood on the classifier has said yes.
_YES = 0.5
#: Rules about a page as a whole point at some sentence of it, but say nothing of that sentence.
_OF_PAGES = frozenset([MatchKind.ABSENCE, MatchKind.COUNT, MatchKind.USE, MatchKind.WARNING])
#: Evidence that says the same of a further sentence as the first piece does.
_REPEATED = "repeated at"
_UNITS = {
    kind: kind.value
    for kind in (BlockKind.HEADING, BlockKind.BUTTON, BlockKind.LIST_ITEM, BlockKind.TABLE_CELL, BlockKind.QUOTE)
}


class View(NamedTuple):
    """What rules and classifier say of a sentence within one family."""

    family: str
    likelihood: float
    """The classifier's: 0 to 1."""
    words: tuple[str, ...]
    """Those that speak loudest for the family, loudest first."""
    rules: tuple[str, ...]
    """Ids of the rules with a finding there."""

    @property
    def distance(self) -> float:
        """How far the classifier is from the rules' answer: 0 to 1."""
        return 1 - self.likelihood if self.rules else self.likelihood

    @property
    def disagree(self) -> bool:
        """Whether one says yes and the other no."""
        return bool(self.rules) != (self.likelihood >= _YES)


class Question(NamedTuple):
    """A sentence to be labelled, with what a person needs to see for that."""

    source: str
    """What a person would call the page."""
    title: str
    """Of the page, or the name of its file."""
    sells: bool
    heading: str
    """The nearest above; empty for none. White space is folded in this and the following."""
    before: str
    text: str
    after: str
    unit: str
    """As the corpus has it: sentence, heading, button, list-item, table-cell, quote."""
    views: tuple[View, ...]
    """One a family, the greatest distance first."""

    @property
    def distance(self) -> float:
        """The greatest distance over families."""
        return max((view.distance for view in self.views), default=0.0)

    @property
    def disagree(self) -> bool:
        """Whether rules and classifier disagree within a family."""
        return any(view.disagree for view in self.views)


def questions(auditor: Auditor, documents: Iterable[Document | Skipped]) -> Iterator[Skipped | list[Question]]:
    """For each page its sentences, in order, or why there are none: not read, not English, not about health.

    Raises UsageError at the first step when the auditor has no classifier.
    """
    if auditor.classifier is None:
        raise UsageError(
            "without a classifier there is nothing that rules could disagree with", "name a model with --model FILE"
        )
    families = [family.name for family in auditor.classifier.families]
    of_sentences = {
        compiled.rule.id
        for compiled in auditor.library.pack.rules.rules
        if compiled.rule.match.kind is not MatchKind.CLASSIFIER and compiled.rule.match.kind not in _OF_PAGES
    }
    for document in documents:
        report = auditor.run([document])
        if report.skipped:
            yield report.skipped[0]
            continue
        audited = report.pages[0]
        if audited.profile is None:
            yield Skipped(audited.page.source, "; ".join(audited.notes))
            continue
        reading = auditor.library.language.read(audited.page)
        found = _found(reading, [finding for finding in audited.findings if finding.rule in of_sentences])
        yield list(_questions(audited, reading, Opinions(auditor.classifier, reading), families, found))


def pick(asked: Iterable[Question], known: Collection[str], *, every: bool = False) -> list[Question]:
    """Those about which there is disagreement (or every one), the greatest first, each text once, none that is known.

    Among equals, the order is that in which they come.
    """
    chosen: dict[str, Question] = {}
    for question in asked:
        if (every or question.disagree) and question.text not in known:
            other = chosen.get(question.text)
            if other is None or question.distance > other.distance:
                chosen[question.text] = question
    return sorted(chosen.values(), key=lambda question: -question.distance)


def _questions(
    report: PageReport,
    reading: Reading,
    opinions: Opinions,
    families: Sequence[str],
    found: Mapping[tuple[int, str], Sequence[str]],
) -> Iterator[Question]:
    page = report.page
    texts = [page.quote(sentence.start, sentence.end) for sentence in reading.sentences]
    title = " ".join(page.title.split()) or os.path.basename(page.source.rstrip("/")) or page.source
    for number, sentence in enumerate(reading.sentences):
        views = [
            View(family, likelihood, opinions.drivers(number, family), tuple(found.get((number, family), ())))
            for family in families
            if (likelihood := opinions.likelihood(number, family)) is not None
        ]
        if not views or not texts[number]:
            continue
        above = reading.headings[sentence.block]
        yield Question(
            source=page.source,
            title=title,
            sells=reading.sells,
            heading=page.quote(page.blocks[above].start, page.blocks[above].end) if above >= 0 else "",
            before=texts[number - 1] if number else "",
            text=texts[number],
            after=texts[number + 1] if number + 1 < len(texts) else "",
            unit=_UNITS.get(reading.block_of(sentence).kind, "sentence"),
            views=tuple(sorted(views, key=lambda view: -view.distance)),
        )


def _found(reading: Reading, findings: Iterable[Finding]) -> dict[tuple[int, str], list[str]]:
    """(sentence, family) to the rules that have a finding there; findings know places in the source only."""
    page = reading.page
    spans = sorted(
        (page.span(sentence.start, sentence.end), number)
        for number, sentence in enumerate(reading.sentences)
        if sentence.end > sentence.start
    )
    rules: dict[tuple[int, str], list[str]] = {}
    for finding in findings:
        for index, evidence in enumerate(finding.evidence):
            if index and evidence.role != _REPEATED:
                continue
            # The last sentence that begins at the evidence or before it, or else the first within it.
            at = max(0, bisect_right(spans, evidence.span.start, key=lambda one: one[0].start) - 1)
            for span, number in spans[at : at + 2]:
                if span.start < evidence.span.end and evidence.span.start < span.end:
                    its = rules.setdefault((number, finding.family.value), [])
                    if finding.rule not in its:
                        its.append(finding.rule)
                    break
    return rules
