"""The rows of the tables of an overview: pages, scores, families, rules, and what could not be audited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from healthaudit.model import BaselineState, Family, Finding, Outcome, PageReport, Report, Severity
from healthaudit.reports.html.trend import Mean, mean, title_of
from healthaudit.reports.marks import by_position

__all__ = [
    "Address",
    "Bar",
    "FamilyRow",
    "PageRow",
    "Placed",
    "RuleRow",
    "Told",
    "bars",
    "by_severity",
    "family_row",
    "page_row",
    "rule_rows",
    "skipped",
    "unscored",
]

_TENS = 10


class Address(NamedTuple):
    """Where the report of a page is to be found."""

    page: str
    anchor: str
    """What the addresses of its findings begin with."""


Placed = tuple[PageReport, Address]


class PageRow(NamedTuple):
    """A page."""

    address: Address
    title: str
    source: str
    score: int | None
    low: int | None
    high: int | None
    severities: tuple[int, ...]
    """Findings of each severity, worst first."""
    failed: int
    """Findings that ask for a change."""
    review: int
    """Findings that wait for a person."""
    new: int
    known: int
    """Findings that the baseline has; 0 without one."""
    lost: float
    """Points that findings cost."""

    @property
    def grave(self) -> list[tuple[Severity, int]]:
        """The severities that it has findings of, worst first, with their number."""
        return [(severity, count) for severity, count in zip(Severity, self.severities, strict=True) if count]


class Bar(NamedTuple):
    """Pages with a score in a range."""

    label: str
    pages: int
    share: float
    """Of the longest bar, 0 to 100."""


class FamilyRow(NamedTuple):
    """A family over all pages."""

    family: Family
    score: Mean
    pages: int
    """Pages on which it has findings."""
    findings: int


class RuleRow(NamedTuple):
    """A rule that found something."""

    code: str
    rule: str
    family: Family
    severity: Severity
    """Of its worst finding, to which message and address belong as well."""
    findings: int
    pages: int
    message: str
    address: str


class Told(NamedTuple):
    """What is said of several pages: why they were skipped, or why they have no score."""

    words: str
    hint: str
    pages: tuple[tuple[str, str], ...]
    """(source, address in the report); no address for what was skipped."""


def page_row(page: PageReport, address: Address) -> PageRow:
    """The row of a page."""
    states = Counter(finding.baseline for finding in page.findings if finding.baseline is not None)
    outcomes = Counter(finding.outcome for finding in page.findings)
    return PageRow(
        address=address,
        title=title_of(page),
        source=page.page.source,
        score=page.score.value,
        low=page.score.low,
        high=page.score.high,
        severities=by_severity(page.findings),
        failed=outcomes[Outcome.FAIL],
        review=outcomes[Outcome.REVIEW],
        new=states[BaselineState.NEW],
        known=states.total() - states[BaselineState.NEW],
        lost=sum(entry.points for entry in page.score.ledger if entry.outcome is Outcome.FAIL),
    )


def by_severity(findings: Sequence[Finding]) -> tuple[int, ...]:
    """Number of findings of each severity, worst first."""
    counts = Counter(finding.severity for finding in findings)
    return tuple(counts[severity] for severity in Severity)


def bars(scores: Sequence[int | None]) -> Iterator[Bar]:
    """How many scores lie in each ten, the best first, and how many pages have none."""
    counts = Counter(None if score is None else min(score // _TENS, _TENS - 1) for score in scores)
    longest = max(counts.values(), default=0) or 1
    for ten in reversed(range(_TENS)):
        most = _TENS * _TENS if ten == _TENS - 1 else ten * _TENS + _TENS - 1
        yield Bar(f"{ten * _TENS}–{most}", counts[ten], round(100 * counts[ten] / longest, 1))
    yield Bar("no score", counts[None], round(100 * counts[None] / longest, 1))


def family_row(family: Family, pages: Sequence[PageReport]) -> FamilyRow:
    """The row of a family."""
    found = [sum(finding.family is family for finding in page.findings) for page in pages]
    scores = [each.value for page in pages for each in page.score.families if each.family is family]
    return FamilyRow(family, mean(scores), sum(map(bool, found)), sum(found))


def rule_rows(placed: Sequence[Placed]) -> list[RuleRow]:
    """Rules, the most frequent first. Each leads to its worst finding: of several to that on the page that has most."""
    by_rule: dict[str, list[tuple[Finding, int]]] = {}
    for at, (page, _) in enumerate(placed):
        for finding in page.findings:
            by_rule.setdefault(finding.rule, []).append((finding, at))
    rows = []
    for rule, found in by_rule.items():
        pages = Counter(at for _, at in found)
        worst, at = min(found, key=lambda each: (each[0].severity.rank, -pages[each[1]]))
        page, address = placed[at]
        number = 1 + next(n for n, each in enumerate(by_position(page.findings)) if each is worst)
        place = f"{address.anchor}-f{number}"
        rows.append(
            RuleRow(worst.code, rule, worst.family, worst.severity, len(found), len(pages), worst.message, place)
        )
    return sorted(rows, key=lambda row: (-row.findings, -row.pages, row.severity.rank, row.rule))


def skipped(report: Report) -> Iterator[Told]:
    """Reasons for which sources were skipped, the most frequent first."""
    reasons: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for each in report.skipped:
        reasons.setdefault((each.reason, each.hint), []).append((each.source, ""))
    yield from _told(reasons)


def unscored(placed: Sequence[Placed]) -> Iterator[Told]:
    """What is said of pages to which no rule applied."""
    notes: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for page, address in placed:
        if page.score.value is None:
            words = "; ".join(note for note in page.notes if note not in page.page.notes) or "no rule applied"
            notes.setdefault((words, ""), []).append((page.page.source, address.page))
    yield from _told(notes)


def _told(said: dict[tuple[str, str], list[tuple[str, str]]]) -> Iterator[Told]:
    for (words, hint), pages in sorted(said.items(), key=lambda each: -len(each[1])):
        yield Told(words, hint, tuple(pages))
