"""healthaudit: audits consumer-health pages for what a careful reviewer would object to.

from healthaudit import audit
report = audit("page.html")
for page in report.pages:
    print(page.score.value, [finding.message for finding in page.findings])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from healthaudit.auditor import Auditor
    from healthaudit.model import Document, Finding, Page, Report
    from healthaudit.settings import Settings

__all__ = ["Auditor", "Document", "Finding", "Page", "Report", "Settings", "audit"]


def audit(*sources: str, settings: Settings | None = None, today: date | None = None) -> Report:
    """Audit files, folders and URLs. What cannot be audited is in ``Report.skipped``.

    ``settings`` are the defaults unless given: no configuration is looked for. ``today`` is the day on which
    suppressions must still hold, that of the clock unless given. Raises ConfigError, RuleError, KnowledgeError and
    ModelError.
    """
    from datetime import date

    from healthaudit.auditor import Auditor
    from healthaudit.settings import DEFAULTS
    from healthaudit.sources import collect

    return Auditor.load(settings or DEFAULTS, today=today or date.today()).run(collect(sources))


def __getattr__(name: str) -> Any:
    # Imported when first used: the command line must start quickly.
    if name == "Auditor":
        from healthaudit.auditor import Auditor

        return Auditor
    if name == "Settings":
        from healthaudit.settings import Settings

        return Settings
    if name in ("Document", "Finding", "Page", "Report"):
        import healthaudit.model

        return getattr(healthaudit.model, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
