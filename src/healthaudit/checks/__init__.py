"""Reading in, findings out."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from healthaudit.approval import Jurisdiction
from healthaudit.calls import calls_of
from healthaudit.citations import Answers, Evidence, evidence_of, known_of
from healthaudit.classifier import Classifier, Opinions
from healthaudit.digests import blake2b
from healthaudit.language import Reading, Stances
from healthaudit.language.detect import ENGLISH, name_of
from healthaudit.language.foreign import is_read
from healthaudit.library import Library
from healthaudit.model import (
    Call,
    Family,
    Finding,
    Opinion,
    Outcome,
    Page,
    PageKind,
    Profile,
    RuleOutcome,
    Source,
    Span,
    Use,
)
from healthaudit.model import Evidence as Place
from healthaudit.rules import Rule
from healthaudit.rules.contexts import Contexts, allowed, without
from healthaudit.rules.hits import CompiledRule, Hit, applies_to, one_line
from healthaudit.rules.matchers import MATCHERS, Judged
from healthaudit.rules.rule import MatchKind
from healthaudit.rules.selection import Selection
from healthaudit.settings import Settings
from healthaudit.uses import PageUse, uses_of

__all__ = ["Checked", "check"]

_NO_ANSWERS: Answers = {}
#: What a jurisdiction is called among regulations, where countries have their ISO codes.
_LAWS = {Jurisdiction.UK: "GB"}
#: Whose approvals count unless somebody says otherwise.
_APPROVERS = (Jurisdiction.US,)
#: Rules about what a page leaves out: of one that is mostly in another language they cannot tell.
_OF_PAGES = frozenset([MatchKind.ABSENCE, MatchKind.WARNING])
#: Rules about what a single sentence says: of these the classifier has an opinion.
_OF_SENTENCES = frozenset([MatchKind.PATTERN, MatchKind.CLAIM, MatchKind.STUDY, MatchKind.CLASSIFIER])


class Checked(NamedTuple):
    """What the checks found out about one page."""

    findings: tuple[Finding, ...]
    """In the order of the page."""
    outcomes: Mapping[str, RuleOutcome]
    errors: Mapping[str, str]
    notes: tuple[str, ...]
    understood: bool = True
    """False when no rule was applied: another language, or not about health."""
    uses: tuple[Use, ...] = ()
    """Products that the page promotes, each with the conditions that it promotes them for."""
    sources: tuple[Source, ...] = ()
    """The page's reference list."""
    sourced: tuple[int, int] = (0, 0)
    """(statements with a source in reach, statements that rest on evidence)."""
    calls: tuple[Call, ...] = ()
    """Where the page asks its reader to ring, write, chat, book, fill in a form, order or buy."""


def check(
    reading: Reading,
    library: Library,
    settings: Settings,
    selection: Selection,
    answers: Answers = _NO_ANSWERS,
    classifier: Classifier | None = None,
    *,
    any_page: bool = False,
) -> Checked:
    """Run the rules of a selection over a page, citations held against ``answers``.

    Without a ``classifier`` the rules have to do, and those that rest on it are not applicable.
    ``any_page`` takes it for English, about health and selling, whatever it says.
    """
    notes = []
    pack = library.pack
    if any_page:
        reading = reading._replace(
            language=ENGLISH, foreign={}, english=True, about_health=True, profile=Profile(PageKind.SELLS)
        )
    if settings.about_health:
        reading = reading._replace(about_health=True)
    if not reading.english:
        notes.append(f"language {reading.language!r} is not supported: no rule was applied")
    elif not reading.about_health:
        notes.append("the page is not about health: no rule was applied")
    if notes:
        outcomes = {compiled.rule.id: RuleOutcome.NOT_APPLICABLE for compiled in pack.rules.rules}
        return Checked((), outcomes, {}, tuple(notes), understood=False)
    notes.extend(_languages(reading))
    stances = Stances(library.language.stance, reading)
    uses = uses_of(reading, stances, library.uses, library.knowledge, settings.jurisdictions or _APPROVERS)
    evidence = evidence_of(reading, library.evidence, library.language.finder, library.knowledge, answers)
    terms = allowed(reading.folded, settings.allow)
    if terms:
        places = "1 place" if len(terms) == 1 else f"{len(terms)} places"
        notes.append(f"nothing is found in terms that the configuration allows, which stand in {places}")
    contexts = Contexts(reading, stances, library.language, library.knowledge, evidence.reaches, terms)
    opinions = Opinions(classifier, without(reading, [*terms, *_foreign(reading)])) if classifier else None
    hits, broken = pack.rules.hits(reading, contexts, uses, evidence, opinions)
    if reading.foreign:
        hits = _in_english(hits, reading)
    judged: dict[str, list[Judged] | None] = {}
    errors = {}
    for index, compiled in enumerate(pack.rules.rules):
        rule = compiled.rule
        if rule.id not in selection.ids:
            continue
        if index in broken:
            errors[rule.id] = broken[index]
            continue
        try:
            judged[rule.id] = _apply(compiled, hits.get(index, ()), reading, opinions)
        except Exception as problem:  # one broken rule must not lose the others' findings
            errors[rule.id] = one_line(problem)
    _yield_to_rules(judged, pack.rules.rules, reading)
    findings: list[Finding] = []
    outcomes = {}
    for compiled in pack.rules.rules:
        rule = compiled.rule
        if rule.id in errors or rule.id not in selection.ids:
            outcomes[rule.id] = RuleOutcome.ERROR if rule.id in errors else RuleOutcome.NOT_SELECTED
            continue
        found = judged[rule.id]
        if found is None:
            outcomes[rule.id] = RuleOutcome.NOT_APPLICABLE
            continue
        if rule.yields_to:
            taken = {_at(reading, one) for name in rule.yields_to for one in judged.get(name) or ()}
            found = [one for one in found if _at(reading, one) not in taken]
        dressed = [
            _as_told(finding, settings, selection) for finding in _dress(compiled, found, reading, library, opinions)
        ]
        findings.extend(dressed)
        outcomes[rule.id] = _outcome(dressed)
    findings.sort(key=_position)
    shown = tuple(_use(use, reading) for use in uses.found)
    sources = tuple(_sources(reading, evidence, answers))
    return Checked(
        findings=tuple(findings),
        outcomes=outcomes,
        errors=errors,
        notes=(*notes, *_unverified(evidence)),
        uses=shown,
        sources=sources,
        sourced=evidence.sourced,
        calls=tuple(calls_of(reading, library.calls, library.knowledge.helplines)),
    )


def _apply(
    compiled: CompiledRule, hits: Sequence[Hit], reading: Reading, opinions: Opinions | None
) -> list[Judged] | None:
    """What the rule says; None when it has nothing to say about such a page."""
    rule = compiled.rule
    if rule.match.kind in _OF_PAGES and reading.language != ENGLISH:
        return None
    if not applies_to(rule, reading) or (rule.match.kind is MatchKind.CLASSIFIER and opinions is None):
        return None
    matcher = MATCHERS[rule.match.kind]
    if not matcher.applies(compiled, hits, reading):
        return None
    return list(matcher.judge(compiled, hits, reading))


def _languages(reading: Reading) -> Iterator[str]:
    """What is to be known of blocks in other languages."""
    if not reading.foreign:
        return
    blocks = sum(is_read(block) for block in reading.page.blocks)
    each = Counter(map(name_of, reading.foreign.values())).most_common()
    many = len(reading.foreign) > 1
    named = ", ".join(f"{name} {count}" if many else name for name, count in each)
    yield (
        f"{len(reading.foreign)} of {blocks} {'blocks' if blocks > 1 else 'block'} ({named}) "
        f"{'are' if many else 'is'} not in English: no rule was applied to {'them' if many else 'it'}"
    )
    if reading.language != ENGLISH:
        yield "most of the page is not in English: rules about what a page leaves out were not applied"


def _foreign(reading: Reading) -> Iterator[tuple[int, int]]:
    """(start, end) of the blocks in other languages."""
    for index in reading.foreign:
        block = reading.page.blocks[index]
        yield block.start, block.end


def _in_english(hits: Mapping[int, list[Hit]], reading: Reading) -> Mapping[int, list[Hit]]:
    """The hits that do not stand in blocks of other languages."""
    starts = [block.start for block in reading.page.blocks]
    return {
        rule: [hit for hit in found if bisect_right(starts, hit.start) - 1 not in reading.foreign]
        for rule, found in hits.items()
    }


def _yield_to_rules(judged: dict[str, list[Judged] | None], rules: Sequence[CompiledRule], reading: Reading) -> None:
    """Where a rule of the family has a finding, the classifier has none of its own."""
    taken: set[tuple[Family, int]] = set()
    for compiled in rules:
        if compiled.rule.match.kind is not MatchKind.CLASSIFIER:
            taken.update((compiled.rule.family, _at(reading, one)) for one in judged.get(compiled.rule.id) or ())
    for compiled in rules:
        rule = compiled.rule
        if rule.match.kind is MatchKind.CLASSIFIER and (found := judged.get(rule.id)):
            judged[rule.id] = [one for one in found if (rule.family, _at(reading, one)) not in taken]


def _outcome(findings: Sequence[Finding]) -> RuleOutcome:
    if not findings:
        return RuleOutcome.PASS
    if any(finding.outcome is Outcome.FAIL for finding in findings):
        return RuleOutcome.FAIL
    return RuleOutcome.REVIEW


def _dress(
    compiled: CompiledRule, found: Sequence[Judged], reading: Reading, library: Library, opinions: Opinions | None
) -> Iterator[Finding]:
    """Findings with everything that a report needs."""
    rule = compiled.rule
    page = reading.page
    seen: dict[str, int] = {}
    for judged in found:
        evidence = tuple(
            _evidence(page, place.role, place.start, place.end) for place in judged.places if place.end > place.start
        )
        quote = evidence[0].quote if evidence else ""
        sentence = _sentence(reading, judged) if rule.match.kind is not MatchKind.ABSENCE else ""
        about = f"{quote.lower()}\0{sentence.lower()}" if judged.about is None else judged.about
        # The same again gets a number, so that two findings never share a fingerprint.
        words = f"{rule.id}\0{about}"
        count = seen[words] = seen.get(words, 0) + 1
        fingerprint = blake2b(f"{words}\0{count}".encode(errors="surrogatepass"), digest_size=8).hexdigest()
        yield Finding(
            id=fingerprint,
            rule=rule.id,
            code=rule.code,
            family=rule.family,
            severity=library.pack.weights.severity_on(rule, reading.profile.kind),
            outcome=Outcome.REVIEW if judged.review else rule.outcome,
            confidence=_confidence(rule, judged, reading, library, opinions),
            message=_filled(rule.message, {**judged.fills, "quote": quote}),
            why=rule.why,
            fix=rule.fix,
            regulations=tuple(library.knowledge.regulations[name] for name in rule.regulations),
            evidence=evidence,
            on_record=tuple(library.knowledge.on_record[name] for name in rule.on_record),
            sides=judged.sides,
            opinion=_opinion(rule, judged, reading, opinions),
            sentence=sentence,
        )


def _as_told(finding: Finding, settings: Settings, selection: Selection) -> Finding:
    """The finding with the severity that somebody has set, and the regulations of the places that count."""
    severity = selection.severity.get(finding.rule, finding.severity)
    laws = finding.regulations
    if settings.jurisdictions:
        # A rule that cites none of a place rests on those of others, by which a reader there still learns why.
        places = {_LAWS.get(place, place.value) for place in settings.jurisdictions} | {"INT"}
        laws = tuple(law for law in laws if law.jurisdiction.split("-")[0] in places) or laws
    if (severity, laws) == (finding.severity, finding.regulations):
        return finding
    return replace(finding, severity=severity, regulations=laws)


def _confidence(rule: Rule, judged: Judged, reading: Reading, library: Library, opinions: Opinions | None) -> float:
    """What the matcher gives it, or that of its rule, raised or lowered by the classifier."""
    if judged.confidence is not None:
        return judged.confidence
    of_rule = library.pack.confidence[rule.confidence]
    if opinions is None or rule.match.kind not in _OF_SENTENCES:
        return of_rule
    return opinions.confidence(_at(reading, judged), rule.family.value, of_rule)


def _opinion(rule: Rule, judged: Judged, reading: Reading, opinions: Opinions | None) -> Opinion | None:
    if opinions is None or rule.match.kind not in _OF_SENTENCES:
        return None
    at, family = _at(reading, judged), rule.family.value
    likelihood = opinions.likelihood(at, family)
    return None if likelihood is None else Opinion(likelihood, opinions.drivers(at, family))


def _evidence(page: Page, role: str, start: int, end: int) -> Place:
    span = page.span(start, end)
    return Place(role, page.quote(start, end), span, page.lines.locate(span))


def _filled(message: str, fills: Mapping[str, str]) -> str:
    for name, text in fills.items():
        message = message.replace(f"{{{name}}}", text)
    return message


def _use(use: PageUse, reading: Reading) -> Use:
    """A use with everything that a report needs."""
    places = [("claim", use.places[0].start, use.places[0].end)]
    if use.disclosed:
        places.append(("disclosure", use.disclosed.start, use.disclosed.end))
    return Use(
        product=use.product.name,
        condition=use.condition.name,
        jurisdiction=str(use.jurisdiction),
        status=use.answer.status,
        promoted=use.promoted,
        disclosure=use.disclosure,
        source=use.answer.source,
        as_of=use.answer.as_of,
        settled=use.answer.settled,
        evidence=tuple(_evidence(reading.page, *place) for place in places),
    )


def _unverified(evidence: Evidence) -> Iterator[str]:
    """What is to be known of works of which no record could be had."""
    for reason, count in Counter(evidence.unverified.values()).items():
        yield (
            f"{count} of the works cited could not be verified: {reason}"
            if count > 1
            else f"a work cited could not be verified: {reason}"
        )


def _sources(reading: Reading, evidence: Evidence, answers: Answers) -> Iterator[Source]:
    """The page's reference list with everything that a report needs."""
    page = reading.page
    cited: dict[int, list[tuple[str, int, int]]] = {}
    for one in evidence.citations.found:
        for index in dict.fromkeys(one.references):
            cited.setdefault(index, []).append(("cited at", one.marker.start, one.marker.end))
    for index, reference in enumerate(evidence.citations.references):
        places = [("entry", reference.start, reference.end), *cited.get(index, ())]
        known = known_of(reference, answers)
        yield Source(
            number=reference.number,
            entry=page.quote(reference.start, reference.end),
            status=known.status,
            reason=known.reason,
            work=known.work,
            known_from=known.known_from,
            url=known.url,
            notices=known.notices,
            evidence=tuple(_evidence(page, *place) for place in places),
        )


def _sentence(reading: Reading, judged: Judged) -> str:
    """The words of the sentence in which the first piece of evidence stands."""
    at = _at(reading, judged)
    if at < 0:
        return ""
    sentence = reading.sentences[at]
    return reading.page.quote(sentence.start, sentence.end)


def _at(reading: Reading, judged: Judged) -> int:
    """The number of the sentence in which the first piece of evidence stands; -1 when it stands in none."""
    if not judged.places:
        return -1
    at = bisect_right(reading.sentences, judged.places[0].start, key=lambda sentence: sentence.end)
    return at if at < len(reading.sentences) else -1


def _position(finding: Finding) -> tuple[int, int, str]:
    span = finding.evidence[0].span if finding.evidence else Span(0, 0)
    return span.start, finding.severity.rank, finding.rule
