"""Rules, facts and cues, loaded: from the files, or from the cache when the files are the same as last time.

Both ways end in the same function, which makes the values from plain data; the cache holds nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from healthaudit.cache import remembered
from healthaudit.calls.words import CallWords, call_words
from healthaudit.citations.words import EvidenceWords
from healthaudit.citations.words import words_of as evidence_words
from healthaudit.errors import RuleError
from healthaudit.knowledge import Knowledge
from healthaudit.language import Language
from healthaudit.rulefiles import RuleFiles, content_of, joined
from healthaudit.rules import RulePack
from healthaudit.uses import UseWords, words_of


class Library(NamedTuple):
    """What an audit needs beside the page."""

    pack: RulePack
    knowledge: Knowledge
    language: Language
    uses: UseWords
    evidence: EvidenceWords
    calls: CallWords


def load_library(folder: Path, more: Sequence[Path] = (), facts: Sequence[Path] = ()) -> Library:
    """Everything of ``folder``, the rules of further folders, and further files of facts.

    Raises RuleError and KnowledgeError, which name file, key and line of the first mistake.
    """
    sources = [RuleFiles.of(one.resolve()) for one in (folder, *more)]
    main = sources[0]
    code = _code_digest()
    own = [path.resolve() for path in facts]
    key = joined([main.key, *map(str, own), *(content_of(str(path)).decode("utf-8", "replace") for path in own)])
    base = remembered("base", f"{key}-{code}", lambda: _read_base(main.path, own))
    pack = remembered("pack", f"{joined(source.key for source in sources)}-{code}", lambda: _read_pack(sources, code))
    digest = main.content if not more else joined(source.content for source in sources)
    return _assemble(base, pack, digest)


def _code_digest() -> str:
    """Of the code that makes plain data out of files: who changes it must not be served what it made before."""
    package = Path(__file__).parent
    names = (".", "rules", "knowledge", "language", "uses", "citations", "calls")
    rooms = (os.scandir(package / name) for name in names)
    entries = sorted(chain.from_iterable(rooms), key=lambda entry: entry.path)
    return joined(
        f"{entry.name}{entry.stat().st_size}{entry.stat().st_mtime_ns}" for entry in entries if entry.name[-3:] == ".py"
    )


def _read_base(folder: Path, facts: Sequence[Path]) -> dict[str, Any]:
    """Facts and cues as plain data, checked. Takes a while."""
    from healthaudit.calls.words import read_calls
    from healthaudit.citations.words import read_evidence
    from healthaudit.knowledge import read_knowledge
    from healthaudit.language import index_of, read_language
    from healthaudit.uses.words import read_uses

    knowledge = read_knowledge(folder / "knowledge", facts)
    return {
        "knowledge": knowledge,
        "mentions": index_of(knowledge["names"]),
        "language": read_language(folder / "language"),
        "uses": read_uses(folder / "language" / "uses.yml"),
        "evidence": read_evidence(folder / "language" / "evidence.yml"),
        "calls": read_calls(folder / "language" / "calls.yml"),
    }


def _read_pack(sources: Sequence[RuleFiles], code: str) -> dict[str, Any]:
    """The rules of all folders as plain data; of each folder those from last time, if it is as it was then."""
    from healthaudit.rules import read_pack, read_rules

    main = sources[0]
    vocabulary = main.path / "vocabulary.yml"  # counts for all

    def rules_of(source: RuleFiles) -> Any:
        return remembered("rules", f"{main.key}-{source.key}-{code}", lambda: read_rules(source.path, vocabulary))

    return read_pack((row for source in sources for row in rules_of(source)), main.path / "pack.yml")


def _assemble(base: Mapping[str, Any], plain: Mapping[str, Any], digest: str) -> Library:
    knowledge = Knowledge.of(base["knowledge"])
    pack = RulePack.of(plain, digest)
    for compiled in pack.rules.rules:
        rule = compiled.rule
        for names, known, file in (
            (rule.regulations, knowledge.regulations, "regulations"),
            (rule.on_record, knowledge.on_record, "claims"),
        ):
            for name in names:
                if name not in known:
                    raise RuleError(
                        f"{rule.file}: {name!r} is not in rules/knowledge/{file}.yml",
                        "regulations and claims on record are listed there",
                    )
    language = Language.of(base["language"], knowledge.names, base["mentions"])
    uses, evidence, calls = words_of(base["uses"]), evidence_words(base["evidence"]), call_words(base["calls"])
    return Library(pack, knowledge, language, uses, evidence, calls)
