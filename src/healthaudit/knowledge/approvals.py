"""What is approved for what, where, and how surely that is known.

Two files. ``approvals.yml`` was settled by hand, product by product: its lists are complete, so that a use which is
not among them is "not listed". ``labels.csv`` was drawn from public sets of label data by ``healthaudit facts
update``: it covers many more drugs, and what it does not list may have been approved since.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from healthaudit.approval import Jurisdiction, Status
from healthaudit.knowledge.label_file import label_rows

if TYPE_CHECKING:
    from healthaudit.knowledge.names import Names
    from healthaudit.knowledge.reading import Entry

__all__ = ["Answer", "Approval", "Approvals", "Dossier", "load_approvals"]

JURISDICTIONS = tuple(place.value for place in Jurisdiction)
#: In what way a product comes to be lawfully sold or done.
HOW = (
    "approved", "cleared", "granted", "exempt", "monograph", "dietary-supplement", "homeopathic", "practice", "none",
)  # fmt: skip
#: Sets of label data by the names that sources use for them, with the day or year up to which they reach.
LABEL_SETS = MappingProxyType(
    {
        "drugcentral": ("DrugCentral", "2016"),
        "labeledin": ("LabeledIn (National Library of Medicine)", "2014"),
        "fda-orphan": ("FDA orphan drug approvals", "2024"),
        "ema": ("EMA table of medicines", "2025"),
        "purplebook": ("FDA Purple Book", "2025-04"),
    }
)
_KEYS = frozenset({*JURISDICTIONS, "schedule", "boxed_warning", "rems", "supervised", "risks", "note"})
_APPROVAL_KEYS = {"approved", "unclear", "how", "year", "sources", "unsourced"}
_YEARS = range(1850, 2101)


class Approval(NamedTuple):
    """The approved uses of one product in one place."""

    approved: tuple[str, ...]
    """Ids of conditions."""
    unclear: tuple[str, ...] = ()
    """Ids of conditions of which nobody could say whether they belong among the approved."""
    how: str = "approved"
    year: int | None = None
    """Of the first approval."""
    sources: tuple[str, ...] = ()
    """Names of label sets, and addresses."""
    unsourced: bool = False
    """True when the entry rests on general knowledge alone."""
    settled: bool = True
    """False for what comes from sets of label data alone, which are some years old."""


class Dossier(NamedTuple):
    """What is known of one product."""

    product: str
    approvals: Mapping[str, Approval]
    """By jurisdiction."""
    schedule: str = ""
    """Of the United States' Controlled Substances Act, such as CIII."""
    boxed_warning: str = ""
    rems: str = ""
    supervised: bool = False
    """To be given or watched by a professional, never to be used alone at home."""
    risks: tuple[str, ...] = ()
    note: str = ""


class Answer(NamedTuple):
    """Whether a use is approved, and on what the answer rests."""

    status: Status
    how: str = ""
    year: int | None = None
    source: str = ""
    """In words, for a report; empty when there is none."""
    as_of: str = ""
    settled: bool = False
    """Whether the answer rests on a source, and on a list that is complete."""
    approved: tuple[str, ...] = ()
    """Names of the conditions that the product is approved for there."""


_NOTHING = Answer(Status.UNKNOWN)


class Approvals(NamedTuple):
    """All dossiers, to be asked."""

    dossiers: Mapping[str, Dossier]
    names: Names
    as_of: str

    def status(self, product: str, condition: str, jurisdiction: str = "US") -> Answer:
        """Whether ``product`` is approved for ``condition`` (both ids) in a place.

        Unknown is an answer: for a product without an entry, and where approval for a narrower or wider condition
        says nothing certain about this one.
        """
        approval = self.approval(product, jurisdiction)
        if approval is None or condition not in self.names.conditions:
            return _NOTHING
        if approval.how == "practice":
            return _NOTHING._replace(how=approval.how)
        return Answer(
            self._status(approval, condition),
            approval.how,
            approval.year,
            _in_words(approval.sources),
            self.as_of if approval.settled else max((LABEL_SETS[name][1] for name in approval.sources), default=""),
            approval.settled and not approval.unsourced,
            tuple(self.names.conditions[one].name for one in approval.approved if one in self.names.conditions),
        )

    def approval(self, product: str, jurisdiction: str) -> Approval | None:
        """The approved uses of a product; of a brand without an entry those of what it contains."""
        dossier = self.dossiers.get(self.holder(product, jurisdiction))
        return dossier.approvals.get(jurisdiction) if dossier else None

    @property
    def classes(self) -> frozenset[str]:
        """The products that are whole classes."""
        return frozenset(product.id for product in self.names.products.values() if product.is_class)

    def holder(self, product: str, jurisdiction: str) -> str:
        """The product whose entry counts: itself, or what it contains when it has none of its own."""
        for one in self._contents(product):
            dossier = self.dossiers.get(one)
            if dossier and jurisdiction in dossier.approvals:
                return one
        return product

    def root(self, product: str) -> str:
        """What a product is in the end a brand or form of."""
        *_, last = self._contents(product)
        return last

    def kin(self, one: str, other: str) -> bool:
        """Whether two conditions are the same, or one a kind of the other."""
        return one == other or one in self._wider(other) or other in self._wider(one)

    def _contents(self, product: str) -> Iterator[str]:
        """The product, what it contains, and so on."""
        seen: set[str] = set()
        while product not in seen:
            yield product
            seen.add(product)
            known = self.names.products.get(product)
            product = known.contains if known and known.contains else product

    def _status(self, approval: Approval, condition: str) -> Status:
        known = self.names.conditions
        if any(condition == one or condition in known[one].covers for one in approval.approved if one in known):
            return Status.APPROVED
        kin = {condition, *self._wider(condition)}
        for one in (*approval.approved, *approval.unclear):
            near = {one, *self._wider(one), *self._covered(one)}
            if one in kin or condition in near or (one in known and condition in known[one].beside):
                return Status.UNKNOWN
        return Status.NOT_LISTED

    def _wider(self, condition: str) -> Iterator[str]:
        """The conditions of which this one is a kind."""
        seen = {condition}
        known = self.names.conditions.get(condition)
        while known and known.parent and known.parent not in seen:
            seen.add(known.parent)
            yield known.parent
            known = self.names.conditions.get(known.parent)

    def _covered(self, condition: str) -> set[str]:
        """The conditions that an approval for this one may be told as, and those that theirs may be told as."""
        found: set[str] = set()
        waiting = [condition]
        while waiting:
            known = self.names.conditions.get(waiting.pop())
            fresh = set(known.covers) - found if known else set()
            found |= fresh
            waiting.extend(fresh)
        return found


def load_approvals(folder: Path, names: Names, overlays: Sequence[Path] = ()) -> Mapping[str, Dossier]:
    """Dossiers by product, those settled by hand before those from sets of labels. Raises KnowledgeError."""
    from healthaudit.knowledge.reading import entries

    dossiers = {row.product: row for row in _labels(folder / "labels.csv", names)}
    for entry in entries(folder / "approvals.yml", _KEYS, overlays):
        if entry.id not in names.products:
            raise entry.error(f"no such product: {entry.id}", "its names stand in products.yml under the same id")
        dossiers[entry.id] = _dossier(entry, names)
    return MappingProxyType(dossiers)


def _dossier(entry: Entry, names: Names) -> Dossier:
    return Dossier(
        product=entry.id,
        approvals={place: _approval(entry, place, names) for place in JURISDICTIONS if place in entry.values},
        schedule=entry.text("schedule"),
        boxed_warning=entry.text("boxed_warning"),
        rems=entry.text("rems"),
        supervised=entry.flag("supervised"),
        risks=entry.texts("risks"),
        note=entry.text("note"),
    )


def _approval(entry: Entry, place: str, names: Names) -> Approval:
    value = entry.values[place]
    if not isinstance(value, dict) or not isinstance(value.get("approved"), list):
        raise entry.error(f"'{place}' has no list 'approved'", f"write {place}: {{approved: [], how: none}}")
    if unknown := value.keys() - _APPROVAL_KEYS:
        raise entry.error(
            f"unknown key {min(map(str, unknown))!r} under {place}", f"keys are {', '.join(sorted(_APPROVAL_KEYS))}"
        )
    lists = {key: value.get(key) or [] for key in ("approved", "unclear", "sources")}
    for key, items in lists.items():
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise entry.error(f"'{key}' under {place} must be a list of texts", "write [one, another]")
    for condition in (*lists["approved"], *lists["unclear"]):
        if condition not in names.conditions:
            raise entry.error(f"no such condition: {condition}", "its names stand in conditions.yml under the same id")
    for source in lists["sources"]:
        if source not in LABEL_SETS and not source.startswith("https://"):
            raise entry.error(f"no such source: {source}", f"an address, or one of {', '.join(LABEL_SETS)}")
    how, year = value.get("how", "approved"), value.get("year")
    if how not in HOW:
        raise entry.error(f"no such way of approval: {how!r}", f"ways are {', '.join(HOW)}")
    if year is not None and year not in _YEARS:
        raise entry.error(f"no such year: {year!r}", "write year: 2019, without quotes, or leave it out")
    unsourced = value.get("unsourced", False)
    if not isinstance(unsourced, bool):
        raise entry.error(f"'unsourced' under {place} must be true or false", "write unsourced: true, or leave it out")
    approved, unclear, sources = (tuple(items) for items in lists.values())
    return Approval(approved, unclear, how, year, sources, unsourced or not sources)


def _labels(path: Path, names: Names) -> Iterator[Dossier]:
    """The rows of labels.csv. A condition that has gone from conditions.yml is passed over until the next update."""
    from healthaudit.errors import KnowledgeError

    for row in label_rows(path):
        places: dict[str, Approval] = {}
        sources = tuple(row["sources"].split())
        if strange := set(sources) - LABEL_SETS.keys():
            raise KnowledgeError(
                f"{path.name}, {row['id']}: no such source: {min(strange)}", "healthaudit facts update"
            )
        for place, column in (("US", "us"), ("EU", "eu")):
            approved, unclear = (
                tuple(one for one in row[key].split() if one in names.conditions)
                for key in (column, f"{column}_unclear")
            )
            if approved:
                here = tuple(name for name in sources if (name == "ema") == (place == "EU"))
                places[place] = Approval(approved, unclear, sources=here, settled=False)
        if places:
            yield Dossier(row["id"], places)


def _in_words(sources: tuple[str, ...]) -> str:
    """The sources as a report names them."""
    sets = [f"{LABEL_SETS[name][0]} {LABEL_SETS[name][1]}" for name in sources if name in LABEL_SETS]
    sites = [re.sub(r"^https://(?:www\.)?([^/]+).*", r"\1", source) for source in sources if source not in LABEL_SETS]
    return ", ".join(dict.fromkeys([*sets, *sites]))


class Dossiers(Mapping[str, Dossier]):
    """Dossiers out of plain data, each made when it is asked for: a page needs a few of thousands."""

    def __init__(self, rows: Mapping[str, tuple[Any, ...]]) -> None:
        self._rows = rows

    def __getitem__(self, product: str) -> Dossier:
        return dossier_of(self._rows[product])

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def plain_dossier(dossier: Dossier) -> tuple[Any, ...]:
    """As plain data, which ``dossier_of`` takes back."""
    return (dossier.product, {place: tuple(approval) for place, approval in dossier.approvals.items()}, *dossier[2:])


def dossier_of(row: tuple[Any, ...]) -> Dossier:
    """Make a dossier out of plain data."""
    product, approvals, *rest = row
    return Dossier(product, {place: Approval(*values) for place, values in approvals.items()}, *rest)
