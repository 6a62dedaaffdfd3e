"""Facts that rules rest on: regulations, public helplines, and the names of conditions and products."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from healthaudit.knowledge.helplines import Helpline, Helplines, load_helplines
from healthaudit.knowledge.names import Name, Names, load_names
from healthaudit.knowledge.reading import date_of
from healthaudit.knowledge.regulations import load_regulations
from healthaudit.model import Regulation

__all__ = ["Helpline", "Helplines", "Knowledge", "Name", "Names", "Regulation", "load_knowledge"]

_FILES = ("regulations.yml", "helplines.yml", "conditions.yml", "products.yml")


@dataclass(frozen=True)  # without slots, which cached_property cannot live with
class Knowledge:
    """The facts of one folder."""

    folder: Path
    regulations: Mapping[str, Regulation]
    helplines: Helplines
    as_of: str
    """ISO date of the newest file."""

    @cached_property
    def names(self) -> Names:
        """Read when first asked for: they take longer than all else, and not every command looks for mentions."""
        return load_names(self.folder)


def load_knowledge(folder: Path) -> Knowledge:
    """Read a folder of facts. Raises KnowledgeError, which names the file and the entry that is wrong."""
    return Knowledge(
        folder=folder,
        regulations=load_regulations(folder),
        helplines=load_helplines(folder),
        as_of=max(date_of(folder / name) for name in _FILES),
    )
