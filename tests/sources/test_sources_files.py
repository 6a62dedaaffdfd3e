"""Files, folders and standard input, through the door that everyone uses."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from healthaudit.errors import UsageError
from healthaudit.model import Document, Media, Skipped
from healthaudit.sources import Limits, collect, count


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(*names: str, text: str = "Tea is a drink.") -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(text.encode())


def names(*sources: str, exclude: tuple[str, ...] = ()) -> list[str]:
    """Names of the pages, after a check that nothing was skipped and that count() knew."""
    pages = list(collect(sources, exclude=exclude))
    assert not [page for page in pages if isinstance(page, Skipped)]
    assert count(sources, exclude=exclude) == len(pages)
    return [page.source for page in pages]


def skipped(*sources: str, max_bytes: int = 10_000_000) -> Skipped:
    [page] = collect(sources, limits=Limits(max_bytes=max_bytes))
    assert isinstance(page, Skipped)
    assert page.hint
    assert count(sources) == 1
    return page


# Files


def test_a_file_keeps_its_name_and_its_newlines() -> None:
    write("teas/green.html", text="\ufeff<p>Green tea.</p>\r\n<p>caf\xe9</p>\r")
    [page] = collect(["./teas/green.html"])
    assert page == Document("./teas/green.html", Media.HTML, "<p>Green tea.</p>\r\n<p>caf\xe9</p>\r")


def test_media_counts_where_the_suffix_does_not_tell() -> None:
    write("tea.md", "tea.page", "tea", text="# Tea\n\nA drink.")
    told = [page.media for page in collect(["tea.md", "tea.page"], media=Media.TEXT)]
    assert told == [Media.MARKDOWN, Media.TEXT]
    assert [page.media for page in collect(["tea"])] == [Media.MARKDOWN]


def test_a_guess_is_noted() -> None:
    Path("tea.txt").write_bytes(b"caf\xe9")
    [page] = collect(["tea.txt"])
    assert page.text == "café"
    assert page.notes == ("decoded as windows-1252 because it is not valid UTF-8",)


def test_one_bad_source_never_ends_the_run() -> None:
    write("a.txt", "c.txt")
    Path("b.txt").write_bytes(b"%PDF-1.4")
    pages = list(collect(["a.txt", "b.txt", "missing.txt", "c.txt"]))
    assert [(type(page), page.source) for page in pages] == [
        (Document, "a.txt"),
        (Skipped, "b.txt"),
        (Skipped, "missing.txt"),
        (Document, "c.txt"),
    ]


def test_pages_come_one_at_a_time() -> None:
    write("a.txt", "b.txt")
    pages = collect(["a.txt", "b.txt"])
    assert isinstance(next(pages), Document)
    Path("b.txt").unlink()
    assert isinstance(next(pages), Skipped)


def test_a_page_comes_once_whatever_it_is_called(folder: Path) -> None:
    write("teas/green.txt", "teas/mint.txt")
    Path("link.txt").symlink_to("teas/mint.txt")
    sources = ["teas/mint.txt", "./teas/../teas/mint.txt", str(folder / "teas/mint.txt"), "link.txt", "teas"]
    assert names(*sources) == ["teas/mint.txt", "teas/green.txt"]


def test_the_limit_is_the_last_size_that_passes() -> None:
    write("tea.txt", text="x" * 100)
    [page] = collect(["tea.txt"], limits=Limits(max_bytes=100))
    assert isinstance(page, Document)
    assert "larger than the limit of 99 bytes" in skipped("tea.txt", max_bytes=99).reason


def test_a_large_file_is_not_read() -> None:
    with open("large.txt", "wb") as file:
        file.write(b"Tea. " * 1000)
        file.truncate(1 << 40)  # a terabyte, of which the disk holds 5 kB
    assert "larger than the limit of 10,000,000 bytes" in skipped("large.txt").reason


def test_a_large_pdf_is_a_pdf_and_not_large() -> None:
    Path("tea.pdf").write_bytes(b"%PDF-1.4" + b" " * 1000)
    page = skipped("tea.pdf", max_bytes=500)
    assert page.reason == "this is a PDF file, not text"
    assert "pdftotext" in page.hint


@pytest.mark.skipif(sys.platform == "win32", reason="needs a device without an end")
def test_a_device_without_an_end_ends() -> None:
    assert "larger than" in skipped("/dev/zero", max_bytes=5000).reason


@pytest.mark.skipif(sys.platform == "win32", reason="needs named pipes")
def test_a_pipe_may_be_named() -> None:
    os.mkfifo("pipe")
    writer = threading.Thread(target=lambda: Path("pipe").write_bytes(b"Tea is a drink."))
    writer.start()
    [page] = collect(["pipe"])
    writer.join()
    assert page == Document("pipe", Media.TEXT, "Tea is a drink.")


def test_what_is_missing() -> None:
    assert skipped("missing.html").reason == "no such file or folder"
    assert "https://www.tea.example/mint" in skipped("www.tea.example/mint").hint
    assert skipped("").reason == "no such file or folder"
    assert "null byte" in skipped("a\0b").reason


def test_links_that_lead_nowhere() -> None:
    Path("dangling.html").symlink_to("gone.html")
    Path("round.html").symlink_to("round.html")
    assert skipped("dangling.html").reason == "the link points to gone.html, which does not exist"
    assert skipped("round.html").reason == "the link goes round in a circle"


def test_permission_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    write("tea.txt", "teas/green.txt")

    def refuse(path: object, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    # Simulated, because nothing is denied to the super-user whom tests in containers run as.
    monkeypatch.setattr("builtins.open", refuse)
    assert skipped("tea.txt").reason == "permission denied"
    monkeypatch.setattr("os.listdir", refuse)
    assert skipped("teas").reason == "permission denied"


@pytest.mark.skipif(sys.platform == "win32", reason="needs Unix sockets")
def test_what_the_system_refuses_to_open() -> None:
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("door.txt")
        assert "it cannot be read: No such device" in skipped("door.txt").reason


@pytest.mark.parametrize("text", ["", " \n\t\r\n"])
def test_empty_files(text: str) -> None:
    write("tea.txt", text=text)
    assert skipped("tea.txt").reason == "there is no text in it"


# Standard input


def test_standard_input() -> None:
    [page] = collect(["-", "-"], stdin=io.BytesIO(b"<p>Tea</p>"))
    assert page == Document("-", Media.HTML, "<p>Tea</p>")
    [page] = collect(["-"], stdin=io.BytesIO(b"<p>Tea</p>"), media=Media.TEXT)
    assert page == Document("-", Media.TEXT, "<p>Tea</p>")
    assert count(["-", "-"]) == 1


def test_standard_input_within_limits() -> None:
    [page] = collect(["-"], stdin=io.BytesIO(b"x" * 101), limits=Limits(max_bytes=100))
    assert isinstance(page, Skipped)
    assert "100 bytes" in page.reason


def test_standard_input_that_is_closed() -> None:
    stdin = io.BytesIO()
    stdin.close()
    [page] = collect(["-"], stdin=stdin)
    assert page == Skipped("-", "it cannot be read: I/O operation on closed file.", page.hint)


def test_standard_input_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Tea")))
    [page] = collect(["-"])
    assert page == Document("-", Media.TEXT, "Tea")
    monkeypatch.setattr("sys.stdin", None)
    assert skipped("-").reason == "there is no standard input"


# Folders


def test_a_folder_is_walked_in_order_and_yields_pages_only() -> None:
    write("s/b.html", "s/a/z.md", "s/a.htm", "s/c.XHTML", "s/d.txt", "s/e.mdx", "s/f.markdown")
    write("s/style.css", "s/logo.svg", "s/README", "s/robots.txt", "s/a/requirements.txt")
    assert names("s") == [
        "s/a/z.md",
        "s/a.htm",
        "s/b.html",
        "s/c.XHTML",
        "s/d.txt",
        "s/e.mdx",
        "s/f.markdown",
    ]
    os.chdir("s")
    assert names(".")[:2] == ["a/z.md", "a.htm"]


def test_hidden_and_foreign_folders_are_left_out() -> None:
    write("a.md", ".git/a.md", ".cache/a.md", ".hidden.md", "x/node_modules/y/a.md")
    write("env/lib/a.txt", "env/pyvenv.cfg", "conda/a.txt", "conda/conda-meta/history")
    write("site/index.html", "site/pages/a.html", "site/healthaudit-site.json")
    assert names(".") == ["a.md"]
    assert names("env") == ["env/lib/a.txt"], "unless they are named on purpose"


def test_folders_without_pages() -> None:
    write("s/style.css")
    page = skipped("s")
    assert page.reason == "no pages in this folder"
    assert ".html" in page.hint


def test_a_folder_whose_pages_came_before_is_not_without_pages() -> None:
    write("s/a.md")
    assert names("s/a.md", "s") == ["s/a.md"]


def test_folders_may_be_deep(folder: Path) -> None:
    depth = sys.getrecursionlimit() + 200
    for _ in range(depth):
        os.mkdir("d")
        os.chdir("d")
    write("a.md")
    os.chdir(folder)
    assert names(".") == ["d/" * depth + "a.md"]
    # Away with it, for whoever cleans up after tests may well do so by recursion.
    os.chdir("d/" * depth)
    os.remove("a.md")
    for _ in range(depth):
        os.chdir("..")
        os.rmdir("d")


def test_links_inside_a_folder() -> None:
    write("s/v3/a.md", "elsewhere/b.md", "elsewhere/c.md")
    Path("s/b.md").symlink_to("../elsewhere/b.md")
    Path("s/latest").symlink_to("v3")
    Path("s/other").symlink_to("../elsewhere")
    Path("s/v3/up").symlink_to("..")
    Path("s/gone.md").symlink_to("nothing.md")
    Path("s/gone.css").symlink_to("nothing.css")
    pages = list(collect(["s"]))
    assert [page.source for page in pages] == ["s/b.md", "s/gone.md", "s/other", "s/v3/a.md", "s/v3/up"]
    reasons = {page.source: page.reason for page in pages if isinstance(page, Skipped)}
    assert reasons == {
        "s/gone.md": "the link points to nothing.md, which does not exist",
        "s/other": "links to folders elsewhere are not followed",
        "s/v3/up": "the link leads back to a folder that it stands in",
    }
    assert count(["s"]) == 5


@pytest.mark.skipif(sys.platform == "win32", reason="needs named pipes")
def test_a_pipe_in_a_folder_does_not_hold_the_walk() -> None:
    write("s/a.md")
    os.mkfifo("s/b.md")
    Path("s/c.md").symlink_to("b.md")
    assert names("s") == ["s/a.md"]


# What git ignores, and what the user excludes


def test_gitignore_files_count_at_every_level() -> None:
    write(".gitignore", text="drafts/\r\n*.old.html\n/top.md\n*.log.md\n")
    write("a/.gitignore", text="\ufeff*.txt\n!keep.txt\n# keep.md\n!keep.log.md\n")
    write("top.md", "a/top.md", "drafts/x.md", "a/drafts/x.md", "a/x.old.html", "a/keep.md")
    write("b.txt", "a/b.txt", "a/keep.txt", "a/c/b.txt", "keep.log.md", "a/keep.log.md", "a/b.log.md")
    assert names(".") == ["a/keep.log.md", "a/keep.md", "a/keep.txt", "a/top.md", "b.txt"]


def test_folders_that_are_let_in_again() -> None:
    write(".gitignore", text="*\n!*/\n!*.md\n")
    write("a.md", "a.html", "b/c/a.md", "b/c/a.html")
    assert names(".") == ["a.md", "b/c/a.md"]
    write(".gitignore", text="b/**\n!b/c.md\n")
    write("b/c.md", "b/d.md")
    assert names(".") == ["a.html", "a.md", "b/c.md"]


def test_gitignore_files_above_count_up_to_the_root_of_the_repository() -> None:
    write(".gitignore", text="outer.md\n")
    write("repo/.gitignore", text="inner.md\n/site/top.md\n")
    write("repo/site/inner.md", "repo/site/outer.md", "repo/site/top.md")
    assert len(names("repo/site")) == 3, "without a repository, only what stands in the folder counts"
    write("repo/.git/HEAD")
    assert names("repo/site") == ["repo/site/outer.md"]


def test_an_ignored_folder_may_be_named_on_purpose() -> None:
    write(".git/HEAD")
    write(".gitignore", text="build/\n")
    write("build/site/a.md", "build/site/b.md")
    write("build/site/.gitignore", text="b.md")
    assert names("build/site") == ["build/site/a.md"]
    assert names("build/site/b.md") == ["build/site/b.md"]


def test_lines_of_a_gitignore_that_are_no_patterns_are_passed_over() -> None:
    write(".gitignore", text="!\n/\n\\\n[\nb.md\n")
    write("a.md", "b.md")
    assert names(".") == ["a.md"]


@pytest.mark.parametrize(
    "exclude", ["drafts", "drafts/", "site/drafts/", "/site/drafts", "/drafts", "**/x.md", "site/drafts/*.md"]
)
def test_exclude_counts_from_here_and_from_the_folder(exclude: str) -> None:
    write("site/a.md", "site/drafts/x.md")
    assert names("site", exclude=(exclude,)) == ["site/a.md"]


def test_exclude_counts_for_files_that_are_named_too(folder: Path) -> None:
    write("site/a.md", "site/b.old.md", "drafts/c.md")
    sources = ("site/a.md", "site/b.old.md", str(folder / "drafts/c.md"))
    assert names(*sources, exclude=("*.old.md", "drafts/")) == ["site/a.md"]
    os.chdir("site")
    assert names("a.md", "../drafts/c.md", exclude=("c.md",)) == ["a.md"], "outside of this folder too"
    write("../drafts/d.md")
    assert names("../drafts", exclude=("c.md",)) == ["../drafts/d.md"]


def test_excludes_may_take_back() -> None:
    write("a.txt", "b.txt", "c.md")
    assert names(".", exclude=("*.txt", "!b.txt")) == ["b.txt", "c.md"]


def test_an_exclude_that_is_no_pattern() -> None:
    with pytest.raises(UsageError, match="'!' is not a pattern") as caught:
        next(collect(["."], exclude=["!"]))
    assert caught.value.hint


def test_start_up_stays_quick() -> None:
    code = "import sys, healthaudit.sources; print(*sys.modules)"
    path = str(Path(sys.modules["healthaudit"].__file__ or "").parents[1])
    run = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    loaded = set(run.stdout.split())
    assert "healthaudit.sources" in loaded
    assert not loaded & {"httpx", "httpcore", "pathspec", "ssl", "healthaudit.sources.web"}
