"""What a source is written in, by its name or by its looks."""

from __future__ import annotations

import time

import pytest

from healthaudit.model import Media
from healthaudit.sources.media import by_suffix, sniff


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("tea.html", Media.HTML),
        ("a.b/TEA.HTM", Media.HTML),
        ("/teas/tea.xhtml", Media.HTML),
        ("tea.md", Media.MARKDOWN),
        ("tea.de.markdown", Media.MARKDOWN),
        ("tea.mdx", Media.MARKDOWN),
        ("tea.txt", Media.TEXT),
        ("tea", None),
        ("tea.md/", Media.MARKDOWN),
        (".html", None),
        ("tea.php", None),
    ],
)
def test_by_suffix(name: str, media: Media | None) -> None:
    assert by_suffix(name) is media


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><title>Tea</title>",
        "<!-- made by hand -->\n\n<HTML lang=en>",
        '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">',
        "<p>Tea is a drink.</p>",
        "Tea is a <strong>drink</strong>.",
        "<div>\n<p>Tea</p>\n<script>handlers[name](event)</script></div>",
    ],
)
def test_html(text: str) -> None:
    assert sniff(text) is Media.HTML


@pytest.mark.parametrize(
    "text",
    [
        "# Tea\n\nA drink.",
        "Tea\r\n===\r\n\r\nA drink.",
        "Tea is [a drink](https://tea.example/drink).",
        "Tea is **hot**.",
        "---\ntitle: Tea\n---\nA drink.",
        '<p align="center">\n\n# Tea\n\nA [drink](/drink) that is **hot**.',
        "```\ncode\n```\n",
    ],
)
def test_markdown(text: str) -> None:
    assert sniff(text) is Media.MARKDOWN


@pytest.mark.parametrize(
    "text",
    [
        "Tea is a drink.",
        "- tea\n- coffee\n",
        "We are #1 in tea. 2 * 3 ** 2 < 20 and 5 > 4.",
        "Notes [1] (see below)",
        "",
    ],
)
def test_plain_text(text: str) -> None:
    assert sniff(text) is Media.TEXT


@pytest.mark.parametrize("piece", ["[", "[a](", "**a", "<p ", "<!--", "a\n-", "#"])
def test_hostile_text_takes_no_time(piece: str) -> None:
    started = time.perf_counter()
    sniff(piece * 100_000)
    assert time.perf_counter() - started < 0.5
