"""Every test run keeps its cache to itself, and has one browser and one web server in each of its processes."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

if not os.environ.get("CI"):  # hypothesis has a profile for that, which has no deadline either
    settings.register_profile("any machine", deadline=None)  # speed is measured by make bench
    settings.load_profile("any machine")

# Fixtures that several folders share, in tests/support. A conftest that imported them would make a second browser
# where a process runs tests of two folders, which Playwright refuses.
pytest_plugins = ("browsing", "built_reports", "serving")

# Before anything is imported that could read it; also inherited by the processes that tests start.
os.environ.setdefault("HEALTHAUDIT_CACHE", tempfile.mkdtemp(prefix="healthaudit-test-cache-"))


@pytest.fixture
def few_rules(tmp_path: Path) -> Path:
    """A folder of rules with everything that the bundled one has, but with two rules: quick to read, free to break."""
    bundled = Path(__file__).parents[1] / "rules"
    folder = tmp_path / "rules"
    for name in ("knowledge", "language"):
        shutil.copytree(bundled / name, folder / name)
    for name in ("pack.yml", "vocabulary.yml", "overclaim/cure-claim.yml", "hotline/call-prompt.yml"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(bundled / name, folder / name)
    return folder
