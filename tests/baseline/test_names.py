"""A page has one name in a baseline, from wherever healthaudit is run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from healthaudit.baseline import page_name


@pytest.mark.parametrize(
    ("here", "source", "name"),
    [
        (".", "site/a.html", "site/a.html"),
        (".", "./site/../site//a.html", "site/a.html"),
        ("site", "a.html", "site/a.html"),
        ("site/deep", "../a.html", "site/a.html"),
        ("..", "project/site/a.html", "site/a.html"),
        ("site", "../../elsewhere.html", "../elsewhere.html"),
        (".", "naïve page ü.html", "naïve page ü.html"),
        (".", "not/there.html", "not/there.html"),
    ],
)
def test_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: str, source: str, name: str) -> None:
    project = tmp_path / "project"
    (project / "site" / "deep").mkdir(parents=True)
    monkeypatch.chdir(project / here)
    assert page_name(source, project) == name
    assert page_name(os.path.abspath(source), project) == name
    assert page_name(source, Path(os.path.relpath(project))) == name


@pytest.mark.parametrize("source", ["-", "https://example.org/a?b#c", "HTTP://example.org/", "https://u:***@e.org/"])
def test_what_is_no_file_stays_as_it_is(source: str) -> None:
    assert page_name(source, Path("anywhere")) == source


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_links_lead_to_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.html").touch()
    (tmp_path / "link").symlink_to("real")
    assert page_name(str(tmp_path / "link" / "a.html"), tmp_path / "real") == "a.html"
    assert page_name(str(tmp_path / "real" / "a.html"), tmp_path / "link") == "a.html"
