"""Options of ``audit`` about records of cited works, and what they come to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from healthaudit.errors import UsageError

if TYPE_CHECKING:
    from healthaudit.records.library import Records

#: Seconds that a record from the web is good for.
_FRESH = 30 * 24 * 3600


class Asked(NamedTuple):
    """What the command was given."""

    online: bool = False
    records: Path | None = None
    retractions: Path | None = None
    mailto: str = ""


def records_of(asked: Asked) -> Records | None:
    """Where records come from; None when nothing was asked for. Raises UsageError."""
    if not (asked.online or asked.records or asked.retractions):
        return None
    from healthaudit.cache import cache_folder
    from healthaudit.records.library import Records
    from healthaudit.records.retractions import Retractions
    from healthaudit.records.stored import Folder

    if asked.records and asked.records.exists() and not asked.records.is_dir():
        raise UsageError(f"{asked.records}: is no folder", "name a folder; it is made when it is not there")
    if asked.records and not asked.online and not asked.records.is_dir():
        raise UsageError(f"{asked.records}: no such folder", "fill it once with --online --records FOLDER")
    online = None
    if asked.online:
        from healthaudit.records.online import SERVICES, Online, Settings

        services = {name: _address(name, address) for name, address in SERVICES.items()}
        settings = Settings(
            mailto=asked.mailto or os.environ.get("HEALTHAUDIT_MAILTO", ""),
            openalex_key=os.environ.get("HEALTHAUDIT_OPENALEX_KEY", ""),
            services=services,
        )
        online = Online(settings, Folder(cache_folder() / "records", _FRESH))
    return Records(
        Folder(asked.records) if asked.records else None,
        online,
        Retractions.load(asked.retractions) if asked.retractions else None,
    )


def _address(name: str, otherwise: str) -> str:
    """The base address of a service: $HEALTHAUDIT_CROSSREF_URL and so on, or its own."""
    variable = f"HEALTHAUDIT_{name.upper()}_URL"
    address = os.environ.get(variable, "").rstrip("/")
    if address and not address.startswith(("http://", "https://")):
        raise UsageError(f"${variable} is no address: {address}", "begin it with https://")
    return address or otherwise
