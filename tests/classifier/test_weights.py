"""The file of a model: the same after a round trip, and refused when anything is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from classifier_by_hand import by_hand

from healthaudit.classifier import BUNDLED_MODEL, load_model
from healthaudit.classifier.weights import MAGIC, pack, unpack
from healthaudit.errors import ModelError


def test_a_model_survives_its_file() -> None:
    weights = by_hand()
    again = unpack(pack(weights), "again")
    assert pack(again) == pack(weights)
    assert again.families == weights.families
    assert again.rows == weights.rows
    assert again.words == {"cures": 0, "^ call": 3}


def test_the_bundled_model_is_small_and_knows_all_families() -> None:
    assert BUNDLED_MODEL.stat().st_size < 3_000_000
    weights = load_model(BUNDLED_MODEL)
    assert [family.name for family in weights.families] == ["citation", "hotline", "off-label", "overclaim", "safety"]
    assert len(weights.kinds) == 16
    assert sorted(kind for family in weights.families for kind in family.kinds) == list(range(16))


def damaged(change: str) -> bytes:
    content = pack(by_hand())
    line, _, payload = content[len(MAGIC) :].partition(b"\n")
    head = json.loads(line)
    match change:
        case "empty":
            return b""
        case "another format":
            return b"healthaudit model 2\n" + line + b"\n" + payload
        case "cut":
            return content[:-3]
        case "a weight changed":
            return content[:-1] + bytes([content[-1] ^ 1])
        case "no head":
            return MAGIC
        case "head is a list":
            return MAGIC + b"[]\n" + payload
        case "too many features":
            head["features"]["words"] += 1
        case "fewer features":
            head["features"]["pieces"] = 0
        case "negative count":
            head["features"]["pieces"] = -1
        case "endless bias":
            head["families"][0]["bias"] = 1e999
        case "kind that is not there":
            head["families"][0]["kinds"] = [7]
        case "no curve":
            del head["families"][0]["curve"]
        case "prior of one":
            head["families"][0]["prior"] = 1.0
        case "step of zero":
            head["step"] = 0.0
    return MAGIC + json.dumps(head).encode() + b"\n" + payload


@pytest.mark.parametrize(
    "change",
    [
        "empty", "another format", "cut", "a weight changed", "no head", "head is a list", "too many features",
        "fewer features", "negative count", "endless bias", "kind that is not there", "no curve", "prior of one",
        "step of zero",
    ],
)  # fmt: skip
def test_a_file_that_is_no_model_is_refused(change: str, tmp_path: Path) -> None:
    path = tmp_path / "some.model"
    path.write_bytes(damaged(change))
    with pytest.raises(ModelError, match=r"some\.model: ") as refused:
        load_model(path)
    assert refused.value.hint
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        load_model(tmp_path / "none.model")
