"""A cited work as far as it is known: from its entry on the page, from a record of a service, or from known studies."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Mismatch", "Work"]


class Work(NamedTuple):
    """What is known of a work; empty texts and None for what is not."""

    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    """Family names in order."""
    year: int | None = None
    journal: str = ""
    kind: str = ""
    """journal-article, review, preprint, registration, protocol, editorial, letter, case-report."""
    notices: tuple[str, ...] = ()
    """retracted, concern, corrected."""
    source: str = ""
    """Who says so, in words: "Crossref", "the page's reference list"."""
    url: str = ""
    partial: bool = False
    """Whether its figures are the main ones only."""

    @property
    def named(self) -> str:
        """As a report names it: "Daly 2019, JAMA Psychiatry"."""
        first = " ".join(part for part in (self.authors[0] if self.authors else "", str(self.year or "")) if part)
        return ", ".join(part for part in (first, self.journal) if part) or self.title

    @property
    def text(self) -> str:
        """Title and abstract."""
        return f"{self.title}. {self.abstract}" if self.abstract else self.title


class Mismatch(NamedTuple):
    """One point on which a sentence (or entry) and the work differ."""

    kind: str
    page: str
    """What the page says: words of it."""
    work: str
    """What the work says: words of its title or abstract."""
    sure: bool
    """Whether it can be said without a person's eye."""
