"""What the sources name: files, folders of saved pages, addresses on the web and standard input, each once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from healthaudit.model import Skipped
from healthaudit.patterns import compiled

if TYPE_CHECKING:
    from healthaudit.sources.ignore import Patterns

__all__ = ["STDIN", "Named", "SavedPages", "is_url", "named", "patterns_of", "shown"]

STDIN = "-"
_URL = compiled(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


class SavedPages(NamedTuple):
    """A folder that pages were saved into."""

    folder: str


Named = str | Skipped | SavedPages
"""A file, a URL or "-"; what of the folders could not be entered; a folder of saved pages."""


class _Identity(NamedTuple):
    """What makes two names the same."""

    place: str
    login: str = ""
    """Who asks for a page on the web: what comes may depend on it."""


def is_url(name: str) -> bool:
    """Whether a source is an address on the web."""
    return _URL.match(name) is not None


def shown(name: str) -> str:
    """By what a source goes in reports, and where it is left out: an address with nothing that opens doors, a name."""
    if not is_url(name):
        return name
    from healthaudit.sources.site.login import without_login
    from healthaudit.sources.site.secrets import without_secrets

    return without_secrets(without_login(name))


def named(sources: Sequence[str], exclude: Sequence[str]) -> Iterator[Named]:
    """What is named, in order, each once. Raises UsageError for an exclude that is no pattern."""
    excluded = patterns_of(exclude)
    logins: dict[str, str] = {}
    for source in sources:
        for name in _expanded(source, excluded):
            place, login = _identity(name)
            if place not in logins:
                logins[place] = login
                yield name
            elif isinstance(name, str) and login != logins[place]:
                yield Skipped(shown(name), "it is named before, with another login", "audit it in a run of its own")


def patterns_of(exclude: Sequence[str]) -> Patterns | None:
    """Raises UsageError for what is no pattern."""
    if not exclude:
        return None
    from healthaudit.sources.ignore import user_patterns

    return user_patterns(exclude, Path(os.path.realpath(os.curdir)))


def _expanded(source: str, excluded: Patterns | None) -> Iterator[Named]:
    if source == STDIN or is_url(source):
        yield source
    elif os.path.isdir(source):
        from healthaudit.sources.site.manifest import is_saved
        from healthaudit.sources.walk import walk

        yield from [SavedPages(source)] if is_saved(source) else walk(source, excluded)
    elif not (excluded and _is_excluded(source, excluded)):
        yield source


def _identity(name: Named) -> _Identity:
    match name:
        case Skipped():
            return _Identity(name.source)
        case SavedPages():
            return _Identity(_real(name.folder))
    if name == STDIN or not is_url(name):
        return _Identity(name if name == STDIN else _real(name))
    from healthaudit.sources.site.addresses import normalised
    from healthaudit.sources.site.login import login_of

    return _Identity(normalised(name) or name, login_of(name))


def _real(path: str) -> str:
    try:
        return os.path.realpath(path)
    except ValueError:  # a NUL in it; reading it will say so
        return path


def _is_excluded(file: str, excluded: Patterns) -> bool:
    from healthaudit.sources.ignore import ignored

    folder, name = os.path.split(file)
    base = Path(_real(folder))
    return ignored((excluded, replace(excluded, base=base)), base / name, folder=False)
