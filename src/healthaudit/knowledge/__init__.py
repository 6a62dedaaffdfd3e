"""Facts that rules rest on: regulations, public helplines, names of conditions and products, and what is approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from healthaudit.knowledge.approvals import Answer, Approvals, Dossiers, load_approvals, plain_dossier
from healthaudit.knowledge.claims import load_claims
from healthaudit.knowledge.helplines import Helpline, Helplines, load_helplines
from healthaudit.knowledge.names import Condition, Name, Names, Product, load_names
from healthaudit.knowledge.reading import check_overlay, date_of
from healthaudit.knowledge.regulations import load_regulations
from healthaudit.knowledge.studies import KnownStudy, load_studies
from healthaudit.model import OnRecord, Regulation

__all__ = [
    "Answer",
    "Approvals",
    "Helpline",
    "Helplines",
    "Knowledge",
    "KnownStudy",
    "Name",
    "Names",
    "load_knowledge",
    "read_knowledge",
]

_FILES = ("approvals.yml", "claims.yml", "regulations.yml", "helplines.yml", "conditions.yml", "products.yml")


class Knowledge(NamedTuple):
    """The facts of one folder."""

    regulations: Mapping[str, Regulation]
    helplines: Helplines
    names: Names
    on_record: Mapping[str, OnRecord]
    """Claims that authorities have called false, by id."""
    approvals: Approvals
    studies: tuple[KnownStudy, ...]
    """What well-known studies were and found."""
    as_of: str
    """ISO date of the newest file."""

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Knowledge:
        """Make the values out of what ``read_knowledge`` gave."""
        names = Names(
            plain["names"],
            MappingProxyType({row[0]: Condition(*row) for row in plain["conditions"]}),
            MappingProxyType({row[0]: Product(*row) for row in plain["products"]}),
        )
        return cls(
            MappingProxyType({row[0]: Regulation(*row) for row in plain["regulations"]}),
            Helplines.of(Helpline(*row) for row in plain["helplines"]),
            names,
            MappingProxyType({row[0]: OnRecord(*row) for row in plain["claims"]}),
            Approvals(Dossiers(plain["approvals"]), names, plain["approvals_as_of"]),
            tuple(KnownStudy(*row) for row in plain["studies"]),
            plain["as_of"],
        )


def load_knowledge(folder: Path) -> Knowledge:
    """Read a folder of facts. Raises KnowledgeError, which names the file and the entry that is wrong."""
    return Knowledge.of(read_knowledge(folder))


def read_knowledge(folder: Path, overlays: Sequence[Path] = ()) -> dict[str, Any]:
    """The facts of a folder as plain data: a tuple of field values for each fact. Raises KnowledgeError.

    ``overlays`` are files of one's own, which add to or correct conditions, products and approvals.
    """
    for overlay in overlays:
        check_overlay(overlay)
    names = load_names(folder, overlays)
    return {
        "as_of": max(date_of(path) for path in (*(folder / name for name in _FILES), *overlays)),
        "regulations": tuple(map(tuple, load_regulations(folder).values())),
        "helplines": tuple(map(tuple, load_helplines(folder).lines)),
        "claims": tuple(map(tuple, load_claims(folder).values())),
        "names": names.rows,
        "conditions": tuple(map(tuple, names.conditions.values())),
        "products": tuple(map(tuple, names.products.values())),
        "approvals": {name: plain_dossier(one) for name, one in load_approvals(folder, names, overlays).items()},
        "studies": tuple(map(tuple, load_studies(folder))),
        "approvals_as_of": date_of(folder / "approvals.yml"),
    }
