"""Gold: sentences and pages that people have labelled. docs/evaluation.md describes both formats."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from healthaudit.errors import GoldError, RuleError
from healthaudit.model import BlockKind, Document, Media, Skipped
from healthaudit.rulefiles import content_of
from healthaudit.sources import collect

#: Labels of a second reader, for agreement; no gold of their own.
SECOND_LABELS = "second-labels.jsonl"
#: How the batches of a folder of sentences are used.
USED = "corpus.yml"
#: What a page's gold is called: that of page.html is page.html.gold.yml.
SUFFIX = ".gold.yml"
_TAGS = {"button": "button", "list-item": "li", "quote": "blockquote", "table-cell": "td", "heading": "h2"}
_AROUND = {"li": "<ul>{}</ul>", "td": "<table><tr>{}</tr></table>"}
_FORMAT = "docs/evaluation.md describes the format"


class Sentence(NamedTuple):
    """A labelled sentence, heading, button ..."""

    id: str
    text: str
    labels: frozenset[str]
    """family/kind; none for a clean one."""
    topic: str
    register: str
    unit: str
    """sentence, heading, button, list-item, table-cell or quote."""
    batch: str
    """Stem of its file."""

    @property
    def families(self) -> frozenset[str]:
        """Families of its labels."""
        return frozenset(label.partition("/")[0] for label in self.labels)

    @property
    def block(self) -> BlockKind:
        """What it is on a page."""
        return BlockKind(self.unit) if self.unit in _TAGS else BlockKind.PARAGRAPH

    def document(self) -> Document:
        """The sentence as a page of its own."""
        tag = _TAGS.get(self.unit, "p")  # in plain text, one without a full stop would pass for a heading
        marked = _AROUND.get(tag, "{}").replace("{}", f"<{tag}>{escape(self.text)}</{tag}>")
        return Document(self.id, Media.HTML, f"<p></p>{marked}")


class Corpus(NamedTuple):
    """Labelled sentences, and how their batches are used."""

    sentences: tuple[Sentence, ...]
    test: frozenset[str]
    """Batches that nothing is learnt from."""
    seen_by_rules: frozenset[str]
    """Batches that rules were written with a look at."""

    @property
    def development(self) -> tuple[Sentence, ...]:
        """What may be learnt from."""
        return tuple(sentence for sentence in self.sentences if sentence.batch not in self.test)


class GoldPage(NamedTuple):
    """A page with its gold."""

    document: Document
    kind: str
    """marketing, clean, mixed, other."""
    findings: tuple[dict[str, Any], ...]
    """{family, kind, quote} each."""
    unsure: tuple[dict[str, Any], ...]
    """Places about which two reviewers would disagree."""
    gold: dict[str, Any]
    """All that its file says."""


def read_corpus(path: Path) -> Corpus:
    """Sentences of a file, or of every .jsonl file of a folder. Raises GoldError."""
    files = sorted(file for file in path.glob("*.jsonl") if file.name != SECOND_LABELS) if path.is_dir() else [path]
    if not files:
        raise GoldError(f"{path}: no labelled sentences here", "a corpus is a folder of .jsonl files")
    use = _use(path / USED) if path.is_dir() else {}
    test, seen = (frozenset(map(str, use.get(key, ()))) for key in ("test", "seen_by_rules"))
    if strange := (test | seen) - {file.stem for file in files}:
        raise GoldError(f"{path / USED}: no batch {min(strange)!r} here", "a batch is named after its file")
    sentences = tuple(sentence for file in files for sentence in _sentences(file))
    return Corpus(sentences, test, seen)


def read_pages(path: Path) -> list[GoldPage]:
    """Pages that have gold: of a folder (not of those below it), or one page. Raises GoldError."""
    if path.is_dir() and not any(path.glob(f"*{SUFFIX}")):
        return []
    return list(_pages(path))


def _pages(path: Path) -> Iterator[GoldPage]:
    import yaml

    for document in collect([str(path)]):
        if isinstance(document, Skipped):
            raise GoldError(f"{document.source}: {document.reason}", document.hint)
        file = Path(document.source + SUFFIX)
        if not file.exists() or (path.is_dir() and file.parent.resolve() != path.resolve()):
            continue
        try:
            gold = _data(file)
            found, unsure = (tuple(gold.get(key) or ()) for key in ("findings", "unsure"))
            for entry in (*found, *unsure):
                if not str(entry["quote"]).strip():
                    raise ValueError("an empty quote")
            yield GoldPage(document, str(gold.get("kind", "")), found, unsure, gold)
        except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as problem:
            raise GoldError(f"{file}: not a page's gold: {' '.join(str(problem).split())}", _FORMAT) from None


def read_second_labels(path: Path) -> dict[str, frozenset[str]]:
    """Id to the labels of a second reader. Raises GoldError."""
    return {str(row["id"]): _labels(row, where) for where, row in _rows(path)}


def _data(path: Path) -> Any:
    """Of a YAML file. Raises GoldError, yaml.YAMLError and UnicodeDecodeError."""
    import yaml

    try:
        text = content_of(str(path)).decode("utf-8")
    except RuleError as problem:
        raise GoldError(str(problem), problem.hint) from None
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _use(path: Path) -> dict[str, Any]:
    import yaml

    if not path.exists():
        return {}
    try:
        use = _data(path) or {}
        if not isinstance(use, dict) or not all(isinstance(value, list) for value in use.values()):
            raise ValueError("it has lists of batches under test and seen_by_rules")
    except (OSError, yaml.YAMLError, ValueError) as problem:
        raise GoldError(f"{path}: {' '.join(str(problem).split())}", _FORMAT) from None
    return use


def _sentences(path: Path) -> Iterator[Sentence]:
    for where, row in _rows(path):
        if row.get("unsure"):
            continue
        for key in ("id", "text"):
            if not isinstance(row.get(key), str) or not row[key].strip():
                raise GoldError(f"{where}: {key!r} is missing or empty", _FORMAT)
        yield Sentence(
            row["id"],
            row["text"],
            _labels(row, where),
            str(row.get("topic", "")),
            str(row.get("register", "")),
            str(row.get("unit", "sentence")),
            path.stem,
        )


def _labels(row: dict[str, Any], where: str) -> frozenset[str]:
    labels = row.get("labels")
    if not isinstance(labels, list) or not all(isinstance(one, str) and _is_label(one) for one in labels):
        raise GoldError(f"{where}: 'labels' is not a list of labels", "a label is written family/kind; [] is clean")
    return frozenset(labels)


def _is_label(text: str) -> bool:
    family, _, kind = text.partition("/")
    return bool(family and kind)


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(file:line, row) of a file of JSON Lines."""
    try:
        lines: Sequence[str] = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise GoldError(f"{path}: cannot be read: {problem}", "gold is JSON Lines in UTF-8") from None
    for number, line in enumerate(lines, 1):
        where = f"{path}:{number}"
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as problem:
            raise GoldError(f"{where}: not JSON: {problem}", _FORMAT) from None
        if not isinstance(row, dict):
            raise GoldError(f"{where}: not an object", _FORMAT)
        yield where, row
