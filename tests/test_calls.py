"""Calls to action: where a page asks its reader to ring, write, chat, book, fill in, order or buy."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthaudit.auditor import Auditor
from healthaudit.errors import RuleError
from healthaudit.kinds import CallKind, Region, Whose
from healthaudit.library import load_library
from healthaudit.model import Call, Document, Media

AUDITOR = Auditor.load()
PAGES = Path(__file__).parents[1] / "fixtures" / "pages"

#: What a reviewer lists of eight pages, by eye, without a look at what the program finds: label, kind, whose.
LISTED = {
    "rehab-network-ketamine-anxiety": [
        ("Call 24/7 – (844) 555-0142", "telephone", "own"),
        ("Verify My Insurance", "form", "own"),
    ],
    "supplement-shop-blood-sugar": [
        ("Add to cart", "purchase", "own"),
        ("Order your 4-month reversal kit now", "purchase", "own"),
        ("Customer service (802) 555-0163", "telephone", "own"),
        ("Subscribe", "newsletter", "own"),
    ],
    "low-t-clinic": [
        ("Grab a $25 T-check", "booking", "own"),
        ("Or just call: (512) 555-0148", "telephone", "own"),
        ("Have a men’s coach ring me in 5 minutes", "form", "own"),
    ],
    "glp1-compounded-telehealth": [
        ("Start your free assessment", "quiz", "own"),
        ("or call 911", "telephone", "public"),
        ("help@trimora.example", "email", "own"),
        ("(937) 555-0117", "telephone", "own"),
    ],
    "insomnia-condition-page": [
        ("call 111 and select the mental health option", "telephone", "public"),
        ("or call Samaritans free on 116 123 at any time of day or night", "telephone", "public"),
        ("Call 999 if a life is at risk", "telephone", "public"),
        ("Switchboard 01632 960215", "telephone", "unknown"),
    ],
    "drug-information-sertraline": [
        ("call or text 988", "telephone", "public"),
        ("call the poison control helpline at 1-800-222-1222", "telephone", "public"),
        ("call emergency services at 911", "telephone", "public"),
        ("call SAMHSA’s National Helpline at 1-800-662-HELP (4357)", "telephone", "public"),
        ("Library desk: (406) 555-0110", "telephone", "unknown"),
    ],
    "opioid-overdose-naloxone": [
        ("Call 911 now", "telephone", "public"),
        ("SAMHSA National Helpline: 1-800-662-HELP (4357)", "telephone", "public"),
        ("988 Suicide & Crisis Lifeline: call or text 988", "telephone", "public"),
        ("Poison Help: 1-800-222-1222", "telephone", "public"),
        ("Telephone (906) 555-0124", "telephone", "unknown"),
        ("write to overdose@tamarackcounty.example", "email", "unknown"),
    ],
    "news-psilocybin-single-dose": [
        ("Subscribe", "newsletter", "unknown"),
        ("call or text 988 to reach the Suicide and Crisis Lifeline", "telephone", "public"),
        ("Sign up", "newsletter", "unknown"),
        ("Contact the newsroom: (207) 555-0119", "telephone", "unknown"),
    ],
}


def calls(text: str, media: Media = Media.HTML, *, source: str = "page") -> tuple[Call, ...]:
    return AUDITOR.audit(Document(source, media, text), any_page=True).calls


def on_sales_page(markup: str) -> tuple[Call, ...]:
    return calls(f"<h1>Ketamine for tinnitus</h1><p>Our infusions help.</p>{markup}")


def on_page_that_informs(markup: str) -> tuple[Call, ...]:
    page = f"<h1>Tinnitus</h1><p>Tinnitus is a symptom of many diseases. Some patients sleep badly.</p>{markup}"
    return AUDITOR.audit(Document("page", Media.HTML, page)).calls


def shown(found: tuple[Call, ...]) -> list[tuple[str, str, str]]:
    return [(call.label, call.kind.value, call.whose.value) for call in found]


def of_fixture(name: str) -> tuple[Call, ...]:
    return AUDITOR.audit(Document(name, Media.HTML, (PAGES / f"{name}.html").read_text("utf-8"))).calls


@pytest.mark.parametrize("name", sorted(LISTED))
def test_what_a_reviewer_lists_is_found_and_nothing_else(name: str) -> None:
    # A label may hold more of its line than a reviewer would copy.
    found = shown(of_fixture(name))
    assert [(kind, whose) for _, kind, whose in found] == [(kind, whose) for _, kind, whose in LISTED[name]]
    assert all(label in more for (label, *_), (more, *_) in zip(LISTED[name], found, strict=True))


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Call us now", "telephone"),
        ("Tap here to call", "telephone"),
        ("Speak with a care advocate", "telephone"),
        ("Text us", "text-message"),
        ("Email us", "email"),
        ("Live chat", "chat"),
        ("Chat with a nurse", "chat"),
        ("Book now", "booking"),
        ("Schedule your free consultation", "booking"),
        ("Request an appointment", "booking"),
        ("Claim my slot", "booking"),
        ("Add to cart", "purchase"),
        ("ADD 3 BOTTLES TO BASKET", "purchase"),
        ("Order now →", "purchase"),
        ("Get 20% off", "purchase"),
        ("Take the 2-minute quiz", "quiz"),
        ("See if you qualify", "quiz"),
        ("Am I eligible for treatment now", "quiz"),
        ("Verify my insurance", "form"),
        ("Request a callback", "form"),
        ("Call me back", "form"),
        ("Contact us", "form"),
        ("Send message", "form"),
        ("Subscribe to our newsletter", "newsletter"),
        ("Get started", "link"),
        ("Yes, I want my life back!", "link"),
        ("Join now", "link"),
    ],
)
def test_the_words_of_a_button_say_the_kind(label: str, kind: str) -> None:
    assert shown(on_sales_page(f"<button>{label}</button>")) == [(label, kind, "own")]


@pytest.mark.parametrize(
    "markup",
    [
        "<a href=/about>About us</a>",
        "<p>Some go on. <a href=/more>Read more</a></p>",
        "<a class=button href=/more>Learn more</a>",
        "<a href=#content>Skip to content</a>",
        "<a class=btn href=/login>Log in to book</a>",
        "<button>Accept all cookies</button>",
        "<button>Search</button>",
        "<button>Print this page</button>",
        "<button>Share</button>",
        "<button>Will I feel groggy?</button>",
        "<button>Show more reviews</button>",
        "<button></button>",
        "<button>→</button>",
        "<a href='mailto:?subject=Read%20this'>Email</a>",
        "<a href='https://wa.me/?text=Read%20this'>WhatsApp</a>",
        "<a href='https://www.facebook.com/sharer?u=x'>Share on Facebook</a>",
        "<p>It came out as <a href=https://doi.org/10.5555/1>Book of sleep, 2019</a>.</p>",
        "<a href=/order-status>Order status</a>",
        "<a href=/reviews>Book reviews</a>",
        "<p>See <a href=/d>your doctor</a>, or <a href=/gp>call your GP</a>.</p>",
        "<ul><li><a href=/tms>TMS</a><li><a href=/c>Contact us</a><li><a href=/s>Shop</a></ul>",
        "<nav><a href=/c>Contact us</a></nav>",
        "<footer><p><a href=/c>Contact</a></p></footer>",
        "<p>Fax (512) 555-0149</p>",
        "<p>(512) 555-0149 (fax)</p>",
        "<p>Printed on 05-06-99 in Leeds.</p>",
        "<p hidden>Call (512) 555-0149 <a href=/book>Book now</a> us@clinic.example</p>",
        "<h2>References</h2><ol><li>Smith A. Sleep. 2019. <a href=/o>Order now</a></li></ol>",
        "<p>Write as a@b or @clinic.</p>",
    ],
)
def test_what_is_no_call(markup: str) -> None:
    assert on_sales_page(markup) == ()


@pytest.mark.parametrize(
    ("href", "label", "kind", "target"),
    [
        ("tel:+15125550148", "Ring the desk", "telephone", "+15125550148"),
        ("sms:741741?body=HOME", "Reach out", "text-message", "741741"),
        ("SMSTO:+15125550148", "Reach out", "text-message", "+15125550148"),
        ("mailto:us@clinic.example?subject=Hello", "The desk", "email", "us@clinic.example"),
        ("https://wa.me/525555550138", "Green button", "chat", "https://wa.me/525555550138"),
        ("https://calendly.com/clinic/first", "Meet Ann", "booking", "https://calendly.com/clinic/first"),
        ("/book", "Get started", "booking", "/book"),
        ("/cart/add?id=7", "Get started", "purchase", "/cart/add?id=7"),
        ("/quiz", "Get started", "quiz", "/quiz"),
        ("javascript:go()", "Book now", "booking", ""),
        ("#", "Book now", "booking", ""),
        ("https://ann:secret@clinic.example/a", "Book now", "booking", "https://clinic.example/a"),
        ("https://token@clinic.example/a@b", "Book now", "booking", "https://clinic.example/a@b"),
        ("//ann:secret@clinic.example", "Book now", "booking", "//clinic.example"),
        ("ht\ntps:\n//ann:secret@clinic.example/a", "Book now", "booking", "https://clinic.example/a"),
    ],
)
def test_the_address_says_the_kind_and_tells_no_secret(href: str, label: str, kind: str, target: str) -> None:
    (call,) = on_sales_page(f'<p>Or else <a class="btn" href="{href}">{label}</a></p>')
    assert (call.label, call.kind, call.target) == (label, kind, target)
    assert "secret" not in repr(call)


def test_a_number_is_one_call_however_it_is_printed_and_dialled() -> None:
    (call,) = on_sales_page(
        "<p>Helpline: (844) 555-0142</p><p>Why wait? Dial 1-844-555-0142, today.</p>"
        "<a class=btn href=tel:+18445550142>Tap to talk</a>"
    )
    assert (call.label, call.target, call.kind) == ("Helpline: (844) 555-0142", "(844) 555-0142", "telephone")
    assert [(place.role, place.quote) for place in call.evidence] == [
        ("call", "Helpline: (844) 555-0142"),
        ("repeated at", "Dial 1-844-555-0142"),
        ("repeated at", "Tap to talk"),
    ]


def test_the_same_address_with_other_words_is_one_call_and_the_same_words_elsewhere_are_two() -> None:
    first, second = on_sales_page(
        "<p><a class=btn href=/quiz>Start your assessment</a></p><p><a class=btn href=/Quiz/>See if I qualify</a></p>"
        "<p><a class=btn href=/p/1>Add to cart</a></p>"
    )
    assert [place.quote for place in first.evidence] == ["Start your assessment", "See if I qualify"]
    assert (second.target, len(second.evidence)) == ("/p/1", 1)


def test_buttons_that_only_a_script_knows_are_told_apart_by_their_words() -> None:
    found = on_sales_page("<button>Book now</button><p>and</p><button>BOOK  NOW</button><button>Book a visit</button>")
    assert [(call.label, call.target, len(call.evidence)) for call in found] == [
        ("Book now", "", 2),
        ("Book a visit", "", 1),
    ]


def test_a_messenger_is_one_call_with_its_number_printed_or_in_an_address() -> None:
    (call,) = on_sales_page("<p>WhatsApp: +49 1512 3456789</p><p>or <a href=https://wa.me/4915123456789>write</a></p>")
    assert (call.kind, len(call.evidence)) == ("chat", 2)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Call or text 988.", "telephone"),
        ("Text 988 at any hour.", "text-message"),
        ("Text HOME to 741741.", "text-message"),
        ("You can text the word HOME to 741741 at night.", "text-message"),
        ("Tel/Fax: (512) 555-0148", "telephone"),
    ],
)
def test_the_words_before_a_number_say_whether_it_is_written_to(text: str, kind: str) -> None:
    (call,) = on_sales_page(f"<p>{text}</p>")
    assert call.kind == kind


def test_public_lines_are_in_the_map_with_their_operators() -> None:
    markup = (
        "<p>Call 988 now.</p><p>Text HOME to 741741.</p><p>Clinic: (512) 555-0148</p>"
        "<p><a class=btn href=https://www.988lifeline.org/chat/>Chat now</a></p>"
    )
    found = on_sales_page(markup)
    assert [(call.target, call.whose.value, call.operator) for call in found] == [
        ("988", "public", "988 Suicide & Crisis Lifeline, SAMHSA"),
        ("741741", "public", "Crisis Text Line"),
        ("(512) 555-0148", "own", ""),
        ("https://www.988lifeline.org/chat/", "public", "988 Suicide & Crisis Lifeline, SAMHSA"),
    ]
    assert [call.whose.value for call in on_page_that_informs(markup)] == ["public", "public", "unknown", "public"]


@pytest.mark.parametrize(
    ("source", "href", "whose"),
    [
        ("page", "/book", Whose.OWN),
        ("page", "https://clinic.example/book", Whose.UNKNOWN),
        ("https://www.clinic.example/a", "https://clinic.example/book", Whose.OWN),
        ("https://www.clinic.example/a", "https://shop.example/book", Whose.UNKNOWN),
        ("https://clinic.example/a", "https://clinic.example.evil.example/book", Whose.UNKNOWN),
        ("https://www.clinic.example/a", "https://calendly.com/clinic", Whose.OWN),
    ],
)
def test_a_call_that_leads_elsewhere_is_not_the_sellers_own(source: str, href: str, whose: Whose) -> None:
    (call,) = calls(f"<h1>Ketamine</h1><p>Or <a class=btn href={href}>Book now</a></p>", source=source)
    assert call.whose is whose


def test_a_form_is_told_by_its_button_and_the_words_before_it() -> None:
    form = "<form><label>{}</label><input name=a><{}></form>"
    button, field = "button>Sign up</button", "input type=submit value='Sign up'"
    for submit in (button, field):
        assert shown(on_sales_page(form.format("Our stories in your inbox", submit))) == [
            ("Sign up", "newsletter", "own")
        ]
        assert shown(on_sales_page(form.format("Your plan", submit))) == [("Sign up", "link", "own")]
    assert on_sales_page(form.format("Search", "button>Submit</button")) == ()


def test_a_call_stands_somewhere_on_the_page() -> None:
    page = (
        "<title>Call (512) 555-0148</title><meta name=description content='Book: (512) 555-0148'>"
        "<header><a class=btn href=/book>Book now</a></header><p hidden>" + "hidden " * 99 + "</p>"
        "<p>" + "word " * 18 + "</p><footer><p>a@clinic.example</p></footer>"
    )
    book, write = calls(page)
    assert (book.region, book.position) == (Region.HEADER, 0.0)
    assert (write.region, write.kind) == (Region.FOOTER, CallKind.EMAIL)
    assert write.position == round((8 + 89) / (8 + 89 + 16), 3)  # "Book now", the words, the address


def test_evidence_points_at_the_source_whatever_its_line_ends_and_letters() -> None:
    raw = "<p>Naïve ☎️ Töne.</p>\r\n\r\n<p>Jetzt\r\n call&nbsp;(512) 555&#8209;0148 now.</p>"
    (call,) = calls(raw)
    place = call.evidence[0]
    assert call.label == place.quote
    assert call.label.startswith("Jetzt call (512) 555")
    assert raw[place.span.start : place.span.end] == "Jetzt\r\n call&nbsp;(512) 555&#8209;0148 now"
    assert (place.location.line, place.location.end_line) == (3, 4)


def test_markdown_and_plain_text_have_calls_too() -> None:
    text = "# Ketamine\n\nOur drips help. [Book now](/book) or ring (512) 555-0148.\n\nus@clinic.example\n"
    assert [call.kind.value for call in calls(text, Media.MARKDOWN)] == ["booking", "telephone", "email"]
    assert [call.kind.value for call in calls(text, Media.TEXT)] == ["telephone", "email"]


@pytest.mark.parametrize("text", ["", " ", "<p>", "<a href=/book></a>", "\ufeff", "<p>\x00@</p>"])
def test_next_to_nothing_has_no_calls(text: str) -> None:
    assert calls(text) == ()


def test_a_page_that_was_not_understood_has_no_calls() -> None:
    for text in (
        "<p>Die Klinik behandelt Ohrgeräusche mit Infusionen. Rufen Sie uns an: (512) 555-0148.</p>",
        "<h1>Used cars</h1><p>We sell cars and vans with new tyres. Call (512) 555-0148.</p>",
    ):
        report = AUDITOR.audit(Document("page", Media.HTML, text))
        assert (report.profile, report.calls) == (None, ())


def test_many_links_and_signs_are_no_trouble() -> None:
    links = "<p>x <a class=btn href='/p/{0}'>Add to cart</a></p>"
    markup = "".join(links.format(number % 100) for number in range(5_000)) + "<p>" + "a" * 90 + "@" * 50_000
    found = on_sales_page(markup)
    assert len(found) == 100
    assert {len(call.evidence) for call in found} == {50}


def test_a_file_of_words_that_is_malformed_is_refused_by_its_name(few_rules: Path) -> None:
    file = few_rules / "language" / "calls.yml"
    file.write_text(file.read_text("utf-8").replace("\nfax:", "\nfacsimile:"), "utf-8")
    with pytest.raises(RuleError, match=r"calls\.yml: not a file of words about calls: 'fax'") as caught:
        load_library(few_rules)
    assert "fax" in caught.value.hint
