"""The classifier: what rules have no words for. docs/classifier.md tells how it was made and how well it does."""

from healthaudit.classifier.opinions import Opinions, Suspicion
from healthaudit.classifier.score import Classifier, Driver
from healthaudit.classifier.weights import BUNDLED_MODEL, Weights, load_model

__all__ = ["BUNDLED_MODEL", "Classifier", "Driver", "Opinions", "Suspicion", "Weights", "load_model"]
