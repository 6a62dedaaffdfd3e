"""Claims that are on record as false, and the rules that name them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from healthaudit.errors import KnowledgeError
from healthaudit.knowledge.claims import load_claims
from healthaudit.model import OnRecord

RULES = Path(__file__).parents[2] / "rules"
GOOD = """as_of: 2026-01-02
claims:
  - id: moon-cheese
    claim: The moon is made of cheese.
    topic: sky
    verdict: It is made of rock.
    source: Example Academy
    url: https://academy.example/moon
    year: 1969
  - id: sun-cold
    claim: The sun is cold.
    topic: sky
    verdict: It is hot.
    source: Example Academy
    url: http://academy.example/sun
    unverified: true
"""


def claims(folder: Path, text: str) -> dict[str, OnRecord]:
    (folder / "claims.yml").write_text(text, encoding="utf-8")
    return dict(load_claims(folder))


def test_a_good_file(tmp_path: Path) -> None:
    assert claims(tmp_path, GOOD) == {
        "moon-cheese": OnRecord(
            "moon-cheese",
            "The moon is made of cheese.",
            "sky",
            "It is made of rock.",
            "Example Academy",
            "https://academy.example/moon",
            1969,
        ),
        "sun-cold": OnRecord(
            "sun-cold",
            "The sun is cold.",
            "sky",
            "It is hot.",
            "Example Academy",
            "http://academy.example/sun",
            unverified=True,
        ),
    }


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    claim: The moon is made of cheese.\n", "", "entry moon-cheese: 'claim' must be text"),
        ("    topic: sky\n    verdict: It is made", "    verdict: It is made", "entry moon-cheese: 'topic' must be"),
        ("verdict: It is hot.", "verdict: no", "entry sun-cold: 'verdict' must be text, not False"),
        ("    source: Example Academy\n", "", "entry moon-cheese: 'source' must be text"),
        ("url: https://academy.example/moon", "url: academy.example", "entry moon-cheese: not an address"),
        ("    url: http://academy.example/sun\n", "", "entry sun-cold: 'url' must be text"),
        ("year: 1969", "year: '1969'", "entry moon-cheese: no such year: '1969'"),
        ("year: 1969", "year: true", "entry moon-cheese: no such year: True"),
        ("year: 1969", "year: 69", "entry moon-cheese: no such year: 69"),
        ("unverified: true", "unverified: 1", "entry sun-cold: 'unverified' must be true or false"),
        ("year: 1969", "when: 1969", "entry moon-cheese: unknown key 'when'"),
        ("id: sun-cold", "id: moon-cheese", "entry moon-cheese: this id is there twice"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(KnowledgeError) as caught:
        claims(tmp_path, GOOD.replace(old, new, 1))
    assert str(caught.value).startswith(f"claims.yml, {message}")
    assert caught.value.hint


def test_the_bundled_claims_are_complete() -> None:
    bundled = load_claims(RULES / "knowledge")
    assert len(bundled) >= 60
    assert len({claim.claim for claim in bundled.values()}) == len(bundled)
    for claim in bundled.values():
        for text in (claim.claim, claim.verdict):
            assert text.endswith("."), f"{claim.id}: {text}"


def test_rules_of_misinformation_name_the_claims() -> None:
    bundled = load_claims(RULES / "knowledge")
    named = {
        name
        for path in sorted((RULES / "safety").glob("*.yml"))
        for name in yaml.safe_load(path.read_text("utf-8")).get("on_record", [])
    }
    assert len(named) >= 50
    assert named <= set(bundled)
