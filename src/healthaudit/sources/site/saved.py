"""Fetches what was not fetched before, and keeps it in a folder: the bytes as they came, and a list of them.

Without anybody to ask, it gives what is there: so a folder is audited later, and comes to the same report.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple, Self

from healthaudit.digests import blake2b
from healthaudit.errors import (
    FetchFailed,
    LeftOut,
    NotAPage,
    SourceError,
    SourceTooLarge,
    SourceUnreadable,
    UsageError,
)
from healthaudit.sources.fetched import Fetched, Fetcher, anywhere
from healthaudit.sources.site.addresses import bare
from healthaudit.sources.site.login import without_login
from healthaudit.sources.site.manifest import Failure, Log, Manifest, Plan, Record, is_saved
from healthaudit.sources.site.saved_names import file_name
from healthaudit.sources.site.secrets import all_without_secrets, without_secrets

__all__ = ["Keeping", "NotSaved", "Saved", "Through"]

_ERRORS = {error.__name__: error for error in (SourceError, SourceTooLarge, SourceUnreadable)}


class NotSaved(SourceError):
    """A folder of saved pages does not know an address."""


class Saved:
    """A folder of saved pages; a context manager."""

    def __init__(self, folder: Path, manifest: Manifest | None, log: Log | None = None) -> None:
        """With a log what is fetched is kept, and what failed for a passing reason is asked for again."""
        self.folder = folder
        self.finished = manifest.finished if manifest else ""
        """When everything was fetched; empty while something is left."""
        self._records = dict(manifest.records) if manifest else {}
        self.log = log

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        if self.log:
            self.log.__exit__(*raised)

    def known(self, kind: str, address: str) -> Record | None:
        """What came of an address, if that still holds: what is as good as not asked for is None."""
        record = self._records.get((kind, address))
        again = record is not None and self.log is not None and (kind == "robots" or _passing(record))
        return None if again else record

    def fetched(self, record: Record) -> Fetched | None:
        """What a record stands for; None where its file is not there as it was. Raises what was raised then."""
        if record.failure:
            raise _error(record.failure)
        body = _contents(self.folder, record.file)
        if body is None or _digest(body) != record.digest:
            return None
        return Fetched(record.final, body, record.media, record.charset, record.notes)

    def keep(self, record: Record, body: bytes | None = None) -> None:
        """Write the file, whole, and then a line for it. Raises UsageError."""
        assert self.log
        record = _shareable(record)
        try:
            if body is not None:
                _write(self.folder, record.file, body)
            self.log.add(record)
        except OSError as problem:
            raise UsageError(
                f"{self.folder}: cannot be written: {problem.strerror}",
                "make room or get leave to write, then run the same command again: it goes on where it was",
            ) from None
        self._records[record.kind, record.address] = record


class Through(NamedTuple):
    """Fetches through a folder: what is there is taken, the rest is fetched by somebody, if there is anybody."""

    saved: Saved
    kind: str
    fetcher: Fetcher | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        pass

    def fetch(self, address: str, may: Callable[[str], None] = anywhere, *, depth: int = 0) -> Fetched:
        """As the fetcher does. Raises what that raises, also if it was raised long ago; NotSaved; UsageError."""
        name = without_secrets(bare(without_login(address)))
        record = self.saved.known(self.kind, name)
        if record:
            for target in record.redirects:
                may(target)
            found = self.saved.fetched(record) if record.file or record.failure else None
            if found:
                return found
        if self.fetcher is None:
            if record and (record.file or record.final):
                raise SourceUnreadable(f"{record.file or 'its file'} is not as it was saved", "save the pages anew")
            raise NotSaved("it was not saved", "name another folder to fetch it")
        return self._kept(self.fetcher, address, may, Record(self.kind, name, depth=depth, fetched=_now()))

    def _kept(self, fetcher: Fetcher, address: str, may: Callable[[str], None], record: Record) -> Fetched:
        redirects: list[str] = []

        def told(target: str) -> None:
            redirects.append(target)
            may(target)

        try:
            found = fetcher.fetch(address, told)
        except LeftOut:
            self.saved.keep(record._replace(redirects=tuple(redirects)))
            raise
        except SourceError as error:
            self.saved.keep(record._replace(redirects=tuple(redirects), failure=_failure(error)))
            raise
        file = file_name(record.address, self.kind, found.media)
        self.saved.keep(
            record._replace(
                redirects=tuple(redirects),
                final=found.address,
                file=file,
                media=found.media,
                charset=found.charset,
                notes=found.notes,
                digest=_digest(found.body),
            ),
            found.body,
        )
        return found


class Keeping:
    """A folder into which a run saves: begun anew, or gone on with; a context manager.

    Where everything is in it already, what it gives has no log, and nothing is left to fetch: a run that was killed
    while pages were audited comes to its report all the same.
    """

    def __init__(self, folder: Path, plan: Plan) -> None:
        """Raises UsageError: something else is in the folder, other pages are, or it cannot be written."""
        self._folder = folder
        self._plan = plan._replace(
            named=all_without_secrets(plan.named),
            crawl=without_secrets(plan.crawl),
            sitemap=without_secrets(plan.sitemap),
        )
        self._closing = ExitStack()

    def __enter__(self) -> Saved:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if not is_saved(self._folder) and any(self._folder.iterdir()):
                raise UsageError(
                    f"{self._folder}: holds something else", "name an empty folder, or one that is not there"
                )
            log = self._closing.enter_context(Log(self._folder))
        except BlockingIOError:
            raise UsageError(f"{self._folder}: another run saves into it", "wait for its end, or end it") from None
        except OSError as problem:
            raise self._unwritable(problem) from None
        try:
            manifest = log.manifest
            if manifest is None:
                log.begin(self._plan)
            else:
                self._check(manifest)
        except BaseException as problem:
            self._closing.close()
            if isinstance(problem, OSError):
                raise self._unwritable(problem) from None
            raise
        if manifest and manifest.finished:
            self._closing.close()
            return Saved(self._folder, manifest)
        return self._closing.enter_context(Saved(self._folder, manifest, log))

    def __exit__(self, *raised: object) -> None:
        self._closing.close()

    def _unwritable(self, problem: OSError) -> UsageError:
        return UsageError(
            f"{self._folder}: cannot be written: {problem.strerror}", "name a folder with room that you may write to"
        )

    def _check(self, manifest: Manifest) -> None:
        if manifest.plan != self._plan:
            asked = ", ".join(_difference(manifest.plan, self._plan))
            raise UsageError(
                f"{self._folder}: was begun with other pages or options: {asked}",
                "run the command of then to go on with it, or name another folder",
            )


def _difference(then: Plan, now: Plan) -> list[str]:
    """What differs, in words, as it was then."""
    words = {"named": "pages", "render": "--render"}
    pairs = zip(Plan._fields, then, now, strict=True)
    return [f"{words.get(name, f'--{name}')} {_said(was)}" for name, was, wanted in pairs if was != wanted]


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return "none" if value == "" or value is False else str(value)


def _passing(record: Record) -> bool:
    return record.failure is not None and record.failure.passing


def _failure(error: SourceError) -> Failure:
    status, passing = (error.status, error.passing) if isinstance(error, FetchFailed) else (0, False)
    return Failure(type(error).__name__, str(error), error.hint, status, passing)


def _error(failure: Failure) -> SourceError:
    if failure.error in _ERRORS:
        return _ERRORS[failure.error](failure.reason, failure.hint)
    sort = NotAPage if failure.error == NotAPage.__name__ else FetchFailed
    return sort(failure.reason, failure.hint, status=failure.status, passing=failure.passing)


def _shareable(record: Record) -> Record:
    """With nothing in it that opens doors: folders are passed on."""
    failure = record.failure
    if failure:
        reason, hint = all_without_secrets((failure.reason, failure.hint))
        failure = failure._replace(reason=reason, hint=hint)
    return record._replace(
        address=without_secrets(record.address),
        redirects=all_without_secrets(record.redirects),
        final=without_secrets(record.final),
        notes=all_without_secrets(record.notes),
        failure=failure,
    )


def _contents(folder: Path, file: str) -> bytes | None:
    """Of a file below the folder; None where there is none, whatever its name is: somebody may have changed it."""
    if ".." in PurePosixPath(file).parts or "\\" in file or ":" in file or not file.startswith("pages/"):
        return None
    try:
        path = folder / file
        return path.read_bytes() if _is_inside(folder, path) and path.is_file() else None
    except (OSError, ValueError):  # the latter of a NUL, and of what no system can spell
        return None


def _write(folder: Path, file: str, body: bytes) -> None:
    """Whole or not at all. Raises OSError; UsageError where a link leads out of the folder."""
    path = folder / file
    if not _is_inside(folder, path.parent):
        raise UsageError(
            f"{path.parent}: a link leads out of {folder}", "remove the link, or name another folder to save into"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)  # of a run that was killed: nobody else writes into this folder
    with open(part, "xb") as made:  # a new one, never what a link of that name leads to
        made.write(body)
    os.replace(part, path)


def _is_inside(folder: Path, path: Path) -> bool:
    """Whether a path leads to a place below the folder, all links followed."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _digest(body: bytes) -> str:
    return blake2b(body, digest_size=16).hexdigest()


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
