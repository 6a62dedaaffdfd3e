"""Lines for a terminal: wrapped here rather than by the console, so that places are never broken and nothing trails.

Words go out as ``rich.text.Text``, never as markup: brackets on a page are words, not instructions.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from healthaudit.model import Severity
from healthaudit.patterns import compiled
from healthaudit.reports.marks import visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

__all__ = ["STYLES", "WIDTH", "flat", "print_place", "print_whole", "say", "still"]

STYLES: Mapping[Severity, str] = MappingProxyType(
    {Severity.CRITICAL: "bold red", Severity.HIGH: "red", Severity.MEDIUM: "yellow", Severity.LOW: "cyan"}
)
WIDTH = 100
"""Longer lines are hard to read, however wide the terminal is."""


#: Lines that begin so, or hold the second, are commands to the runners of GitHub, which read what jobs print.
_COMMAND = compiled(r"(?<!\S)::|##(?=\[)")


def flat(text: str) -> str:
    """The text on one line, without what would steer a terminal or the log of a CI job."""
    return _harmless(" ".join(visible(text).split()))


def still(text: str) -> str:
    """The same with its lines and columns as they are."""
    return _harmless(visible(text))


def _harmless(text: str) -> str:
    return _COMMAND.sub(lambda match: " ".join(match[0]), text)


def say(console: Console, *parts: str | tuple[str, str], indent: int = 0, label: str = "") -> None:
    """Print words, each with its style if it has one, wrapped beside a label."""
    from rich.text import Text

    width = max(20, min(console.width, WIDTH) - indent - len(label))
    for number, line in enumerate(Text.assemble(*parts).wrap(console, width)):
        line.rstrip()
        margin = Text(" " * indent).append(" " * len(label) if number else label, style="dim")
        print_whole(console, margin.append_text(line))


def print_whole(console: Console, text: Text) -> None:
    """Print a line that must stay one, however long."""
    if console.color_system is None:  # a pipe or a file: nothing but the words, several times as fast
        console.file.write(f"{text.plain}\n")
    else:
        console.print(text, soft_wrap=True)


def print_place(console: Console, place: str, *parts: str | tuple[str, str], indent: int = 0) -> None:
    """Print ``source:line:column`` unbroken, with the rest behind it if that fits, else below it."""
    from rich.text import Text

    rest = Text.assemble(*parts)
    line = Text(" " * indent + place)
    if line.cell_len + 2 + rest.cell_len <= min(console.width, WIDTH):
        print_whole(console, line.append("  ").append_text(rest))
    else:
        print_whole(console, line)
        say(console, *parts, indent=indent + 2)
