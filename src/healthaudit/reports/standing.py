"""How findings stand, in the words of all formats: to a baseline, and by whose word they are set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from healthaudit.model import BaselineState, Finding, Outcome, PageReport, Suppression, SuppressionProblem

__all__ = ["STATES", "expected", "file_of", "lead", "qualities", "speakers", "tally", "told_once", "vanished"]


#: What people read. In files it is "rejected", as a finding that somebody wants mended is not accepted.
STATES: Mapping[BaselineState, str] = {state: state.value for state in BaselineState} | {
    BaselineState.REJECTED: "to fix"
}


def qualities(finding: Finding) -> tuple[str, ...]:
    """What a reader has to know beside the severity: "for review", "known"; nothing of most."""
    review = ("for review",) if finding.outcome is Outcome.REVIEW else ()
    return review if finding.baseline is None else (*review, STATES[finding.baseline])


def lead(finding: Finding) -> str:
    """The same to be put before the message: "For review, known: "; empty where there is nothing to say."""
    said = ", ".join(qualities(finding))
    return f"{said.capitalize()}: " if said else ""


def expected(finding: Finding) -> bool:
    """Whether the baseline has it, and nobody there asks for it to be mended."""
    return finding.baseline in (BaselineState.KNOWN, BaselineState.ACCEPTED, BaselineState.DISMISSED)


def tally(findings: Iterable[Finding]) -> str:
    """How many are new and how many are not: "3 new, 2 known, 1 to fix"; empty without a baseline."""
    counts = Counter(finding.baseline for finding in findings if finding.baseline is not None)
    always = (BaselineState.NEW, BaselineState.KNOWN) if counts else ()
    return ", ".join(f"{counts[state]} {STATES[state]}" for state in BaselineState if counts[state] or state in always)


def vanished(gone: int) -> str:
    """What is said of entries of the baseline that nothing answers to; empty where there are none."""
    if not gone:
        return ""
    return f"{gone} {'entry of the baseline is' if gone == 1 else 'entries of the baseline are'} found no longer"


def file_of(said: Suppression | SuppressionProblem, page: PageReport) -> str:
    """The file in which it is said: the page's own source, or a configuration or baseline."""
    return said.source or page.page.source


def speakers(findings: Sequence[Finding]) -> list[str]:
    """The files by whose word findings are set aside, each once and in order; the page's own first, as ""."""
    return sorted({finding.suppression.source if finding.suppression else "" for finding in findings})


def told_once(pages: Iterable[PageReport]) -> Iterator[tuple[PageReport, tuple[SuppressionProblem, ...]]]:
    """Each page with its problems of suppressions; what is wrong in another file is told with one page only."""
    told: set[SuppressionProblem] = set()
    for page in pages:
        fresh = tuple(problem for problem in page.suppression_problems if problem not in told)
        told.update(problem for problem in fresh if problem.source)
        yield page, fresh
