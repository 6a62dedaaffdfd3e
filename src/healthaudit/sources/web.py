"""Pages from the web: fetched politely, within limits of bytes and seconds."""

from __future__ import annotations

from contextlib import closing
from importlib import metadata
from types import TracebackType

import httpx

from healthaudit.errors import FetchFailed, SourceTooLarge
from healthaudit.model import Media
from healthaudit.sources import binary, compress, failures
from healthaudit.sources.deadline import Deadline
from healthaudit.sources.decode import Decoded, decode
from healthaudit.sources.files import too_large
from healthaudit.sources.limits import Limits
from healthaudit.sources.media import by_suffix

__all__ = ["Web"]

_MEDIA = {
    "text/html": Media.HTML,
    "application/xhtml+xml": Media.HTML,
    "text/markdown": Media.MARKDOWN,
    "text/x-markdown": Media.MARKDOWN,
    "text/plain": Media.TEXT,
}
