"""Uses: what a page promotes a product for, whether that is approved, and whether the page says so.

The method in one line: a (product, condition) pair that the page promotes is looked up in the facts; when it is not
among the approved uses, the page has to say so, plainly and in time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any, NamedTuple

from healthaudit.approval import Disclosure, Status
from healthaudit.expressions import Expression, Pattern
from healthaudit.knowledge import Answer, Approvals, Knowledge
from healthaudit.knowledge.names import Condition, Product
from healthaudit.language import Reading, Stances
from healthaudit.patterns import compiled
from healthaudit.uses.approved import About, Misstatement, misstatements
from healthaudit.uses.disclosed import Statement, about, statements, verdict
from healthaudit.uses.promoted import Manner, Promotion, manner_of, promotions
from healthaudit.uses.words import read_uses

__all__ = ["About", "Misstatement", "PageUse", "UseWords", "Uses", "read_uses", "uses_of"]

UseWords = Mapping[str, Expression]
_TELLING = compiled(r"\b(?!depress|patient|people|children|young|adult|increas|serious|severe|treatm)[a-z]{6,}")
#: What is no disease: a product may be sold for it without anybody's approval.
_NO_DISEASE = frozenset(["wellness", "aesthetic", "nutrition", "procedure"])
#: Kinds of products that may be sold without approval, as long as no disease is named.
_UNREGULATED = frozenset(["supplement", "homeopathic", "device", "procedure"])

_BY_NEED = (Status.APPROVED, Status.UNKNOWN, Status.NOT_LISTED)


class PageUse(NamedTuple):
    """A product that a page promotes for a condition."""

    product: Product
    condition: Condition
    jurisdiction: str
    """Whose approvals the answer is about."""
    answer: Answer
    disclosure: Disclosure
    places: tuple[Promotion, ...]
    """Where the page puts the two together, in its order."""
    disclosed: Statement | None
    """Where it says that the use is not approved; the first such place when it is buried."""
    unwarned: str = ""
    """The product's boxed warning, when the page says nothing of the kind."""
    promoted: bool = True
    """False on a page that only says what it treats with what."""


class Uses(NamedTuple):
    """What a page says and leaves out about approval."""

    found: tuple[PageUse, ...]
    """In the order of the page."""
    misstated: tuple[Misstatement, ...]


def words_of(plain: Mapping[str, Any]) -> UseWords:
    """Make the words out of what ``read_uses`` gave."""
    return {name: Expression(Pattern(*row)) for name, row in plain.items()}


def uses_of(
    reading: Reading, stances: Stances, words: UseWords, knowledge: Knowledge, jurisdictions: Sequence[str]
) -> Uses:
    """The uses that a page promotes, and its false statements about approval.

    Each use is judged for that of the ``jurisdictions`` where it stands worst.
    """
    facts = knowledge.approvals
    manner = manner_of(reading, words) if reading.mentions else Manner.NEITHER
    found: list[Promotion] = []
    if manner is not Manner.NEITHER:
        found = sorted(
            promotions(reading, stances, words, facts.classes),
            key=lambda promotion: (promotion.start, promotion.end, promotion.product, promotion.condition),
        )
    pairs: dict[tuple[str, str, str], list[Promotion]] = {}
    for promotion in found:
        judged_by = _strictest(facts, promotion, jurisdictions)
        product = facts.holder(promotion.product, judged_by)
        if not _free(facts, product, promotion.condition):
            pairs.setdefault((product, promotion.condition, judged_by), []).append(promotion)
    said = list(statements(reading, stances, words)) if pairs else []
    unsaid = _unsaid_warnings(reading, facts, {product for product, _, _ in pairs})
    judged = (_judged(reading, facts, pair, places, said, unsaid, words) for pair, places in pairs.items())
    promoted = manner is Manner.PROMOTES
    return Uses(
        tuple(use._replace(promoted=promoted) for use in sorted(judged, key=lambda use: use.places[0].start)),
        tuple(misstatements(reading, stances, words, facts)),
    )


def _strictest(facts: Approvals, promotion: Promotion, jurisdictions: Sequence[str]) -> str:
    """The jurisdiction in which a use is least approved; of several the first."""
    return max(
        jurisdictions,
        key=lambda place: _BY_NEED.index(
            facts.status(facts.holder(promotion.product, place), promotion.condition, place).status
        ),
    )


def _free(facts: Approvals, product: str, condition: str) -> bool:
    """Whether nobody needs an approval to sell such a product for such a purpose."""
    known = facts.names.products.get(product)
    wanted = facts.names.conditions[condition]
    return wanted.vague or (known is not None and known.kind in _UNREGULATED and wanted.group in _NO_DISEASE)


def _judged(
    reading: Reading,
    facts: Approvals,
    pair: tuple[str, str, str],
    places: list[Promotion],
    said: list[Statement],
    unsaid: Mapping[str, str],
    words: UseWords,
) -> PageUse:
    product, condition, jurisdiction = pair
    answer = facts.status(product, condition, jurisdiction)
    use = PageUse(
        facts.names.products[product],
        facts.names.conditions[condition],
        jurisdiction,
        answer,
        Disclosure.NOT_APPLICABLE,
        tuple(places),
        None,
        unsaid[product],
    )
    if answer.status is not Status.NOT_LISTED:
        return use
    fitting = [one for one in said if about(one, product, condition, facts.kin, facts.root)]
    claimed = [place for place in places if not place.told]
    if not claimed:
        return use._replace(disclosure=Disclosure.PRESENT, disclosed=fitting[0] if fitting else None)
    disclosure, statement = verdict(reading, claimed, fitting, words["prompts"])
    return use._replace(disclosure=disclosure, disclosed=statement)


def _unsaid_warnings(reading: Reading, facts: Approvals, products: Set[str]) -> Mapping[str, str]:
    """For each product its boxed warning, if the page has not one telling word of it; else empty."""
    shown = reading.shown.decode("latin-1").lower() if products else ""
    unsaid: dict[str, str] = {}
    for product in products:
        dossier = facts.dossiers.get(facts.holder(product, "US"))
        warning = dossier.boxed_warning if dossier else ""
        # The beginning of a word stands for its forms: suicid(al), addict(ion), dependen(ce).
        said = any(word[:7] in shown for word in _TELLING.findall(warning.lower()))
        unsaid[product] = "" if said else warning
    return unsaid
