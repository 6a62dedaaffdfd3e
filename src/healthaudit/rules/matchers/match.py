"""What a matcher says: places in the page's text, not yet dressed as a finding."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from healthaudit.citing import Sides


class Place(NamedTuple):
    """A stretch of ``Page.text`` and the part it plays; an empty stretch stands for the page as a whole."""

    role: str
    start: int
    end: int


class Judged(NamedTuple):
    """One finding in the making."""

    places: tuple[Place, ...]
    review: bool = False
    """Whether a circumstance leaves the decision to a person."""
    fills: Mapping[str, str] = MappingProxyType({})
    """What stands in the message for {product}, {conditions} ..., beside {quote}."""
    sides: tuple[Sides, ...] = ()
    """What the page says and what its source says, where the two differ."""
    confidence: float | None = None
    """0 to 1; None for that of its rule."""
    about: str | None = None
    """What it is about when not the words of one sentence: with the same again it is the same finding."""
