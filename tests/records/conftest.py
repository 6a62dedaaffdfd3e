"""The services on this machine, and the certainty that no test asks the real ones."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from healthaudit.records import crossref, polite, pubmed, trials
from healthaudit.records.polite import Allowed

if TYPE_CHECKING:
    from services_loopback import Services

# Test folders are no packages, so that what several files share can be imported only from the path.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """Services that nobody has yet asked for anything, in their own measure."""
    from services_loopback import serving

    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    look_up = socket.getaddrinfo

    def only_here(host: str, *rest: int, **named: int) -> object:
        if host not in ("127.0.0.1", b"127.0.0.1"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return look_up(host, *rest, **named)

    monkeypatch.setattr("socket.getaddrinfo", only_here)
    with serving() as server:
        yield server


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that are not about time: services that allow more, and a client that tries again at once."""
    monkeypatch.setattr(polite, "_BACK_OFF", 0.02)
    for name in ("_LISTS", "_SINGLES", "_PUBLIC_LISTS", "_PUBLIC_SINGLES"):
        monkeypatch.setattr(crossref, name, Allowed(50.0, 3))
    monkeypatch.setattr(pubmed, "_ALLOWED", Allowed(50.0, 2))
    monkeypatch.setattr(trials, "_ALLOWED", Allowed(50.0, 1))


@pytest.fixture(scope="session")
def warm() -> Path:
    """The cache of this test run with the rules in it. To read them takes seconds, so one process does it for all."""
    folder = Path(os.environ["HEALTHAUDIT_CACHE"])
    this_run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    begun, done = folder / f"warming-{this_run}", folder / f"warm-{this_run}"
    try:
        begun.mkdir()
    except FileExistsError:
        end = time.monotonic() + 60
        while not done.exists() and time.monotonic() < end:
            time.sleep(0.05)
        return folder
    page = b"<!doctype html><p>Tea for anxiety: talk to your doctor."
    subprocess.run([sys.executable, "-m", "healthaudit", "audit", "-"], input=page, capture_output=True, check=False)
    done.mkdir()
    return folder


@pytest.fixture
def cache(warm: Path, tmp_path: Path) -> Path:
    """A cache of one's own, without records."""
    folder = tmp_path / "cache"
    folder.mkdir()
    for path in warm.glob("*.bin"):
        shutil.copy(path, folder)
    return folder
