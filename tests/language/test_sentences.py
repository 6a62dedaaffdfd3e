"""Where sentences end: a table of hard cases, properties that hold for any text, and time that is linear."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections import deque
from pathlib import Path
from types import ModuleType

import clock
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from healthaudit.language import sentences
from healthaudit.language.sentences import split

ROOT = Path(__file__).parents[2]

# "¦" marks where one sentence is over and the next begins; it is not part of the text.
CASES = """
Ketamine was tested in 40 adults. ¦It helped some of them. ¦Nobody knows for how long.
Does it work? ¦Perhaps! ¦Nobody has asked.
One sentence only
Runaway text without any stop, which goes on and on; it has semicolons: and colons, too

# Titles, initials, names
Dr. Smith et al. (n=12) tested it vs. placebo.[3] ¦Next came a larger trial.
Ask Dr. Lena Moss or Prof. Carl Ives. ¦They know.
Mr. and Mrs. Quill came with Ms. Reed. ¦All were well.
The study was led by J. H. Taylor. ¦It was small.
J. H. Taylor led the study. ¦R. Osgood paid for it.
J.-P. Marchand wrote it. ¦A. B. Stone checked it.
The text is by A.B. Stone of Leeds. ¦She is a nurse.
Written by Lena Moss, M.D., and reviewed by Carl Ives, Ph.D. in May.
She holds a Ph.D. in pharmacology. ¦He holds an M.D. and a B.Sc. from Leeds.
She has a Ph.D. ¦The degree is from Leeds.
Sammy Frost Jr. wrote to us. ¦We wrote back.
DR. MOSS CAN HELP. ¦CALL TODAY.
Patients of St. Agnes Hospital got St. John's wort. ¦It did little.
The clinic is on Harrow St. ¦The door is green.
Take Lt. Col. Brandt, for example. ¦He slept well.

# Places, authorities, firms
The U.S. Food and Drug Administration did not approve it. ¦Nobody did.
It is sold in the U.S. ¦The firm says that it is safe.
It is sold in the U.S. and the U.K. ¦We do not know why.
He moved to Washington, D.C. ¦In May he came back.
The U.S. Department of Health warned the firm. ¦It did not answer.
Halden Pharma Inc. of Dover makes it. ¦Orrin Labs Ltd. sells it.
It is made by Halden Pharma Inc. ¦The tablets are blue.
Vesper Health Co. and Linden Corp. merged. ¦The label changed.
Many patients in the U.S. ¦Patients who live elsewhere pay less.

# Latin and other short forms
Take it with food, e.g. bread. ¦Do not fast.
Some drugs (e.g. Zolvane and Calmerin) make you drowsy. ¦Others do not.
It works in one of ten, i.e. Nine of ten feel nothing.
Use vitamins, minerals, etc. as you like. ¦They do little.
Use vitamins, minerals, etc. ¦They do little.
Tea, herbs, oils, etc. ¦Patients like them.
It takes approx. 20 minutes. ¦Then you rest.
Drug vs. placebo: no difference. ¦None at all.
Zolvane vs. Calmerin was never tested. ¦It should be.
Compare cf. Moss 2016. ¦There are more.
The max. dose is 80 mg, the min. dose 20 mg. ¦Ask a nurse.

# Numbers, doses, times
The dose was 0.5 mg/kg over 40 min. ¦Nurses watched.
It costs 1.5 million a year. ¦That is a lot.
Take 20 mg. daily. ¦Do not take more.
Take 20 mg. ¦Daily use is safe for most adults.
Take 20 mg. 3 times a day. ¦Rest.
They got 40 mg. ¦Patients slept well.
The value rose from 4.2 to 5.9. ¦That is not much.
The value was 4.25 Nobody saw why.
It fell by 33.3%. ¦The rest stayed.
The effect was small (p < .05). ¦It may be chance.
The effect was small, p=.03. ¦It may be chance.
Come at 9 a.m. tomorrow. ¦Bring a friend.
Come at 9 a.m. ¦Bring a friend.
We are open from 9 a.m. Monday to noon on Friday. ¦Call first.
Call before 8 p.m. Eastern time. ¦We are glad to help.
Call us at 555-0142. ¦We do not sell anything.
Call 1.800.555.0142 now. ¦It is free.
It was sold for $4.99. ¦Now it costs $49.
It began in 2010. ¦40 people took part.
It happened on Jan. 5 and again on Sept. 12. ¦Nobody was hurt.
We met in Jan. ¦The trial began in May.
See Fig. 2 and Table 1. ¦They agree.
See Figs. 2 and 3, Vol. 2, pp. 12 to 19. ¦They agree.
It is the No. 1 choice for sleep. ¦We made that up.
Does it cure anxiety? ¦No. ¦It does not.
Is it safe? ¦No. ¦Nobody has tested it.
See Sec. IV for more. ¦It is short.

# Citations glued to the stop
It beat placebo.3 ¦Next came a larger trial.
It beat placebo.3,4 ¦Next came a larger trial.
It beat placebo.3-5 ¦Next came a larger trial.
It beat placebo.[3,4-6] ¦Next came a larger trial.
It beat placebo.[3][4] ¦Next came a larger trial.
It beat placebo. [3] ¦Next came a larger trial.
It beat placebo [3]. ¦Next came a larger trial.
It beat placebo (3). ¦Next came a larger trial.
It beat placebo.(3) ¦Next came a larger trial.
It beat placebo.¹,² ¦Next came a larger trial.
It beat placebo.³ ¦Next came a larger trial.
It beat placebo.[citation needed] ¦Next came a larger trial.
It beat placebo in two trials (Glue et al., 2017). ¦Next came a larger trial.
It beat placebo (n = 12).3 ¦Next came a larger trial.
It is “a cure.”3 ¦Nobody else says so.
It began in 2010.3 ¦The next trial was in 2014.
It ended well,3 but not for all.4 ¦Some fell ill.
Moss et al.3 found nothing. ¦Ives et al.[4] found less.
Moss et al. ¦The others found nothing.
Glue P, et al. Ketamine for worry. ¦J Made Up Med. 2017;31(10):1302-5.
See Fig.2 for the curve. ¦It is flat.
It works.[1]¦It really does.

# Question marks, exclamation marks, ellipses
Call now! ¦It's free.
Really?! ¦Nobody knew.
What is it??? ¦We ask you!!! ¦Please.
“Does it work?” she asked. ¦He did not know.
“It works!” he said. ¦She did not.
We waited... ¦Nothing came.
We waited... and waited. ¦Nothing came.
We waited… ¦Nothing came.
We waited… and waited. ¦Nothing came.
We waited . . . and waited. ¦Nothing came.
... and then it stopped. ¦Good.
It is safe (?) and cheap (!) they say. ¦It is not.
Yahoo! Health ran the story. ¦It was wrong.
Call now! ¦🎉 It's free.
It works! 🎉
⭐ Five stars. ¦⭐ Great clinic.

# Quotes and brackets behind the stop
She called it “a miracle.” ¦Next day she was ill.
She called it "a miracle." ¦Next day she was ill.
She called it 'a miracle.' ¦Next day she was ill.
(It was a small trial.) ¦Next came a larger one.
It was a small trial (see below.) ¦Next came a larger one.
[It was a small trial.] ¦“Next came a larger one.” ¦Or so they say.
It is an “FDA-approved cure”. ¦It is not.
He said “It works.” ¦(It does not.)

# Addresses on the web
Go to www.example.org. ¦Next, call us.
Go to https://example.org/a.b?c=D.E for more. ¦Next, call us.
Write to help@example.org. ¦We answer.
Visit Example.Com today. ¦It is new.
Read report.final.pdf first. ¦Then call.
It was made with Node.js and love. ¦It shows.

# Enumerations and bullets
1. Achieve relief in hours, not weeks
1. Achieve relief. ¦2. Sleep better. ¦3. Live.
1. Achieve relief ¦2. Sleep better ¦3. Live
Benefits: 1. Achieve relief in hours.
a. Achieve relief. ¦b. Sleep better.
A. Achieve relief. ¦It is fast.
II. Methods. ¦We asked ten people.
1.) Achieve relief. ¦It is fast.
1) Achieve relief. ¦It is fast.
1.2. Achieve relief. ¦It is fast.
• Achieve relief in hours. ¦• Sleep better.
• Achieve relief • Sleep better • Live
- Achieve relief. ¦- Sleep better.
Q. Does it work? ¦A. Nobody knows.

# Odd beginnings
It was approved. ¦iPhone users can get the app.
It was approved. ¦mRNA was not involved.
It was approved. ¦10 mg is the dose.
It was approved. ¦$10 is the price.
It was approved. ¦“Nobody knew,” she said.
It was approved. ¦(Nobody knew.)
It was approved. ¦— Lena Moss
It was approved. ¦Élan vital is a myth.
it stops pain. ¦it works at once. ¦no side effects.
Is it safe? ¦yes, it is.
It stops anxiety.¦It works at once.
Will it stop?¦Nobody knows!¦Call us.
Take vitamin C. ¦Colds still come.
It prevents hepatitis B. ¦Ketamine does not.
It was a Phase I. ¦Others will follow.
He has MS. ¦Nobody knows why.
It treats ED. ¦Many men want that.
Ask for the XR. ¦It lasts longer.
The sun helps. ¦Sit in the sun. ¦Enjoy.
She is a D.O. ¦The clinic is hers.
Take one tab. b.i.d. with food. ¦Drink water.

# More of everything
My name is Jonas E. Quill. ¦I am a nurse.
They closed the deal with Orrin & Co. ¦It was big.
I live in the E.U. ¦How about you?
He taught (he had worked for 5 years as a nurse.) at the school.
She turned to him, “This is great.” she said.
You can find it at N°. 1026.253.553. ¦That is where it is.
She works for Yahoo! in the finance team.
The habit of waking . . . was that of sleep.
The trial ended early.12 ¦No drug was better.12,13 ¦More work is needed.
Ketamine (Ketalar®) is old. ¦Esketamine (Spravato™) is new.
It lowered HbA1c by 0.5%.4 ¦Weight fell too.
The pH was 7.4. ¦The temp. was 37.5 °C. ¦No fever.
Take 2 tabs. p.o. q.d. for 7 days. ¦Then stop.
Use 1 tsp. of oil. ¦Mix 2 tbsp. of flour with 8 oz. of milk.
The clinic, est. 1998, is run by Dr. Vale. ¦She is kind.
Results: Pain fell (P < .001). ¦Conclusions: It works.
Moss L, Ives C, et al. Zolvane for mood: a trial. ¦Made Up J Psych. 2019;12(3):45-9. doi: 10.5555/abc.
Made Up J Med. 31(10):1302-5. ¦It is short.
Vit. D is made in the sun. ¦Vit. C is not.
Try it free for 30 days! ¦*Offer ends soon.
Visit us at 200 Mill Rd., Suite 4. ¦We are open daily.
Send it to P.O. Box 12, Dover. ¦We answer.
Call 555-0123 ext. 12. ¦Ask for Jo.
HURRY!!! ¦ONLY 3 LEFT. ¦CALL NOW.
It may help with pain, stress, etc.). ¦Ask first.
The U.S. Agency for Sleep warned us. ¦We read it.
The patient (pt. 7) left. ¦The rest stayed.
Written by Jo Reed Ph.D
""".strip().splitlines()

LINES = [
    # A hard break ends a sentence ...
    "Ketamine for worry\n¦Call today",
    "Find hope.\n¦Call today.",
    "Is it safe?\n¦yes",
    "It is safe.\n¦call now",
    "Our team\n¦Lena Moss, M.D.\n¦Carl Ives, Ph.D.\n¦Jo Reed",
    "Call us:\n¦555-0142",
    "Sleep better\n¦• feel calm\n¦• be happy",
    "Sleep better\n¦- feel calm\n¦- be happy",
    "We help you to\n¦1. Sleep\n¦2. Rest",
    "Who We Are\n¦A team of nurses",
    "Halden Pharma Inc.\n¦Learn more",
    "It works \n \n ¦iPhone app",
    # ... unless it obviously runs on.
    "Ketamine is used\nfor worry.",
    "The dose,\nHowever small, works.",
    "It was approved by the\nFood and Drug Administration.",
    "Call us on\n555-0142",
    "Ask Dr.\nMoss about it.",
    "Written by J.\nTaylor",
    "See Fig.\n2 for more.",
    "1.\nAchieve relief",
    "Food &\nDrink",
    "Take 20 mg.\ndaily",
    "It is safe\n(or so they say).",
]

# What the splitter gets wrong: it would have to understand the words.
LIMITS = [
    "At 5 a.m. Dr. Moss went home. ¦It was dark.",
    "There are three types, viz. A, B and C. ¦Type A is rare.",
    "Dr. med. Anna Roth heads the clinic.",
    "We go to the clinic on Elm St. ¦Parking is free.",
]


def marked(case: str) -> tuple[str, list[str]]:
    return case.replace("¦", ""), [part.strip() for part in case.split("¦")]


def said(text: str, start: int = 0, end: int | None = None) -> list[str]:
    return [text[begin:stop] for begin, stop in split(text, start, end)]


TABLE = [case for case in CASES if case and not case.startswith("# ")] + LINES


@pytest.mark.parametrize("case", TABLE)
def test_table(case: str) -> None:
    text, expected = marked(case)
    assert said(text) == expected


@pytest.mark.xfail(reason="known limits")
@pytest.mark.parametrize("case", LIMITS)
def test_limits(case: str) -> None:
    text, expected = marked(case)
    assert said(text) == expected


def test_the_table_is_worth_its_name() -> None:
    assert len(set(TABLE)) == len(TABLE) >= 120


def test_the_learning_text_falls_into_its_sentences() -> None:
    """420 of them, checked by hand: no sentence is swallowed, and no cut is made at one of its many stops."""
    text = (ROOT / "fixtures" / "text" / "abbreviations.txt").read_text("utf-8")
    found = [sentence for paragraph in text.split("\n\n") for sentence in said(paragraph)]
    assert len(found) == 420
    assert all(sentence[-1] in ".!?”" for sentence in found)
    assert max(map(len, found)) < 260


# --- properties ---------------------------------------------------------------------------------------------

PIECES = """
Dr. Smith vs. placebo.[3] placebo.3,4 (Glue et al., 2017). 0.5 mg 20 mg. J. H. U.S. The the e.g. i.e. approx.
Fig. 2 No. 1 St. John's a.m. Inc. Next works. it It Call now! really?! ... … .” .) “We
(He 1. 2. a) • - * iPhone
www.example.org. Ph.D. [3] ³ 🎉 [ ] ( ) . , : ; ! ? ' " ’ é ß 中。 _ a A Z 7 2010. ​
"""
GLUE = st.sampled_from(["", " ", " ", " ", "\n", " \n ", "\u00a0"])
PROSE = st.lists(st.tuples(st.sampled_from(PIECES.split()), GLUE), max_size=40).map(
    lambda parts: "".join(piece + glue for piece, glue in parts)
)
ANY = PROSE | st.text() | st.text(alphabet='aAI1 .!?…\n)(]["”“,’-_•', max_size=80)


@given(ANY)
@example("\x1c.\x85a")
@example("a. \u2028B")
def test_spans_are_ordered_trimmed_and_cover_every_character_once(text: str) -> None:
    spans = list(split(text))
    at = 0
    for start, end in spans:
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@given(ANY)
def test_a_sentence_is_one_sentence(text: str) -> None:
    for start, end in split(text):
        assert list(split(text, start, end)) == [(start, end)]


@given(ANY, st.data())
def test_nothing_outside_the_stretch_is_looked_at(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert [(a - start, b - start) for a, b in split(text, start, end)] == list(split(text[start:end]))


@given(ANY)
def test_every_sentence_says_something_unless_none_does(text: str) -> None:
    found = said(text)
    assert len(found) < 2 or all(any(map(str.isalnum, sentence)) for sentence in found)


@given(st.lists(st.sampled_from(["It is safe.", "Is it safe?", "Nobody knows!", "The dose was 0.5 mg."]), min_size=1))
def test_plain_sentences_come_back_as_they_went_in(parts: list[str]) -> None:
    assert said(" ".join(parts)) == parts


def test_offsets_beyond_the_text_are_clipped_as_in_a_slice() -> None:
    assert list(split("Yes. It is.", 5, 99)) == [(5, 11)]
    assert list(split("Yes. It is.", 20)) == []
    assert list(split("")) == list(split(" \n ")) == []


# --- time ---------------------------------------------------------------------------------------------------

HOSTILE = {
    "dotted": "a.",
    "brackets": "(",
    "stops": ".",
    "spaces": " ",
    "stops and spaces": ". ",
    "stops and brackets": ".(",
    "line breaks": "a\n",
    "empty lines": " \n",
    "letters": "a. ",
    "initials": "J. ",
    "abbreviations": "Dr. ",
    "sentences": "Ab. ",
    "open citations": ".[1",
    "digits": ".1,",
    "quotes": ".”",
    "numbers": "1. 2. ",
    "no space": "ab.Cd",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_in_a_line(unit: str) -> None:
    def seconds(size: int) -> float:
        text = f"Go {unit * (size // len(unit))} Go"
        return min(clock.seconds(lambda: deque(split(text), maxlen=0)) for _ in range(3))

    seconds(1_000)
    small, large = seconds(50_000), seconds(100_000)
    assert large < 4 * max(small, 0.001)


# --- the data and the script that learns it -----------------------------------------------------------------


@pytest.fixture(scope="module")
def learner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("learn_sentences", ROOT / "scripts" / "learn_sentences.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SAMPLE = [
    "Take 5 mg. daily. Take 9 mg. at night. Doctors gave 7 mg. per day. The mg. is small. It helps. "
    "We saw Mr. Quill and Mr. Reed. They met Mr. Quill of Leeds.",
    "The doctors met at noon. It was warm. Others met doctors at night.",
]


def test_the_learner_finds_the_abbreviations_of_a_sample(learner: ModuleType) -> None:
    learnt = learner.learn(SAMPLE)
    assert {"mg", "mr"} <= learnt["abbreviations"].keys()
    assert learnt["abbreviations"]["mg"] == 4
    assert learnt["common"]["doctors"] == 3
    assert "quill" not in learnt["common"]


def test_a_word_that_stands_alone_is_no_abbreviation(learner: ModuleType) -> None:
    """Punkt by itself takes this for one: a short word that is never seen without its stop."""
    from nltk.tokenize.punkt import PunktTrainer

    texts = [
        "Was it safe for the nurses who took part and for the patients they cared for, too?",
        "Yes. We agree with the nurses and others who agree that we took part",
    ] * 4
    assert PunktTrainer("\n\n".join(texts)).get_params().abbrev_types == {"yes"}
    assert learner.learn(texts)["abbreviations"] == {}


def test_the_learner_is_deterministic() -> None:
    """Under other hash seeds, too, since Punkt keeps its words in sets."""
    program = (
        "import sys; sys.path.insert(0, 'scripts'); import learn_sentences as l;"
        f"print(l.render({{'starters': ['b', 'a']}}, l.learn({SAMPLE!r})))"
    )
    runs = [
        subprocess.check_output([sys.executable, "-c", program], cwd=ROOT, env={"PYTHONHASHSEED": seed})
        for seed in "012"
    ]
    assert b'"mr": 3' in runs[0]
    assert len(set(runs)) == 1


def test_the_script_writes_once_and_notices_what_is_stale(
    learner: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "sentences.json"
    data.write_text('{"kept": {"starters": ["the", "a"]}}', "utf-8")
    (tmp_path / "fixtures").mkdir()
    page = tmp_path / "fixtures" / "page.txt"
    page.write_text(SAMPLE[0], "utf-8")
    monkeypatch.setattr(learner, "ROOT", tmp_path)
    monkeypatch.setattr(learner, "DATA", data)
    assert learner.main(["--check"]) == 1
    assert learner.main([]) == 0
    written = data.read_bytes()
    assert json.loads(written)["kept"] == {"starters": ["a", "the"]}
    assert learner.main(["--check"]) == learner.main([]) == 0
    assert data.read_bytes() == written
    page.write_text(SAMPLE[0] * 2, "utf-8")
    assert learner.main(["--check"]) == 1
    assert data.read_bytes() == written
    assert "is stale" in capsys.readouterr().err


def test_markup_is_stripped_before_learning(learner: ModuleType) -> None:
    page = "<title>A&amp;B</title><script>no. no.</script><p>It is <b>bo</b>ld.<p>Two<!-- not\n\nthis -->"
    assert learner.prose(page, ".html") == "A&B\n\nIt is bold.\n\nTwo"
    note = "# Head\nSee [the guide](x.md).\n\n```\ncode\n```\n- one\n- `two`\n\n| a | b |\n"
    assert learner.prose(note, ".md") == "Head See the guide.\n\none\n\ntwo"
    assert learner.prose("One\nline.\n\n\nTwo", ".txt") == "One line.\n\nTwo"


def test_the_shipped_data_is_sorted_and_told_apart(learner: ModuleType) -> None:
    source = learner.DATA.read_text("utf-8")
    data = json.loads(source)
    assert learner.render(data["kept"], data["learnt"]) == source
    kinds = data["kept"]["abbreviations"]
    assert sorted(kinds) == ["bound", "end", "name", "number", "title"]
    stems = [stem for words in kinds.values() for stem in words]
    assert len(set(stems)) == len(stems), "one kind each"
    assert {"dr", "e.g", "u.s"} <= data["learnt"]["abbreviations"].keys()


def test_run_time_needs_neither_nltk_nor_patience() -> None:
    """Loads the file alone, so that what its neighbours import does not count."""
    program = (
        "import importlib.util, sys, time\n"
        f"spec = importlib.util.spec_from_file_location('sentences', {sentences.__file__!r})\n"
        "module = sys.modules['sentences'] = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(module)\n"
        "assert list(module.split('Yes. It is.')) == [(0, 4), (5, 11)]\n"
        "times = []\n"
        "for _ in range(5):\n"
        "    module._lexicon.cache_clear()\n"
        "    start = time.perf_counter(); module._lexicon(); times.append(time.perf_counter() - start)\n"
        "print(min(times))\n"
        "assert not {'nltk', 'regex', 'httpx', 'rich', 're2', 'yaml'} & set(sys.modules), 'heavy import'\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert float(run.stdout) < 0.01, "about 0.5 ms; the margin is for busy machines"
