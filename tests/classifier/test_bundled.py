"""The bundled model is the one that the corpus gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from healthaudit.auditor import Auditor
from healthaudit.classifier import BUNDLED_MODEL, load_model
from healthaudit.classifier.features import pieces
from healthaudit.classifier.train import Settings as Hyperparameters
from healthaudit.classifier.train import labels, weigh
from healthaudit.evaluation.gold import read_corpus, read_pages
from healthaudit.evaluation.learning import examples_of, examples_on
from healthaudit.settings import Settings

FIXTURES = Path(__file__).parents[2] / "fixtures"


def test_its_weights_come_out_of_the_corpus_bit_for_bit() -> None:
    model = load_model(BUNDLED_MODEL)
    rules = Auditor.load(Settings(classify=False))
    examples = [*examples_of(read_corpus(FIXTURES / "corpus")), *examples_on(read_pages(FIXTURES / "pages"), rules)]
    families, kinds = labels(examples)
    assert [family.name for family in model.families] == families
    assert [kind.label for kind in model.kinds] == kinds
    columns, rows, biases = weigh(examples, [*families, *kinds], Hyperparameters())
    assert [one.bias for one in (*model.families, *model.kinds)] == biases, "run make model"
    groups = {"words": model.words, "pieces": model.pieces, "cues": model.cues}
    seen = 0
    for number, (group, name) in enumerate(columns.names()):
        row = groups[group].get(name)
        kept = np.array(model.rows[row : row + model.width] if row is not None else [0] * len(rows))
        if row is not None and group == "words" and " " not in name:  # a word's weights hold those of its pieces
            for piece in pieces(name):
                if (at := model.pieces.get(piece)) is not None:
                    kept -= np.array(model.rows[at : at + model.width])
        assert kept.tolist() == rows[:, number].tolist(), f"{group} {name!r}: run make model"
        seen += row is not None
    assert seen == sum(map(len, groups.values()))


def test_test_batches_and_held_out_pages_are_not_learnt_from() -> None:
    corpus = read_corpus(FIXTURES / "corpus")
    assert corpus.test == {"b08", "b11", "b14"}
    learnt = {example.batch for example in examples_of(corpus)}
    assert not learnt & corpus.test
    assert {*corpus.seen_by_rules} <= learnt
    topics = [{one.topic for one in corpus.sentences if (one.batch in corpus.test) is test} for test in (True, False)]
    assert not topics[0] & topics[1], "a topic must not stand on both sides"
    held_out = {Path(page.document.source).name for page in read_pages(FIXTURES / "pages" / "held-out")}
    assert not held_out & {Path(page.document.source).name for page in read_pages(FIXTURES / "pages")}
