"""HTML: blocks, kinds, regions, hidden content, words in attributes, metadata."""

from __future__ import annotations

import pytest

from healthaudit.model import BlockKind, Document, Media, Page, Region
from healthaudit.pages import read


def page_of(source: str) -> Page:
    return read(Document("page.html", Media.HTML, source))


def blocks_of(source: str) -> list[tuple[str, str, str]]:
    page = page_of(source)
    return [(block.kind.value, block.region.value, page.quote(block.start, block.end)) for block in page.blocks]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<title>A &amp; B</title>", [("title", "main", "A & B")]),
        ("<h2>One</h2><p>Two<p>Three", [("heading", "main", "One"), ("paragraph", "main", "Two"), ("paragraph", "main", "Three")]),
        ("<ul><li>One<li>Two</ul>", [("list-item", "main", "One"), ("list-item", "main", "Two")]),
        ("<ul><li><p>One</p></ul>", [("list-item", "main", "One")]),
        ("<table><tr><th>a<td>b</table>", [("table-cell", "main", "a"), ("table-cell", "main", "b")]),
        ("<figure><figcaption>Cap</figcaption></figure>", [("caption", "main", "Cap")]),
        ("<blockquote><p>Said</p></blockquote>", [("quote", "main", "Said")]),
        ("<pre>x\n  y</pre>", [("code", "main", "x y")]),
        ("<p>Some <button>Buy now</button> text", [("paragraph", "main", "Some"), ("button", "main", "Buy now"), ("paragraph", "main", "text")]),
        ('<p>Go <a class="btn btn-primary" href="/x">Book</a></p>', [("paragraph", "main", "Go"), ("button", "main", "Book")]),
        ('<p><a href="/x">Only a link</a></p>', [("link", "main", "Only a link")]),
        ('<nav><a href="/a">One</a><a href="/b">Two</a></nav>', [("link", "navigation", "One"), ("link", "navigation", "Two")]),
        ('<p>See <a href="/x">this</a>.</p>', [("paragraph", "main", "See this.")]),
        ('<input type="submit" value="Send &amp; go">', [("button", "main", "Send & go")]),
        ('<p>Text <img src=x alt="A &quot;cure&quot;"> goes on</p>', [("paragraph", "main", "Text goes on"), ("alt-text", "main", 'A "cure"')]),
        ('<meta name="description" content="What it is">', [("description", "main", "What it is")]),
        ("<details><summary>Q</summary>A</details>", [("heading", "main", "Q"), ("paragraph", "main", "A")]),
        ("<p>a<br>b", [("paragraph", "main", "a b")]),
        ("<p>text<svg><title>icon</title></svg> more", [("paragraph", "main", "text more"), ("paragraph", "hidden", "icon")]),
    ],
)  # fmt: skip
def test_kinds(source: str, expected: list[tuple[str, str, str]]) -> None:
    assert blocks_of(source) == expected


@pytest.mark.parametrize(
    ("source", "region"),
    [
        ("<nav><p>x</nav>", Region.NAVIGATION),
        ("<header><p>x</header>", Region.HEADER),
        ("<article><header><p>x</header></article>", Region.MAIN),
        ("<footer><p>x</footer>", Region.FOOTER),
        ("<main><footer><p>x</footer></main>", Region.MAIN),
        ("<aside><p>x</aside>", Region.ASIDE),
        ('<div role="contentinfo"><p>x</div>', Region.FOOTER),
        ('<div role="navigation"><p>x</div>', Region.NAVIGATION),
        ('<div class="site-footer dark"><p>x</div>', Region.FOOTER),
        ('<div id="footer-widgets"><p>x</div>', Region.FOOTER),
        ('<ul class="main-menu"><li>x</ul>', Region.NAVIGATION),
        ('<div class="sidebar"><p>x</div>', Region.ASIDE),
        ('<body class="has-sidebar no-footer"><p>x</body>', Region.MAIN),
        ('<div class="content-with-sidebar"><p>x</div>', Region.MAIN),
        ('<div class="side-effects"><p>x</div>', Region.MAIN),
        ("<div hidden><p>x</div>", Region.HIDDEN),
        ('<div aria-hidden="true"><p>x</div>', Region.HIDDEN),
        ('<div style="color:red; display : none"><p>x</div>', Region.HIDDEN),
        ("<template><p>x</template>", Region.HIDDEN),
        ("<noscript>x</noscript>", Region.HIDDEN),
        ("<dialog><p>x</dialog>", Region.HIDDEN),
        ("<dialog open><p>x</dialog>", Region.MAIN),
        ("<nav><main><p>x</main></nav>", Region.MAIN),
        ("<div hidden><main><p>x</main></div>", Region.HIDDEN),
    ],
)
def test_regions(source: str, region: Region) -> None:
    page = page_of(source)
    assert [block.region for block in page.blocks if page.quote(block.start, block.end) == "x"] == [region]


def test_script_and_style_are_no_text() -> None:
    assert blocks_of("<style>p{}</style><p>shown</p><script>var cure = '<p>no</p>'</script>") == [
        ("paragraph", "main", "shown")
    ]


def test_hidden_words_in_a_sentence_do_not_cut_it() -> None:
    assert blocks_of("<p>It <span hidden>never</span>cures <i style='display:none'>x</i>all.</p>") == [
        ("paragraph", "main", "It cures all."),
        ("paragraph", "hidden", "never"),
        ("paragraph", "hidden", "x"),
    ]


def test_invisible_characters_hide_nothing() -> None:
    page = page_of("<p>cu&shy;res &#8203;anx\u200biety")
    assert page.text[page.blocks[0].start : page.blocks[0].end] == "cures anxiety"
    span = page.span(0, 5)
    assert page.raw[span.start : span.end] == "cu&shy;res"


@pytest.mark.parametrize(
    ("source", "alt"),
    [
        ('<img title=\'alt="no"\' alt="yes">', "yes"),
        ("<img alt=plain>", "plain"),
        ("<img ALT = 'one' alt=two>", "one"),
        ("<img alt='&copy=x &amp; y'>", "&copy=x & y"),
        ("<img data-alt=no alt='a\r\nb'>", "a b"),
    ],
)
def test_words_in_attributes_keep_their_place(source: str, alt: str) -> None:
    page = page_of(source)
    block = page.blocks[0]
    assert (block.kind, page.quote(block.start, block.end)) == (BlockKind.ALT_TEXT, alt)
    span = page.span(block.start, block.end)
    assert alt[-1] == page.raw[span.end - 1]


def test_links_know_where_they_lead() -> None:
    page = page_of('<p>Call <a href="tel:+18445550142">(844) 555-0142</a> or <a href="#r1"><sup>1</sup></a>.')
    assert [(page.quote(link.start, link.end), link.href) for link in page.links] == [
        ("(844) 555-0142", "tel:+18445550142"),
        ("1", "#r1"),
    ]


def test_reference_lists_under_any_usual_heading() -> None:
    for heading in (
        "References",
        "Sources:",
        "Works cited",
        "BIBLIOGRAPHY",
        "Further reading",
        "References and notes",
    ):
        page = page_of(f"<h2>{heading}</h2><ol><li>A. 2019.<li>B. 2020.</ol><h2>Next</h2><p>Text")
        assert [block.kind.value for block in page.blocks] == [
            "heading", "reference", "reference", "heading", "paragraph",
        ]  # fmt: skip


def test_an_entry_is_a_reference_wherever_it_stands() -> None:
    entry = (
        "Novak, J. A., &amp; Reyes, M. (2019). A trial of light. Journal of Light, 4(2), 11-19. https://doi.org/10.1/x"
    )
    assert [kind for kind, _, _ in blocks_of(f"<p>{entry}</p>")] == ["reference"]


def test_facts_from_metadata() -> None:
    facts = page_of(
        """<html lang="en-GB"><head><link rel="canonical" href="https://x.org/a">
        <meta property="article:modified_time" content="2024-05-01">
        <script type="application/ld+json">{"@graph": [{"@type": "MedicalWebPage", "author": [{"name": "Ana Ruiz"}],
        "reviewedBy": {"name": "Dr Lee"}, "datePublished": "2024-01-02", "publisher": {"name": "The Trust"}}]}</script>
        <script type="application/ld+json">{broken</script></head><p>x"""
    ).facts
    assert (facts.author, facts.reviewer, facts.published, facts.modified) == (
        "Ana Ruiz",
        "Dr Lee",
        "2024-01-02",
        "2024-05-01",
    )
    assert (facts.publisher, facts.canonical) == ("The Trust", "https://x.org/a")


@pytest.mark.parametrize(
    ("line", "fact", "value"),
    [
        ("Written by Ana Ruiz", "author", "Ana Ruiz"),
        ("By Ana Ruiz, RN", "author", "Ana Ruiz"),
        ("Posted by Ana Ruiz on 3 May 2024", "published", "3 May 2024"),
        ("Medically reviewed by Dr. Omar Lee, MD", "reviewer", "Dr. Omar Lee"),
        ("Last reviewed: 4 March 2023", "modified", "4 March 2023"),
        ("Page last updated: March 4, 2023", "modified", "March 4, 2023"),
        ("Published 2023-03-04", "published", "2023-03-04"),
        ("March 4, 2023", "published", "March 4, 2023"),
    ],
)
def test_facts_from_by_lines(line: str, fact: str, value: str) -> None:
    assert getattr(page_of(f"<p>{line}</p>").facts, fact) == value


def test_by_lines_are_not_read_out_of_prose() -> None:
    facts = page_of(
        "<p>The plan was approved by Parliament in May 2024 and by then the money was gone, by and large.</p>"
    ).facts
    assert (facts.author, facts.published) == ("", "")


def test_comments_are_kept_with_their_place() -> None:
    page = page_of("<p>a<!-- healthaudit: note --></p>")
    comment = page.comments[0]
    assert comment.text == " healthaudit: note "
    assert page.raw[comment.span.start : comment.span.end] == "<!-- healthaudit: note -->"


def test_deep_nesting_and_stray_tags_are_read() -> None:
    assert blocks_of("<div>" * 3000 + "<p>deep" + "</section>" * 50) == [("paragraph", "main", "deep")]


@pytest.mark.parametrize(
    "text", ["<script></>\0", "<title></>\0</title>", "<textarea>\0</></>", "<p>(xiii) It cures.</p><p>[xx](iiii)</p>"]
)
def test_odd_pieces_cost_no_page(text: str) -> None:
    read(Document("page.html", Media.HTML, text + "<p>It cures anxiety.</p>"))
