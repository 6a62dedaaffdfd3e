"""One HTML file that a reviewer works through: the page's own words, marked, beside what was found in them.

The file asks for nothing: no font, image or script from elsewhere, and a content-security policy that admits
only its own style sheet and script, by hash. It is complete without the script, which only filters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from healthaudit.model import (
    BlockKind,
    Evidence,
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
)
from healthaudit.reports.marks import Piece, by_position, marks, visible

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
    from base64 import b64encode
    from hashlib import sha256
    from importlib.resources import files

    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    folder = files("healthaudit.reports") / "templates"

    def read(name: str) -> str:
        return (folder / name).read_text(encoding="utf-8").replace("\r\n", "\n")

    def digest(text: str) -> str:
        return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()

    def spelt_out(value: object) -> object:
        return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    style, script = read("report.css"), read("report.js")
    environment = Environment(
        loader=FunctionLoader(read),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=spelt_out,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2").render(
        tool=report.tool,
        pages=[_View.of(number, page) for number, page in enumerate(report.pages, 1)],
        skipped=report.skipped,
        style=Markup(style),
        script=Markup(script),
        style_hash=digest(style),
        script_hash=digest(script),
        signs=_SIGNS,
        families=list(Family),
        severities=list(Severity),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """One piece of evidence on a card; ``anchor`` is empty when no reader sees it."""

    evidence: Evidence
    anchor: str


@dataclass(frozen=True, slots=True)
class _Card:
    number: int
    id: str
    finding: Finding
    lost: float
    """Points that the finding costs, by the ledger of the score; 0 when the ledger does not name it."""
    places: tuple[_Place, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    """A piece of text; ``lead`` is the finding that it links to, 0 for none."""

    text: str
    findings: tuple[int, ...] = ()
    lead: int = 0
    badges: tuple[int, ...] = ()
    """Findings that begin to point here and so show their number; never ``lead``."""
    begins: bool = False
    """Whether ``lead`` begins here, and so shows its number."""
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Passage:
    kind: BlockKind
    region: Region
    label: str
    words: tuple[_Words, ...]


@dataclass(frozen=True, slots=True)
class _View:
    """What the template shows of one page."""

    number: int
    report: PageReport
    title: str
    about: str
    verdict: str
    score: str
    grade: str
    notes: tuple[str, ...]
    cards: tuple[_Card, ...]
    text: tuple[tuple[Region, tuple[tuple[BlockKind, tuple[_Passage, ...]], ...]], ...]
    """Passages grouped by region, then by kind, so that list items make a list."""
    severities: Counter[Severity]
    families: Counter[Family]
    cells: Counter[tuple[Severity, Outcome]]
    outcomes: dict[RuleOutcome, list[str]]

    @classmethod
    def of(cls, number: int, report: PageReport) -> _View:
        page = report.page
        findings = by_position(report.findings)
        anchors: set[str] = set()
        passages = list(_passages(number, report, findings, anchors))
        media = _MEDIA[page.media]
        language = _LANGUAGES.get(report.language, f"language “{report.language}”")
        outcomes: dict[RuleOutcome, list[str]] = {outcome: [] for outcome in RuleOutcome}
        for rule, outcome in sorted(report.outcomes.items()):
            outcomes[outcome].append(rule)
        return cls(
            number=number,
            report=report,
            title=page.title.strip() or page.source,
            about=f"{media} · {language}",
            verdict=_verdict(report),
            score=_score(report.score),
            grade=report.score.grade if report.score.value is not None else "no score",
            notes=tuple(dict.fromkeys((*page.notes, *report.notes))),
            cards=tuple(_cards(number, report, findings, anchors)),
            text=tuple(
                (
                    region,
                    tuple((kind, tuple(run)) for kind, run in groupby(part, lambda passage: passage.kind)),
                )
                for region, part in groupby(passages, lambda passage: passage.region)
            ),
            severities=Counter(finding.severity for finding in findings),
            families=Counter(finding.family for finding in findings),
            cells=Counter((finding.severity, finding.outcome) for finding in findings),
            outcomes=outcomes,
        )

    @property
    def failing(self) -> int:
        return sum(finding.outcome is Outcome.FAIL for finding in self.report.findings)

    @property
    def waiting(self) -> int:
        return sum(finding.outcome is Outcome.REVIEW for finding in self.report.findings)

    @property
    def placed(self) -> list[_Card]:
        return [card for card in self.cards if card.places]

    @property
    def general(self) -> list[_Card]:
        return [card for card in self.cards if not card.places]


def _cards(
    number: int, report: PageReport, findings: Sequence[Finding], anchors: set[str]
) -> Iterator[_Card]:
    lost: dict[str, list[float]] = {}
    for entry in report.score.ledger:
        lost.setdefault(entry.finding, []).append(entry.points)
    for index, finding in enumerate(findings, 1):
        card = f"p{number}-f{index}"
        places = (
            _Place(evidence, anchor if (anchor := f"{card}-e{which}") in anchors else "")
            for which, evidence in enumerate(finding.evidence, 1)
        )
        points = lost.get(finding.id)
        # The same words twice share a fingerprint; each then has an entry of its own.
        yield _Card(index, card, finding, points.pop(0) if points else 0.0, tuple(places))


def _passages(
    number: int, report: PageReport, findings: Sequence[Finding], anchors: set[str]
) -> Iterator[_Passage]:
    """Blocks that a reader sees, marked. Adds to ``anchors`` the ids under which evidence can be reached."""
    page = report.page
    for block, pieces in zip(page.blocks, marks(page, findings), strict=True):
        if block.region is Region.HIDDEN or not page.text[block.start : block.end].strip():
            continue
        label = f"H{block.level}" if block.kind is BlockKind.HEADING else _LABELS.get(block.kind, "")
        yield _Passage(block.kind, block.region, label, tuple(_words(number, pieces, findings, anchors)))


def _words(
    number: int, pieces: Sequence[Piece], findings: Sequence[Finding], anchors: set[str]
) -> Iterator[_Words]:
    """The pieces of one block with the numbers, links and anchors that they show."""
    before: tuple[int, ...] = ()
    for piece in pieces:
        here = piece.findings
        # Of several findings the worst has the say; the others are reached by their numbers.
        lead = min(here, key=lambda index: (findings[index - 1].severity.rank, index), default=0)
        named = [f"p{number}-f{index}-e{which}" for index, which in piece.places]
        begun = tuple(name for name in named if name not in anchors)
        fresh = tuple(index for index in here if index not in before)
        yield _Words(
            text=piece.text,
            findings=here,
            lead=lead,
            badges=tuple(index for index in fresh if index != lead),
            begins=lead in fresh,
            anchors=begun,
        )
        anchors.update(begun)
        before = here


def _score(score: Score) -> str:
    """The score in words, with what it would be if everything under review were upheld."""
    if score.value is None:
        return "no score"
    if score.low is None or score.low >= score.value:
        return f"{score.value}"
    return f"{score.value}, or {score.low} if everything under review is upheld"


def _verdict(report: PageReport) -> str:
    """One sentence. It says what was found, and never that a page is sound."""
    fails = Counter(finding.severity for finding in report.findings if finding.outcome is Outcome.FAIL)
    reviews = sum(finding.outcome is Outcome.REVIEW for finding in report.findings)
    if not report.findings:
        if report.score.value is None:
            return "No rule applied to this page, so nothing can be said about it."
        return "The rules that ran found nothing to mend; what they do not cover still needs a reader."
    waiting = (
        f"{reviews} more {'waits' if reviews == 1 else 'wait'} for a reviewer’s judgement" if reviews else ""
    )
    grave = [
        f"{fails[severity]} {severity}" for severity in (Severity.CRITICAL, Severity.HIGH) if fails[severity]
    ]
    count = fails[Severity.CRITICAL] + fails[Severity.HIGH]
    if not fails:
        return f"Nothing failed outright, but {waiting.replace(' more', '')}."
    if grave:
        said = (
            f"{' and '.join(grave)} {_plural(count, 'finding')} must be mended before this page is published"
        )
    else:
        said = f"{_plural(fails.total(), 'finding', counted=True)} to mend, none of them critical or high"
    return f"{said}; {waiting}." if waiting else f"{said}."


def _plural(count: int, noun: str, *, counted: bool = False) -> str:
    word = noun if count == 1 else f"{noun}s"
    return f"{count} {word}" if counted else word
