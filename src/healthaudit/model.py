"""The values that flow through the house, all frozen.

Offsets are code points, 0-based, end-exclusive. Those called ``start`` and ``end`` of a Block, Link, Sentence or
Mention point into ``Page.text``; those of a Span (and of Evidence) point into ``Page.raw``, the decoded source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from healthaudit.citing import Sides, SourceStatus
from healthaudit.inventory import Benchmark, Call, Evidence, Source, Use
from healthaudit.kinds import (
    BlockKind,
    CallKind,
    Family,
    Media,
    Outcome,
    PageKind,
    Region,
    RuleOutcome,
    Severity,
    Whose,
)
from healthaudit.offsets import Lines, Location, OffsetMap, Span
from healthaudit.standing import BaselineState, SaidBy, Suppression, SuppressionProblem

__all__ = [
    "BaselineState",
    "Benchmark",
    "Block",
    "BlockKind",
    "Call",
    "CallKind",
    "Comment",
    "Document",
    "Evidence",
    "Family",
    "FamilyScore",
    "Finding",
    "LedgerEntry",
    "Link",
    "Location",
    "Media",
    "OnRecord",
    "Opinion",
    "Outcome",
    "Page",
    "PageFacts",
    "PageKind",
    "PageReport",
    "Profile",
    "Region",
    "Regulation",
    "Report",
    "RuleOutcome",
    "SaidBy",
    "Score",
    "Severity",
    "Sides",
    "Skipped",
    "Source",
    "SourceStatus",
    "Span",
    "Suppression",
    "SuppressionProblem",
    "Tool",
    "Use",
    "Whose",
]


class Profile(NamedTuple):
    """What kind of page it is, and some of the words that say so."""

    kind: PageKind
    because: tuple[str, ...] = ()


class Document(NamedTuple):
    """A source, fetched and decoded, not yet read."""

    source: str
    """What a person would call it: a path, a URL, or "-"."""
    media: Media
    text: str
    notes: tuple[str, ...] = ()
    """What the reader of the report should know about how it was fetched or decoded."""


class Block(NamedTuple):
    """A heading, paragraph, list item ...: a stretch of ``Page.text`` that is read in one go."""

    kind: BlockKind
    region: Region
    start: int
    end: int
    level: int = 0
    """Heading level 1 to 6; 0 for every other kind."""
    number: int = 0
    """What a reader sees before an item of a numbered list; 0 for every other block."""


class Link(NamedTuple):
    """A link, button or form field's label inside the text."""

    start: int
    end: int
    href: str
    button: bool = False


class Comment(NamedTuple):
    """A comment in the markup, which no reader sees; offsets into ``Page.raw``."""

    span: Span
    text: str


class PageFacts(NamedTuple):
    """What the page says about itself in metadata, JSON-LD or a by-line; empty string where it says nothing."""

    author: str = ""
    reviewer: str = ""
    published: str = ""
    modified: str = ""
    publisher: str = ""
    canonical: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as its reader sees it, each character with its place in the source."""

    source: str
    media: Media
    raw: str
    text: str
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    comments: tuple[Comment, ...]
    facts: PageFacts
    offsets: OffsetMap
    lines: Lines
    title: str = ""
    declared_language: str = ""
    notes: tuple[str, ...] = ()
    raised: tuple[tuple[int, int], ...] = ()
    """(start, end) of superscripts in the text."""
    anchors: Mapping[str, int] = field(default_factory=dict)
    """Where in the text an address of the page itself leads: "ref-4" to an offset."""

    def span(self, start: int, end: int) -> Span:
        """Source span of ``text[start:end]``, which must not be empty."""
        return self.offsets.span(start, end)

    def quote(self, start: int, end: int) -> str:
        """``text[start:end]`` with white space folded."""
        return " ".join(self.text[start:end].split())


class Regulation(NamedTuple):
    """A law, rule or standard that a finding rests on."""

    id: str
    jurisdiction: str
    """ISO 3166 code (a US state as US-FL), EU, or INT."""
    title: str
    url: str = ""
    unverified: bool = False
    """True while nobody has checked the entry against the text of the regulation."""


class OnRecord(NamedTuple):
    """A claim that an authority has called false, and what is known instead."""

    id: str
    claim: str
    """In plain words, as somebody would assert it."""
    topic: str
    verdict: str
    """What is known instead, in one line."""
    source: str
    """Who says so."""
    url: str
    year: int | None = None
    unverified: bool = False
    """True while nobody has checked the entry against its source."""


class Opinion(NamedTuple):
    """What the classifier makes of the sentence in which a finding stands."""

    likelihood: float
    """0 to 1: that a reviewer would raise something of the finding's family there."""
    words: tuple[str, ...]
    """Those that speak loudest for it, loudest first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a careful reviewer would ask the author to mend."""

    id: str
    """Fingerprint of rule and words: the same when text moves or is re-indented."""
    rule: str
    code: str
    family: Family
    severity: Severity
    outcome: Outcome
    confidence: float
    """0 to 1: the rule's, raised or lowered by the classifier."""
    message: str
    why: str
    fix: str
    regulations: tuple[Regulation, ...]
    evidence: tuple[Evidence, ...]
    on_record: tuple[OnRecord, ...] = ()
    """What authorities have said of claims of this sort."""
    sides: tuple[Sides, ...] = ()
    """What the page says and what its source says, where the two differ."""
    opinion: Opinion | None = None
    """None where the classifier was not asked."""
    suppression: Suppression | None = None
    """Why it may stand; None for a finding that counts."""
    sentence: str = ""
    """That in which the first piece of evidence stands; empty for a finding about the page as a whole."""
    baseline: BaselineState | None = None
    """How it stands to what was found earlier; None without a baseline."""


class LedgerEntry(NamedTuple):
    """Points that one finding costs: weight x confidence x repeat."""

    finding: str
    rule: str
    family: Family
    outcome: Outcome
    weight: float
    confidence: float
    repeat: float
    points: float


class FamilyScore(NamedTuple):
    """0 to 100 for one family, or None when none of its rules applied."""

    family: Family
    value: int | None
    findings: int


class Score(NamedTuple):
    """``value`` counts what failed; ``low`` also counts what waits for review. None: no rule applied."""

    value: int | None
    low: int | None
    high: int | None
    grade: str
    families: tuple[FamilyScore, ...]
    ledger: tuple[LedgerEntry, ...]
    capped: bool = False
    """True when a critical finding holds the score down."""


@dataclass(frozen=True, slots=True)
class PageReport:
    """Everything that was found out about one page."""

    page: Page
    language: str
    """Two letters, or "und" when it cannot be told."""
    score: Score
    findings: tuple[Finding, ...]
    """Those that count."""
    outcomes: Mapping[str, RuleOutcome]
    """By rule id, as the checks ended: also what was then set aside has failed or waits for review."""
    profile: Profile | None = None
    """None when the page was not understood: another language, or not about health."""
    benchmarks: tuple[Benchmark, ...] = ()
    uses: tuple[Use, ...] = ()
    """Products that the page promotes, each with the conditions that it promotes them for."""
    sources: tuple[Source, ...] = ()
    """The page's reference list, in its order."""
    sourced: tuple[int, int] = (0, 0)
    """(statements with a source in reach, statements that rest on evidence)."""
    calls: tuple[Call, ...] = ()
    notes: tuple[str, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    """Set aside, each with its suppression: they cost nothing and fail no gate."""
    suppression_problems: tuple[SuppressionProblem, ...] = ()
    """Wrong, unused and lapsed suppressions, in the order of the page."""
    left_out: int = 0
    """Findings that the profile of the run leaves out."""
    gone: int = 0
    """Entries of the baseline for this page that are found no longer."""
    errors: Mapping[str, str] = field(default_factory=dict)
    """Rule id to one line, for every outcome "error"."""


class Skipped(NamedTuple):
    """A source that was not audited, why, and what to do about it."""

    source: str
    reason: str
    hint: str = ""


class Tool(NamedTuple):
    """What made a report: enough to make it again."""

    version: str
    rules: int
    rules_digest: str
    facts_as_of: str
    """ISO date of the newest fact in the knowledge base."""
    model: str = ""
    """Digest of the classifier's model; empty when none was used."""


@dataclass(frozen=True, slots=True)
class Report:
    """One run: pages in the order in which they were given, and what was skipped."""

    tool: Tool
    pages: Sequence[PageReport]
    skipped: tuple[Skipped, ...]

    @classmethod
    def of(cls, tool: Tool, audited: Iterable[PageReport | Skipped]) -> Report:
        """The report of what came of the pages, in their order."""
        pages: list[PageReport] = []
        skipped: list[Skipped] = []
        for one in audited:
            pages.append(one) if isinstance(one, PageReport) else skipped.append(one)
        return cls(tool, tuple(pages), tuple(skipped))
