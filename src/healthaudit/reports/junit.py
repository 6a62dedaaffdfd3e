"""JUnit XML, which every server for continuous integration shows as tests.

There is no standard; this keeps to what is common: https://github.com/testmoapp/junitxml. A page is a suite. Each
finding is a case, failed or, where a person has to look, skipped; each rule that found nothing is one that passed.
Rules that do not apply to a page or were not selected are counted, not listed: hundreds of skipped cases would bury
those that matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from healthaudit.model import (
    BaselineState,
    Finding,
    Outcome,
    PageReport,
    Report,
    RuleOutcome,
    Skipped,
    SuppressionProblem,
)
from healthaudit.patterns import compiled
from healthaudit.reports.marks import visible
from healthaudit.reports.places import location_of, path_of
from healthaudit.reports.standing import file_of, lead, told_once

__all__ = ["render_junit"]

# What visible() leaves and XML 1.0 does not allow (https://www.w3.org/TR/xml/#charsets).
_NO_XML = compiled("[\ufffe\uffff]")
_UNLISTED = frozenset({RuleOutcome.NOT_APPLICABLE, RuleOutcome.NOT_SELECTED})


class _Case(NamedTuple):
    """A test case; ``kind`` is empty when it passed."""

    name: str
    line: int = 0
    kind: str = ""
    type: str = ""
    message: str = ""
    text: str = ""


def render_junit(report: Report) -> str:
    """The report as one ``testsuites`` element; no times, which would differ from run to run."""
    suites = [
        (path_of(page.page.source), list(_cases(page)), _properties(page, problems))
        for page, problems in told_once(report.pages)
    ]
    suites += [(path_of(skipped.source), [_skipped(skipped)], {}) for skipped in report.skipped]
    total = Counter(case.kind for _, cases, _ in suites for case in cases)
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n', f'<testsuites name="healthaudit"{_counts(total)}>\n']
    for suite in suites:
        parts += _suite(*suite)
    return "".join((*parts, "</testsuites>\n"))


def _properties(page: PageReport, problems: Sequence[SuppressionProblem]) -> dict[str, str]:
    score = page.score
    outcomes = Counter(page.outcomes.values())
    return {
        "score": "none" if score.value is None else str(score.value),
        "grade": score.grade,
        "language": page.language,
        "rules-not-applicable": str(outcomes[RuleOutcome.NOT_APPLICABLE]),
        "findings-set-aside": str(len(page.suppressed)),
        **_standing(page, outcomes),
        **{f"note-{number}": note for number, note in enumerate(page.notes, 1)},
        **{f"suppression-problem-{number}": _problem(problem, page) for number, problem in enumerate(problems, 1)},
    }


def _standing(page: PageReport, outcomes: Counter[RuleOutcome]) -> dict[str, str]:
    """Counts that only a configuration or a baseline gives rise to; none that is 0."""
    states = Counter(finding.baseline for finding in page.findings)
    counts = {
        "rules-not-selected": outcomes[RuleOutcome.NOT_SELECTED],
        "findings-left-out": page.left_out,
        **{f"findings-{state}": states[state] for state in BaselineState},
        "baseline-entries-gone": page.gone,
    }
    return {name: str(count) for name, count in counts.items() if count}


def _problem(problem: SuppressionProblem, page: PageReport) -> str:
    file = f"{path_of(file_of(problem, page))}:" if problem.source else ""
    return f"{file}{problem.location.line}:{problem.location.column}: {problem.message}"


def _cases(page: PageReport) -> Iterator[_Case]:
    for finding in page.findings:
        yield _finding(finding)
    found = {finding.rule for finding in page.findings}
    for rule, outcome in page.outcomes.items():
        if outcome is RuleOutcome.ERROR:
            yield _Case(rule, 0, "error", "broke off", page.errors.get(rule, "the rule broke off"))
        elif outcome not in _UNLISTED and rule not in found:
            # Also a rule whose findings were all set aside or left out: nothing is left to mend.
            yield _Case(rule)


def _finding(finding: Finding) -> _Case:
    place = location_of(finding)
    name = f"{finding.rule} {place.line}:{place.column}"
    message = f"{lead(finding)}{finding.message}"
    if finding.outcome is Outcome.REVIEW:
        return _Case(name, place.line, "skipped", "", message)
    text = f"{place.line}:{place.column}: {message}\nWhy: {finding.why}\nFix: {finding.fix}\n"
    return _Case(name, place.line, "failure", finding.severity.value, message, text)


def _skipped(skipped: Skipped) -> _Case:
    why = f"{skipped.reason}; {skipped.hint}" if skipped.hint else skipped.reason
    return _Case("source", 0, "skipped", "", why)


def _suite(name: str, cases: list[_Case], properties: dict[str, str]) -> Iterator[str]:
    yield f"  <testsuite{_attribute('name', name)}{_counts(Counter(case.kind for case in cases))}>\n"
    if properties:
        yield "    <properties>\n"
        for key, value in properties.items():
            yield f"      <property{_attribute('name', key)}{_attribute('value', value)}/>\n"
        yield "    </properties>\n"
    for case in cases:
        yield from _case(case, name)
    yield "  </testsuite>\n"


def _case(case: _Case, source: str) -> Iterator[str]:
    line = _attribute("line", str(case.line)) if case.line else ""
    opening = (
        f"    <testcase{_attribute('classname', source)}{_attribute('name', case.name)}{_attribute('file', source)}"
    )
    if not case.kind:
        yield f"{opening}/>\n"
        return
    told = (_attribute("type", case.type) if case.type else "") + _attribute("message", case.message)
    content = f">{_escaped(visible(case.text))}</{case.kind}>" if case.text else "/>"
    yield f"{opening}{line}>\n      <{case.kind}{told}{content}\n    </testcase>\n"


def _counts(kinds: Counter[str]) -> str:
    counts = {
        "tests": kinds.total(),
        "failures": kinds["failure"],
        "errors": kinds["error"],
        "skipped": kinds["skipped"],
    }
    return "".join(_attribute(name, str(count)) for name, count in counts.items())


def _attribute(name: str, value: str) -> str:
    # A parser turns a bare line break in an attribute into a space; the carriage return visible() spells out.
    kept = _escaped(visible(value)).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
    return f' {name}="{kept}"'


def _escaped(text: str) -> str:
    text = _NO_XML.sub(lambda match: f"⟦U+{ord(match[0]):04X}⟧", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
