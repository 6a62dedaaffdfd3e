"""The closed set of matchers: each judges the hits of one rule on one page.

A new kind is one module here, one member of ``MatchKind`` and one entry in ``MATCHERS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from healthaudit.language import Reading
from healthaudit.rules.hits import CompiledRule, Hit
from healthaudit.rules.matchers import absence, citation, classifier, count, pattern, use
from healthaudit.rules.matchers.match import Judged
from healthaudit.rules.rule import MatchKind

__all__ = ["MATCHERS", "Judged", "Matcher"]


class Matcher(NamedTuple):
    """``applies`` tells whether the rule has anything to say about the page; ``judge`` what it says."""

    applies: Callable[[CompiledRule, Sequence[Hit], Reading], bool]
    judge: Callable[[CompiledRule, Sequence[Hit], Reading], Iterator[Judged]]


MATCHERS: Mapping[MatchKind, Matcher] = {
    MatchKind.PATTERN: Matcher(pattern.applies, pattern.judge),
    MatchKind.ABSENCE: Matcher(absence.applies, absence.judge),
    MatchKind.COUNT: Matcher(count.applies, count.judge),
    # Each sentence with such a claim, number or study is a finding.
    MatchKind.CLAIM: Matcher(pattern.applies, pattern.judge),
    MatchKind.MISPRINT: Matcher(pattern.applies, pattern.judge),
    MatchKind.STUDY: Matcher(pattern.applies, pattern.judge),
    MatchKind.USE: Matcher(use.applies, use.judge),
    MatchKind.WARNING: Matcher(use.applies, use.judge),
    MatchKind.APPROVAL: Matcher(use.applies, use.judge_statement),
    MatchKind.CITATION: Matcher(citation.applies, citation.judge),
    MatchKind.CLASSIFIER: Matcher(classifier.applies, classifier.judge),
}
