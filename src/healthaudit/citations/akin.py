"""Which products and conditions are one another's brand, form, kind or company."""

from __future__ import annotations

from collections.abc import Iterator

from healthaudit.citations.texts import Text
from healthaudit.knowledge.approvals import Approvals
from healthaudit.language.reading import Mention

__all__ = ["akin", "known_products", "related", "wider"]

#: Kinds of products that are known by their makers' names.
_BRANDED = frozenset(["rx_drug", "otc_drug", "controlled_drug", "biologic", "device"])


def known_products(facts: Approvals, text: Text) -> dict[str, Mention]:
    """Products of a text, without whole classes of them and brands of which it is not known what they contain."""
    known = facts.names.products
    return {
        one: mention
        for one, mention in text.named("product").items()
        if one not in facts.classes
        and (known[one].contains or not known[one].name[:1].isupper() or known[one].kind not in _BRANDED)
    }


def akin(facts: Approvals, one: str, other: str) -> bool:
    """Whether two products are brand, form or part of one another."""
    first, second = sorted((facts.root(one), facts.root(other)), key=len)
    # Ids of mixtures join their parts with "-"; those of salts and forms begin with the substance.
    if first == second or first in second.split("-") or second.startswith(f"{first}_"):
        return True
    names = [frozenset(facts.names.products[one].name.lower().split()) for one in (first, second)]
    return names[0] <= names[1] or names[1] <= names[0]  # "minoxidil", "oral minoxidil"


def related(facts: Approvals, one: str, other: str) -> bool:
    """Whether two conditions are the same, one a kind of the other, or told as one."""
    if facts.kin(one, other):
        return True
    first, second = facts.names.conditions[one], facts.names.conditions[other]
    return other in (*first.covers, *first.beside) or one in (*second.covers, *second.beside)


def wider(facts: Approvals, condition: str) -> Iterator[str]:
    """The conditions of which this one is a kind, the nearest first."""
    seen = {condition}
    known = facts.names.conditions.get(condition)
    while known and known.parent and known.parent not in seen:
        seen.add(known.parent)
        yield known.parent
        known = facts.names.conditions.get(known.parent)
