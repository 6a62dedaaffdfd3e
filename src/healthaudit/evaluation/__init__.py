"""Evaluation: how well rules and classifier do, held against what people have labelled."""

from healthaudit.evaluation.evaluate import Evaluation, Part, evaluate
from healthaudit.evaluation.gold import GoldError

__all__ = ["Evaluation", "GoldError", "Part", "evaluate"]
