"""From findings to a verdict: what the author lets stand, score and gate."""

from healthaudit.verdict.gate import Gate, failures
from healthaudit.verdict.known import against
from healthaudit.verdict.score import score
from healthaudit.verdict.suppress import suppress

__all__ = ["Gate", "against", "failures", "score", "suppress"]
