"""What conditions and products are called: everything that the finder of mentions looks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from healthaudit.knowledge.reading import Entry

__all__ = ["Condition", "Kind", "Name", "Names", "Product", "load_names"]

Kind = Literal["condition", "product"]

_FORMS = frozenset({"name", "aka", "acronyms", "weak", "weak_names"})
_CONDITION_KEYS = _FORMS | {"parent"}
_PRODUCT_KEYS = _FORMS | {"brands"}


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


class Product(NamedTuple):
    """A drug, device, supplement, procedure or practice."""

    id: str
    name: str
    kind: str
    """Such as "rx_drug", "device" or "supplement": how it comes to people, not what it is approved for."""


class Names(NamedTuple):
    """Every surface form, and what the ids stand for."""

    rows: tuple[tuple[str, Kind, str, bool, bool], ...]
    """The fields of each name, in the order of the files; plain, because there are thousands."""
    conditions: Mapping[str, Condition]
    products: Mapping[str, Product]

    @property
    def names(self) -> tuple[Name, ...]:
        """The names as values."""
        return tuple(map(Name._make, self.rows))


def load_names(folder: Path) -> Names:
    """Names of ``conditions.yml`` and ``products.yml``, in the order of the files. Raises KnowledgeError."""
    from healthaudit.knowledge.reading import grouped_entries

    names: dict[Name, None] = {}
    conditions: dict[str, Condition] = {}
    parents: list[Entry] = []
    for entry in grouped_entries(folder / "conditions.yml", _CONDITION_KEYS):
        name, parent = entry.text("name", required=True), entry.text("parent")
        conditions[entry.id] = Condition(entry.id, name, entry.group, parent)
        if parent:
            parents.append(entry)
        names.update(dict.fromkeys(_names_of(entry, "condition", (name, *entry.texts("aka")))))
    for entry in parents:
        if entry.values["parent"] not in conditions:
            raise entry.error(f"no such parent: {entry.values['parent']}", "a parent is the id of another condition")

    products: dict[str, Product] = {}
    for entry in grouped_entries(folder / "products.yml", _PRODUCT_KEYS):
        name = entry.text("name", required=True)
        products[entry.id] = Product(entry.id, name, entry.group)
        forms = (name, *entry.texts("brands"), *entry.texts("aka"))
        names.update(dict.fromkeys(_names_of(entry, "product", forms)))
    return Names(tuple((*name,) for name in names), MappingProxyType(conditions), MappingProxyType(products))


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
