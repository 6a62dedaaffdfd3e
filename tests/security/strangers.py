"""Words of strangers that would act if anybody let them, and commands that meet them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

#: What steers a terminal: clear, link, clipboard, colour by C1, bell, backspace, overwriting; what turns words round;
#: markup of rich, also such as would break it; commands to runners of CI.
CONTROLS = "\x1b[2J\x1b]8;;http://evil.example\x07\x1b]52;c;ZXZpbA==\x07\x9b31m\x07\x08\r\u202e\u2066\x7f"
MARKUP = "[red]r[/red] [link=http://evil.example]l[/link] [/nope] ::error::x ##[error]y"
STEERING = f"Zeta {CONTROLS} {MARKUP}"
#: Enough sentences for a page that it is one, controls and all.
PROSE = "Anxiety is a disorder that doctors treat with talking therapy, and some patients with medicines. " * 30

RULE = """\
id: no-detox
code: ZZ101
title: Says detox
family: overclaim
severity: high
confidence: high
match:
  kind: pattern
  any: ['detox your liver']
message: Says detox
why: Nobody has measured it.
fix: Leave it out.
"""
PAGE = (
    f"<title>Drops</title><p>{PROSE}<p>Our drops cure anxiety. They detox your liver.<p>Buy now for $20, free shipping."
)

#: A process may take so much and no more: far above what an audit needs, far below what a bomb makes of it.
_SECONDS, _BYTES = 60, 2 << 30


class Ran(NamedTuple):
    """What came of a command."""

    code: int
    out: str
    err: str


def healthaudit(*arguments: str | bytes, cwd: Path, timeout: float = 300, **environment: str) -> Ran:
    """Run a command within limits of processor time and memory. Fails the test where it reaches them."""
    done = subprocess.run(
        [sys.executable, "-m", "healthaudit", *arguments],
        cwd=cwd,
        env=env(environment),
        capture_output=True,
        check=False,
        timeout=timeout,
        stdin=subprocess.DEVNULL,
        preexec_fn=_bound if os.name == "posix" else None,
    )
    out, err = (text.decode("utf-8", "surrogateescape") for text in (done.stdout, done.stderr))
    assert done.returncode >= 0, f"ended by signal {-done.returncode}: {err[-500:]}"
    assert "Traceback" not in err, err[-2000:]
    return Ran(done.returncode, out, err)


def on_a_terminal(*arguments: str | bytes, cwd: Path) -> Ran:
    """Run a command whose input, output and errors are a terminal; all that it shows is ``out``."""
    import pty

    pid, ours = pty.fork()
    if pid == 0:  # pragma: no cover
        try:
            os.chdir(cwd)
            os.execvpe(
                sys.executable, [sys.executable, "-m", "healthaudit", *arguments], env({"TERM": "xterm-256color"})
            )
        finally:
            os._exit(127)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux says so that nobody writes any more
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    _, status = os.waitpid(pid, 0)
    return Ran(os.waitstatus_to_exitcode(status), shown.decode("utf-8", "surrogateescape"), "")


def env(more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a command: without colours and proxies of whoever runs the tests."""
    left_out = ("NO_COLOR", "FORCE_COLOR", "CI", "GITHUB_ACTIONS", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower() and name not in left_out}
    return kept | {"PYTHONUTF8": "1", "COLUMNS": "100"} | dict(more)


def refused(ran: Ran, *, code: int = 2) -> str:
    """The one line of an error that has a hint and the exit code that is documented for it."""
    lines = ran.err.splitlines()
    assert ran.code == code, (ran.code, ran.err[-800:])
    assert len(lines) == 2, ran.err[-800:]
    assert lines[0].startswith("healthaudit: error: ")
    assert lines[1].startswith("hint: ")
    assert lines[1] != "hint: "
    assert all(len(line) < 3000 for line in lines)
    return lines[0].removeprefix("healthaudit: error: ")


def pack(folder: Path, rule: str | bytes, name: str = "no-detox") -> Path:
    """A folder of rules of somebody's own with one rule."""
    file = folder / "overclaim" / f"{name}.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(rule.encode() if isinstance(rule, str) else rule)
    return folder


def _bound() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
