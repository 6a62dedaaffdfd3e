"""Where pages come from: files, folders, standard input, the web. The only door to disk and network."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from healthaudit.errors import SourceError
from healthaudit.model import Document, Media, Skipped
from healthaudit.sources.limits import DEFAULTS, Limits

if TYPE_CHECKING:
    from healthaudit.sources.decode import Decoded
    from healthaudit.sources.fetched import Fetcher
    from healthaudit.sources.ignore import Patterns

__all__ = ["Limits", "collect", "count", "is_url", "names", "unwanted_of_site"]

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
    fetcher: Fetcher | None = None,
) -> Iterator[Document | Skipped]:
    """Every page that the sources name, in order; lazily; one bad source never ends the run.

    A source is a file, a folder, a folder of saved pages, an http or https URL, or "-" for standard input. A page
    that is named twice comes once. ``exclude`` are patterns as in a .gitignore, relative to the working folder, to the
    folder that is searched, or to the root of a saved site; ``media`` is what standard input and files are written in
    whose suffix does not tell.
    Standard input goes by ``stdin_name``, whose suffix may tell what it is written in.
    ``leave_out`` says of a name whether it is not wanted, before it is read. URLs are fetched by ``fetcher``, which
    the caller closes, or else straight from the web. A password in a URL shows as ``***`` in what comes out. Raises
    UsageError, at the first step, for an exclude that is no pattern.
    """
    with ExitStack() as stack:
        web = cache(lambda: fetcher or stack.enter_context(_web(limits)))
        for name in _wanted(_named(sources, exclude), leave_out):
            if isinstance(name, Skipped):
                yield name
            elif isinstance(name, _Saved):
                from healthaudit.sources.site.opened import replayed

                yield from replayed(name.folder, leave_out or _none, unwanted_of_site(exclude), media)
            else:
                yield _page(name, media, stdin, stdin_name, limits, web)


def count(
    sources: Sequence[str], *, exclude: Sequence[str] = (), leave_out: Callable[[str], bool] | None = None
) -> int:
    """How many values collect() will yield at most. Walks folders, reads and fetches nothing."""
    return sum(1 for _ in names(sources, exclude=exclude, leave_out=leave_out, skipped=True))


def names(
    sources: Sequence[str],
    *,
    exclude: Sequence[str] = (),
    leave_out: Callable[[str], bool] | None = None,
    skipped: bool = False,
) -> Iterator[str]:
    """The names of the pages that collect() will read; with ``skipped`` also of what it will skip at once."""
    for name in _wanted(_named(sources, exclude), leave_out):
        if isinstance(name, _Saved):
            from healthaudit.sources.site.opened import saved_addresses

            yield from saved_addresses(name.folder)
        elif isinstance(name, str):
            yield name
        elif skipped:
            yield name.source


def is_url(name: str) -> bool:
    """Whether a source is an address on the web."""
    return _URL.match(name) is not None


def unwanted_of_site(exclude: Sequence[str]) -> Callable[[str], bool]:
    """Says of an address whether patterns leave out its path. Raises UsageError for a pattern that is none."""
    patterns = _patterns(exclude)
    if patterns is None:
        return _none
    from healthaudit.sources.ignore import of_sites
    from healthaudit.sources.site.addresses import path_of

    return lambda address: of_sites(patterns, path_of(address))


class _Saved(NamedTuple):
    """A folder that pages were saved into."""

    folder: str


def _none(name: str) -> bool:
    return False


def _wanted(
    names: Iterator[str | Skipped | _Saved], leave_out: Callable[[str], bool] | None
) -> Iterator[str | Skipped | _Saved]:
    return (name for name in names if leave_out is None or not isinstance(name, str) or not leave_out(name))


def _named(sources: Sequence[str], exclude: Sequence[str]) -> Iterator[str | Skipped | _Saved]:
    """Files, URLs and "-", each once; folders of saved pages; and what of the folders could not be entered."""
    excluded = _patterns(exclude)
    seen: set[str] = set()
    for source in sources:
        for name in _expanded(source, excluded):
            key = name.source if isinstance(name, Skipped) else _identity(name)
            if key not in seen:
                seen.add(key)
                yield name


def _expanded(source: str, excluded: Patterns | None) -> Iterator[str | Skipped | _Saved]:
    if source == _STDIN or is_url(source):
        yield source
    elif os.path.isdir(source):
        from healthaudit.sources.site.manifest import is_saved
        from healthaudit.sources.walk import walk

        yield from [_Saved(source)] if is_saved(source) else walk(source, excluded)
    elif not (excluded and _is_excluded(source, excluded)):
        yield source


def _identity(name: str | _Saved) -> str:
    if isinstance(name, _Saved):
        return _real(name.folder)
    return name if name == _STDIN or is_url(name) else _real(name)


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


def _page(
    name: str,
    media: Media | None,
    stdin: BinaryIO | None,
    stdin_name: str,
    limits: Limits,
    web: Callable[[], Fetcher],
) -> Document | Skipped:
    """What is at a URL, in a file or on standard input."""
    shown = _PASSWORD.sub(r"\1:***@", name) if is_url(name) else stdin_name if name == _STDIN else name
    try:
        if is_url(name):
            from healthaudit.sources.documents import document_of

            return document_of(shown, name, web().fetch(name), media)
        decoded = _local(name, shown, media, stdin, limits)
    except SourceError as error:
        return Skipped(shown, str(error), error.hint)
    return Document(shown, decoded.media, decoded.text, decoded.notes)


def _local(name: str, shown: str, media: Media | None, stdin: BinaryIO | None, limits: Limits) -> Decoded:
    from healthaudit.sources.decode import decode
    from healthaudit.sources.files import read_file, read_stdin
    from healthaudit.sources.media import by_suffix

    if name == _STDIN:
        return decode(read_stdin(stdin, limits), media or by_suffix(shown))
    return decode(read_file(name, limits), by_suffix(name) or media)


def _web(limits: Limits) -> Fetcher:
    from healthaudit.sources.web import Web

    return Web(limits)
