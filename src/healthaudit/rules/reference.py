"""The reference page of a rule, as Markdown: what, why, examples, regulations, how to mend, how often it was right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from healthaudit.model import OnRecord, Regulation
from healthaudit.rules.rule import Context, Example, Rule

#: What is shown of each sort; a rule may have dozens.
_EXAMPLES = 6
_SORTS = {
    "flag": "Flagged; what is marked is the evidence:",
    "review": "Left to a reviewer:",
    "allow": "Left alone:",
}
#: In which circumstances a rule keeps silent, or leaves the decision to a person.
_WHEN = {
    Context.NEGATED: "it is negated",
    Context.HEDGED: "it is hedged (may, might, early evidence)",
    Context.ATTRIBUTED: "somebody else is said to hold it",
    Context.DISPUTED: "it is disputed or warned of",
    Context.QUESTION: "it is an open question",
    Context.QUOTED: "it stands in quotation marks",
    Context.CONDITIONAL: "it holds under a condition",
    Context.COMPARATIVE: "it is part of a comparison",
    Context.PAST: "it is told of the past",
    Context.PLANNED: "it is planned",
    Context.CITED: "a source is in reach",
    Context.MEASURED: "it is a measured result with its size",
    Context.NAMED: "a person or body is named for it",
    Context.PUBLIC_LINE: "every number nearby is a public line",
    Context.CONTACT_BLOCK: "it is plain contact details",
}


def page_of(
    rule: Rule,
    examples: Sequence[Example],
    regulations: Mapping[str, Regulation],
    on_record: Mapping[str, OnRecord],
    measured: tuple[int, int] | None = None,
) -> str:
    """The page of one rule. ``measured``: (right, wrong) findings on pages with gold; None when it was not measured."""
    lines = [
        *_head(rule, measured),
        *_section("Why", [rule.why]),
        *_section("How to mend it", [rule.fix]),
        *_examples(examples),
        *_section("Rests on", [_law(regulations[name]) for name in rule.regulations], bullets=True),
        *_section("On record", [_known(on_record[name]) for name in rule.on_record], bullets=True),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _head(rule: Rule, measured: tuple[int, int] | None) -> Iterator[str]:
    yield f"# {rule.code} {rule.id}"
    yield ""
    yield f"{rule.title}."
    yield ""
    outcome = "" if rule.outcome == "fail" else "; every finding is left to a reviewer"
    yield f"- family {rule.family.value}, severity {rule.severity.value}, confidence {rule.confidence}{outcome}"
    yield f"- finds by {rule.match.kind.value}"
    if rule.only_on:
        yield "- only on pages that offer, sell or advertise something"
    if rule.silent_when:
        yield f"- keeps silent when {_in_words(rule.silent_when)}"
    if rule.review_when:
        yield f"- is left to a reviewer when {_in_words(rule.review_when)}"
    if rule.yields_to:
        yield f"- yields to {', '.join(f'`{name}`' for name in rule.yields_to)} in the same sentence"
    if measured is not None:
        right, wrong = measured
        yield f"- right in {right} of {right + wrong} findings on the pages with gold"
    yield ""


def _in_words(contexts: frozenset[Context]) -> str:
    parts = [_WHEN[context] for context in Context if context in contexts]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, or {parts[-1]}"


def _section(title: str, lines: Sequence[str], *, bullets: bool = False) -> Iterator[str]:
    if lines:
        yield f"## {title}"
        yield ""
        yield from (f"- {line}" if bullets else line for line in lines)
        yield ""


def _examples(examples: Sequence[Example]) -> Iterator[str]:
    if not examples:
        return
    yield "## Examples"
    yield ""
    for sort, title in _SORTS.items():
        chosen = [example for example in examples if example.expect == sort][:_EXAMPLES]
        if chosen:
            yield title
            yield ""
            yield from (f"- {_shown(example)}" for example in chosen)
            yield ""


def _shown(example: Example) -> str:
    """The text with its evidence in bold; source of a page as code."""
    if example.media != "text":
        return f"{example.media}: `{' '.join(example.text.split()).replace('`', '')}`"
    parts, at = [], 0
    for start, end in example.spans:
        parts += [_plain(example.text[at:start]), "**", _plain(example.text[start:end].strip()), "**"]
        at = end
    parts.append(_plain(example.text[at:]))
    return " ".join("".join(parts).split())


def _plain(text: str) -> str:
    """Text that means to Markdown what it says."""
    return "".join(f"\\{character}" if character in "\\`*_[]<>#|" else character for character in text)


def _law(regulation: Regulation) -> str:
    title = f"[{regulation.title}]({regulation.url})" if regulation.url else regulation.title
    return f"{regulation.jurisdiction}: {title}{' (unverified)' if regulation.unverified else ''}"


def _known(claim: OnRecord) -> str:
    year = f", {claim.year}" if claim.year else ""
    source = f"[{claim.source}]({claim.url})" if claim.url else claim.source
    return f"{claim.verdict} {source}{year}{' (unverified)' if claim.unverified else ''}"
