"""Products and conditions by their names: one pass over the words of the page.

Names are looked up by their first word, the longest first. An automaton over all names (Aho-Corasick) finds the same
and takes longer to build at every start than this takes to search a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from healthaudit.expressions import ENCODING, SLOTS, encoded
from healthaudit.language.reading import Mention
from healthaudit.patterns import compiled

if TYPE_CHECKING:
    from healthaudit.knowledge.names import Kind

_FIRST = compiled(rb"[a-z0-9\xc0-\xff]+")
#: First word -> (name as it stands in a folded text in lower case, number of its row), the longest first.
Index = Mapping[bytes, tuple[tuple[bytes, int], ...]]


def index_of(rows: Iterable[tuple[str, Kind, str, bool, bool]]) -> dict[bytes, tuple[tuple[bytes, int], ...]]:
    """Names by their first words, as plain data."""
    found: dict[bytes, dict[bytes, int]] = {}
    for number, (surface, *_) in enumerate(rows):
        lower = encoded(surface.lower())
        if first := _FIRST.match(lower):
            found.setdefault(first.group(), {}).setdefault(lower, number)
    return {
        first: tuple(sorted(names.items(), key=lambda name: -len(name[0]))) for first, names in sorted(found.items())
    }


class MentionFinder(NamedTuple):
    """The names of the knowledge base, ready to be searched for."""

    rows: tuple[tuple[str, Kind, str, bool, bool], ...]
    by_word: Index

    def longest(self, kind: Kind, folded: bytes) -> str:
        """Id of the longest name of a kind in a text, such as one that a person typed; empty for none."""
        found = [mention for mention in self.find(folded) if mention.kind == kind]
        return max(found, key=lambda mention: mention.end - mention.start).id if found else ""

    def find(self, folded: bytes) -> Iterator[Mention]:
        """Mentions in order, without overlap. ``folded`` must be a folded text (see ``fold``)."""
        lower = folded.lower()
        done = 0
        for word in _FIRST.finditer(lower):
            names = self.by_word.get(word.group())
            start = word.start()
            if names is None or start < done:
                continue
            for name, number in names:
                end = start + len(name)
                if not lower.startswith(name, start) or (end < len(lower) and _is_word(lower[end])):
                    continue
                surface, kind, identity, weak, acronym = self.rows[number]
                if acronym and folded[start:end].decode(ENCODING) != surface:
                    continue
                yield Mention(kind, identity, start, end, weak)
                done = end
                break


def _is_word(byte: int) -> bool:
    """Letters and digits; beyond ASCII, every letter of Latin-1."""
    return 48 <= byte <= 57 or 97 <= byte <= 122 or byte >= 192


def mask(folded: bytes, mentions: tuple[Mention, ...]) -> bytes:
    """``folded`` with every mention overwritten by its slot character, at the same length."""
    parts = []
    at = 0
    for mention in mentions:
        parts.append(folded[at : mention.start])
        parts.append(SLOTS[mention.kind].encode() * (mention.end - mention.start))
        at = mention.end
    parts.append(folded[at:])
    return b"".join(parts)
