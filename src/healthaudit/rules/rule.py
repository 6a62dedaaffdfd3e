"""A rule as a value: what one YAML file says."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from healthaudit.approval import Disclosure
from healthaudit.expressions import Pattern
from healthaudit.language import Claim
from healthaudit.model import BlockKind, Family, Outcome, Region, Severity

if TYPE_CHECKING:
    from healthaudit.knowledge.names import Product
    from healthaudit.language.studies import Study


class MatchKind(StrEnum):
    """The closed set of matchers; each is one module in ``healthaudit.rules.matchers``."""

    PATTERN = "pattern"
    ABSENCE = "absence"
    COUNT = "count"
    CLAIM = "claim"
    MISPRINT = "misprint"
    STUDY = "study"
    USE = "use"
    APPROVAL = "approval"
    WARNING = "warning"
    CITATION = "citation"
    CLASSIFIER = "classifier"


class Context(StrEnum):
    """Circumstances of a match in which a rule may keep silent or leave the decision to a person."""

    NEGATED = "negated"
    HEDGED = "hedged"
    ATTRIBUTED = "attributed"
    DISPUTED = "disputed"
    QUESTION = "question"
    QUOTED = "quoted"
    CONDITIONAL = "conditional"
    COMPARATIVE = "comparative"
    PAST = "past"
    PLANNED = "planned"
    CITED = "cited"
    MEASURED = "measured"
    NAMED = "named"
    PUBLIC_LINE = "public-line"
    CONTACT_BLOCK = "contact-block"


#: Where rules look unless they say otherwise: not in navigation, nothing hidden.
DEFAULT_REGIONS = frozenset([Region.MAIN, Region.HEADER, Region.ASIDE, Region.FOOTER])
#: What rules read unless they say otherwise: not the titles of cited works, not code.
DEFAULT_BLOCKS = frozenset(BlockKind) - {BlockKind.REFERENCE, BlockKind.CODE}
#: When rules keep silent unless they say otherwise.
DEFAULT_SILENT = frozenset([Context.NEGATED, Context.DISPUTED, Context.QUESTION, Context.QUOTED])


class ClaimTest(NamedTuple):
    """Which claims a rule is about; an empty tuple leaves a question open."""

    by: tuple[str, ...] = ()
    """Who acts, as in ``healthaudit.language.By``."""
    does: tuple[str, ...] = ()
    """Kinds of act, as in rules/language/claims.yml."""
    to: tuple[str, ...] = ()
    """"condition", kinds of object as in rules/language/claims.yml, or "nothing"."""
    products: tuple[str, ...] = ()
    """Kinds of product, or "unknown"."""
    but_not: tuple[str, ...] = ()
    """Ids of products that the rule leaves alone."""
    said: tuple[str, ...] = ()
    """"absolute", "soon": one of these must hold."""

    def fits(self, claim: Claim) -> bool:
        """Whether the rule is about the claim."""
        return (
            (not self.by or claim.by in self.by)
            and (not self.does or claim.act in self.does)
            and (not self.to or (claim.to or "nothing") in self.to)
            and (not self.products or (claim.product_kind or "unknown") in self.products)
            and claim.product not in self.but_not
            and (not self.said or any(getattr(claim, manner) for manner in self.said))
        )


class StudyTest(NamedTuple):
    """Which described studies a rule is about; an empty tuple or 0 leaves a question open."""

    fewer_than: int = 0
    """Studies of fewer people than this; one whose size is not told is none of them."""
    designs: tuple[str, ...] = ()
    """As in ``healthaudit.language.studies``."""
    species: tuple[str, ...] = ()
    """"animal", "laboratory"."""

    def fits(self, study: Study) -> bool:
        """Whether the rule is about the study."""
        return (
            (not self.fewer_than or (study.n is not None and study.n < self.fewer_than))
            and (not self.designs or study.design in self.designs)
            and (not self.species or study.species in self.species)
        )


class UseTest(NamedTuple):
    """Which uses that a page promotes a rule is about; an empty tuple leaves a question open."""

    disclosure: tuple[str, ...] = ()
    """As in ``healthaudit.model.Disclosure``."""
    products: tuple[str, ...] = ()
    """Kinds of product."""
    but_not: tuple[str, ...] = ()
    """Ids of products that the rule leaves alone."""

    def fits(self, product: Product, disclosure: Disclosure) -> bool:
        """Whether the rule is about such a product and such a disclosure."""
        return (
            (not self.disclosure or disclosure in self.disclosure)
            and (not self.products or product.kind in self.products)
            and product.id not in self.but_not
        )


class Match(NamedTuple):
    """What a rule looks for. Expressions are RE2 with the vocabulary already put in."""

    kind: MatchKind
    any: tuple[Pattern, ...] = ()
    """Sentences that match one of these are hits."""
    also: tuple[Pattern, ...] = ()
    """A hit's sentence must match each of these as well."""
    never: tuple[Pattern, ...] = ()
    """A hit's sentence must match none of these."""
    blocks: frozenset[BlockKind] = DEFAULT_BLOCKS
    regions: frozenset[Region] = DEFAULT_REGIONS
    least: int = 1
    """absence, count: so many hits are needed."""
    same: bool = False
    """count: only hits with the same words (or digits) count together."""
    lacks: tuple[Pattern, ...] = ()
    """absence: the page must match none of these anywhere."""
    lacks_facts: tuple[str, ...] = ()
    """absence: the page's metadata and by-lines must state none of these."""
    claim: ClaimTest = ClaimTest()
    """claim: the claims that are hits."""
    study: StudyTest = StudyTest()
    """study: the studies that are hits."""
    use: UseTest = UseTest()
    """use, warning: the products, and how their uses are disclosed."""
    about: tuple[str, ...] = ()
    """approval: what the false statements are about, as in ``healthaudit.uses.About``;
    citation: what does not hold, as in ``healthaudit.citing.CitationFault``;
    classifier: labels, such as "overclaim/efficacy"."""


class Rule(NamedTuple):
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
    yields_to: tuple[str, ...]
    """Ids of rules: where one of them has a finding in the same sentence, this one has none."""
    on_record: tuple[str, ...]
    """Ids of claims that authorities have called false (rules/knowledge/claims.yml)."""
    file: str

    @property
    def path(self) -> Path:
        """The rule's file."""
        return Path(self.file)

    def without_atoms(self) -> Rule:
        """The rule when an index holds the atoms of what it looks for."""
        any_, also, never = (
            tuple(pattern._replace(atoms=()) for pattern in patterns)
            for patterns in (self.match.any, self.match.also, self.match.never)
        )
        return self._replace(match=self.match._replace(any=any_, also=also, never=never))

    def plain(self) -> tuple[Any, ...]:
        """The rule as plain data, which ``Rule.of`` takes back."""
        return tuple(map(_plain, self))

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Rule:
        """Make a rule out of plain data."""
        (
            id_, code, title, family, severity, confidence, outcome, match, only_on, silent, review,
            message, why, fix, regulations, yields_to, on_record, file,
        ) = row  # fmt: skip
        kind, any_, also, never, blocks, regions, least, same, lacks, lacks_facts, claim, study, use, about = match
        return cls(
            id_, code, title, Family(family), Severity(severity), confidence, Outcome(outcome),
            Match(
                MatchKind(kind), _patterns(any_), _patterns(also), _patterns(never),
                _members(BlockKind, blocks), _members(Region, regions),
                least, same, _patterns(lacks), lacks_facts, ClaimTest(*claim), StudyTest(*study), UseTest(*use), about,
            ),
            frozenset(only_on), _members(Context, silent), _members(Context, review),
            message, why, fix, regulations, yields_to, on_record, file,
        )  # fmt: skip


_Kind = TypeVar("_Kind", bound=StrEnum)


@cache
def _members(kind: type[_Kind], names: tuple[str, ...]) -> frozenset[_Kind]:
    # Most rules share the same few sets.
    return frozenset(map(kind, names))


def _patterns(rows: tuple[Any, ...]) -> tuple[Pattern, ...]:
    return tuple(map(Pattern._make, rows))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if isinstance(value, frozenset):
        return tuple(sorted(str(item) for item in value))
    return str(value) if isinstance(value, StrEnum) else value


class Example(NamedTuple):
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
