"""Studies that pages name most: what they were and found, so that a page that misreports one is seen."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from healthaudit.knowledge.reading import Entry, entries

__all__ = ["KnownStudy", "load_studies"]

_KEYS = frozenset({
    "authors", "year", "title", "journal", "doi", "pmid", "names", "products", "comparator", "conditions", "population",
    "people", "n", "also_n", "studies", "design", "blinded", "route", "dosing", "lasted", "result", "effect", "outcome",
    "figures", "not_shown", "notice", "kind", "source",
})  # fmt: skip
_EFFECTS = ("positive", "negative", "mixed", "")
_NOTICES = ("retracted", "concern", "corrected", "")


class KnownStudy(NamedTuple):
    """What a study was and what it found; empty for what is not known."""

    id: str
    authors: tuple[str, ...]
    """As in reference lists: "Glue P"."""
    year: int
    title: str
    journal: str
    doi: str
    pmid: str
    names: tuple[str, ...]
    """What pages call it: "SUSTAIN-1"."""
    products: tuple[str, ...]
    """Ids."""
    conditions: tuple[str, ...]
    """Ids."""
    population: str
    n: int | None
    also_n: tuple[int, ...]
    """Other numbers of people that a page may rightly give."""
    studies: int | None
    """How many were pooled."""
    design: str
    blinded: bool
    route: str
    dosing: str
    lasted: str
    result: str
    effect: str
    figures: tuple[str, ...]
    not_shown: str
    notice: str
    kind: str
    """"preprint" for what no journal has published; empty otherwise."""
    source: str
    """Where the facts stand; "unsourced" when nobody has looked."""

    @property
    def abstract(self) -> str:
        """What is known of it, in words that a sentence can be held against."""
        sizes = " ".join(f"{number} participants." for number in (self.n, *self.also_n) if number)
        pooled = f"{self.studies} studies were pooled." if self.studies else ""
        design = {"randomised": "A randomised trial.", "uncontrolled": "Open-label, uncontrolled."}.get(
            self.design, f"Design: {self.design}." if self.design else ""
        )
        blinded = "Double-blind." if self.blinded else ""
        facts = [f"{fact.rstrip('.')}." for fact in (self.population, self.route, self.dosing, self.lasted) if fact]
        figures = f"{', '.join(self.figures)}." if self.figures else ""
        ending = "There was no significant effect." if self.effect == "negative" else ""
        result = f"Conclusion: {self.result.rstrip('.')}. {ending}"
        return " ".join(part for part in (sizes, pooled, design, blinded, *facts, figures, result) if part).strip()


def load_studies(folder: Path) -> tuple[KnownStudy, ...]:
    """The studies of ``studies.yml``, in its order. Raises KnowledgeError."""
    path = folder / "studies.yml"
    return tuple(_study(entry) for entry in entries(path, _KEYS)) if path.exists() else ()


def _study(entry: Entry) -> KnownStudy:
    values = entry.values
    effect, notice = entry.text("effect"), entry.text("notice")
    if effect not in _EFFECTS or notice not in _NOTICES:
        raise entry.error(f"no such effect or notice: {effect or notice}", "see the head of the file")
    year, others = values.get("year"), values.get("also_n") or []
    if not isinstance(year, int) or not isinstance(others, list):
        raise entry.error("'year' must be a number, and 'also_n' a list", "write year: 2018")
    return KnownStudy(
        id=entry.id,
        authors=entry.texts("authors"),
        year=year,
        title=entry.text("title", required=True),
        journal=entry.text("journal", required=True),
        doi=entry.text("doi").lower(),
        pmid=entry.text("pmid"),
        names=entry.texts("names"),
        products=entry.texts("products"),
        conditions=entry.texts("conditions"),
        population=entry.text("population"),
        n=_whole(entry, values.get("n")),
        also_n=tuple(number for one in others if (number := _whole(entry, one))),
        studies=_whole(entry, values.get("studies")),
        design=entry.text("design"),
        blinded=entry.flag("blinded"),
        route=entry.text("route"),
        dosing=entry.text("dosing"),
        lasted=entry.text("lasted"),
        result=entry.text("result"),
        effect=effect,
        figures=entry.texts("figures"),
        not_shown=entry.text("not_shown"),
        notice=notice,
        kind=entry.text("kind"),
        source=entry.text("source", required=True),
    )


def _whole(entry: Entry, value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise entry.error(f"not a number of people or studies: {value!r}", "write n: 120")
    return value
