"""Sets aside what the author lets stand, with the reason. docs/suppressions.md explains what is covered by what.

A finding is set aside when its first place, and every place where the same words stand again, is covered by a comment
that names its rule or family. Nothing is lost: what was set aside stays in the report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from healthaudit.model import Evidence, Finding, Page, RuleOutcome, Suppression, SuppressionProblem
from healthaudit.rules import Rule
from healthaudit.rules.rule import MatchKind
from healthaudit.settings import Ignore as Entry
from healthaudit.verdict.ignores import Ignore, ProblemKind, configured, ignores, problem

#: Outcomes of rules that had their say.
_RAN = frozenset([RuleOutcome.PASS, RuleOutcome.FAIL, RuleOutcome.REVIEW])
#: Rules about what the page says nowhere. The places that they show only call for it: who lets those stand has not said
#: that it may be missing.
_OF_PAGE = frozenset([MatchKind.ABSENCE, MatchKind.WARNING])


class Verdict(NamedTuple):
    """What counts, what was set aside, and which comments are wrong; all in the order of the page."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]
    problems: tuple[SuppressionProblem, ...]


class _Weighed(NamedTuple):
    """A finding and, per place that has to be covered (None: the page), the numbers of the comments that cover it."""

    finding: Finding
    places: Sequence[Evidence | None]
    covered: Sequence[Sequence[int]]

    @property
    def aside(self) -> bool:
        return all(self.covered)


def suppress(
    page: Page,
    findings: Sequence[Finding],
    outcomes: Mapping[str, RuleOutcome],
    rules: Sequence[Rule],
    today: date | None = None,
    entries: Sequence[Entry] = (),
) -> Verdict:
    """Part the findings of a page by its comments and the ``entries`` of a configuration.

    With ``today`` None no suppression lapses.
    """
    read, wrong = ignores(page, rules) if page.comments else ([], [])
    read += configured(entries, rules)
    if not read and not wrong:
        return Verdict(tuple(findings), (), ())
    held = [ignore for ignore in read if not _lapsed(ignore, today)]
    of_page = {rule.id for rule in rules if rule.match.kind in _OF_PAGE}
    by_rule: dict[str, list[int]] = {}
    for number, ignore in enumerate(held):
        for rule in ignore.ids:
            by_rule.setdefault(rule, []).append(number)
    weighed = [
        _weighed(finding, _places(finding, of_page), [(n, held[n]) for n in by_rule.get(finding.rule, ())])
        for finding in findings
    ]
    problems = (*wrong, *_expired(page, read, today), *_idle(page, held, weighed, _ran(outcomes, rules)))
    return Verdict(
        tuple(each.finding for each in weighed if not each.aside),
        tuple(_set_aside(each, held) for each in weighed if each.aside),
        tuple(sorted(problems, key=lambda each: (each.source, each.location))),
    )


def _lapsed(ignore: Ignore, today: date | None) -> bool:
    """Whether its last day is over. ISO dates sort as they follow each other."""
    until = ignore.suppression.until
    return bool(today and until and until < today.isoformat())


def _places(finding: Finding, of_page: Set[str]) -> Sequence[Evidence | None]:
    """What has to be covered; None is the page as a whole, for which its title may stand in."""
    if finding.rule in of_page or not finding.evidence or finding.evidence[0].role == "page":
        return (None,)
    return (finding.evidence[0], *(place for place in finding.evidence[1:] if place.role == "repeated at"))


def _weighed(finding: Finding, places: Sequence[Evidence | None], held: Sequence[tuple[int, Ignore]]) -> _Weighed:
    """``held``: what names the finding's rule, each with its number."""
    covered = [[number for number, each in held if _covers(each, finding, place)] for place in places]
    return _Weighed(finding, places, covered)


def _covers(ignore: Ignore, finding: Finding, place: Evidence | None) -> bool:
    if ignore.text and not _holds(finding, place, ignore.text):
        return False
    if ignore.stretch is None or place is None:
        return ignore.stretch is None
    return ignore.stretch.start <= place.span.start < ignore.stretch.end


def _holds(finding: Finding, place: Evidence | None, text: str) -> bool:
    """Whether the words of a place, or the sentence of the first, hold these; both without capitals."""
    first = finding.evidence[0] if finding.evidence else None
    words = [finding.sentence] if place is None or place is first else []
    return any(text in each.lower() for each in (*words, *([place.quote] if place else [])))


def _set_aside(weighed: _Weighed, held: Sequence[Ignore]) -> Finding:
    """The finding with the suppression of its first place; of several the one that begins last, which is nearest."""
    nearest = max(
        (held[number] for number in weighed.covered[0]),
        key=lambda ignore: -1 if ignore.stretch is None else ignore.stretch.start,
    )
    return replace(weighed.finding, suppression=nearest.suppression)


def _ran(outcomes: Mapping[str, RuleOutcome], rules: Sequence[Rule]) -> set[str]:
    """Ids of the rules that had their say on the page."""
    return {rule.id for rule in rules if outcomes.get(rule.id) in _RAN}


def _expired(page: Page, read: Sequence[Ignore], today: date | None) -> Iterator[SuppressionProblem]:
    # One comment may name several rules, and lapses once.
    for suppression in dict.fromkeys(ignore.suppression for ignore in read if _lapsed(ignore, today)):
        message = f"This suppression held until {suppression.until}; what it covers counts again."
        what = "entry" if suppression.source else "comment"
        fix = f"Mend the words and remove the {what}, or look at the reason again and give a new date."
        yield _problem(page, suppression, "expired", message, fix)


def _problem(page: Page, suppression: Suppression, kind: ProblemKind, message: str, fix: str) -> SuppressionProblem:
    if suppression.source:
        return SuppressionProblem(kind, message, fix, suppression.span, suppression.location, suppression.source)
    return problem(page, suppression.span, kind, message, fix)


def _idle(
    page: Page, held: Sequence[Ignore], weighed: Sequence[_Weighed], ran: set[str]
) -> Iterator[SuppressionProblem]:
    """Comments that cover nothing, or less than the whole of a finding."""
    used = {number for each in weighed if each.aside for numbers in each.covered for number in numbers}
    partly: dict[int, _Weighed] = {}
    for each in weighed:
        if not each.aside:
            for number in (number for numbers in each.covered for number in numbers):
                partly.setdefault(number, each)
    pagewide = dict.fromkeys(each.finding.rule for each in weighed if None in each.places)
    for number, ignore in enumerate(held):
        if number in partly:
            yield _partly(page, ignore, partly[number])
        elif ignore.told and number not in used and ignore.ids & ran:
            # Of a rule that did not run nobody can say whether its suppression is needed.
            yield _unused(page, ignore, pagewide)


def _partly(page: Page, ignore: Ignore, weighed: _Weighed) -> SuppressionProblem:
    bare = next(place for place, by in zip(weighed.places, weighed.covered, strict=True) if place and not by)
    at = f"line {bare.location.line}:{bare.location.column}"
    message = f"The finding of {weighed.finding.rule} still counts: it also stands at {at}, which is not covered."
    fix = "Cover that place as well, or use ignore-file."
    return problem(page, ignore.suppression.span, "partly-covered", message, fix)


def _unused(page: Page, ignore: Ignore, pagewide: Iterable[str]) -> SuppressionProblem:
    """``pagewide``: ids of the rules with findings about the page as a whole, in the order of these."""
    message = f"Nothing of {ignore.name} was found {ignore.where}, so there is nothing to set aside."
    if ignore.suppression.source:
        fix = "Remove the entry, or the name or page from it."
        return _problem(page, ignore.suppression, "unused", message, fix)
    fix = "Remove the comment, or the name from it; or move it to just before the words that it is about."
    whole = next((rule for rule in pagewide if rule in ignore.ids), "")
    if whole and ignore.stretch is not None:
        fix = f"Remove it, or move it. If it is about {whole}: that concerns the page as a whole; use ignore-file."
    return problem(page, ignore.suppression.span, "unused", message, fix)
