"""A text with what it mentions, as it is held against another."""

from __future__ import annotations

from typing import NamedTuple

from healthaudit.language.reading import Mention

__all__ = ["Text"]


class Text(NamedTuple):
    """A text with what it mentions."""

    text: str
    folded: bytes
    mentions: tuple[Mention, ...]

    def named(self, kind: str) -> dict[str, Mention]:
        """Ids of a kind with the first mention of each; names that are ordinary words do not count."""
        found: dict[str, Mention] = {}
        for mention in self.mentions:
            if mention.kind == kind and not mention.weak:
                found.setdefault(mention.id, mention)
        return found

    def words(self, mention: Mention) -> str:
        """The words of a mention."""
        return self.text[mention.start : mention.end]
