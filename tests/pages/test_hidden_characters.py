"""What is hidden from machines and not from people is read as people see it, and a note says so."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.auditor import Auditor
from healthaudit.model import BlockKind, Document, Media, Page, Region
from healthaudit.pages import read

NOTE = "words are hidden from machines by invisible, look-alike or reversed characters in "
PROSE = "<p>" + "Plain words about a clinic in the hills. " * 20 + "</p>"
# fmt: off
CATEGORIES = [
    "Cc", "Cf", "Cn", "Co", "Cs", "Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Me", "Mn", "Nd", "Nl",
    "No", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Sc", "Sk", "Sm", "So", "Zl", "Zp", "Zs",
]
# fmt: on


def page_of(source: str, media: Media = Media.HTML) -> Page:
    return read(Document("page", media, source))


def words(source: str, media: Media = Media.HTML) -> str:
    return page_of(source, media).text.strip()


def behind(page: Page, shown: str) -> str:
    """What stands in the source where the page shows these words."""
    at = page.text.index(shown)
    span = page.span(at, at + len(shown))
    return page.raw[span.start : span.end]


@pytest.fixture(scope="module")
def auditor() -> Auditor:
    return Auditor.load()


# -- invisible characters ------------------------------------------------------------------------------------

INVISIBLE = [
    0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x180B, 0x180E, 0x180F, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060,
    0x2061, 0x2062, 0x2063, 0x2064, 0x206A, 0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFFA0, 0x1D173, 0xE0001, 0xE0041, 0xE0100,
]  # fmt: skip


@pytest.mark.parametrize("code", INVISIBLE, ids=hex)
@pytest.mark.parametrize("media", list(Media))
def test_nothing_invisible_splits_a_word(media: Media, code: int) -> None:
    page = page_of(f"cu{chr(code)}res anxiety", media)
    assert page.text.strip() == "cures anxiety"
    assert behind(page, "cures") == f"cu{chr(code)}res"


@pytest.mark.parametrize("code", INVISIBLE, ids=hex)
def test_nor_does_it_as_a_reference(code: int) -> None:
    page = page_of(f"<p>cu&#{code};res</p>")
    assert page.text.strip() == "cures"
    assert behind(page, "cures") == f"cu&#{code};res"


@pytest.mark.parametrize(
    "hidden",
    [
        "cu\u200bres anxiety", "c\u2062ures anxi\ufe0fety", "cu&#8203;res anxiety", "cur\u0435s anxiety", "𝐜𝐮𝐫𝐞𝐬 𝐚𝐧𝐱𝐢𝐞𝐭𝐲",
        "ｃｕｒｅｓ anxiety", "ⓒⓤⓡⓔⓢ anxiety", "ᴄᴜʀᴇs anxiety", "c\u0332u\u0332r\u0332e\u0332s\u0332 anxiety",
        "\u202eyteixna seruc\u202c", "<bdo dir=rtl>yteixna seruc</bdo>", "<BDO DIR='RTL'>yteixna seruc</BDO>",
        "<span style='direction:rtl; unicode-bidi: bidi-override'>yteixna seruc</span>",
    ],
)  # fmt: skip
def test_a_hidden_claim_is_found_as_an_open_one_is(auditor: Auditor, hidden: str) -> None:
    before, after = "<p>Our herbal drops ", ".</p>"
    plain = auditor.audit(Document("page", Media.HTML, f"{before}cures anxiety{after}"))
    report = auditor.audit(Document("page", Media.HTML, f"{before}{hidden}{after}"))
    assert [finding.rule for finding in report.findings] == [finding.rule for finding in plain.findings]
    assert plain.findings
    inner = re.sub(r"^<[^>]*>|<[^>]*>$|^\u202e|\u202c$", "", hidden)
    for finding in report.findings:
        span = finding.evidence[0].span
        assert inner in report.page.raw[span.start : span.end]
    assert not plain.notes
    assert [note.startswith(NOTE) for note in report.notes] == [True]


@pytest.mark.parametrize(
    "open_",
    [
        "cu<b>r</b>es",
        "cu<span></span>res",
        "cu<wbr>res",
        "c&shy;ures",
        "cu\u00adres",
        "cu<i style='font-size:0'>xx</i>res",
    ],
)
def test_words_that_markup_splits_are_one_and_no_secret(open_: str) -> None:
    page = page_of(f"<p>It {open_} anxiety</p>")
    shown = [page.quote(block.start, block.end) for block in page.blocks if block.region is Region.MAIN]
    assert shown == ["It cures anxiety"]
    assert behind(page, "cures") == open_
    assert page.notes == ()


def test_letters_spaced_out_stay_so() -> None:
    assert words("<p>It c u r e s anxiety</p>") == "It c u r e s anxiety"


def test_boxes_of_no_size_still_show_the_text_in_them() -> None:
    page = page_of("<div style='font-size:0'><p style='font-size:16px'>Words</p></div>")
    assert [block.region for block in page.blocks] == [Region.MAIN]


@pytest.mark.parametrize(
    "text",
    [
        "می‌شود", "क्‍ष", "👨‍👩‍👧", "❤️", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "葛\U000e0100", "ᄀ\u1160",
        "©️", "ᠠ᠋",
    ],
)  # fmt: skip
@pytest.mark.parametrize("media", list(Media))
def test_what_belongs_to_a_script_or_an_emoji_stays(media: Media, text: str) -> None:
    page = page_of(f"See {text} here", media)
    assert page.text.strip() == f"See {text} here"
    assert behind(page, text) == text
    assert page.notes == ()


def test_a_mark_at_the_start_of_a_file_is_no_text_and_no_secret() -> None:
    for media in Media:
        page = page_of("\ufeffcures", media)
        assert (page.text.strip(), page.notes) == ("cures", ())


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("bene\ufb01ts", "benefits"), ("e\ufb00ective", "effective"), ("&#xfb02;u", "flu"), ("Me\u0301nie\u0300re", "Ménière"),
        ("c\u0336ures", "cures"), ("и\u0306", "й"), ("x\u0304", "x\u0304"), ("a \u2260 b", "a \u2260 b"), ("1\u0336", "1\u0336"),
    ],
)  # fmt: skip
def test_letters_in_one_and_letters_with_marks(source: str, shown: str) -> None:
    page = page_of(f"<p>the {source}</p>")
    assert page.text.strip() == f"the {shown}"
    assert behind(page, shown) == source


# -- reversed text -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("\u202eseruc\u202c now", "cures now"),
        ("It \u202eseruc", "It cures"),
        ("It \u202e.(%001) yteixna seruc\u202c So.", "It cures anxiety (100%). So."),
        ("\u202eab\u202dcd\u202cef\u202c", "fecdba"),
        ("\u202eab\u202ecd\u202cef\u202c", "fedcba"),
        ("\u202eab\u2066cd\u2069ef\u202c", "fecdba"),
        ("\u202eab\u2066cd\u202cef\u2069gh\u202cij", "hgcdefbaij"),
        ("\u2067\u202eab\u2069cd", "bacd"),
        ("\u202dabc\u202c \u202babc\u202c \u2067abc\u2069 \u200fabc\u200e", "abc abc abc abc"),
        ("\u202c\u2069abc", "abc"),
        ("\u202eab\u202c\u202ecd\u202c", "badc"),
        ("&#8238;seruc&#8236;", "cures"),
        ("\u202ese<b>ru</b>c\u202c", "cures"),
        ("\u202eab<br>cd", "ba\ncd"),
        ("<bdo dir=rtl>ab<br>cd</bdo>ef", "ba\ndcef"),
        ("<bdo dir=ltr>ab</bdo>", "ab"),
        ("<bdo dir=rtl>ab<bdo dir=ltr>cd</bdo>ef</bdo>", "fecdba"),
        ("<bdo dir=rtl>ab<span dir=ltr>cd</span>ef</bdo>", "fecdba"),
        ("<bdo dir=rtl>ab\u202c\u2069cd</bdo>ef", "dcbaef"),
        ("<span dir=rtl>abc</span>", "abc"),
        ("<span style='unicode-bidi: bidi-override'>abc</span>", "abc"),
        ("\u202eשלום עולם\u202c", "שלום עולם"),
        ("\u202eمرحبا\u202c", "مرحبا"),
    ],
)
def test_text_stands_in_the_order_in_which_it_is_seen(source: str, shown: str) -> None:
    assert words(f"<p>{source}</p>") == shown


def test_an_override_ends_with_its_paragraph() -> None:
    assert words("<p>\u202eab</p><p>cd</p>") == "ba\ncd"
    assert words("\u202eab\n\ncd", Media.MARKDOWN) == "ba\ncd"
    assert words("<p>\u202e</p><p>cd</p>") == "cd"


def test_an_override_in_plain_text_ends_with_its_line() -> None:
    line = "words that go on for so long that the line was wrapped by hand as"
    for ending in ("\n", "\r\n", "\r"):
        assert words(f"It \u202eseruc {line[::-1]}{ending}people still do it.", Media.TEXT) == (
            f"It {line} cures people still do it."
        )


def test_blocks_in_a_reversed_element_are_reversed_one_by_one() -> None:
    assert words("<bdo dir=rtl><p>ab</p><p>cd</p></bdo><p>ef</p>") == "ba\ndc\nef"


def test_a_place_in_a_reversed_stretch_is_the_whole_stretch() -> None:
    page = page_of("<p>It <b>is</b> \u202eyte<i>ix</i>na seruc\u202c, they <b>say</b>.</p>")
    assert page.text.strip() == "It is cures anxiety, they say."
    stretch = "yte<i>ix</i>na seruc"
    assert behind(page, "cures") == behind(page, "anxiety") == behind(page, "cures anxiety") == stretch
    assert behind(page, "is cures") == f"is</b> \u202e{stretch}"
    assert behind(page, "anxiety, they") == f"{stretch}\u202c, they"
    assert [behind(page, word) for word in ("It", "is", "they", "say.")] == ["It", "is", "they", "say</b>."]


@given(
    st.text(
        st.sampled_from("ab (א\u0640\n\u200b\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069<&éﬁ"),
        max_size=60,
    )
)
@pytest.mark.parametrize("media", list(Media))
def test_any_mix_of_controls_keeps_every_character_and_its_place(media: Media, source: str) -> None:
    page = page_of(source.replace("<", "<bdo dir=rtl>").replace("&", "</bdo>"), media)
    if media is Media.TEXT and not re.search("[&<]", source):
        plain = page_of(re.sub("[\u202a-\u202e\u2066-\u2069]", "", source), media)
        same = str.maketrans("(", ")")
        assert sorted("".join(page.text.translate(same).split())) == sorted("".join(plain.text.translate(same).split()))
    check_places(page)


def check_places(page: Page) -> None:
    starts = page.offsets.text_starts
    assert all(before < after for before, after in pairwise(starts))
    last = 0
    for block in page.blocks:
        assert block.start < block.end <= len(page.text)
        for offset in range(block.start, block.end):
            span = page.span(offset, offset + 1)
            assert 0 <= span.start < span.end <= len(page.raw)
            if block.kind not in (BlockKind.ALT_TEXT, BlockKind.DESCRIPTION) and block.region is not Region.HIDDEN:
                assert span.start >= last
                last = span.start


def test_reversing_takes_time_in_proportion() -> None:
    """As many runs as stretches, each looked at once: nesting beyond what the standard allows is passed over."""
    page = page_of("<p>" + "\u202eab\u202c " * 2000 + "</p>")
    assert page.text.count("ba") == 2000
    assert len(page.offsets.text_starts) <= 3 * 2000 + 3
    assert words("\u202e" * 5000 + "ab", Media.TEXT) == "ba"
    assert words("\u202e" * 5000 + "ab" + "\u202c" * 5000 + "cd", Media.TEXT) == "bacd"


# -- the note ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("It cu\u200bres", "1 place (line 1, column 4): "),
        ("It\n\nc\u200bu\u200br\u200be\u200bs  pa\u2060in", "2 places (the first at line 3, column 1): "),
        ("c\u0435s \u202eba\u202c", "2 places (the first at line 1, column 1): "),
        ("It\r\n\r\n🙂 cur\u0435s", "1 place (line 3, column 3): "),
    ],
)
def test_the_note_says_how_many_and_where(source: str, said: str) -> None:
    assert page_of(source, Media.TEXT).notes == (f"{NOTE}{said}they were read as people see them",)


@pytest.mark.parametrize(
    "source",
    [
        "", "plain", "so\u00adft hy\u00adphens", "zero\u200b width \u200bbetween words", "\u200eabc\u200f שלום", "Это рак",
        "TNFα and IFNγ", "ＣＯＶＩＤ です", "/kəˈtɑːmiːn/", "x̄ = 5", "<p hidden>cu\u200bres", "<script>'cu\u200bres'</script>",
        "5\u200b000", "and/\u200bor",
    ],
)  # fmt: skip
def test_no_note_about_what_is_usual(source: str) -> None:
    assert page_of(source).notes == ()


def test_notes_on_fetching_come_first() -> None:
    page = read(Document("page", Media.TEXT, "cu\u200bres", ("decoded somehow",)))
    assert page.notes[0] == "decoded somehow"
    assert len(page.notes) == 2


# -- pictures ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<img src=a.jpg>", "1 picture without alternative text (line 1, column 1): what it says was not read"),
        (
            "<p>x</p>\n<img src=a.jpg>\n<img src=b.jpg><img src=c.jpg>",
            "3 pictures without alternative text (the first at line 2, column 1): what they say was not read",
        ),
        ("<img src='data:image/gif;base64,R0' data-src=a.jpg>", "1 picture without alternative text (line 1, column 1): what it says was not read"),
        ("<svg width=400 height=300><path/></svg>", "1 drawing without text (line 1, column 1): what it says was not read"),
        ("<svg role=img><path/></svg>", "1 drawing without text (line 1, column 1): what it says was not read"),
        ("<canvas></canvas>", "1 drawing without text (line 1, column 1): what it says was not read"),
        ("<embed src='a.pdf#page=2'>", "1 embedded PDF (line 1, column 1): what it says was not read"),
        ("<object type=application/pdf data=a></object>", "1 embedded PDF (line 1, column 1): what it says was not read"),
        ("<video controls></video>", "1 recording without a text track (line 1, column 1): what it says was not read"),
        (
            "<iframe src=a.pdf></iframe><audio></audio><img src=a.jpg><img src=b.jpg>",
            "2 pictures without alternative text, 1 embedded PDF and 1 recording without a text track (the first at line 1, column 1): what they say was not read",
        ),
    ],
)  # fmt: skip
def test_what_is_no_text_is_named(source: str, said: str) -> None:
    assert page_of(source + PROSE).notes == (said,)


@pytest.mark.parametrize(
    "source",
    [
        "<img src=a.jpg alt='A hill'>", "<img src=a.jpg alt=''>", "<img src=/img/site-logo.png>", "<img src=a.jpg class=userIcon>",
        "<img src=a.jpg width=1 height=1>", "<img src=a.jpg role=presentation>", "<img src=a.jpg aria-hidden=true>",
        "<img src=a.jpg aria-label='A hill'>", "<header><img src=a.jpg></header>", "<noscript><img src=a.jpg></noscript>",
        "<div hidden><img src=a.jpg></div>", "<img src='data:image/gif;base64,R0'>", "<svg viewBox='0 0 24 24'><path/></svg>",
        "<svg width=400 height=300><title>A hill</title></svg>", "<svg width=400 height=300><text>A hill</text></svg>",
        "<canvas aria-label='A hill'></canvas>", "<iframe src=https://video.example/1></iframe>",
        "<video controls><source><track src=a.vtt></video>", "<video autoplay muted loop></video>",
    ],
)  # fmt: skip
def test_what_ordinary_pages_have_is_not(source: str) -> None:
    assert page_of(source + PROSE).notes == ()


def test_words_in_one_drawing_do_not_speak_for_another() -> None:
    page = page_of("<canvas></canvas><svg class=icon><title>x</title></svg>" + PROSE)
    assert len(page.notes) == 1


@pytest.mark.parametrize(
    ("count", "text", "noted"), [(1, "Hi", 1), (3, "Hi " * 60, 1), (1, "Hi " * 60, 0), (9, "Hi " * 150, 0)]
)
def test_pictures_said_to_be_decoration_are_named_where_there_is_next_to_nothing_else(
    count: int, text: str, noted: int
) -> None:
    assert len(page_of("<img src=a.jpg alt=''>" * count + f"<p>{text}</p>").notes) == noted


def test_pictures_in_markdown() -> None:
    page = page_of("# A\n\nText ![](b.jpg) and ![a hill](c.jpg) and ![](logo.png)\n", Media.MARKDOWN)
    assert page.notes == ("1 picture without alternative text (line 3, column 6): what it says was not read",)


def test_text_in_a_drawing_is_read_as_shown() -> None:
    page = page_of(
        "<p>We say <svg><title>t</title><defs><text>no</text></defs><text>It <tspan>cures</tspan> all</text><text hidden>no</text></svg> so</p>"
    )
    shown = [page.quote(block.start, block.end) for block in page.blocks if block.region is Region.MAIN]
    assert shown == ["We say", "It cures all", "so"]
    hidden = page_of("<p>a <svg aria-hidden=true><text>icon</text></svg> b</p>")
    assert [page.region for page in hidden.blocks] == [Region.MAIN, Region.HIDDEN]


# -- every category ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("category", CATEGORIES)
@given(media=st.sampled_from(Media), data=st.data())
def test_every_category_is_read_with_its_places(category: str, media: Media, data: st.DataObject) -> None:
    characters = st.characters(categories=[category], exclude_characters="<")  # which begins a tag
    inner = data.draw(st.lists(characters | st.sampled_from(["ab", " ", "\n", "é"]), max_size=20).map("".join))
    page = page_of(f"first {inner}\n\n{'<p>' * (media is Media.HTML)}last", media)
    check_places(page)
    assert behind(page, "first") == "first"
    at = page.text.rindex("last")
    span = page.span(at, at + 4)
    assert page.raw[span.start : span.end] == "last"
