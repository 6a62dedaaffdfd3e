"""Faults: what a research librarian would object to, with the places on the page."""

from __future__ import annotations

from typing import NamedTuple

from healthaudit.citing import CitationFault, Sides

__all__ = ["Fault", "Spot"]


class Spot(NamedTuple):
    """A stretch of ``Page.text`` and the part it plays: "claim", "cited work", "also"."""

    role: str
    start: int
    end: int


class Fault(NamedTuple):
    """Something that does not hold."""

    kind: CitationFault
    spots: tuple[Spot, ...]
    what: str = ""
    """What exactly, for the message: the missing number, the reason why an identifier cannot be one."""
    sides: tuple[Sides, ...] = ()
    review: bool = False
    """Whether a person has to look."""
