"""From findings to a verdict: score and gate."""

from healthaudit.verdict.gate import Gate, passes
from healthaudit.verdict.score import score

__all__ = ["Gate", "passes", "score"]
