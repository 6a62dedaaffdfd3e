"""Text in Markdown that stays text, for CommonMark, for GitHub's look at the HTML, and for readers."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from healthaudit.reports.inert import code, inert, literal, shortened

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# What GitHub makes a link, a notification or a picture of, in a stretch of text between two tags.
SOUGHT = re.compile(
    r"@[a-z0-9]|#\d|\bGH-\d|[a-z]+://|\bwww\.\w|:[a-z+]+:|\b[0-9a-f]{7,40}\b|\w@\w|\$[^$]+\$", re.IGNORECASE
)

TEXTS = [
    "<script>alert(1)</script> <!-- x --> &lt; &#64;joe",
    "[click](https://evil.example) ![i](//evil) <https://evil.example> [x]: y",
    "@octocat hi@me.example #12 GH-12 octo/repo#3 octo/repo@1234567890",
    "https://evil.example www.evil.example ftp://x WWW.EVIL.EXAMPLE",
    "`code` ```fence``` **b** __b__ *i* _i_ ~~s~~ ~sub~",
    "1. one",
    "1) one",
    "- one",
    "+ one",
    "* * *",
    "---",
    "===",
    "# Heading",
    "> quote",
    "| a | b |",
    "    code",
    "\\*not\\* a\\",
    "$x^2$ $$y$$ :smile: :+1:",
    "deadbeef 0123456789abcdef0123456789abcdef01234567",
    "[ ] task [^1]",
    "a\n\n# b\r\n- c",
    "</details></code></td>",
]


def stretches(rendered: str) -> list[str]:
    """Text between tags and comments, as it reads once references are resolved."""
    return [html.unescape(part) for part in re.split(r"<!--.*?-->|<[^>]*>", rendered)]


def text_of(rendered: str) -> str:
    return "".join(stretches(rendered)).strip()


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("place", ["{}", "- **x** {}", "before {} after"])
def test_neither_markdown_nor_github_finds_anything(text: str, place: str) -> None:
    rendered = MARKDOWN.render(place.format(inert(text)))
    tags = set(re.findall(r"<(\w+)", rendered))
    assert tags <= {"p", "ul", "li", "strong"} - (set() if "**" in place else {"ul", "li", "strong"}), rendered
    for stretch in stretches(rendered):
        assert not SOUGHT.search(stretch), rendered
    assert " ".join(text.split()) in text_of(rendered)


@given(st.text(alphabet="ab1 @#:!-.)(<>[]`*_~|\\&;$%=+/'\"\n\t{}^0", max_size=30))
@example("1) a")
@example("&#64;a")
@example("&amp;copy;")
def test_any_signs_are_read_as_they_were_written(text: str) -> None:
    folded = " ".join(text.split())
    for made in (inert(text), literal(text)):
        rendered = MARKDOWN.render(made)
        assert text_of(rendered) == folded
        assert set(re.findall(r"<(\w+)", rendered)) <= {"p"}


def test_a_table_keeps_its_cells() -> None:
    rendered = MARKDOWN.render(f"| a | b |\n|---|---|\n| {inert('x | `y` | z')} | {code('p|q')} |\n")
    assert rendered.count("<td>") == 2
    assert "x | `y` | z" in text_of(rendered)
    assert "<code>p|q</code>" in html.unescape(rendered.replace("<!-- -->", ""))


def test_prose_stays_readable() -> None:
    prose = 'Claims (in 50% of cases) to heal: "well-known" remedies; ask first. See section 3, page 4!'
    assert inert(prose) == literal(prose) == prose


def test_literal_has_no_comments_and_no_addresses() -> None:
    assert literal("@joe a@b www.x.y") == "&#64;joe a&#64;b www&#46;x.y"


def test_code_shows_line_breaks_and_nothing_for_nothing() -> None:
    assert "⟦U+000A⟧" in text_of(code("a\nb"))
    assert code("") == ""


def test_unseen_characters_are_spelt_out() -> None:
    assert text_of(inert("a\u202eb\x1b\ud800")) == "a⟦U+202E⟧b⟦U+001B⟧⟦U+D800⟧"


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [("as it is", 8, "as it is"), ("much too long", 9, "much …"), ("x" * 20, 10, "x" * 8 + " …")],
)
def test_shortened(text: str, width: int, expected: str) -> None:
    assert shortened(text, width) == expected
