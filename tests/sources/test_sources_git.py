"""What a branch changed, in repositories that git itself has made."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from healthaudit.errors import UsageError
from healthaudit.model import Document, Media, Skipped
from healthaudit.sources import Limits
from healthaudit.sources.git import Since, is_changed, old_documents, since

WHO = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
}
TEXT = "".join(f"<p>Paragraph {number} of a page about tea.</p>\n" for number in range(20))
ODD = ["with space.html", "new\nline.html", 'quote".html', "Käse.html", "-dash.html", "tab\t.html", "back\\slash.html"]


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with main and a branch that begins where main does; the working folder is its top."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in WHO.items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.chdir(folder)
    git("init", "--quiet", "--initial-branch=main")
    write("same.html", "<p>Same.</p>\n")
    write("page.html", TEXT)
    write("deep/er/page.md", "# Deep\n")
    commit()
    git("switch", "--quiet", "--create", "branch")
    return folder


def git(*arguments: str, folder: str | Path = ".", check: bool = True) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, check=check, capture_output=True, text=True)
    return done.stdout.strip()


def write(name: str, text: str | bytes) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())


def commit(*, folder: str | Path = ".") -> str:
    git("add", "--all", folder=folder)
    git("commit", "--quiet", "--allow-empty", "--message", "more", folder=folder)
    return git("rev-parse", "HEAD", folder=folder)


def changed(rev: str = "main", where: str = ".") -> dict[str, str | None]:
    """What has changed, by names below the top."""
    found = since(rev, Path(where))
    return {file.relative_to(found.root).as_posix(): old for file, old in found.changed.items()}


def old(*pages: str, rev: str = "main", **rest: object) -> list[Document | Skipped]:
    return list(old_documents(since(rev, Path()), pages, **rest))  # type: ignore[arg-type]


def refusal(rev: str = "main", where: str = ".") -> tuple[str, str]:
    with pytest.raises(UsageError) as caught:
        since(rev, Path(where))
    assert "\n" not in str(caught.value) + caught.value.hint
    assert caught.value.hint
    return str(caught.value), caught.value.hint


# What has changed


def test_nothing_has_changed(repository: Path) -> None:
    found = since("main", Path())
    assert found == Since("main", git("rev-parse", "main"), repository.resolve(), {}, frozenset(), found.tree)
    assert set(found.tree) == {"same.html", "page.html", "deep/er/page.md"}
    assert not is_changed(found, "page.html")


def test_committed_staged_unstaged_and_new_files_count() -> None:
    for name in ("committed", "staged", "unstaged"):
        write(f"{name}.html", "<p>Before.</p>\n")
    git("switch", "--quiet", "main")
    commit()
    git("switch", "--quiet", "branch")
    git("merge", "--quiet", "main")
    write("committed.html", "<p>After.</p>\n")
    commit()
    write("staged.html", "<p>After.</p>\n")
    git("add", "staged.html")
    write("unstaged.html", "<p>After.</p>\n")
    write("untracked/new.html", "<p>New.</p>\n")
    write("intended.html", "<p>New.</p>\n")
    git("add", "--intent-to-add", "intended.html")
    assert changed() == {
        "committed.html": "committed.html",
        "staged.html": "staged.html",
        "unstaged.html": "unstaged.html",
        "untracked/new.html": None,
        "intended.html": None,
    }


def test_what_came_and_went_again_has_not_changed() -> None:
    write("page.html", "<p>Other.</p>\n")
    commit()
    write("page.html", TEXT)
    assert changed() == {}


def test_what_others_did_on_main_meanwhile_does_not_count() -> None:
    began = git("rev-parse", "HEAD")
    git("switch", "--quiet", "main")
    write("same.html", "<p>Others.</p>\n")
    commit()
    git("switch", "--quiet", "branch")
    write("page.html", "<p>Mine.</p>\n")
    assert changed() == {"page.html": "page.html"}
    assert since("main", Path()).base == began


def test_deleted_files_are_not_in_it_but_those_git_forgot_are() -> None:
    write("deep/er/page.md", "# Other\n")
    git("rm", "--quiet", "--cached", "page.html", "deep/er/page.md")
    Path("same.html").unlink()
    write(".gitignore", "deep/\n")
    assert changed() == {".gitignore": None, "page.html": "page.html", "deep/er/page.md": "deep/er/page.md"}
    assert is_changed(since("main", Path()), "same.html")  # not there: reading it will say so


def test_a_page_that_moved_and_still_is_where_git_ignores_it() -> None:
    git("mv", "page.html", "moved.html")
    write(".gitignore", "page.html\n")
    commit()
    write("page.html", TEXT + "<p>More.</p>\n")
    assert changed() == {".gitignore": None, "moved.html": "page.html", "page.html": "page.html"}


@pytest.mark.parametrize("committed", [True, False])
def test_a_moved_page_is_followed(committed: bool) -> None:
    git("mv", "page.html", "moved.html")
    write("moved.html", TEXT.replace("19", "nineteen"))
    if committed:
        commit()
    assert changed() == {"moved.html": "page.html"}
    [page] = old("moved.html")
    assert page == Document("moved.html", Media.HTML, TEXT)


def test_a_page_that_moved_and_was_copied_and_a_new_one_in_its_place() -> None:
    git("mv", "page.html", "one.html")
    write("two.html", TEXT + "<p>More.</p>\n")
    commit()
    write("page.html", "<p>Another.</p>\n")
    assert changed() == {"one.html": "page.html", "two.html": None, "page.html": "page.html"}
    assert [page.source for page in old("two.html", "page.html", "one.html")] == ["page.html", "one.html"]


def test_a_copy_of_a_page_that_stays_is_new() -> None:
    write("copy.html", TEXT)
    write("page.html", TEXT + "<p>More.</p>\n")
    git("config", "diff.renames", "copies")
    commit()
    assert changed() == {"copy.html": None, "page.html": "page.html"}


def test_a_page_that_moved_from_markdown_is_read_as_markdown() -> None:
    git("mv", "deep/er/page.md", "deep/page.html")
    [page] = old("deep/page.html")
    assert page == Document("deep/page.html", Media.MARKDOWN, "# Deep\n")


def test_modes_do_not_count() -> None:
    git("update-index", "--chmod=+x", "same.html")
    commit()
    Path("same.html").chmod(0o755)
    git("status")
    Path("page.html").chmod(0o755)
    assert changed() == {}
    assert not is_changed(since("main", Path()), "page.html")


def test_a_file_written_anew_with_the_same_words_has_not_changed() -> None:
    write("page.html", TEXT)
    os.utime("page.html", (1, 1))
    assert changed() == {}


@pytest.mark.parametrize("name", ODD)
def test_odd_names(name: str) -> None:
    git("switch", "--quiet", "main")
    write(f"odd/{name}", TEXT)
    commit()
    git("switch", "--quiet", "--create", "odd")
    write(f"odd/{name}", TEXT + "<p>More.</p>\n")
    write(f"new/{name}", "<p>New.</p>\n")
    assert changed() == {f"odd/{name}": f"odd/{name}", f"new/{name}": None}
    assert old(f"odd/{name}") == [Document(f"odd/{name}", Media.HTML, TEXT)]
    git("mv", "--", f"odd/{name}", name)
    assert changed()[name] == f"odd/{name}"


@pytest.mark.skipif(sys.platform != "linux", reason="file names are text elsewhere")
def test_a_name_that_is_no_utf_8() -> None:
    name = os.fsdecode(b"caf\xe9.html")
    write(name, TEXT)
    base = commit()
    write(name, "<p>Other.</p>\n")
    assert changed(base) == {name: name}
    assert old(name, rev=base) == [Document(name, Media.HTML, TEXT)]


def test_line_ends_that_git_converts_do_not_count() -> None:
    git("config", "core.autocrlf", "true")
    write("page.html", TEXT.replace("\n", "\r\n"))
    assert changed() == {}
    write("page.html", TEXT.replace("\n", "\r\n") + "<p>More.</p>\r\n")
    assert changed() == {"page.html": "page.html"}
    assert old("page.html") == [Document("page.html", Media.HTML, TEXT)]


def test_an_encoding_that_git_converts() -> None:
    write(".gitattributes", "*.txt working-tree-encoding=UTF-16\n")
    write("tea.txt", "Tee mit Käse".encode("utf-16"))
    base = commit()
    write("tea.txt", "Tee mit Zimt".encode("utf-16"))
    assert changed(base) == {"tea.txt": "tea.txt"}
    assert old("tea.txt", rev=base) == [Document("tea.txt", Media.TEXT, "Tee mit Käse")]


def test_links_are_judged_by_what_they_lead_to() -> None:
    os.symlink("page.html", "link.html")
    os.symlink("deep", "folder")
    os.symlink("page.html", "turned.html")
    write("was-link.html", "x")
    Path("was-link.html").unlink()
    os.symlink("page.html", "was-link.html")
    base = commit()
    Path("turned.html").unlink()
    os.symlink("same.html", "turned.html")
    Path("was-link.html").unlink()
    write("was-link.html", TEXT)
    os.symlink("same.html", "new-link.html")
    write("deep/er/page.md", "# Other\n")
    found = since(base, Path())
    assert changed(base) == {"was-link.html": None, "deep/er/page.md": "deep/er/page.md"}
    told = {page: is_changed(found, page) for page in ("link.html", "turned.html", "new-link.html", "page.html")}
    # A link that is new, or leads elsewhere, shows its readers another page.
    assert told == {"link.html": False, "turned.html": True, "new-link.html": True, "page.html": False}
    assert is_changed(found, "folder/er/page.md")
    os.symlink("deep/er/page.md", "shown.html")
    told_as, page = old_documents(found, ["link.html", "shown.html", "folder/er/page.md"])
    assert told_as == Document("shown.html", Media.HTML, "# Deep\n")  # as the page is read now
    assert page == Document("folder/er/page.md", Media.MARKDOWN, "# Deep\n")


def test_a_page_that_became_a_link() -> None:
    write("elsewhere.html", "<p>Elsewhere.</p>\n")
    Path("page.html").unlink()
    os.symlink("elsewhere.html", "page.html")
    assert changed() == {"elsewhere.html": None}
    assert is_changed(since("main", Path()), "page.html")


def test_merge_conflicts() -> None:
    write("page.html", TEXT.replace("Paragraph 3", "Mine"))
    write("deep/er/page.md", "# Mine\n")
    write("both.html", "<p>Mine.</p>\n")
    commit()
    git("switch", "--quiet", "--create", "theirs", "main")
    write("page.html", TEXT.replace("Paragraph 3", "Theirs"))
    write("both.html", "<p>Theirs.</p>\n")
    Path("deep/er/page.md").unlink()
    commit()
    git("switch", "--quiet", "branch")
    git("merge", "theirs", check=False)
    assert "<<<<<<<" in Path("page.html").read_text()
    assert changed() == {"page.html": "page.html", "deep/er/page.md": "deep/er/page.md", "both.html": None}


# Which pages are audited


def test_what_git_knows_nothing_of_counts_as_changed(tmp_path: Path) -> None:
    write(".gitignore", "build/\n")
    commit()
    write("build/page.html", "<p>Built.</p>\n")
    write("nested/page.html", "<p>Nested.</p>\n")
    git("init", "--quiet", folder="nested")
    write(str(tmp_path / "outside.html"), "<p>Outside.</p>\n")
    found = since("HEAD", Path())
    assert not found.changed
    for page in (
        "build/page.html",
        "nested/page.html",
        "../outside.html",
        "https://example.org/page.html",
        "-",
        "missing.html",
        "a\0b.html",
    ):
        assert is_changed(found, page), page
    assert not is_changed(found, "page.html")


def test_standard_input_is_no_file_named_dash() -> None:
    write("-", "x")
    commit()
    assert is_changed(since("HEAD", Path()), "-")
    assert not is_changed(since("HEAD", Path()), "./-")


def test_names_are_told_from_the_working_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    write("page.html", "<p>Other.</p>\n")
    write("deep/er/new.html", "<p>New.</p>\n")
    git("config", "diff.relative", "true")
    monkeypatch.chdir("deep")
    found = since("main", Path())
    assert is_changed(found, "../page.html")
    assert is_changed(found, str(Path("er/new.html").absolute()))
    assert not is_changed(found, "er/page.md")
    assert changed() == changed(where="er") == {"page.html": "page.html", "deep/er/new.html": None}
    assert [page.source for page in old("er/../../page.html")] == ["er/../../page.html"]


def test_submodules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    allow = ("-c", "protocol.file.allow=always")
    git("init", "--quiet", "--initial-branch=main", str(tmp_path / "other"))
    write(str(tmp_path / "other/inner.html"), "<p>Inner.</p>\n")
    commit(folder=tmp_path / "other")
    git(*allow, "submodule", "--quiet", "add", str(tmp_path / "other"), "sub")
    base = commit()
    write("sub/inner.html", "<p>Changed.</p>\n")
    program(tmp_path / "evil", f"echo ran >> '{tmp_path / 'ran'}'")
    git("config", "core.fsmonitor", str(tmp_path / "evil"), folder="sub")
    assert changed(base) == {}
    assert not (tmp_path / "ran").exists()
    git("config", "--unset", "core.fsmonitor", folder="sub")
    assert is_changed(since(base, Path()), "sub/inner.html")
    commit(folder="sub")
    assert changed(base) == {}
    monkeypatch.chdir("sub")
    assert changed("origin/main") == {"inner.html": "inner.html"}
    assert since("origin/main", Path()).root == Path.cwd().resolve()


def test_worktrees(tmp_path: Path) -> None:
    write("page.html", "<p>Of the first tree.</p>\n")
    git("worktree", "add", "--quiet", "-b", "second", str(tmp_path / "second"), "main")
    write(str(tmp_path / "second/same.html"), "<p>Of the second.</p>\n")
    found = since("main", tmp_path / "second")
    assert found.changed == {found.root / "same.html": "same.html"}
    assert found.root == (tmp_path / "second").resolve()
    assert changed() == {"page.html": "page.html"}


# Old versions


def test_old_versions_in_order_and_only_of_what_changed() -> None:
    for number in range(300):
        write(f"many/{number}.html", f"<p>Old {number}.</p>\n" + "x" * number * 10)
    base = commit()
    for number in range(300):
        write(f"many/{number}.html", "<p>Now.</p>\n")
    write("new.html", "<p>New.</p>\n")
    names = [f"many/{number}.html" for number in reversed(range(300))]
    pages = old("new.html", "same.html", "-", "https://example.org/", *names, rev=base)
    assert [page.source for page in pages] == names
    assert all(isinstance(page, Document) and page.text.startswith("<p>Old ") for page in pages)


def test_old_versions_that_cannot_be_read() -> None:
    contents = {
        "a.html": "<p>Tea.</p>\n",
        "b.html": "x" * 500_000,
        "c.html": "",
        "d.html": "%PDF-1.7\n",
        "e": "# Tea\n",
    }
    for name, text in contents.items():
        write(name, text)
    base = commit()
    for name in contents:
        write(name, "<p>Now.</p>\n")
    first, large, empty, pdf, last = old(*contents, rev=base, limits=Limits(max_bytes=100), media=Media.MARKDOWN)
    assert first == Document("a.html", Media.HTML, "<p>Tea.</p>\n")
    assert last == Document("e", Media.MARKDOWN, "# Tea\n")
    for page, words in ((large, "larger than the limit"), (empty, "no text"), (pdf, "a PDF file")):
        assert isinstance(page, Skipped)
        assert page.reason.startswith(f"its version of {base[:12]} cannot be compared: ")
        assert words in page.reason
        assert page.hint


def test_old_bytes_are_decoded_as_those_of_files() -> None:
    write("page.html", b'<meta charset="iso-8859-1"><p>caf\xe9</p>\r\n')
    base = commit()
    write("page.html", "<p>Now.</p>\n")
    [page] = old("page.html", rev=base)
    assert isinstance(page, Document)
    assert page.text == '<meta charset="iso-8859-1"><p>caf\xe9</p>\r\n'


def test_a_version_that_is_missing_leaves_the_others(repository: Path) -> None:
    for name in ("page.html", "same.html"):
        write(name, "<p>Now.</p>\n")
    found = since("main", Path())
    blob = git("rev-parse", "main:page.html")
    (repository / ".git/objects" / blob[:2] / blob[2:]).unlink()
    lost, kept = old_documents(found, ["page.html", "same.html"])
    assert isinstance(lost, Skipped)
    assert "git cannot read it" in lost.reason
    assert kept == Document("same.html", Media.HTML, "<p>Same.</p>\n")


def test_a_clone_without_all_files_fetches_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("page.html", "<p>Other.</p>\n")
    write("deep/er/page.md", "# Other\n")
    commit()
    git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "partial"
    git("clone", "--quiet", "--filter=blob:none", "--branch=branch", Path.cwd().as_uri(), str(clone))
    monkeypatch.chdir(clone)
    [page] = old("page.html", rev="origin/main")
    assert page == Document("page.html", Media.HTML, TEXT)
    found = since("origin/main", Path())
    (tmp_path / "site").rename(tmp_path / "gone")
    pages = list(old_documents(found, ["deep/er/page.md", "page.html"]))
    assert [(type(page), page.source) for page in pages] == [(Skipped, "deep/er/page.md"), (Skipped, "page.html")]


def test_longer_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("init", "--quiet", "--object-format=sha256", "--initial-branch=main", str(tmp_path / "longer"))
    monkeypatch.chdir(tmp_path / "longer")
    write("page.html", TEXT)
    assert len(commit()) == 64
    write("page.html", "<p>Now.</p>\n")
    assert old("page.html") == [Document("page.html", Media.HTML, TEXT)]


def test_git_may_break_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("page.html", "same.html"):
        write(name, "<p>Now.</p>\n")
    found = since("main", Path())
    program(tmp_path / "bin/git", "read line; echo $line blob 5000; echo half of it")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    pages = list(old_documents(found, ["page.html", "same.html"]))
    assert [type(page) for page in pages] == [Skipped, Skipped]


def test_who_stops_early_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def watched(*arguments: object, **rest: object) -> object:
        started.append(popen(*arguments, **rest))  # type: ignore[call-overload]
        return started[-1]

    for name in ("page.html", "same.html"):
        write(name, "<p>Now.</p>\n")
    found = since("main", Path())
    monkeypatch.setattr("subprocess.Popen", watched)
    pages = old_documents(found, ["page.html", "same.html"])
    next(pages)
    assert started[0].poll() is None
    pages.close()  # type: ignore[attr-defined]
    assert [process.returncode for process in started] == [0]


def program(file: Path, script: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


# Revisions


@pytest.mark.parametrize("rev", ["main", "main~0", "tag", "refs/heads/main", ":/more", "origin/main", "@{-1}"])
def test_revisions(rev: str) -> None:
    base = git("rev-parse", "main")
    git("tag", "--annotate", "--message", "a tag", "tag", "main")
    git("update-ref", "refs/remotes/origin/main", "main")
    write("page.html", "<p>Other.</p>\n")
    assert since(rev, Path()).base == base
    assert since(base[:12], Path()).base == base


def test_a_revision_that_begins_with_a_dash_never_reaches_git(tmp_path: Path) -> None:
    target = tmp_path / "written"
    for rev in (f"--output={target}", "-", "--", "--all", ""):
        message, _ = refusal(rev)
        assert repr(rev) in message
    assert not target.exists()


@pytest.mark.parametrize(
    "rev", ["nowhere", "main:page.html", "main^{tree}", "main..HEAD", "main...HEAD", "^main", "main HEAD", "0" * 40]
)
def test_what_is_no_commit(rev: str) -> None:
    message, hint = refusal(rev)
    assert f"--since {rev}: git knows no such commit in" in message
    assert ("range" in hint) == (".." in rev or rev == "^main")


def test_a_revision_with_a_nul() -> None:
    assert "git cannot be started" in refusal("main\0")[0]


def test_a_branch_that_is_only_known_from_the_server() -> None:
    git("update-ref", "refs/remotes/origin/develop", "main")
    assert refusal("develop")[1].endswith("try --since origin/develop")


def test_a_shallow_clone_without_the_merge_base(tmp_path: Path) -> None:
    for _ in range(3):
        commit()
    git("switch", "--quiet", "main")
    commit()
    url = Path.cwd().as_uri()
    git("clone", "--quiet", "--depth=1", "--branch=branch", "--no-single-branch", url, str(tmp_path / "shallow"))
    message, hint = refusal("origin/main", str(tmp_path / "shallow"))
    assert "no commit in common" in message
    assert "fetch-depth: 0" in hint
    message, hint = refusal("a" * 40, str(tmp_path / "shallow"))
    assert "fetch-depth: 0" in hint
    git("fetch", "--quiet", "--unshallow", folder=tmp_path / "shallow")
    assert since("origin/main", tmp_path / "shallow").changed == {}


def test_histories_without_a_common_commit() -> None:
    git("switch", "--quiet", "--orphan", "other")
    commit()
    message, hint = refusal()
    assert "no commit in common" in message
    assert "shallow" not in hint


def test_a_branch_without_a_commit(tmp_path: Path) -> None:
    git("switch", "--quiet", "--orphan", "unborn")
    assert "no commit yet" in refusal()[0]
    git("init", "--quiet", str(tmp_path / "empty"))
    assert "no commit yet" in refusal(where=str(tmp_path / "empty"))[0]


# Where there is nothing to ask


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "plain").mkdir()
    message, hint = refusal(where=str(tmp_path / "plain"))
    assert "not a git repository" in message
    assert "--since" in hint


def test_a_folder_that_is_not_there() -> None:
    assert "cannot change to 'nowhere'" in refusal(where="nowhere")[0]


def test_a_bare_repository(tmp_path: Path) -> None:
    git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    assert "bare" in refusal(where=str(tmp_path / "bare.git"))[1]


def test_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    message, hint = refusal()
    assert "not installed" in message
    assert "install git" in hint


def test_a_repository_of_somebody_else(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    message, hint = refusal()
    assert "dubious ownership" in message
    assert f"git config --global --add safe.directory {repository.resolve()}" in hint


def test_a_damaged_repository(repository: Path) -> None:
    (repository / ".git/index").write_bytes(b"no index")
    message, _ = refusal()
    assert str(repository.resolve()) in message


# What a repository or a hook would have git do


def test_a_repository_starts_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = tmp_path / "ran"
    program(tmp_path / "evil", f"echo ran >> '{ran}'")
    for name in ("core.fsmonitor", "diff.external", "diff.evil.textconv", "diff.evil.command", "core.pager"):
        git("config", name, str(tmp_path / "evil"))
    git("config", "core.hooksPath", str(tmp_path / "hooks"))
    program(tmp_path / "hooks/post-index-change", f"echo ran >> '{ran}'")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(tmp_path / "evil"))
    write(".gitattributes", "*.html diff=evil\n")
    write("page.html", "<p>Other.</p>\n")
    write("same.html", "<p>Same.</p>\n")
    os.utime("same.html", (1, 1))
    assert changed() == {".gitattributes": None, "page.html": "page.html"}
    assert len(old("page.html")) == 1
    assert not ran.exists()


def test_nothing_is_written(repository: Path) -> None:
    write("page.html", "<p>Other.</p>\n")
    os.utime("same.html", (1, 1))
    before = snapshot(repository)
    old("page.html")
    assert snapshot(repository) == before


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


HOOKED = """
import json, sys
from pathlib import Path
from healthaudit.sources.git import old_documents, since
found = since("main", Path(sys.argv[1]))
names = sorted((str(file), old) for file, old in found.changed.items())
print(json.dumps([str(found.root), names, [page.text for page in old_documents(found, [name for name, _ in names])]]))
"""


@pytest.mark.parametrize("how", ["staged", "all", "only"])
@pytest.mark.parametrize("tree", ["main", "worktree"])
def test_in_a_hook_the_working_tree_counts_whatever_is_committed(tmp_path: Path, how: str, tree: str) -> None:
    """Git hands GIT_INDEX_FILE to its hooks, relative or of a lock, and GIT_DIR in a worktree."""
    import json

    folder = Path.cwd()
    if tree == "worktree":
        folder = tmp_path / "second"
        git("worktree", "add", "--quiet", "-b", "second", str(folder), "main")
    said = tmp_path / "said"
    program(tmp_path / "hooked.sh", f"cd deep && '{sys.executable}' '{tmp_path / 'hooked.py'}' . > '{said}'")
    (tmp_path / "hooked.py").write_text(HOOKED)
    hooks = Path(git("rev-parse", "--path-format=absolute", "--git-path", "hooks", folder=folder))
    program(hooks / "pre-commit", f"env | grep '^GIT_INDEX_FILE=' && '{tmp_path / 'hooked.sh'}'")
    write(str(folder / "page.html"), "<p>Now.</p>\n")
    git("mv", "same.html", "moved.html", folder=folder)
    write(str(folder / "new.html"), "<p>New.</p>\n")
    commands = {
        "staged": ("commit", "--message", "x"),
        "all": ("commit", "--all", "--message", "x"),
        "only": ("commit", "--only", "--message", "x", "page.html"),
    }
    git("-C", str(folder), *commands[how])
    root, names, texts = json.loads(said.read_text())
    assert root == str(folder.resolve())
    expected = {"moved.html": "same.html", "new.html": None, "page.html": "page.html"}
    assert {Path(name).name: old for name, old in names} == expected
    assert texts == ["<p>Same.</p>\n", TEXT]


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"])
def test_the_repository_is_the_one_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    write("page.html", "<p>Other.</p>\n")
    git("init", "--quiet", str(tmp_path / "other"))
    monkeypatch.setenv(name, str(tmp_path / "other" / ".git"))
    assert changed() == {"page.html": "page.html"}


@pytest.mark.parametrize(
    "setting",
    [
        "diff.noprefix=true",
        "diff.renames=false",
        "diff.autoRefreshIndex=false",
        "core.quotePath=true",
        "color.ui=always",
        "submodule.recurse=true",
        "core.abbrev=4",
        "diff.ignoreSubmodules=none",
    ],
)
def test_settings_of_a_user_change_nothing(monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    key, _, value = setting.partition("=")
    git("config", key, value)
    os.utime("same.html", (1, 1))
    git("mv", "page.html", "Käse.html")
    assert changed() == {"Käse.html": "page.html"}


def test_the_module_is_quick_to_import() -> None:
    code = "import sys, healthaudit.sources.git; sys.exit(bool({'tempfile', 'httpx', 'pathspec'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_link_that_leads_elsewhere_now_has_changed(repository: Path) -> None:
    os.symlink("same.html", "index.html")
    os.symlink("page.html", "stays.html")
    git("switch", "--quiet", "main")
    commit()
    git("switch", "--quiet", "branch")
    git("merge", "--quiet", "main")
    assert not is_changed(since("main", Path()), "index.html")
    os.remove("index.html")
    os.symlink("page.html", "index.html")
    found = since("main", Path())
    assert is_changed(found, "index.html")
    assert is_changed(found, str(repository / "index.html"))
    assert not is_changed(found, "stays.html")
    assert not is_changed(found, "page.html")
    assert old("index.html") == []


@pytest.mark.parametrize("flag", ["--skip-worktree", "--assume-unchanged"])
def test_what_git_was_told_not_to_look_at_counts_as_changed(flag: str) -> None:
    git("update-index", flag, "page.html")
    write("page.html", TEXT + "<p>More.</p>\n")
    found = since("main", Path())
    assert is_changed(found, "page.html")
    assert not is_changed(found, "same.html")
    assert old("page.html") == [Document("page.html", Media.HTML, TEXT)]
