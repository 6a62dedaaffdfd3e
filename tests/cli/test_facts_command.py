"""healthaudit facts, and files of facts of one's own, as a user meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

MINE = """as_of: 2026-03-04
conditions:
  mental:
    - {id: gloomitis, name: gloomitis, aka: [the glooms]}
    - {id: migraine, name: migraine, aka: [head thunder]}
products:
  rx_drug:
    - {id: zorbital, name: zorbital, aka: [zorbitol tablets]}
    - {id: zorbo, name: Zorbo, contains: zorbital}
    - {id: ketamine, name: ketamine, aka: [quayamine]}
approvals:
  - id: zorbital
    US: {approved: [migraine], unclear: [insomnia], year: 2019, sources: ["https://www.zorb.example/label"]}
    EU: {approved: [gloomitis], how: monograph, unsourced: true}
    schedule: CIV
    boxed_warning: glare
    rems: lit rooms only
    supervised: true
    risks: [sunburn, moths]
    note: Keep in the dark.
  - id: ketamine
    US: {approved: [anxiety_disorder], sources: ["https://www.zorb.example/ketamine"]}
"""
OFFER = "We offer {0} for {1} at our clinic. Book your {0} session for {1} today for $300.\n"


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "healthaudit", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "COLUMNS": "100", **environment},
    )


def answer(*arguments: str | Path) -> dict[str, Any]:
    result = run("facts", "check", *arguments, "--json")
    assert result.returncode == 0, result.stderr
    return dict(json.loads(result.stdout))


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file for all tests, so that it is read into the cache once."""
    path = tmp_path_factory.mktemp("facts") / "mine.yml"
    path.write_text(MINE, "utf-8")
    return path


# facts show


def test_show_tells_everything_by_place(mine: Path) -> None:
    result = run("facts", "show", "Zorbitol  Tablets", "--facts", mine)
    assert result.returncode == 0
    assert result.stdout.splitlines() == [
        "zorbital (zorbital), rx drug",
        "",
        "US  approved, first in 2019",
        "  for      migraine",
        "  unclear  insomnia",
        "  source   https://www.zorb.example/label",
        "",
        "EU  monograph",
        "  for      gloomitis",
        "  source   none: general knowledge",
        "",
        "UK  unknown",
        "",
        "schedule       CIV",
        "boxed warning  glare",
        "REMS           lit rooms only",
        "use            under supervision only",
        "main risks     sunburn, moths",
        "note           Keep in the dark.",
    ]


def test_show_says_whose_entry_it_is(mine: Path) -> None:
    lines = run("facts", "show", "zorbo", "--facts", mine).stdout.splitlines()
    assert lines[:2] == ["Zorbo (zorbo), rx drug", "contains     zorbital"]
    assert "US  approved, first in 2019 (entry of zorbital)" in lines
    assert "boxed warning  glare" in lines


def test_show_finds_what_is_bundled_by_brand() -> None:
    output = run("facts", "show", "Spravato").stdout
    assert output.startswith("esketamine (esketamine), ")
    assert "treatment-resistant depression" in output
    assert "CIII" in output


def test_show_says_when_only_sets_of_labels_know() -> None:
    output = run("facts", "show", "abacavir").stdout
    assert "source   drugcentral" in output
    assert "from sets of label data alone" in output


@pytest.mark.parametrize(
    ("name", "hint"), [("ketamin", "hint: did you mean 'ketamine'?"), ("qqqqqq", "hint: try a brand name")]
)
def test_show_of_an_unknown_product_is_exit_2_with_a_suggestion(name: str, hint: str) -> None:
    result = run("facts", "show", name)
    assert result.returncode == 2
    assert result.stderr.splitlines() == [f"healthaudit: error: no product is called '{name}'", hint]
    assert result.stdout == ""


# facts check


@pytest.mark.parametrize(
    ("product", "condition", "status"),
    [("Wegovy", "obesity", "approved"), ("ketamine", "anxiety", "not-listed"), ("Spravato", "depression", "unknown")],
)
def test_check_begins_with_the_answer(product: str, condition: str, status: str) -> None:
    result = run("facts", "check", product, condition)
    assert result.returncode == 0
    first, *rest = result.stdout.splitlines()
    assert first == status
    assert [line.split("  ")[0] for line in rest] == ["approved for", "by way of", "source"]


@pytest.mark.parametrize(
    ("product", "condition", "words"),
    [
        ("ketamin", "anxiety", "no product is called 'ketamin'; did you mean 'ketamine'?"),
        ("ketamine", "obesty", "no condition is called 'obesty'; did you mean 'obesity'?"),
        ("ketamine", "qqqqqq", "no condition is called 'qqqqqq'"),
    ],
)
def test_check_of_an_unknown_name_is_unknown_and_exit_0(product: str, condition: str, words: str) -> None:
    result = run("facts", "check", product, condition)
    assert result.returncode == 0
    assert result.stdout.splitlines() == ["unknown", words]


def test_check_in_json(mine: Path) -> None:
    assert answer("Zorbo", "head thunder", "--facts", mine) == {
        "product": "zorbo",
        "condition": "migraine",
        "jurisdiction": "US",
        "status": "approved",
        "how": "approved",
        "year": 2019,
        "source": "zorb.example",
        "as_of": answer("ketamine", "anxiety")["as_of"],
        "settled": True,
        "approved": ["migraine"],
    }


def test_check_of_unknown_names_in_json() -> None:
    fields = answer("qqqqqq", "obesity")
    assert (fields["product"], fields["condition"], fields["status"]) == ("", "obesity", "unknown")
    assert fields["settled"] is False


def test_check_asks_the_place_that_was_named(mine: Path) -> None:
    for place, status in (("US", "not-listed"), ("EU", "approved"), ("UK", "unknown")):
        fields = answer("zorbital", "gloomitis", "--facts", mine, "--jurisdiction", place)
        assert (fields["jurisdiction"], fields["status"]) == (place, status)


def test_check_says_what_is_not_settled(mine: Path) -> None:
    output = run("facts", "check", "zorbital", "migraine", "--facts", mine, "--jurisdiction", "EU").stdout
    assert output.startswith("not-listed\n")
    assert "source         none: general knowledge, as of 20" in output
    assert "not settled: a report asks for review" in output
    assert "not settled" not in run("facts", "check", "zorbital", "migraine", "--facts", mine).stdout


# Facts of one's own


def test_check_sees_what_is_added_and_corrected(mine: Path) -> None:
    assert answer("zorbital", "migraine")["product"] == ""
    assert answer("zorbital", "the glooms", "--facts", mine)["status"] == "not-listed"
    assert answer("ketamine", "anxiety")["status"] == "not-listed"
    assert answer("quayamine", "anxiety", "--facts", mine)["status"] == "approved"
    assert answer("wegovy", "head thunder", "--facts", mine)["condition"] == "migraine"


def test_the_last_of_several_files_counts(mine: Path, tmp_path: Path) -> None:
    later = tmp_path / "later.yml"
    later.write_text("as_of: 2026-04-05\napprovals:\n  - {id: zorbital, US: {approved: []}}\n", "utf-8")
    for files, status in (((mine, later), "not-listed"), ((later, mine), "approved")):
        options = [part for file in files for part in ("--facts", file)]
        assert answer("zorbital", "migraine", *options)["status"] == status


def uses(page: Path, *options: str | Path) -> list[str]:
    """Messages about uses of which the page does not say that they are not approved."""
    result = run("audit", page, "--format", "json", "--fail-on", "never", *options)
    assert result.returncode == 0, result.stderr
    (report,) = json.loads(result.stdout)["pages"]
    return [finding["message"] for finding in report["findings"] if finding["rule"] == "use-undisclosed"]


@pytest.fixture
def glooms(tmp_path: Path) -> Path:
    page = tmp_path / "glooms.txt"
    page.write_text(OFFER.format("zorbital", "the glooms"), "utf-8")
    return page


def test_an_audit_sees_what_is_added(glooms: Path, mine: Path) -> None:
    assert uses(glooms) == []
    (message,) = uses(glooms, "--facts", mine)
    assert "zorbital for gloomitis" in message
    assert "approved for migraine" in message


def test_an_audit_sees_what_is_corrected(tmp_path: Path, mine: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(OFFER.format("ketamine", "anxiety"), "utf-8")
    assert len(uses(page)) == 1
    assert uses(page, "--facts", mine) == []


def test_an_audit_holds_uses_against_the_place_that_was_named(glooms: Path, tmp_path: Path, mine: Path) -> None:
    thunder = tmp_path / "thunder.txt"
    thunder.write_text(OFFER.format("zorbital", "migraine"), "utf-8")
    for place, found in (("US", [1, 0]), ("EU", [0, 1]), ("UK", [0, 0])):
        options = ("--facts", mine, "--jurisdiction", place)
        assert [len(uses(page, *options)) for page in (glooms, thunder)] == found, place


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (MINE + "claims: []\n", "mine.yml: unknown section 'claims'"),
        (MINE.replace("unclear: [insomnia]", "unclear: [insomia]"), "mine.yml, entry zorbital: no such condition"),
        (MINE.replace("contains: zorbital", "contains: zorb"), "mine.yml, entry zorbo: no such product: zorb"),
        (MINE.replace("as_of: 2026-03-04\n", ""), "mine.yml: no date"),
        ("just words\n", "mine.yml: no sections"),
    ],
)
def test_a_file_of_facts_that_is_wrong_is_exit_2(glooms: Path, tmp_path: Path, text: str, error: str) -> None:
    path = tmp_path / "mine.yml"
    path.write_text(text, "utf-8")
    for command in (("audit", glooms), ("facts", "check", "zorbital", "migraine")):
        result = run(*command, "--facts", path)
        assert result.returncode == 2
        assert result.stderr.startswith(f"healthaudit: error: {error}")
        assert "\nhint: " in result.stderr
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["facts", "show"], "Missing argument"),
        (["facts", "check", "ketamine"], "Missing argument"),
        (["facts", "check", "ketamine", "anxiety", "--jurisdiction", "FR"], "--jurisdiction"),
        (["facts", "check", "ketamine", "anxiety", "--facts", "nowhere.yml"], "nowhere.yml"),
        (["facts", "update", "nowhere"], "nowhere"),
        (["audit", "-", "--jurisdiction", "FR"], "--jurisdiction"),
        (["audit", "-", "--facts", "nowhere.yml"], "nowhere.yml"),
    ],
)
def test_exit_2_for_a_command_that_cannot_be_carried_out(arguments: list[str], words: str) -> None:
    result = run(*arguments)
    assert result.returncode == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_help() -> None:
    for arguments in (
        ["facts", "--help"],
        ["facts", "show", "-h"],
        ["facts", "check", "-h"],
        ["facts", "update", "-h"],
    ):
        result = run(*arguments)
        assert result.returncode == 0
        assert "Usage" in result.stdout


# facts update


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    folder = tmp_path / "sets"
    folder.mkdir()
    (folder / "labeledin.csv").write_text(
        "text,label\nZorbital Sodium,Migraine\nzorbital,Hiccups of the second kind\nzorbital,Insomnia\n", "utf-8"
    )
    (folder / "ema_epar.csv").write_text(
        "text,label,active,status,category,area\n"
        "Zorbada,For migraine after insomnia,zorbital,Authorised,Human,Obesity; Migraine; Gout\n",
        "utf-8",
    )
    (folder / "drug_list.csv").write_text("text,usa\nzorbital,1.0\n", "utf-8")
    return folder


def test_update_draws_a_file_and_counts(sets: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "labels.csv"
    result = run("facts", "update", sets, "--to", target, "--as-of", "2026-01-01")
    assert result.returncode == 0, result.stderr
    assert result.stdout == f"wrote {target}: 1 drugs; 1 statements could not be joined to ours\n"
    assert target.read_text("utf-8").splitlines() == [
        "# Made by healthaudit facts update from public sets of label data, 2026-01-01. Do not edit by hand.",
        "id,name,kind,brands,us,us_unclear,eu,eu_unclear,sources",
        "zorbital,zorbital,rx_drug,Zorbada,insomnia migraine,,gout migraine obesity,insomnia,ema labeledin",
    ]


def test_update_gives_the_same_bytes_in_every_process(sets: Path, tmp_path: Path) -> None:
    targets = [tmp_path / f"{seed}.csv" for seed in "123"]
    for seed, target in zip("123", targets, strict=True):
        assert run("facts", "update", sets, "--to", target, PYTHONHASHSEED=seed).returncode == 0
    assert len({target.read_bytes() for target in targets}) == 1


def test_update_from_a_folder_without_sets_is_exit_2_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run("facts", "update", tmp_path / "empty", "--to", tmp_path / "labels.csv")
    assert result.returncode == 2
    assert "no sets of label data here" in result.stderr
    assert "hint: files whose names contain drugcentral" in result.stderr
    assert not (tmp_path / "labels.csv").exists()
