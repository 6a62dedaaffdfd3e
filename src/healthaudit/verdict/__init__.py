"""From findings to a verdict: what the author lets stand, score and gate."""

from healthaudit.verdict.gate import Gate, passes
from healthaudit.verdict.score import score
from healthaudit.verdict.suppress import suppress

__all__ = ["Gate", "passes", "score", "suppress"]
