"""Where pages come from: files, folders, standard input, the web. The only door to disk and network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING, BinaryIO

from healthaudit.errors import SourceError
from healthaudit.model import Document, Media, Skipped
from healthaudit.sources.limits import DEFAULTS, Limits
from healthaudit.sources.named import STDIN, Named, SavedPages, is_url, named, patterns_of, shown

if TYPE_CHECKING:
    from healthaudit.sources.decode import Decoded
    from healthaudit.sources.fetched import Fetcher

__all__ = ["Limits", "collect", "count", "is_url", "names", "unwanted_of_site"]


def collect(
    sources: Sequence[str],
    *,
    exclude: Sequence[str] = (),
    media: Media | None = None,
    stdin: BinaryIO | None = None,
    stdin_name: str = STDIN,
    limits: Limits = DEFAULTS,
    leave_out: Callable[[str], bool] | None = None,
    fetcher: Fetcher | None = None,
) -> Iterator[Document | Skipped]:
    """Every page that the sources name, in order; lazily; one bad source never ends the run.

    A source is a file, a folder, a folder of saved pages, an http or https URL, or "-" for standard input. A page
    that is named twice comes once, also by a URL and from a folder of saved pages. ``exclude`` are patterns as in a
    .gitignore, relative to the working folder, to the folder that is searched, or to the root of a saved site;
    ``media`` is what standard input and files are written in whose suffix does not tell.
    Standard input goes by ``stdin_name``, whose suffix may tell what it is written in.
    ``leave_out`` says of a name whether it is not wanted, before it is read. URLs are fetched by ``fetcher``, which
    the caller closes, or else straight from the web; they go by what they are without a login. Raises UsageError, at
    the first step, for an exclude that is no pattern.
    """
    with ExitStack() as stack:
        web = cache(lambda: fetcher or stack.enter_context(_web(limits)))
        there: set[str] = set()
        for name in _wanted(named(sources, exclude), leave_out):
            if isinstance(name, Skipped):
                yield name
            elif isinstance(name, SavedPages):
                from healthaudit.sources.site.opened import replayed

                excluded = unwanted_of_site(exclude)
                for page in replayed(name.folder, leave_out or _none, excluded, media, frozenset(there)):
                    there.add(_address(page.source))
                    yield page
            elif not is_url(name):
                yield _page(name, media, stdin, stdin_name, limits, web)
            elif _address(name) not in there:
                from healthaudit.sources.documents import shareable

                there.add(_address(name))
                yield shareable(_page(name, media, stdin, stdin_name, limits, web))


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
    for name in _wanted(named(sources, exclude), leave_out):
        if isinstance(name, SavedPages):
            from healthaudit.sources.site.opened import saved_addresses

            yield from saved_addresses(name.folder)
        elif isinstance(name, str):
            yield shown(name)
        elif skipped:
            yield name.source


def unwanted_of_site(exclude: Sequence[str]) -> Callable[[str], bool]:
    """Says of an address whether patterns leave out its path. Raises UsageError for a pattern that is none."""
    patterns = patterns_of(exclude)
    if patterns is None:
        return _none
    from healthaudit.sources.ignore import of_sites
    from healthaudit.sources.site.addresses import path_of

    return lambda address: of_sites(patterns, path_of(address))


def _none(name: str) -> bool:
    return False


def _wanted(names: Iterator[Named], leave_out: Callable[[str], bool] | None) -> Iterator[Named]:
    return (name for name in names if leave_out is None or not isinstance(name, str) or not leave_out(shown(name)))


def _address(name: str) -> str:
    """What is the same for all spellings of an address, and for what a report calls it."""
    from healthaudit.sources.site.addresses import normalised
    from healthaudit.sources.site.secrets import without_secrets

    return without_secrets(normalised(name) or name)


def _page(
    name: str,
    media: Media | None,
    stdin: BinaryIO | None,
    stdin_name: str,
    limits: Limits,
    web: Callable[[], Fetcher],
) -> Document | Skipped:
    """What is at a URL, in a file or on standard input."""
    source = stdin_name if name == STDIN else shown(name)
    try:
        if is_url(name):
            from healthaudit.sources.documents import document_of

            return document_of(source, name, web().fetch(name), media)
        decoded = _local(name, source, media, stdin, limits)
    except SourceError as error:
        return Skipped(source, str(error), error.hint)
    return Document(source, decoded.media, decoded.text, decoded.notes)


def _local(name: str, source: str, media: Media | None, stdin: BinaryIO | None, limits: Limits) -> Decoded:
    from healthaudit.sources.decode import decode
    from healthaudit.sources.files import read_file, read_stdin
    from healthaudit.sources.media import by_suffix

    if name == STDIN:
        return decode(read_stdin(stdin, limits), media or by_suffix(source))
    return decode(read_file(name, limits), by_suffix(name) or media)


def _web(limits: Limits) -> Fetcher:
    from healthaudit.sources.web import Web

    return Web(limits)
