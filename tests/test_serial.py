"""Every value of a report goes out as plain data and comes back the same; what is no plain data is refused."""

from __future__ import annotations

import marshal
import re
import subprocess
import sys
from array import array
from collections.abc import Callable, Iterator, Mapping, MutableSequence
from dataclasses import is_dataclass, replace
from enum import StrEnum
from itertools import count
from pathlib import Path
from types import NoneType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import healthaudit.serial
from healthaudit.auditor import Auditor
from healthaudit.citing import CitationFault
from healthaudit.model import Document, Evidence, Finding, Media, PageReport, Sides
from healthaudit.offsets import Lines, Location, OffsetMap, Span
from healthaudit.serial import form, from_plain, to_plain
from healthaudit.serial.hints import shape_of
from healthaudit.sources import collect

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"


def hints(kind: type) -> dict[str, Any]:
    """Field to type. By the test's own reading of the types, not by that of the code."""
    found = get_type_hints(kind, localns={"array": MutableSequence})
    names: Any = kind.__dataclass_fields__ if is_dataclass(kind) else kind._fields  # type: ignore[attr-defined]
    return {name: found[name] for name in names}


def is_value(hint: Any) -> bool:
    return isinstance(hint, type) and (is_dataclass(hint) or hasattr(hint, "_fields"))


def kinds(hint: Any) -> Iterator[type]:
    """Every type of value within a type."""
    if is_value(hint):
        yield hint
        for inner in hints(hint).values():
            yield from kinds(inner)
    for inner in get_args(hint):
        yield from kinds(inner)


def filled(hint: Any, numbers: Iterator[int]) -> Any:
    """A value in which no field is empty, nothing is what it is by default, and no two texts or numbers are alike."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint is str:
        return f"wörd {next(numbers)}"
    if hint is bool:
        return True
    if hint is int:
        return next(numbers)
    if hint is float:
        return next(numbers) + 0.5
    if NoneType in inner:
        return filled(next(one for one in inner if one is not NoneType), numbers)
    if origin is tuple:
        return tuple(filled(one, numbers) for one in ((inner[0],) * 3 if inner[1] is ... else inner))
    if origin is Mapping:
        return {filled(inner[0], numbers): filled(inner[1], numbers) for _ in range(3)}
    if origin is MutableSequence:
        return array("q", [next(numbers), -next(numbers), 2**62])
    if issubclass(hint, StrEnum):
        members = list(hint)
        return members[next(numbers) % len(members)]
    return hint(*(filled(one, numbers) for one in hints(hint).values()))


def strategy(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type, odd ones too."""
    origin, inner = get_origin(hint), get_args(hint)
    leaves = {
        str: st.text(st.characters(exclude_categories=()), max_size=8),
        bool: st.booleans(),
        int: st.integers(),
        float: st.floats(allow_nan=False),
        NoneType: st.none(),
    }
    if hint in leaves:
        return leaves[hint]
    if NoneType in inner:
        return st.one_of(*map(strategy, inner))
    if origin is tuple:
        if inner[1] is not ...:
            return st.tuples(*map(strategy, inner))
        return st.lists(strategy(inner[0]), max_size=3).map(tuple)
    if origin is Mapping:
        return st.dictionaries(strategy(inner[0]), strategy(inner[1]), max_size=3)
    if origin is MutableSequence:
        return st.lists(st.integers(-(2**63), 2**63 - 1), max_size=3).map(lambda values: array("q", values))
    if issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    return st.builds(hint, *(strategy(one) for one in hints(hint).values()))


@pytest.fixture(scope="module")
def report() -> PageReport:
    made: PageReport = filled(PageReport, count(1))
    return made


@pytest.fixture(scope="module")
def auditor() -> Auditor:
    return Auditor.load()


def there_and_back(report: PageReport) -> PageReport:
    return from_plain(marshal.loads(marshal.dumps(to_plain(report))))


def same(one: PageReport, other: PageReport) -> bool:
    """Equal, and of the same types: 1 equals True, and "high" equals Severity.HIGH."""
    return one == other and repr(one) == repr(other)


def test_no_field_of_any_value_is_lost(report: PageReport) -> None:
    found = set(kinds(PageReport))
    assert {PageReport, Finding, Evidence, Span, Location, OffsetMap, Lines, Sides} <= found
    assert same(there_and_back(report), report)


@pytest.mark.parametrize("kind", sorted(set(kinds(PageReport)), key=lambda kind: kind.__name__))
def test_each_field_is_carried_in_its_own_place(kind: type) -> None:
    """Of two values that differ in one field, each comes back as itself."""
    shape = shape_of(kind)
    first, second = filled(kind, count(1)), filled(kind, count(10_007))
    for name in hints(kind):
        changed = (
            replace(first, **{name: getattr(second, name)})
            if is_dataclass(kind)
            else first._replace(**{name: getattr(second, name)})
        )
        back = shape.back(marshal.loads(marshal.dumps(shape.out((first, changed)))), 2)
        assert repr(back) == repr((first, changed))
        assert back == (first, changed)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategy(PageReport))
def test_odd_values_come_back_as_they_were(odd: PageReport) -> None:
    assert same(there_and_back(odd), odd)


def test_real_reports_come_back_as_they_were(auditor: Auditor) -> None:
    sources = [str(path) for path in sorted(PAGES.iterdir()) if path.suffix in (".html", ".md", ".txt")]
    pages = auditor.run(collect(sources)).pages
    assert sum(len(page.findings) for page in pages) > 100
    for page in pages:
        back = there_and_back(page)
        assert back == page
        assert words(repr(back)) == words(repr(page))


def words(text: str) -> str:
    """Members of enumerations as their words: some stand where a text is asked for, and come back as one."""
    return re.sub(r"<\w+\.\w+: ('[^']*')>", r"\1", text)


@pytest.mark.parametrize("text", ["", " ", "a\r\nb\rc\n", "\ud800 😀 \0", "Our drops cure anxiety. " * 400])
@pytest.mark.parametrize("media", list(Media))
def test_odd_pages_come_back_as_they_were(auditor: Auditor, text: str, media: Media) -> None:
    page = auditor.audit(Document("-", media, text))
    assert there_and_back(page) == page


def test_a_word_of_an_enumeration_is_a_text_where_a_text_is_asked_for(report: PageReport) -> None:
    sides = Sides(CitationFault.SPECIES, "", "", "", "")
    with_sides = replace(report, findings=(replace(report.findings[0], sides=(sides,)),))
    back = there_and_back(with_sides)
    assert back == with_sides
    assert type(back.findings[0].sides[0].aspect) is str


def test_what_comes_back_works(auditor: Auditor, report: PageReport) -> None:
    page = auditor.audit(Document("-", Media.HTML, "<p>Our &amp; drops\ncure anxiety.")).page
    back = there_and_back(replace(report, page=page)).page
    start = back.text.index("drops")
    assert back.span(start, start + 5) == page.span(start, start + 5)
    assert back.lines.locate(Span(18, 22)) == page.lines.locate(Span(18, 22))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda report: replace(report, notes=["a list"]),
        lambda report: replace(report, notes=(b"bytes",)),
        lambda report: replace(report, left_out=1.5),
        lambda report: replace(report, language=None),
        lambda report: replace(report, page=replace(report.page, lines=Lines(array("d", [1.0])))),
    ],
)
def test_a_value_of_another_type_than_its_field_is_refused(
    report: PageReport, wrong: Callable[[PageReport], PageReport]
) -> None:
    with pytest.raises(TypeError):
        to_plain(wrong(report))


class Unknown(NamedTuple):
    words: set[str]


@pytest.mark.parametrize("hint", [Unknown, set[str], dict[str, str], Any, object, int | str, list[int], bytes])
def test_a_type_that_nobody_thought_of_is_refused(hint: Any) -> None:
    with pytest.raises(TypeError):
        shape_of(hint)


class Before(NamedTuple):
    one: str
    two: str


class After(NamedTuple):
    two: str
    one: str


def test_the_form_tells_fields_and_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shape_of(Before).form != shape_of(After).form.replace("After", "Before")
    ours = form()
    assert len(ours) == 32
    assert form() == ours
    try:
        for module, name, value in [(healthaudit.serial, "VERSION", "99"), (sys, "byteorder", "middle")]:
            with monkeypatch.context() as patch:
                patch.setattr(module, name, value)
                form.cache_clear()
                assert form() != ours
    finally:
        form.cache_clear()


def test_the_form_is_the_same_in_every_process() -> None:
    code = "from healthaudit.serial import form; print(form())"
    for seed in "01":
        done = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, env={"PYTHONHASHSEED": seed}
        )
        assert done.stdout.decode().strip() == form()


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.just(10**12) | st.just(-1),
    lambda inner: st.lists(inner, max_size=4).map(tuple) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=6,
)


def replaced(plain: Any, path: list[int], other: Any) -> Any:
    """Plain data with something else in one place, which numbers lead to."""
    if not path or type(plain) is not tuple or not plain:
        return other
    at = path[0] % len(plain)
    return (*plain[:at], replaced(plain[at], path[1:], other), *plain[at + 1 :])


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(0, 30), max_size=14), PLAIN)
def test_what_is_no_plain_data_is_refused(report: PageReport, path: list[int], other: Any) -> None:
    try:
        back = from_plain(replaced(to_plain(report), path, other))
    except (ValueError, TypeError, KeyError, IndexError):
        return
    assert isinstance(back, PageReport)
    to_plain(back)  # whatever it says, each value is of the type of its field


@pytest.mark.parametrize("wrong", [None, (), 7, "text", [], {}, ((),) * 17, (None,) * 17, ((10**12,),) * 17])
def test_what_is_nothing_like_plain_data_is_refused(wrong: Any) -> None:
    with pytest.raises((ValueError, TypeError, KeyError, IndexError)):
        from_plain(wrong)


def test_a_number_in_the_data_makes_nothing_large() -> None:
    """As many values are made as are there, whatever a length says."""
    for hint, plain in [
        (tuple[int, ...], ((10**15,), None)),
        (tuple[int, ...], ((10**15,), (1,))),
        (tuple[int, ...], ((-1,), (1,))),
        (Evidence | None, ((True,) * 3, None)),
    ]:
        with pytest.raises((ValueError, TypeError)):
            shape_of(hint).back(plain, 1)


def test_importing_it_loads_nothing_heavy() -> None:
    code = (
        "import sys, healthaudit.serial, healthaudit.runs.report_cache; healthaudit.serial.form()\n"
        "print(*{'re2', 'turbohtml', 'httpx', 'yaml', 'rich', 'jinja2', 'hashlib', 'tempfile'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []
