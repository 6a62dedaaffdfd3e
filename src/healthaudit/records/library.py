"""Where the records of a run come from: a saved folder first, then the services, and a list of retractions over all."""

from __future__ import annotations

from collections.abc import Sequence

from healthaudit.citations import Absent, Query, Work
from healthaudit.records.online import Online
from healthaudit.records.retractions import Retractions, with_retractions
from healthaudit.records.stored import Folder

__all__ = ["Records"]


class Records:
    """What is known of works, from all the places that a run was given."""

    def __init__(
        self, saved: Folder | None = None, online: Online | None = None, retractions: Retractions | None = None
    ) -> None:
        self._saved = saved
        self._online = online
        self._retractions = retractions

    def answers(self, queries: Sequence[Query]) -> dict[str, Work | Absent]:
        """An answer for each query that any place can say something of. Never raises but for Ctrl-C."""
        found: dict[str, Work | Absent] = dict(self._saved.answers(queries)) if self._saved else {}
        if self._online:
            asked = self._online.answers([query for query in queries if query.key not in found])
            if self._saved:
                self._saved.save(asked)
            found.update(asked)
        if self._retractions:
            found = with_retractions(found, self._retractions.answers(queries))
        return found
