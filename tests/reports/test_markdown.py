"""The comment on a pull request: complete where it fits, honest where it does not, and with no life of its own."""

from __future__ import annotations

import html
import re

import pytest
from markdown_it import MarkdownIt

from healthaudit.model import Location, Outcome, Report, Severity, Skipped, Span, SuppressionProblem
from healthaudit.reports.markdown import LIMIT, render_markdown

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def visible_text(markdown: str) -> str:
    return html.unescape(re.sub(r"<!--.*?-->|<[^>]*>", "", MARKDOWN.render(markdown)))


def test_a_comment_in_full(build) -> None:
    page = build.page(source="./pages/a.txt")
    finding = build.finding(page, "cures", "proven", rule="no-cure")
    review = build.finding(severity=Severity.CRITICAL, outcome=Outcome.REVIEW)
    pages = [build.audited(page, finding, review), build.audited(build.page(source="b.txt"), score=None)]
    assert (
        render_markdown(build.report(*pages))
        == """\
## healthaudit

2 pages, 2 findings: 1 high, 1 for review.

| page | score | critical | high | medium | low | for review |
|---|---|--:|--:|--:|--:|--:|
| <code>pages/a.txt</code> | 74, fair |  | 1 |  |  | 1 |
| <code>b.txt</code> | no score |  |  |  |  |  |

<details>
<summary>high: 1 finding</summary>

- **no-cure** (OC101) at <code>pages/a.txt</code>:1:10<br>It promises.<br>Fix: Say less.

</details>

<details>
<summary>for review: 1 finding</summary>

- **cure-claim** (OC101) at <code>pages/a.txt</code><br>It promises.<br>Fix: Say less.

</details>

Signals, not findings of law. healthaudit 1.2.3, 7 rules, facts as of 2026&#45;<!-- -->01&#45;<!-- -->01.
"""
    )


def test_places_are_exact(placed) -> None:
    assert f"</code>:{placed.line}:{placed.column}<br>" in render_markdown(placed.report)


def test_severities_come_worst_first(build) -> None:
    findings = [build.finding(severity=severity) for severity in reversed(Severity)]
    review = build.finding(outcome=Outcome.REVIEW)
    text = render_markdown(build.report(build.audited(build.page(), review, *findings)))
    assert re.findall("<summary>(.*?): 1 finding</summary>", text) == [
        "critical",
        "high",
        "medium",
        "low",
        "for review",
    ]
    assert "5 findings: 1 critical, 1 high, 1 medium, 1 low, 1 for review." in text


def test_nothing_found_and_nothing_audited(build) -> None:
    text = render_markdown(build.report(build.audited(build.page())))
    assert "1 page, 0 findings.\n" in text
    assert "<details>" not in text
    empty = render_markdown(build.report(skipped=(Skipped("gone.md", "No such file"),)))
    assert "| page |" not in empty
    assert "**To know:**\n\n- <code>gone.md</code> was skipped: No such file\n" in empty


def test_what_was_not_audited_and_what_was_set_aside(build) -> None:
    wrong = SuppressionProblem("unused", "It covers nothing.", "Delete it.", Span(0, 3), Location(2, 1, 2, 4))
    page = build.audited(
        build.page(),
        errors={"no-date": "out of time"},
        notes=("Read as Latin-1.",),
        suppressed=(build.finding(),),
        suppression_problems=(wrong,),
    )
    text = visible_text(render_markdown(build.report(page)))
    assert "a.txt: no-date broke off: out of time" in text
    assert "a.txt: Read as Latin-1." in text
    assert "a.txt, line 2: It covers nothing.; Delete it." in text
    assert "1 finding set aside." in text


def findings_of(text: str) -> int:
    return len(re.findall(r"^- \*\*", text, re.MULTILINE))


@pytest.mark.parametrize(("filler", "number"), [("word ", 150), ("word ", 40), ("😀", 150), ("@", 15), ("<", 150)])
def test_a_comment_is_never_too_long_and_counts_what_is_left_out(build, filler: str, number: int) -> None:
    severe = [build.finding(severity=Severity.HIGH, message=filler * 60, fix=filler * 200) for _ in range(number)]
    mild = [build.finding(severity=Severity.LOW, message="x", fix="y") for _ in range(900)]
    text = render_markdown(build.report(build.audited(build.page(), *mild, *severe)))
    assert LIMIT - 5000 < length(text) <= LIMIT == 65_536
    shown = findings_of(text)
    out = int(re.search(r"(\d+) findings did not fit", text)[1])
    assert shown + out == 900 + number
    assert text.count("<details>") == text.count("</details>")
    assert ("low:" in text) == (number < 100)
    if "low:" in text:
        assert f"high: {len(severe)} findings" in text
        assert findings_of(text.split("low:")[0]) == len(severe), "no mild one is shown while a severe one is not"


def test_many_pages_and_many_skipped_leave_room_for_findings(build) -> None:
    pages = [build.audited(build.page(source=f"{'a' * 200}{number}.txt")) for number in range(500)]
    pages.append(build.audited(build.page(source="last.txt"), build.finding(severity=Severity.CRITICAL)))
    skipped = tuple(Skipped(f"{number}.md", "reason " * 30) for number in range(500))
    text = render_markdown(build.report(*pages, skipped=skipped))
    assert length(text) <= LIMIT
    assert findings_of(text) == 1
    rows = len(re.findall(r"^\| <code>", text, re.MULTILINE))
    assert f"| and {501 - rows} more pages |" in text
    named = text.count("was skipped")
    assert 0 < named < 500
    assert f"- and {500 - named} more\n" in text


def test_a_hostile_page_stays_text(build, hostile: Report) -> None:
    text = render_markdown(hostile)
    text.encode("utf-8")
    rendered = MARKDOWN.render(text)
    assert set(re.findall(r"<(\w+)", rendered)) == {
        *("h2", "p", "table", "thead", "tbody", "tr", "th", "td", "code"),
        *("strong", "ul", "li", "details", "summary", "br"),
    }
    # GitHub looks for names and addresses between the tags.
    for stretch in re.split(r"<!--.*?-->|<[^>]*>", rendered):
        assert not re.search(r"@\w|#\d|GH-\d|://|www\.\w|:[a-z+]+:", html.unescape(stretch)), stretch
    assert text.count("<details>") == text.count("</details>") == 2
    shown = visible_text(text)
    assert "[click](http://evil.example)" in shown
    assert "pages/100%: a,b=⟦U+000A⟧[x] @me.html" in shown
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
