"""healthaudit: audits consumer-health pages for what a careful reviewer would object to.

from healthaudit import audit
report = audit("page.html")
for page in report.pages:
    print(page.score.value, [finding.message for finding in page.findings])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from healthaudit.auditor import Auditor
    from healthaudit.model import Document, Finding, Page, Report

__all__ = ["Auditor", "Document", "Finding", "Page", "Report", "audit"]


def audit(*sources: str) -> Report:
    """Audit files, folders and URLs with the bundled rules. What cannot be audited is in ``Report.skipped``."""
    from healthaudit.auditor import Auditor
    from healthaudit.sources import collect

    return Auditor.load().run(collect(sources))


def __getattr__(name: str) -> Any:
    # Imported when first used: the command line must start quickly.
    if name == "Auditor":
        from healthaudit.auditor import Auditor

        return Auditor
    if name in ("Document", "Finding", "Page", "Report"):
        import healthaudit.model

        return getattr(healthaudit.model, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
