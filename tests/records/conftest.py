"""The services on this machine, and the certainty that no test asks the real ones."""

from __future__ import annotations

import socket
import sys
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
