"""An auditor for pages that sell something, whatever they say of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from healthaudit.auditor import Auditor
from healthaudit.model import Document, Media, Report

Audit = Callable[..., Report]
AUDITOR = Auditor.load(today=date(2026, 11, 21))


@pytest.fixture(scope="session")
def audit() -> Audit:
    """Pages by name, as text, in; a report out."""

    def audited(pages: dict[str, str], media: Media = Media.HTML) -> Report:
        return Report(
            AUDITOR.tool(),
            tuple(AUDITOR.audit(Document(name, media, text), any_page=True) for name, text in pages.items()),
            (),
        )

    return audited
