"""Elements left open by the hundred thousand: read in one go, and as a walk through all open elements would."""

from __future__ import annotations

import random

import pytest

from healthaudit.model import BlockKind, Document, Media, Page
from healthaudit.pages import builder, elements, read
from healthaudit.pages.opened import Element, Stack

CLAIM = "<p>Our drops cure anxiety.</p>"


def page(markup: str) -> Page:
    return read(Document("-", Media.HTML, markup))


@pytest.mark.parametrize(
    ("markup", "blocks"),
    [
        ("<div>" * 400_000, 1),
        ("<p>x" * 100_000, 100_001),
        ("<p><b>" * 100_000 + "x", 2),
        ("<b>" * 200_000 + "x", 2),
        ("<table>" * 100_000 + "x", 2),
        ("<table><tr><td>" * 50_000 + "x", 2),
        ("<li>x" * 100_000, 100_001),
        ("<ul><li>" * 100_000 + "x", 2),
        ("<ol><li>" * 100_000 + "x", 2),
        ("<dl><dd>" * 100_000 + "x", 2),
        ("<a href=x>" * 100_000 + "x", 2),
        ("<button>" * 100_000 + "x", 2),
        ("<svg>" * 100_000 + "<p>x", 2),
        ("<template>" * 100_000 + "x", 2),
        ("</div>" * 100_000, 1),
        ("<div>" * 100_000 + "</span>" * 100_000, 1),
        ("<div>" * 100_000 + "</div>" * 100_000, 1),
        ("".join(f"<x{n}>" for n in range(100_000)) + "x", 2),
        (f"<p {'a ' * 1_000_000}>x", 2),
        (f"<p {' '.join(f'a{n}=b' for n in range(200_000))}>x", 2),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else "",
)
def test_elements_without_end(markup: str, blocks: int) -> None:
    """Where each looked through all others, this would take minutes, or hours."""
    read_ = page(CLAIM + markup)
    assert len(read_.blocks) == blocks
    assert read_.text.startswith("Our drops cure anxiety.")


def test_a_paragraph_of_many_lines() -> None:
    lines = "word *x* &amp;\n" * 40_000
    text = read(Document("-", Media.MARKDOWN, lines)).text
    assert text.split() == ["word", "x", "&"] * 40_000


class Walked(Stack):
    """Looks for elements as the standard says it: from the innermost outwards."""

    def deepest(self, names: object) -> int:
        wanted = set(names)  # type: ignore[call-overload]
        return next((at for at in range(self.depth, 0, -1) if self._elements[at].name in wanted), 0)


NAMES = sorted(elements.BLOCK | elements.VOID | elements.END_SCOPE | elements.NOT_SHOWN | {"a", "b", "span", "sup"})
COMMON = ["p", "div", "li", "ul", "td", "tr", "table", "h2", "dd", "dt", "a", "button", "object", "b"]
WORDS = ["word ", "Two words. ", "\n", "&amp;", "<br>", "\u200b", "<!-- c -->"]


@pytest.mark.parametrize("seed", range(20))
def test_soup_is_read_as_by_a_walk(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(seed)
    for _ in range(20):
        names = dice.sample(NAMES, 8) + dice.sample(COMMON, 6)
        kinds = ("<{}>", "<{} href=x>", "</{}>", "")
        tokens = (dice.choices(kinds, (4, 1, 3, 3))[0].format(dice.choice(names)) for _ in range(150))
        soup = "".join(token or dice.choice(WORDS) for token in tokens)
        quick = page(soup)
        with monkeypatch.context() as patch:
            patch.setattr(builder, "Stack", Walked)
            assert repr(page(soup)) == repr(quick), soup


def test_what_an_end_tag_reaches() -> None:
    def kinds(markup: str) -> list[str]:
        return [f"{block.kind.value}" for block in page(markup).blocks]

    # Out of a cell an end tag does not reach a heading around the table; that of a row does reach its row.
    assert kinds("<h2><table><tr><td></h2>x</table>y") == ["table-cell", "heading"]
    assert kinds("<table><tr><td>x</tr><li>y") == ["table-cell", "list-item"]
    # A paragraph is not ended by what stands in a button.
    assert kinds("<p>x<button><div>y</div></button>z</p>") == ["paragraph", "button", "paragraph"]


def test_a_stack_knows_the_innermost_of_each_name() -> None:
    stack = Stack(Element("", BlockKind.PARAGRAPH, 0, page("x").blocks[0].region))
    assert stack.deepest(("", "p")) == 0
    for name in ("p", "b", "p"):
        stack.push(Element(name, BlockKind.PARAGRAPH, 0, stack.top.region))
    assert (stack.depth, stack.top.name) == (3, "p")
    assert [stack.deepest(names) for names in (("p",), ("b",), ("b", "p"), ("i",))] == [3, 2, 3, 0]
    stack.pop()
    assert [stack.deepest(("p",)), stack.top.name] == [1, "b"]
