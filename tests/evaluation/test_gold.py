"""Gold is read whole or refused with file, line and a hint."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from healthaudit.auditor import Auditor
from healthaudit.errors import GoldError
from healthaudit.evaluation.gold import read_corpus, read_pages, read_second_labels
from healthaudit.evaluation.learning import examples_on
from healthaudit.model import BlockKind
from healthaudit.pages import read
from healthaudit.settings import Settings

GOOD = {"id": "a-1", "text": "Rub & <rest>", "labels": ["overclaim/efficacy"], "topic": "skin", "register": "shop"}


def written(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows) + "\n", "utf-8")
    return path


def test_a_file_of_sentences(tmp_path: Path) -> None:
    file = written(tmp_path / "mine.jsonl", GOOD, "", {**GOOD, "id": "a-2", "labels": [], "unit": "button"})
    corpus = read_corpus(file)
    assert [(one.id, one.batch, one.families) for one in corpus.sentences] == [
        ("a-1", "mine", {"overclaim"}),
        ("a-2", "mine", set()),
    ]
    assert corpus.development == corpus.sentences
    assert [one.block for one in corpus.sentences] == [BlockKind.PARAGRAPH, BlockKind.BUTTON]


@pytest.mark.parametrize(
    ("unit", "kind"),
    [("sentence", "paragraph"), ("heading", "heading"), ("button", "button"), ("list-item", "list-item"),
     ("quote", "quote"), ("table-cell", "table-cell")],
)  # fmt: skip
def test_a_sentence_as_a_page_of_its_own(unit: str, kind: str, tmp_path: Path) -> None:
    (one,) = read_corpus(written(tmp_path / "a.jsonl", {**GOOD, "unit": unit})).sentences
    page = read(one.document())
    assert [block.kind for block in page.blocks] == [kind]
    assert page.text.strip() == GOOD["text"]


def test_a_folder_leaves_out_second_labels_and_keeps_test_batches_apart(tmp_path: Path) -> None:
    written(tmp_path / "one.jsonl", GOOD)
    written(tmp_path / "two.jsonl", {**GOOD, "id": "b-1"})
    written(tmp_path / "second-labels.jsonl", {"id": "a-1", "labels": []})
    (tmp_path / "corpus.yml").write_text("test: [two]\n")
    corpus = read_corpus(tmp_path)
    assert [one.id for one in corpus.sentences] == ["a-1", "b-1"]
    assert [one.id for one in corpus.development] == ["a-1"]
    assert read_second_labels(tmp_path / "second-labels.jsonl") == {"a-1": frozenset()}


def test_what_a_person_was_unsure_of_is_no_gold(tmp_path: Path) -> None:
    file = written(tmp_path / "a.jsonl", {**GOOD, "unsure": True, "labels": []}, {**GOOD, "id": "a-2"})
    assert [one.id for one in read_corpus(file).sentences] == ["a-2"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{", r"a\.jsonl:2: not JSON"),
        ("[]", r"a\.jsonl:2: not an object"),
        ({**GOOD, "text": " "}, r"a\.jsonl:2: 'text' is missing or empty"),
        ({"id": "x", "labels": []}, r"a\.jsonl:2: 'text'"),
        ({**GOOD, "labels": "overclaim"}, r"a\.jsonl:2: 'labels'"),
        ({**GOOD, "labels": ["overclaim"]}, r"a\.jsonl:2: 'labels'"),
    ],
)
def test_a_malformed_row_is_refused_by_its_line(row: object, said: str, tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=said) as refused:
        read_corpus(written(tmp_path / "a.jsonl", GOOD, row))
    assert refused.value.hint


@pytest.mark.parametrize("use", ["test: two", "- two", "test: [none]", "test: ["])
def test_a_malformed_use_of_batches_is_refused(use: str, tmp_path: Path) -> None:
    written(tmp_path / "one.jsonl", GOOD)
    (tmp_path / "corpus.yml").write_text(use)
    with pytest.raises(GoldError, match=r"corpus\.yml"):
        read_corpus(tmp_path)


def test_an_empty_folder_and_a_file_that_is_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no labelled sentences"):
        read_corpus(tmp_path)
    (tmp_path / "a.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(GoldError, match="cannot be read"):
        read_corpus(tmp_path)


PAGE = """Our balm ends every ache in your knees. Opening hours are nine to five.

Perhaps it helps a bit. Patients with osteoarthritis see a doctor about treatment of their symptoms.
"""
GOLD = """kind: marketing
findings: [{family: overclaim, kind: efficacy, quote: ends every ache}]
unsure: [{quote: Perhaps it helps a bit.}]
"""


def page(folder: Path, gold: str = GOLD) -> Path:
    (folder / "knees.md").write_text(PAGE)
    (folder / "knees.md.gold.yml").write_text(gold)
    (folder / "other.md").write_text(PAGE)
    return folder


def test_pages_with_gold(tmp_path: Path) -> None:
    (one,) = read_pages(page(tmp_path))
    assert (one.kind, len(one.findings), len(one.unsure)) == ("marketing", 1, 1)
    assert [it.document.source for it in read_pages(tmp_path / "knees.md")] == [one.document.source]


@pytest.mark.parametrize(
    "gold",
    [
        "findings: [{family: overclaim}]",
        "[",
        "- a",
        "findings: [{quote: ' '}]",
        "!!python/object/apply:os.getcwd []",
        "a0: &a0 [x]\n" + "\n".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 25)),
        "[" * 5_000,
    ],
)
def test_a_page_s_malformed_gold_is_refused(gold: str, tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"knees\.md\.gold\.yml"):
        read_pages(page(tmp_path, gold))


def test_every_sentence_of_a_page_is_learnt_from_but_the_unsure(tmp_path: Path) -> None:
    learnt = list(examples_on(read_pages(page(tmp_path)), Auditor.load(Settings(classify=False))))
    assert [(one.text, set(one.labels)) for one in learnt] == [
        ("Our balm ends every ache in your knees.", {"overclaim/efficacy"}),
        ("Opening hours are nine to five.", set()),
        ("Patients with osteoarthritis see a doctor about treatment of their symptoms.", set()),
    ]
    assert all(one.on_page and one.batch == "knees.md" for one in learnt)
