"""labels.csv out of sets of label data: made-up rows, in the columns of the real sets."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from healthaudit.approval import Status
from healthaudit.errors import KnowledgeError
from healthaudit.knowledge.approvals import Approvals, load_approvals
from healthaudit.knowledge.labels import Labels, read_labels
from healthaudit.knowledge.names import load_names

COLUMNS = {
    "drugcentral": "text,label,source,umls,snomed,doid",
    "labeledin": "text,label,source,rxcui,umls,n_labels,expert,crowd",
    "fda_orphan": "text,label,source,trade_name,approval",
    "ema_epar": "text,label,source,active,status,category,area",
    "purplebook": "text,label,source",
    "drug_list": "text,label,source,curie,usa,eu,jp,atc,antimicrobial,vaccine",
    "condition_synonyms": "text,label,source,doid,type",
}
CONDITIONS = """
as_of: 2026-01-01
conditions:
  body:
    - {id: hiccups, name: hiccups}
    - {id: itch, name: itch}
    - {id: rheumatoid_itch, name: rheumatoid itch, parent: itch}
    - {id: gloom, name: gloom disorder, aka: [gloom]}
"""
PRODUCTS = """
as_of: 2026-01-01
products:
  rx_drug:
    - {id: lumenol, name: lumenol, brands: [Glowine], aka: [lumenolum]}
    - {id: zinc, name: zinc}
"""
Rows = list[dict[str, str]]


def said(*pairs: tuple[str, str]) -> Rows:
    """Statements of a drug and a condition."""
    return [{"text": drug, "label": condition} for drug, condition in pairs]


def ema(active: str, area: str, label: str = "", **more: str) -> Rows:
    return [
        {
            "active": active,
            "area": area,
            "label": label,
            "status": "Authorised",
            "category": "Human",
            "text": "",
            **more,
        }
    ]


def sets(folder: Path, **rows: Rows) -> Path:
    """A folder with all seven sets, empty but for ``rows``."""
    target = folder / "sets"
    target.mkdir(exist_ok=True)
    for name, columns in COLUMNS.items():
        with (target / f"kb_{name}_2026.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns.split(","), restval="")
            writer.writeheader()
            writer.writerows(rows.get(name, []))
    return target


def draw(folder: Path, **rows: Rows) -> Labels:
    (folder / "conditions.yml").write_text(CONDITIONS, "utf-8")
    (folder / "products.yml").write_text(PRODUCTS, "utf-8")
    return read_labels(sets(folder, **rows), load_names(folder, labels=False))


def test_a_row_says_what_for_where_and_from_which_sets(tmp_path: Path) -> None:
    labels = draw(
        tmp_path,
        labeledin=said(("Dimmol", "Itch"), ("Dimmol", "Hiccups"), ("Dimmol", "Itch")),
        ema_epar=ema("dimmol", "Gloom", "Against gloom in adults with hiccups.", text="Dimmada"),
    )
    assert labels.rows == (
        {
            "id": "dimmol",
            "name": "dimmol",
            "kind": "rx_drug",
            "brands": "Dimmada",
            "us": "hiccups itch",
            "us_unclear": "",
            "eu": "gloom",
            "eu_unclear": "hiccups",
            "sources": "ema labeledin",
        },
    )
    assert labels.left_out == 0


@pytest.mark.parametrize(
    "name",
    [
        "Dimmol",
        "dimmol hydrochloride",
        "Dimmol Sodium Phosphate",
        "dimmol acetate anhydrous",
        "dimmol hemihydrate",
        "dimmol-abcd",
        " dimmol  HCl ",
    ],
)
def test_salts_and_suffixes_are_joined(tmp_path: Path, name: str) -> None:
    (row,) = draw(tmp_path, labeledin=said(("dimmol", "Itch"), (name, "Hiccups"))).rows
    assert (row["id"], row["us"]) == ("dimmol", "hiccups itch")


@pytest.mark.parametrize("name", ["dimmolum hydrochloride", "neodimmol", "dimmol-ab", "sodium dimmol"])
def test_other_drugs_are_not(tmp_path: Path, name: str) -> None:
    assert len(draw(tmp_path, labeledin=said(("dimmol", "Itch"), (name, "Hiccups"))).rows) == 2


def test_all_names_of_a_product_settled_by_hand_make_one_row(tmp_path: Path) -> None:
    (row,) = draw(
        tmp_path,
        labeledin=said(("Lumenol", "Itch"), ("lumenolum acetate", "Hiccups")),
        ema_epar=ema("Glowine", "Gloom"),
    ).rows
    assert (row["id"], row["us"], row["eu"]) == ("lumenol", "hiccups itch", "gloom")


@pytest.mark.parametrize(
    "name",
    [
        "dimmol/lumenol",
        "dimmol and lumenol",
        "dimmol, lumenol",
        "dimmol; lumenol",
        "dimmol + lumenol",
        "lumenol with dimmol",
        "dimmol (as lumenol)",
        "",
    ],
)
def test_combinations_are_left_out(tmp_path: Path, name: str) -> None:
    assert draw(tmp_path, labeledin=said((name, "Itch")), ema_epar=ema(name, "Itch")).rows == ()


@pytest.mark.parametrize(
    "term",
    [
        "Rheumatoid itch",
        "Itch, Rheumatoid",
        "ITCH, RHEUMATOID",
        "Rheumatoid itch (finding)",
        "Rheumatoid itches, chronic form",  # by way of the Disease Ontology
        "Wanderer's itch",
        "rheumatoid itch disease",
        "Rheumatoid itch.",
    ],
)
def test_a_term_is_known_turned_round_longer_and_by_its_synonym(tmp_path: Path, term: str) -> None:
    synonyms = said(("Rheumatoid itches, chronic form", "Rheumatoid Itch"), ("Wanderer's itch", "rheumatoid itch"))
    (row,) = draw(tmp_path, labeledin=said(("dimmol", term)), condition_synonyms=synonyms).rows
    assert row["us"] == "rheumatoid_itch"


def test_what_cannot_be_joined_is_left_out_and_counted(tmp_path: Path) -> None:
    labels = draw(tmp_path, labeledin=said(("dimmol", "Itch"), ("dimmol", "Vertigo"), ("shadol", "Itchy vertigo")))
    assert [row["id"] for row in labels.rows] == ["dimmol"]
    assert labels.rows[0]["us"] == "itch"
    assert labels.left_out == 2


@pytest.mark.parametrize("name", ["Caffeine", "calcium carbonate", "dimm", "7-dimmol", "one of the dimmol kind"])
def test_ordinary_words_are_left_out(tmp_path: Path, name: str) -> None:
    assert draw(tmp_path, labeledin=said((name, "Itch"))).rows == ()


def test_an_ordinary_word_that_was_settled_by_hand_is_kept(tmp_path: Path) -> None:
    (row,) = draw(tmp_path, labeledin=said(("Zinc Oxide", "Itch"))).rows
    assert (row["id"], row["name"]) == ("zinc", "zinc")


def test_drugcentral_counts_for_drugs_on_the_market_of_the_united_states(tmp_path: Path) -> None:
    labels = draw(
        tmp_path,
        drugcentral=said(("dimmol acetate", "Itch"), ("shadol", "Itch"), ("novol", "Itch")),
        drug_list=[{"text": "Dimmol", "usa": "1.0"}, {"text": "Shadol", "usa": "", "eu": "1.0"}],
    )
    assert [(row["id"], row["us"], row["sources"]) for row in labels.rows] == [("dimmol", "itch", "drugcentral")]


def test_orphan_approvals_are_sentences(tmp_path: Path) -> None:
    row = {"text": "dimmol", "label": "Treatment of severe rheumatoid itch.", "trade_name": "Dimmada"}
    assert [(row["us"], row["brands"]) for row in draw(tmp_path, fda_orphan=[row]).rows] == [
        ("rheumatoid_itch", "Dimmada")
    ]


def test_areas_are_approved_and_mentions_unclear(tmp_path: Path) -> None:
    (row,) = draw(
        tmp_path, ema_epar=ema("dimmol", "Itch, Rheumatoid;  Gloom", "For gloom, after hiccups; not for hiccuping.")
    ).rows
    assert (row["eu"], row["eu_unclear"]) == ("gloom rheumatoid_itch", "hiccups")
    assert (row["us"], row["us_unclear"]) == ("", "")


def test_mentions_alone_make_no_row(tmp_path: Path) -> None:
    assert draw(tmp_path, ema_epar=ema("dimmol", "Vertigo", "For hiccups.")).rows == ()


@pytest.mark.parametrize(("status", "category"), [("Withdrawn", "Human"), ("Refused", "Human"), ("Authorised", "Vet")])
def test_what_is_not_authorised_for_people_is_left_out(tmp_path: Path, status: str, category: str) -> None:
    assert draw(tmp_path, ema_epar=ema("dimmol", "Itch", status=status, category=category)).rows == ()


def test_brands_come_from_three_sets(tmp_path: Path) -> None:
    (row,) = draw(
        tmp_path,
        fda_orphan=[{"text": "dimmomab-abcd", "label": "itch", "trade_name": "Dimmada\u2122"}],
        ema_epar=ema("dimmomab", "Itch", text="Itchaway Pen"),
        purplebook=said(("Umbrava", "dimmomab-wxyz"), ("Elsewhere", "shadomab-abcd")),
    ).rows
    assert row["brands"] == "Dimmada|Itchaway Pen|Umbrava"
    assert row["kind"] == "biologic"


@pytest.mark.parametrize(
    "brand", ["dimmada", "Dimmol Teva", "Dim", "Dimmada 40", "Dimmada For Small Children", "Glowine", "-"]
)
def test_what_is_no_brand_or_ours_already_is_none(tmp_path: Path, brand: str) -> None:
    (row,) = draw(tmp_path, ema_epar=ema("dimmol", "Itch", text=brand)).rows
    assert row["brands"] == ""


def test_a_brand_of_two_drugs_is_neithers(tmp_path: Path) -> None:
    rows = [*ema("dimmol", "Itch", text="Dimmada"), *ema("shadol", "Gloom", text="Shadada")]
    labels = draw(tmp_path, ema_epar=[*rows, *ema("shadol", "Itch", text="Dimmada")])
    assert [(row["id"], row["brands"]) for row in labels.rows] == [("dimmol", ""), ("shadol", "Shadada")]


def test_a_brand_in_small_letters_would_be_a_word(tmp_path: Path) -> None:
    (row,) = draw(tmp_path, labeledin=said(("dimmol", "Itch")), purplebook=said(("dimmada", "dimmol"))).rows
    assert row["brands"] == ""


def test_the_same_statements_give_the_same_bytes(tmp_path: Path) -> None:
    rows: dict[str, Rows] = {
        "labeledin": said(("dimmol", "Itch"), ("shadol", "Gloom"), ("dimmol", "Hiccups"), ("lumenol", "Itch")),
        "ema_epar": [
            *ema("shadol", "Itch;Gloom", text="Shadada"),
            *ema("shadol", "Gloom", "hiccups", text="Abendrot"),
        ],
    }
    text = draw(tmp_path, **rows).text("2026-01-01")
    assert text == draw(tmp_path, **rows).text("2026-01-01")
    assert text == draw(tmp_path, **{name: list(reversed(some)) for name, some in rows.items()}).text("2026-01-01")
    assert text == (
        "# Made by healthaudit facts update from public sets of label data, 2026-01-01. Do not edit by hand.\n"
        "id,name,kind,brands,us,us_unclear,eu,eu_unclear,sources\n"
        "dimmol,dimmol,rx_drug,,hiccups itch,,,,labeledin\n"
        "lumenol,lumenol,rx_drug,,itch,,,,labeledin\n"
        "shadol,shadol,rx_drug,Abendrot|Shadada,gloom,,gloom itch,hiccups,ema labeledin\n"
    )


def test_what_was_written_can_be_asked(tmp_path: Path) -> None:
    labels = draw(tmp_path, labeledin=said(("dimmol", "Itch")), ema_epar=ema("dimmol", "Gloom", text="Dimmada"))
    (tmp_path / "labels.csv").write_text(labels.text("2026-01-01"), "utf-8")
    (tmp_path / "approvals.yml").write_text("as_of: 2026-01-01\napprovals: []\n", "utf-8")
    names = load_names(tmp_path)
    approvals = Approvals(load_approvals(tmp_path, names), names, "2026-01-01")
    dimmada = names.find("product", "Dimmada")
    assert approvals.status(dimmada, "itch", "US").status is Status.APPROVED
    assert approvals.status(dimmada, "gloom", "US").status is Status.NOT_LISTED
    assert approvals.status(dimmada, "gloom", "EU").status is Status.APPROVED


@pytest.mark.parametrize("kept", [(), ("notes",), ("drug_list",), ("drugcentral", "labeledin", "ema_epar")])
def test_a_folder_without_the_sets_is_an_error(tmp_path: Path, kept: tuple[str, ...]) -> None:
    for path in sets(tmp_path).iterdir():
        if not any(name in path.name for name in kept):
            path.unlink()
    (tmp_path / "sets" / "notes.csv").write_text("text,label\n", "utf-8")
    (tmp_path / "conditions.yml").write_text(CONDITIONS, "utf-8")
    (tmp_path / "products.yml").write_text(PRODUCTS, "utf-8")
    with pytest.raises(KnowledgeError, match="no sets of label data here") as caught:
        read_labels(tmp_path / "sets", load_names(tmp_path, labels=False))
    assert "drugcentral" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("ema_epar", b"text,label,source,active,status,category\n", r"kb_ema_epar_2026.csv: no column 'area'"),
        ("drug_list", b"text,label\n", r"kb_drug_list_2026.csv: no column 'usa'"),
        ("labeledin", b"drug;label\n", r"kb_labeledin_2026.csv: no column 'label'"),
        ("purplebook", b"", r"kb_purplebook_2026.csv: no column 'label'"),
        ("drugcentral", b"text,label\ncaf\xe9,Itch\n", r"kb_drugcentral_2026.csv: .*utf-8"),
    ],
)
def test_a_set_of_another_shape_is_named(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    draw(tmp_path)
    (tmp_path / "sets" / f"kb_{name}_2026.csv").write_bytes(content)
    with pytest.raises(KnowledgeError, match=message) as caught:
        read_labels(tmp_path / "sets", load_names(tmp_path, labels=False))
    assert caught.value.hint


def test_a_row_that_ends_early_ends_nothing(tmp_path: Path) -> None:
    draw(tmp_path)
    (tmp_path / "sets" / "kb_labeledin_2026.csv").write_text("text,label\nshadol\ndimmol,Itch\n", "utf-8")
    labels = read_labels(tmp_path / "sets", load_names(tmp_path, labels=False))
    assert [row["id"] for row in labels.rows] == ["dimmol"]
    assert labels.left_out == 1
