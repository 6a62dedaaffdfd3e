"""Products and conditions by their names: one pass of Aho-Corasick over the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from healthaudit.expressions import ENCODING, encoded
from healthaudit.language.reading import Mention

if TYPE_CHECKING:
    from ahocorasick_rs import BytesAhoCorasick

    from healthaudit.knowledge.names import Name, Names

#: What a mention is overwritten with in ``Reading.masked``: control characters, which no folded text contains.
SLOTS = {"condition": "\x01", "product": "\x02"}


class MentionFinder(NamedTuple):
    """The names of the knowledge base, ready to be searched for."""

    names: tuple[Name, ...]
    automaton: BytesAhoCorasick

    @classmethod
    def of(cls, names: Names) -> MentionFinder:
        from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

        return cls(
            names.names,
            BytesAhoCorasick(
                [encoded(name.surface.lower()) for name in names.names],
                matchkind=MatchKind.LeftmostLongest,
                implementation=Implementation.NoncontiguousNFA,
            ),
        )

    def find(self, folded: bytes) -> Iterator[Mention]:
        """Mentions in order, without overlap. ``folded`` must be a folded text (see ``fold``)."""
        lower = folded.lower()
        names = self.names
        for index, start, end in self.automaton.find_matches_as_indexes(lower):
            if (start and _is_word(lower[start - 1])) or (end < len(lower) and _is_word(lower[end])):
                continue
            name = names[index]
            if name.acronym and folded[start:end].decode(ENCODING) != name.surface:
                continue
            yield Mention(name.kind, name.id, start, end, name.weak)


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
