"""What an audit found held against what it should have found, one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from healthaudit.evaluation.measures import Counts
from healthaudit.model import Family, Finding

FAMILIES = (Family.OVERCLAIM, Family.OFF_LABEL, Family.HOTLINE, Family.CITATION, Family.SAFETY)


#: Rules about the uses that a page promotes; all others of their family judge sentences.
PAGE_RULES = frozenset(["use-undisclosed", "use-disclosed-too-late", "boxed-warning-unsaid", "supplement-for-disease"])


def about_a_sentence(finding: Finding) -> bool:
    """Whether a finding can be held against what a sentence is labelled with."""
    return (
        finding.family in FAMILIES
        and bool(finding.evidence)
        and finding.evidence[0].role != "page"
        and finding.rule not in PAGE_RULES
    )


class Case(NamedTuple):
    """Where something was found or was to be found."""

    id: str
    group: str
    """What is resampled as a whole: a topic, a page."""
    topic: str
    register: str
    """Register of a sentence, kind of a page."""
    text: str


class Flag(NamedTuple):
    """A finding held against gold."""

    case: Case
    family: str
    rule: str
    confidence: float
    fails: bool
    right: bool | None
    """None when gold is unsure."""


class Wanted(NamedTuple):
    """Something in gold."""

    case: Case
    family: str
    kind: str
    found: bool


class Outcomes(NamedTuple):
    """All of it, for one way of finding."""

    flags: tuple[Flag, ...]
    wanted: tuple[Wanted, ...]

    def plus(self, other: Outcomes) -> Outcomes:
        """Both together."""
        return Outcomes(self.flags + other.flags, self.wanted + other.wanted)

    def of(self, chosen: Callable[[Case], bool]) -> Outcomes:
        """Those of some cases."""
        return Outcomes(
            tuple(flag for flag in self.flags if chosen(flag.case)),
            tuple(wanted for wanted in self.wanted if chosen(wanted.case)),
        )


def counts(outcomes: Outcomes, families: Iterable[str]) -> dict[str, Counts]:
    """Counts of the families together by group. A case counts once a family, however many rules flag it."""
    named = frozenset(families)
    upheld: dict[tuple[str, Case], bool] = {}
    for flag in outcomes.flags:
        if flag.family in named and flag.right is not None:
            key = (flag.family, flag.case)
            upheld[key] = upheld.get(key, False) or flag.right
    found: dict[tuple[str, Case], bool] = {}
    for wanted in outcomes.wanted:
        if wanted.family in named:
            place = (wanted.family, wanted.case)
            found[place] = found.get(place, False) or wanted.found
    by_group: defaultdict[str, Counts] = defaultdict(Counts)
    for (_, case), right in upheld.items():
        by_group[case.group] = by_group[case.group].plus(Counts(right=int(right), wrong=int(not right)))
    for (_, case), was_found in found.items():
        by_group[case.group] = by_group[case.group].plus(Counts(found=int(was_found), missed=int(not was_found)))
    return dict(by_group)


def found_by_kind(outcomes: Outcomes) -> Mapping[str, tuple[int, int]]:
    """family/kind to (found, wanted)."""
    by_kind: defaultdict[str, list[bool]] = defaultdict(list)
    for wanted in outcomes.wanted:
        by_kind[f"{wanted.family}/{wanted.kind}"].append(wanted.found)
    return {kind: (sum(found), len(found)) for kind, found in sorted(by_kind.items())}


def by_rule(outcomes: Outcomes) -> Mapping[str, tuple[int, int]]:
    """Rule to (right, wrong) findings."""
    judged: defaultdict[str, list[bool]] = defaultdict(list)
    for flag in outcomes.flags:
        if flag.right is not None:
            judged[flag.rule].append(flag.right)
    return {rule: (sum(right), len(right) - sum(right)) for rule, right in sorted(judged.items())}


def wrong_and_missed(outcomes: Outcomes, family: str, most: int) -> tuple[Sequence[Flag], Sequence[Wanted]]:
    """Some false alarms, the surest first, and some of what was missed."""
    alarms = [flag for flag in outcomes.flags if flag.family == family and flag.right is False]
    alarms.sort(key=lambda flag: (-flag.confidence, flag.case.id))
    missed = [wanted for wanted in outcomes.wanted if wanted.family == family and not wanted.found]
    missed.sort(key=lambda wanted: wanted.case.id)
    step = max(1, len(missed) // most) if most else 1
    return alarms[:most], missed[::step][:most]
