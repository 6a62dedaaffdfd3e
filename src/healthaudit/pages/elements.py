"""What HTML's elements mean to a reader, as data. Source: HTML Living Standard, sections 4 and 15."""

from __future__ import annotations

import re
from functools import lru_cache

from healthaudit.model import BlockKind, Region
from healthaudit.patterns import compiled

#: Elements that begin a new block of text (display: block, table parts, list items) or stand alone (button).
BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "noframes",
        "noscript",
        "ol",
        "optgroup",
        "option",
        "p",
        "plaintext",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "template",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
        "xmp",
        "footnote",
    ]
)

#: Elements that never have content.
VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)

#: Elements whose content is no text for a reader at all.
NO_TEXT = frozenset(["script", "style"])

#: Elements whose content is not shown.
NOT_SHOWN = frozenset(
    [
        "template",
        "noscript",
        "noframes",
        "noembed",
        "textarea",
        "svg",
        "math",
        "object",
        "iframe",
        "audio",
        "video",
        "canvas",
        "head",
    ]
)

#: Inside a drawing (<svg>): elements whose text is shown, and elements that are not drawn where they stand.
DRAWN = frozenset(["text", "foreignobject"])
NOT_DRAWN = frozenset(["defs", "symbol", "clippath", "mask", "pattern", "marker", "title", "desc", "metadata"])

#: A start tag of these ends an open paragraph.
ENDS_PARAGRAPH = BLOCK - frozenset(
    [
        "button",
        "caption",
        "body",
        "head",
        "html",
        "legend",
        "li",
        "option",
        "optgroup",
        "select",
        "tbody",
        "td",
        "template",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "dd",
        "dt",
        "noscript",
    ]
) | frozenset(["li", "dd", "dt"])

#: name -> (which open elements its start tag ends, at which elements the search stops)
ENDS = {
    "li": (frozenset(["li"]), frozenset(["ul", "ol", "menu", "dir"])),
    "dt": (frozenset(["dt", "dd"]), frozenset(["dl"])),
    "dd": (frozenset(["dt", "dd"]), frozenset(["dl"])),
    "td": (frozenset(["td", "th"]), frozenset(["tr", "table"])),
    "th": (frozenset(["td", "th"]), frozenset(["tr", "table"])),
    "tr": (frozenset(["tr"]), frozenset(["table", "tbody", "thead", "tfoot"])),
    "tbody": (frozenset(["tbody", "thead", "tfoot"]), frozenset(["table"])),
    "tfoot": (frozenset(["tbody", "thead", "tfoot"]), frozenset(["table"])),
    "option": (frozenset(["option"]), frozenset(["select"])),
    **{f"h{n}": (frozenset(f"h{m}" for m in range(1, 7)), frozenset(["div", "section", "td"])) for n in range(1, 7)},
}

#: The search for an open paragraph stops here ("button scope").
PARAGRAPH_SCOPE = frozenset(["button", "caption", "html", "object", "table", "td", "template", "th"])

#: An end tag does not reach beyond these.
END_SCOPE = frozenset(["table", "td", "th", "caption", "template", "object", "button"])

#: But for the end tags of these.
ENDS_BEYOND = END_SCOPE | frozenset(["tr", "tbody"])

#: Elements that decide the kind of the text in them; every other block element hands down its parent's.
KIND = {
    "title": BlockKind.TITLE,
    **{f"h{n}": BlockKind.HEADING for n in range(1, 7)},
    "li": BlockKind.LIST_ITEM,
    "dt": BlockKind.LIST_ITEM,
    "dd": BlockKind.LIST_ITEM,
    "option": BlockKind.LIST_ITEM,
    "td": BlockKind.TABLE_CELL,
    "th": BlockKind.TABLE_CELL,
    "caption": BlockKind.CAPTION,
    "figcaption": BlockKind.CAPTION,
    "blockquote": BlockKind.QUOTE,
    "button": BlockKind.BUTTON,
    "summary": BlockKind.HEADING,
    "pre": BlockKind.CODE,
    "footnote": BlockKind.REFERENCE,  # not HTML: a Markdown footnote
}

#: Header and footer belong to the page only outside of these.
SECTIONING = frozenset(["article", "main", "section", "aside", "nav", "blockquote", "figure", "td"])

REGION_OF_ROLE = {
    "banner": Region.HEADER,
    "navigation": Region.NAVIGATION,
    "menubar": Region.NAVIGATION,
    "menu": Region.NAVIGATION,
    "main": Region.MAIN,
    "complementary": Region.ASIDE,
    "contentinfo": Region.FOOTER,
}

#: Only these are read for words in class and id; on html, body or article such words speak of the layout.
BOXES = frozenset(["div", "section", "ul", "ol", "table", "td", "p", "span", "form"])

_WORD = r"(?:site|page|main|global|primary|secondary|top|left|right|bottom|mobile|desktop|sub|sticky)"
_TAIL = r"(?:wrapper|wrap|container|area|inner|content|section|widgets?|list|links?|bar|bottom|top|info)"
_REGION_WORDS = compiled(
    rf"(?:^|\s)(?:{_WORD}[-_]?)*(?:"
    r"(?P<navigation>nav|navigation|navbar|menu|breadcrumbs?)|"
    r"(?P<aside>sidebar|side-bar|aside|related-posts?|widget-area)|"
    r"(?P<footer>footer|colophon|copyright)|"
    r"(?P<header>masthead|site-header|page-header)"
    rf")(?:[-_]?{_TAIL})*(?:$|\s)",
    re.IGNORECASE,
)
_BUTTON_WORDS = compiled(r"(?:^|[\s_-])(?:btn|button|cta)(?:$|[\s_-])", re.IGNORECASE)
_HIDING_STYLE = compiled(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TURNING_STYLE = compiled(r"unicode-bidi\s*:\s*(?:isolate-override|bidi-override)", re.IGNORECASE)
_RIGHT_TO_LEFT = compiled(r"(?:^|[;\s])direction\s*:\s*rtl", re.IGNORECASE)
_NO_SIZE = compiled(r"font-size\s*:\s*0+(?:\.0+)?\s*(?:[a-z]{1,4}|%)?\s*(?:!|;|$)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def region_of_words(words: str) -> Region | None:
    """Region that the words of a class or id attribute speak of, if any."""
    found = _REGION_WORDS.search(words)
    return Region(found.lastgroup) if found and found.lastgroup else None


@lru_cache(maxsize=4096)
def is_button_class(words: str) -> bool:
    """Whether a class attribute dresses a link as a button."""
    return _BUTTON_WORDS.search(words) is not None


def hides(style: str, name: str) -> bool:
    """Whether a style attribute takes its element out of sight.

    Text of no size does so for words within a line only: around boxes it closes the gaps between them.
    """
    return _HIDING_STYLE.search(style) is not None or (name not in BLOCK and _NO_SIZE.search(style) is not None)


def turns(style: str) -> bool:
    """Whether a style attribute shows every character from right to left."""
    return _TURNING_STYLE.search(style) is not None and _RIGHT_TO_LEFT.search(style) is not None
