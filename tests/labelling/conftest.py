"""A classifier that everybody can foretell: sentences with "zap" are overclaims, no others; none is off-label."""

from __future__ import annotations

import math
from array import array

import pytest

from healthaudit.auditor import Auditor
from healthaudit.classifier import Classifier, Weights
from healthaudit.classifier.weights import Curve, Family, Kind, Together
from healthaudit.settings import Settings


@pytest.fixture(scope="session")
def auditor() -> Auditor:
    together = Together(Curve(0, 1), 0, 0, math.inf, math.inf)
    weights = Weights(
        families=(
            Family("overclaim", -2, 0.3, Curve(0, 1), together, (0,)),
            Family("off-label", -6, 0.3, Curve(0, 1), together, (1,)),
        ),
        kinds=(Kind("overclaim/efficacy", -2), Kind("off-label/approval-misstatement", -6)),
        words={"zap": 0, "zappy": 4},
        pieces={},
        cues={},
        rows=array("h", [60, 0, 0, 0, 12, 0, 0, 0]),
        step=0.25,
        damping=20.0,
        digest="",
        corpus="",
    )
    loaded = Auditor.load(Settings(classify=False))
    return Auditor.of(loaded.library, classifier=Classifier(weights))
