"""Findings as cards beside the page's text, linked both ways: each piece of evidence has an id where readers see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from healthaudit.model import Evidence, Finding, Score
from healthaudit.reports.marks import Piece
from healthaudit.reports.sources import Told, by_source

__all__ = ["Card", "Words", "anchor", "cards_of", "words_of"]

# Of more places than this the first few show; the others are folded.
_PLACES = 5
_FIRST_PLACES = 4

First = Mapping[tuple[int, int], Piece]
"""By (finding, evidence) the piece of text in which the place begins, if readers see it."""


@dataclass(frozen=True, slots=True)
class Card:
    """A finding with its number; per piece of evidence the id of its place, empty where no reader sees it."""

    number: int
    id: str
    finding: Finding
    lost: float
    """Points that the finding costs, by the ledger of the score; 0 when the ledger does not name it."""
    anchors: tuple[str, ...]

    @property
    def places(self) -> list[tuple[Evidence, str]]:
        """Each piece of evidence with the id of its place."""
        return list(zip(self.finding.evidence, self.anchors, strict=True))

    @property
    def first_places(self) -> list[tuple[Evidence, str]]:
        """Those that show unasked."""
        return self.places if len(self.places) <= _PLACES else self.places[:_FIRST_PLACES]

    @property
    def sentence(self) -> str:
        """The sentence in which the first place stands, where that is more than its quote."""
        quote = self.finding.evidence[0].quote if self.finding.evidence else ""
        return "" if self.finding.sentence.rstrip(".!?") == quote.rstrip(".!?") else self.finding.sentence

    @property
    def told(self) -> list[Told]:
        """What the page and its sources say, where they differ."""
        return by_source(self.finding.sides)


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of text; ``lead`` is the finding that it links to, None where nothing was found."""

    text: str
    cards: tuple[Card, ...]
    lead: Card | None
    badges: tuple[Card, ...]
    """Findings that begin to point here, and so show their number."""
    anchors: tuple[str, ...]
    """Ids of the evidence that begins here, of findings, uses, sources and calls."""


def anchor(card: str, evidence: int) -> str:
    """The id of a place: that of its card, with the number of the evidence."""
    return f"{card}-e{evidence}"


def cards_of(page: int, findings: Sequence[Finding], score: Score, first: First) -> Iterator[Card]:
    """Findings of the page with that number, with their ids."""
    lost: dict[str, list[float]] = {}
    for entry in score.ledger:
        lost.setdefault(entry.finding, []).append(entry.points)
    for number, finding in enumerate(findings, 1):
        card = f"p{page}-f{number}"
        anchors = tuple(
            anchor(card, which) if (number, which) in first else "" for which in range(1, len(finding.evidence) + 1)
        )
        # The same words twice share a fingerprint; each then has an entry of its own.
        points = lost.get(finding.id)
        yield Card(number, card, finding, points.pop(0) if points else 0.0, anchors)


def words_of(pieces: Sequence[Piece], cards: Sequence[Card], names: Sequence[str], first: First) -> Iterator[Words]:
    """The pieces of one block with the findings that they link to. ``names``: what ids of places begin with."""
    before: tuple[int, ...] = ()
    for piece in pieces:
        here = [cards[number - 1] for number in piece.findings if number <= len(cards)]
        yield Words(
            text=piece.text,
            cards=tuple(here),
            # Of several findings the worst has the say; the others are reached by their numbers.
            lead=min(here, key=lambda card: (card.finding.severity.rank, card.number), default=None),
            badges=tuple(card for card in here if card.number not in before),
            anchors=tuple(
                anchor(names[number - 1], which)
                for number, which in piece.places
                if first.get((number, which)) is piece
            ),
        )
        before = piece.findings
