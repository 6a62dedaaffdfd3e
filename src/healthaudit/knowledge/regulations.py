"""Laws, codes and standards that findings rest on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from healthaudit.knowledge.reading import entries
from healthaudit.model import Regulation
from healthaudit.patterns import compiled

__all__ = ["load_regulations"]

# `bars` and `note` are for people who read the file; a report shows the title and leads to the text itself.
_KEYS = frozenset({"jurisdiction", "title", "bars", "url", "unverified", "note"})
_JURISDICTION = compiled(r"[A-Z]{2}(?:-[A-Z]{2,3})?|INT")


def load_regulations(folder: Path) -> Mapping[str, Regulation]:
    """Regulations by id, in the order of ``regulations.yml``. Raises KnowledgeError."""
    regulations: dict[str, Regulation] = {}
    for entry in entries(folder / "regulations.yml", _KEYS):
        jurisdiction = entry.text("jurisdiction", required=True)
        if not _JURISDICTION.fullmatch(jurisdiction):
            raise entry.error(f"no such jurisdiction: {jurisdiction}", "write US, US-FL, GB, EU, INT ...")
        entry.text("bars", required=True)
        entry.text("note")
        url = entry.text("url")
        unverified = entry.flag("unverified")
        if not url and not unverified:
            raise entry.error("no public source", "give a url, or write unverified: true")
        title = entry.text("title", required=True)
        regulations[entry.id] = Regulation(entry.id, jurisdiction, title, url, unverified)
    return MappingProxyType(regulations)
