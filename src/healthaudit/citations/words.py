"""The file of words by which a sentence is held against the work that it cites: rules/language/evidence.yml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from healthaudit.expressions import Expression, Pattern
from healthaudit.wordlists import read_words

__all__ = ["EvidenceWords", "read_evidence", "words_of"]

EvidenceWords = Mapping[str, Expression]

NAMES = (
    "species-animal", "species-laboratory", "species-people", "people-children", "people-adolescents", "people-adults",
    "people-older", "people-women", "people-men", "people-pregnant", "people-athletes", "people-students",
    "people-healthy", "people-veterans", "people-selected", "people-everyone", "people-patients", "route-oral",
    "route-intravenous", "route-injected", "route-nasal", "route-inhaled", "route-topical", "route-eye",
    "design-randomised", "design-blinded", "design-placebo", "design-pooled", "design-head-to-head", "design-trial",
    "design-weak", "design-observational", "design-narrative", "design-case", "certain", "hedged", "associated",
    "causal", "no-effect", "positive-result", "negative-claim", "benefit", "relapse", "response", "outcome-heart",
    "outcome-stroke", "outcome-death", "outcome-dementia", "outcome-fracture", "outcome-cancer", "outcome-infection",
    "outcome-diabetes", "surrogate", "lasting", "short-term", "says-retracted", "says-concern", "says-corrected",
    "says-preprint", "says-published", "says-planned",
)  # fmt: skip


def read_evidence(path: Path) -> Mapping[str, Any]:
    """Name -> the fields of its Pattern, as plain data. Raises RuleError when the file is malformed."""
    return read_words(path, NAMES, "evidence")


def words_of(plain: Mapping[str, Any]) -> EvidenceWords:
    """Make the words out of what ``read_evidence`` gave."""
    return {name: Expression(Pattern(*row)) for name, row in plain.items()}
