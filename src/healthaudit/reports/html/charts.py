"""Lines over the runs, as the numbers that a drawing needs. A template makes an SVG of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["DRAWING", "Chart", "Dot", "Tick", "chart", "count_axis", "score_axis"]


class Drawing(NamedTuple):
    """A drawing and the field of its lines, in units of its own, which a browser scales."""

    width: int = 280
    height: int = 120
    left: int = 30
    right: int = 274
    top: int = 8
    bottom: int = 96


DRAWING = Drawing()
#: Dots on a line of more runs would run into each other.
_DOTS = 24
#: Of more runs the text alternative tells the ends only; the table has all.
_TOLD = 12
#: Scores that lie closer together than this are not drawn as if they were far apart.
_SPAN = 20
_STEPS = (1, 2, 5, 10)


class Dot(NamedTuple):
    """A value of a run."""

    x: float
    y: float


class Tick(NamedTuple):
    """A line across, with what it stands for."""

    y: float
    label: str


class Chart(NamedTuple):
    """One line. ``kind`` is a class for its colour; ``values`` one for each run, None where there is none."""

    title: str
    kind: str
    values: tuple[float | None, ...]
    lines: tuple[str, ...]
    """Stretches without a gap, as points of an SVG polyline."""
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    told: str
    """The line in words."""

    @property
    def last(self) -> float | None:
        """The value of the run that is shown."""
        return self.values[-1]

    @property
    def step(self) -> float | None:
        """How far it is from the value of the run before; None where one of them is missing."""
        now, before = self.values[-1], self.values[-2]
        return None if now is None or before is None else now - before


def chart(
    title: str, kind: str, values: Sequence[float | None], labels: Sequence[str], axis: tuple[float, float]
) -> Chart:
    """The line of values over runs that are called ``labels``; ``axis``: what stands at the foot and at the top."""
    low, high = axis
    step = (DRAWING.right - DRAWING.left) / max(1, len(values) - 1)
    dots = [
        None
        if value is None
        else Dot(
            round(DRAWING.left + at * step, 1),
            round(DRAWING.bottom - (value - low) / (high - low or 1) * (DRAWING.bottom - DRAWING.top), 1),
        )
        for at, value in enumerate(values)
    ]
    there = [dot for dot in dots if dot is not None]
    lines = tuple(" ".join(f"{dot.x},{dot.y}" for dot in line) for line in _stretches(dots) if len(line) > 1)
    # A value between two gaps has no line, so that only its dot shows it.
    alone = [line[0] for line in _stretches(dots) if len(line) == 1]
    ticks = tuple(
        Tick(round(DRAWING.bottom - share * (DRAWING.bottom - DRAWING.top), 1), f"{low + share * (high - low):g}")
        for share in (0, 0.5, 1)
    )
    shown = there if len(there) <= _DOTS else sorted({*alone, there[-1]})
    return Chart(title, kind, tuple(values), lines, tuple(shown), ticks, _told(title, values, labels))


def score_axis(values: Sequence[float | None]) -> tuple[float, float]:
    """Foot and top for scores, in tens: the same for several charts, so that they can be compared."""
    there = [value for value in values if value is not None] or [0, 100]
    low, high = 10 * math.floor(min(there) / 10), 10 * math.ceil(max(there) / 10)
    missing = max(0, _SPAN - (high - low))
    high = min(100, high + missing)
    return max(0, min(low, high - _SPAN)), high


def count_axis(values: Sequence[float | None]) -> tuple[float, float]:
    """Foot and top for counts: from nothing to a round number."""
    most = max((value for value in values if value is not None), default=0) or 1
    power = 10 ** math.floor(math.log10(most))
    return 0, next(step * power for step in _STEPS if step * power >= most)


def _stretches(dots: Sequence[Dot | None]) -> Iterator[list[Dot]]:
    line: list[Dot] = []
    for dot in (*dots, None):
        if dot is not None:
            line.append(dot)
        elif line:
            yield line
            line = []


def _told(title: str, values: Sequence[float | None], labels: Sequence[str]) -> str:
    pairs = list(zip(labels, values, strict=True))
    if len(pairs) > _TOLD:
        told = [f"{_number(value)} in {label}" for label, value in (pairs[0], pairs[-1])]
        return f"{title} over {len(pairs)} runs: from {told[0]} to {told[1]}; the table has every run"
    return f"{title}: " + ", ".join(f"{_number(value)} in {label}" for label, value in pairs)


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.1f}"
