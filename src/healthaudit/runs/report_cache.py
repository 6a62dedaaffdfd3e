"""Reports of pages that have not changed, kept in the user's cache folder. Nothing depends on them but time.

One file a report, named by its key, in 256 folders by the first two digits. Whatever is wrong with a file, it is as if
it were not there: cut, damaged, of another version, a link, a pipe. What a file says, the next audit says; so nothing
is read from a file or folder that is somebody else's, as one in a place like /tmp may be, nor by way of a link.
"""

from __future__ import annotations

import marshal
import os
import re
import stat
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from healthaudit.cache import PART, content_of, is_ours, since, write_whole
from healthaudit.model import PageReport
from healthaudit.serial import form, from_plain, to_plain

__all__ = ["Cleared", "Kept", "ReportCache", "clear", "size"]

_DAY = 24 * 60 * 60
#: Seconds after which a report that nobody asked for is dropped.
_UNUSED = 30 * _DAY
#: Bytes of the checksum in front of a report.
_WIDTH = 4
#: Bytes beyond which a report is not kept: a page of that length is rare, and would take the room of a thousand.
_LARGEST = 64 * 2**20
_STAMP = "tidied"

# Names of files, compiled only when they are asked for: start-up time counts.
_KEY = r"[0-9a-f]{16,128}"
_REPORT = rf"{_KEY}\.report"
_PART = rf"\.?healthaudit-\w+\{PART[0]}"  # those of earlier versions began without the dot
#: What else is kept in the cache folder: parsed rules and facts, and records of cited works.
_RULES = r"[a-z]+-\d[^-]*-.+-[0-9a-f]+\.bin"
_RECORD_PART = r"[0-9a-f]{24}-\d+-\d+\.part"
_RECORD = rf"[0-9a-f]{{24}}\.json|{_RECORD_PART}"


class Kept(NamedTuple):
    """Files in the cache, and their bytes."""

    files: int
    bytes: int


class Cleared(NamedTuple):
    """Files that were removed from the cache, and their bytes."""

    files: int
    bytes: int
    left: int
    """Files that could not be removed."""


class ReportCache(NamedTuple):
    """Reports in a folder of the cache folder. Any number of processes may use it at the same time."""

    folder: Path
    room: int = 256 * 2**20
    """Bytes of reports that ``tidy`` leaves."""

    def get(self, key: str) -> PageReport | None:
        """The report under a key of 16 to 128 hex digits, which then counts as used; None if there is none.

        Raises ValueError for another key.
        """
        path = self._path(key)
        if not all(map(is_ours, (self.folder.parent, self.folder, path.parent))):
            return None
        try:
            stored = content_of(path, _LARGEST + _WIDTH)
            if stored[:_WIDTH] != _checksum(key, stored[_WIDTH:]):
                return None
            report = from_plain(marshal.loads(stored[_WIDTH:]))
        except (OSError, EOFError, ValueError, TypeError, KeyError, IndexError, MemoryError, SystemError):
            return None
        with suppress(OSError):  # a folder that may only be read still serves
            os.utime(path)
        return report

    def put(self, key: str, report: PageReport) -> None:
        """Keep a report. A full or unwritable disk is no error: the report is then not kept.

        Raises ValueError for a key that is none.
        """
        path = self._path(key)
        if not all(is_ours(folder, make=True) for folder in (self.folder.parent, self.folder, path.parent)):
            return
        payload = marshal.dumps(to_plain(report))
        if len(payload) <= _LARGEST:
            with suppress(OSError):
                write_whole(path, _checksum(key, payload) + payload)

    def tidy(self) -> None:
        """Drop reports that nobody asked for in 30 days, then the oldest beyond ``room``, and what was cut short.

        Looks once a day: to be called at the end of a run that has put something.
        """
        stamp = self.folder / _STAMP
        if not (is_ours(self.folder.parent) and is_ours(self.folder)):
            return
        try:
            if since(stamp.lstat()) < _DAY:
                return
        except OSError:
            pass
        try:
            write_whole(stamp, b"")  # first, so that others do not look at the same time
        except OSError:
            return
        kept: list[tuple[float, int, Path]] = []
        above = self.folder.parent
        parts = (*_files(above, _PART), *_files(above / "records", _RECORD_PART))
        for path, found in (*_reports(self.folder), *parts):
            if since(found) > (_DAY if path.suffix == PART[0] else _UNUSED):
                _remove(path)
            elif re.fullmatch(_REPORT, path.name):
                kept.append((since(found), found.st_size, path))
        excess = sum(length for _, length, _ in kept) - self.room
        for _, length, path in sorted(kept, reverse=True):
            if excess <= 0:
                break
            _remove(path)
            excess -= length

    def _path(self, key: str) -> Path:
        if not re.fullmatch(_KEY, key):
            raise ValueError(f"{key!r} is no key of a report: it takes 16 to 128 hex digits")
        return self.folder / key[:2] / f"{key}.report"


def size(folder: Path) -> Kept:
    """What is kept in the cache folder: reports, rules, records."""
    lengths = [found.st_size for _, found in _all(folder)]
    return Kept(len(lengths), sum(lengths))


def clear(folder: Path) -> Cleared:
    """Remove what is kept in the cache folder: files with names that we make, and folders that are then empty."""
    files = length = left = 0
    for path, found in list(_all(folder)):
        if _remove(path):
            files, length = files + 1, length + found.st_size
        else:
            left += 1
    reports = folder / "reports"
    if is_ours(folder):
        for inner in (*_folders(reports), reports, folder / "records"):
            with suppress(OSError):
                inner.rmdir()
    return Cleared(files, length, left)


def _all(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Files of ours in the cache folder."""
    if is_ours(folder):
        yield from _files(folder, _RULES, _PART)
        yield from _files(folder / "records", _RECORD)
        yield from _reports(folder / "reports")


def _reports(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Files of ours in a folder of reports."""
    yield from _files(folder, _STAMP, _PART)
    for inner in _folders(folder):
        yield from _files(inner, _REPORT, _PART)


def _folders(folder: Path) -> list[Path]:
    """The folders by first digits."""
    try:
        names = os.listdir(folder) if is_ours(folder) else []
        return [folder / name for name in names if re.fullmatch("[0-9a-f]{2}", name)]
    except OSError:
        return []


def _files(folder: Path, *names: str) -> Iterator[tuple[Path, os.stat_result]]:
    """Plain files in a folder whose names are like one of these. Other processes may remove them at any time."""
    if not is_ours(folder):
        return
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if any(re.fullmatch(name, entry.name) for name in names):
                with suppress(OSError):
                    found = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(found.st_mode):
                        yield Path(entry.path), found


def _remove(path: Path) -> bool:
    """Whether a file is gone by our hand."""
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _checksum(key: str, payload: bytes) -> bytes:
    """Also of the key and of what reports are made of: what is stored under another name, or by others, is nothing."""
    return zlib.crc32(payload, zlib.crc32(f"{form()} {key}".encode())).to_bytes(_WIDTH, "big")
