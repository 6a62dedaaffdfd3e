"""What a run may be told beside its pages: plain values that hash, compare and travel to other processes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from healthaudit.approval import Jurisdiction
from healthaudit.model import Severity

__all__ = ["DEFAULTS", "Gate", "Ignore", "Settings"]


class Gate(NamedTuple):
    """``fail_on`` None lets every finding pass; ``min_score`` None every score."""

    fail_on: Severity | None = Severity.HIGH
    min_score: int | None = None


class Ignore(NamedTuple):
    """Findings that may stand on a page which says nothing of it itself: an entry of a configuration."""

    rules: tuple[str, ...]
    """Ids, codes, beginnings of codes, families."""
    reason: str
    until: str = ""
    """ISO date of the last day on which it holds; empty when it holds for good."""
    text: str = ""
    """Only findings whose matched words or sentence hold these; empty for all."""
    named: bool = False
    """Whether it names this very page, so that it may be called unused when nothing is found there."""
    source: str = ""
    """The configuration that says so."""
    line: int = 1


_GATE = Gate()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that an audit of a page depends on beside the page, the records and the day."""

    profile: str = "auditor"
    """Which findings are shown: a name under ``profiles`` in rules/pack.yml."""
    jurisdictions: tuple[Jurisdiction, ...] = ()
    """Whose approvals count, and whose regulations are cited. Empty: approvals of the US, regulations of everywhere."""
    select: tuple[str, ...] = ()
    """Rules that are applied: ids, codes, beginnings of codes, families. Empty: all."""
    disable: tuple[str, ...] = ()
    """Rules that are not."""
    severity: tuple[tuple[str, Severity], ...] = ()
    """(rule, code, beginning of codes or family; the severity that its findings have)."""
    allow: tuple[str, ...] = ()
    """Terms in which nothing is found: names of one's own products."""
    ignore: tuple[Ignore, ...] = ()
    about_health: bool = False
    """Whether pages are taken to be about health, whatever their words."""
    suppressions: bool = True
    """Whether comments of a page may let its findings stand. Those of pages on the web never may."""
    rules: tuple[Path, ...] = ()
    """Further folders of rules."""
    facts: tuple[Path, ...] = ()
    """Further files of facts."""
    model: Path | None = None
    """The classifier's file; None for the bundled one."""
    classify: bool = True
    """False leaves everything to the rules."""
    gate: Gate = _GATE
    origins: tuple[tuple[str, str], ...] = ()
    """(name of a field, who set it), for messages: ("select", "healthaudit.toml:3: rules.select")."""

    @property
    def to_load(self) -> Settings:
        """What of it names files that are read; the rest is only applied."""
        return Settings(rules=self.rules, facts=self.facts, model=self.model, classify=self.classify)

    @property
    def of_report(self) -> Settings:
        """What of it makes a difference to the report."""
        return replace(self, gate=_GATE, origins=())


DEFAULTS = Settings()
