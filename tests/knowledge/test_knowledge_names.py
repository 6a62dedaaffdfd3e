"""Names of conditions and products, from files that are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthaudit.errors import KnowledgeError
from healthaudit.knowledge.names import Condition, Name, Product, load_names

CONDITIONS = """
as_of: 2026-01-02
conditions:
  mental:
    - {id: gloom, name: gloom disorder, aka: [gloom], weak_names: [gloom]}
    - {id: deep_gloom, name: deep gloom, acronyms: [AIDE], parent: gloom}
  wellness:
    - {id: zest, name: zest, aka: [pep], weak: true}
"""
PRODUCTS = """
as_of: 2026-01-02
products:
  device:
    - {id: lamp, name: gloom lamp, brands: [Glow-It, Sunny], acronyms: [GL], weak_names: [Sunny, GL]}
"""


def write(folder: Path, conditions: str = CONDITIONS, products: str = PRODUCTS) -> Path:
    (folder / "conditions.yml").write_text(conditions, encoding="utf-8")
    (folder / "products.yml").write_text(products, encoding="utf-8")
    return folder


def test_every_form_of_every_name_in_the_order_of_the_files(tmp_path: Path) -> None:
    assert load_names(write(tmp_path)).names == (
        Name("gloom disorder", "condition", "gloom"),
        Name("gloom disorders", "condition", "gloom"),
        Name("gloom", "condition", "gloom", weak=True),
        Name("deep gloom", "condition", "deep_gloom"),
        Name("AIDE", "condition", "deep_gloom", acronym=True),
        Name("zest", "condition", "zest", weak=True),
        Name("pep", "condition", "zest", weak=True),
        Name("gloom lamp", "product", "lamp"),
        Name("glow-it", "product", "lamp"),
        Name("glow it", "product", "lamp"),
        Name("sunny", "product", "lamp", weak=True),
        Name("GL", "product", "lamp", weak=True, acronym=True),
    )


def test_ids_lead_to_what_they_stand_for(tmp_path: Path) -> None:
    names = load_names(write(tmp_path))
    assert names.conditions["deep_gloom"] == Condition("deep_gloom", "deep gloom", "mental", parent="gloom")
    assert names.products["lamp"] == Product("lamp", "gloom lamp", "device")
    with pytest.raises(TypeError):
        names.products["lamp"] = Product("lamp", "other", "device")  # type: ignore[index]


def test_what_a_condition_says_of_others(tmp_path: Path) -> None:
    changed = CONDITIONS.replace("parent: gloom}", "parent: gloom, covers: [gloom], beside: [zest]}")
    names = load_names(write(tmp_path, conditions=changed.replace("weak: true}", "weak: true, vague: true}")))
    deep = Condition("deep_gloom", "deep gloom", "mental", parent="gloom", covers=("gloom",), beside=("zest",))
    assert names.conditions["deep_gloom"] == deep
    assert [one.id for one in names.conditions.values() if one.vague] == ["zest"]


def test_what_a_product_contains_and_whether_it_is_a_class(tmp_path: Path) -> None:
    more = "    - {id: moon, name: Moon, contains: lamp}\n    - {id: lamps, name: lamps, class: true}\n"
    names = load_names(write(tmp_path, products=PRODUCTS + more))
    assert names.products["moon"] == Product("moon", "Moon", "device", contains="lamp")
    assert names.products["lamps"] == Product("lamps", "lamps", "device", is_class=True)


def test_find_takes_ids_and_names_in_any_case(tmp_path: Path) -> None:
    names = load_names(write(tmp_path))
    for text in ("lamp", "GLOOM  Lamp", "glow it", "Glow-It", "gl"):
        assert names.find("product", text) == "lamp"
    assert names.find("condition", "aide") == names.find("condition", "deep_gloom") == "deep_gloom"
    assert names.find("condition", "lamp") == names.find("product", "gloom") == names.find("product", "") == ""


LABELS = """# A comment.
id,name,kind,brands,us,us_unclear,eu,eu_unclear,sources
lamp,gloom lamp,biologic,,gloom,,,,drugcentral
dimmol,dimmol,rx_drug,Stand|Dimm Extra,gloom,,,,drugcentral
"""


def test_drugs_on_labels_are_added_and_their_brands_count_in_their_own_case(tmp_path: Path) -> None:
    (write(tmp_path) / "labels.csv").write_text(LABELS, "utf-8")
    by_hand, names = load_names(tmp_path, labels=False), load_names(tmp_path)
    assert names.products == {**by_hand.products, "dimmol": Product("dimmol", "dimmol", "rx_drug")}
    assert names.names[len(by_hand.names) :] == (
        Name("dimmol", "product", "dimmol"),
        Name("Stand", "product", "dimmol", acronym=True),
        Name("Dimm Extra", "product", "dimmol", acronym=True),
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("acronyms: [GL]", "acronyms: [GL], contains: lmap", "products.yml, entry lamp: no such product: lmap"),
        ("acronyms: [GL]", "acronyms: [GL], class: very", "products.yml, entry lamp: 'class' must be true or false"),
        ("acronyms: [GL]", "acronyms: [GL], parent: lamp", "products.yml, entry lamp: unknown key 'parent'"),
        ("brands: [Glow-It, Sunny]", "brands: Sunny", "products.yml, entry lamp: 'brands' must be a list"),
    ],
)
def test_what_is_wrong_with_a_product_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in PRODUCTS
    with pytest.raises(KnowledgeError) as caught:
        load_names(write(tmp_path, products=PRODUCTS.replace(old, new)))
    assert str(caught.value).startswith(message)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("parent: gloom", "covers: [glom]", "conditions.yml, entry deep_gloom: no such condition: glom"),
        ("parent: gloom", "beside: [glom]", "conditions.yml, entry deep_gloom: no such condition: glom"),
        ("parent: gloom", "covers: gloom", "conditions.yml, entry deep_gloom: 'covers' must be a list"),
        ("parent: gloom", "vague: a bit", "conditions.yml, entry deep_gloom: 'vague' must be true or false"),
        ("parent: gloom", "contains: gloom", "conditions.yml, entry deep_gloom: unknown key 'contains'"),
        ("parent: gloom", "parent: glom", "conditions.yml, entry deep_gloom: no such parent: glom"),
        ("weak_names: [gloom]", "weak_names: [glom]", "conditions.yml, entry gloom: weak_names has 'glom'"),
        ("weak: true", "weak: yes please", "conditions.yml, entry zest: 'weak' must be true or false"),
        ("aka: [pep]", "aka: pep", "conditions.yml, entry zest: 'aka' must be a list"),
        ("aka: [pep]", "aka: [1]", "conditions.yml, entry zest: 'aka' must hold text only"),
        ("name: zest, ", "", "conditions.yml, entry zest: 'name' must be text"),
        (
            "  wellness:\n",
            "  wellness: none\n  mental:\n",
            "conditions.yml: 'conditions' must map each heading",
        ),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in CONDITIONS
    with pytest.raises(KnowledgeError) as caught:
        load_names(write(tmp_path, conditions=CONDITIONS.replace(old, new)))
    assert str(caught.value).startswith(message)
    assert caught.value.hint
