"""Options of ``audit`` about records of cited works, and what they come to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from healthaudit.errors import UsageError
from healthaudit.patterns import compiled

if TYPE_CHECKING:
    from healthaudit.records.library import Records

#: Seconds that a record from the web is good for.
_FRESH = 30 * 24 * 3600
#: What can stand in a header and be written to.
_MAIL = compiled(r"[!-~]+@[!-~]+")


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

    if asked.records:
        _check(asked.records, fill=asked.online)
    online = None
    if asked.online:
        from healthaudit.records.online import SERVICES, Online, Settings

        services = {name: _address(name, address) for name, address in SERVICES.items()}
        settings = Settings(
            mailto=_mail(asked.mailto),
            openalex_key=os.environ.get("HEALTHAUDIT_OPENALEX_KEY", "").strip(),
            services=services,
        )
        online = Online(settings, Folder(cache_folder() / "records", _FRESH))
    return Records(
        Folder(asked.records) if asked.records else None,
        online,
        Retractions.load(asked.retractions) if asked.retractions else None,
    )


def _check(folder: Path, *, fill: bool) -> None:
    """Raises UsageError for a folder that cannot be read from, or not written to when it is to be filled."""
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise UsageError(f"{folder}: is no folder", "name a folder; it is made when it is not there")
    if not fill:
        if not os.path.isdir(folder):
            raise UsageError(f"{folder}: no such folder", "fill it once with --online --records FOLDER")
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise UsageError(
            f"{folder}: cannot be made: {problem.strerror}", "name a folder that you may write to"
        ) from None
    if not os.access(folder, os.W_OK):
        raise UsageError(f"{folder}: cannot be written to", "name a folder that you may write to")


def _mail(given: str) -> str:
    """The address to write to: from --mailto or $HEALTHAUDIT_MAILTO; empty for none."""
    address = (given or os.environ.get("HEALTHAUDIT_MAILTO", "")).strip()
    if address and not _MAIL.fullmatch(address):
        name = "--mailto" if given else "$HEALTHAUDIT_MAILTO"
        raise UsageError(f"{name} is no address to write to: {address!r}", "give one such as you@example.org")
    return address


def _address(name: str, otherwise: str) -> str:
    """The base address of a service: $HEALTHAUDIT_CROSSREF_URL and so on, or its own."""
    variable = f"HEALTHAUDIT_{name.upper()}_URL"
    address = os.environ.get(variable, "").strip().rstrip("/")
    if not address:
        return otherwise
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:  # of a port that is no number
        good = False
    if not good or any(character.isspace() for character in address):
        from healthaudit.sources.site.login import without_login
        from healthaudit.sources.site.secrets import without_secrets

        shown = without_secrets(without_login(address))
        raise UsageError(f"${variable} is no address: {shown!r}", "give one such as https://api.example.org")
    return address
