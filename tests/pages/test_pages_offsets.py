"""Every visible character keeps its place in the source: properties over generated, messy documents."""

from __future__ import annotations

import html
import re
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.model import BlockKind, Document, Media, Page, Region
from healthaudit.pages import read

INVISIBLE = dict.fromkeys(
    [
        0xAD,
        0x34F,
        0x61C,
        0x180E,
        0xFEFF,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2065),
        *range(0x2066, 0x2070),
    ]
)


def fold(text: str) -> str:
    return " ".join(text.translate(INVISIBLE).split())


def resolve_html(source: str) -> str:
    """An independent, simple resolver: good enough for documents whose markup is unambiguous."""
    source = re.sub(r"<!--.*?-->|</>", "", source, flags=re.DOTALL)
    source = re.sub(r"<(i|span) hidden>.*?</\1>", "", source, flags=re.DOTALL)
    source = re.sub(r"<br ?/?>", " ", source)
    source = re.sub(r"<[^>]*>", "", source)
    return fold(html.unescape(source))


WORDS = st.text(st.sampled_from("abcdefXYZ0189éß’…“”🙂𝒜日,.!"), min_size=1, max_size=6)
# (source, what a reader sees)
INLINE = st.one_of(
    WORDS.map(lambda word: (word, word)),
    st.sampled_from(
        [
            (" ", " "), ("  ", " "), ("\n", " "), ("\r\n", " "), ("\r", " "), ("\t ", " "),
            ("&amp;", "&"), ("&lt;", "<"), ("&#8217;", "’"), ("&#x1F642;", "🙂"), ("&nbsp;", " "), ("&rsquo;", "’"),
            ("\u00a0", " "), ("\u00ad", ""), ("\u200b", ""), ("&shy;", ""), ("&#8203;", ""), ("\u202b", ""),
            ("<b>", ""), ("</b>", ""), ("<em class='x>y'>".replace(">y", "y"), ""), ("</em>", ""), ("<a href='#a'>", ""),
            ("</a>", ""), ("</>&amp;", "&"), ("<!-- a <b> comment -->", ""), ("</>", ""), ("<br>", " "), ("<wbr>", ""),
            ("<span hidden>not shown</span>", ""), ("<script>if (a<b) {}</script>", ""), ("&notin; ", "∉ "),
        ]
    ),
)  # fmt: skip
BLOCK = st.tuples(
    st.sampled_from(["p", "li", "h2", "td", "blockquote", "div"]), st.lists(INLINE, min_size=1, max_size=14)
)


def page_of(source: str, media: Media = Media.HTML) -> Page:
    return read(Document("page", media, source))


def shown(page: Page) -> list[str]:
    return [
        page.quote(block.start, block.end)
        for block in page.blocks
        if block.region is not Region.HIDDEN and block.kind is not BlockKind.ALT_TEXT
    ]


@given(st.lists(BLOCK, min_size=1, max_size=5))
def test_html_text_is_what_a_reader_sees(blocks: list[tuple[str, list[tuple[str, str]]]]) -> None:
    source = "".join(f"<{name}>{''.join(s for s, _ in parts)}</{name}>\n" for name, parts in blocks)
    expected = [fold("".join(text for _, text in parts)) for _, parts in blocks]
    assert shown(page_of(source)) == [text for text in expected if text]


@given(st.lists(BLOCK, min_size=1, max_size=4), st.data())
def test_html_slice_of_the_source_resolves_to_the_quote(
    blocks: list[tuple[str, list[tuple[str, str]]]], data: st.DataObject
) -> None:
    source = "".join(f"<{name}>{''.join(s for s, _ in parts)}</{name}>" for name, parts in blocks)
    source = source.replace("<script>if (a<b) {}</script>", "")
    page = page_of(source)
    block = data.draw(st.sampled_from([b for b in page.blocks if b.region is not Region.HIDDEN] or [None]))
    if block is None:
        return
    start = data.draw(st.integers(block.start, block.end - 1))
    end = data.draw(st.integers(start + 1, block.end))
    if not page.text[start:end].strip():
        return
    span = page.span(start, end)
    assert resolve_html(page.raw[span.start : span.end]) == page.quote(start, end)


@given(st.text(st.sampled_from("<>/&;=\"' !-ab\r\n\0pdivh1#x26titlescriptbrhidden\u00ad🙂"), max_size=120))
def test_html_soup_never_fails_and_keeps_its_places(source: str) -> None:
    page = page_of(source)
    check_places(page)


@given(st.text(st.sampled_from("#*_`[]()!<>&;|-+~^: ab1.\r\n\t\\\"'/htp{}é🙂"), max_size=120))
def test_markdown_soup_never_fails_and_keeps_its_places(source: str) -> None:
    page = page_of(source, Media.MARKDOWN)
    check_places(page)


@given(st.text(max_size=200))
@pytest.mark.parametrize("media", list(Media))
def test_any_text_is_read(media: Media, source: str) -> None:
    check_places(page_of(source, media))


def check_places(page: Page) -> None:
    """Blocks are ordered, and every character of them stands in the source, or stands for something that does."""
    for before, after in zip(page.blocks, page.blocks[1:], strict=False):
        assert before.end <= after.start
    for block in page.blocks:
        assert block.start < block.end <= len(page.text)
        assert page.text[block.start : block.end].strip()
        for offset in range(block.start, block.end):
            span = page.span(offset, offset + 1)
            assert 0 <= span.start < span.end <= len(page.raw)
            here, there = page.text[offset], page.raw[span.start : span.end]
            assert here == there or here.isspace() or len(there) > 1 or there in "\0ﬀﬁﬂﬃﬄﬅﬆ", (here, there)
    for link in page.links:
        assert 0 <= link.start < link.end <= len(page.text)


MARKDOWN_INLINE = st.one_of(
    st.text(st.sampled_from("abcdefXYZé’🙂"), min_size=1, max_size=6).map(lambda word: (word, word)),
    st.sampled_from(
        [
            (" ", " "), ("\n", " "), ("**bold** ", "bold "), ("*soft* ", "soft "), ("&amp; ", "& "), ("\\* ", "* "),
            ("`code` ", "code "), ("[a link](http://x.org/a_(b) \"title\") ", "a link "), ("<b>html</b> ", "html "),
            ("[two][ref] ", "two "), ("\u00ad", ""), ("<!-- c --> ", " "), ("<http://y.org> ", "http://y.org "),
        ]
    ),
)  # fmt: skip


@given(
    st.lists(st.lists(MARKDOWN_INLINE, min_size=1, max_size=10), min_size=1, max_size=4),
    st.sampled_from(["", "> ", "- "]),
)
def test_markdown_text_is_what_a_reader_sees(blocks: list[list[tuple[str, str]]], prefix: str) -> None:
    paragraphs, expected = [], []
    for parts in blocks:
        source = "x" + "".join(s for s, _ in parts)
        # A line that is blank, or begins with what means something to Markdown, would be another document.
        source = re.sub(r"\n\s*(?=<)", " ", source)
        source = re.sub(r"\n+\s*", "\n" + " " * len(prefix.replace("> ", "")), source).rstrip()
        paragraphs.append(prefix + source.replace("\n", "\n> ") if prefix == "> " else prefix + source)
        expected.append(fold("x" + "".join(text for _, text in parts)))
    source = "\n\n".join(paragraphs) + "\n\n[ref]: http://z.org\n"
    page = page_of(source, Media.MARKDOWN)
    assert shown(page) == [text for text in expected if text]
    check_places(page)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("media", list(Media))
def test_line_ends_do_not_move_places(media: Media, ending: str) -> None:
    lines = ["First line of words.", "", "Second one “cures” anxiety 🙂 today.", ""]
    page = page_of(ending.join(lines), media)
    start = page.text.index("cures")
    span = page.span(start, start + 5)
    assert page.raw[span.start : span.end] == "cures"
    location = page.lines.locate(span)
    assert (location.line, location.column, location.end_column) == (3, 13, 18)


def test_locations_count_code_points_from_one() -> None:
    page = page_of("<p>🙂🙂 <b>cures</b>\r\nall</p>")
    start = page.text.index("cures")
    location = page.lines.locate(page.span(start, start + len("cures all")))
    assert (location.line, location.column, location.end_line, location.end_column) == (1, 10, 2, 4)


def test_runs_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain prose costs one run, not one a word: what makes offsets cheap."""
    page = page_of("<p>" + "plain words here " * 200 + "</p>")
    assert len(page.offsets.text_starts) <= 3
    assert [key for key, _ in groupby(page.text[:12])] == list("plain words ")
