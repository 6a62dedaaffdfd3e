"""Reports for other programs: payloads in every text, and each program meets words, never a command or formula."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from hostile_report import PAYLOADS, UNSEEN, one_page, report_of
from markdown_it import MarkdownIt

from healthaudit.model import Report
from healthaudit.reports import FORMATS, render
from healthaudit.reports.read_json import read_report

#: Beside those of HTML: what Markdown, GitHub, spreadsheets, XML and shells look for.
MORE = (
    "[click](javascript:alert(1))", "[click](https://evil.example)", "![i](https://evil.example/i.png)",
    "<https://evil.example> https://evil.example www.evil.example", "@octocat #1 GH-1 octo/repo#1 0123456789abcdef0123",
    "```\n</details>\n```", "a | b |\n|---|---|\n| c", "# heading\n- item\n1. one\n> quote\n***", ":smile: $x^2$ [^1]",
    "::error file=x,line=1::owned", "%0A::error::owned", "a%25,b:c%0D", "##[error]owned", "##vso[task.complete]owned",
    "=cmd|' /C calc'!A0", "+1+1", "-1-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "a;=1+1", "a;\n@SUM(1)", "a\t=1", "a\n=1",
    "＝1+1", "＋1", "－1", "＠SUM", '";=1', "'=1", '"\n=HYPERLINK("http://evil.example")', " =1", "\u00a0=1",
    "]]>", "&amp; &lt; &#x0; &bogus; <!ENTITY x SYSTEM 'file:///etc/passwd'>", "\ufffe\uffff", "{0} {{x}}",
    "$(touch owned) `id`",
)  # fmt: skip
_ALL = (*PAYLOADS, *UNSEEN, *MORE)
_ACTS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
MARKDOWN = MarkdownIt("commonmark", {"linkify": False}).enable(["table", "strikethrough"])


@pytest.fixture(scope="module")
def report() -> Report:
    pages = [one_page([words], source=words, title=words) for words in _ALL]
    return report_of([one_page(_ALL), *pages], skipped=_ALL)


def strings(value: Any) -> Iterator[tuple[str, str]]:
    """(key, text) of every text in JSON."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from ((key, one),) if isinstance(one, str) else strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "html"])
def test_no_control_character_in_any_format(report: Report, name: str) -> None:
    text = render(report, name)
    found = _ACTS.search(text.replace("\r\n", "\n"))
    assert not found, repr(text[max(0, found.start() - 60) : found.end() + 20])
    assert text.encode("utf-8")


def test_json_says_the_same_when_it_is_read(report: Report) -> None:
    text = render(report, "json")
    assert "\u2028" not in text
    again = read_report(text)
    assert render(again, "json") == text
    assert [page.page.source for page in again.pages] == [page.page.source for page in report.pages]


def test_json_lines(report: Report) -> None:
    lines = render(report, "jsonl").splitlines()
    assert len(lines) == sum(len(page.findings) + len(page.suppressed) for page in report.pages)
    assert all(json.loads(line)["schema"] for line in lines)


def test_sarif_leads_nowhere_else(report: Report) -> None:
    log = json.loads(render(report, "sarif"))
    uris = [text for key, text in strings(log) if key in ("uri", "helpUri", "informationUri", "downloadUri")]
    assert len(uris) > len(_ALL)
    for uri in uris:
        assert urlsplit(uri).scheme in ("", "http", "https", "file"), uri
        assert re.fullmatch(r"[!#$%&'()*+,./0-9:;=?@A-Z\[\]_a-z~-]*", uri), uri
        if "passwd" in uri:
            assert not uri.startswith("file:///etc/passwd"), "that is a page by its own word, and no file of ours"


@pytest.mark.parametrize("key", ["markdown"])
def test_markdown_in_sarif_is_text(report: Report, key: str) -> None:
    for _, text in (pair for pair in strings(json.loads(render(report, "sarif"))) if pair[0] == key):
        rendered = MARKDOWN.render(text)
        assert set(re.findall(r"<(\w+)", rendered)) <= {"p", "strong", "em", "ul", "li", "a", "h3", "br"}, rendered
        for link in re.findall(r'href="([^"]*)"', rendered):
            assert re.match("https?://", link), link


def test_no_plain_text_in_sarif_is_a_link(report: Report) -> None:
    """In plain messages ``[words](1)`` is a link, and ``{0}`` a placeholder."""
    for key, text in strings(json.loads(render(report, "sarif"))["runs"][0]["results"]):
        if key == "text":
            assert not re.search(r"(?<!\\)\]\(", text)
            assert not re.search(r"(?<!\{)\{(?:\{\{)*\d", text)


def test_markdown_is_text(report: Report) -> None:
    one = Report(report.tool, report.pages[:1], report.skipped)
    for chosen in (one, Report(report.tool, report.pages[1:80], report.skipped), report):
        rendered = MARKDOWN.render(render(chosen, "markdown"))
        allowed = {"h2", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "strong", "code", "br"}
        allowed |= {"details", "summary"}
        assert set(re.findall(r"<(\w+)", rendered)) <= allowed
        assert "href" not in re.sub(r">[^<]*<", "><", rendered)
        assert rendered.count("<details>") == rendered.count("</details>")
        assert not re.search(r"(?<!&lt;)@octocat|\bGH-1\b|[^&]#1\b", re.sub("<!-- -->", "\0", rendered))


def test_annotations_are_one_command_a_line(report: Report) -> None:
    lines = render(report, "github").split("\n")[:-1]
    told = sum(len(page.findings) + len(page.errors) + len(page.suppression_problems) for page in report.pages)
    assert len(lines) <= told + len(report.skipped)
    for line in lines:
        assert re.match(r"::(?:error|warning|notice) (?:[a-zA-Z]+=[^:,\r\n]*(?:,|(?=::)))+::", line), line
        assert "\r" not in line


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_is_a_formula(report: Report, separator: str) -> None:
    """Read as spreadsheets of several countries do, which part lines at other signs than ours."""
    text = render(report, "csv").removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    assert len(rows) > len(_ALL)
    for row in rows:
        for cell in row:
            assert not re.match(r"[\s\u00a0]*[=+\-@＝＋－＠\t\r]", cell), cell


def test_junit_is_xml_with_the_same_words(report: Report) -> None:
    root = ET.fromstring(render(report, "junit").encode("utf-8"))
    said = [each.get("message", "") for each in root.iter() if each.tag in ("failure", "skipped", "error")]
    assert any("<!ENTITY x SYSTEM" in one for one in said)
    assert any("]]>" in one for one in said)
    allowed = {"testsuites", "testsuite", "testcase", "failure", "skipped", "error", "properties", "property"}
    assert {each.tag for each in root.iter()} <= allowed


def test_gitlab_is_json_of_one_shape(report: Report) -> None:
    issues = json.loads(render(report, "gitlab"))
    assert {frozenset(issue) for issue in issues} == {
        frozenset(("description", "check_name", "fingerprint", "severity", "location"))
    }
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


@pytest.mark.parametrize("name", ["concise", "statistics"])
def test_lines_for_editors_are_lines(report: Report, name: str) -> None:
    lines = render(report, name).splitlines()
    found = sum(len(page.findings) for page in report.pages)
    assert len(lines) <= found + len(report.skipped) + 2
    assert not any(re.match(r"\s*::|.*##\[", line) for line in lines)
