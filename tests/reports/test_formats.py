"""Names, endings and the command line: each format can be asked for, alone and with the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from healthaudit.cli import app
from healthaudit.cli.audit import Format
from healthaudit.errors import UsageError
from healthaudit.model import Report
from healthaudit.reports import ENDINGS, FORMATS, format_of, render


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.html", "html"),
        ("a.htm", "html"),
        ("a.json", "json"),
        ("a.jsonl", "jsonl"),
        ("a.sarif", "sarif"),
        ("a.sarif.json", "sarif"),
        ("A.SARIF.JSON", "sarif"),
        ("a.codequality.json", "gitlab"),
        ("gl-code-quality-report.json", "gitlab"),
        ("a.xml", "junit"),
        ("a.md", "markdown"),
        ("a.csv", "csv"),
        ("a.sarif/report.json", "json"),
    ],
)
def test_endings(name: str, expected: str) -> None:
    assert format_of(Path(name)) == expected


@pytest.mark.parametrize("name", ["a.docx", "a", "sarif", "a.sarif.gz"])
def test_an_unknown_ending_names_those_that_are_known(name: str) -> None:
    with pytest.raises(UsageError, match="no report format has the suffix") as raised:
        format_of(Path(name))
    assert raised.value.hint == (
        "use one of .codequality.json, .csv, .htm, .html, .json, .jsonl, .md, .sarif, .sarif.json, .xml"
    )


def test_every_format_can_be_printed_and_all_but_commands_written() -> None:
    assert [each.value for each in Format] == ["terminal", *FORMATS]
    assert set(FORMATS) - set(ENDINGS.values()) == {"github", "concise", "statistics"}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_any_report_the_same_each_time(name: str, hostile: Report, build) -> None:
    assert render(hostile, name) == render(hostile, name)
    assert isinstance(render(build.report(), name), str)


def test_several_formats_in_one_run(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Our drops cure anxiety.\n", "utf-8")
    names = ["a.sarif", "b.md", "c.csv", "d.jsonl", "e.xml", "f.codequality.json", "g.html", "h.json"]
    outputs = [part for name in names for part in ("-o", str(tmp_path / name))]
    result = CliRunner().invoke(app, ["audit", str(page), "--format", "github", "--fail-on", "medium", *outputs])
    assert result.exit_code == 1
    assert "title=OC101 cure-claim::" in result.stdout
    for name in names:
        assert "cure-claim" in (tmp_path / name).read_text("utf-8"), name
