"""SARIF 2.1.0, as code scanning of GitHub and the viewers of editors read it.

The standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. What GitHub makes of it:
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning

    {"version": "2.1.0", "runs": [{
      "tool": {"driver": {"name", "semanticVersion", "rules": [...], "notifications": [...]}},
      "invocations": [{"executionSuccessful", "toolExecutionNotifications": [skipped, broken off, notes]}],
      "artifacts": [a page each], "results": [a finding each]}]}
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from healthaudit.model import (
    BaselineState,
    Evidence,
    Finding,
    Location,
    Media,
    Outcome,
    PageReport,
    Report,
    SaidBy,
    Suppression,
)
from healthaudit.reports.inert import literal
from healthaudit.reports.marks import escaped, visible
from healthaudit.reports.places import is_local, location_of, uri_of
from healthaudit.reports.sarif_rules import LEVELS, rules_of
from healthaudit.reports.standing import file_of, told_once

__all__ = ["render_sarif"]

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MIME = {Media.HTML: "text/html", Media.MARKDOWN: "text/markdown", Media.TEXT: "text/plain"}
_SKIPPED, _BROKE_OFF, _NOTE, _SUPPRESSION = range(4)
_NOTIFICATIONS = (
    ("source-skipped", "A source could not be audited."),
    ("rule-broke-off", "A rule could not be finished on a page."),
    ("page-note", "What to know about how a page was read."),
    ("suppression-problem", "A comment that was to let a finding stand does not, or no longer needs to."),
)


def render_sarif(report: Report) -> str:
    """The report as one SARIF run."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return escaped(json.dumps(log, ensure_ascii=False, indent=2)) + "\n"


def _run(report: Report) -> dict[str, Any]:
    rules = rules_of(report)
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    # One for each file, even should a page have been given twice.
    artifacts: dict[str, dict[str, Any]] = {}
    for page in report.pages:
        artifacts.setdefault(uri_of(page.page.source), _artifact(page))
    return {
        "tool": {
            "driver": {
                "name": "healthaudit",
                "semanticVersion": report.tool.version,
                "rules": rules,
                "notifications": [{"id": name, "shortDescription": {"text": text}} for name, text in _NOTIFICATIONS],
                "properties": {
                    "rulesDigest": report.tool.rules_digest,
                    "factsAsOf": report.tool.facts_as_of,
                    "model": report.tool.model,
                },
            }
        },
        "columnKind": "unicodeCodePoints",
        # A lone CR ends a line here as it does in editors; SARIF does not expect one unless told.
        "newlineSequences": ["\r\n", "\n", "\r"],
        # Where the root is differs from machine to machine, and the same pages are to give the same bytes.
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The folder in which healthaudit was run."}}},
        "invocations": [
            {
                "executionSuccessful": bool(report.pages),
                "toolExecutionNotifications": list(_notifications(report)),
            }
        ],
        "artifacts": list(artifacts.values()),
        "results": list(_results(report, index, list(artifacts))),
    }


def _artifact(page: PageReport) -> dict[str, Any]:
    return {
        "location": _artifact_location(page.page.source),
        "roles": ["analysisTarget"],
        "mimeType": _MIME[page.page.media],
        "properties": {"score": page.score.value, "grade": page.score.grade},
    }


def _artifact_location(source: str) -> dict[str, Any]:
    uri = uri_of(source)
    relative = is_local(source) and not uri.startswith("file:")
    return {"uri": uri, **({"uriBaseId": "SRCROOT"} if relative else {})}


def _results(report: Report, index: Mapping[str, int], uris: Sequence[str]) -> Iterator[dict[str, Any]]:
    # Suppressions are told of every result of a run or of none (3.27.23), and so are states by a baseline (3.27.24).
    told = any(page.suppressed for page in report.pages)
    compared = all(each.baseline for page in report.pages for each in (*page.findings, *page.suppressed))
    numbers = {uri: number for number, uri in enumerate(uris)}
    for page in report.pages:
        at = _artifact_location(page.page.source)
        at["index"] = numbers[at["uri"]]
        for finding in page.findings:
            yield _result(finding, at, index, compared) | ({"suppressions": []} if told else {})
        for finding in page.suppressed:
            # GitHub opens an alert for it nonetheless; as a note it at least fails no check.
            aside = {"level": "note", "suppressions": [_suppression(finding, at)]}
            yield _result(finding, at, index, compared) | aside


def _result(finding: Finding, at: Mapping[str, Any], index: Mapping[str, int], compared: bool) -> dict[str, Any]:
    review = finding.outcome is Outcome.REVIEW
    message = f"For review: {finding.message}" if review else finding.message
    further = [{"id": number, **_place(at, more.location, more)} for number, more in enumerate(finding.evidence[1:], 1)]
    return {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        # A result of kind "review" must have the level "none" (3.27.10), for which GitHub has no place; it does not
        # read the kind. So what waits for a person is a note, which shows everywhere and fails no check.
        "level": "note" if review else LEVELS[finding.severity],
        "message": {
            "text": _plain(message),
            "markdown": f"{literal(message)}\n\n**How to fix:** {literal(finding.fix)}",
        },
        # GitHub rejects the whole file when one result has no place.
        "locations": [_place(at, location_of(finding), finding.evidence[0] if finding.evidence else None)],
        **({"relatedLocations": further} if further else {}),
        "partialFingerprints": {"healthauditFinding/v1": finding.id},
        **({"baselineState": "new" if finding.baseline is BaselineState.NEW else "unchanged"} if compared else {}),
        "properties": {
            "severity": finding.severity.value,
            "outcome": finding.outcome.value,
            "confidence": finding.confidence,
            "family": finding.family.value,
            # The standard has no word for what a person has decided of a result that is not suppressed.
            **({"baseline": finding.baseline.value} if finding.baseline else {}),
        },
    }


def _suppression(finding: Finding, at: Mapping[str, Any]) -> dict[str, Any]:
    said = finding.suppression
    if said is None:
        return {"kind": "external"}
    until = f" (until {said.until})" if said.until else ""
    where = _artifact_location(said.source) if said.source else at
    return {
        # "external" is also for a file beside the pages, which the location names (3.35.4).
        "kind": "external" if said.source else "inSource",
        "justification": visible(f"{said.reason}{until}"),
        **_said_at(said, where),
    }


def _said_at(said: Suppression, where: Mapping[str, Any]) -> dict[str, Any]:
    """The place at which a suppression stands: in a file, of which a baseline has no lines worth naming."""
    if said.placed:
        return {"location": _place(where, said.location, None)}
    return {"location": {"physicalLocation": {"artifactLocation": dict(where)}}} if said.by is SaidBy.BASELINE else {}


def _place(at: Mapping[str, Any], location: Location, evidence: Evidence | None) -> dict[str, Any]:
    region: dict[str, Any] = {
        "startLine": location.line,
        "startColumn": location.column,
        "endLine": location.end_line,
        "endColumn": location.end_column,
    }
    if evidence is None:
        return {"physicalLocation": {"artifactLocation": dict(at), "region": region}}
    region |= {"charOffset": evidence.span.start, "charLength": evidence.span.end - evidence.span.start}
    return {
        "physicalLocation": {"artifactLocation": dict(at), "region": region},
        "message": {"text": _plain(f"{evidence.role}: {evidence.quote}")},
    }


def _plain(text: str) -> str:
    """A plain-text message: braces, which would be placeholders, are doubled (3.11.5), and nothing is a link.

    2.1.0 has no way to say that ``[a](1)`` is no link (https://github.com/oasis-tcs/sarif-spec/issues/597); its
    successor has the backslash.
    """
    return visible(text).replace("{", "{{").replace("}", "}}").replace("](", "\\](")


def _notifications(report: Report) -> Iterator[dict[str, Any]]:
    for skipped in report.skipped:
        why = f"{skipped.reason}; {skipped.hint}" if skipped.hint else skipped.reason
        yield _notification(_SKIPPED, "warning", f"Skipped: {why}", skipped.source)
    for page, problems in told_once(report.pages):
        for rule, why in page.errors.items():
            broken = _notification(_BROKE_OFF, "error", f"{rule} broke off: {why}", page.page.source)
            yield broken | {"associatedRule": {"id": rule}}
        for note in page.notes:
            yield _notification(_NOTE, "note", note, page.page.source)
        for problem in problems:
            file = file_of(problem, page)
            told = _notification(_SUPPRESSION, "warning", f"{problem.message}; {problem.fix}", file)
            yield told | {"locations": [_place(_artifact_location(file), problem.location, None)]}


def _notification(kind: int, level: str, text: str, source: str) -> dict[str, Any]:
    return {
        "descriptor": {"id": _NOTIFICATIONS[kind][0], "index": kind},
        "level": level,
        "message": {"text": _plain(text)},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact_location(source)}}],
    }
