"""Markdown for a comment on a pull request: the pages with their scores, the findings folded away by severity.

GitHub takes no comment above 65,536 characters. What does not fit is left out from the end, the least severe first,
and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from healthaudit.model import Finding, Outcome, PageReport, Report, Severity
from healthaudit.reports.inert import code, inert, shortened
from healthaudit.reports.places import location_of, path_of
from healthaudit.reports.standing import file_of, tally, told_once, vanished

__all__ = ["LIMIT", "render_markdown"]

#: Characters of a comment. They are counted as JavaScript does, where an emoji is two: never more than GitHub counts.
LIMIT = 65_536
# How much of the limit the table and the list of what was not audited may take, so that findings always have room.
_TABLE = 20_000
_TROUBLE = 8_000
_NAME, _MESSAGE, _NOTE = 300, 500, 300
_HEAD = "| page | score | critical | high | medium | low | for review |\n|---|---|--:|--:|--:|--:|--:|\n"


class _Group(NamedTuple):
    """Findings under one heading, each as the Markdown of a list item."""

    heading: str
    items: list[str]


def render_markdown(report: Report) -> str:
    """The report as one comment that GitHub takes, however long the report is."""
    head = f"## healthaudit\n\n{_summary(report)}\n"
    table = _fitting(_rows(report.pages), _TABLE, "| and {} more pages | | | | | | |\n")
    trouble = _fitting(_trouble(report), _TROUBLE, "- and {} more\n")
    foot = f"\n{_foot(report)}\n"
    parts = [head]
    if table:
        parts.append(f"\n{_HEAD}{table}")
    if trouble:
        parts.append(f"\n**To know:**\n\n{trouble}")
    left = LIMIT - _length("".join((*parts, foot)))
    return "".join((*parts, _grouped(_groups(report), left), foot))


def _summary(report: Report) -> str:
    findings = [finding for page in report.pages for finding in page.findings]
    counts = _counts(findings)
    told = [f"{counts[heading]} {heading}" for heading in _HEADINGS if counts[heading]]
    severities = f": {', '.join(told)}" if told else ""
    states = f"; {compared}" if (compared := tally(findings)) else ""
    return f"{_several(len(report.pages), 'page')}, {_several(len(findings), 'finding')}{severities}{states}."


def _several(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


_HEADINGS = (*(severity.value for severity in Severity), "for review")


def _heading(finding: Finding) -> str:
    return "for review" if finding.outcome is Outcome.REVIEW else finding.severity.value


def _counts(findings: Sequence[Finding]) -> Counter[str]:
    return Counter(map(_heading, findings))


def _rows(pages: Sequence[PageReport]) -> Iterator[str]:
    for page in pages:
        counts = _counts(page.findings)
        score = "no score" if page.score.value is None else f"{page.score.value}, {inert(page.score.grade)}"
        cells = (_name(page.page.source), score, *(str(counts[heading] or "") for heading in _HEADINGS))
        yield f"| {' | '.join(cells)} |\n"


def _name(source: str) -> str:
    return code(shortened(path_of(source), _NAME))


def _trouble(report: Report) -> Iterator[str]:
    for skipped in report.skipped:
        yield f"- {_name(skipped.source)} was skipped: {inert(shortened(skipped.reason, _NOTE))}\n"
    for page, problems in told_once(report.pages):
        for rule, why in page.errors.items():
            yield f"- {_name(page.page.source)}: {inert(rule)} broke off: {inert(shortened(why, _NOTE))}\n"
        for note in page.notes:
            yield f"- {_name(page.page.source)}: {inert(shortened(note, _NOTE))}\n"
        for problem in problems:
            at = f"{_name(file_of(problem, page))}, line {problem.location.line}"
            yield f"- {at}: {inert(shortened(f'{problem.message}; {problem.fix}', _NOTE))}\n"


def _groups(report: Report) -> list[_Group]:
    groups = {heading: _Group(heading, []) for heading in _HEADINGS}
    for page in report.pages:
        for finding in page.findings:
            groups[_heading(finding)].items.append(_item(finding, page.page.source))
    return [group for group in groups.values() if group.items]


def _item(finding: Finding, source: str) -> str:
    place = location_of(finding)
    at = f"{_name(source)}:{place.line}:{place.column}" if finding.evidence else _name(source)
    message, fix = (inert(shortened(text, _MESSAGE)) for text in (finding.message, finding.fix))
    state = f", {finding.baseline}" if finding.baseline else ""
    return f"- **{inert(finding.rule)}** ({inert(finding.code)}{state}) at {at}<br>{message}<br>Fix: {fix}\n"


def _grouped(groups: Sequence[_Group], room: int) -> str:
    """Folded groups, worst first, as many findings as there is room for; the last line counts the others."""
    parts: list[str] = []
    out = 0
    # Kept free for the line about what is left out.
    room -= _length(_left_out(10**9))
    for group in groups:
        opening = f"\n<details>\n<summary>{group.heading}: {_several(len(group.items), 'finding')}</summary>\n\n"
        closing = "\n</details>\n"
        shown: list[str] = []
        needed = _length(opening + closing)
        for item in group.items:
            # After the first that does not fit none is shown: a shorter, less severe one would mislead.
            if out or needed + _length(item) > room:
                out += 1
                continue
            needed += _length(item)
            shown.append(item)
        if shown:
            parts += [opening, *shown, closing]
            room -= needed
    return "".join(parts) + (_left_out(out) if out else "")


def _left_out(count: int) -> str:
    return f"\n{_several(count, 'finding')} did not fit into a comment and are left out; other formats have them all.\n"


def _fitting(lines: Iterator[str], room: int, more: str) -> str:
    """As many lines as there is room for; ``more`` tells how many are left out."""
    shown: list[str] = []
    out = 0
    for line in lines:
        if out or _length(line) > room:
            out += 1
            continue
        room -= _length(line)
        shown.append(line)
    return "".join(shown) + (more.format(out) if out else "")


def _foot(report: Report) -> str:
    aside = sum(len(page.suppressed) for page in report.pages)
    out = sum(page.left_out for page in report.pages)
    gone = vanished(sum(page.gone for page in report.pages))
    told = f"{_several(aside, 'finding')} set aside. " if aside else ""
    told += f"{_several(out, 'finding')} left out by the profile. " if out else ""
    told += f"{gone}. " if gone else ""
    tool = f"healthaudit {report.tool.version}, {report.tool.rules} rules, facts as of {report.tool.facts_as_of}"
    return f"{told}Signals, not findings of law. {inert(tool)}."


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
