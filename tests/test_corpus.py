"""The labelled sentences: well formed, paired, of many hands and topics, and no two nearly the same."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "fixtures" / "corpus"
LABELS = {
    "overclaim": {
        "efficacy", "safety", "superiority", "inflated-evidence", "outcomes", "testimonial", "regulator-halo",
    },
    "hotline": {"hotline", "cta", "lead-capture"},
    "citation": {"vague-attribution", "statistic-without-source", "study-without-reference"},
    "off-label": {"approval-misstatement"},
    "safety": {"dangerous-advice", "misinformation"},
}  # fmt: skip
REGISTERS = {
    "slick-marketing", "clumsy-marketing", "wellness-warm", "bro-science", "doctor-blog", "startup", "leaflet",
    "hospital", "news", "journal", "forum", "debunking", "charity", "regulator",
}  # fmt: skip
UNITS = {"sentence", "heading", "button", "list-item", "table-cell", "quote"}
KEYS = {"id", "text", "labels", "topic", "register", "unit", "pair"}
#: Two sentences that share so much of their words say the same; members of a pair may.
ALIKE = 0.85


def batches() -> dict[str, list[dict[str, Any]]]:
    return {
        path.stem: [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for path in sorted(FOLDER.glob("b*.jsonl"))
    }


BATCHES = batches()
ROWS = [row for rows in BATCHES.values() for row in rows]


def words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))


def test_every_line_is_well_formed() -> None:
    for batch, rows in BATCHES.items():
        for row in rows:
            assert {*row} <= KEYS, row["id"]
            assert {*row} >= KEYS - {"pair"}, row["id"]
            assert row["id"].startswith(f"{batch}-"), row["id"]
            assert row["register"] in REGISTERS, row["id"]
            assert row["unit"] in UNITS, row["id"]
            assert row["topic"].strip(), row["id"]
            assert row["text"] == " ".join(row["text"].split()) != "", row["id"]
            for label in row["labels"]:
                family, _, kind = label.partition("/")
                assert kind in LABELS[family], row["id"]
            assert len({*row["labels"]}) == len(row["labels"]), row["id"]


def test_ids_are_unique() -> None:
    assert [one for one, times in Counter(row["id"] for row in ROWS).items() if times > 1] == []


def test_pairs_name_each_other_and_differ_in_their_labels() -> None:
    by_id = {row["id"]: row for row in ROWS}
    for row in ROWS:
        if "pair" in row:
            other = by_id[row["pair"]]
            assert other.get("pair") == row["id"], row["id"]
            assert {*other["labels"]} != {*row["labels"]}, row["id"]


def test_many_hands_topics_and_clean_sentences() -> None:
    assert len(ROWS) >= 6000
    assert len(BATCHES) >= 12
    assert len({row["topic"] for row in ROWS}) >= 40
    clean = sum(not row["labels"] for row in ROWS)
    assert 0.4 < clean / len(ROWS) < 0.6
    for topic, rows in _by(ROWS, "topic").items():
        assert 0 < sum(not row["labels"] for row in rows) < len(rows), topic


def test_no_two_say_the_same() -> None:
    """By words; candidates share one of their three rarest."""
    said = [(row, words(row["text"])) for row in ROWS]
    often = Counter(word for _, one in said for word in one)
    index: defaultdict[str, list[int]] = defaultdict(list)
    alike = []
    for number, (row, one) in enumerate(said):
        rare = sorted(one, key=lambda word: (often[word], word))[:3]
        for other in {at for word in rare for at in index[word]}:
            earlier, its = said[other]
            paired = row.get("pair") == earlier["id"]
            if not paired and len(one & its) >= ALIKE * len(one | its):
                alike.append((earlier["id"], row["id"]))
        for word in rare:
            index[word].append(number)
    assert alike == []


def test_second_labels_are_of_a_tenth_of_every_batch() -> None:
    lines = (FOLDER / "second-labels.jsonl").read_text("utf-8").splitlines()
    second = {row["id"]: row["labels"] for row in map(json.loads, lines)}
    assert len(second) == len(lines)
    assert {*second} <= {row["id"] for row in ROWS}
    for batch, rows in BATCHES.items():
        read = sum(row["id"] in second for row in rows)
        assert read >= 0.05 * len(rows), batch
    assert len(second) >= 0.095 * len(ROWS)
    for labels in second.values():
        assert all(label.partition("/")[2] in LABELS[label.partition("/")[0]] for label in labels)


def _by(rows: list[dict[str, Any]], key: str) -> dict[str, list[dict[str, Any]]]:
    groups: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups
