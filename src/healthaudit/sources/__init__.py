"""Where pages come from: files, folders, standard input and the web. The only door to the disk and the network."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from healthaudit.errors import SourceError, SourceMissing
from healthaudit.model import Document, Media, Skipped
from healthaudit.sources.limits import DEFAULTS, Limits

if TYPE_CHECKING:
    from healthaudit.sources.ignore import Patterns

__all__ = ["Limits", "collect", "count"]

_STDIN = "-"
_URL = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)


def collect(
    sources: Sequence[str],
    *,
    exclude: Sequence[str] = (),
    media: Media | None = None,
    stdin: BinaryIO | None = None,
    limits: Limits = DEFAULTS,
) -> Iterator[Document | Skipped]:
    """Every page that the sources name, in order; lazily; one bad source never ends the run.

    A source is a file, a folder, an http or https URL, or "-" for standard input. A page that is named twice comes once.
    ``exclude`` are patterns as in a .gitignore, relative to the working folder or to the folder that is searched;
    ``media`` is what standard input and files are written in whose suffix does not tell. Raises UsageError, at the
    first step, for an exclude that is no pattern.
    """
    with ExitStack() as stack:
        web = None
        for name in _named(sources, exclude):
            if isinstance(name, Skipped):
                yield name
                continue
            page: Document | Skipped
            try:
                if _URL.match(name):
                    if web is None:
                        from healthaudit.sources.web import Web

                        web = stack.enter_context(Web(limits))
                    page = web.fetch(name, media)
                else:
                    page = _local(name, media, stdin, limits)
            except SourceError as error:
                page = Skipped(name, str(error), error.hint)
            yield page


def count(sources: Sequence[str], *, exclude: Sequence[str] = ()) -> int:
    """How many values collect() will yield at most. Walks folders, reads and fetches nothing."""
    return sum(1 for _ in _named(sources, exclude))


def _named(sources: Sequence[str], exclude: Sequence[str]) -> Iterator[str | Skipped]:
    """Files, URLs and "-", each once; and what of the folders could not be entered."""
    excluded = _patterns(exclude)
    seen: set[str] = set()
    for source in sources:
        for name in _expanded(source, excluded):
            key = name.source if isinstance(name, Skipped) else _identity(name)
            if key not in seen:
                seen.add(key)
                yield name


def _expanded(source: str, excluded: Patterns | None) -> Iterator[str | Skipped]:
    if source == _STDIN or _URL.match(source):
        yield source
    elif os.path.isdir(source):
        from healthaudit.sources.walk import walk

        yield from walk(source, excluded)
    elif not (excluded and _is_excluded(source, excluded)):
        yield source


def _identity(name: str) -> str:
    return name if name == _STDIN or _URL.match(name) else os.path.realpath(name)


def _patterns(exclude: Sequence[str]) -> Patterns | None:
    if not exclude:
        return None
    from healthaudit.sources.ignore import user_patterns

    return user_patterns(exclude, Path(os.path.realpath(os.curdir)))


def _is_excluded(file: str, excluded: Patterns) -> bool:
    from healthaudit.sources.ignore import ignored

    folder, name = os.path.split(file)
    base = Path(os.path.realpath(folder))
    return ignored((excluded, replace(excluded, base=base)), base / name, folder=False)


def _local(name: str, media: Media | None, stdin: BinaryIO | None, limits: Limits) -> Document:
    from healthaudit.sources.decode import decode
    from healthaudit.sources.files import read_file, read_stdin
    from healthaudit.sources.media import by_suffix

    if name == _STDIN:
        decoded = decode(read_stdin(stdin, limits), media)
    else:
        decoded = decode(read_file(name, limits), by_suffix(name) or media)
    return Document(name, decoded.media, decoded.text, decoded.notes)
