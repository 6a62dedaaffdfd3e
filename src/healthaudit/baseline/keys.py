"""Keys and lines of a person: from a terminal as they are pressed, or from a file or pipe until it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from healthaudit.patterns import compiled

__all__ = ["Keys"]

_END = compiled("[\r\n]")


class Keys:
    """Standard input, read one key or one line at a time."""

    def __init__(self, getchar: Callable[[], str]) -> None:
        """``getchar`` waits for a key of the terminal, and raises EOFError where there are no more."""
        self._getchar = getchar
        self._terminal = sys.stdin.isatty()
        self._early = ""
        """Keys that a terminal gave us together with the one before."""
        if hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(errors="replace")  # what is no text is no key either

    def key(self) -> str:
        """The next character; empty when there are no more. Raises KeyboardInterrupt."""
        if not self._terminal:
            return sys.stdin.read(1)
        # Arrows and the like are one key of many characters.
        while not self._early or self._early.startswith(("\x1b", "\x00", "\xe0")):
            try:
                self._early = self._getchar()
            except (EOFError, OSError):  # Ctrl-D, or the terminal is gone
                return ""
            if not self._early:
                return ""
        key, self._early = self._early[0], self._early[1:]
        return key

    def line(self) -> str | None:
        """The line that follows, without its end; None when it does not end. Raises KeyboardInterrupt.

        On a terminal it is the terminal that edits it: nothing gets lost, however fast somebody types.
        """
        text, self._early = self._early, ""
        while not (end := _END.search(text)):
            more = self._more()
            if not more:
                return None
            text += more
        self._early = text[end.end() :] if self._terminal else ""
        return text[: end.start()]

    def _more(self) -> str:
        if not self._terminal or os.name != "posix":
            return sys.stdin.readline()
        # Not sys.stdin: it would keep to itself what follows the line.
        return os.read(sys.stdin.fileno(), 4096).decode(sys.stdin.encoding or "utf-8", "replace")
