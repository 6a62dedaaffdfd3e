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


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
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
