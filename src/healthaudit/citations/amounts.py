"""Numbers of a sentence held against those of the work that it cites: people, studies, doses, percentages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from healthaudit.citations.numbers import Count, counts, figures_in, shares, studies_counted
from healthaudit.citations.works import Mismatch, Work
from healthaudit.patterns import Lazy

__all__ = ["doses", "figures", "sizes"]

#: A percentage of change rather than of people.
_RELATIVE = Lazy(
    r"\b(?:reduc\w+|cuts?|fewer|less|lower\w*|drop\w*|fall|fell|more|increas\w*|risk|decreas\w*|higher|better|"
    r"improv\w*)\b",
    re.IGNORECASE,
)
_PART = Lazy(r"\b(\d+) (?:\w+ ){0,2}?(?:of|out of|in) (?:the )?(\d+)\b")
#: A sentence that tells of a study, and not of how many have the disease.
_OF_A_STUDY = Lazy(
    r"\b(?:stud(?:y|ies)|trials?|researchers?|research|scientists|participants?|volunteers?|enrol\w*|recruit\w*|"
    r"tested|followed|survey\w*|n ?=|took part|"
    r"pooled|review|meta-analysis|cohort|compared|experiment|data from)\b",
    re.IGNORECASE,
)
#: What facts that give only the main figures say nothing of: side effects, who took part, what the dummy did.
_ASIDE = Lazy(
    r"\b(?:adverse|side[- ]effects?|nausea|headaches?|vomit\w*|dizz\w*|dropped out|stopped (?:taking|the)|"
    r"discontinu\w*|(?:were|was|are|is) (?:fe)?male|(?:were|was|are|is) (?:wo)?m[ae]n|baseline|at the start|"
    r"of the (?:participants|people|patients|sample|volunteers) (?:were|was|had)|history of|already|aged)\b",
    re.IGNORECASE,
)
#: A number of people that is a part of those in the study, or what a rate is told for.
_BEFORE_RATE = Lazy(r"\b(?:per|(?:in|for|of|among|out of) every|each)\s*$", re.IGNORECASE)
_BEHIND_PART = Lazy(
    r"\s*(?:\([^)]*\)\s*)?(?:responded|improved|reported|experienced|had|showed|withdrew|dropped|stopped|saw|got|felt|"
    r"lost|achieved|reached|recovered|died|remitted|treated|(?:a|per|each) year)\b",
    re.IGNORECASE,
)
_RATIO = Lazy(r"\b(?:ratios?|HR|OR|RR|aHR|aOR)\b[^.;]{0,25}?(\d\.\d+)")


#: Up to so many figures of an abstract may be added up to its arms together.
_FIGURES = 40


def sizes(claim: str, work: Work) -> Iterator[Mismatch]:
    """How many people or studies there were."""
    if not work.abstract:
        return
    text = work.text
    if not _OF_A_STUDY.search(claim):
        return
    people = {one.value for one in counts(text)} | {value for value in figures_in(text) if value >= 5}
    arms = {one + other for one in people for other in people} if len(people) <= _FIGURES else set()
    studies = {one.value for one in studies_counted(text)}
    for found, known, sums in ((counts(claim), people, arms), (studies_counted(claim), studies, set[float]())):
        for one in found:
            if _is_part(claim, one):
                continue
            near = 0.1 if one.about else 0.02 if one.value >= 500 and one.value % 100 == 0 else 0.0
            if known and not any(
                abs(one.value - value) <= near * max(one.value, value) + 0.5 for value in known | sums
            ):
                closest = min(known, key=lambda value: abs(value - one.value))
                yield Mismatch("size", claim[one.start : one.end], f"{closest:g}", True)
                return


def _is_part(claim: str, count: Count) -> bool:
    """Whether people are counted of whom the study was not made up: "1,000 people" of a rate, "12 of the patients"."""
    return bool(
        _BEFORE_RATE.search(claim[: count.start])
        or _BEHIND_PART.match(claim[count.end :])
        or re.search(r"\bof (?:the|these|those|them|its|his|her|their|our)\b", claim[count.start : count.end])
    )


_DOSE = Lazy(r"(?<![\d.,])(\d[\d,]*(?:\.\d+)?) ?(mg/kg|mcg|µg|mg|g|IU|ml)\b(?!/)")


def doses(claim: str, work: Work) -> Iterator[Mismatch]:
    """A dose that is none of the abstract's, nor a day's or a part of one."""
    known: dict[str, list[float]] = {}
    for value, unit in _DOSE.findall(work.text):
        known.setdefault(unit, []).append(float(value.replace(",", "")))
    for match in _DOSE.finditer(claim):
        value, others = float(match[1].replace(",", "")), known.get(match[2], [])
        ratios = [max(value, other) / min(value, other) for other in others if value and other]
        if others and not any(abs(ratio - whole) < 0.11 for ratio in ratios for whole in (1, 2, 3, 4)):
            yield Mismatch("figure", match.group(), f"{others[0]:g} {match[2]}", len(others) == 1)
            return


def figures(claim: str, work: Work) -> Iterator[Mismatch]:
    """Percentages that the abstract does not bear out."""
    if not work.abstract:
        return
    known = [share.value for share in shares(work.text)]
    if not known:
        return
    told = list(shares(claim))
    if work.partial and (_ASIDE.search(claim) or any(abs(one.value - value) <= 1 for one in told for value in known)):
        return
    derived = [*known, *(100 - value for value in known)]
    derived += [abs(one - other) for one in known for other in known]
    if _RELATIVE.search(claim):
        derived += [100 * abs(one - other) / max(one, other) for one in known for other in known if max(one, other)]
    derived += [abs(100 - 100 * float(value)) for value in _RATIO.findall(work.text)]
    derived += [100 * float(one) / float(other) for one, other in _PART.findall(work.text) if float(other)]
    for share in told:
        near = max(share.step, 1.0) * (3.0 if share.about else 1.0)
        if not any(abs(share.value - value) <= near for value in known + derived):
            closest = min(known, key=lambda value: abs(value - share.value))
            yield Mismatch("figure", claim[share.start : share.end].strip(), f"{closest:g}%", True)
            return
