"""Records of cited works: from a folder, from services on the web, from a list of retractions.

The one room beside ``sources`` that goes to the network, and only when it is asked to. A service that cannot be
reached gives "could not verify", never a failure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from healthaudit.citations import Absent, Query, Work

__all__ = ["Absent", "Query", "RecordSource", "Work"]


class RecordSource(Protocol):
    """Something that knows works by their identifiers, or by the words of an entry."""

    def answers(self, queries: Sequence[Query]) -> Mapping[str, Work | Absent]:
        """An answer for each query that the source can say something of, by its key. Never raises."""
        ...
