"""Whom to trust: the JAMA benchmarks, answered in the page's own words.

Authorship, attribution, disclosure and currency are those of Silberg, Lundberg and Musacchio (JAMA 1997;277:1244-1245);
the questions and the words that answer them are data (rules/language/benchmarks.yml).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from healthaudit.errors import RuleError
from healthaudit.expressions import Expression, Pattern, problem_of
from healthaudit.model import Benchmark, Page, PageFacts, Region

#: An answer is cut to so many characters.
_LONGEST = 80
_KEYS = {"id", "question", "facts", "words"}


class Question(NamedTuple):
    """One benchmark: facts that answer it, and expressions that find an answer in the text."""

    id: str
    question: str
    facts: tuple[str, ...]
    words: tuple[Expression, ...]


def questions(plain: Iterable[tuple[str, str, Sequence[str], Sequence[tuple[Any, ...]]]]) -> tuple[Question, ...]:
    """The questions out of what ``read_benchmarks`` gave."""
    return tuple(
        Question(name, question, tuple(facts), tuple(Expression(Pattern(*row)) for row in words))
        for name, question, facts, words in plain
    )


def answered(asked: Iterable[Question], page: Page, folded: bytes) -> Iterator[Benchmark]:
    """Every question with the page's answer, which is empty where the page does not give one."""
    seen = b"\n".join(folded[block.start : block.end] for block in page.blocks if block.region is not Region.HIDDEN)
    for question in asked:
        answer = next((fact for name in question.facts if (fact := getattr(page.facts, name))), "")
        for expression in question.words:
            if answer:
                break
            if span := expression.first(seen):
                answer = seen[slice(*span)].decode("latin-1")
        yield Benchmark(question.id, question.question, " ".join(answer.split())[:_LONGEST])


def read_benchmarks(path: Path) -> list[tuple[str, str, tuple[str, ...], tuple[tuple[Any, ...], ...]]]:
    """The file of benchmarks as plain data. Raises RuleError when it is malformed."""
    import yaml

    from healthaudit.atoms import pattern

    try:
        data: Any = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        rows = []
        for entry in data:
            if set(entry) != _KEYS:
                raise ValueError(f"{entry.get('id')}: the keys are {', '.join(sorted(_KEYS))}")
            if unknown := set(entry["facts"]) - set(PageFacts._fields):
                raise ValueError(f"{entry['id']}: unknown fact {min(unknown)!r}")
            for text in entry["words"]:
                if problem := problem_of(text):
                    raise ValueError(f"{entry['id']}: not an RE2 expression: {text}: {problem}")
            words = tuple(tuple(pattern(text)) for text in entry["words"])
            rows.append((str(entry["id"]), str(entry["question"]), tuple(entry["facts"]), words))
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as problem:
        raise RuleError(
            f"{path}: not a file of benchmarks: {' '.join(str(problem).split())}",
            "each has id, question, facts and words",
        ) from problem
    return rows
