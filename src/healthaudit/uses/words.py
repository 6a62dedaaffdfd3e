"""The file of words by which uses are told: rules/language/uses.yml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from healthaudit.wordlists import read_words

NAMES = (
    "product-for", "condition-by", "benefit", "excepted", "excepted-heading", "offers", "not-ours", "prompts", "more",
    "list-of-uses", "on-offer", "supplement-form", "disclosure", "no-disclosure", "all-uses", "fine-print", "approval",
    "agency-US", "agency-EU", "agency-none", "not-yet", "schedule", "at-home",
)  # fmt: skip


def read_uses(path: Path) -> Mapping[str, Any]:
    """Name -> the fields of its Pattern, as plain data. Raises RuleError when the file is malformed."""
    return read_words(path, NAMES, "uses", inserted=("offer",))
