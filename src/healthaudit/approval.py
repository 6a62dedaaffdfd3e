"""The words in which approval is spoken of: where, whether, and whether a page says so."""

from __future__ import annotations

from enum import StrEnum


class Jurisdiction(StrEnum):
    """Places whose approvals the facts may state. Elsewhere nothing is known."""

    US = "US"
    EU = "EU"
    UK = "UK"


class Status(StrEnum):
    """Whether a use of a product is approved."""

    APPROVED = "approved"
    NOT_LISTED = "not-listed"
    UNKNOWN = "unknown"


class Disclosure(StrEnum):
    """Whether a page says of a use that it is not approved."""

    PRESENT = "present"
    BURIED = "buried"
    """Only in the footer or fine print, or long after the claim."""
    MISSING = "missing"
    NOT_APPLICABLE = "not-applicable"
