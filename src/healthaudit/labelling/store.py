"""The file of gold on disk: whole at every moment, and no answer is only in memory.

A row is added with one write and flushed to the disk before anything else happens; a row that is changed or taken
out costs a new file, which takes the place of the old one in one step.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from healthaudit.errors import UsageError
from healthaudit.labelling.gold import Gold, Row, read_gold
from healthaudit.labelling.lock import held

__all__ = ["Store", "open_store"]


class Store:
    """A file of gold that is being written. Made by ``open_store``."""

    def __init__(self, path: Path, gold: Gold) -> None:
        self._path = path
        self._lines = list(gold.lines)
        self._at: dict[str, int] = {}
        """Id of a row that was added here to its line; what stood in the file before is never touched."""
        self._highest = gold.highest
        self.texts = gold.texts
        """Sentences that stood in the file when it was opened, unsure ones, too."""

    def new_id(self) -> str:
        """An id that no row has had."""
        self._highest += 1
        return f"{self._path.stem}-{self._highest:03}"

    def put(self, row: Row) -> None:
        """Add a row, or replace the one with its id. It is on the disk when this returns. Raises UsageError."""
        line = row.line
        at = self._at.get(row.id)
        if at is None:
            with _told(self._path):
                _append(self._path, line)
            self._at[row.id] = len(self._lines)
            self._lines.append(line)
        elif line != self._lines[at]:
            self._rewrite([*self._lines[:at], line, *self._lines[at + 1 :]])

    def take_out(self, identity: str) -> None:
        """Remove a row that was added here; nothing happens when there is none with the id. Raises UsageError."""
        at = self._at.get(identity)
        if at is not None:
            self._rewrite([*self._lines[:at], *self._lines[at + 1 :]])
            del self._at[identity]
            self._at = {its: place - (place > at) for its, place in self._at.items()}

    def _rewrite(self, lines: list[bytes]) -> None:
        with _told(self._path):
            _replace(self._path, b"".join(lines))
        self._lines = lines


@contextmanager
def open_store(path: Path) -> Iterator[tuple[Store, tuple[str, ...]]]:
    """The file, locked and mended, and what is to be said about that. It comes into being with its first row.

    A last line that was cut is put aside into ``<path>.broken``. Raises UsageError when the file is no gold, when
    another process is at work on it, and when it cannot be read or written.
    """
    shown = path
    with _told(shown):
        path = path.resolve()  # a link stays one when the file behind it is replaced
        if path.exists() and not path.is_file():
            raise UsageError(f"{shown}: is no file", "name a file, such as labels.jsonl")
        path.parent.mkdir(parents=True, exist_ok=True)
    with held(path):
        with _told(shown):
            content = path.read_bytes() if path.exists() else b""
            gold = read_gold(content, str(shown), path.stem)
            notes = tuple(_mended(path, shown, content, gold))
        yield Store(path, gold), notes


def _mended(path: Path, shown: Path, content: bytes, gold: Gold) -> Iterator[str]:
    if gold.cut:
        aside = path.with_name(f"{path.name}.broken")
        _append(aside, gold.cut + b"\n")
        with open(path, "r+b") as file:
            file.truncate(len(content) - len(gold.cut))
            os.fsync(file.fileno())
        yield f"{shown}: its last line was cut; what there was of it is now in {aside.name}"
    elif content and not content.endswith(b"\n"):
        _append(path, b"\n")


def _append(path: Path, line: bytes) -> None:
    new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
    try:
        before = os.fstat(handle).st_size
        try:
            rest = line
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        except BaseException:  # a full disk, Ctrl-C: all of the line or nothing of it
            if os.fstat(handle).st_size != before + len(line):
                os.ftruncate(handle, before)
            raise
    finally:
        os.close(handle)
    if new:
        _flush_folder(path.parent)


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, name)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """So that the name of a new file outlives a power cut, too."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise UsageError(
            f"{path}: cannot be read or written: {problem.strerror}",
            "is the disk full, or the folder not yours? What was answered before is in the file",
        ) from None
