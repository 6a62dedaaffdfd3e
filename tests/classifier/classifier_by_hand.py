"""A model made by hand, with weights that can be summed in the head."""

from __future__ import annotations

import math
from array import array
from itertools import chain

from healthaudit.classifier.weights import Curve, Family, Kind, Together, Weights, pack, unpack


def by_hand() -> Weights:
    """A model of one family with two kinds and weights that can be summed in the head."""
    rows = {"cures": (1536, 2048, 0), "^ call": (2048, 0, 3072), "cur": (512, 0, 0), "=block button": (1024, 0, 1024)}
    weights = Weights(
        families=(
            Family(
                "overclaim",
                -1.0,
                0.25,
                Curve(0.0, 1.0),
                Together(Curve(-0.5, 1.0), 0.0, 1.0, 0.6, math.inf),
                (0, 1),
            ),
        ),
        kinds=(Kind("overclaim/efficacy", 0.0), Kind("overclaim/safety", -0.5)),
        words={"cures": 0, "^ call": 3},
        pieces={"cur": 6},
        cues={"=block button": 9},
        rows=array("h", chain.from_iterable(rows.values())),
        step=2.0**-10,
        damping=2.0,
        digest="",
        corpus="made up",
    )
    return unpack(pack(weights), "by hand")
