"""Labelling: the sentences about which rules and classifier disagree, and what a person says of them."""

from healthaudit.labelling.gold import Register, Row
from healthaudit.labelling.labels import LABELS, Label
from healthaudit.labelling.queue import Question, View, pick, questions
from healthaudit.labelling.session import Answer, Walk, press
from healthaudit.labelling.store import Store, open_store

__all__ = [
    "LABELS",
    "Answer",
    "Label",
    "Question",
    "Register",
    "Row",
    "Store",
    "View",
    "Walk",
    "open_store",
    "pick",
    "press",
    "questions",
]
