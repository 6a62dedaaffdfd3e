"""healthaudit train and evaluate, as a user meets them: an own corpus, an own model, its figures."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

LOUD = ["melts away by {d}", "is gone for good by {d}", "gives up after one {d}", "vanishes like {d} mist"]
CALM = ["is seen on {d}", "may ease a little by {d}", "is talked about every {d}", "costs less on {d}"]
TOPICS = ["knee", "elbow", "belly", "scalp"]
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "healthaudit", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", **environment},
    )


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four batches; the last is for testing."""
    folder = tmp_path_factory.mktemp("corpus")
    chance = random.Random(5)
    for batch, topic in enumerate(TOPICS):
        rows = []
        for number in range(60):
            loud = number % 2 == 0
            words = chance.choice(LOUD if loud else CALM).format(d=chance.choice(DAYS))
            rows.append(
                {
                    "id": f"{batch}-{number}",
                    "text": f"Your {topic} trouble number {number} {words}.",
                    "labels": ["overclaim/efficacy"] if loud else [],
                    "topic": topic,
                    "register": "shop" if number % 3 else "leaflet",
                }
            )
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"batch{batch}.jsonl").write_text(lines, "utf-8")
    (folder / "corpus.yml").write_text("test: [batch3]\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def model(corpus: Path) -> Path:
    path = corpus / "own.model"
    made = run("train", "--corpus", corpus, "-o", path, "--card", corpus / "card.md")
    assert made.returncode == 0, made.stderr
    assert "180 sentences to learn from, 1 batches kept for testing" in made.stderr
    return path


def test_training_again_gives_the_same_file(corpus: Path, model: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.model"
    assert run("train", "--corpus", corpus, "-o", again).returncode == 0
    assert again.read_bytes() == model.read_bytes()


def test_the_card_tells_what_the_model_is(corpus: Path, model: Path) -> None:
    card = (corpus / "card.md").read_text("utf-8")
    assert "180 sentences in 3 batches, 90 of them clean" in card
    assert "| Kept for testing | batch3 |" in card
    assert "## Limits" in card
    head = json.loads(model.read_bytes().split(b"\n")[1])
    assert head["digest"] in card
    assert head["corpus"] in card


def test_auditing_with_an_own_model_and_without_any(model: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<p>Patients see a doctor about symptoms and treatment.</p><p>Order our balm, it cures pain for good.</p>"
    )
    reports = {
        name: json.loads(run("audit", page, "-f", "json", "--fail-on", "never", *options).stdout)
        for name, options in {"own": ("--model", model), "bundled": (), "none": ("--no-model",)}.items()
    }
    digests = {name: report["tool"]["model"] for name, report in reports.items()}
    assert digests["none"] == ""
    assert digests["own"] != digests["bundled"] != ""
    assert reports["none"]["pages"][0]["findings"]
    assert all(one["opinion"] is None for one in reports["none"]["pages"][0]["findings"])
    assert any(one["opinion"] for one in reports["bundled"]["pages"][0]["findings"])
    assert reports["none"]["pages"][0]["outcomes"]["likely-overclaim"] == "not-applicable"


def test_evaluating_an_own_corpus(corpus: Path, model: Path, tmp_path: Path) -> None:
    outputs = [tmp_path / f"evaluation.{suffix}" for suffix in ("md", "json", "html")]
    options = [option for path in outputs for option in ("-o", path)]
    done = run("evaluate", corpus, "--model", model, *options)
    assert done.returncode == 0, done.stderr
    assert done.stdout == outputs[0].read_text("utf-8")
    data = json.loads(outputs[1].read_text("utf-8"))
    (part,) = data["parts"]
    assert part["name"].endswith(", test batches")
    assert part["size"] == 60
    for way, one in part["families"]["overclaim"].items():
        assert one["right"] + one["missed"] == one["found"] + one["missed"] == 30, way
        assert one["f1"]["low"] <= one["f1"]["value"] <= one["f1"]["high"]
    assert part["calibration"]["overclaim"]["average_precision"] > 0.9
    assert set(part["registers"]) == {"shop", "leaflet"}
    html = outputs[2].read_text("utf-8")
    assert html.count("<svg") == 2
    assert "<script" not in html
    assert "http:" not in html
    assert "https:" not in html


def test_evaluating_rules_alone(corpus: Path) -> None:
    done = run("evaluate", corpus, "--no-model", "--examples", "0")
    assert done.returncode == 0, done.stderr
    assert "no classifier" in done.stdout
    assert "| overclaim | rules |" in done.stdout
    assert "| overclaim | both |" not in done.stdout


def test_texts_of_gold_cannot_break_the_report(tmp_path: Path) -> None:
    row = {"id": "a", "text": "<script>alert(1)</script> | *cures* [x](y) cancer for good", "labels": []}
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    done = run("evaluate", tmp_path, "-o", tmp_path / "a.html")
    assert "\\<script\\>alert(1)" in done.stdout
    assert "\\| \\*cures\\* \\[x\\](y)" in done.stdout
    assert "<script>" not in (tmp_path / "a.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("evaluate", "nowhere"), "nowhere: no such file or folder"),
        (("evaluate", "."), "no gold here"),
        (("evaluate", "a.jsonl", "-o", "a.pdf"), "a.pdf: no format has the suffix"),
        (("evaluate", "a.jsonl", "--model", "a.jsonl"), "a.jsonl: not a model of this version"),
        (("evaluate", "a.jsonl", "--model", "a.jsonl", "--no-model"), "exclude each other"),
        (("audit", "page.md", "--model", "none.model"), "none.model: cannot be read"),
        (("audit", "page.md", "--model", "a.jsonl", "--no-model"), "exclude each other"),
        (("train", "--corpus", "empty"), "empty: no labelled sentences here"),
        (("train", "--corpus", "a.jsonl"), "a corpus needs two batches at least"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line_with_a_hint(
    arguments: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "page.md").write_text("A page.")
    (tmp_path / "a.jsonl").write_text('{"id": "1", "text": "Sleep well.", "labels": []}\n')
    if "." in arguments:
        (tmp_path / "a.jsonl").unlink()
    done = run(*arguments)
    assert done.returncode == 2, done.stderr
    errors = [line for line in done.stderr.splitlines() if line.startswith(("healthaudit: error", "hint"))]
    assert said in errors[0]
    assert errors[1].startswith("hint: ")


def test_training_without_scikit_learn_says_what_to_install(tmp_path: Path) -> None:
    """As on a machine with the core only: the module cannot be found."""
    (tmp_path / "sklearn.py").write_text("raise ImportError('No module named sklearn')")
    done = run("train", "--corpus", tmp_path, PYTHONPATH=str(tmp_path))
    assert done.returncode == 2
    assert 'pip install "healthaudit[train]"' in done.stderr


def test_auditing_imports_neither_numpy_nor_scikit_learn(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Patients see a doctor about symptoms. Our tea cures diabetes for good. Order now.")
    script = (
        "import sys; sys.argv = ['healthaudit', 'audit', sys.argv[1], '--fail-on', 'never']\n"
        "from healthaudit.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print({'numpy', 'sklearn', 'scipy', 'nltk'} & sys.modules.keys(), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script, page], capture_output=True, text=True)
    assert "likely" in done.stdout or "finding" in done.stdout
    assert done.stderr.strip().endswith("set()")
