"""Which file counts for a page: the closest, and of one folder the first by name."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from healthaudit.config import Configuration, closest
from healthaudit.errors import ConfigError

TABLE = '[tool.healthaudit]\nprofile = "ci"\n'


def counts(page: str) -> str:
    """Name of the file that counts for a page, from the working folder; "" for none."""
    file = Configuration({}).file(page)
    return "" if file is None else os.path.relpath(file).replace(os.sep, "/")


def test_without_any_the_defaults_hold(site: Path, write: Callable[..., Path]) -> None:
    configuration = Configuration({})
    assert counts("page.html") == ""
    assert {one.origin for one in configuration.held("page.html").values()} == {"default"}


def test_of_one_folder_the_first_by_name_counts(write: Callable[..., Path]) -> None:
    for name, text in (("pyproject.toml", TABLE), (".healthaudit.toml", ""), ("healthaudit.toml", "")):
        write(name, text)
        assert counts("page.html") == name


def test_the_closest_folder_counts_whatever_the_names(write: Callable[..., Path]) -> None:
    write("healthaudit.toml", "")
    write("news/pyproject.toml", TABLE)
    write("news/old/.healthaudit.toml", "")
    assert counts("page.html") == "healthaudit.toml"
    assert counts("news/page.html") == "news/pyproject.toml"
    assert counts("news/more/page.html") == "news/pyproject.toml"
    assert counts("news/old/page.html") == "news/old/.healthaudit.toml"


@pytest.mark.parametrize(
    "text",
    [
        "",
        '[project]\nname = "site"\n',
        "[tool.ruff]\nline-length = 100\n",
        '[project]\ndependencies = ["healthaudit"]\n',
    ],
)
def test_a_pyproject_without_our_table_is_passed_over(write: Callable[..., Path], text: str) -> None:
    write("healthaudit.toml", "")
    write("news/pyproject.toml", text)
    assert counts("news/page.html") == "healthaudit.toml"


def test_a_pyproject_that_is_not_about_us_may_be_broken(write: Callable[..., Path]) -> None:
    write("healthaudit.toml", "")
    write("news/pyproject.toml", "what is this")
    assert counts("news/page.html") == "healthaudit.toml"


def test_one_that_names_us_may_not(write: Callable[..., Path]) -> None:
    write("news/pyproject.toml", "# healthaudit\nwhat is this\n")
    with pytest.raises(ConfigError, match=r"^news/pyproject\.toml:2: not TOML"):
        counts("news/page.html")


def test_an_empty_table_counts_like_an_empty_file(write: Callable[..., Path]) -> None:
    write("healthaudit.toml", 'profile = "ci"')
    write("news/pyproject.toml", "[tool.healthaudit]\n")
    assert counts("news/page.html") == "news/pyproject.toml"
    assert Configuration({}).settings("news/page.html").profile == "auditor"


@pytest.mark.parametrize("text", ["[[tool.healthaudit]]\n", "[tool]\nhealthaudit = 'ci'\n", "tool.healthaudit = []\n"])
def test_a_table_that_is_none_is_an_error_and_not_passed_over(write: Callable[..., Path], text: str) -> None:
    write("pyproject.toml", text)
    with pytest.raises(ConfigError, match=r"^pyproject\.toml:\d: tool\.healthaudit is a table") as caught:
        counts("page.html")
    assert "[tool.healthaudit]" in caught.value.hint


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_the_search_ends_at_the_top_of_a_repository(site: Path, write: Callable[..., Path], kind: str) -> None:
    write("healthaudit.toml", "")
    write("theirs/sub/page.html", "")
    git = site / "theirs" / ".git"
    git.mkdir() if kind == "folder" else git.write_text("gitdir: elsewhere")
    assert counts("theirs/page.html") == ""
    assert counts("theirs/sub/page.html") == ""
    write("theirs/healthaudit.toml", "")
    assert counts("theirs/sub/page.html") == "theirs/healthaudit.toml"


def test_outside_of_a_repository_the_search_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "healthaudit.toml").write_text("")
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert closest(Path.cwd()) == tmp_path / "healthaudit.toml"


def test_a_folder_of_that_name_is_no_file(site: Path, write: Callable[..., Path]) -> None:
    (site / "healthaudit.toml").mkdir()
    write(".healthaudit.toml", "")
    assert counts("page.html") == ".healthaudit.toml"


def test_it_does_not_matter_from_where_the_command_is_run(
    site: Path, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("news/healthaudit.toml", 'profile = "ci"')
    write("healthaudit.toml", 'profile = "editor"')
    write("shop/page.html", "")
    assert Configuration({}).settings("news/page.html").profile == "ci"
    monkeypatch.chdir(site / "shop")
    assert Configuration({}).settings("../news/page.html").profile == "ci"
    assert Configuration({}).settings("page.html").profile == "editor"
    assert Configuration({}).settings(str(site / "news" / "page.html")).profile == "ci"


@pytest.mark.parametrize("source", ["-", "https://example.org/news/page.html"])
def test_of_pages_without_a_folder_that_of_the_working_folder_counts(write: Callable[..., Path], source: str) -> None:
    write("healthaudit.toml", 'profile = "ci"')
    write("news/healthaudit.toml", 'profile = "editor"')
    assert counts(source) == "healthaudit.toml"


def test_a_linked_folder_belongs_to_where_it_is_named(site: Path, write: Callable[..., Path]) -> None:
    write("healthaudit.toml", 'profile = "ci"')
    write("real/healthaudit.toml", 'profile = "editor"')
    write("real/deep/page.html", "")
    (site / "whole").symlink_to(site / "real")
    (site / "part").symlink_to(site / "real" / "deep")
    assert counts("whole/deep/page.html") == "whole/healthaudit.toml"
    assert counts("part/page.html") == "healthaudit.toml"


def test_a_linked_file_counts_from_the_folder_of_the_link(site: Path, write: Callable[..., Path]) -> None:
    write("shared/strict.toml", '[[overrides]]\npaths = ["/page.html"]\nprofile = "ci"\n')
    (site / "healthaudit.toml").symlink_to(site / "shared" / "strict.toml")
    assert Configuration({}).settings("page.html").profile == "ci"
    assert Configuration({}).settings("shared/page.html").profile == "auditor"


@pytest.mark.parametrize("page", ["x" * 300 + "/page.html", "a/" * 2500 + "page.html", "a\0b/page.html"])
def test_names_that_no_disk_has_are_no_trouble(site: Path, page: str) -> None:
    assert Configuration({}).file(page) is None


def test_the_one_that_is_named_counts_for_every_page(site: Path, write: Callable[..., Path]) -> None:
    write("healthaudit.toml", 'profile = "editor"')
    write("news/healthaudit.toml", 'profile = "auditor"')
    named = Configuration({}, file=write("strict.toml", 'profile = "ci"'))
    for source in ("page.html", "news/page.html", "-", "https://example.org"):
        assert named.settings(source).profile == "ci"


def test_without_search_none_counts(write: Callable[..., Path]) -> None:
    write("healthaudit.toml", "nonsense")
    assert Configuration({}, search=False).settings("page.html").profile == "auditor"


def test_a_pyproject_that_is_named_has_to_have_our_table(write: Callable[..., Path]) -> None:
    named = Configuration({}, file=write("pyproject.toml", "[tool.ruff]\n"))
    with pytest.raises(ConfigError, match=r"^pyproject\.toml: has no \[tool\.healthaudit\]"):
        named.settings("page.html")


def test_a_folder_is_looked_at_once(site: Path, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    write("healthaudit.toml", "")
    configuration = Configuration({})
    configuration.settings("a/one.html")
    looked: list[Path] = []
    monkeypatch.setattr(os.path, "isfile", lambda path: bool(looked.append(Path(path))))
    configuration.settings("a/two.html")
    assert looked == []
    configuration.settings("a/b/three.html")
    assert {path.parent for path in looked} == {site / "a" / "b"}


def test_pages_of_one_run_have_the_settings_of_their_folders(write: Callable[..., Path]) -> None:
    write("healthaudit.toml", 'fail-on = "low"')
    write("news/healthaudit.toml", "min-score = 90")
    write("shop/pyproject.toml", TABLE)
    configuration = Configuration({})
    assert configuration.settings("a.html").gate.fail_on == "low"
    assert configuration.settings("news/a.html").gate == ("high", 90)
    assert configuration.settings("shop/a.html").profile == "ci"
    assert configuration.settings("news/b.html") is configuration.settings("news/deeper/c.html")
