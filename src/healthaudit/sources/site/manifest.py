"""The list of what a folder of saved pages holds: a line of JSON for each address, written as soon as it is known.

The first line says what was asked for, the last that the run came to its end. Of a run that was killed the last line
may be torn: what it was about is then as good as never asked for.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from healthaudit.errors import UsageError
from healthaudit.model import Media

__all__ = ["NAME", "Failure", "Log", "Manifest", "Plan", "Record", "is_saved", "read_manifest"]

NAME = "healthaudit-saved.jsonl"
_FORMAT = "healthaudit.saved/1"
#: How every list begins: what does not is the work of somebody else.
_BEGINNING = json.dumps({"format": _FORMAT}).removesuffix("}").encode("ascii")


class Plan(NamedTuple):
    """What a run fetches."""

    named: tuple[str, ...] = ()
    """Pages that were named one by one, without logins."""
    crawl: str = ""
    sitemap: str = ""
    depth: int = 0
    limit: int = 0
    render: bool = False


class Failure(NamedTuple):
    """Why there is no page."""

    error: str
    """The name of the error's class."""
    reason: str
    hint: str
    status: int
    passing: bool
    """Whether another try may do better."""


class Record(NamedTuple):
    """What came of one address."""

    kind: str
    """page, robots or sitemap."""
    address: str
    redirects: tuple[str, ...] = ()
    """Where it was sent on the way; where that was not wanted, the rest is empty."""
    final: str = ""
    file: str = ""
    """Below the folder, with slashes; empty where nothing came."""
    media: Media | None = None
    charset: str = ""
    notes: tuple[str, ...] = ()
    digest: str = ""
    """BLAKE2b of the file, 16 bytes, in hexadecimal digits."""
    failure: Failure | None = None
    depth: int = 0
    """Links away from where the crawl began."""
    fetched: str = ""
    """When: 2026-11-21T14:03:09Z."""


class Manifest(NamedTuple):
    """What is known of a folder."""

    plan: Plan
    records: Mapping[tuple[str, str], Record]
    """By kind and address; of several the last."""
    finished: str
    """When everything was fetched, as in Record; empty while something is left."""


def is_saved(folder: str | Path) -> bool:
    """Whether pages were saved into a folder."""
    return os.path.isfile(os.path.join(folder, NAME))


def read_manifest(folder: str | Path) -> Manifest | None:
    """What a folder holds; None where not even the first line was written. Raises UsageError."""
    file = Path(folder, NAME)
    try:
        said = file.read_bytes()
    except OSError as problem:
        raise UsageError(f"{file}: cannot be read: {problem.strerror}", "ask its owner to let you read it") from None
    lines = said.split(b"\n")[:-1]  # behind the last line feed is nothing, or a torn line
    if not (lines or said[: len(_BEGINNING)] == _BEGINNING[: len(said)]):
        raise UsageError(f"{file}: was not written by healthaudit", "name another folder")
    if not lines:
        return None
    records: dict[tuple[str, str], Record] = {}
    plan, finished = Plan(), ""
    for number, line in enumerate(lines, 1):
        try:
            said = json.loads(line)
            if number == 1:
                plan = _plan(said)
            elif "finished" in said:
                finished = _text(said["finished"])
            else:
                record = _record(said)
                records[record.kind, record.address] = record
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise UsageError(
                f"{file}:{number}: cannot be understood", "it was not written by this release, or is damaged: save anew"
            ) from None
    return Manifest(plan, records, finished)


class Log:
    """Writes a manifest, one process at a time; a context manager. ``manifest`` is what it held in the beginning."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError; BlockingIOError while another process writes it; UsageError for what is no such list."""
        file = folder / NAME
        if file.is_symlink():
            raise UsageError(f"{file}: is a link, and may lead to what is not ours", "name another folder")
        self._file: BinaryIO = open(file, "ab", opener=_opened)  # noqa: SIM115
        try:
            _lock(self._file)
            self.manifest = read_manifest(folder)
            self._file.truncate(file.read_bytes().rfind(b"\n") + 1)  # known to be ours by now
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Log:
        return self

    def __exit__(self, *raised: object) -> None:
        with suppress(OSError):  # what could not be written was said then
            self._file.close()

    def begin(self, plan: Plan) -> None:
        """The first line."""
        self._write({"format": _FORMAT, **plan._asdict()})

    def add(self, record: Record) -> None:
        """A line for an address."""
        said = record._asdict() | {"failure": record.failure._asdict() if record.failure else None}
        self._write({name: value for name, value in said.items() if value not in (None, "", ())})

    def finish(self, when: str) -> None:
        """The last line."""
        self._write({"finished": when})

    def _write(self, said: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(said).encode("ascii") + b"\n")
        self._file.flush()


def _opened(name: str, flags: int) -> int:
    """For ``open``: through no link, where the system can tell."""
    return os.open(name, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)


def _lock(file: BinaryIO) -> None:
    """Until the file is closed, however this process ends."""
    try:
        import fcntl
    except ImportError:  # Windows, where nobody holds two runs apart
        return
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _plan(said: Mapping[str, Any]) -> Plan:
    """Raises ValueError, KeyError or TypeError for what is none."""
    if said["format"] != _FORMAT:
        raise ValueError("format")
    return Plan(
        named=_texts(said["named"]),
        crawl=_text(said["crawl"]),
        sitemap=_text(said["sitemap"]),
        depth=_number(said["depth"]),
        limit=_number(said["limit"]),
        render=bool(said["render"]),
    )


def _record(said: Mapping[str, Any]) -> Record:
    failure = said.get("failure")
    media = said.get("media")
    return Record(
        kind=_text(said["kind"]),
        address=_text(said["address"]),
        redirects=_texts(said.get("redirects", [])),
        final=_text(said.get("final", "")),
        file=_text(said.get("file", "")),
        media=Media(media) if media else None,
        charset=_text(said.get("charset", "")),
        notes=_texts(said.get("notes", [])),
        digest=_text(said.get("digest", "")),
        failure=_failure(failure) if failure else None,
        depth=_number(said.get("depth", 0)),
        fetched=_text(said.get("fetched", "")),
    )


def _failure(said: Mapping[str, Any]) -> Failure:
    return Failure(
        error=_text(said["error"]),
        reason=_text(said["reason"]),
        hint=_text(said["hint"]),
        status=_number(said["status"]),
        passing=bool(said["passing"]),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("list")
    return tuple(_text(one) for one in value)


def _number(value: Any) -> int:
    if type(value) is not int:
        raise TypeError("number")
    return value
