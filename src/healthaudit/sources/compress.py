"""Undoing the compression of a body, without ever holding more than the limit."""

from __future__ import annotations

import zlib

from healthaudit.errors import FetchFailed, SourceTooLarge

__all__ = ["ACCEPTED", "codings", "decompress"]

ACCEPTED = "gzip, deflate"

_GZIP = 16 + zlib.MAX_WBITS
# A gzip body may be several ones in a row. Each costs a copy of the rest, so that a body of nothing but empty
# ones would keep us busy for minutes.
_MEMBERS = 100


def codings(header: str) -> tuple[str, ...]:
    """Codings that a Content-Encoding header names. Raises FetchFailed for any but one of gzip or deflate."""
    names = tuple(name for part in header.lower().split(",") if (name := part.strip()) not in ("", "identity"))
    if len(names) > 1 or not set(names) <= {"gzip", "x-gzip", "deflate"}:
        raise FetchFailed(
            f"the page is compressed as {', '.join(names)}, which was not asked for",
            "save the page in a browser and audit the file",
        )
    return names


def decompress(body: bytes, names: tuple[str, ...], limit: int, *, beginning: bool = False) -> bytes:
    """The body as it was before these codings; with ``beginning`` at most so many bytes of it as ``limit`` says.

    Raises SourceTooLarge beyond ``limit`` bytes, FetchFailed for a body that is corrupt or cut off: not of one that
    goes on behind a ``beginning``.
    """
    if not names or not body:
        return body[:limit] if beginning else body
    cut = beginning and len(body) > limit
    wbits = _deflate(body) if names[0] == "deflate" else _GZIP
    plain = bytearray()
    try:
        for _ in range(_MEMBERS):
            decoder = zlib.decompressobj(wbits)
            plain += decoder.decompress(body, limit + 1 - len(plain))
            if beginning and (len(plain) > limit or (cut and not decoder.eof)):
                return bytes(plain[:limit])
            if len(plain) > limit:
                raise SourceTooLarge(
                    f"larger than the limit of {limit:,} bytes once decompressed",
                    "if it is a page and no trap, save it in a browser and audit part of it",
                )
            if not decoder.eof:
                raise FetchFailed("the compressed page was cut off on the way", "try again later", passing=True)
            body = decoder.unused_data
            if wbits != _GZIP or not body.startswith(b"\x1f\x8b"):
                return bytes(plain)
    except zlib.error as error:
        raise FetchFailed("the compressed page is corrupt", "try again later", passing=True) from error
    raise FetchFailed("the page is compressed in too many pieces", "save it in a browser and audit the file")


def _deflate(body: bytes) -> int:
    """Window bits for "deflate": zlib by the standard, but some servers leave the header of zlib out."""
    zlib_header = len(body) >= 2 and body[0] & 0x0F == zlib.DEFLATED and int.from_bytes(body[:2]) % 31 == 0
    return zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS
