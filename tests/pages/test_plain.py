"""Plain text: paragraphs, bullets, headings, wrapped lines."""

from __future__ import annotations

import pytest

from healthaudit.model import Document, Media
from healthaudit.pages import read


def blocks_of(source: str) -> list[tuple[str, str]]:
    page = read(Document("page.txt", Media.TEXT, source))
    return [(block.kind.value, page.quote(block.start, block.end)) for block in page.blocks]


@pytest.mark.parametrize("bullet", ["•", "-", "*", "–", "·", "‣", "1.", "2)", "(3)", "a)", "✓"])
def test_bullets_of_any_sort(bullet: str) -> None:
    assert blocks_of(
        f"Signs are these, among many others that we name:\n  {bullet} being tired\n  {bullet} being sad"
    ) == [
        ("paragraph", "Signs are these, among many others that we name:"),
        ("list-item", "being tired"),
        ("list-item", "being sad"),
    ]


def test_a_wrapped_paragraph_is_one() -> None:
    text = (
        "Light therapy is often tried for low mood in the dark months of the year. It\n"
        "helps some people within two weeks, and others not at all. Side effects are\n"
        "mild.\n"
    )
    assert blocks_of(text) == [("paragraph", " ".join(text.split()))]


def test_long_lines_are_paragraphs_of_their_own() -> None:
    first, second = "This is a long line. " * 8, "Another one follows here. " * 8
    assert [kind for kind, _ in blocks_of(f"{first}\n{second}")] == ["paragraph", "paragraph"]


@pytest.mark.parametrize("line", ["Who should not take it?", "Light for Low Mood", "CALL (844) 555-0142"])
def test_short_lines_are_headings(line: str) -> None:
    assert blocks_of(f"{line}\n\nThe text below says more about it.")[0] == ("heading", line)


@pytest.mark.parametrize("line", ["It helps.", "and so on", "It helps; often,", "Text with its source.[3]"])
def test_lines_that_end_like_sentences_are_not(line: str) -> None:
    assert blocks_of(line) == [("paragraph", line)]


def test_underlines_are_no_text() -> None:
    assert blocks_of("Light\n=====\n\nText of it.\n-----\n") == [
        ("heading", "Light"),
        ("paragraph", "Text of it."),
    ]
