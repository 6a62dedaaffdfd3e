"""Standard output and error of the process, in whatever state they were handed over: closed, full, or a reader gone."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from healthaudit.errors import UsageError

__all__ = ["prepare", "printing"]


def prepare() -> None:
    """From here on everything printed comes out, or raises UsageError, or BrokenPipeError when the reader has left.

    After that nothing more is printed. On a stream that was closed from the start nothing is printed, and that is all;
    what standard error does not take is lost, as there is nobody left to tell. What a caller has put in the place of
    a stream stays his.
    """
    if sys.stdout is sys.__stdout__:
        sys.stdout = _wrapped(sys.stdout, _Output)
    if sys.stderr is sys.__stderr__:
        sys.stderr = _wrapped(sys.stderr, _Stream)


@contextmanager
def printing() -> Iterator[None]:
    """All of what is printed here has come out at its end. Raises as ``prepare`` says."""
    try:
        yield
        sys.stdout.flush()
    except SystemExit:  # what rich makes of a reader that has left
        raise BrokenPipeError from None


class _Stream(io.TextIOWrapper):
    """A stream that fails once, quietly, and then leads nowhere."""

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError as problem:
            self._failed(problem)
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as problem:
            self._failed(problem)

    def _failed(self, problem: OSError) -> None:
        # What is still waiting must not fail once more at the end of the process.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)


class _Output(_Stream):
    """Its failures are told from those of other files."""

    def _failed(self, problem: OSError) -> None:
        super()._failed(problem)
        if isinstance(problem, BrokenPipeError):
            raise problem
        raise UsageError(
            f"standard output: cannot be written: {problem.strerror}", "is the disk full? Write somewhere else"
        ) from None


def _wrapped(stream: TextIO | None, kind: type[_Stream]) -> _Stream:
    if stream is None:  # whoever started us has closed it
        return kind(open(os.devnull, "wb"), encoding="utf-8")
    binary, by_line = stream.buffer, stream.line_buffering
    if isinstance(binary, io.RawIOBase):
        # PYTHONUNBUFFERED: what a pipe or a disk does not take at once would be lost without a word.
        binary, by_line = io.BufferedWriter(binary), True
    # A page may hold any character; a terminal or pipe in another encoding must not stop the report.
    return kind(binary, stream.encoding, "backslashreplace", line_buffering=bool(by_line))
