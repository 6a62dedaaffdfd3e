"""Text of a page inside Markdown, where it must stay text.

Every sign that could mean something becomes a character reference, and a reference never opens a structure
(https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references). In a comment on GitHub that is not
enough: it looks for @names, #numbers, :emoji:, addresses and commits once the Markdown has become HTML, where a
reference is the character again. It looks at one stretch of text at a time, so an empty comment behind the sign ends
the search.
"""

from __future__ import annotations

import re

from healthaudit.patterns import compiled
from healthaudit.reports.marks import visible

__all__ = ["code", "inert", "literal", "shortened"]

# Signs with a meaning anywhere; then those that have one only before, behind or between certain others, so that
# ordinary prose stays readable in the source.
_SIGNS = compiled(r"[#$&*+<=>@\[\\\]^_`{|}~]|:(?=\S)|[!%](?=[\w\"])|(?<!\w)-|-(?=\d|\W|$)|(?<=\bwww)\.", re.IGNORECASE)
# A number with one of these begins a list, at the beginning of a line.
_ITEM = compiled(r"^(\d{1,9})([.)])")
# A commit is 7 to 40 hexadecimal digits in a row.
_COMMIT = compiled(r"\b[0-9a-f]{7,40}\b", re.IGNORECASE)
_SHORT = compiled(".{1,6}")
_BREAK = "<!-- -->"


def literal(text: str) -> str:
    """The text on one line, with no meaning for Markdown and HTML; safe in a table cell too."""
    return _referred(_folded(text), "")


def inert(text: str) -> str:
    """The same with no meaning for what GitHub and GitLab look for in a comment either."""
    broken = _COMMIT.sub(lambda match: "\0".join(_SHORT.findall(match[0])), _folded(text))
    return _referred(broken, _BREAK).replace("\0", _BREAK)


def code(text: str) -> str:
    """The same in the look of code, in which nobody looks for names at all; nothing for no text."""
    shown = inert(text.replace("\n", "⟦U+000A⟧"))
    return f"<code>{shown}</code>" if shown else ""


def shortened(text: str, width: int) -> str:
    """The text, cut before a word where it is longer than the width."""
    return text if len(text) <= width else text[: width - 2].rsplit(" ", 1)[0].rstrip() + " …"


def _folded(text: str) -> str:
    return visible(" ".join(text.split()))


def _referred(line: str, behind: str) -> str:
    line = _SIGNS.sub(lambda match: f"&#{ord(match[0])};{behind}", line)
    return _ITEM.sub(lambda match: f"{match[1]}&#{ord(match[2])};", line)
