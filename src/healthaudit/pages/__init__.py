"""From a decoded source to a Page: the text a reader sees, in blocks, each character with its place."""

from __future__ import annotations

from healthaudit.model import Document, Media, Page

__all__ = ["read"]


def read(document: Document) -> Page:
    """Read a document in its own notation. Never fails: broken markup is read as a browser would."""
    if document.media is Media.HTML:
        from healthaudit.pages import html

        return html.read(document)
    if document.media is Media.MARKDOWN:
        from healthaudit.pages import markdown

        return markdown.read(document)
    from healthaudit.pages import plain

    return plain.read(document)
