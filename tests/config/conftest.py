"""A folder of pages to configure, and the way to ask what holds there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from healthaudit.auditor import Auditor
from healthaudit.config import Configuration
from healthaudit.errors import ConfigError
from healthaudit.library import Library, load_library
from healthaudit.model import Document, Media, PageReport
from healthaudit.rulefiles import bundled_rules
from healthaudit.settings import Settings

Write = Callable[[str, str], Path]
Audit = Callable[..., PageReport]


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library(bundled_rules())


@pytest.fixture(scope="session")
def audit(library: Library) -> Audit:
    """Audits a text: audit(text, settings, source="page.html", sells=True)."""

    def audited(text: str, settings: Settings, source: str = "page.html", sells: bool = True) -> PageReport:
        media = Media.TEXT if source.endswith(".txt") else Media.HTML
        return Auditor.of(library, settings).audit(Document(source, media, text), any_page=sells)

    return audited


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder that is the top of a repository, so that nothing above it counts."""
    folder = tmp_path / "site"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def write(site: Path) -> Write:
    """Writes a file below the site: (path, text)."""

    def written(name: str, text: str) -> Path:
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    return written


@pytest.fixture
def refused(write: Write) -> Callable[[str], ConfigError]:
    """The mistake that is found in a healthaudit.toml with this text."""

    def error(text: str) -> ConfigError:
        write("healthaudit.toml", text)
        with pytest.raises(ConfigError) as caught:
            Configuration({}).settings("page.html")
        assert "\n" not in str(caught.value)
        assert caught.value.hint
        return caught.value

    return error
