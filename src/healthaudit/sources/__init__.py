"""Where pages come from: files, folders, standard input, the web. The only door to disk and network."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from healthaudit.errors import SourceError
from healthaudit.model import Document, Media, Skipped
from healthaudit.sources.limits import DEFAULTS, Limits

if TYPE_CHECKING:
    from healthaudit.sources.decode import Decoded
    from healthaudit.sources.ignore import Patterns
    from healthaudit.sources.web import Web

__all__ = ["Limits", "collect", "count", "names"]

_STDIN = "-"
_URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_PASSWORD = re.compile(r"(?<=://)([^/?#:]*):[^/?#]*@")


def collect(
    sources: Sequence[str],
    *,
    exclude: Sequence[str] = (),
    media: Media | None = None,
    stdin: BinaryIO | None = None,
    stdin_name: str = _STDIN,
    limits: Limits = DEFAULTS,
    leave_out: Callable[[str], bool] | None = None,
) -> Iterator[Document | Skipped]:
    """Every page that the sources name, in order; lazily; one bad source never ends the run.

    A source is a file, a folder, an http or https URL, or "-" for standard input. A page that is named twice
    comes once. ``exclude`` are patterns as in a .gitignore, relative to the working folder or to the folder
    that is searched; ``media`` is what standard input and files are written in whose suffix does not tell.
    Standard input goes by ``stdin_name``, whose suffix may tell what it is written in.
    ``leave_out`` says of a name whether it is not wanted, before it is read. A password in a URL shows as ``***``
    in what comes out. Raises UsageError, at the first step, for an exclude
    that is no pattern.
    """
    with ExitStack() as stack:
        web = cache(lambda: stack.enter_context(_web(limits)))
        for name in _wanted(_named(sources, exclude), leave_out):
            if isinstance(name, Skipped):
                yield name
                continue
            shown = _PASSWORD.sub(r"\1:***@", name) if _is_url(name) else stdin_name if name == _STDIN else name
            page: Document | Skipped
            try:
                decoded = web().fetch(name, media) if _is_url(name) else _local(name, shown, media, stdin, limits)
                page = Document(shown, decoded.media, decoded.text, decoded.notes)
            except SourceError as error:
                page = Skipped(shown, str(error), error.hint)
            yield page


def count(
    sources: Sequence[str], *, exclude: Sequence[str] = (), leave_out: Callable[[str], bool] | None = None
) -> int:
    """How many values collect() will yield at most. Walks folders, reads and fetches nothing."""
    return sum(1 for _ in _wanted(_named(sources, exclude), leave_out))


def names(
    sources: Sequence[str], *, exclude: Sequence[str] = (), leave_out: Callable[[str], bool] | None = None
) -> Iterator[str]:
    """The names of the pages that collect() will read."""
    return (name for name in _wanted(_named(sources, exclude), leave_out) if isinstance(name, str))


def _wanted(names: Iterator[str | Skipped], leave_out: Callable[[str], bool] | None) -> Iterator[str | Skipped]:
    return (name for name in names if leave_out is None or isinstance(name, Skipped) or not leave_out(name))


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
    if source == _STDIN or _is_url(source):
        yield source
    elif os.path.isdir(source):
        from healthaudit.sources.walk import walk

        yield from walk(source, excluded)
    elif not (excluded and _is_excluded(source, excluded)):
        yield source


def _is_url(name: str) -> bool:
    return _URL.match(name) is not None


def _identity(name: str) -> str:
    return name if name == _STDIN or _is_url(name) else _real(name)


def _real(path: str) -> str:
    try:
        return os.path.realpath(path)
    except ValueError:  # a NUL in it; reading it will say so
        return path


def _patterns(exclude: Sequence[str]) -> Patterns | None:
    if not exclude:
        return None
    from healthaudit.sources.ignore import user_patterns

    return user_patterns(exclude, Path(os.path.realpath(os.curdir)))


def _is_excluded(file: str, excluded: Patterns) -> bool:
    from healthaudit.sources.ignore import ignored

    folder, name = os.path.split(file)
    base = Path(_real(folder))
    return ignored((excluded, replace(excluded, base=base)), base / name, folder=False)


def _local(name: str, shown: str, media: Media | None, stdin: BinaryIO | None, limits: Limits) -> Decoded:
    from healthaudit.sources.decode import decode
    from healthaudit.sources.files import read_file, read_stdin
    from healthaudit.sources.media import by_suffix

    if name == _STDIN:
        return decode(read_stdin(stdin, limits), media or by_suffix(shown))
    return decode(read_file(name, limits), by_suffix(name) or media)


def _web(limits: Limits) -> Web:
    from healthaudit.sources.web import Web

    return Web(limits)
