"""From what was fetched to a document: decoded, and with a note where it was not found where it was looked for."""

from __future__ import annotations

from healthaudit.model import Document, Media, Skipped
from healthaudit.sources.decode import decode
from healthaudit.sources.fetched import Fetched
from healthaudit.sources.site.addresses import bare
from healthaudit.sources.site.secrets import all_without_secrets, without_secrets

__all__ = ["document_of", "shareable"]


def document_of(shown: str, asked: str, fetched: Fetched, media: Media | None = None) -> Document:
    """The page that was asked for by an address, under the name by which it is shown.

    ``media`` counts where neither the server nor the name says. Raises SourceUnreadable for what is no text.
    """
    decoded = decode(fetched.body, fetched.media or media, fetched.charset)
    asked, found = (without_secrets(bare(address)) for address in (asked, fetched.address))
    moved = () if asked == found else (f"redirected to {found}",)
    return Document(shown, decoded.media, decoded.text, (*moved, *fetched.notes, *decoded.notes))


def shareable(page: Document | Skipped) -> Document | Skipped:
    """What came of an address, with nothing in what is said of it that opens doors."""
    source = without_secrets(page.source)
    if isinstance(page, Document):
        return page._replace(source=source, notes=all_without_secrets(page.notes))
    return Skipped(source, *all_without_secrets((page.reason, page.hint)))
