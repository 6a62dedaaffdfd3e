"""Measure what a page cites and what does not hold about it, against the gold of fixtures/citations.

- Entries of reference lists: each field that the gold or the parser gives.
- Links: whether markers are found and tied to what they call, and which sources stand in reach of a statement.
- Faults that need no record: on small pages, by kind, those that fail apart from those left to a person.
- Pairs of a sentence and the record of the work that it cites: the points on which the two differ, by kind.

Files that end in ``-held-out`` are for measuring only; no check was written or mended with a look at them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from healthaudit.auditor import Auditor
from healthaudit.citations import evidence_of
from healthaudit.citations.compare import Claimed, Comparer
from healthaudit.citations.entry import parse_entry
from healthaudit.citations.identifiers import Scheme
from healthaudit.citations.linked import Citation, Reaches, cite
from healthaudit.citations.markers import Marker
from healthaudit.citations.metadata import entry_against
from healthaudit.citations.works import Work
from healthaudit.language.fold import fold
from healthaudit.language.sentences import split
from healthaudit.library import Library
from healthaudit.model import Document, Media, Page
from healthaudit.pages import read

FOLDER = Path(__file__).parents[1] / "fixtures" / "citations"
DEVELOPMENT = ("", "-more")
HELD_OUT = ("-held-out",)
FIELDS = (
    "authors", "year", "title", "container", "volume", "issue", "pages",
    "doi", "pmid", "pmcid", "nct", "arxiv", "isbn", "url",
)  # fmt: skip
#: Faults of the gold that is called other-subject.
OTHER_SUBJECT = frozenset(["product", "condition", "population", "species", "route", "design", "outcome"])
#: Faults of the page as a whole, which may be shown at any place.
OF_THE_PAGE = frozenset(["self-citation", "promise-unkept"])
_WORDS_ALIKE = 3

Row = Mapping[str, Any]


def rows(name: str, parts: Iterable[str] = DEVELOPMENT) -> list[Row]:
    """The cases of "entries", "links", "offline" or "pairs", those for development unless told otherwise."""
    found: list[Row] = []
    for part in parts:
        path = FOLDER / f"{name}{part}.yml"
        if path.exists():
            found.extend(yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    return found


class Score(NamedTuple):
    """What was found of one kind, held against the gold."""

    right: int = 0
    """Right, and said without a person's eye; so for ``wrong``."""
    wrong: int = 0
    right_review: int = 0
    """Right, and left to a person; so for ``wrong_review``."""
    wrong_review: int = 0
    missed: int = 0

    @property
    def fail_precision(self) -> float:
        """How much of what is said outright is right."""
        return part(self.right, self.right + self.wrong)

    @property
    def precision(self) -> float:
        """How much of everything that is said is right."""
        return part(self.found, self.found + self.wrong + self.wrong_review)

    @property
    def recall(self) -> float:
        """How much of the gold is found, for review or outright."""
        return part(self.found, self.found + self.missed)

    @property
    def found(self) -> int:
        """How much of the gold is found."""
        return self.right + self.right_review


def total(scores: Iterable[Score]) -> Score:
    """All kinds together."""
    return Score(*(sum(column) for column in zip(*scores, strict=True)))


def part(of: int, whole: int) -> float:
    """A share; 1 of nothing."""
    return of / whole if whole else 1.0


def spaced(value: object) -> str:
    """Words and numbers in small letters, with one space between them."""
    return " ".join(re.findall(r"[^\W_]+", str(value).lower()))


def squeezed(value: object) -> str:
    """The same without spaces."""
    return spaced(value).replace(" ", "")


# -- entries ---------------------------------------------------------------------------------------------


def entry_fields(cases: Sequence[Row]) -> dict[str, tuple[int, int]]:
    """Field -> (right, given by the gold or the parser)."""
    given, right = Counter[str](), Counter[str]()
    for case in cases:
        entry = parse_entry(case["text"])
        known: dict[str, object] = {name: getattr(entry, name) for name in FIELDS if hasattr(entry, name)}
        known |= {scheme.value: entry.identifier(scheme) for scheme in Scheme if scheme is not Scheme.URL}
        for name in FIELDS:
            wanted = case["fields"].get(name)
            if name == "url" and not wanted:  # an entry with a DOI may print its address or not
                continue
            one, other = _field(wanted), _field(known[name])
            if one or other:
                given[name] += 1
                right[name] += one == other
    return {name: (right[name], given[name]) for name in FIELDS if given[name]}


def _field(value: Any) -> list[str]:
    every = value if isinstance(value, list | tuple) else [value] if value else []
    return [words for one in every if (words := spaced(one))]


# -- links -----------------------------------------------------------------------------------------------


class Linked(NamedTuple):
    """Markers and reach on the pages of one part."""

    pages: int
    lists: int
    """Pages whose reference list has as many entries as it should."""
    markers: Score
    tied: int
    """Found markers that are tied to what they call."""
    statements: int
    sources: int
    """Statements whose sources in reach are the right ones."""
    reach: int
    """Statements whose sources stand as near as the gold says."""

    @property
    def f1(self) -> float:
        """Of markers."""
        score = self.markers
        return part(2 * score.right, 2 * score.right + score.wrong + score.missed)


def linked(cases: Sequence[Row]) -> Linked:
    """Markers, what they are tied to, and what stands in reach of statements."""
    markers = Score()
    lists = tied = statements = sources = reach = 0
    for case in cases:
        page = read(Document("page", Media(case["media"]), case["page"]))
        citations = cite(page)
        lists += len(citations.references) == case["entries"]
        left = list(citations.found)
        found = 0
        for gold in case["markers"]:
            hit = next((one for one in left if _stands_for(page, one.marker, gold["text"])), None)
            if hit:
                left.remove(hit)
                found += 1
                tied += _tied_rightly(hit, gold)
        markers = total([markers, Score(found, len(left), missed=len(case["markers"]) - found)])
        sentences = [(*at, number) for number, b in enumerate(page.blocks) for at in split(page.text, b.start, b.end)]
        reaches = Reaches(page, sentences, citations)
        for gold in case["statements"]:
            statements += 1
            words = squeezed(gold["text"])[:40]
            index = next((n for n, (a, b, _) in enumerate(sentences) if words in squeezed(page.text[a:b])), None)
            if index is not None:
                how, numbers = reaches.of(index)
                sources += _sources_right([citations.found[number] for number in numbers], gold["cites"])
                reach += how.value == gold["reach"]
    return Linked(len(cases), lists, markers, tied, statements, sources, reach)


def _stands_for(page: Page, marker: Marker, printed: str) -> bool:
    """Whether a marker is the one that the gold prints."""
    if printed.startswith("[^"):
        return marker.key.startswith("#footnote")
    text = page.text[marker.start : marker.end]
    one, other = squeezed(text), squeezed(printed)
    if not other:
        return text.strip() == printed.strip()
    return one == other or (min(len(one), len(other)) > 3 and (one in other or other in one))


def _tied_rightly(citation: Citation, gold: Row) -> bool:
    wanted, called = gold["cites"], {index + 1 for index in citation.references}
    if bool(citation.missing) != bool(gold.get("broken")) and (wanted or gold.get("broken")):
        return False
    if any(isinstance(one, str) for one in wanted):
        return _same_key(citation.marker.key, wanted[0])
    return called == set(wanted)


def _sources_right(citations: Sequence[Citation], wanted: Sequence[int | str]) -> bool:
    if any(isinstance(one, str) for one in wanted):
        return any(_same_key(citation.marker.key, str(one)) for citation in citations for one in wanted)
    return {index + 1 for citation in citations for index in citation.references} == set(wanted)


def _same_key(key: str, wanted: str) -> bool:
    """Whether the key of a marker ("doi:10.5555/1", an address) is what the gold calls "10.5555/1"."""
    value = squeezed(key.partition(":")[2] or key)
    return bool(value) and (value in squeezed(wanted) or squeezed(wanted) in squeezed(key))


# -- faults without records ------------------------------------------------------------------------------


def offline(library: Library, cases: Sequence[Row]) -> dict[str, Score]:
    """Kind of fault -> what was found of it."""
    counts: dict[str, Counter[str]] = {}
    for case in cases:
        page = read(Document("page", Media(case["media"]), case["page"]))
        reading = library.language.read(page)
        evidence = evidence_of(reading, library.evidence, library.language.finder, library.knowledge)
        gold = [(one["kind"], spaced(one.get("quote", ""))) for one in case["gold"]]
        unsure = [(one["kind"], spaced(one.get("quote", ""))) for one in case["unsure"] or ()]
        left = list(gold)
        for fault in evidence.faults:
            kind = "other-subject" if fault.kind in OTHER_SUBJECT else fault.kind.value
            places = [(spot.start, spot.end) for spot in fault.spots]
            first = places[0][0]
            places += [(one.start, one.end) for one in reading.sentences if one.start <= first < one.end]
            quotes = [quote for start, end in places if (quote := spaced(page.text[start:end]))]
            review = "_review" if fault.review else ""
            fitting = [one for one in gold if _is_about(one, kind, quotes)]
            if new := [one for one in fitting if one in left]:
                left.remove(new[0])
                counts.setdefault(kind, Counter())[f"right{review}"] += 1
            elif not fitting and not any(_is_about(one, kind, quotes) for one in unsure):
                counts.setdefault(kind, Counter())[f"wrong{review}"] += 1
        for kind, _ in left:
            counts.setdefault(kind, Counter())["missed"] += 1
    return {kind: Score(**counts[kind]) for kind in sorted(counts)}


def _is_about(gold: tuple[str, str], kind: str, quotes: Sequence[str]) -> bool:
    """Whether a fault, shown at these quotes, is one of the gold."""
    wanted, words = gold
    if wanted != kind:
        return False
    if not words or kind in OF_THE_PAGE or any(quote in words or words in quote for quote in quotes):
        return True
    return len(set(quotes[0].split()) & set(words.split())) > _WORDS_ALIKE if quotes else False


# -- pairs -----------------------------------------------------------------------------------------------


class Pairs(NamedTuple):
    """What was found on pairs of a sentence and a record."""

    kinds: Mapping[str, Score]
    right: int
    """Pairs with a finding that fails, and gold of whatever kind."""
    wrong: int
    """Pairs with a finding that fails, and no gold."""
    clean: int
    """Pairs without gold."""


def pairs(library: Library, cases: Sequence[Row]) -> Pairs:
    """The points on which sentence, entry and record differ."""
    finder = library.language.finder
    comparer = Comparer(library.evidence, finder, library.knowledge)
    counts: dict[str, Counter[str]] = {}
    right = wrong = 0
    for case in cases:
        work = _work(case["record"])
        entry = parse_entry(case["entry"]) if case.get("entry") else None
        found = list(entry_against(entry, case["sentence"], work))
        if not any(one.kind == "other-work" and one.sure for one in found):
            product = finder.longest("product", fold(case.get("page", "")))
            found += comparer.compare(Claimed(case["sentence"], product), work)
        gold, unsure = set(case["gold"]), set(case["unsure"])
        sure: dict[str, bool] = {}
        for one in found:
            if one.kind not in unsure:
                sure[one.kind] = sure.get(one.kind, False) or one.sure
        for kind, certain in sure.items():
            counts.setdefault(kind, Counter())[
                ("right" if kind in gold else "wrong") + ("" if certain else "_review")
            ] += 1
        for kind in gold - unsure - sure.keys():
            counts.setdefault(kind, Counter())["missed"] += 1
        if any(sure.values()):
            right, wrong = right + bool(gold), wrong + (not gold)
    clean = sum(not case["gold"] for case in cases)
    return Pairs({kind: Score(**counts[kind]) for kind in sorted(counts)}, right, wrong, clean)


def _work(record: Row) -> Work:
    return Work(
        title=record["title"],
        abstract=record.get("abstract") or "",
        authors=tuple(re.sub(r"\s+[A-Z]{1,3}$", "", author) for author in record["authors"]),
        year=record["year"],
        journal=record["journal"],
        kind=record["type"],
        notices=tuple(record.get("notices") or ()),
        source="record",
    )


# -- figures ---------------------------------------------------------------------------------------------


def _kinds(scores: Mapping[str, Score]) -> Iterator[str]:
    for kind, score in scores.items():
        yield (
            f"  {kind:<20} fails {score.right:>3} right {score.wrong:>3} wrong   review {score.right_review:>3} right "
            f"{score.wrong_review:>3} wrong   missed {score.missed:>3}"
        )


def of_entries(cases: Sequence[Row]) -> Iterator[str]:
    """Figures of entries, a line each."""
    fields = entry_fields(cases)
    right, given = (sum(column) for column in zip(*fields.values(), strict=True))
    yield f"{part(right, given):.3f} of {given} fields in {len(cases)} entries"
    for name, (good, all_of_them) in fields.items():
        yield f"  {name:<20} {part(good, all_of_them):.3f}  {good} of {all_of_them}"


def of_links(cases: Sequence[Row]) -> Iterator[str]:
    """Figures of links, a line each."""
    links = linked(cases)
    yield f"{links.lists} of {links.pages} reference lists have as many entries as they should"
    yield f"  markers: precision {links.markers.precision:.3f}, recall {links.markers.recall:.3f}, F1 {links.f1:.3f}"
    yield f"  tied rightly: {part(links.tied, links.markers.right):.3f}, {links.tied} of {links.markers.right} found"
    yield (
        f"  statements: sources in reach right {part(links.sources, links.statements):.3f}, how near they stand "
        f"{part(links.reach, links.statements):.3f}, of {links.statements}"
    )


def of_offline(library: Library, cases: Sequence[Row]) -> Iterator[str]:
    """Figures of faults without records, a line each."""
    kinds = offline(library, cases)
    score = total(kinds.values())
    yield (
        f"{len(cases)} pages: precision of what fails {score.fail_precision:.3f}, of everything {score.precision:.3f}, "
        f"recall {score.recall:.3f}"
    )
    yield from _kinds(kinds)


def of_pairs(library: Library, cases: Sequence[Row]) -> Iterator[str]:
    """Figures of pairs, a line each."""
    compared = pairs(library, cases)
    score = total(compared.kinds.values())
    yield (
        f"{len(cases)} pairs: precision of what fails by kind {score.fail_precision:.3f}, by pair "
        f"{part(compared.right, compared.right + compared.wrong):.3f}, recall {score.recall:.3f}; "
        f"{compared.wrong} of {compared.clean} clean pairs fail"
    )
    yield from _kinds(compared.kinds)


def summary(auditor: Auditor) -> Iterator[str]:
    """Figures, a line each; development and held-out apart."""
    library = auditor.library
    for name, parts in (("development", DEVELOPMENT), ("held out", HELD_OUT)):
        for kind, lines in (
            ("entries", of_entries(rows("entries", parts))),
            ("links", of_links(rows("links", parts))),
            ("faults without records", of_offline(library, rows("offline", parts))),
            ("sentences and records", of_pairs(library, rows("pairs", parts))),
        ):
            first, *others = lines
            yield f"{kind}, {name}: {first}"
            yield from others


if __name__ == "__main__":
    print(*summary(Auditor.load()), sep="\n")
