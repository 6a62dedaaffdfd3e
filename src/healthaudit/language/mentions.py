"""Products and conditions by their names: one pass of Aho-Corasick over the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from healthaudit.language.reading import Mention

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

    from healthaudit.knowledge.names import Name, Names

#: What a mention is overwritten with in ``Reading.masked``: private-use characters, so that no text contains them.
SLOTS = {"condition": "\ue001", "product": "\ue002"}


@dataclass(frozen=True, slots=True)
class MentionFinder:
    """The names of the knowledge base, ready to be searched for."""

    names: tuple[Name, ...]
    automaton: AhoCorasick

    @classmethod
    def of(cls, names: Names) -> MentionFinder:
        from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

        return cls(
            names.names,
            AhoCorasick(
                [name.surface.lower() for name in names.names],
                matchkind=MatchKind.LeftmostLongest,
                implementation=Implementation.ContiguousNFA,
            ),
        )

    def find(self, folded: str) -> Iterator[Mention]:
        """Mentions in order, without overlap. ``folded`` must be a folded text (see ``fold``)."""
        lower = folded.lower()
        if len(lower) != len(folded):  # a letter whose lower case is longer
            lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)
        names = self.names
        for index, start, end in self.automaton.find_matches_as_indexes(lower):
            if (start and lower[start - 1].isalnum()) or (end < len(lower) and lower[end].isalnum()):
                continue
            name = names[index]
            if name.acronym and folded[start:end] != name.surface:
                continue
            yield Mention(name.kind, name.id, start, end, name.weak)


def mask(folded: str, mentions: tuple[Mention, ...]) -> str:
    """``folded`` with every mention overwritten by its slot character, at the same length."""
    parts = []
    at = 0
    for mention in mentions:
        parts.append(folded[at : mention.start])
        parts.append(SLOTS[mention.kind] * (mention.end - mention.start))
        at = mention.end
    parts.append(folded[at:])
    return "".join(parts)
