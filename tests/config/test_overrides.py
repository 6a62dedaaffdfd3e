"""What holds for some pages only, and which pages patterns are about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from healthaudit.config import Configuration, Held


def profile(page: str) -> str:
    return Configuration({}).settings(page).profile


def override(*paths: str, said: str = 'profile = "ci"') -> str:
    return f"[[overrides]]\npaths = [{', '.join(map(repr, paths))}]\n{said}\n"


@pytest.mark.parametrize(
    ("paths", "fitting", "others"),
    [
        (["news/"], ["news/a.html", "news/deep/b.txt", "deep/news/a.html"], ["a.html", "newsroom/a.html"]),
        (["/news/"], ["news/a.html"], ["deep/news/a.html"]),
        (["*.txt"], ["a.txt", "deep/b.txt"], ["a.html"]),
        (["page.html"], ["page.html", "deep/page.html"], ["a-page.html"]),
        (["a/**/z.md"], ["a/z.md", "a/b/c/z.md"], ["z.md", "b/a/z.md"]),
        (["p?ge.html", "[ab].md"], ["page.html", "a.md"], ["pge.html", "c.md"]),
        (["news/", "!news/keep.html"], ["news/a.html"], ["news/keep.html"]),
        (["!news/keep.html", "news/"], ["news/a.html", "news/keep.html"], ["a.html"]),
        (["!news/"], [], ["a.html", "news/a.html"]),
        (["Ärzte/", "with space.html"], ["Ärzte/a.html", "with space.html"], ["space.html"]),
        (["-"], ["-"], ["a.html", "https://example.org/-"]),
        (["https://example.org/blog/*"], ["https://example.org/blog/a/b"], ["https://example.org/", "blog/a", "-"]),
        (["https://example.org/p?id=1"], ["https://example.org/p?id=1"], ["https://example.org/p"]),
        (["https://a.org/[1].txt"], ["https://a.org/[1].txt", "https://a.org/1.txt"], ["https://a.org/2.txt"]),
        (["https://a.org/*", "!https://a.org/x/*"], ["https://a.org/", "https://a.org/y"], ["https://a.org/x/y"]),
        (["*"], ["a.html", "deep/a.html"], ["-", "https://example.org/"]),
        (["*", "https://*", "-"], ["a.html", "-", "https://example.org/"], ["http://example.org/"]),
    ],
)
def test_patterns(write: Callable[..., Path], paths: list[str], fitting: list[str], others: list[str]) -> None:
    write("healthaudit.toml", override(*paths))
    assert {page: profile(page) for page in fitting} == dict.fromkeys(fitting, "ci")
    assert {page: profile(page) for page in others} == dict.fromkeys(others, "auditor")


def test_the_last_that_fits_holds_key_by_key(write: Callable[..., Path]) -> None:
    write(
        "healthaudit.toml",
        "min-score = 1\n"
        + override("*.html", said='min-score = 2\nprofile = "ci"')
        + override("news/", said="min-score = 3")
        + override("*.md", said="min-score = 4"),
    )
    assert Configuration({}).settings("news/a.html").gate.min_score == 3
    assert profile("news/a.html") == "ci"
    assert Configuration({}).settings("news/a.md").gate.min_score == 4
    assert Configuration({}).settings("a.txt").gate.min_score == 1


def test_options_go_before_overrides(write: Callable[..., Path]) -> None:
    write("healthaudit.toml", override("*"))
    configuration = Configuration({"profile": Held("editor", "--profile")})
    assert configuration.settings("a.html").profile == "editor"
    assert configuration.held("a.html")["profile"].origin == "--profile"


def test_patterns_count_from_the_file_and_not_from_the_working_folder(
    site: Path, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("healthaudit.toml", override("/news/"))
    write("news/a.html", "")
    monkeypatch.chdir(site / "news")
    assert profile("a.html") == "ci"
    assert profile("../a.html") == "auditor"
    assert profile("../news/./a.html") == "ci"


def test_a_file_that_is_named_from_elsewhere_is_about_no_page_outside_of_its_folder(write: Callable[..., Path]) -> None:
    file = write("elsewhere/strict.toml", 'fail-on = "low"\n' + override("*"))
    configuration = Configuration({}, file=file)
    assert configuration.settings("a.html").profile == "auditor"
    assert configuration.settings("a.html").gate.fail_on == "low"
    assert configuration.settings("elsewhere/a.html").profile == "ci"


def test_every_key_of_pages_may_stand_there(write: Callable[..., Path]) -> None:
    write("f.yml", "")
    write("r/keep", "")
    text = """
        profile = "ci"
        fail-on = "never"
        min-score = 5
        jurisdictions = ["EU"]
        allow = ["x"]
        facts = ["f.yml"]
        model = false
        suppressions = false
        rules.folders = ["r"]
        rules.select = ["OC"]
        rules.disable = ["OC1"]
        severity = { OC = "low" }
    """
    write("healthaudit.toml", override("a.html", said=text))
    settings, plain = Configuration({}).settings("a.html"), Configuration({}).settings("b.html")
    for field in ("profile", "gate", "jurisdictions", "allow", "facts", "classify", "suppressions", "rules", "select"):
        assert getattr(settings, field) != getattr(plain, field)
    assert settings.disable == ("OC1",)
    assert settings.severity == (("OC", "low"),)


@pytest.mark.parametrize(
    ("exclude", "left_out", "stays"),
    [
        (["drafts/"], ["drafts/a.html", "x/drafts/a.html"], ["a.html", "-"]),
        (["*.old.html", "!keep.old.html"], ["a.old.html"], ["keep.old.html"]),
        (["https://example.org/drafts/*"], ["https://example.org/drafts/a"], ["https://example.org/a"]),
    ],
)
def test_exclude(write: Callable[..., Path], exclude: list[str], left_out: list[str], stays: list[str]) -> None:
    write("healthaudit.toml", f"exclude = {exclude}")
    configuration = Configuration({})
    assert all(map(configuration.excludes, left_out))
    assert not any(map(configuration.excludes, stays))


def test_the_closest_exclude_holds(write: Callable[..., Path]) -> None:
    write("base.toml", 'exclude = ["a.html"]')
    write("healthaudit.toml", 'extends = "base.toml"\nexclude = ["b.html"]')
    write("news/healthaudit.toml", "")
    configuration = Configuration({})
    assert [configuration.excludes(page) for page in ("a.html", "b.html", "news/b.html")] == [False, True, False]
