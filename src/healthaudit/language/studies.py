"""Studies as pages describe them: design, size, duration, dose, population and species, as far as a sentence tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from healthaudit.expressions import ENCODING
from healthaudit.language.quantities import Measure, quantities
from healthaudit.language.reading import Reading
from healthaudit.patterns import compiled

__all__ = ["Study", "studies", "study_in"]


class Study(NamedTuple):
    """A study in a sentence; offsets into the text that was given."""

    design: str
    """The strongest of _DESIGNS that the sentence names; empty when it names none."""
    n: int | None
    """People or animals; None where it does not say."""
    duration: str
    """As printed: "12 weeks"."""
    dose: str
    population: str
    """Whom: "veterans", "women"; empty where it does not say."""
    species: str
    """"animal" or "laboratory"; empty for people."""
    start: int
    end: int


#: Names of designs and the words for them, the strongest evidence first.
_DESIGNS = {
    "meta-analysis": r"meta-?anal\w+|systematic reviews?|pooled analysis",
    "randomised": r"randomi[sz]ed|double-blind|placebo-controlled|placebo|head-to-head|\bRCTs?\b",
    "cohort": r"cohort|prospective|registry|follow-?up study|case-control|observational",
    "survey": r"surveys?|questionnaire|polled",
    "uncontrolled": r"open-label|uncontrolled|single-arm|pilot|case (?:series|reports?)|retrospective|chart review|"
    r"preliminary|feasibility|before[- ]and[- ]after",
}
_STUDY = compiled(
    r"\b(?:stud(?:y|ies)|trials?|meta-?anal\w+|systematic reviews?|experiments?|surveys?|cohorts?|case series|"
    r"n ?= ?\d+|researchers|scientists|tested (?:on|in)|\bRCTs?)\b",
    re.IGNORECASE,
)
_SIZE = compiled(r"\bn ?= ?(\d[\d,]*)", re.IGNORECASE)
_ANIMAL = compiled(r"\b(?:mice|mouse|rats?|rodents?|monkeys?|rabbits?|zebrafish|piglets?|animals?)\b", re.IGNORECASE)
_LABORATORY = compiled(
    r"\b(?:in vitro|test[- ]tubes?|petri dish\w*|cell (?:cultures?|lines?|studies)|cells in (?:a|the) (?:dish|lab\w*)|"
    r"lab(?:oratory)? (?:studies|study|tests?|work))\b",
    re.IGNORECASE,
)
_POPULATION = compiled(
    r"\b(?:veterans|women|men|children|adolescents|teenagers|infants|older adults|adults|nurses|students|athletes|"
    r"pregnant women|outpatients|inpatients|survivors)\b",
    re.IGNORECASE,
)
#: More is no study of people that a page would describe by its size: a count of customers, a population.
_LARGEST = 50_000_000


def studies(reading: Reading) -> Iterator[tuple[int, Study]]:
    """(number of the sentence, study) for each sentence of the page that describes one; offsets into ``Page.text``."""
    text = reading.folded.decode(ENCODING)
    if _STUDY.search(text) is None:
        return
    for index, sentence in enumerate(reading.sentences):
        if found := study_in(text[sentence.start : sentence.end]):
            yield index, found._replace(start=sentence.start + found.start, end=sentence.start + found.end)


def study_in(sentence: str) -> Study | None:
    """The study that a folded sentence describes, or None. Of several the features of all."""
    named = _STUDY.search(sentence)
    if named is None:
        return None
    counted = list(quantities(sentence))
    people = [q for q in counted if q.measure is Measure.PEOPLE and 0 < q.value <= _LARGEST]
    size = _SIZE.search(sentence)
    animal, laboratory = _ANIMAL.search(sentence), _LABORATORY.search(sentence)
    n = int(size[1].replace(",", "")) if size else int(people[0].value) if people else None
    return Study(
        design=next((name for name, words in _DESIGNS.items() if re.search(words, sentence, re.IGNORECASE)), ""),
        n=n,
        duration=next((sentence[q.start : q.end] for q in counted if q.measure is Measure.TIME), ""),
        dose=next((sentence[q.start : q.end] for q in counted if q.measure is Measure.DOSE), ""),
        population=found.group().lower() if (found := _POPULATION.search(sentence)) else "",
        species="animal" if animal else "laboratory" if laboratory else "",
        start=min([named.start(), *(q.start for q in people[:1])]),
        end=max([named.end(), *(q.end for q in people[:1])]),
    )
