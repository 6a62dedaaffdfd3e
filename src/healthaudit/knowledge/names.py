"""What conditions and products are called: everything that the finder of mentions looks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from healthaudit.knowledge.reading import Entry

__all__ = ["Condition", "Kind", "Name", "Names", "Product", "load_names"]

Kind = Literal["condition", "product"]

_FORMS = frozenset({"name", "aka", "acronyms", "weak", "weak_names"})
_CONDITION_KEYS = _FORMS | {"parent", "covers", "beside", "vague"}
_PRODUCT_KEYS = _FORMS | {"brands", "contains", "class"}


class Name(NamedTuple):
    """One way of writing a name. A tuple, because thousands are made at every start."""

    surface: str
    """In lower case, with straight apostrophes and plain hyphens; an acronym as it must be written."""
    kind: Kind
    id: str
    weak: bool = False
    """Also an ordinary word ("stress", "cold") or another acronym ("MS", "ED"): alone it tells little."""
    acronym: bool = False
    """Only this case counts: AIDS is a disease, aids are not."""


class Condition(NamedTuple):
    """A disease, complaint or situation of health."""

    id: str
    name: str
    group: str
    """Field of medicine, such as "mental" or "cardio"; "wellness" for what is no diagnosis."""
    parent: str = ""
    """Id of the wider condition."""
    covers: tuple[str, ...] = ()
    """Ids of conditions, mostly wider ones, that an approval for this one may be told as."""
    beside: tuple[str, ...] = ()
    """Ids of conditions that go with this one without being a kind of it: its approval leaves theirs unknown."""
    vague: bool = False
    """Whether it is a wish rather than a disease (energy, recovery): nobody approves anything for it."""


class Product(NamedTuple):
    """A drug, device, supplement, procedure or practice."""

    id: str
    name: str
    kind: str
    """Such as "rx_drug", "device" or "supplement": how it comes to people, not what it is approved for."""
    contains: str = ""
    """Id of the product that this is a brand or form of, with approved uses of its own."""
    is_class: bool = False
    """Whether it is a whole class, such as antibiotics: its members are approved for one use or another."""


class Names(NamedTuple):
    """Every surface form, and what the ids stand for."""

    rows: tuple[tuple[str, Kind, str, bool, bool], ...]
    """The fields of each name, in the order of the files; plain, because there are thousands."""
    conditions: Mapping[str, Condition]
    products: Mapping[str, Product]

    def find(self, kind: Kind, text: str) -> str:
        """The id of the condition or product that is called so, whatever the case; empty for none."""
        wanted = " ".join(text.lower().split())
        ids = self.conditions if kind == "condition" else self.products
        called = (row[2] for row in self.rows if row[1] == kind and row[0].lower() == wanted)
        return text if text in ids else next(called, "")

    @property
    def names(self) -> tuple[Name, ...]:
        """The names as values."""
        return tuple(map(Name._make, self.rows))


def load_names(folder: Path, overlays: Sequence[Path] = (), *, labels: bool = True) -> Names:
    """Names of ``conditions.yml``, ``products.yml`` and ``labels.csv``, in the order of the files.

    Raises KnowledgeError.
    """
    from healthaudit.knowledge.label_file import label_rows
    from healthaudit.knowledge.reading import grouped_entries

    names: dict[Name, None] = {}
    conditions: dict[str, Condition] = {}
    kin: list[Entry] = []
    for entry in grouped_entries(folder / "conditions.yml", _CONDITION_KEYS, overlays):
        name, parent = entry.text("name", required=True), entry.text("parent")
        conditions[entry.id] = Condition(
            entry.id, name, entry.group, parent, entry.texts("covers"), entry.texts("beside"), entry.flag("vague")
        )
        if parent or not {"covers", "beside"}.isdisjoint(entry.values):
            kin.append(entry)
        names.update(dict.fromkeys(_names_of(entry, "condition", (name, *entry.texts("aka")))))
    for entry in kin:
        if (parent := conditions[entry.id].parent) and parent not in conditions:
            raise entry.error(f"no such parent: {parent}", "a parent is the id of another condition")
        for other in (*conditions[entry.id].covers, *conditions[entry.id].beside):
            if other not in conditions:
                raise entry.error(f"no such condition: {other}", "covers and beside have ids of other conditions")

    products: dict[str, Product] = {}
    contents: list[Entry] = []
    for entry in grouped_entries(folder / "products.yml", _PRODUCT_KEYS, overlays):
        name = entry.text("name", required=True)
        products[entry.id] = Product(entry.id, name, entry.group, entry.text("contains"), entry.flag("class"))
        forms = (name, *entry.texts("brands"), *entry.texts("aka"))
        names.update(dict.fromkeys(_names_of(entry, "product", forms)))
        if "contains" in entry.values:
            contents.append(entry)
    for entry in contents:
        if products[entry.id].contains not in products:
            raise entry.error(f"no such product: {entry.values['contains']}", "contains is the id of another product")
    for row in label_rows(folder / "labels.csv") if labels else ():
        products.setdefault(row["id"], Product(row["id"], row["name"], row["kind"]))
        names.update(dict.fromkeys(_names_on_labels(row)))
    return Names(tuple((*name,) for name in names), MappingProxyType(conditions), MappingProxyType(products))


def _names_on_labels(row: Mapping[str, str]) -> Iterator[Name]:
    """A drug of labels.csv: brands count in their own case only, as many are ordinary words in small letters."""
    from healthaudit.knowledge.spelling import variants

    for surface in variants(row["name"]):
        yield Name(surface, "product", row["id"])
    for brand in filter(None, row["brands"].split("|")):
        yield Name(brand, "product", row["id"], acronym=True)


def _names_of(entry: Entry, kind: Kind, forms: tuple[str, ...]) -> Iterator[Name]:
    from healthaudit.knowledge.spelling import variants

    acronyms = entry.texts("acronyms")
    weak = entry.texts("weak_names")
    if strange := set(weak).difference(forms, acronyms):
        raise entry.error(f"weak_names has {min(strange)!r}, which is none of its names", "copy it from name or aka")
    all_weak = entry.flag("weak")
    for form in forms:
        form_weak = all_weak or form in weak
        for surface in variants(form):
            yield Name(surface, kind, entry.id, form_weak)
    for acronym in acronyms:
        yield Name(acronym, kind, entry.id, all_weak or acronym in weak, acronym=True)
