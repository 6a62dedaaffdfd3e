"""Reading in, findings out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from healthaudit.digests import blake2b
from healthaudit.language import Reading
from healthaudit.library import Library
from healthaudit.model import Evidence, Finding, Outcome, PageKind, Profile, RuleOutcome, Span
from healthaudit.rules.contexts import Contexts
from healthaudit.rules.hits import CompiledRule, Hit, applies_to, one_line
from healthaudit.rules.matchers import MATCHERS, Judged

__all__ = ["Checked", "check"]

#: The language that the rules are written for.
LANGUAGE = "en"


class Checked(NamedTuple):
    """What the checks found out about one page."""

    findings: tuple[Finding, ...]
    """In the order of the page."""
    outcomes: Mapping[str, RuleOutcome]
    errors: Mapping[str, str]
    notes: tuple[str, ...]


def check(reading: Reading, library: Library, *, any_page: bool = False) -> Checked:
    """Run every rule over a page. ``any_page`` takes it for English, about health and selling, whatever it says."""
    notes = []
    pack = library.pack
    if any_page:
        reading = reading._replace(language=LANGUAGE, about_health=True, profile=Profile(PageKind.SELLS))
    if reading.language != LANGUAGE:
        notes.append(f"language {reading.language!r} is not supported: no rule was applied")
    elif not reading.about_health:
        notes.append("the page is not about health: no rule was applied")
    if notes:
        outcomes = {compiled.rule.id: RuleOutcome.NOT_APPLICABLE for compiled in pack.rules.rules}
        return Checked((), outcomes, {}, tuple(notes))
    hits, broken = pack.rules.hits(reading, Contexts(reading, library.language, library.knowledge))
    findings: list[Finding] = []
    outcomes, errors = {}, {}
    for index, compiled in enumerate(pack.rules.rules):
        rule = compiled.rule
        if index in broken:
            outcomes[rule.id] = RuleOutcome.ERROR
            errors[rule.id] = broken[index]
            continue
        try:
            found = _apply(compiled, hits.get(index, ()), reading)
        except Exception as problem:  # one broken rule must not lose the others' findings
            outcomes[rule.id] = RuleOutcome.ERROR
            errors[rule.id] = one_line(problem)
            continue
        if found is None:
            outcomes[rule.id] = RuleOutcome.NOT_APPLICABLE
            continue
        dressed = list(_dress(compiled, found, reading, library))
        findings.extend(dressed)
        outcomes[rule.id] = _outcome(dressed)
    findings.sort(key=_position)
    return Checked(tuple(findings), outcomes, errors, ())


def _apply(compiled: CompiledRule, hits: Sequence[Hit], reading: Reading) -> list[Judged] | None:
    """What the rule says; None when it has nothing to say about such a page."""
    rule = compiled.rule
    if not applies_to(rule, reading):
        return None
    matcher = MATCHERS[rule.match.kind]
    if not matcher.applies(compiled, hits, reading):
        return None
    return list(matcher.judge(compiled, hits, reading))


def _outcome(findings: Sequence[Finding]) -> RuleOutcome:
    if not findings:
        return RuleOutcome.PASS
    if any(finding.outcome is Outcome.FAIL for finding in findings):
        return RuleOutcome.FAIL
    return RuleOutcome.REVIEW


def _dress(compiled: CompiledRule, found: Sequence[Judged], reading: Reading, library: Library) -> Iterator[Finding]:
    """Findings with everything that a report needs."""
    rule = compiled.rule
    page = reading.page
    seen: dict[str, int] = {}
    for judged in found:
        evidence = tuple(
            Evidence(
                place.role,
                page.quote(place.start, place.end),
                span := page.span(place.start, place.end),
                page.lines.locate(span),
            )
            for place in judged.places
            if place.end > place.start
        )
        quote = evidence[0].quote if evidence else ""
        # The same words again get a number, so that two findings never share a fingerprint.
        words = f"{rule.id}\0{quote.lower()}\0{_sentence(reading, judged).lower()}"
        count = seen[words] = seen.get(words, 0) + 1
        fingerprint = blake2b(f"{words}\0{count}".encode(), digest_size=8).hexdigest()
        yield Finding(
            id=fingerprint,
            rule=rule.id,
            code=rule.code,
            family=rule.family,
            severity=library.pack.weights.severity_on(rule, reading.profile.kind),
            outcome=Outcome.REVIEW if judged.review else rule.outcome,
            confidence=library.pack.confidence[rule.confidence],
            message=rule.message.replace("{quote}", quote),
            why=rule.why,
            fix=rule.fix,
            regulations=tuple(library.knowledge.regulations[name] for name in rule.regulations),
            evidence=evidence,
            on_record=tuple(library.knowledge.on_record[name] for name in rule.on_record),
        )


def _sentence(reading: Reading, judged: Judged) -> str:
    """The words of the sentence in which the first piece of evidence stands."""
    if not judged.places:
        return ""
    at = judged.places[0].start
    low, high = 0, len(reading.sentences)
    while low < high:
        middle = (low + high) // 2
        if reading.sentences[middle].end <= at:
            low = middle + 1
        else:
            high = middle
    if low == len(reading.sentences):
        return ""
    sentence = reading.sentences[low]
    return reading.page.quote(sentence.start, sentence.end)


def _position(finding: Finding) -> tuple[int, int, str]:
    span = finding.evidence[0].span if finding.evidence else Span(0, 0)
    return span.start, finding.severity.rank, finding.rule
