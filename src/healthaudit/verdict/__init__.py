"""From findings to a verdict: what somebody lets stand, what is known from earlier, the score."""

from healthaudit.verdict.known import against
from healthaudit.verdict.score import score
from healthaudit.verdict.suppress import suppress

__all__ = ["against", "score", "suppress"]
