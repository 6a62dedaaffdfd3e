"""Draws labels.csv from public sets of label data: which drug is approved for which of our conditions.

The sets name drugs and conditions in their own ways. Drugs are joined by ingredient without its salt, conditions by
the names of conditions.yml, where need be by way of the synonyms of the Disease Ontology. What cannot be joined is left
out. What a label only mentions (in whom, after what, together with what) is unclear rather than approved.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import NamedTuple

from healthaudit.errors import KnowledgeError
from healthaudit.knowledge.label_file import COLUMNS
from healthaudit.knowledge.names import Names
from healthaudit.patterns import compiled

__all__ = ["Labels", "read_labels"]

#: Sets of label data by what their file's name contains.
_FILES = {
    "drugcentral": "drugcentral",
    "labeledin": "labeledin",
    "fda_orphan": "fda-orphan",
    "ema_epar": "ema",
    "purplebook": "purplebook",
    "drug_list": "drugs",
    "condition_synonyms": "diseases",
}
#: The columns that are read of a set, where they are not just text and label.
_READ = {
    "fda-orphan": {"text", "label", "trade_name"},
    "ema": {"text", "label", "active", "status", "category", "area"},
    "drugs": {"text", "usa"},
}
_SALT = compiled(
    r"(?: (?:di|tri|mono|hemi|sesqui)?(?:hydrochloride|hydrobromide|sodium|potassium|calcium|magnesium|acetate|sulfate|"
    r"phosphate|maleate|fumarate|tartrate|bitartrate|citrate|succinate|mesylate|besylate|tosylate|bromide|chloride|"
    r"nitrate|pamoate|palmitate|valerate|propionate|furoate|hydrate|monohydrate|dihydrate|anhydrous|disodium|"
    r"dipropionate|hyclate|axetil|medoxomil|etexilate|fosamil|alafenamide|decanoate|enanthate|cypionate|lactate|"
    r"gluconate|benzoate|carbonate|oxide|tromethamine|trometamol|meglumine|olamine|hcl))+$"
)
#: The four letters that tell biologics of one name apart.
_SUFFIX = compiled(r"(?<=[a-z]{4})-[a-z]{4}$")
_SEVERAL = compiled(r"[/,;+&]| and | with |\(|\)|:")
#: Ingredients that are foods, chemicals or ordinary words first: a mention of them is seldom one of a drug.
_ORDINARY = """
    acetone acetic acid air alcohol alum aluminium ammonia balsam barium bee venom benzene bismuth blood boron
    caffeine calcium camphor carbon charcoal chlorine chromium clove coal cobalt cocoa copper dextrose ethanol
    eucalyptus fluoride fluorine formaldehyde fructose galactose gelatin ginger glucose glycerin glycerol
    glycine gold grape hydrogen ice indigo iodine iron kaolin lactic lactose lanolin lard lavender lead lemon
    lime magnesium maltose manganese menthol mercury methane methanol milk mineral mint mustard nicotine
    nitrogen oil olive oxygen ozone paraffin peanut pepper peppermint petrolatum phenol phosphorus pine pollen
    potassium radium rose salt sea selenium silica silicon silver soap sodium sorbitol soy starch sucrose
    sugar sulfur sulphur sunflower talc tar tea thyme tin titanium turpentine urea vinegar water wax whey wine
    yeast zinc histamine dopamine serotonin melatonin cortisol insulin testosterone estrogen progesterone
    adrenaline albumin lecithin inositol taurine creatine carnitine ribose xylitol cholesterol
"""
_SHORTEST = 5
_RX, _BIOLOGIC = "rx_drug", "biologic"
_BIOLOGICAL = compiled(r"(?:mab|cept|kin|vaccine|ase|globulin|leucel|gene|insulin|filgrastim|poetin)\b")


class Labels(NamedTuple):
    """What the sets say."""

    rows: tuple[Mapping[str, str], ...]
    """By the columns of labels.csv, in the order of their ids."""
    left_out: int
    """Statements of a drug and a condition that could not be joined to ours."""

    def text(self, as_of: str) -> str:
        """The file labels.csv."""
        out = io.StringIO()
        out.write(f"# Made by healthaudit facts update from public sets of label data, {as_of}. Do not edit by hand.\n")
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return out.getvalue()


def read_labels(folder: Path, names: Names) -> Labels:
    """The sets of a folder, joined to the names of conditions and products settled by hand. Raises KnowledgeError.

    Files are told by their names, which contain drugcentral, labeledin, fda_orphan, ema_epar, purplebook (statements,
    and names of biologics), drug_list (which drugs are on the market in the United States) and condition_synonyms.
    """
    files = {kind: path for path in sorted(folder.glob("*.csv")) for part, kind in _FILES.items() if part in path.name}
    if "drugs" not in files or len(files) < 3:
        raise KnowledgeError(
            f"{folder}: no sets of label data here", f"files whose names contain {', '.join(_FILES)}; see docs/facts.md"
        )
    return _Joiner(names, files).labels()


class _Drug:
    """What is gathered of one drug."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.brands: set[str] = set()
        self.uses: dict[str, set[str]] = defaultdict(set)
        self.sources: set[str] = set()


class _Joiner:
    def __init__(self, names: Names, files: Mapping[str, Path]) -> None:
        self._files = files
        self._names = names
        self._products = {name.surface.lower(): name.id for name in names.names if name.kind == "product"}
        by_hand = {name.surface.lower(): name.id for name in names.names if name.kind == "condition"}
        self._conditions = by_hand
        self._diseases = {row["text"].lower(): row["label"].lower() for row in self._rows("diseases")}
        words = sorted((name for name in by_hand if len(name) > 3), key=len, reverse=True)
        self._mentioned = re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b")
        self._market = {_ingredient(row["text"]) for row in self._rows("drugs") if row["usa"].startswith("1")}
        self._drugs: dict[str, _Drug] = {}
        self._left_out = 0

    def labels(self) -> Labels:
        for row in self._rows("drugcentral"):
            if _ingredient(row["text"]) in self._market:
                self._add(row["text"], "drugcentral", "us", self._condition(row["label"]))
        for row in self._rows("labeledin"):
            self._add(row["text"], "labeledin", "us", self._condition(row["label"]))
        for row in self._rows("fda-orphan"):
            self._add(row["text"], "fda-orphan", "us", self._in_text(row["label"]), row["trade_name"])
        for row in self._rows("ema"):
            if row["status"] == "Authorised" and row["category"] == "Human":
                areas = [one for area in row["area"].split(";") for one in self._condition(area)]
                self._add(row["active"], "ema", "eu", areas, row["text"])
                self._add(row["active"], "ema", "eu_unclear", self._in_text(row["label"]))
        for row in self._rows("purplebook"):
            drug = self._drugs.get(self._id(_ingredient(row["label"])))
            if drug is not None and _is_brand(row["text"], drug.name):
                drug.brands.add(row["text"])
        drugs = {identity: drug for identity, drug in sorted(self._drugs.items()) if self._is_wanted(identity, drug)}
        owners = Counter(brand for drug in drugs.values() for brand in {one.lower() for one in drug.brands})
        taken = self._products.keys() | {brand for brand, count in owners.items() if count > 1}
        return Labels(tuple(_row(identity, drug, taken) for identity, drug in drugs.items()), self._left_out)

    def _rows(self, kind: str) -> Iterator[Mapping[str, str]]:
        if kind not in self._files:
            return
        path = self._files[kind]
        try:
            with path.open(encoding="utf-8", newline="") as file:
                reader = csv.DictReader(file, restval="")
                if missing := _READ.get(kind, {"text", "label"}).difference(reader.fieldnames or ()):
                    raise KnowledgeError(f"{path}: no column {min(missing)!r}", "see docs/facts.md for the columns")
                yield from reader
        except (OSError, UnicodeDecodeError, csv.Error) as problem:
            raise KnowledgeError(f"{path}: {problem}", "a table of comma-separated values in UTF-8") from None

    def _add(self, name: str, source: str, column: str, conditions: Iterable[str], brand: str = "") -> None:
        drug = _ingredient(name)
        if not drug:
            return
        found = list(conditions)
        self._left_out += not found
        entry = self._drugs.setdefault(self._id(drug), _Drug(drug))
        if found:
            entry.uses[column].update(found)
            entry.sources.add(source)
        if brand and _is_brand(brand, drug):
            entry.brands.add(brand.strip("\u2122\u00ae "))

    def _id(self, name: str) -> str:
        """Of the product settled by hand that bears the name; a new one of the name itself."""
        return self._products.get(name) or re.sub(r"[^a-z0-9]+", "_", name).strip("_")

    def _is_wanted(self, identity: str, drug: _Drug) -> bool:
        """Whether anything that is approved could be joined, and the name is no ordinary word."""
        approved = drug.uses["us"] or drug.uses["eu"]
        return bool(approved) and (identity in self._names.products or _is_name(drug.name))

    def _condition(self, text: str) -> list[str]:
        """The condition that a label's term stands for; none when it is none of ours."""
        for form in _forms(text):
            for name in (form, self._diseases.get(form, "")):
                if name in self._conditions:
                    return [self._conditions[name]]
        return []

    def _in_text(self, text: str) -> list[str]:
        """The conditions that a sentence of a label names."""
        return [self._conditions[found] for found in self._mentioned.findall(text.lower())]


def _row(identity: str, drug: _Drug, taken: Set[str]) -> dict[str, str]:
    """The drug by the columns of labels.csv; a brand that also is another's name stands for neither."""
    brands = sorted(brand for brand in drug.brands if brand.lower() not in taken)
    row = {"id": identity, "name": drug.name, "brands": "|".join(brands)}
    row["kind"] = _BIOLOGIC if _BIOLOGICAL.search(drug.name) else _RX
    for place in ("us", "eu"):
        unclear = drug.uses[f"{place}_unclear"] - drug.uses[place]
        row[place], row[f"{place}_unclear"] = (" ".join(sorted(ids)) for ids in (drug.uses[place], unclear))
    return {**row, "sources": " ".join(sorted(drug.sources))}


def _ingredient(name: str) -> str:
    """A drug's name without salt and suffix, in lower case; empty for a combination."""
    lower = " ".join(name.lower().replace("-", "-").split())
    if _SEVERAL.search(lower):
        return ""
    return _SUFFIX.sub("", _SALT.sub("", lower))


def _is_name(name: str) -> bool:
    return len(name) >= _SHORTEST and name not in _ORDINARY.split() and len(name.split()) <= 4 and not name[0].isdigit()


def _is_brand(brand: str, drug: str) -> bool:
    """Whether it is a brand name: one capitalised word or two, not the ingredient again."""
    clean = brand.strip("\u2122\u00ae ")
    return (
        4 <= len(clean) <= 30
        and clean.replace(" ", "").replace("-", "").isalpha()
        and len(clean.split()) <= 2
        and clean[0].isupper()
        and drug not in clean.lower()
    )


def _forms(text: str) -> Iterator[str]:
    """A term as written, turned round at its comma, and in the singular.

    >>> list(_forms("Arthritis, Rheumatoid"))
    ['arthritis, rheumatoid', 'rheumatoid arthritis']
    """
    plain = re.sub(r"\s*\(.*?\)|[\u2122\u00ae]", "", text.lower()).strip(" .")
    turned = " ".join(reversed([part.strip() for part in plain.split(",")]))
    forms: dict[str, Callable[[], str] | None] = dict.fromkeys((plain, turned))
    yield from forms
    for form in list(forms):
        for ending in ("s", " disorder", " disease", " disorders", " diseases", " infections"):
            if form.endswith(ending):
                yield form.removesuffix(ending)
