"""A page's head in words: its score, the verdict, and what was not run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from healthaudit.citing import SourceStatus
from healthaudit.model import Outcome, PageReport, RuleOutcome, Score, Severity, Tool
from healthaudit.reports.standing import speakers

__all__ = ["counted", "not_run", "score_told", "verdict_told"]


def counted(number: int, word: str, many: str = "") -> str:
    """A number with its noun: 1 finding, 2 findings. ``many`` is the noun's plural where that is not in s."""
    return f"{number:,} {word if number == 1 else many or word + 's'}"


def score_told(score: Score) -> str:
    """The score with how far it moves if everything under review is upheld."""
    if score.value is None:
        return "no score"
    words = f"{score.value}"
    if score.low is not None and score.low < score.value:
        words += f", or {score.low} if everything under review is upheld"
    if score.high is not None and score.high > score.value:
        words += f", at best {score.high}"
    return words


def verdict_told(report: PageReport) -> str:
    """One sentence. It says what was found, never that a page is sound."""
    if not report.findings and report.score.value is None:
        return "No rule applied to this page, so nothing can be said about it."
    if not report.findings and report.suppressed:
        aside = counted(len(report.suppressed), "finding")
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
        noun = "finding" if sum(grave.values()) == 1 else "findings"
        said = f"{counts} {noun} must be mended before this page is published"
    elif fails:
        said = f"{counted(fails.total(), 'finding')} to mend, none of them critical or high"
    else:
        said = "Nothing failed outright"
    if waiting:
        more = " more" if fails else ""
        said += f"; {waiting}{more} {'waits' if waiting == 1 else 'wait'} for a reviewer’s judgement"
    return f"{said}."


def not_run(report: PageReport, tool: Tool) -> Iterator[str]:
    """What was left undone, a phrase each: a reader must not take silence for a verdict."""
    outcomes = Counter(report.outcomes.values())
    if outcomes and outcomes[RuleOutcome.NOT_APPLICABLE] == outcomes.total():
        yield "no rule was applied"
        return
    if broken := outcomes[RuleOutcome.ERROR]:
        yield f"{counted(broken, 'rule')} broke off"
    if left := outcomes[RuleOutcome.NOT_SELECTED]:
        yield f"{counted(left, 'rule')} left out by the configuration"
    unasked = sum(source.status is SourceStatus.NOT_LOOKED_UP for source in report.sources)
    if unasked:
        yield f"{counted(unasked, 'cited work')} not looked up (--online does)"
    unknown = sum(source.status is SourceStatus.NOT_VERIFIED for source in report.sources)
    if unknown:
        yield f"{counted(unknown, 'cited work')} could not be verified"
    if not tool.model:
        yield "no classifier read along"
