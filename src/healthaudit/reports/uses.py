"""Uses in the words of a reviewer, and in the order in which they need one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from healthaudit.approval import Disclosure, Status
from healthaudit.model import Use

__all__ = ["STATUSES", "amiss", "by_need", "disclosed", "tally"]

STATUSES: Mapping[Status, str] = MappingProxyType(
    {Status.APPROVED: "approved", Status.NOT_LISTED: "not on the label", Status.UNKNOWN: "not known"}
)
_ORDER = (Status.NOT_LISTED, Status.UNKNOWN, Status.APPROVED)
_LACKING = frozenset({Disclosure.MISSING, Disclosure.BURIED})


def amiss(use: Use) -> bool:
    """Whether the page promotes what is not on the label without saying so plainly and in time."""
    return use.promoted and use.status is Status.NOT_LISTED and use.disclosure in _LACKING


def by_need(uses: Sequence[Use]) -> list[Use]:
    """What is amiss first, what is approved last; otherwise in the order of the page."""
    return sorted(uses, key=lambda use: (not amiss(use), _ORDER.index(use.status)))


def disclosed(use: Use) -> str:
    """The verdict on what the page says of a use that is not approved."""
    if use.status is Status.APPROVED:
        return "not needed"
    if use.disclosure is Disclosure.NOT_APPLICABLE:
        return "not judged"
    if not use.promoted and use.disclosure in _LACKING:
        return "not asked for"
    return use.disclosure.value


def tally(uses: Sequence[Use]) -> str:
    """How many there are of each sort: "3 promoted, 2 approved, 1 not on the label"."""
    promoted = sum(use.promoted for use in uses)
    sorts = [f"{promoted} promoted"] if promoted else []
    if promoted < len(uses):
        sorts.append(f"{len(uses) - promoted} named but not promoted")
    counts = Counter(use.status for use in uses)
    return ", ".join([*sorts, *(f"{counts[each]} {words}" for each, words in STATUSES.items() if counts[each])])
