"""Workflow commands of GitHub Actions: print them in a step, and findings show as annotations.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands. What is escaped is what the runner
unescapes: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs

    ::error file=page.md,line=3,endLine=3,col=5,endColumn=9,title=OC101 cure-claim::Says that a treatment cures: "cure"
"""

from __future__ import annotations

from collections.abc import Iterator

from healthaudit.model import Finding, Location, Outcome, Report, Severity
from healthaudit.reports.marks import visible
from healthaudit.reports.places import is_local, location_of, path_of
from healthaudit.reports.standing import expected, file_of, qualities, told_once

__all__ = ["render_github"]

_COMMANDS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
}


def render_github(report: Report) -> str:
    """A line for whatever was not audited, then one for each finding, worst first, and what is known at the end.

    The order matters: GitHub shows the first ten annotations of a kind and step, and drops the others.
    """
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield from _not_audited(report)
    found = [(finding, page.page.source) for page in report.pages for finding in page.findings]
    for finding, source in sorted(found, key=lambda pair: _urgency(pair[0])):
        yield _finding(finding, source)


def _urgency(finding: Finding) -> tuple[bool, bool, int]:
    return expected(finding), finding.outcome is Outcome.REVIEW, finding.severity.rank


def _not_audited(report: Report) -> Iterator[str]:
    for skipped in report.skipped:
        why = f"{skipped.reason}; {skipped.hint}" if skipped.hint else skipped.reason
        yield _command("warning", {"title": "source skipped"}, f"{path_of(skipped.source)}: {why}")
    for page, problems in told_once(report.pages):
        for rule, why in page.errors.items():
            yield _command("warning", {"title": f"{rule} broke off"}, f"{path_of(page.page.source)}: {why}")
        for wrong in problems:
            message = f"{wrong.message}\n{wrong.fix}"
            yield _placed("warning", file_of(wrong, page), wrong.location, f"suppression: {wrong.kind}", message)


def _finding(finding: Finding, source: str) -> str:
    review = finding.outcome is Outcome.REVIEW
    said = ", ".join(qualities(finding))
    title = f"{finding.code} {finding.rule}" + (f" ({said})" if said else "")
    command = "notice" if review else _COMMANDS[finding.severity]
    return _placed(command, source, location_of(finding), title, f"{finding.message}\n{finding.fix}")


def _placed(command: str, source: str, place: Location, title: str, message: str) -> str:
    if not is_local(source):  # An annotation needs a file of the repository.
        return _command(command, {"title": title}, f"{source}:{place.line}:{place.column}: {message}")
    properties = {"file": path_of(source), "line": str(place.line), "endLine": str(place.end_line)}
    if place.line == place.end_line and place.column < place.end_column:
        # GitHub takes columns on one line only, and the last one is part of what it marks.
        properties |= {"col": str(place.column), "endColumn": str(place.end_column - 1)}
    return _command(command, {**properties, "title": title}, message)


def _command(name: str, properties: dict[str, str], message: str) -> str:
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {listed}::{_data(visible(message))}"


def _data(text: str) -> str:
    # The per cent sign first, or it would escape what escapes.
    return _writable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")


def _writable(text: str) -> str:
    """A file name that is not UTF-8 holds lone surrogates, which no output takes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
