"""A rule begun from plain words: its name, its code, its expressions, and that it always proves itself."""

from __future__ import annotations

import json
import re
import string
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import jsonschema
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from healthaudit.auditor import Auditor
from healthaudit.errors import UsageError
from healthaudit.library import load_library
from healthaudit.model import Document, Family, Media, Severity
from healthaudit.pages import read
from healthaudit.rulefiles import bundled_rules
from healthaudit.rules import Rule, RulePack, read_pack
from healthaudit.rules.examples import examples
from healthaudit.rules.parse import parse
from healthaudit.rules.phrase import line_of, phrase_of
from healthaudit.rules.rule import Context
from healthaudit.rules.scaffold import (
    CIRCUMSTANCES,
    PLACEHOLDER,
    PREFIXES,
    Draft,
    free_code,
    names_in,
    placeholders,
    slug_of,
)
from healthaudit.rules.selftest import Result, run_examples
from healthaudit.rules.text import RuleSource
from healthaudit.rules.vocabulary import Vocabulary
from healthaudit.settings import Settings

BUNDLED = bundled_rules()
VOCABULARY = Vocabulary.load(BUNDLED / "vocabulary.yml")
LIBRARY = load_library(BUNDLED)
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "rule.schema.json").read_text("utf-8"))


def draft(*phrases: str, allow: tuple[str, ...] = (), title: str = "") -> Draft:
    words = tuple(map(phrase_of, phrases))
    return Draft("my-rule", "XO101", Family.OVERCLAIM, Severity.MEDIUM, words, allow, title)


def text_of(begun: Draft) -> str:
    return begun.yaml(begun.flags, begun.look_alikes)


def alone(rule: Rule) -> Auditor:
    """An auditor that knows no other rule."""
    pack = RulePack.of(read_pack([rule.plain()], BUNDLED / "pack.yml"), "")
    return Auditor.of(LIBRARY._replace(pack=pack), Settings(classify=False))


def results(begun: Draft, folder: Path) -> list[Result]:
    path = folder / "my-rule.yml"
    path.write_text(text_of(begun), "utf-8")
    rule = parse(RuleSource(path, path.read_text("utf-8")), VOCABULARY)
    return list(run_examples(alone(rule), rule))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("begun")


# Names


@pytest.mark.parametrize("name", ["miracle-drops", "a1", "x", "123", "null", "cure-claim-2", "a" * 60])
def test_names_that_a_rule_may_have(name: str) -> None:
    assert slug_of(name) == name


@pytest.mark.parametrize(
    ("name", "mended"),
    [
        ("My Rule", "my-rule"),
        ("my_rule.yml", "my-rule-yml"),
        ("  Mother's  Drops! ", "mothers-drops"),
        ("für-alle", "fur-alle"),
        ("../../etc/passwd", "etc-passwd"),
        ("-a--b-", "a-b"),
        ("UPPER", "upper"),
        ("w" * 61, "w" * 60),
        ("two\nlines", "two-lines"),
    ],
)
def test_a_name_that_is_no_slug_is_mended_in_the_hint(name: str, mended: str) -> None:
    with pytest.raises(UsageError) as caught:
        slug_of(name)
    assert caught.value.hint == f"call it {mended}"
    assert slug_of(mended) == mended


@pytest.mark.parametrize("name", ["", "   ", "🔥", "магия", "!!!", "Hotline", "OC101"])
def test_a_name_that_cannot_be_mended_gets_an_example(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        slug_of(name)
    assert caught.value.hint == "call it such as miracle-drops"


@pytest.mark.parametrize("name", ["hotline", "off-label", "oc101", "xo", "oc1"])
def test_a_name_that_configurations_and_comments_take_for_something_else(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name of a rule") as caught:
        slug_of(name)
    assert slug_of(caught.value.hint.removeprefix("call it such as ")) == f"{name}-claims"


@given(st.text(max_size=80))
def test_every_name_is_taken_as_it_is_or_refused_with_one_that_is_taken(name: str) -> None:
    try:
        assert slug_of(name) == name
    except UsageError as problem:
        mended = problem.hint.removeprefix("call it ").removeprefix("such as ")
        assert slug_of(mended) == mended


# Codes


def test_every_family_has_codes_of_its_own_and_no_bundled_rule_takes_them() -> None:
    assert set(PREFIXES) == set(Family)
    assert len(set(PREFIXES.values())) == len(Family)
    assert all(prefix.startswith("X") for prefix in PREFIXES.values())
    assert [name for name in names_in(BUNDLED) if name.startswith("X")] == []


def test_the_first_free_code() -> None:
    assert free_code(Family.SAFETY, []) == "XS101"
    assert free_code(Family.SAFETY, ["XS101", "XS102", "XO103", "XS104"]) == "XS103"
    with pytest.raises(UsageError, match="XS101 to XS999"):
        free_code(Family.SAFETY, [f"XS{number}" for number in range(101, 1000)])


def test_names_are_read_even_of_rules_that_are_wrong(tmp_path: Path) -> None:
    for name, text in (
        ("overclaim/one.yml", "code: XO101\n"),
        ("overclaim/two.yaml", "id: two\r\ncode: 'XO102' # so\r\nmatch: [\n"),
        ("deep/hotline/three.yml", 'code:   "XH101"\n'),
        ("elsewhere/four.yml", "code: XO103\n"),
        ("overclaim/five.txt", "code: XO104\n"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(text.encode())
    assert set(names_in(tmp_path)) == {"one", "two", "three", "XO101", "XO102", "XH101"}
    assert "XO101" not in names_in(tmp_path, but=tmp_path / "overclaim" / "one.yml")


# Expressions


@pytest.mark.parametrize(
    ("words", "expression"),
    [
        ("miracle drops", r"\bmiracle drops?\b"),
        ("  Miracle\n\tDROP ", r"\bmiracle drops?\b"),
        ("Feel better, now!", r"\bfeel better, nows?\b"),
        ("home remedy", r"\bhome remed(?:y|ies)\b"),
        ("home remedies", r"\bhome remed(?:y|ies)\b"),
        ("weight loss", r"\bweight loss(?:es)?\b"),
        ("risk-free", r"\brisk[- ]frees?\b"),
        ("don’t wait", r"\bdon'?t waits?\b"),
        ("cures 100%", r"\bcures 100%"),
        ("“NAD+”", r"\bnad\+"),
        ("$99 (a month)", r"\$99 \(a month\)"),
        ("(limited offer)", r"\blimited offers?\b"),
        ("{condition} gone", r"\{condition\} gones?\b"),
        (r"a\b.*c", r"\ba\\b\.\*c\b"),
        ("für die Augen", r"\bfur die augens?\b"),
        ("fu\u0308r di\u00ade Augen", r"\bfur die augens?\b"),
        ("Møller drops", r"\bm.ller drops?\b"),
    ],
)
def test_words_become_an_expression(words: str, expression: str) -> None:
    assert phrase_of(words).expression == expression


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("", "no words"),
        (" \t\n\u200b", "no words"),
        ("🔥!?", "no words"),
        ("x", "too short"),
        ("5", "too short"),
        ("магия", "cannot tell 'м'"),
        ("drops 万", "cannot tell '万'"),
        ("Call now. Feel young.", "more than one sentence"),
        ("caf\udce9 cure", "not text"),
        ("drops " * 2000, "11,999 characters"),
    ],
)
def test_words_that_no_rule_can_find(words: str, reason: str) -> None:
    with pytest.raises(UsageError) as caught:
        phrase_of(words)
    assert reason in str(caught.value)
    assert len(str(caught.value)) < 200
    assert caught.value.hint


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("miracle drop", "Our MIRACLE  drops are here.", True),
        ("miracle drop", "Our <em>miracle</em>\n<b>drop</b> is here.", True),
        ("miracle drop", "The miracle dropped in.", False),
        ("miracle drop", "It is no miracle drop.", False),
        ("risk-free", "Our tea is risk free.", True),
        ("risk-free", "Our tea is risk–free.", True),
        ("don't wait", "So dont wait for it.", True),
        ("MØLLER drops", "Take møller drops.", True),
        ("Møller drops", "Take MØLLER DROPS.", True),
        ("für die Augen", "Gut fur die Augen.", True),
        ("100%", "It is 100% safe.", True),
        ("100%", "It is 100 grams.", False),
        ("ready to glow?", "Are you ready to glow?", True),
        ("miracle drop", "Is there a miracle drop?", False),
    ],
)
def test_what_the_expression_finds_on_a_page(words: str, text: str, found: bool, tmp_path: Path) -> None:
    path = tmp_path / "my-rule.yml"
    path.write_text(text_of(draft(words)), "utf-8")
    rule = parse(RuleSource(path, path.read_text("utf-8")), VOCABULARY)
    page = Document("page.html", Media.HTML, f"<p>{text}</p>")
    assert bool(alone(rule).audit(page, any_page=True).findings) is found


@pytest.mark.parametrize(
    "words",
    [
        *("myth", "it is a myth that drugs work", "no side effects", "doctors say", "if you wait", "Ready?"),
        *("[[drops]] a ]] b [[", "<b>cure</b> & more", "1. Sleep better", "a) magic", "e.g. this", "www.example.org"),
        *("🔥 hot 🔥 deal", "ÐÞ Æther", 'say "cure"'),
    ],
)  # fmt: skip
def test_words_that_look_like_something_else_are_found(words: str, folder: Path) -> None:
    begun = draft(words)
    assert begun.chosen([result.problem for result in results(begun, folder) if result.example.expect == "flag"])


# The file


def test_the_file_is_whole_and_fits_the_schema(folder: Path) -> None:
    begun = draft("miracle drops", "liquid hope", allow=("The film Miracle is old.",), title="House: words")
    data = yaml.safe_load(text_of(begun))
    jsonschema.validate(data, SCHEMA)
    assert data["title"] == "House: words"
    assert data["match"] == {"kind": "pattern", "any": [r"\bmiracle drops?\b", r"\bliquid hopes?\b"]}
    assert data["examples"]["allow"][0] == "The film Miracle is old."
    assert placeholders(text_of(begun)) == []
    assert [result.problem for result in results(begun, folder) if result.problem] == []


def test_without_phrases_it_asks_to_be_filled_in_and_still_loads(folder: Path) -> None:
    begun = draft()
    lines = text_of(begun).splitlines()
    assert placeholders(text_of(begun))
    assert all(PLACEHOLDER in lines[number - 1] for number in placeholders(text_of(begun)))
    jsonschema.validate(yaml.safe_load(text_of(begun)), SCHEMA)
    assert [result.problem for result in results(begun, folder) if result.problem] == []


def test_notes_do_not_ask_to_be_filled_in() -> None:
    assert placeholders(f"# {PLACEHOLDER}\nid: x\n  # {PLACEHOLDER}\r\ntitle: {PLACEHOLDER}\n") == [4]


def test_the_notes_tell_every_circumstance() -> None:
    assert set(CIRCUMSTANCES) == set(Context)
    text = text_of(draft("miracle drops"))
    assert all(f"#   {context.value} " in text for context in Context)


def test_phrases_that_are_one_are_written_once(folder: Path) -> None:
    begun = draft("miracle drop", "Miracle  drops!", "miracle drops")
    assert yaml.safe_load(text_of(begun))["match"]["any"] == [r"\bmiracle drops?\b"]
    flags = begun.chosen([""] * len(begun.flags))
    assert len(yaml.safe_load(begun.yaml(flags, []))["examples"]["flag"]) == 3


def test_examples_are_chosen_that_hold_and_a_phrase_without_any_is_refused() -> None:
    begun = draft("one phrase", "another phrase")
    chosen = begun.chosen(["not flagged", "", "", "", "not flagged", "not flagged"])
    assert [(flag.before, flag.phrase.text) for flag in chosen] == [
        ("Read more: ", "one phrase"),
        ("On our page: ", "one phrase"),
        ("", "another phrase"),
    ]
    with pytest.raises(UsageError, match="'another phrase'"):
        begun.chosen(["", "", "", *["not flagged"] * 3])


def test_a_thousand_phrases(folder: Path) -> None:
    words = [f"{a}{b}{c} tonic" for a in "bdfglmnprt" for b in string.ascii_lowercase[:10] for c in "bdfglmnprt"]
    begun = draft(*words)
    assert len(yaml.safe_load(text_of(begun))["match"]["any"]) == 1000


PIECES = st.sampled_from(
    [
        *("cure", "don't", "no", "not", "never", "myth", "may", "A", "is", "you", "Our drops", "doctors", "false"),
        *("[[", "]]", "[", "]", "'", '"', "#", ": ", "- ", "{x}", "{condition}", "\\", "\\b", "(?i)", "|", "*", "`"),
        *("?", "!", ". ", "…", "•", "—", ".", "1.", "a)", "%", "$5", "100%", "<!--", "</p>", "&amp;", "http://x.org"),
        *("ü", "e\u0301", "\u00ad", "ß", "Æ", "ﬁ", "🔥", "\u2028", "\x85", "\ufeff", "\ufffe", "\0", "\n", "\r\n"),
    ]
)
WORDS = st.one_of(
    st.lists(PIECES, min_size=1, max_size=7).map(" ".join),
    st.lists(PIECES, min_size=1, max_size=7).map("".join),
    st.text(max_size=40),
    st.text(st.characters(max_codepoint=255), max_size=30),
    st.text(min_size=1, max_size=3).map(lambda text: text * 100),
)

_Made = TypeVar("_Made")


def tried(make: Callable[[], _Made]) -> _Made | None:
    """What was made, or None where an error said in a line why it cannot be, and what to do."""
    problem = None
    try:
        return make()
    except UsageError as caught:
        problem = caught
    assert problem.hint
    assert len(str(problem).splitlines()) == 1
    assert len(str(problem)) < 800
    return None


@settings(max_examples=120, deadline=None)
@given(WORDS)
@example("myth")
@example("[[drops]] a ]] b [[")
@example("1. Sleep better")
@example("ÐP")
@example("Ready?")
@example("myth ?")
def test_whatever_the_words_the_rule_loads_and_finds_them_or_says_why_not(folder: Path, words: str) -> None:
    begun = tried(lambda: draft(words))
    if begun is not None:
        jsonschema.validate(yaml.safe_load(text_of(begun)), SCHEMA)
        went = [result.problem for result in results(begun, folder) if result.example.expect == "flag"]
        assert len(went) == len(begun.flags)
        tried(lambda: begun.chosen(went))


def unligated(text: str) -> str:
    return re.sub("[\ufb00-\ufb06\ufb13-\ufb17]", lambda found: unicodedata.normalize("NFKC", found[0]), text)


@settings(max_examples=200, deadline=None)
@given(WORDS, WORDS)
@example("\ufb01ne", "x")
@example("a [[b]] <c> & d", "x: #y")
@example("1. one", "'")
def test_whatever_stands_in_sentences_and_titles_comes_back(sentence: str, title: str) -> None:
    begun = tried(
        lambda: draft("miracle drops", allow=(line_of(sentence, "--allow"),), title=line_of(title, "--title"))
    )
    if begun is not None:
        text = text_of(begun)
        assert yaml.safe_load(text)["title"] == begun.title
        told = next(one for one in examples(RuleSource(Path("my-rule.yml"), text)) if one.expect == "allow")
        shown = read(Document("example", Media(told.media), told.text)).text if told.media == "html" else told.text
        # A page shows ligatures as their letters, whatever way they were written.
        assert unligated(shown.strip()) == unligated(begun.allow[0])
