"""Open elements, and what each hands down to its content: kind, region, whether it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from healthaudit.model import BlockKind, Region
from healthaudit.pages import elements

_INHERITED = frozenset(BlockKind) - {BlockKind.PARAGRAPH, BlockKind.TITLE, BlockKind.CODE}


@dataclass(slots=True)
class Element:
    """An open element and what it hands down to its content."""

    name: str
    kind: BlockKind
    level: int
    region: Region
    no_text: bool = False
    sectioning: bool = False
    href: str | None = None
    button: bool = False
    alone: bool = False
    """Whether a link is a block of its own: dressed as a button, or in navigation."""
    began: int = 0
    """Length of the text when it was opened."""
    counter: int = 0
    """Of a numbered list: the number of its next item."""
    number: int = 0
    """Of an item of such a list: its number, until its first block has it."""
    item: Element | None = None
    """The item in which it stands."""
    turned: bool = False
    """Whether its text is seen from right to left, whatever its letters are."""
    around: Region | None = None
    """Inside a drawing: the region in which that is shown."""
    drawn: bool = False
    """Whether it is text in a drawing."""

    def take_number(self) -> int:
        """The number of the item that begins here; 0 when none does."""
        if self.item is None:
            return 0
        number, self.item.number = self.item.number, 0
        return number


class Stack:
    """The open elements within each other, at depths from 1; at 0 stands the page itself.

    Where the deepest of a name stands is looked up, not searched for: some pages leave open thousands of elements.
    """

    def __init__(self, page: Element) -> None:
        self.depth = 0
        """Of the innermost element."""
        self.top = page
        """The innermost element."""
        self._elements = [page]
        self._depths: dict[str, list[int]] = {}

    def push(self, element: Element) -> None:
        """Open an element inside the innermost."""
        self.depth += 1
        self.top = element
        self._elements.append(element)
        self._depths.setdefault(element.name, []).append(self.depth)

    def pop(self) -> None:
        """Take away the innermost element. Never the page."""
        self._depths[self._elements.pop().name].pop()
        self.depth -= 1
        self.top = self._elements[-1]

    def deepest(self, names: Iterable[str]) -> int:
        """The depth of the innermost element with one of these names; 0 where none is open."""
        deepest = 0
        for name in names:
            depths = self._depths.get(name)
            if depths and depths[-1] > deepest:
                deepest = depths[-1]
        return deepest


def opened(name: str, attributes: Mapping[str, str], parent: Element) -> Element:
    """The element that a start tag opens inside another."""
    kind = elements.KIND.get(name)
    if kind is None or (name != "button" and parent.kind is BlockKind.QUOTE):
        kind = parent.kind if parent.kind in _INHERITED or name not in elements.BLOCK else BlockKind.PARAGRAPH
    element = Element(
        name,
        kind,
        int(name[1]) if kind is BlockKind.HEADING and len(name) == 2 and name[1].isdigit() else 0,
        _region(name, attributes, parent),
        no_text=parent.no_text or name in elements.NO_TEXT,
        sectioning=parent.sectioning or name in elements.SECTIONING,
        item=parent.item,
        turned=_turned(name, attributes, turned=parent.turned) if attributes else parent.turned,
    )
    if element.level == 0 and kind is BlockKind.HEADING:
        element.level = parent.level or 4
    if name == "a":
        element.href = attributes.get("href")
        element.button = attributes.get("role") == "button" or elements.is_button_class(attributes.get("class", ""))
        if element.button:
            element.kind = BlockKind.BUTTON
    elif name == "svg" and parent.region is not Region.HIDDEN:
        around = _region("div", attributes, parent)
        element.around = around if around is not Region.HIDDEN else None
    elif parent.around is not None:
        element.around = parent.around if name not in elements.NOT_DRAWN else None
        element.drawn = name in elements.DRAWN and element.region is not Region.HIDDEN
    elif name == "button":
        element.href, element.button, element.alone = "", True, True
    elif name == "ol":
        element.counter = _whole(attributes.get("start"), 1)
    elif name in ("li", "footnote"):
        element.item = element
        element.number = _whole(attributes.get("value"), parent.counter)
        if parent.counter:  # those behind an item with a value of its own go on from there
            parent.counter = element.number + 1
    return element


def _whole(printed: str | None, otherwise: int) -> int:
    return int(printed) if printed and printed.isascii() and printed.isdigit() and len(printed) < 6 else otherwise


def _turned(name: str, attributes: Mapping[str, str], *, turned: bool) -> bool:
    """Whether the element is read from right to left; ``turned`` says so of the one around it."""
    way = attributes.get("dir", "").lower()
    if name == "bdo" and way in ("rtl", "ltr"):
        return way == "rtl"
    if "style" in attributes and elements.turns(attributes["style"]):
        return True
    return turned and not way


def _region(name: str, attributes: Mapping[str, str], parent: Element) -> Region:
    region: Region = parent.region
    if region is Region.HIDDEN:
        # A title inside <head> is the one thing there that a reader sees.
        if name == "title" and parent.name == "head":
            return Region.MAIN
        if parent.around is None or name not in elements.DRAWN:
            return Region.HIDDEN
        region = parent.around
    if name in elements.NOT_SHOWN:
        return Region.HIDDEN
    if name == "nav":
        region = Region.NAVIGATION
    elif name == "aside":
        region = Region.ASIDE
    elif name == "main":
        region = Region.MAIN
    elif name in ("header", "footer") and not parent.sectioning:
        region = Region(name)
    if name == "dialog" and "open" not in attributes:
        return Region.HIDDEN
    if not attributes:
        return region
    if (
        "hidden" in attributes
        or attributes.get("aria-hidden", "").lower() == "true"
        or ("style" in attributes and elements.hides(attributes["style"], name))
    ):
        return Region.HIDDEN
    role = elements.REGION_OF_ROLE.get(attributes.get("role", ""))
    if role is not None and not (parent.sectioning and role in (Region.HEADER, Region.FOOTER)):
        return role
    if name in elements.BOXES:
        for words in (attributes.get("class", ""), attributes.get("id", "")):
            found = elements.region_of_words(words) if words else None
            if found is not None:
                return found
    return region
