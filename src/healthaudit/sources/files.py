"""Bytes of a file or of standard input, never more than the limit."""

from __future__ import annotations

import errno
import os
import sys
from typing import BinaryIO

from healthaudit.errors import SourceError, SourceMissing, SourceTooLarge, SourceUnreadable
from healthaudit.sources import binary
from healthaudit.sources.limits import Limits

__all__ = ["read_file", "read_stdin", "too_large", "unreadable"]

_HEAD = 4096


def read_file(name: str, limits: Limits) -> bytes:
    """Contents of a file. Raises SourceMissing, SourceUnreadable or SourceTooLarge."""
    try:
        # Never just read(): the name may stand for a device without an end.
        with open(name, "rb") as file:
            head = file.read(min(_HEAD, limits.max_bytes + 1))
            kind = binary.of_bytes(head)
            if kind:  # Before its size: "raise the limit" would be bad advice for a large PDF.
                raise SourceUnreadable(f"this is {kind.name}, not text", kind.hint)
            return _bounded(head + file.read(limits.max_bytes + 1 - len(head)), limits)
    except (OSError, ValueError) as error:
        raise unreadable(name, error) from error


def read_stdin(stdin: BinaryIO | None, limits: Limits) -> bytes:
    """All of ``stdin``, or of the standard input of this process where it is None."""
    if stdin is None and sys.stdin is None:  # as under a daemon
        raise SourceMissing("there is no standard input", "name a file, a folder or a URL")
    try:
        return _bounded((stdin or sys.stdin.buffer).read(limits.max_bytes + 1), limits)
    except (OSError, ValueError) as error:
        raise unreadable("-", error) from error


def too_large(limits: Limits) -> SourceTooLarge:
    """The error for more bytes than the limit."""
    return SourceTooLarge(
        f"larger than the limit of {limits.max_bytes:,} bytes",
        "split it, or audit only the part that readers see",
    )


def unreadable(name: str, error: OSError | ValueError) -> SourceError:
    """What went wrong on the disk, in words that tell what to do."""
    if isinstance(error, FileNotFoundError):
        if os.path.islink(name):
            return SourceMissing(
                f"the link points to {os.readlink(name)}, which does not exist", "mend the link or remove it"
            )
        if name.lower().startswith("www."):
            return SourceMissing("no such file or folder", f"for the page on the web, write https://{name}")
        return SourceMissing("no such file or folder", "check the spelling, and the folder you are in")
    if isinstance(error, PermissionError):
        return SourceUnreadable("permission denied", "ask its owner to let you read it")
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return SourceUnreadable("the link goes round in a circle", "mend the link or remove it")
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return SourceUnreadable(f"it cannot be read: {reason or error}", "check the name and what it stands for")


def _bounded(data: bytes, limits: Limits) -> bytes:
    if len(data) > limits.max_bytes:
        raise too_large(limits)
    return data
