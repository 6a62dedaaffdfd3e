"""Where a page leads, whom it stands for, and when two pages say the same."""

from __future__ import annotations

import pytest

from healthaudit.model import Document, Media
from healthaudit.sources.site.links import Links, links_of

HERE = "http://h/teas/mint"


def links(text: str, media: Media = Media.HTML) -> Links:
    return links_of(Document(HERE, media, text), HERE)


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<a href=green>x", ("http://h/teas/green",)),
        ("<base href=/other/><base href=/no/><a href=green>x", ("http://h/other/green",)),
        ("<a href=green>x<base href=http://o/>", ("http://o/green",)),
        ("<A HREF='b?x=1&amp;y=2'>x", ("http://h/teas/b?x=1&y=2",)),
        ("<a href=b>1<a href='b#x'>2<map><area href=c></map>", ("http://h/teas/b", "http://h/teas/c")),
        ("<a href=b rel='noopener NoFollow'>x<a href=c>y", ("http://h/teas/c",)),
        ("<a name=x>x<a href>y", (HERE,)),
        ("<meta name=Robots content='noindex, NOFOLLOW'><a href=b>x", ()),
        ("<meta name=robots content=none><a href=b>x", ()),
        ("<meta name=robots content=noindex><a href=b>x", ("http://h/teas/b",)),
        ("<script>'<a href=b>'</script><template><a href=c></template><!-- <a href=d> --><style><a href=e>", ()),
        ("<noscript><a href=b>x</a></noscript><a href=c>y", ("http://h/teas/c",)),
        ("<a href='mailto:a@h'>x<a href='javascript:x'>y<a href='//[x'>z", ()),
        ("<a href=b\r\n>x\r\n</a", ("http://h/teas/b",)),
        ("", ()),
        ("<a href='caf\u00e9\ud83c\udf75'>".encode("utf-16", "surrogatepass").decode("utf-16"),
         ("http://h/teas/caf%C3%A9%F0%9F%8D%B5",)),
    ],
)  # fmt: skip
def test_links(html: str, found: tuple[str, ...]) -> None:
    assert links(html).addresses == found


def test_links_of_markdown_and_of_plain_text() -> None:
    assert links("# Tea\n\n[green](green.md) <script>", Media.MARKDOWN).addresses == ("http://h/teas/green.md",)
    assert links("<a href=green>", Media.TEXT).addresses == ()


def test_canonical() -> None:
    assert links("<link rel='alternate canonical' href='./mint'><link rel=canonical href=no>").canonical == HERE
    assert links("<link rel=canonical href='mailto:x'>").canonical == links("<p>x").canonical == ""


def test_what_counts_as_the_same_text() -> None:
    page = links("<p>Mint   tea\n<script>a</script><a href=x>more</a>")
    assert page.text == links("<div>Mint tea<script>b</script></div><a href=y>more</a>").text
    assert page.whole != links("<div>Mint tea<a href=y>more</a>").whole
    assert page.text != links("<p>Mint tea <a href=x>more</a><img alt='cures'>").text
    assert page.text != links("<meta name=description content=new><p>Mint tea <a href=x>more</a>").text
    assert page.text == links("<meta name=csrf content=new><p>Mint tea <a href=x>more</a>").text


def test_numbers_bring_nothing_new() -> None:
    assert links("<p>5 days in 2026").pieces.keys() == links("<p>17 days in 2031").pieces.keys()
    assert links("<p>5 days").pieces.keys() != links("<p>5 nights").pieces.keys()


def test_a_page_of_links_alone_ends() -> None:
    assert len(links("".join(f"<a href={number}>x</a>" for number in range(20_000))).addresses) == 5000
