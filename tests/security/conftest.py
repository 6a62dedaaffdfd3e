"""What strangers may write, commands run under limits and on a terminal, and the browser of tests/browser."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

HERE = Path(__file__).parent
# Test folders are no packages, so that what several files share can be imported only from the path.
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "sources"))


def _fixtures_of(folder: str) -> object:
    spec = importlib.util.spec_from_file_location(f"fixtures_of_{folder}", HERE.parent / folder / "conftest.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_browser, _reports, _sources = map(_fixtures_of, ("browser", "reports", "sources"))
# A fixture is known by its name in a conftest.
chromium, opened = _browser.chromium, _browser.opened  # type: ignore[attr-defined]
build, hostile = _reports.build, _reports.hostile  # type: ignore[attr-defined]
running, server = _sources.running, _sources.server  # type: ignore[attr-defined]
