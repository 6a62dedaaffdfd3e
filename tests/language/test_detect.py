"""Which language a page is in, and which of its blocks are in another than English."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthaudit.auditor import Auditor
from healthaudit.language import Reading
from healthaudit.language.detect import ENGLISH, detect, name_of
from healthaudit.language.fold import fold
from healthaudit.model import Document, Media, PageReport, RuleOutcome
from healthaudit.pages import read
from healthaudit.sources import collect

AUDITOR = Auditor.load()
FIXTURES = Path(__file__).parents[2] / "fixtures"

ENGLISH_TEXT = (
    "Anxiety is common, and most people who have it get better with treatment. Talk to your doctor about "
    "what you can do at home and when you should ask for help."
)

#: Two sentences each, of the sort that stands on a clinic's pages.
TEXTS = {
    "ar": "إذا كنت تعاني من القلق فتحدث إلى طبيبك. خدمات الترجمة متاحة لك مجانا في العيادة.",
    "be": "Калі вы адчуваеце трывогу, пагаварыце са сваім лекарам. Паслугі перакладчыка для вас бясплатныя.",
    "bg": "Ако изпитвате тревожност, говорете със своя лекар. Преводът е безплатен за вас и за семейството ви във "
    "всяка болница, а съветът на лекаря е винаги първият, който трябва да търсите.",
    "bn": "আপনি যদি উদ্বেগে ভোগেন তাহলে আপনার ডাক্তারের সাথে কথা বলুন। দোভাষী পরিষেবা বিনামূল্যে পাওয়া যায়।",
    "cs": "Pokud máte úzkost, promluvte si se svým lékařem, který vám může pomoci. Tlumočníka máte u nás zdarma a je "
    "k dispozici také po telefonu.",
    "da": "Hvis du har angst, skal du tale med din læge, og du kan også få en tolk. Det koster ikke noget, og vi kan "
    "hjælpe dig efter aftale.",
    "de": "Wenn Sie unter Angst leiden, sprechen Sie mit Ihrem Arzt über die Behandlung. Ein Dolmetscher ist für Sie "
    "kostenlos und kann auch bei der Anmeldung helfen.",
    "el": "Αν έχετε άγχος, μιλήστε με τον γιατρό σας. Οι υπηρεσίες διερμηνείας είναι δωρεάν.",
    "es": "Si usted tiene ansiedad, hable con su médico sobre las opciones que hay. Los servicios de intérprete son "
    "gratuitos para los pacientes y sus familias.",
    "fa": "اگر اضطراب دارید با پزشک خود گفتگو کنید. خدمات ترجمه برای شما رایگان است و در کلینیک ارائه می‌شود.",
    "fi": "Jos sinulla on ahdistusta, kerro siitä lääkärille, joka voi auttaa. Tulkki on sinulle ilmainen, ja hän voi "
    "olla mukana myös puhelimessa.",
    "fr": "Si vous souffrez d'anxiété, parlez-en à votre médecin, qui peut vous aider. Les services d'un interprète "
    "sont gratuits pour vous et pour votre famille.",
    "he": "אם אתם סובלים מחרדה, דברו עם הרופא שלכם. שירותי התרגום ניתנים ללא תשלום.",
    "hi": "यदि आपको चिंता है तो अपने डॉक्टर से बात करें। दुभाषिया सेवा आपके लिए निःशुल्क उपलब्ध है।",
    "hu": "Ha szorong, beszéljen az orvosával arról, hogy milyen kezelés lehet jó önnek. A tolmács ingyenes, és ez "
    "telefonon is kérhető.",
    "hy": "Եթե անհանգստություն ունեք, խոսեք ձեր բժշկի հետ։ Թարգմանչի ծառայությունն անվճար է։",
    "id": "Jika Anda merasa cemas, bicarakan dengan dokter tentang pilihan yang ada. Layanan juru bahasa untuk pasien "
    "ini tidak dipungut biaya dan tersedia pada saat kunjungan.",
    "it": "Se soffre di ansia, parli con il suo medico delle cure che sono possibili. Il servizio di interprete è "
    "gratuito per i pazienti e può essere chiesto anche al telefono.",
    "ja": "不安を感じるときは、かかりつけの医師に相談してください。通訳は無料でご利用いただけます。",
    "ko": "불안을 느끼면 담당 의사와 상담하세요. 통역 서비스는 무료로 이용하실 수 있습니다.",
    "nl": "Als u last heeft van angst, praat dan met uw arts over wat er mogelijk is. Een tolk is gratis voor u en kan "
    "ook bij het gesprek zijn.",
    "no": "Hvis du har angst, bør du snakke med legen om hva som kan hjelpe deg. Tolk er gratis, og du kan også få "
    "noen til å være med på timen.",
    "pl": "Jeśli masz lęki, porozmawiaj o tym z lekarzem, który może pomóc. Tłumacz jest dla pacjentów bezpłatny i nie "
    "trzeba go zamawiać przez telefon.",
    "pt": "Se você tem ansiedade, converse com o seu médico sobre as opções que existem. O intérprete não custa nada "
    "para os pacientes e também pode ajudar por telefone.",
    "ro": "Dacă aveți anxietate, vorbiți cu medicul dumneavoastră despre ce se poate face. Interpretul este gratuit "
    "pentru pacienți și poate fi cerut din timp prin telefon.",
    "ru": "Если вы испытываете тревогу, поговорите со своим врачом. Услуги переводчика для вас бесплатны.",
    "sv": "Om du har ångest ska du tala med din läkare om vad som kan hjälpa. Det kostar inte något att få en tolk, "
    "och du kan också be om det när du ringer till oss.",
    "ta": "உங்களுக்கு பதட்டம் இருந்தால் உங்கள் மருத்துவரிடம் பேசுங்கள். மொழிபெயர்ப்பு சேவை இலவசம்.",
    "th": "หากคุณมีความวิตกกังวล โปรดปรึกษาแพทย์ของคุณ บริการล่ามไม่มีค่าใช้จ่าย",
    "tl": "Kung ikaw ay may pagkabalisa, makipag-usap sa iyong doktor tungkol sa mga maaari mong gawin. Ang tulong sa "
    "wika ay libre para sa inyong pamilya at hindi kailangang bayaran.",
    "tr": "Kaygı yaşıyorsanız bunun için ne yapılabileceğini doktorunuza sorun. Tercüman sizin için ücretsizdir ve "
    "telefonla da olabilir, ancak önce haber verin.",
    "uk": "Якщо ви відчуваєте тривогу, поговоріть зі своїм лікарем. Послуги перекладача для вас безкоштовні.",
    "ur": "اگر آپ کو بے چینی ہے تو اپنے ڈاکٹر سے بات کریں۔ مترجم کی سہولت آپ کے لیے مفت ہے۔",
    "vi": "Nếu bạn lo âu, hãy nói chuyện với bác sĩ của bạn về các cách điều trị. Dịch vụ thông dịch được miễn phí cho "
    "người bệnh và có thể gọi bằng điện thoại.",
    "zh": "如果您感到焦虑，请与您的医生谈谈您可以做些什么。我们为您和您的家人免费提供口译服务。",
}

#: Nothing of this is in another language than English, or it is too little to say so.
NOT_FOREIGN = [
    "Metformin, lisinopril, atorvastatin, sertraline, levothyroxine, amoxicillin-clavulanate, Depo-Provera",
    "Hospital Universitario La Paz, Paseo de la Castellana 261, 28046 Madrid, Spain",
    "Avenida de las Américas 12, San Juan de la Maguana; Rua dos Santos 4, Vila Nova de Gaia",
    "Dr. José García Márquez, Dra. María de los Ángeles Núñez del Río, Prof. Ludwig van der Meer",
    "Charité, Klinik für Psychiatrie und Psychotherapie, Universität zu Berlin",
    "Ángela Gómez, Łukasz Wiśniewski, Đặng Thị Hà, Jürgen Groß, Øystein Bjørnsson, Françoise Lefèvre",
    "N-acetyl-L-cysteine, 3,4-methylenedioxymethamphetamine, α-tocopherol, β-carotene, 5-HT2A",
    "Musculus flexor digitorum profundus, vena cava inferior, os sacrum, nervus vagus, in vitro, per os, ad libitum",
    "Café Déjà Vu: crème brûlée, jalapeño con queso, à la carte, vis-à-vis, mañana",
    "Müller H. Über die Behandlung der Angst bei Kindern und wie sie mit Geduld gelingt. Z Psychiatr 2001;12(3):4-9.",
    "García J, López M. Los efectos de la dieta sobre la ansiedad en los niños que no duermen. Rev Med 2010; 5: 1-9.",
    "10 mg 20 mg 40 mg 12.5 % 1/2 4–6 h n = 120 p < 0.001 95 % CI 1.2–3.4",
    "VA, CO, LA, DE, ME, IN, OR, ID, PA, NE, MA, AL: PE, MI, CHF, VTE; SL, IM, IV, PO, PR, OD",
    "Que Sera Sera. La Vie en Rose. Die Fledermaus. Per aspera ad astra.",
    "English | Español | Français | Deutsch | Tiếng Việt | Русский | Українська | 中文 (简体) | 한국어 | العربية",
    "α β γ δ ε ζ η θ ι κ λ μ",
    "Cures anxiety. End pain. Take care. Once daily, till 10.",
    "Er sagte zu ihr: “The drops have cured my anxiety and I am not on any tablets,” and she was glad of it.",
    "1234567890 +1 (800) 555-0100 https://example.org/de/la/que?para=una&con=por",
    "🙂🙂🙂 ✓ ★ → ™ ® ©",
    "\ud800 \u0000 \u200b\u202e",
]


def reading(text: str, media: Media = Media.HTML) -> Reading:
    return AUDITOR.library.language.read(read(Document("page", media, text)))


def audited(text: str, media: Media = Media.HTML) -> PageReport:
    return AUDITOR.audit(Document("page", media, text))


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>\n" for text in texts)


def foreign(text: str) -> dict[str, str]:
    """The first words of each block in another language, with the language."""
    found = reading(text)
    blocks = {index: found.page.blocks[index] for index in found.foreign}
    return {found.page.text[block.start : block.end][:12]: found.foreign[index] for index, block in blocks.items()}


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_is_known_by_its_words_or_its_letters(language: str) -> None:
    assert detect(TEXTS[language]) == language
    assert detect(TEXTS[language].upper()) == language
    assert detect(f"\r\n{TEXTS[language]}\r\n" * 50) == language
    assert name_of(language) not in (language, "another language")


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("declared", ["en", "en-US", "xx", "zzzzzzzz", "-", "de"])
def test_what_the_page_declares_does_not_outweigh_its_words(language: str, declared: str) -> None:
    assert detect(TEXTS[language], declared) in (language, "xx", "zzz")
    assert detect(f"{ENGLISH_TEXT} {ENGLISH_TEXT}", language) == ENGLISH


def test_of_languages_that_share_a_script_the_page_knows_best() -> None:
    assert detect(TEXTS["hi"], "mr-IN") == "mr"
    assert detect(TEXTS["ru"], "de") == "ru"
    assert detect(TEXTS["he"], "yi") == "yi"


@pytest.mark.parametrize("language", ["cs", "es", "fr", "hu", "pl", "pt", "ro", "tr", "vi"])
def test_a_text_without_its_accents_is_known_as_well(language: str) -> None:
    plain = fold(TEXTS[language]).decode("latin-1").replace("\xff", "d")
    assert detect(f"{plain} {plain}") == language


@pytest.mark.parametrize("text", ["", " ", "123", "\n\r\n"])
def test_nothing_to_tell_by(text: str) -> None:
    assert detect(text) == "und"
    assert detect(text, "en") == ENGLISH
    assert reading(text).foreign == {}


@pytest.mark.parametrize("text", ["Per tablet: 5 mg zinc", "Med. J.", "Results – guaranteed", "Als", "Hernández Ruiz"])
def test_very_little_text_is_english(text: str) -> None:
    assert detect(text) == ENGLISH


def test_one_word_again_and_again_is_no_language() -> None:
    assert detect("The clinic is open and you can come in at any time. " + "<li>Surgery</li> " * 40) == ENGLISH
    assert detect("Al B, de la C. " * 20 + "It is for you and all of us, and for them.") == ENGLISH


@pytest.mark.parametrize("text", NOT_FOREIGN)
def test_names_lists_and_citations_on_an_english_page_are_not_foreign(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    for page in (
        paragraphs(ENGLISH_TEXT, escaped, ENGLISH_TEXT),
        paragraphs(ENGLISH_TEXT, *[escaped] * 30, ENGLISH_TEXT),
        paragraphs(ENGLISH_TEXT, TEXTS["es"], ENGLISH_TEXT, escaped, ENGLISH_TEXT, TEXTS["es"]),
    ):
        found = reading(page)
        assert found.language == ENGLISH
        assert set(foreign(page)) <= {TEXTS["es"][:12]}


def test_no_block_of_the_fixtures_is_foreign() -> None:
    """And none of English pages is told to be in another language."""
    folder = FIXTURES / "pages"
    names = [path for path in sorted(folder.iterdir()) if path.suffix in (".html", ".md", ".txt")]
    documents = list(collect(str(path) for path in names if "held-out" not in path.name))
    assert len(documents) > 30
    for document in documents:
        assert isinstance(document, Document)
        found = AUDITOR.library.language.read(read(document))
        assert (found.language, found.foreign, found.english) == (ENGLISH, {}, True), document.source


@pytest.mark.parametrize("language", TEXTS)
def test_a_notice_in_another_language_on_an_english_page(language: str) -> None:
    page = paragraphs(ENGLISH_TEXT, ENGLISH_TEXT, TEXTS[language], ENGLISH_TEXT)
    assert reading(page).language == ENGLISH
    assert foreign(page) == {TEXTS[language][:12]: language}


def test_notices_about_interpreters_at_the_foot_of_a_page() -> None:
    notices = {
        "es": "ATENCIÓN: si habla español, tiene servicios de ayuda gratuitos en su idioma. Llame al 1-800-555-0100.",
        "fr": "ATTENTION : si vous parlez français, une aide vous est offerte sans frais. Appelez le 1-800-555-0100.",
        "ht": "ATANSYON: si w pale kreyòl, gen sèvis èd nan lang ou ki disponib gratis. Rele 1-800-555-0100.",
        "it": "ATTENZIONE: se parla italiano, sono disponibili servizi di aiuto gratuiti. Chiamare il 1-800-555-0100.",
        "pl": "UWAGA: jeżeli mówisz po polsku, możesz otrzymać bezpłatną pomoc. Zadzwoń pod numer 1-800-555-0100.",
        "pt": "ATENÇÃO: se você fala português, os serviços de ajuda são grátis. Ligue para 1-800-555-0100.",
        "ru": "ВНИМАНИЕ: если вы говорите по-русски, помощь переводчика бесплатна. Звоните 1-800-555-0100.",
        "vi": "CHÚ Ý: nếu bạn nói tiếng Việt, có dịch vụ hỗ trợ miễn phí cho bạn. Gọi số 1-800-555-0100.",
    }
    footer = f"<footer>{paragraphs(*notices.values())}</footer>"
    page = paragraphs(ENGLISH_TEXT, ENGLISH_TEXT) + footer
    assert reading(page).language == ENGLISH
    assert sorted(foreign(page).values()) == sorted(notices)


def test_the_rules_leave_out_what_is_not_english() -> None:
    claim = "Our ketamine infusions cure anxiety and depression, and we guarantee results."
    spanish = (
        "<p lang=es>Nuestras infusiones son para los que no duermen, y por eso decimos: «We guarantee results.»</p>"
    )
    both = audited(paragraphs(ENGLISH_TEXT, claim) + spanish + paragraphs(ENGLISH_TEXT))
    alone = audited(paragraphs(ENGLISH_TEXT, claim, ENGLISH_TEXT))
    assert [finding.rule for finding in both.findings] == [finding.rule for finding in alone.findings]
    assert {"cure-claim", "guaranteed-result"} <= {finding.rule for finding in both.findings}
    assert "1 of 4 blocks (Spanish) is not in English: no rule was applied to it" in both.notes
    assert not [note for note in alone.notes if "English" in note]


def test_blocks_are_counted_by_language() -> None:
    page = paragraphs(*[ENGLISH_TEXT] * 6, TEXTS["es"], TEXTS["vi"], TEXTS["es"])
    assert audited(page).notes == (
        "3 of 9 blocks (Spanish 2, Vietnamese 1) are not in English: no rule was applied to them",
    )


def test_a_language_menu_gives_no_note() -> None:
    names = ["English", "Español", "Français", "Tiếng Việt", "Русский", "Українська", "繁體中文", "한국어", "العربية"]
    menu = "<nav><ul>" + "".join(f"<li><a href=/{name}>{name}</a></li>" for name in names) + "</ul></nav>"
    assert audited(menu + paragraphs(ENGLISH_TEXT)).notes == ()
    assert audited("<p>" + " · ".join(names) + "</p>" + paragraphs(ENGLISH_TEXT)).notes == ()


def test_a_quotation_within_an_english_paragraph_is_no_matter() -> None:
    quote = (
        f"{ENGLISH_TEXT} As she says: “No puedo dormir por la noche y no sé qué hacer con mis hijos.” {ENGLISH_TEXT}"
    )
    assert reading(paragraphs(ENGLISH_TEXT, quote)).foreign == {}


def test_short_blocks_take_the_language_of_both_their_neighbours() -> None:
    page = (
        paragraphs(ENGLISH_TEXT, ENGLISH_TEXT)
        + "<h2>Español</h2>"
        + paragraphs(TEXTS["es"])
        + "<h3>Ansiedad</h3><ul><li>Insomnio</li></ul>"
        + paragraphs(TEXTS["es"])
        + "<h2>Ansiedad</h2>"
        + paragraphs(ENGLISH_TEXT, ENGLISH_TEXT, ENGLISH_TEXT)
    )
    assert sorted(foreign(page)) == sorted([TEXTS["es"][:12], "Ansiedad", "Insomnio"])
    assert len(reading(page).foreign) == 4


def test_a_list_between_two_notices_is_not_swallowed() -> None:
    notice = paragraphs(TEXTS["es"])
    drugs = "<ul>" + "".join(f"<li>Product {number}: relief, {number} mg</li>" for number in range(12)) + "</ul>"
    found = reading(paragraphs(ENGLISH_TEXT) * 4 + notice + drugs + notice)
    assert found.language == ENGLISH
    assert set(found.foreign.values()) == {"es"}
    assert len(found.foreign) == 2


def test_an_english_line_between_foreign_blocks_stays_english() -> None:
    page = paragraphs(ENGLISH_TEXT, TEXTS["es"], "This will cure your anxiety.", TEXTS["es"], ENGLISH_TEXT)
    assert set(foreign(page).values()) == {"es"}
    assert len(reading(page).foreign) == 2


def test_hidden_blocks_and_reference_lists_are_not_counted() -> None:
    page = (
        paragraphs(ENGLISH_TEXT)
        + f"<p hidden>{TEXTS['es']}</p>"
        + f"<h2>References</h2><ol><li>{TEXTS['es']}</li><li>{TEXTS['de']}</li></ol>"
    )
    found = reading(page)
    assert all(found.page.blocks[index].region.value != "hidden" for index in found.foreign)
    assert len(found.foreign) <= 2


def test_a_page_in_another_language_is_not_audited() -> None:
    report = audited(paragraphs(*[TEXTS["de"]] * 8))
    assert report.language == "de"
    assert report.notes == ("language 'de' is not supported: no rule was applied",)
    assert report.score.value is None
    assert set(report.outcomes.values()) == {RuleOutcome.NOT_APPLICABLE}


def test_a_little_english_does_not_make_a_page_english() -> None:
    page = paragraphs(*[TEXTS["de"]] * 12, "All rights reserved. This site is for information only.")
    report = audited(page)
    assert report.notes == ("language 'de' is not supported: no rule was applied",)


def test_an_english_footer_does_not_count() -> None:
    page = paragraphs(*[TEXTS["es"]] * 6) + "<footer>" + paragraphs(*[ENGLISH_TEXT] * 4) + "</footer>"
    assert reading(page).english is False


def test_an_english_part_of_a_german_page_is_audited() -> None:
    claim = "Our ketamine infusions cure anxiety and depression, and we guarantee results. Book now for $300."
    german = paragraphs(*[TEXTS["de"]] * 10)
    report = audited(german + paragraphs(*[ENGLISH_TEXT] * 4, claim))
    assert report.language == "de"
    assert report.notes == (
        "10 of 15 blocks (German 10) are not in English: no rule was applied to them",
        "most of the page is not in English: rules about what a page leaves out were not applied",
    )
    assert {"cure-claim", "guaranteed-result"} <= {finding.rule for finding in report.findings}
    kinds = {compiled.rule.id: compiled.rule.match.kind.value for compiled in AUDITOR.library.pack.rules.rules}
    whole = {rule for rule, kind in kinds.items() if kind in ("absence", "warning")}
    assert {report.outcomes[rule] for rule in whole} == {RuleOutcome.NOT_APPLICABLE}
    english = audited(paragraphs(*[ENGLISH_TEXT] * 4, claim))
    assert {english.outcomes[rule] for rule in whole} != {RuleOutcome.NOT_APPLICABLE}


def test_a_long_notice_on_top_does_not_make_an_english_page_foreign() -> None:
    page = paragraphs(*[TEXTS["es"]] * 25, *[ENGLISH_TEXT] * 60)
    found = reading(page)
    assert found.language == ENGLISH
    assert len(found.foreign) == 25


def test_a_long_english_menu_does_not_make_a_spanish_page_english() -> None:
    found = reading(paragraphs(*[ENGLISH_TEXT] * 25, *[TEXTS["es"]] * 60))
    assert found.language == "es"
    assert found.english


def test_rules_that_are_tried_on_any_page_take_it_for_english() -> None:
    document = Document("page", Media.TEXT, f"{TEXTS['es']}\n\nWe guarantee results.\n\n{TEXTS['es']}")
    report = AUDITOR.audit(document, any_page=True)
    assert report.outcomes["guaranteed-result"] is RuleOutcome.FAIL
    assert report.notes == ()


def test_a_citation_in_a_block_of_another_language_is_left_alone() -> None:
    broken = f"{TEXTS['es']} Así lo dice un estudio [7] que se publicó para todos."
    listed = "<h2>References</h2><ol><li>Reyes A. Sleep and worry. Sleep 2005;28:1-9.</li></ol>"
    page = paragraphs(ENGLISH_TEXT, f"{ENGLISH_TEXT} A trial found this [1].", broken, ENGLISH_TEXT) + listed
    assert audited(page).outcomes["broken-marker"] is not RuleOutcome.FAIL
    english = page.replace(broken, f"{ENGLISH_TEXT} Another trial found it too [7].")
    assert audited(english).outcomes["broken-marker"] is RuleOutcome.FAIL


def test_telephones_in_other_languages_stay_calls() -> None:
    page = paragraphs(ENGLISH_TEXT, f"{TEXTS['es']} Llame al <a href=tel:18005550100>1-800-555-0100</a>.", ENGLISH_TEXT)
    assert [call.target for call in audited(page).calls] == ["1-800-555-0100"]


@pytest.mark.parametrize("media", [Media.TEXT, Media.MARKDOWN])
def test_line_ends_and_formats_do_not_matter(media: Media) -> None:
    text = f"{ENGLISH_TEXT}\r\n\r\n{TEXTS['fr']}\r\n\r\n{ENGLISH_TEXT}\r\n"
    assert list(reading(text, media).foreign.values()) == ["fr"]


@given(st.text(max_size=400), st.text(max_size=12))
def test_any_text_has_a_language(text: str, declared: str) -> None:
    assert 2 <= len(detect(text, declared)) <= 3


@given(st.lists(st.sampled_from([ENGLISH_TEXT, *TEXTS.values(), *NOT_FOREIGN, "", "Menu", "no"]), max_size=12))
def test_any_mixture_can_be_read(texts: list[str]) -> None:
    found = reading("\n\n".join(texts), Media.TEXT)
    assert ENGLISH not in found.foreign.values()
    assert found.english or not found.foreign
    assert all(0 <= index < len(found.page.blocks) for index in found.foreign)


def test_a_large_page_and_many_at_once_give_the_same() -> None:
    page = paragraphs(*[ENGLISH_TEXT, TEXTS["es"], ENGLISH_TEXT, TEXTS["ru"], "Menu"] * 400)
    expected = reading(page)
    assert len(expected.foreign) == 800
    with ThreadPoolExecutor(4) as pool:
        assert {frozenset(one.foreign.items()) for one in pool.map(reading, [page] * 4)} == {
            frozenset(expected.foreign.items())
        }
