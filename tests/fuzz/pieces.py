"""Documents made by hypothesis: broken as strangers' pages are, and with words that make rules speak."""

from __future__ import annotations

from hypothesis import strategies as st

#: Words that reach rules, claims, uses, citations and calls to action, and those that rules let stand.
PHRASES = (
    "Our drops cure anxiety. ", "It does not cure depression. ", "Does it work? ", "There are no side effects! ",
    "You can stop taking your medicine today. ", "95% of 1,200 patients felt better in 3 days. ",
    "Guaranteed results. ", "Studies show that ketamine treats depression [1]. ",
    "A trial (Novak et al., 2019) found that it helps.² ", "Ketamine is FDA-approved for anxiety. ",
    "Wegovy is not approved for pain. ", "According to the maker, it is safe. ",
    "Call our helpline on 1-800-273-8255 now. ", "Ring 020 7946 0958 ", "Book now ",
    "Doctors hate this, e.g. Dr. A. Lee. ", "Beware of sites that promise a cure. ", "This is false. ", "Myths",
    "It will not:", "References", "Sources", "“It cured my panic attacks!” says Ann B. ",
    "[1] Novak J, Reyes M. A trial. Lancet. 2019;12(3):4-5. doi:10.1000/a.1 ",
    "2. Daly E (2021) Title here. JAMA. PMID: 12345678. ",
    "World Health Organization. (2021). A report. https://who.example ", "(xiv) ", "half of all people ",
    "vaccines cause autism ", "Written by Ann Bell, 3 May 2024", "take 20 mg twice ",
)  # fmt: skip
#: Of a reference list.
ENTRIES = (
    "[1] Novak J, Reyes M. A trial. Lancet. 2019;12(3):4-5. doi:10.1000/a.1",
    "Daly, E. J., & Lee, K. (2021). Title here. JAMA, 12(3), e45. https://doi.org/10.1000/b(2)",
    "3. World Health Organization. (2021). A report. https://who.example/r",
    "Novak J. Another. 2018. PMID: 12345678; NCT01234567.",
)
#: Characters that fold, join, turn round, end lines, or are none.
ODD = (
    "\0\x01\x0b\x0c\x1b\x1c\x7f\x85\u00a0\u00ad\u0130\u0131\u017f\u0301\u0660\u200b\u200d\u200f\u2028\u202e\u2066\u212a"
    "\u3000\ufb01\ufdfa\ufeff\ufffd\uffff\U0001f469\U0001d49c\U000e0041\ud800\udfff\udc80"
)
ENDS = ("\n", "\r\n", "\r", "\n\n", "\r\r\n", "\n\r")

anything = st.text(st.characters(exclude_categories=()), max_size=12)
odd = st.text(st.sampled_from(ODD), min_size=1, max_size=3)
phrase = st.sampled_from(PHRASES)
spaces = st.sampled_from((" ", "  ", "\t", *ENDS))
words = st.one_of(phrase, phrase, phrase, spaces, anything, odd)
#: A phrase with something odd in its middle.
torn = st.builds(
    lambda text, at, put: text[: at % len(text)] + put + text[at % len(text) :], phrase, st.integers(0, 99), odd
)

_ENTITIES = (
    "&amp;", "&lt;", "&nbsp;", "&shy;", "&zwj;", "&#0;", "&#xD800;", "&#x110000;", "&#8217;", "&amp", "&notin", "&x;",
    "&#", "&",
)  # fmt: skip
_TAGS = (
    "p", "div", "b", "i", "span", "a", "ul", "ol", "li", "table", "tr", "td", "th", "caption", "h1", "h2", "h6",
    "blockquote", "q", "section", "article", "header", "footer", "nav", "aside", "main", "form", "button", "label",
    "select", "option", "textarea", "script", "style", "template", "noscript", "iframe", "svg", "math", "title",
    "desc", "foreignObject", "mi", "sup", "sub", "pre", "dl", "dt", "dd", "details", "summary", "figure", "figcaption",
    "dialog", "center", "html", "head", "body", "x-y", "plaintext",
)  # fmt: skip
_VOID = ("br", "hr", "img", "input", "meta", "link", "wbr", "area", "base", "col", "image")
_ATTRIBUTES = (
    "id", "class", "href", "hidden", "style", "role", "alt", "value", "type", "lang", "start", "name", "content",
    "title", "aria-hidden", "data-x", "open",
)  # fmt: skip
_VALUES = (
    "", "tel:18005550199", "#a", "/book", "javascript:x()", "mailto:a@b", "display:none", "display : block;", "button",
    "navigation", "submit", "description", "author", "nav cookie-banner", "en", "de", "3", "true", "canonical",
    "https://example.org/?a=b&amp;c", "application/ld+json", "99999999999", "btn cta",
)  # fmt: skip


@st.composite
def _attribute(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(_ATTRIBUTES) | anything)
    value = draw(st.sampled_from(_VALUES) | phrase | odd | anything)
    return draw(st.sampled_from((" {0}", ' {0}="{1}"', " {0}='{1}'", " {0}={1}", ' {0} = "{1}', "{0}"))).format(
        name, value
    )


_attributes = st.lists(_attribute(), max_size=2).map("".join)


@st.composite
def _element(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    name, attributes, content = draw(st.sampled_from(_TAGS)), draw(_attributes), draw(inner)
    closing = draw(
        st.sampled_from((f"</{name}>", f"</{name}>", f"</{name}>", "", f"</{draw(st.sampled_from(_TAGS))}>", "</>"))
    )
    return f"<{name}{attributes}>{content}{closing}"


_leaf = st.one_of(
    words,
    words,
    torn,
    st.sampled_from(_ENTITIES),
    st.builds("<{}{}>".format, st.sampled_from(_VOID), _attributes),
    st.builds("<!--{}{}".format, words, st.sampled_from(("-->", "--!>", "--", "", ">"))),
    st.sampled_from(
        (
            "<!-- healthaudit: ignore-next cure-claim reason: a quotation -->",
            "<!-- healthaudit: ignore-file overclaim -->", "<![CDATA[", "]]>", "<?php ?>", "<!doctype html>", "</p>",
            "</br>", "</>", "<", ">", "<p", "</", "<!", "<a href='", '"', "'",
            '<script type="application/ld+json">{"author": {"name": "\\ud800"}}</script>',
        )
    ),
)  # fmt: skip
_tree = st.recursive(_leaf, lambda inner: _element(st.lists(inner, max_size=5).map("".join)), max_leaves=24)
_said = st.lists(phrase | torn, min_size=1, max_size=3).map("".join)
_cited = st.lists(st.sampled_from(ENTRIES) | torn, min_size=1, max_size=3)
#: A page in HTML.
html = st.lists(
    st.one_of(
        _tree,
        _tree,
        st.builds("<p>{}</p>".format, _said),
        st.builds("<h2>References</h2><ol><li>{}</ol>".format, _cited.map("<li>".join)),
    ),
    min_size=1,
    max_size=5,
).map("".join)

_line = st.lists(
    st.one_of(
        words,
        words,
        torn,
        st.builds("{0}{1}{0}".format, st.sampled_from(("*", "**", "_", "`", "``", "~~")), words),
        st.builds("[{}]({})".format, words, st.sampled_from(("/u", "<a b>", "a_(b) 't'", "tel:1", ""))),
        st.builds("![{}][ref]".format, words),
        st.sampled_from(
            (
                "[^1]",
                "^[a note]",
                "[ref]",
                "<https://x.example>",
                "\\*",
                "&amp;",
                "<b>",
                "</b>",
                "<!-- x -->",
                "|",
                "[",
                "](",
                "!",
                "\\",
                "  \n",
            )
        ),
    ),
    max_size=4,
).map("".join)
_block = st.builds(
    "{}{}{}".format,
    st.sampled_from((
        "", "", "# ", "- ", "1. ", "2) ", "> ", "> - ", "    ", "```\n", "<div>\n", "[^1]: ", "[ref]: ",
        "| a |\n|---|\n| ", "+++\n", "\t",
    )),
    _line,
    st.sampled_from(("\n", "\n", "\n\n", "\n\n", "\n```\n", "\n---\n", "\n===\n", "\r\n", "\r")),
)  # fmt: skip
_front = st.sampled_from(
    (
        "", "", "---\nauthor: Ann\nlang: en\n---\n\n", "---\ntitle: 'It cures anxiety'\n---\n", "---\n[\n---\n",
        "---\ndate: 2024-05-01\n", "---\nauthor: [a, {b: c}]\n---\n",
    )
)  # fmt: skip
_listed = st.builds("\n## References\n\n1. {}\n".format, _cited.map("\n1. ".join))
#: A page in Markdown.
markdown = st.builds("{}{}".format, _front, st.lists(_block | _listed, min_size=1, max_size=8).map("".join))

_mark = st.sampled_from(("", "", "", "- ", "• ", "1. ", "(ii) ", "[1] ", "(xx) ", "* ", "=====", "  "))
#: A page of plain text.
plain = st.lists(
    st.builds("\nReferences\n{}\n".format, _cited.map("\n".join))
    | st.builds("{}{}{}".format, _mark, st.lists(words | torn, max_size=3).map("".join), st.sampled_from(ENDS)),
    min_size=1,
    max_size=8,
).map("".join)
