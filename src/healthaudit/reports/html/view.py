"""What the HTML report shows of one page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from healthaudit.model import (
    BaselineState,
    Block,
    BlockKind,
    Family,
    Media,
    Outcome,
    PageReport,
    Region,
    Regulation,
    RuleOutcome,
    Severity,
    SuppressionProblem,
    Tool,
)
from healthaudit.reports.html.calls import CallRow, call_rows
from healthaudit.reports.html.calls import tally as tally_of_calls
from healthaudit.reports.html.cards import Card, Words, anchor, cards_of, words_of
from healthaudit.reports.html.tables import Places, SourceRow, UseRow, first_rows, source_rows, use_rows
from healthaudit.reports.html.wording import counted, not_run, score_told, verdict_told
from healthaudit.reports.marks import Piece, by_position, marks
from healthaudit.reports.sources import reach
from healthaudit.reports.sources import tally as tally_of_sources
from healthaudit.reports.standing import speakers, vanished
from healthaudit.reports.standing import tally as tally_of_states
from healthaudit.reports.uses import tally as tally_of_uses

__all__ = ["View"]

_MEDIA = {Media.HTML: "HTML", Media.MARKDOWN: "Markdown", Media.TEXT: "plain text"}
_LANGUAGES = {"en": "English", "und": "language not recognised"}
_LABELS = {
    BlockKind.TITLE: "Page title",
    BlockKind.DESCRIPTION: "Search description",
    BlockKind.BUTTON: "Button",
    BlockKind.LINK: "Link",
    BlockKind.CAPTION: "Caption",
    BlockKind.ALT_TEXT: "Image description",
    BlockKind.QUOTE: "Quote",
    BlockKind.REFERENCE: "Reference",
    BlockKind.CODE: "Code",
}
#: Blocks that tell of a page, and are not of its text.
_ABOUT = frozenset({BlockKind.TITLE, BlockKind.DESCRIPTION})
#: Passages that a browser lays out together: it leaves alone what nobody looks at.
_TOGETHER = 40


@dataclass(frozen=True, slots=True)
class Passage:
    """A block that a reader sees."""

    block: Block
    label: str
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Law:
    """A regulation on which findings rest, with its number in their table."""

    number: int
    regulation: Regulation
    findings: int


@dataclass(frozen=True, slots=True)
class View:
    """One page with everything that the template shows of it."""

    number: int
    report: PageReport
    tool: Tool
    problems: tuple[SuppressionProblem, ...]
    cards: tuple[Card, ...]
    passages: tuple[Passage, ...]
    uses: tuple[UseRow, ...]
    sources: tuple[SourceRow, ...]
    calls: tuple[CallRow, ...]

    @classmethod
    def of(cls, number: int, report: PageReport, problems: tuple[SuppressionProblem, ...], tool: Tool) -> View:
        page = report.page
        findings = by_position(report.findings)
        places = Places.of((*report.uses, *report.sources, *report.calls))
        seen = [
            (block, pieces)
            for block, pieces in zip(page.blocks, marks(page, (*findings, places)), strict=True)
            if block.region is not Region.HIDDEN and page.text[block.start : block.end].strip()
        ]
        found = _Found.of(seen, len(findings))
        cards = tuple(cards_of(number, findings, report.score, found.first))
        # Places of uses, sources and calls are numbered after the findings.
        names = [*(card.id for card in cards), f"p{number}-places"]
        passages = tuple(
            Passage(block, _label(block), tuple(words_of(pieces, cards, names, found.first))) for block, pieces in seen
        )
        spans = {which: each.span for which, each in enumerate(places.evidence, 1) if which in found.shares}
        anchors = {span: anchor(names[-1], which) for which, span in spans.items()}
        return cls(
            number=number,
            report=report,
            tool=tool,
            problems=problems,
            cards=cards,
            passages=passages,
            uses=tuple(use_rows(report.uses, anchors)),
            sources=tuple(source_rows(report.sources, anchors)),
            calls=tuple(
                call_rows(
                    report.calls,
                    anchors,
                    {span: found.shares[which] for which, span in spans.items()},
                    {span: [cards[one - 1] for one in found.touching[which]] for which, span in spans.items()},
                )
            ),
        )

    @property
    def title(self) -> str:
        return self.report.page.title.strip() or self.report.page.source

    @property
    def name(self) -> str:
        """The page's own name in JSON and ASCII: a baseline needs also the characters that are not shown."""
        return json.dumps(self.report.page.source)

    @property
    def about(self) -> str:
        language = self.report.language
        kind = f" · a page that {self.report.profile.kind.described}" if self.report.profile else ""
        return f"{_MEDIA[self.report.page.media]} · {_LANGUAGES.get(language, f'language “{language}”')}{kind}"

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.report.page.notes, *self.report.notes)))

    @property
    def tally_of_uses(self) -> str:
        return tally_of_uses(self.report.uses)

    @property
    def tally_of_sources(self) -> str:
        return tally_of_sources(self.report.sources)

    @property
    def reach(self) -> str:
        return reach(self.report.sourced)

    @property
    def first_uses(self) -> tuple[UseRow, ...]:
        return first_rows(self.uses)

    @property
    def first_sources(self) -> tuple[SourceRow, ...]:
        return first_rows(self.sources)

    @property
    def tally_of_calls(self) -> str:
        return tally_of_calls(self.calls)

    @property
    def first_calls(self) -> tuple[CallRow, ...]:
        return first_rows(self.calls)

    @property
    def score(self) -> str:
        return score_told(self.report.score)

    @property
    def verdict(self) -> str:
        return verdict_told(self.report)

    @property
    def not_run(self) -> str:
        """What was not run, as one phrase; empty when everything was."""
        return "; ".join(not_run(self.report, self.tool))

    @property
    def standing(self) -> str:
        """How the findings stand to a baseline and to the profile of the run; empty where neither has a say."""
        compared = tally_of_states(self.report.findings)
        out = self.report.left_out
        said = (
            f"Against the baseline: {compared}." if compared else "",
            f"{vanished(self.report.gone)}." if self.report.gone else "",
            f"{counted(out, 'finding')} left out by the profile." if out else "",
        )
        return " ".join(filter(None, said))

    @property
    def speakers(self) -> list[str]:
        """Files by whose word findings are set aside; "" is the page itself."""
        return speakers(self.report.suppressed)

    @property
    def own(self) -> bool:
        """Whether only the page itself lets findings stand, or tries to."""
        return not any(self.speakers) and not any(problem.source for problem in self.problems)

    @property
    def counts(self) -> Counter[Severity | Outcome | Family | BaselineState | tuple[Severity, Outcome] | None]:
        """Number of findings of each severity, outcome, family and state, and of each severity with each outcome."""
        return Counter(
            key
            for finding in self.report.findings
            for key in (
                finding.severity,
                finding.outcome,
                finding.family,
                finding.baseline,
                (finding.severity, finding.outcome),
            )
        )

    @property
    def answered(self) -> int:
        """Benchmarks to which the page has an answer."""
        return sum(bool(benchmark.answer) for benchmark in self.report.benchmarks)

    @property
    def models(self) -> dict[str, Card]:
        """By rule its first finding, whose card has everything that all findings of the rule share."""
        return {card.finding.rule: card for card in reversed(self.cards)}

    @property
    def laws(self) -> dict[str, Law]:
        """The regulations on which findings rest, by id, the ones with most findings first."""
        named = {law.id: law for card in self.cards for law in card.finding.regulations}
        resting = Counter(law.id for card in self.cards for law in card.finding.regulations)
        ordered = sorted(named.values(), key=lambda law: (-resting[law.id], law.jurisdiction, law.id))
        return {law.id: Law(number, law, resting[law.id]) for number, law in enumerate(ordered, 1)}

    @property
    def regions(self) -> list[tuple[Region, list[list[tuple[BlockKind, list[Passage]]]]]]:
        """Passages by region, in parts of a size, and in each by kind, so that list items make a list."""
        return [
            (
                region,
                [
                    [(kind, list(run)) for kind, run in groupby(part, lambda passage: passage.block.kind)]
                    for part in _parts(list(passages))
                ],
            )
            for region, passages in groupby(self.passages, lambda passage: passage.block.region)
        ]

    @property
    def outcomes(self) -> dict[RuleOutcome, list[str]]:
        """Rule ids by how the rule ended."""
        rules = sorted(self.report.outcomes)
        return {each: [rule for rule in rules if self.report.outcomes[rule] is each] for each in RuleOutcome}


class _Found(NamedTuple):
    """Where what points at the text begins in it."""

    first: Mapping[tuple[int, int], Piece]
    """By (finding, evidence)."""
    shares: Mapping[int, float]
    """By the number of a place that is no finding's: the share of the text before it, 0 to 1."""
    touching: Mapping[int, set[int]]
    """By the number of such a place: the findings that point at some of the same words."""

    @classmethod
    def of(cls, seen: Sequence[tuple[Block, list[Piece]]], findings: int) -> _Found:
        """``findings``: how many there are; what is numbered after them are places.

        Title and description are not of the page's text: they take no room in it.
        """
        first: dict[tuple[int, int], Piece] = {}
        shares: dict[int, float] = {}
        touching: dict[int, set[int]] = {}
        total = max(1, sum(len(piece.text) for block, pieces in seen for piece in pieces if block.kind not in _ABOUT))
        before = 0
        for block, pieces in seen:
            for piece in pieces:
                for one, which in piece.places:
                    first.setdefault((one, which), piece)
                    if one > findings:
                        shares.setdefault(which, before / total)
                        touching.setdefault(which, set()).update(each for each in piece.findings if each <= findings)
                before += 0 if block.kind in _ABOUT else len(piece.text)
        return cls(first, shares, touching)


def _label(block: Block) -> str:
    return f"H{block.level}" if block.kind is BlockKind.HEADING else _LABELS.get(block.kind, "")


def _parts(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    """Passages a few at a time; a part ends at a heading where it can, and never inside a list."""
    part: list[Passage] = []
    for passage in passages:
        kind = passage.block.kind
        new = kind is BlockKind.HEADING or (len(part) >= 2 * _TOGETHER and kind is not part[-1].block.kind)
        if new and len(part) >= _TOGETHER:
            yield part
            part = []
        part.append(passage)
    if part:
        yield part
