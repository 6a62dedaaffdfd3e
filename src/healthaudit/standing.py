"""How a finding stands: set aside, by whom and why; new, or known from earlier."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from healthaudit.offsets import Location, Span

__all__ = ["BaselineState", "SaidBy", "Suppression", "SuppressionProblem"]


class BaselineState(StrEnum):
    """How a finding stands to a baseline."""

    NEW = "new"
    KNOWN = "known"
    """In the baseline, not yet reviewed."""
    ACCEPTED = "accepted"
    """In the baseline; a person lets it stand."""
    DISMISSED = "dismissed"
    """In the baseline; a person says that the finding is wrong there."""
    REJECTED = "rejected"
    """In the baseline; a person wants it mended."""


class SaidBy(StrEnum):
    """By whose word a finding may stand."""

    COMMENT = "comment"
    """Of the page itself."""
    CONFIGURATION = "configuration"
    BASELINE = "baseline"
    REVISION = "revision"
    """It stood on the page in an earlier revision."""


class Suppression(NamedTuple):
    """Somebody's word that a finding may stand: a comment of the page, or an entry of another file."""

    reason: str
    until: str
    """ISO date of the last day on which it holds; empty when it holds for good."""
    span: Span
    """The comment; empty when it is none of the page."""
    location: Location
    """Where it is said, in ``source``."""
    source: str = ""
    """The configuration, baseline or revision that says so; empty for the page itself."""
    by: SaidBy = SaidBy.COMMENT

    @property
    def placed(self) -> bool:
        """Whether ``location`` says where it stands; in a baseline entries have no place of their own."""
        return self.by in (SaidBy.COMMENT, SaidBy.CONFIGURATION)


class SuppressionProblem(NamedTuple):
    """A comment or entry that was to let a finding stand, and does not, or no longer needs to."""

    kind: str
    """As in ``healthaudit.verdict.ignores``."""
    message: str
    fix: str
    """What to do."""
    span: Span
    """The comment; empty when it is none of the page."""
    location: Location
    """Where it stands, in ``source``."""
    source: str = ""
    """The configuration that it stands in; empty for the page itself."""
