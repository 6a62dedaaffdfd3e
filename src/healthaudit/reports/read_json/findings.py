"""Findings, and whatever else points at places: uses, sources, calls, suppressions."""

from __future__ import annotations

from healthaudit.approval import Disclosure, Status
from healthaudit.kinds import CallKind, Whose
from healthaudit.model import (
    BaselineState,
    Call,
    Evidence,
    Family,
    Finding,
    Location,
    OnRecord,
    Opinion,
    Outcome,
    Region,
    Regulation,
    SaidBy,
    Severity,
    Sides,
    Source,
    SourceStatus,
    Span,
    Suppression,
    SuppressionProblem,
    Use,
)
from healthaudit.reports.read_json.fields import Fields

__all__ = ["call", "finding", "problem", "source", "use"]


def finding(data: Fields) -> Finding:
    """A finding that counts, or one that is set aside."""
    return Finding(
        id=data.name("id"),
        rule=data.name("rule"),
        code=data.name("code"),
        family=data.word("family", Family),
        severity=data.word("severity", Severity),
        outcome=data.word("outcome", Outcome),
        confidence=data.number("confidence"),
        message=data.text("message"),
        why=data.text("why"),
        fix=data.text("fix"),
        regulations=data.many("regulations", _regulation),
        evidence=data.many("evidence", _evidence),
        on_record=data.many("on_record", _on_record, ()),
        sides=data.many("sides", _sides, ()),
        opinion=data.maybe("opinion", _opinion),
        suppression=data.maybe("suppression", _suppression),
        sentence=data.text("sentence", ""),
        baseline=data.word("baseline", BaselineState) if data.has("baseline") else None,
    )


def use(data: Fields) -> Use:
    """A product that the page offers for a condition."""
    return Use(
        product=data.text("product"),
        condition=data.text("condition"),
        jurisdiction=data.text("jurisdiction"),
        status=data.word("status", Status),
        promoted=data.flag("promoted"),
        disclosure=data.word("disclosure", Disclosure),
        source=data.text("source"),
        as_of=data.text("as_of"),
        settled=data.flag("settled"),
        evidence=data.many("evidence", _evidence),
    )


def source(data: Fields) -> Source:
    """An entry of the page's reference list."""
    return Source(
        number=data.whole("number"),
        entry=data.text("entry"),
        status=data.word("status", SourceStatus),
        reason=data.text("reason"),
        work=data.text("work"),
        known_from=data.text("known_from"),
        url=data.text("url"),
        notices=data.texts("notices"),
        evidence=data.many("evidence", _evidence),
    )


def call(data: Fields) -> Call:
    """A place where the page asks its reader to do something."""
    return Call(
        label=data.text("label"),
        kind=data.word("kind", CallKind),
        target=data.text("target"),
        whose=data.word("whose", Whose),
        operator=data.text("operator"),
        region=data.word("region", Region),
        position=data.number("position"),
        evidence=data.many("evidence", _evidence),
    )


def problem(data: Fields) -> SuppressionProblem:
    """A suppression that does not do what it was to do."""
    return SuppressionProblem(
        kind=data.name("kind"),
        message=data.text("message"),
        fix=data.text("fix"),
        span=_span(data),
        location=_location(data),
        source=data.text("source", ""),
    )


def _suppression(data: Fields) -> Suppression:
    return Suppression(
        reason=data.text("reason"),
        until=data.text("until") if data.has("until") else "",
        span=_span(data),
        location=_location(data),
        source=data.text("source", ""),
        by=data.word("by", SaidBy, SaidBy.COMMENT.value),
    )


def _evidence(data: Fields) -> Evidence:
    return Evidence(data.name("role"), data.text("quote"), _span(data), _location(data))


def _span(data: Fields) -> Span:
    return Span(data.whole("start"), data.whole("end"))


def _location(data: Fields) -> Location:
    return Location(data.whole("line"), data.whole("column"), data.whole("end_line"), data.whole("end_column"))


def _regulation(data: Fields) -> Regulation:
    return Regulation(
        id=data.name("id"),
        jurisdiction=data.name("jurisdiction"),
        title=data.text("title"),
        url=data.text("url"),
        unverified=data.flag("unverified"),
    )


def _on_record(data: Fields) -> OnRecord:
    return OnRecord(
        id=data.name("id"),
        claim=data.text("claim"),
        topic=data.text("topic", ""),
        verdict=data.text("verdict"),
        source=data.text("source"),
        url=data.text("url"),
        year=data.whole("year") if data.has("year") else None,
        unverified=data.flag("unverified"),
    )


def _sides(data: Fields) -> Sides:
    return Sides(
        aspect=data.name("aspect"),
        page=data.text("page"),
        source=data.text("source"),
        named=data.text("named"),
        known_from=data.text("known_from"),
        url=data.text("url"),
    )


def _opinion(data: Fields) -> Opinion:
    return Opinion(data.number("likelihood"), data.texts("words"))
