"""What does not change what is said changes nothing in a baseline; what does, does. Through the whole auditor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from healthaudit.baseline import Listed, of_report, updated
from healthaudit.model import Media, Report

Audit = Callable[..., Report]
DAY = date(2026, 11, 21)
HTML = """<html><head><title>Our clinic</title></head><body>
<h1>What we offer</h1>
<p>Our drops cure anxiety. Results guaranteed. Our staff is friendly.</p>
<ul><li>No side effects</li><li>Call now: 1-800-555-0199</li></ul>
<p>The tea treats back pain. Stop taking your medicine today.</p>
<p>Buy now for $20, free shipping.</p>
</body></html>
"""
MARKDOWN = """# What we offer

Our drops cure anxiety. Results guaranteed. Our staff is friendly.

* No side effects
* Call now: 1-800-555-0199

The tea treats back pain. Stop taking your medicine today.

Buy now for $20, free shipping.
"""


def differences(audit: Audit, before: str, after: str, media: Media) -> tuple[list[str], list[str]]:
    """Rules of what is new and of what is gone."""
    assert before != after
    old = of_report(audit({"page": before}, media), Path(), DAY)
    assert {each.entry.rule for each in old} >= {"cure-claim", "guaranteed-result", "medicine-reduced", "call-number"}
    _, changes = updated(old, audit({"page": after}, media), Path(), DAY)
    return named(changes.added), named(changes.gone)


def named(listed: tuple[Listed, ...]) -> list[str]:
    return sorted(each.entry.rule for each in listed)


def indented(text: str) -> str:
    return "".join(f"\t    {line}\n" for line in text.splitlines())


def moved(text: str) -> str:
    blocks = ["<p>" + block for block in text.split("<p>")]
    return "".join([blocks[0][3:].replace("</body></html>", ""), *reversed(blocks[1:])])


@pytest.mark.parametrize(
    "after",
    [
        indented(HTML),
        "\n\n\n" + HTML,
        HTML.replace("\n", "\r\n"),
        HTML.replace("cure anxiety. Results", "cure\n     anxiety.\r\n\tResults"),
        HTML.replace("\n", ""),
        HTML.replace("cure anxiety", "cure&nbsp;anxiety").replace("drops", "<b>drops</b>"),
        HTML.replace("<p>", '<p class="lead" style="color: red">').replace("<h1>", "<!-- a comment --><h1>"),
        HTML.replace("<p>Our", "<p>We opened in May. Our").replace("friendly.", "friendly. Come in."),
        HTML.replace("Our staff is friendly.", "Ask for Ann at the desk."),
        HTML.replace("<h1>", "<p>We have a garden, too.</p><h1>"),
        HTML.replace("Results guaranteed", "RESULTS guaranteed"),
        moved(HTML),
    ],
)
def test_html(audit: Audit, after: str) -> None:
    assert differences(audit, HTML, after, Media.HTML) == ([], [])


@pytest.mark.parametrize(
    "after",
    [
        "\n\n\n" + MARKDOWN,
        MARKDOWN.replace("\n", "\r\n"),
        MARKDOWN.replace("cure anxiety. Results", "cure\nanxiety.\n  Results"),
        MARKDOWN.replace("* No", "  - No").replace("* Call", "  - Call"),
        MARKDOWN.replace("cure anxiety", "cure **anxiety**"),
        MARKDOWN.replace("Our drops", "We opened in May. Our drops"),
        MARKDOWN.replace("Our staff is friendly.", "Ask for Ann at the desk."),
        "\n\n".join(reversed(MARKDOWN.split("\n\n"))),
    ],
)
def test_markdown(audit: Audit, after: str) -> None:
    assert differences(audit, MARKDOWN, after, Media.MARKDOWN) == ([], [])


@pytest.mark.parametrize(("text", "media"), [(HTML, Media.HTML), (MARKDOWN, Media.MARKDOWN)])
def test_changed_words_are_new_and_nothing_else_is(audit: Audit, text: str, media: Media) -> None:
    new, gone = differences(audit, text, text.replace("cure anxiety", "cure asthma"), media)
    assert new == gone
    assert "cure-claim" in new
    assert not {"guaranteed-result", "medicine-reduced", "call-number"} & set(new)


@pytest.mark.parametrize(("text", "media"), [(HTML, Media.HTML), (MARKDOWN, Media.MARKDOWN)])
def test_the_sentence_round_the_matched_words_counts_as_well(audit: Audit, text: str, media: Media) -> None:
    new, gone = differences(audit, text, text.replace("Our drops cure", "Our new drops cure"), media)
    assert "cure-claim" in new
    assert "cure-claim" in gone
    assert not {"guaranteed-result", "medicine-reduced", "call-number"} & set(new)


def test_both_kinds_of_markup_give_the_same_ids(audit: Audit) -> None:
    html = of_report(audit({"page": HTML.replace("<title>Our clinic</title>", "")}), Path(), DAY)
    markdown = of_report(audit({"page": MARKDOWN}, Media.MARKDOWN), Path(), DAY)
    ids = [{each.entry.id for each in one} for one in (html, markdown)]
    assert ids[0] == ids[1]
