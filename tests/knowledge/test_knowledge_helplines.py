"""The lookup of public lines, on lines that are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthaudit.errors import KnowledgeError
from healthaudit.knowledge.helplines import Helplines, load_helplines


def entry(identity: str, country: str, dialled: str) -> str:
    about = "name: Line, operator: Trust, topic: help, url: 'https://line.example'"
    return f"  - {{id: {identity}, country: {country}, {dialled}, {about}}}\n"


LINES = "as_of: 2026-01-02\nhelplines:\n" + "".join(
    (
        entry("us-one", "US", "numbers: [1-800-555-0100, 1-800-555-HELP]"),
        entry("us-short", "US", "numbers: ['955']"),
        entry("ca-short", "CA", "numbers: [9-5-5]"),
        entry("gb-two", "GB", "numbers: [0808 555 0101]"),
        entry("gb-short", "GB", "numbers: [116 999]"),
        entry("eu-short", "EU", "numbers: [116 999]"),
        entry("au-three", "AU", "numbers: [13 55 01], sms: 0477 555 010, unverified: true"),
        entry("us-text", "US", "sms: '555010'"),
    )
)


@pytest.fixture(scope="module")
def helplines(tmp_path_factory: pytest.TempPathFactory) -> Helplines:
    folder = tmp_path_factory.mktemp("facts")
    (folder / "helplines.yml").write_text(LINES, encoding="utf-8")
    return load_helplines(folder)


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("1-800-555-0100", "us-one"),
        ("+1 (800) 555-0100", "us-one"),
        ("800.555.0100", "us-one"),
        ("tel:+18005550100", "us-one"),
        ("1-800-555-HELP", "us-one"),
        ("1-800-555-HELPLINE", "us-one"),
        ("955 then press 1", "us-short"),
        ("9-5-5", "us-short"),
        ("0808 555 0101", "gb-two"),
        ("+44 808 555 0101", "gb-two"),
        ("+44 (0)808 555 0101", "gb-two"),
        ("0044 808 555 0101", "gb-two"),
        ("116 999", "gb-short"),
        ("+353 116 999", "eu-short"),
        ("+44 116 999", "gb-short"),
        ("13 55 01", "au-three"),
        ("+61 13 55 01", "au-three"),
        ("0477 555 010", "au-three"),
        ("555010", "us-text"),
    ],
)
def test_any_printed_form_is_found(helplines: Helplines, number: str, found: str) -> None:
    line = helplines.lookup(number)
    assert line is not None
    assert line.id == found


@pytest.mark.parametrize(
    "number",
    [
        "1-800-555-0199",
        "(808) 555-0101",  # Hawaii, not the British 0808
        "+44 800 555 0100",  # the digits of a line in America
        "+1 955 555 0100",
        "+61 116 999",
        "555 0100 ext. 955",
        "",
        "our team",
    ],
)
def test_other_numbers_are_not(helplines: Helplines, number: str) -> None:
    assert helplines.lookup(number) is None


def test_a_line_tells_what_the_file_says(helplines: Helplines) -> None:
    three = helplines.lookup("135501")
    assert three is not None
    assert (three.numbers, three.digits, three.sms) == (
        ("13 55 01",),
        ("135501", "0477555010"),
        "0477 555 010",
    )
    assert three.unverified
    assert [line.id for line in helplines.lines if not line.numbers] == ["us-text"]


@pytest.mark.parametrize("broken", ["numbers: [no digits]", "sms: HELP", "note: nothing to dial"])
def test_a_line_without_a_number_is_refused(tmp_path: Path, broken: str) -> None:
    text = "as_of: 2026-01-02\nhelplines:\n" + entry("us-bad", "US", broken)
    (tmp_path / "helplines.yml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"helplines.yml, entry us-bad: no number"):
        load_helplines(tmp_path)
