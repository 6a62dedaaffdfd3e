"""Folders of strangers: what they name and link to is neither run nor written over, and nothing outside is read."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import zipfile
from pathlib import Path

import pytest
from strangers import PAGE, healthaudit, refused

from healthaudit.cli.files import write_whole
from healthaudit.errors import UsageError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="names and links as POSIX has them")


def test_names_that_look_like_options_are_pages(tmp_path: Path) -> None:
    for name in ("--help.html", "-o=x.html", "--config=evil.toml.html", "-.html", "--.html"):
        (tmp_path / name).write_text(PAGE, "utf-8")
    ran = healthaudit("audit", ".", "--no-config", "-f", "json", cwd=tmp_path)
    assert len(json.loads(ran.out)["pages"]) == 5
    # As the shell hands them over behind "--".
    ran = healthaudit("audit", "--no-config", "-f", "json", "--", "--help.html", "-o=x.html", cwd=tmp_path)
    assert [page["source"] for page in json.loads(ran.out)["pages"]] == ["--help.html", "-o=x.html"]


NAMES = ["a\nb.html", "a\r\nb.html", "a\tb.html", "$(touch owned).html", "`touch owned`.html", "a;touch owned;.html",
         "a'b\"c.html", "%0a%00.html", "a&b<i>.html", "\u202egnp.html", " .html", "a\\b.html", "x" * 250 + ".html",
         "\U0001f48a.html", "e\u0301.html", "javascript:alert(1).html", "=cmd.html", "{{7*7}}.html"]  # fmt: skip


def test_names_of_all_sorts_go_through_every_format_and_into_a_site(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_text(PAGE, "utf-8")
    outputs = [
        f"-oout/r.{ending}" for ending in ("html", "json", "jsonl", "sarif", "xml", "md", "csv", "codequality.json")
    ]
    ran = healthaudit("audit", "pages", "--no-config", "-o", "out/site/", *outputs, cwd=tmp_path)
    assert ran.code in (0, 1), ran.err
    sources = {page["source"] for page in json.loads((tmp_path / "out" / "r.json").read_text("utf-8"))["pages"]}
    assert sources == {f"pages/{name}" for name in NAMES}
    assert not list(tmp_path.rglob("owned"))
    assert len(list((tmp_path / "out" / "site" / "pages").iterdir())) == len(NAMES)
    known = healthaudit("baseline", "create", "pages", "--no-config", "-o", "known.json", cwd=tmp_path)
    assert known.code == 0, known.err
    ran = healthaudit(
        "audit", "pages", "--baseline", "known.json", "--new-only", "--no-config", "-f", "json", cwd=tmp_path
    )
    assert not any(page["findings"] for page in json.loads(ran.out)["pages"]), "each is known by its name"


def test_links_out_of_the_folder_and_round_in_circles(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (outside / "secret.html").write_text(PAGE, "utf-8")
    (inside / "page.html").write_text(PAGE, "utf-8")
    (inside / "round").symlink_to(".")
    (inside / "up").symlink_to("..")
    (inside / "out").symlink_to(outside)
    (inside / "root").symlink_to("/")
    (inside / "loop.html").symlink_to("loop.html")
    (inside / "to.html").symlink_to("fro.html")
    (inside / "fro.html").symlink_to("to.html")
    ran = healthaudit("audit", "inside", "--no-config", "-f", "json", cwd=tmp_path)
    report = json.loads(ran.out)
    assert [page["source"] for page in report["pages"]] == ["inside/page.html"]
    skipped = {Path(one["source"]).name for one in report["skipped"]}
    assert skipped == {"round", "up", "out", "root", "loop.html", "to.html", "fro.html"}


@pytest.mark.parametrize(
    "kind", ["zip", "nested zip", "docx", "gzip", "nested gzip", "zip called html", "gzip called html"]
)
def test_archives_are_not_unpacked(tmp_path: Path, kind: str) -> None:
    """So no bomb goes off: a packed file says by its first bytes what it is."""
    nothing = bytes(20_000_000)
    if "gzip" in kind:
        body = gzip.compress(gzip.compress(nothing) if "nested" in kind else nothing)
    else:
        body = _zipped(
            _zipped(nothing) if "nested" in kind else nothing, "word/document.xml" if kind == "docx" else "a"
        )
    name = "page.html" if "html" in kind else f"page.{kind.split()[-1]}"
    (tmp_path / name).write_bytes(body)
    ran = healthaudit("audit", name, "--no-config", "-f", "json", cwd=tmp_path)
    assert ran.code == 3
    [skipped] = json.loads(ran.out)["skipped"]
    assert "not text" in skipped["reason"]
    assert skipped["hint"]


def _zipped(body: bytes, name: str = "a") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, body)
    return file.getvalue()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    return tmp_path


def test_a_report_in_the_place_of_a_folder(place: Path) -> None:
    (place / "report.json").mkdir()
    (place / "report.json" / "mine").write_text("mine")
    ran = healthaudit("audit", "page.html", "-o", "report.json", "--no-config", "-f", "concise", cwd=place)
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert (place / "report.json" / "mine").read_text() == "mine"


def test_a_report_in_the_place_of_a_link_leaves_alone_what_that_leads_to(place: Path) -> None:
    (place / "mine.txt").write_text("mine")
    (place / "report.json").symlink_to("mine.txt")
    ran = healthaudit("audit", "page.html", "-o", "report.json", "--no-config", cwd=place)
    assert ran.code in (0, 1)
    assert (place / "mine.txt").read_text() == "mine"
    assert not (place / "report.json").is_symlink()


def test_a_report_in_the_place_of_a_pipe_does_not_wait_for_a_reader(place: Path) -> None:
    os.mkfifo(place / "report.json")
    ran = healthaudit("audit", "page.html", "-o", "report.json", "--no-config", cwd=place)
    assert ran.code in (0, 1)
    assert json.loads((place / "report.json").read_text("utf-8"))["pages"]


@pytest.mark.parametrize("name", ["/dev/null", "/dev/stdout", "page.html", "./page.html", "a/../page.html", "x.exe"])
def test_a_report_that_is_refused(place: Path, name: str) -> None:
    (place / "a").mkdir()
    refused(healthaudit("audit", "page.html", "-o", name, "--no-config", cwd=place))
    assert (place / "page.html").read_text("utf-8") == PAGE


def test_what_is_written_is_whole_or_not_there(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = place / "report.json"
    path.write_text("old")

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(UsageError, match="No space left"):
        write_whole(path, "new" * 100_000)
    assert path.read_text() == "old"
    assert {each.name for each in place.iterdir()} == {"page.html", "report.json"}


def test_nobody_else_reads_a_report_while_it_is_written(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder that all may write to, names cannot be guessed, nor links be laid in the way."""
    seen = []
    replaced = os.replace

    def watched(part: str | Path, path: str | Path) -> None:
        seen.append((os.lstat(part).st_mode & 0o022, Path(part).name, Path(part).parent))
        replaced(part, path)

    monkeypatch.setattr(os, "replace", watched)
    for _ in range(2):
        write_whole(place / "report.json", "new")
    assert [mode for mode, _, _ in seen] == [0, 0]
    assert len({name for _, name, _ in seen}) == 2
    assert {folder for _, _, folder in seen} == {place}
