"""A rule as a value: what one YAML file says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from healthaudit.model import BlockKind, Family, Outcome, Region, Severity


class MatchKind(StrEnum):
    """The closed set of matchers; each is one module in ``healthaudit.rules.matchers``."""

    PATTERN = "pattern"
    ABSENCE = "absence"
    COUNT = "count"


class Context(StrEnum):
    """Circumstances of a match in which a rule may keep silent or leave the decision to a person."""

    NEGATED = "negated"
    HEDGED = "hedged"
    ATTRIBUTED = "attributed"
    DISPUTED = "disputed"
    QUESTION = "question"
    QUOTED = "quoted"
    CONDITIONAL = "conditional"
    CITED = "cited"
    MEASURED = "measured"
    PUBLIC_LINE = "public-line"
    CONTACT_BLOCK = "contact-block"


#: Where rules look unless they say otherwise: not in navigation, nothing hidden.
DEFAULT_REGIONS = frozenset([Region.MAIN, Region.HEADER, Region.ASIDE, Region.FOOTER])
#: What rules read unless they say otherwise: not the titles of cited works, not code.
DEFAULT_BLOCKS = frozenset(BlockKind) - {BlockKind.REFERENCE, BlockKind.CODE}
#: When rules keep silent unless they say otherwise.
DEFAULT_SILENT = frozenset([Context.NEGATED, Context.DISPUTED, Context.QUESTION, Context.QUOTED])


@dataclass(frozen=True, slots=True)
class Match:
    """What a rule looks for. Expressions are RE2 with the vocabulary already put in."""

    kind: MatchKind
    any: tuple[str, ...] = ()
    """Sentences that match one of these are hits."""
    also: tuple[str, ...] = ()
    """A hit's sentence must match each of these as well."""
    never: tuple[str, ...] = ()
    """A hit's sentence must match none of these."""
    blocks: frozenset[BlockKind] = DEFAULT_BLOCKS
    regions: frozenset[Region] = DEFAULT_REGIONS
    least: int = 1
    """absence, count: so many hits are needed."""
    same: bool = False
    """count: only hits with the same words (or digits) count together."""
    lacks: tuple[str, ...] = ()
    """absence: the page must match none of these anywhere."""
    lacks_facts: tuple[str, ...] = ()
    """absence: the page's metadata and by-lines must state none of these."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``match`` and the contexts decide; the rest is for people."""

    id: str
    code: str
    title: str
    family: Family
    severity: Severity
    confidence: str
    """"high", "medium" or "low"; pack.yml says what that is worth."""
    outcome: Outcome
    match: Match
    only_on: frozenset[str]
    """{"sells"}: only on pages that offer or advertise something."""
    silent_when: frozenset[Context]
    review_when: frozenset[Context]
    message: str
    why: str
    fix: str
    regulations: tuple[str, ...]
    path: Path


@dataclass(frozen=True, slots=True)
class Example:
    """A text with which a rule proves itself."""

    expect: str
    """"flag", "review" or "allow"."""
    text: str
    """Without the double brackets."""
    spans: tuple[tuple[int, int], ...]
    """What stood in [[double brackets]]: offsets into ``text``."""
    media: str
    line: int
    """1-based line in the rule file."""
