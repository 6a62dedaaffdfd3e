"""A made-up corpus, small enough to learn from in a test."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from healthaudit.classifier.train import Example
from healthaudit.model import BlockKind

# Test folders are no packages, so that what several files share can be imported only from the path.
sys.path.insert(0, str(Path(__file__).parent))

TOPICS = ["knees", "sleep", "skin", "hair", "back", "gut", "lungs", "teeth"]
LOUD = ["melts away in {n} days", "vanishes for good", "is gone by friday", "surrenders to our {t} drops"]
CALM = ["is seen on {n} days", "may ease a little", "is treated on friday", "is explained in our {t} leaflet"]


@pytest.fixture(scope="session")
def examples() -> list[Example]:
    """Eight batches in which the words tell the label and the topic does not."""
    chance = random.Random(7)
    made = []
    for batch, topic in enumerate(TOPICS):
        for number in range(60):
            loud = number % 2 == 0
            text = f"Your {topic} trouble {chance.choice(LOUD if loud else CALM)} {chance.choice(TOPICS)}"
            labels = frozenset(["overclaim/efficacy"] if loud else [])
            found = {"overclaim": 0.8} if chance.random() < (0.5 if loud else 0.1) else {}
            text = text.format(n=chance.randrange(2, 90), t=topic)
            made.append(Example(text, BlockKind.PARAGRAPH, labels, f"b{batch}", found))
    return made
