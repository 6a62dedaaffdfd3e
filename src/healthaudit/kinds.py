"""The closed sets of words of the house: media, families, severities, outcomes, kinds of blocks, regions and pages."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "BlockKind",
    "CallKind",
    "Family",
    "Media",
    "Outcome",
    "PageKind",
    "Region",
    "RuleOutcome",
    "Severity",
    "Whose",
]


class Media(StrEnum):
    """What a source is written in."""

    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"


class Family(StrEnum):
    """The families of findings, in the order in which reports show them."""

    OVERCLAIM = "overclaim"
    OFF_LABEL = "off-label"
    HOTLINE = "hotline"
    CITATION = "citation"
    SAFETY = "safety"
    TRANSPARENCY = "transparency"


class Severity(StrEnum):
    """How much harm a reader may come to, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for critical to 3 for low."""
        return list(Severity).index(self)


class Outcome(StrEnum):
    """What a finding asks for: a change (fail), or a person's eye (review)."""

    FAIL = "fail"
    REVIEW = "review"


class RuleOutcome(StrEnum):
    """How a rule ended on a page. What did not run is said, never left out."""

    FAIL = "fail"
    REVIEW = "review"
    PASS = "pass"
    NOT_APPLICABLE = "not-applicable"
    NOT_SELECTED = "not-selected"
    """The configuration does without the rule."""
    ERROR = "error"


class BlockKind(StrEnum):
    """What a block is to a reader."""

    TITLE = "title"
    DESCRIPTION = "description"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    TABLE_CELL = "table-cell"
    BUTTON = "button"
    LINK = "link"
    CAPTION = "caption"
    ALT_TEXT = "alt-text"
    QUOTE = "quote"
    REFERENCE = "reference"
    CODE = "code"


class Region(StrEnum):
    """Which part of the page a block stands in."""

    MAIN = "main"
    HEADER = "header"
    NAVIGATION = "navigation"
    ASIDE = "aside"
    FOOTER = "footer"
    HIDDEN = "hidden"


class PageKind(StrEnum):
    """What a page is there for."""

    SELLS = "sells"
    INFORMS = "informs"
    REPORTS = "reports"
    WARNS = "warns"
    STORY = "story"

    @property
    def described(self) -> str:
        """The kind in words, to go on from "a page that"."""
        return {"story": "tells a personal story"}.get(self.value, self.value)


class CallKind(StrEnum):
    """What a page asks its reader to do."""

    TELEPHONE = "telephone"
    TEXT_MESSAGE = "text-message"
    EMAIL = "email"
    CHAT = "chat"
    FORM = "form"
    """To leave particulars: insurance checks, call-backs, "contact us"."""
    BOOKING = "booking"
    PURCHASE = "purchase"
    QUIZ = "quiz"
    """To answer questions: assessments, "see if you qualify"."""
    NEWSLETTER = "newsletter"
    LINK = "link"
    """To go on, without a word of what follows: "get started", "join now"."""


class Whose(StrEnum):
    """Who is reached by a call."""

    PUBLIC = "public"
    """A public line: an authority, a health service, a charity, an emergency number."""
    OWN = "own"
    """The page's own organisation, on a page that sells."""
    UNKNOWN = "unknown"
