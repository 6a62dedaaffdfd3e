"""How much of a page, and how long for it, before we give up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, seconds and counts."""

    max_bytes: int = 10_000_000
    """Of one page: as it comes over the wire, and again after decompression."""
    timeout: float = 10.0
    """Seconds to connect, and to wait for the next bytes."""
    deadline: float = 30.0
    """Seconds for one whole fetch, redirects included."""
    redirects: int = 10


DEFAULTS = Limits()
