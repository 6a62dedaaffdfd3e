"""Evaluation: how well rules and classifier do, held against what people have labelled."""

from healthaudit.evaluation.evaluate import Evaluation, Part, evaluate

__all__ = ["Evaluation", "Part", "evaluate"]
