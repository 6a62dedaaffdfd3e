"""The labels of the corpus: the key of each, and what it means in a line. docs/findings.md says more."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["KEYS", "LABELS", "Label"]


class Label(NamedTuple):
    """One label."""

    key: str
    """The letter that chooses it; fixed, so that fingers can learn it."""
    name: str
    """Family and kind, such as "overclaim/efficacy"."""
    meaning: str
    """Short enough for one line of a narrow terminal."""

    @property
    def family(self) -> str:
        """Such as "overclaim"."""
        return self.name.partition("/")[0]

    @property
    def kind(self) -> str:
        """Such as "efficacy"."""
        return self.name.partition("/")[2]


#: Family by family. Not to be had: s, u, b and q, which steer the walk.
LABELS = (
    Label("e", "overclaim/efficacy", "cures, proven, works for all; benefit as a fact"),
    Label("f", "overclaim/safety", "safe, gentle, no side effects; harm waved away"),
    Label("p", "overclaim/superiority", "better than the rest, or runs it down, uncompared"),
    Label("i", "overclaim/inflated-evidence", "“clinically proven” on no, small or animal work"),
    Label("o", "overclaim/outcomes", "success rates, lives restored, stars, “#1 clinic”"),
    Label("t", "overclaim/testimonial", "a personal story as evidence that it works"),
    Label("r", "overclaim/regulator-halo", "approval, patents, trial numbers as proof of quality"),
    Label("h", "hotline/hotline", "a seller's number as helpline; 24/7, free, private"),
    Label("c", "hotline/cta", "another prompt to buy, book, sign up, get in touch"),
    Label("l", "hotline/lead-capture", "“we'll call you”, insurance checks, adviser waiting"),
    Label("v", "citation/vague-attribution", "“research shows”, with no reference in reach"),
    Label("n", "citation/statistic-without-source", "a rate, count or effect with no source in reach"),
    Label("w", "citation/study-without-reference", "a study told of, with no link or entry for it"),
    Label("a", "off-label/approval-misstatement", "untrue about approval, schedule or supervision"),
    Label("d", "safety/dangerous-advice", "stop, swap or delay treatment; doses on one's own"),
    Label("m", "safety/misinformation", "asserts what an authority has called false"),
)
KEYS = {label.key: label.name for label in LABELS}
