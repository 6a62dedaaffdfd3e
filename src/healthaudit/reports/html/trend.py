"""Runs over the same site, one after the other: how scores and findings go, and what became of each page.

A ``Run`` keeps of a report what comparing needs, and no more: there may be a year of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from healthaudit.model import Family, Outcome, PageReport, Report, Tool
from healthaudit.reports.places import path_of

__all__ = ["Audited", "Change", "Mean", "Moved", "Run", "changes", "keyed", "mean"]

Key = tuple[str, int]
"""A page in a run: its path or address, and which of the pages of that name it is, from 0."""


class Mean(NamedTuple):
    """An average over the pages that have a score."""

    value: float | None
    """None when no page has one."""
    pages: int


class Audited(NamedTuple):
    """A page in a run."""

    title: str
    source: str
    score: int | None
    findings: Counter[str]
    """By id: the same words may stand twice."""
    lost: float = 0.0
    """Points that findings cost which fail: more than a score can show, which ends at 0."""


class Run(NamedTuple):
    """One report, by what comes of all its pages together."""

    label: str
    pages: Mapping[Key, Audited]
    skipped: frozenset[str]
    """Paths of what could not be audited."""
    score: Mean
    families: Mapping[Family, Mean]
    findings: int
    tool: Tool

    @classmethod
    def of(cls, label: str, report: Report) -> Run:
        audited = {
            key: Audited(
                title_of(page),
                page.page.source,
                page.score.value,
                Counter(finding.id for finding in page.findings),
                sum(entry.points for entry in page.score.ledger if entry.outcome is Outcome.FAIL),
            )
            for key, page in keyed(report.pages)
        }
        return cls(
            label=label,
            pages=audited,
            skipped=frozenset(path_of(each.source) for each in report.skipped),
            score=mean(page.score.value for page in report.pages),
            families={family: mean(_scores(report, family)) for family in Family},
            findings=sum(len(page.findings) for page in report.pages),
            tool=report.tool,
        )

    @property
    def per_page(self) -> float | None:
        """Findings a page; None without pages."""
        return self.findings / len(self.pages) if self.pages else None


class Moved(NamedTuple):
    """A page of both runs, and how it went."""

    key: Key
    page: Audited
    before: int
    now: int
    appeared: int
    """Findings that are new on it."""
    vanished: int
    lost_before: float
    lost: float

    @property
    def gained(self) -> float:
        """By how much it is better: in score, or where that is the same in points that it loses; below 0 worse."""
        return self.now - self.before or round(self.lost_before - self.lost, 1)


class Change(NamedTuple):
    """What is otherwise than in the run before."""

    before: str
    """What that run is called."""
    worse: tuple[Moved, ...]
    """Those that lost most first."""
    better: tuple[Moved, ...]
    same: int
    """Pages of both runs that are neither."""
    added: tuple[tuple[Key, Audited], ...]
    """Pages that the run before did not have."""
    gone: tuple[Audited, ...]
    """Pages that were not given this time."""
    lost: tuple[Audited, ...]
    """Pages that could not be audited this time."""
    appeared: int
    """Findings that are new on pages of both runs, by id."""
    vanished: int
    added_findings: int
    """Findings on pages that the run before did not have."""
    tool: tuple[str, ...]
    """What else than the pages differs: "rules", "facts", "the classifier"."""

    @property
    def any(self) -> bool:
        """Whether there is anything to tell."""
        told = (self.worse, self.better, self.added, self.gone, self.lost, self.appeared, self.vanished)
        return any(map(bool, told))


def changes(before: Run, now: Run) -> Change:
    """What became of the pages and findings of the run before."""
    both = [key for key in now.pages if key in before.pages]
    moved = [_moved(key, before.pages[key], now.pages[key]) for key in both]
    scored = [each for each in moved if each is not None]
    left = [(key, page) for key, page in before.pages.items() if key not in now.pages]
    added = tuple((key, page) for key, page in now.pages.items() if key not in before.pages)
    return Change(
        before=before.label,
        worse=tuple(sorted((each for each in scored if each.gained < 0), key=lambda each: each.now - each.before)),
        better=tuple(sorted((each for each in scored if each.gained > 0), key=lambda each: each.before - each.now)),
        same=len(both) - sum(each.gained != 0 for each in scored),
        added=added,
        gone=tuple(page for (path, _), page in left if path not in now.skipped),
        lost=tuple(page for (path, _), page in left if path in now.skipped),
        appeared=sum((now.pages[key].findings - before.pages[key].findings).total() for key in both),
        vanished=sum((before.pages[key].findings - now.pages[key].findings).total() for key in both),
        added_findings=sum(page.findings.total() for _, page in added),
        tool=tuple(_differing(before.tool, now.tool)),
    )


def _moved(key: Key, before: Audited, now: Audited) -> Moved | None:
    """None where one of the two has no score."""
    if before.score is None or now.score is None:
        return None
    appeared, vanished = now.findings - before.findings, before.findings - now.findings
    return Moved(key, now, before.score, now.score, appeared.total(), vanished.total(), before.lost, now.lost)


def _differing(before: Tool, now: Tool) -> Iterator[str]:
    """What made the two runs and is not the same: scores of the same page may differ by that alone."""
    if before.version != now.version:
        yield "healthaudit"
    if before.rules_digest != now.rules_digest:
        yield "rules"
    if before.facts_as_of != now.facts_as_of:
        yield "facts"
    if before.model != now.model:
        yield "the classifier"


def keyed(pages: Iterable[PageReport]) -> Iterator[tuple[Key, PageReport]]:
    """Each page with its key."""
    seen: Counter[str] = Counter()
    for page in pages:
        path = path_of(page.page.source)
        yield (path, seen[path]), page
        seen[path] += 1


def title_of(page: PageReport) -> str:
    """What a page is called: its title, or its source when it has none."""
    return page.page.title.strip() or page.page.source


def mean(scores: Iterable[int | None]) -> Mean:
    """The average of the scores that there are."""
    there = [score for score in scores if score is not None]
    return Mean(sum(there) / len(there) if there else None, len(there))


def _scores(report: Report, family: Family) -> Sequence[int | None]:
    return [each.value for page in report.pages for each in page.score.families if each.family is family]
