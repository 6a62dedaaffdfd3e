"""What an abstract says was done and found: without what was left out or left open, and what it concludes."""

from __future__ import annotations

import re

from healthaudit.patterns import compiled

__all__ = ["concluded", "done", "sentences"]

_CONCLUSION = compiled(
    r"\b(?:conclusions?|interpretation|in summary|we conclude|these (?:results|findings|data)|discussion)\b[:.,]?",
    re.IGNORECASE,
)
_SENTENCE = compiled(r"(?<=[.!?])\s+(?=[A-Z])")
_NOT_DONE = compiled(
    r"\b(?:(?:was|were|is|are) excluded|excluding|were not eligible|ineligible|barred|warranted|"
    r"(?:is|are|were) (?:still )?(?:needed|required)|"
    r"remains? to be|future (?:trials|studies|work|research)|not (?:assessed|measured|recorded|ascertained|studied|"
    r"examined|looked at|designed|powered)|"
    r"(?:is|are|remains?) (?:unknown|unclear|uncertain)|should be (?:tested|studied)|too (?:short|small|few) to)\b",
    re.IGNORECASE,
)
_SHORT = 250


def sentences(text: str) -> list[str]:
    """A text cut into sentences, as plainly as abstracts are written."""
    return _SENTENCE.split(text)


def done(text: str) -> str:
    """A text without what was not done or found out: who was left out, what is still to be studied or not known."""
    if len(text) < _SHORT:
        return text
    return " ".join(one for one in sentences(text) if not _NOT_DONE.search(one))


def concluded(abstract: str) -> str:
    """What an abstract concludes: from the word on, or its last two sentences."""
    marks = list(_CONCLUSION.finditer(abstract))
    if marks and len(abstract) - marks[-1].end() > 40:
        return abstract[marks[-1].end() :].strip()
    return " ".join(sentences(abstract)[-2:])
