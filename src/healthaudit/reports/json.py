"""JSON, schema "healthaudit.report/1": docs/report.schema.json describes it, docs/report.md explains it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from healthaudit.model import (
    Block,
    Call,
    Evidence,
    Finding,
    LedgerEntry,
    OnRecord,
    Page,
    PageReport,
    Regulation,
    Report,
    Score,
    Sides,
    Skipped,
    Source,
    Suppression,
    SuppressionProblem,
    Tool,
    Use,
)
from healthaudit.reports.marks import escaped
from healthaudit.sources.site.secrets import without_secrets

SCHEMA = "healthaudit.report/1"


def render_json(report: Report) -> str:
    """The report as JSON: one line for each finding, outcome and other small thing, and a final newline."""
    return "".join(pieces_of(report))


def pieces_of(report: Report) -> Iterator[str]:
    """The same, page by page."""
    pages: _Pages | list[Any] = _Pages(report.pages) if report.pages else []
    yield from map(escaped, _lines({**_frame(report), "pages": pages}, 0))
    yield "\n"


#: Above this depth a value is spread over lines; below it stands on one. Quick to write, to read and to compare.
_SPREAD = 4
#: json.dumps() would make a new one for every line.
_ENCODER = json.JSONEncoder(ensure_ascii=False)


def _lines(value: Any, depth: int) -> Iterator[str]:
    if not value or depth >= _SPREAD or not isinstance(value, dict | list | _Pages):
        yield _ENCODER.encode(value)
        return
    indent = "  " * (depth + 1)
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    yield opening
    for number, item in enumerate(value):
        yield f"{',' if number else ''}\n{indent}"
        if isinstance(value, dict):
            yield f"{_ENCODER.encode(item)}: "
            item = value[item]
        yield from _lines(item, depth + 1)
    yield f"\n{'  ' * depth}{closing}"


class _Pages:
    """Pages as plain data, each made when it is its turn."""

    def __init__(self, reports: Sequence[PageReport]) -> None:
        self._reports = reports

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return map(page_data, self._reports)


def tool_data(tool: Tool) -> dict[str, Any]:
    """What made the report, as plain data."""
    return {
        "name": "healthaudit",
        "version": tool.version,
        "rules": tool.rules,
        "rules_digest": tool.rules_digest,
        "facts_as_of": tool.facts_as_of,
        "model": tool.model,
    }


def as_data(report: Report) -> dict[str, Any]:
    """The report as plain data, in the order of the schema."""
    return {**_frame(report), "pages": list(map(page_data, report.pages))}


def _frame(report: Report) -> dict[str, Any]:
    """The report without its pages, whose place is kept."""
    return {
        "schema": SCHEMA,
        "tool": tool_data(report.tool),
        "pages": [],
        "skipped": [_skipped(skipped) for skipped in report.skipped],
    }


def page_data(page: PageReport) -> dict[str, Any]:
    """A page as plain data, in the order of the schema."""
    facts = page.page.facts
    return {
        "source": page.page.source,
        "media": page.page.media.value,
        "title": page.page.title,
        "language": page.language,
        **_score(page.score),
        "facts": {
            "author": facts.author,
            "reviewer": facts.reviewer,
            "published": facts.published,
            "modified": facts.modified,
            "publisher": facts.publisher,
            "canonical": without_secrets(facts.canonical),
        },
        "profile": None
        if page.profile is None
        else {"kind": page.profile.kind.value, "because": list(page.profile.because)},
        "benchmarks": [
            {"id": benchmark.id, "question": benchmark.question, "answer": benchmark.answer}
            for benchmark in page.benchmarks
        ],
        "uses": [_use(use) for use in page.uses],
        "sources": [_source(source) for source in page.sources],
        "sourced": {"with": page.sourced[0], "of": page.sourced[1]},
        "calls": [_call(call) for call in page.calls],
        "notes": list(page.notes),
        "reading_notes": list(page.page.notes),
        "findings": [_finding(finding) for finding in page.findings],
        "outcomes": {rule: outcome.value for rule, outcome in page.outcomes.items()},
        "errors": dict(page.errors),
        "suppressed": [_finding(finding) for finding in page.suppressed],
        "suppression_problems": [_problem(problem) for problem in page.suppression_problems],
        "left_out": page.left_out,
        "gone": page.gone,
        "blocks": [_block(page.page, block) for block in page.page.blocks],
        "offsets": _offsets(page.page),
    }


def _block(page: Page, block: Block) -> dict[str, Any]:
    return {
        "kind": block.kind.value,
        "region": block.region.value,
        **({"level": block.level} if block.level else {}),
        **({"number": block.number} if block.number else {}),
        "start": block.start,
        "words": page.text[block.start : block.end],
    }


def _offsets(page: Page) -> dict[str, list[int]]:
    """By the column, a run a row: three short lists instead of hundreds of small ones."""
    return {
        "text": page.offsets.text_starts.tolist(),
        "source": page.offsets.source_starts.tolist(),
        "source_end": page.offsets.source_ends.tolist(),
    }


def _use(use: Use) -> dict[str, Any]:
    return {
        "product": use.product,
        "condition": use.condition,
        "jurisdiction": use.jurisdiction,
        "status": use.status.value,
        "promoted": use.promoted,
        "disclosure": use.disclosure.value,
        "source": use.source,
        "as_of": use.as_of,
        "settled": use.settled,
        "evidence": [_evidence(evidence) for evidence in use.evidence],
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "number": source.number,
        "entry": source.entry,
        "status": source.status.value,
        "reason": source.reason,
        "work": source.work,
        "known_from": source.known_from,
        "url": source.url,
        "notices": list(source.notices),
        "evidence": [_evidence(evidence) for evidence in source.evidence],
    }


def _call(call: Call) -> dict[str, Any]:
    return {
        "label": call.label,
        "kind": call.kind.value,
        "target": without_secrets(call.target),
        "whose": call.whose.value,
        "operator": call.operator,
        "region": call.region.value,
        "position": call.position,
        "evidence": [_evidence(evidence) for evidence in call.evidence],
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        "score": score.value,
        "range": None if score.low is None else [score.low, score.high],
        "grade": score.grade,
        "capped": score.capped,
        "families": {family.family.value: family.value for family in score.families},
        "family_findings": {family.family.value: family.findings for family in score.families},
        "ledger": [_entry(entry) for entry in score.ledger],
    }


def _entry(entry: LedgerEntry) -> dict[str, Any]:
    return {
        "finding": entry.finding,
        "rule": entry.rule,
        "family": entry.family.value,
        "outcome": entry.outcome.value,
        "weight": entry.weight,
        "confidence": entry.confidence,
        "repeat": entry.repeat,
        "points": entry.points,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "rule": finding.rule,
        "code": finding.code,
        "family": finding.family.value,
        "severity": finding.severity.value,
        "outcome": finding.outcome.value,
        "confidence": finding.confidence,
        "opinion": None
        if finding.opinion is None
        else {"likelihood": finding.opinion.likelihood, "words": list(finding.opinion.words)},
        "message": finding.message,
        "why": finding.why,
        "fix": finding.fix,
        "regulations": [_regulation(regulation) for regulation in finding.regulations],
        "on_record": [_on_record(claim) for claim in finding.on_record],
        "sides": [_sides(sides) for sides in finding.sides],
        "sentence": finding.sentence,
        "evidence": [_evidence(evidence) for evidence in finding.evidence],
        **({"baseline": finding.baseline.value} if finding.baseline else {}),
        **({"suppression": _suppression(finding.suppression)} if finding.suppression else {}),
    }


def _suppression(suppression: Suppression) -> dict[str, Any]:
    said = {
        "reason": suppression.reason,
        "until": suppression.until or None,
        "by": suppression.by.value,
        "source": suppression.source,
    }
    return said | _place(suppression)


def _problem(problem: SuppressionProblem) -> dict[str, Any]:
    told = {"kind": problem.kind, "message": problem.message, "fix": problem.fix, "source": problem.source}
    return told | _place(problem)


def _regulation(regulation: Regulation) -> dict[str, Any]:
    return {
        "id": regulation.id,
        "jurisdiction": regulation.jurisdiction,
        "title": regulation.title,
        "url": regulation.url,
        "unverified": regulation.unverified,
    }


def _on_record(claim: OnRecord) -> dict[str, Any]:
    return {
        "id": claim.id,
        "claim": claim.claim,
        "topic": claim.topic,
        "verdict": claim.verdict,
        "source": claim.source,
        "url": claim.url,
        "year": claim.year,
        "unverified": claim.unverified,
    }


def _sides(sides: Sides) -> dict[str, Any]:
    return {
        "aspect": sides.aspect,
        "page": sides.page,
        "source": sides.source,
        "named": sides.named,
        "known_from": sides.known_from,
        "url": sides.url,
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {"role": evidence.role, "quote": evidence.quote, **_place(evidence)}


def _place(placed: Evidence | Suppression | SuppressionProblem) -> dict[str, int]:
    return {
        "start": placed.span.start,
        "end": placed.span.end,
        "line": placed.location.line,
        "column": placed.location.column,
        "end_line": placed.location.end_line,
        "end_column": placed.location.end_column,
    }


def _skipped(skipped: Skipped) -> dict[str, Any]:
    return {"source": skipped.source, "reason": skipped.reason, "hint": skipped.hint}
