"""Builds a Page from markup events: the one place where white space is folded and offsets are kept.

HTML, Markdown and plain text all speak to a ``Builder`` in terms of elements, stretches of source and atoms (a
stretch of source that stands for other characters). The builder decides what is a block, of which kind, in which
region, and whether it is shown.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from healthaudit.model import (
    Block,
    BlockKind,
    Comment,
    Document,
    Link,
    Page,
    PageFacts,
    Region,
    Span,
)
from healthaudit.offsets import Lines, OffsetMap
from healthaudit.pages import direction, elements
from healthaudit.pages.direction import Turn, set_as_atoms, turned
from healthaudit.pages.invisible import (
    INVISIBLE as INVISIBLE,
)
from healthaudit.pages.invisible import (
    IRREGULAR,
    IRREGULAR_PRINTABLE,
    SOFT_HYPHEN,
    as_one,
    belongs,
    is_invisible,
)
from healthaudit.pages.opened import Element, Stack, opened
from healthaudit.pages.pictures import Pictures

_NO_ATTRIBUTES: Mapping[str, str] = {}


class Piece(NamedTuple):
    """A stretch of source; ``text`` is None when it stands for itself."""

    start: int
    end: int
    text: str | None = None


class _Side(NamedTuple):
    """Text that interrupts a paragraph without belonging to it (alt text, hidden words): set behind it."""

    kind: BlockKind
    region: Region
    pieces: tuple[Piece, ...]


class Builder:
    """Takes events in source order and gives a Page at the end."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._chunks: list[str] = []
        self._length = 0
        self._offsets = OffsetMap(array("q"), array("q"), array("q"))
        self._blocks: list[Block] = []
        self._links: list[Link] = []
        self._raised: list[tuple[int, int]] = []
        self._anchors: dict[str, int] = {}
        self._comments: list[Comment] = []
        self._sides: list[_Side] = []
        self._pictures = Pictures()
        self._dropped = array("q")  # text offsets at which something invisible was left out
        self._reversed = array("q")  # text offsets of stretches that are seen in another order
        self._turns: list[Turn] = []  # of the block being written
        self._stack = Stack(Element("", BlockKind.PARAGRAPH, 0, Region.MAIN))
        self._current = self._stack.top  # the element in which the block being written began
        self._block_start = -1
        self._after_space = True
        self._next_source = -1  # source offset that would continue the last verbatim run

    # -- events ------------------------------------------------------------------------------------------

    def open(self, name: str, attributes: Mapping[str, str] = _NO_ATTRIBUTES) -> None:
        """A start tag. Ends what it implicitly ends, as a browser does."""
        if name in elements.ENDS_PARAGRAPH:
            self._end_open(("p",), elements.PARAGRAPH_SCOPE)
        if name in elements.ENDS:
            self._end_open(*elements.ENDS[name])
        if name in elements.BLOCK and not self._interrupts():
            self._flush()
        if name in elements.VOID:
            self._anchor(name, attributes)
            return
        element = opened(name, attributes, self._stack.top)
        if element.drawn or (name == "a" and (element.button or element.region is Region.NAVIGATION)):
            element.alone = True
            self._flush()
        element.began = self._length
        if attributes:
            self._anchor(name, attributes)
        if element.turned is not self._stack.top.turned and self._block_start >= 0:
            control = direction.ELEMENT_TURNED if element.turned else direction.ELEMENT_PLAIN
            self._turns.append(Turn(self._length, control))
        self._stack.push(element)

    def close(self, name: str) -> None:
        """An end tag; ignored when nothing of that name is open."""
        depth = self._stack.deepest((name,))
        if depth and (name in elements.ENDS_BEYOND or depth > self._stack.deepest(elements.END_SCOPE)):
            self._pop_to(depth)

    def text(self, start: int, end: int) -> None:
        """``raw[start:end]``, verbatim."""
        if self._takes(Piece(start, end)):
            self._verbatim(start, end)

    def atom(self, text: str, start: int, end: int) -> None:
        """``raw[start:end]`` stands for ``text`` (an entity, an escape)."""
        if self._takes(Piece(start, end, text)):
            self._atom(text, start, end)

    def _takes(self, piece: Piece) -> bool:
        """Whether text here belongs to the block being written; hidden words inside a shown block do not."""
        top = self._stack.top
        if top.no_text:
            return False
        if self._block_start >= 0:
            hidden = top.region is Region.HIDDEN
            if hidden and self._current.region is not Region.HIDDEN:
                self._sides.append(_Side(BlockKind.PARAGRAPH, Region.HIDDEN, (piece,)))
                return False
            if not hidden and self._current.region is Region.HIDDEN:
                self._flush()
        return True

    def line_break(self, start: int, end: int) -> None:
        """A break inside a block (<br>): a newline in the text, where a sentence may end."""
        if self._stack.top.no_text or self._block_start < 0 or self._chunks[-1] == "\n":
            return
        self._put("\n", start, end)
        self._after_space = True

    def side(self, kind: BlockKind, pieces: Iterable[Piece], region: Region | None = None) -> None:
        """Text from an attribute: a block of its own, set behind the block in which it stands."""
        top = self._stack.top
        if not top.no_text:
            self._sides.append(_Side(kind, region or top.region, tuple(pieces)))
        if self._block_start < 0:
            self._flush()

    def picture(self, name: str, attributes: Mapping[str, str], start: int) -> None:
        """An element of ``pictures.ELEMENTS`` that begins here, before it is opened."""
        self._pictures.add(name, attributes, start, self._stack.top.region)

    def line_end(self) -> None:
        """The end of a line that is one to a reader too, where a control of direction ends."""
        if self._turns:
            self._turns.append(Turn(self._length, direction.LINE_END))

    def comment(self, text: str, start: int, end: int) -> None:
        """A comment in the markup."""
        self._comments.append(Comment(Span(start, end), text))

    def end_block(self) -> None:
        """Whatever comes next begins a new block."""
        self._flush()

    # -- the page ----------------------------------------------------------------------------------------

    def page(
        self,
        document: Document,
        *,
        facts: PageFacts,
        declared_language: str = "",
    ) -> Page:
        """Close everything and give the page. ``facts`` is what the metadata said."""
        from healthaudit.pages.structure import arrange, first_title, with_bylines
        from healthaudit.pages.unread import notes

        self._pop_to(1)
        self._flush()
        text = "".join(self._chunks)
        links = tuple(sorted(self._links, key=lambda link: (link.start, link.end)))
        blocks = arrange(text, self._blocks, links)
        lines = Lines.of(self.raw)
        unread = notes(text, blocks, self._offsets, lines, self._pictures, self._dropped, self._reversed)
        return Page(
            source=document.source,
            media=document.media,
            raw=self.raw,
            text=text,
            blocks=blocks,
            links=links,
            comments=tuple(self._comments),
            facts=with_bylines(facts, text, blocks),
            offsets=self._offsets,
            lines=lines,
            title=first_title(text, blocks),
            declared_language=declared_language,
            notes=(*document.notes, *unread),
            raised=tuple(sorted(self._raised)),
            anchors=self._anchors,
        )

    # -- elements ----------------------------------------------------------------------------------------

    def _anchor(self, name: str, attributes: Mapping[str, str]) -> None:
        """Remember where the element begins, for links within the page."""
        for key in ("id", "name") if name == "a" else ("id",):
            if target := attributes.get(key):
                self._anchors.setdefault(target, self._length)

    def _end_open(self, names: Iterable[str], stops: Iterable[str]) -> None:
        """End the innermost element of these names, unless one at which the search stops is further in."""
        depth = self._stack.deepest(names)
        if depth and depth > self._stack.deepest(stops):
            self._pop_to(depth)

    def _pop_to(self, depth: int) -> None:
        """End all elements from the innermost to the one at this depth."""
        while self._stack.depth >= depth:
            self._pop()

    def _pop(self) -> None:
        element = self._stack.top
        if (element.href is not None or element.name == "sup") and self._length > element.began:
            end = self._length
            if self._block_start < 0:  # a block ended inside: leave out the line feed behind it
                end -= 1
            if end > element.began and element.href is not None:
                self._links.append(Link(element.began, end, element.href, element.button))
            elif end > element.began:
                self._raised.append((element.began, end))
        if (element.name in elements.BLOCK or element.alone) and not self._interrupts():
            self._flush()
        self._stack.pop()
        if element.turned is not self._stack.top.turned and self._block_start >= 0:
            self._turns.append(Turn(self._length, direction.ELEMENT_END))

    def _interrupts(self) -> bool:
        """Whether we are inside something hidden that stands in the middle of a shown block (an icon, say)."""
        return (
            self._block_start >= 0
            and self._stack.top.region is Region.HIDDEN
            and self._current.region is not Region.HIDDEN
        )

    # -- text --------------------------------------------------------------------------------------------

    def _verbatim(self, start: int, end: int) -> None:
        raw = self.raw
        piece = raw[start:end]
        # Nothing but single plain spaces between printable characters: nearly all text, and quick to tell.
        if piece.isprintable() and "  " not in piece and (piece.isascii() or not IRREGULAR_PRINTABLE.search(piece)):
            self._run(start, end)
            return
        if piece.isspace():
            self._space(start, end, verbatim=end - start == 1)
            return
        at = start
        for match in IRREGULAR.finditer(raw, start, end):
            first, last = match.span()
            self._run(at, first)
            if raw[first].isspace():
                self._space(first, last, verbatim=last - first == 1)
            elif is_invisible(raw[first]):
                for place in range(first, last):
                    self._unseen(raw[place], place, -1)
            else:
                self._letters(match.group(), first, last)
            at = last
        self._run(at, end)

    def _run(self, start: int, end: int) -> None:
        """A stretch with single plain spaces only."""
        if self._after_space and start < end and self.raw[start] == " ":
            start += 1
        if start >= end:
            return
        self._put(self.raw[start:end], start, -1)
        self._after_space = self.raw[end - 1] == " "

    def _space(self, start: int, end: int, *, verbatim: bool) -> None:
        if self._after_space:
            return
        in_pre = self._current.kind is BlockKind.CODE and "\n" in self.raw[start:end]
        self._put("\n" if in_pre else " ", start, -1 if verbatim else end)
        self._after_space = True

    def _atom(self, text: str, start: int, end: int) -> None:
        if IRREGULAR.search(text):
            for character in filter(is_invisible, text):
                self._unseen(character, start, end)
            text = "".join(character for character in text if not is_invisible(character))
            text = IRREGULAR.sub(lambda found: as_one(found.group())[0], text)
        if text.isspace():
            if not self._after_space:
                self._put(" ", start, end)
                self._after_space = True
        elif text:
            self._put(text, start, end)
            self._after_space = False

    def _unseen(self, character: str, start: int, end: int) -> None:
        """A character that nobody sees: it stays where it belongs to the one before it, and is left out elsewhere."""
        if self._block_start >= 0 and belongs(character, self._chunks[-1][-1]):
            self._put(character, start, end)
            self._after_space = False
            return
        if character in direction.CONTROLS:
            self._turns.append(Turn(self._length, character))
        if character != SOFT_HYPHEN and self._dropped[-1:] != array("q", [self._length]):
            self._dropped.append(self._length)

    def _letters(self, characters: str, start: int, end: int) -> None:
        """A letter with its marks, or letters in one, as they read."""
        text, decorated = as_one(characters)
        self._put(text, start, -1 if text == characters else end)
        self._after_space = False
        if decorated:
            self._dropped.append(self._length)

    def _put(self, text: str, source_start: int, source_end: int) -> None:
        """Append characters: a verbatim run (``source_end`` -1) or an atom."""
        if self._block_start < 0:
            self._block_start = self._length
            self._current = self._stack.top
            if self._current.turned:
                self._turns.append(Turn(self._length, direction.ELEMENT_TURNED))
        if source_end >= 0 or source_start != self._next_source:
            text_starts, source_starts, source_ends = self._offsets
            text_starts.append(self._length)
            source_starts.append(source_start)
            source_ends.append(source_end)
        self._next_source = source_start + len(text) if source_end < 0 else -1
        self._chunks.append(text)
        self._length += len(text)

    def _flush(self) -> None:
        """End the block, if one is being written, then set the side blocks behind it."""
        if self._block_start >= 0:
            self._emit(self._current.kind, self._current.region, self._current.level, self._current.take_number())
        if self._sides:
            sides, self._sides = self._sides, []
            for side in sides:
                for piece in side.pieces:
                    if piece.text is None:
                        self._verbatim(piece.start, piece.end)
                    else:
                        self._atom(piece.text, piece.start, piece.end)
                if self._block_start >= 0:
                    self._emit(side.kind, side.region)
        self._turns.clear()

    def _emit(self, kind: BlockKind, region: Region, level: int = 0, number: int = 0) -> None:
        if self._turns:
            self._turn()
        end = self._length
        trailing = len(self._chunks) - 1
        while trailing >= 0 and end > self._block_start and self._chunks[trailing].isspace():
            end -= len(self._chunks[trailing])
            trailing -= 1
        if trailing >= 0 and end > self._block_start:
            chunk = self._chunks[trailing]
            end -= len(chunk) - len(chunk.rstrip())
        if end > self._block_start:
            self._blocks.append(Block(kind, region, self._block_start, end, level, number))
        self._chunks.append("\n")
        self._length += 1
        self._block_start = -1
        self._after_space = True
        self._next_source = -1

    def _turn(self) -> None:
        """Set what is seen in another order than it is stored in the order in which it is seen."""
        began, at = len(self._chunks), self._length
        while at > self._block_start:
            began -= 1
            at -= len(self._chunks[began])
        text = "".join(self._chunks[began:])
        found = turned(text, [turn._replace(at=turn.at - at) for turn in self._turns])
        stretches = [stretch._replace(start=stretch.start + at, end=stretch.end + at) for stretch in found]
        self._turns.clear()
        if not stretches:
            return
        self._reversed.extend(stretch.start for stretch in stretches)
        parts, behind = [], at
        for stretch in stretches:
            parts += [text[behind - at : stretch.start - at], stretch.text]
            behind = stretch.end
        self._chunks[began:] = ["".join([*parts, text[behind - at :]])]
        set_as_atoms(self._offsets, stretches, at, self._length)
