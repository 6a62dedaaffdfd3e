"""The terminal's view of how findings stand: their state by a baseline, what may stand and why, what is wrong there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from healthaudit.model import (
    BaselineState,
    Finding,
    Location,
    Outcome,
    PageReport,
    SaidBy,
    Suppression,
    SuppressionProblem,
)
from healthaudit.reports.console import STYLES, flat, print_place, say
from healthaudit.reports.marks import by_position
from healthaudit.reports.standing import STATES, file_of, speakers

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_aside", "state"]

_CALLING = frozenset({BaselineState.NEW, BaselineState.REJECTED})


def state(finding: Finding) -> tuple[str | tuple[str, str], ...]:
    """Styled words that go behind the family; none without a baseline."""
    if finding.baseline is None:
        return ()
    return ", ", (STATES[finding.baseline], "bold" if finding.baseline in _CALLING else "dim")


def print_aside(report: PageReport, problems: Sequence[SuppressionProblem], console: Console, *, verbose: bool) -> None:
    """Print what somebody lets stand, never shortened, and what is wrong with the words that were to let it.

    What is only known from earlier is counted; ``verbose`` shows it too.
    """
    shown = report.suppressed if verbose else tuple(each for each in report.suppressed if not _known(each))
    if len(shown) < len(report.suppressed):
        _say_known(report, console)
    source = flat(report.page.source)
    if shown:
        said = [flat(file) or "comments of the page" for file in speakers(shown)]
        say(console, (f"Set aside by {_listed(said)}; these cost nothing", "dim"))
        console.print()
    for finding in by_position(shown):
        place = f"{source}:{_point(finding.evidence[0].location)}" if finding.evidence else source
        severity = (finding.severity.value, STYLES[finding.severity])
        review = ", for review" if finding.outcome is Outcome.REVIEW else ""
        known = state(finding) if finding.baseline is not BaselineState.NEW else ()
        words = (severity, f" {finding.family}{review}", *known, "  ", (finding.rule, "dim"))
        print_place(console, place, "set aside  ", *words)
        say(console, flat(finding.message), indent=2)
        if suppression := finding.suppression:
            until = f"until {flat(suppression.until)}, " if suppression.until else ""
            where = f" ({until}{_where(suppression)})"
            say(console, flat(suppression.reason), (where, "dim"), indent=2, label="Reason  ")
        console.print()
    for problem in problems:
        place = f"{flat(file_of(problem, report))}:{_point(problem.location)}"
        print_place(console, place, ("suppression", "yellow"), f"  {problem.kind}")
        say(console, flat(problem.message), indent=2)
        say(console, flat(problem.fix), indent=2, label="Fix  ")
        console.print()


def _known(finding: Finding) -> bool:
    """Whether it is set aside for no better reason than that it is not new."""
    by = finding.suppression.by if finding.suppression else None
    return by is SaidBy.REVISION or (by is SaidBy.BASELINE and finding.baseline is BaselineState.KNOWN)


def _say_known(report: PageReport, console: Console) -> None:
    counts = Counter(each.suppression.source for each in report.suppressed if each.suppression and _known(each))
    for source, count in counts.items():
        what = f"{count} finding is" if count == 1 else f"{count} findings are"
        say(console, (f"{what} known from {flat(source)} and set aside; --verbose shows them", "dim"))
    console.print()


def _listed(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _where(said: Suppression) -> str:
    if not said.source:
        return _point(said.location)
    return f"{flat(said.source)}:{said.location.line}" if said.placed else flat(said.source)


def _point(location: Location) -> str:
    return f"{location.line}:{location.column}"
