"""From what was fetched to a document: decoded, and with a note where it was not found where it was looked for."""

from __future__ import annotations

from healthaudit.model import Document, Media
from healthaudit.sources.decode import decode
from healthaudit.sources.fetched import Fetched
from healthaudit.sources.site.addresses import bare

__all__ = ["document_of"]


def document_of(shown: str, asked: str, fetched: Fetched, media: Media | None = None) -> Document:
    """The page that was asked for by an address, under the name by which it is shown.

    ``media`` counts where neither the server nor the name says. Raises SourceUnreadable for what is no text.
    """
    decoded = decode(fetched.body, fetched.media or media, fetched.charset)
    moved = () if bare(asked) == bare(fetched.address) else (f"redirected to {fetched.address}",)
    return Document(shown, decoded.media, decoded.text, (*moved, *fetched.notes, *decoded.notes))
