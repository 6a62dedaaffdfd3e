"""One HTML file that a reviewer works through: the page's own words, marked, beside what was found in them.

The file asks for nothing (``document``), and is complete without its script, which only filters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from healthaudit.model import (
    BaselineState,
    Block,
    BlockKind,
    Family,
    Finding,
    Media,
    Outcome,
    PageReport,
    Region,
    Report,
    RuleOutcome,
    Score,
    Severity,
    SuppressionProblem,
)
from healthaudit.reports.document import document
from healthaudit.reports.marks import Piece, by_position, marks
from healthaudit.reports.sources import Told, by_source, reach
from healthaudit.reports.sources import tally as tally_of_sources
from healthaudit.reports.standing import speakers, told_once, vanished
from healthaudit.reports.standing import tally as tally_of_states
from healthaudit.reports.tables import Places, SourceRow, UseRow, first_rows, source_rows, use_rows
from healthaudit.reports.uses import tally as tally_of_uses

__all__ = ["render_html"]

_MEDIA = {Media.HTML: "HTML", Media.MARKDOWN: "Markdown", Media.TEXT: "plain text"}
_LANGUAGES = {"en": "English", "und": "language not recognised"}
# Colour is never the only sign: shapes tell severities apart in print and to the colour-blind.
_SIGNS = {Severity.CRITICAL: "◆", Severity.HIGH: "▲", Severity.MEDIUM: "●", Severity.LOW: "○"}
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


def render_html(report: Report) -> str:
    """A complete HTML document for all pages of a run, to be written as UTF-8."""
    return document(
        "report.html.j2",
        styles=["report.css"],
        scripts=["report.js"],
        tool=report.tool,
        pages=[_View.of(number, *told) for number, told in enumerate(told_once(report.pages), 1)],
        compared=any(finding.baseline for page in report.pages for finding in page.findings),
        skipped=report.skipped,
        signs=_SIGNS,
        families=list(Family),
        severities=list(Severity),
        states=list(BaselineState),
    )


@dataclass(frozen=True, slots=True)
class _Card:
    """A finding with its number; per piece of evidence the id of its place, empty where no reader sees it."""

    number: int
    id: str
    finding: Finding
    lost: float
    """Points that the finding costs, by the ledger of the score; 0 when the ledger does not name it."""
    anchors: tuple[str, ...]

    @property
    def told(self) -> list[Told]:
        """What the page and its sources say, where they differ."""
        return by_source(self.finding.sides)


@dataclass(frozen=True, slots=True)
class _Words:
    """A piece of text; ``lead`` is the finding that it links to, None where nothing was found."""

    text: str
    cards: tuple[_Card, ...]
    lead: _Card | None
    badges: tuple[_Card, ...]
    """Findings that begin to point here, and so show their number."""
    anchors: tuple[str, ...]
    """Ids of the evidence that begins here, of findings, uses and sources."""


@dataclass(frozen=True, slots=True)
class _Passage:
    """A block that a reader sees."""

    block: Block
    label: str
    words: tuple[_Words, ...]


@dataclass(frozen=True, slots=True)
class _View:
    """What the template shows of one page."""

    number: int
    report: PageReport
    problems: tuple[SuppressionProblem, ...]
    cards: tuple[_Card, ...]
    passages: tuple[_Passage, ...]
    uses: tuple[UseRow, ...]
    sources: tuple[SourceRow, ...]

    @classmethod
    def of(cls, number: int, report: PageReport, problems: tuple[SuppressionProblem, ...]) -> _View:
        page = report.page
        findings = by_position(report.findings)
        places = Places.of((*report.uses, *report.sources))
        seen = [
            (block, pieces)
            for block, pieces in zip(page.blocks, marks(page, (*findings, places)), strict=True)
            if block.region is not Region.HIDDEN and page.text[block.start : block.end].strip()
        ]
        first: dict[tuple[int, int], Piece] = {}
        for _, pieces in seen:
            for piece in pieces:
                for place in piece.places:
                    first.setdefault(place, piece)
        cards = tuple(_cards(number, findings, report.score, first))
        # Places of uses and sources are numbered after the findings.
        names = [*(card.id for card in cards), f"p{number}-places"]
        passages = tuple(
            _Passage(block, _label(block), tuple(_words(pieces, cards, names, first))) for block, pieces in seen
        )
        anchors = {
            each.span: _anchor(names[-1], which)
            for which, each in enumerate(places.evidence, 1)
            if (len(names), which) in first
        }
        uses, sources = tuple(use_rows(report.uses, anchors)), tuple(source_rows(report.sources, anchors))
        return cls(number, report, problems, cards, passages, uses, sources)

    @property
    def title(self) -> str:
        return self.report.page.title.strip() or self.report.page.source

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
    def score(self) -> str:
        return _score(self.report.score)

    @property
    def verdict(self) -> str:
        return _verdict(self.report)

    @property
    def standing(self) -> str:
        """How the findings stand to a baseline and to the profile of the run; empty where neither has a say."""
        compared = tally_of_states(self.report.findings)
        out = self.report.left_out
        said = (
            f"Against the baseline: {compared}." if compared else "",
            f"{vanished(self.report.gone)}." if self.report.gone else "",
            f"{out} {_findings(out)} left out by the profile." if out else "",
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
    def regions(self) -> list[tuple[Region, list[tuple[BlockKind, list[_Passage]]]]]:
        """Passages grouped by region, then by kind, so that list items make a list."""
        return [
            (region, [(kind, list(run)) for kind, run in groupby(part, lambda passage: passage.block.kind)])
            for region, part in groupby(self.passages, lambda passage: passage.block.region)
        ]

    @property
    def outcomes(self) -> dict[RuleOutcome, list[str]]:
        """Rule ids by how the rule ended."""
        rules = sorted(self.report.outcomes)
        return {each: [rule for rule in rules if self.report.outcomes[rule] is each] for each in RuleOutcome}


def _label(block: Block) -> str:
    return f"H{block.level}" if block.kind is BlockKind.HEADING else _LABELS.get(block.kind, "")


def _anchor(card: str, evidence: int) -> str:
    return f"{card}-e{evidence}"


def _cards(
    page: int, findings: Sequence[Finding], score: Score, first: Mapping[tuple[int, int], Piece]
) -> Iterator[_Card]:
    """Findings with their ids. ``first``: the piece in which a place (finding, evidence) begins, if seen."""
    lost: dict[str, list[float]] = {}
    for entry in score.ledger:
        lost.setdefault(entry.finding, []).append(entry.points)
    for number, finding in enumerate(findings, 1):
        card = f"p{page}-f{number}"
        anchors = tuple(
            _anchor(card, which) if (number, which) in first else "" for which in range(1, len(finding.evidence) + 1)
        )
        # The same words twice share a fingerprint; each then has an entry of its own.
        points = lost.get(finding.id)
        yield _Card(number, card, finding, points.pop(0) if points else 0.0, anchors)


def _words(
    pieces: Sequence[Piece],
    cards: Sequence[_Card],
    names: Sequence[str],
    first: Mapping[tuple[int, int], Piece],
) -> Iterator[_Words]:
    """The pieces of one block with the findings that they link to. ``names``: what ids of places begin with."""
    before: tuple[int, ...] = ()
    for piece in pieces:
        here = [cards[number - 1] for number in piece.findings if number <= len(cards)]
        yield _Words(
            text=piece.text,
            cards=tuple(here),
            # Of several findings the worst has the say; the others are reached by their numbers.
            lead=min(here, key=lambda card: (card.finding.severity.rank, card.number), default=None),
            badges=tuple(card for card in here if card.number not in before),
            anchors=tuple(
                _anchor(names[number - 1], which)
                for number, which in piece.places
                if first.get((number, which)) is piece
            ),
        )
        before = piece.findings


def _score(score: Score) -> str:
    """The score in words, with how far it moves if everything under review is upheld."""
    if score.value is None:
        return "no score"
    words = f"{score.value}"
    if score.low is not None and score.low < score.value:
        words += f", or {score.low} if everything under review is upheld"
    if score.high is not None and score.high > score.value:
        words += f", at best {score.high}"
    return words


def _verdict(report: PageReport) -> str:
    """One sentence. It says what was found, never that a page is sound."""
    if not report.findings and report.score.value is None:
        return "No rule applied to this page, so nothing can be said about it."
    if not report.findings and report.suppressed:
        aside = f"{len(report.suppressed)} {_findings(len(report.suppressed))}"
        if any(speakers(report.suppressed)):
            return f"Nothing counts: {aside} set aside."
        return f"Nothing counts: the author lets {aside} stand."
    if not report.findings and report.left_out:
        return "Nothing that the profile of this run shows was found; what it leaves out may still need mending."
    if not report.findings:
        return "The rules that ran found nothing to mend; what they do not cover still needs a reader."
    fails = Counter(finding.severity for finding in report.findings if finding.outcome is Outcome.FAIL)
    waiting = len(report.findings) - fails.total()
    grave = {severity: fails[severity] for severity in (Severity.CRITICAL, Severity.HIGH) if fails[severity]}
    if grave:
        counts = " and ".join(f"{count} {severity}" for severity, count in grave.items())
        said = f"{counts} {_findings(sum(grave.values()))} must be mended before this page is published"
    elif fails:
        said = f"{fails.total()} {_findings(fails.total())} to mend, none of them critical or high"
    else:
        said = "Nothing failed outright"
    if waiting:
        more = " more" if fails else ""
        said += f"; {waiting}{more} {'waits' if waiting == 1 else 'wait'} for a reviewer’s judgement"
    return f"{said}."


def _findings(count: int) -> str:
    return "finding" if count == 1 else "findings"
