"""Keeps what is dear to make and follows from files: under the digest of those files, in the user's cache folder.

Python's own .pyc files are the model: marshal, bound to the interpreter's version, and thrown away without a word
when anything is wrong with them. Nothing depends on the cache but time.
"""

from __future__ import annotations

import marshal
import os
import stat
import sys
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from healthaudit.version import VERSION

#: How the names of files end and begin that are being written; of a process that was killed some may be left.
PART = (".part", ".healthaudit-")

#: Bytes of the checksum in front of the payload.
_WIDTH = 4
#: Seconds for which nobody has written to a file before it counts as left.
_LEFT = 24 * 60 * 60


def cache_folder() -> Path:
    """Where the cache lies: $HEALTHAUDIT_CACHE, or the place that the system keeps for such things."""
    named = os.environ.get("HEALTHAUDIT_CACHE")
    if named:
        return Path(os.path.realpath(named))  # whoever names a link means what it leads to
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(os.path.expanduser(base)) / "healthaudit"


def remembered(name: str, key: str, make: Callable[[], Any]) -> Any:
    """What ``make`` gives, from the cache if it is there under this key.

    The value must be plain: tuples, dicts, strings, numbers, None. What ``make`` raises is passed on.
    """
    value = recalled(name, key)
    if value is None:
        value = make()
        keep(name, key, value)
    return value


def recalled(name: str, key: str) -> Any:
    """What was kept under a key; None when nothing is, or what is there cannot be read."""
    path = _path(name, key)
    try:
        stored = content_of(path) if is_ours(path.parent) else b""
        if stored[:_WIDTH] == _checksum(path.name, memoryview(stored)[_WIDTH:]):
            value = marshal.loads(memoryview(stored)[_WIDTH:])
            with suppress(OSError):  # a folder that may only be read still serves
                os.utime(path)  # in use: not the next to be forgotten
            return value
    except (OSError, EOFError, ValueError, TypeError, MemoryError, SystemError):
        pass
    return None


def keep(name: str, key: str, value: Any) -> None:
    """Keep a plain value under a key, if the disk lets us."""
    path, payload = _path(name, key), marshal.dumps(value)
    _store(path, _checksum(path.name, payload) + payload)


def _path(name: str, key: str) -> Path:
    return cache_folder() / f"{name}-{VERSION}-{sys.implementation.cache_tag}-{key}.bin"


def _checksum(name: str, payload: bytes | memoryview) -> bytes:
    """Also of the file's name: one that came to bear another's is nothing."""
    return zlib.crc32(payload, zlib.crc32(name.encode())).to_bytes(_WIDTH, "big")


def _store(path: Path, content: bytes) -> None:
    try:
        if is_ours(path.parent, make=True):
            write_whole(path, content)
            _forget_unused(path)
    except OSError:
        pass  # a full or unwritable disk is no error


def write_whole(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write whole or not at all, so that runs side by side never see half a file. Raises OSError and leaves nothing.

    ``mode`` says who may read it. What a process leaves that is killed meanwhile, is for ``forget_parts``.
    """
    import tempfile

    handle, part = tempfile.mkstemp(*PART, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        if mode != 0o600:  # that of mkstemp
            os.chmod(part, mode)
        os.replace(part, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(part)
        raise


def forget_parts(folder: Path) -> None:
    """Remove from a folder what ``write_whole`` had begun there when its process was killed, a day ago or more."""
    end, beginning = PART
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(beginning) and entry.name.endswith(end):
                with suppress(OSError):  # somebody else's, or gone
                    if since(entry.stat(follow_symlinks=False)) > _LEFT:
                        os.unlink(entry.path)


def since(found: os.stat_result) -> float:
    """Seconds since a file was written or used, or until then: a clock that was put back must not keep it for ever."""
    return abs(time.time() - found.st_mtime)


def is_ours(folder: Path, *, make: bool = False) -> bool:
    """Whether it is a folder, itself and not by a link, and belongs to the user: what it says, the next audit says.

    With ``make`` it is made if need be, for nobody but the user.
    """
    if make:
        with suppress(OSError):
            folder.mkdir(0o700, parents=True)
    try:
        found = os.lstat(folder)
    except OSError:
        return False
    junction = getattr(found, "st_reparse_tag", 0) != 0  # how Windows links folders
    return stat.S_ISDIR(found.st_mode) and not junction and _own(found)


def content_of(path: Path, most: int = 2**30) -> bytes:
    """Of a plain file of the user's. Neither a link nor a pipe that nobody fills can lead astray. Raises OSError."""

    def opened(name: str, flags: int) -> int:
        return os.open(name, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))

    with open(path, "rb", buffering=0, opener=opened) as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or not _own(found) or found.st_size > most:
            raise OSError("not a file of ours")
        return file.read()


def _own(found: os.stat_result) -> bool:
    """Whether it belongs to the user. Windows keeps the cache where only the user may write."""
    return not hasattr(os, "geteuid") or found.st_uid == os.geteuid()


def _forget_unused(path: Path) -> None:
    """Keep a few files of a name, those used last: somebody who writes rules makes a new one with every change."""
    prefix = path.name.split("-", 1)[0] + "-"
    others = sorted(path.parent.glob(f"{prefix}*.bin"), key=lambda other: since(other.stat()))
    for other in others[8:]:
        other.unlink(missing_ok=True)
