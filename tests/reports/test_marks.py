"""Evidence, given in the source, lands on the right words of the text."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.model import (
    Block,
    BlockKind,
    Evidence,
    Family,
    Finding,
    Media,
    Outcome,
    Page,
    PageFacts,
    Region,
    Severity,
    Span,
)
from healthaudit.offsets import Lines, OffsetMap
from healthaudit.reports.marks import Piece, by_position, marks, visible

Segment = tuple[str, str | None]
"""Source and the text that it stands for; None: markup, of which a reader sees nothing."""


def page(*blocks: list[Segment]) -> Page:
    """A page of paragraphs, each made of segments; text that differs from its source is an atom."""
    raw, text = "", ""
    runs: list[tuple[int, int, int]] = []
    made: list[Block] = []
    for block in blocks:
        begin = len(text)
        for source, shown in block:
            if shown:
                runs.append((len(text), len(raw), -1 if shown == source else len(raw) + len(source)))
                text += shown
            raw += source
        made.append(Block(BlockKind.PARAGRAPH, Region.MAIN, begin, len(text)))
        runs.append((len(text), len(raw), len(raw) + 4))
        raw, text = raw + "</p>", text + "\n"
    offsets = OffsetMap(*(array("q", column) for column in zip(*runs, strict=True)))
    return Page("p", Media.HTML, raw, text, tuple(made), (), (), PageFacts(), offsets, Lines.of(raw))


def finding(*spans: Span, severity: Severity = Severity.HIGH, rule: str = "a-rule") -> Finding:
    evidence = tuple(Evidence("claim", "", span, Lines.of("").locate(span)) for span in spans)
    return Finding("", rule, "X1", Family.OVERCLAIM, severity, Outcome.FAIL, 1.0, "", "", "", (), evidence)


def said(raw: str, words: str) -> Span:
    start = raw.index(words)
    return Span(start, start + len(words))


def pieces(view: list[list[Piece]]) -> list[list[tuple[str, tuple[int, ...]]]]:
    return [[(piece.text, piece.findings) for piece in block] for block in view]


def test_a_page_without_findings_is_one_piece_per_block() -> None:
    assert pieces(marks(page([("One.", "One.")], [("Two.", "Two.")]), [])) == [[("One.", ())], [("Two.", ())]]


def test_evidence_cuts_its_block() -> None:
    plain = page([("It cures all.", "It cures all.")])
    assert pieces(marks(plain, [finding(said(plain.raw, "cures"))])) == [[("It ", ()), ("cures", (1,)), (" all.", ())]]


def test_overlapping_and_nested_evidence_is_split_where_it_changes() -> None:
    plain = page([("abcdefgh", "abcdefgh")])
    overlapping = [finding(Span(1, 4)), finding(Span(3, 6)), finding(Span(3, 4))]
    assert pieces(marks(plain, overlapping)) == [[("a", ()), ("bc", (1,)), ("d", (1, 2, 3)), ("ef", (2,)), ("gh", ())]]


def test_evidence_that_overlaps_itself_counts_once_but_keeps_both_places() -> None:
    plain = page([("abcd", "abcd")])
    [[first, second, third]] = marks(plain, [finding(Span(0, 3), Span(1, 4))])
    assert [first.places, second.places, third.places] == [((1, 1),), ((1, 1), (1, 2)), ((1, 2),)]
    assert second.findings == (1,)


def test_inline_markup_inside_evidence_does_not_break_the_piece() -> None:
    marked = page([("a ", "a "), ("<b>", None), ("proven", "proven"), ("</b>", None), (" cure", " cure")])
    assert pieces(marks(marked, [finding(said(marked.raw, "proven</b> cure"))])) == [
        [("a ", ()), ("proven cure", (1,))]
    ]


def test_an_atom_is_marked_whole_or_not_at_all() -> None:
    atoms = page([("salt ", "salt "), ("&amp;", "&"), (" water", " water")])
    assert pieces(marks(atoms, [finding(said(atoms.raw, "amp"))])) == [[("salt ", ()), ("&", (1,)), (" water", ())]]


def test_evidence_across_blocks_marks_each() -> None:
    two = page([("One.", "One.")], [("Two.", "Two.")])
    assert pieces(marks(two, [finding(said(two.raw, "ne.</p>Tw"))])) == [
        [("O", ()), ("ne.", (1,))],
        [("Tw", (1,)), ("o.", ())],
    ]


def test_an_empty_block_has_no_pieces() -> None:
    empty = page([("<b></b>", None)], [("Two.", "Two.")])
    assert pieces(marks(empty, [finding(Span(0, len(empty.raw)))])) == [[], [("Two.", (1,))]]


@pytest.mark.parametrize("span", [Span(0, 3), Span(6, 10), Span(900, 950), Span(5, 5)])
def test_evidence_that_no_reader_sees_marks_nothing(span: Span) -> None:
    hidden = page([("<b>", None), ("One", "One")])
    assert pieces(marks(hidden, [finding(span)])) == [[("One", ())]]


def test_text_whose_order_differs_from_the_source_is_found() -> None:
    swapped = Page(
        source="p",
        media=Media.MARKDOWN,
        raw="second first",
        text="first second",
        blocks=(Block(BlockKind.PARAGRAPH, Region.MAIN, 0, 12),),
        links=(),
        comments=(),
        facts=PageFacts(),
        offsets=OffsetMap(array("q", [0, 5, 6]), array("q", [7, 6, 0]), array("q", [-1, -1, -1])),
        lines=Lines.of("second first"),
    )
    assert pieces(marks(swapped, [finding(Span(0, 6))])) == [[("first ", ()), ("second", (1,))]]


def test_a_page_without_text_has_no_pieces() -> None:
    none = OffsetMap(array("q"), array("q"), array("q"))
    empty = Page("p", Media.HTML, "<p></p>", "", (), (), (), PageFacts(), none, Lines.of("<p></p>"))
    assert marks(empty, [finding(Span(0, 7))]) == []


SEGMENTS = st.lists(
    st.one_of(
        st.text("abc ", min_size=1, max_size=5).map(lambda text: (text, text)),
        st.just(("<b>", None)),
        st.sampled_from([("&amp;", "&"), ("", "\n"), ("\n  ", " "), ("x", "yz")]),
    ),
    max_size=6,
)


@given(st.lists(SEGMENTS, min_size=1, max_size=4), st.data())
def test_each_character_has_the_findings_whose_source_it_touches(
    blocks: list[list[Segment]], data: st.DataObject
) -> None:
    drawn = page(*blocks)
    offset = st.integers(0, len(drawn.raw))
    span = st.tuples(offset, offset).map(lambda edges: Span(min(edges), max(edges)))
    findings = [finding(*spans) for spans in data.draw(st.lists(st.lists(span, max_size=3), max_size=4))]

    def touched(at: int) -> tuple[int, ...]:
        start, end = drawn.offsets.start(at), drawn.offsets.end(at + 1)
        return tuple(
            number
            for number, each in enumerate(findings, 1)
            if any(e.span.start < end and start < e.span.end for e in each.evidence)
        )

    for block, view in zip(drawn.blocks, marks(drawn, findings), strict=True):
        assert "".join(piece.text for piece in view) == drawn.text[block.start : block.end]
        shown = [piece.findings for piece in view for _ in piece.text]
        assert shown == [touched(at) for at in range(block.start, block.end)]
        assert all(piece.text for piece in view)


def test_findings_come_in_the_order_of_the_page_and_the_worst_first() -> None:
    late, whole = finding(Span(9, 12)), finding(rule="whole")
    low, high = finding(Span(2, 3), severity=Severity.LOW), finding(Span(2, 5))
    assert by_position([whole, late, low, high]) == [high, low, late, whole]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ünïcode\ttext\n", "plain ünïcode\ttext\n"),
        ("a\u202eb", "a⟦U+202E⟧b"),
        ("\x1b[31m\x00\r", "⟦U+001B⟧[31m⟦U+0000⟧⟦U+000D⟧"),
        ("\x9b\u2066\ud800", "⟦U+009B⟧⟦U+2066⟧⟦U+D800⟧"),
        ("\u200fשלום\u200f", "\u200fשלום\u200f"),
    ],
)
def test_characters_that_steer_are_spelt_out(text: str, shown: str) -> None:
    assert visible(text) == shown
