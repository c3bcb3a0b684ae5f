"""The command line as a script uses it: as a process, or quicker in this one.

laptop = CommandLine(tmp_path / "laptop")
guid = laptop.run("new", "--title", "T", stdin=b"body").line
assert laptop.json("list")[0]["guid"] == guid
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notesapp.__main__ import main

_ROOT = Path(__file__).parents[2]
_TIMEOUT_S = 60


@dataclass(frozen=True)
class Outcome:
    """What a command printed and its exit code."""

    code: int
    out: bytes
    err: str

    @property
    def line(self) -> str:
        """The only line of standard output."""
        (line,) = self.out.decode().splitlines()
        return line


class CommandLine:
    """`notesapp` on one profile; each command is a process of its own."""

    def __init__(self, profile: Path) -> None:
        self.profile = profile

    def run(self, *arguments: str, stdin: bytes = b"", **environment: str) -> Outcome:
        """Run a command to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "notesapp", "--profile", str(self.profile), *arguments],
            input=stdin,
            capture_output=True,
            check=False,
            cwd=_ROOT,
            env={**os.environ, **environment},
            timeout=_TIMEOUT_S,
        )
        return Outcome(done.returncode, done.stdout, done.stderr.decode())

    def json(self, *arguments: str, stdin: bytes = b"", **environment: str) -> Any:
        """Run a command that must succeed with ``--json``; return what it printed."""
        outcome = self.run(*arguments, "--json", stdin=stdin, **environment)
        assert outcome.code in (0, 3), outcome.err
        return json.loads(outcome.out)

    def new(self, title: str, body: str = "", *options: str) -> str:
        """Write a note; return its GUID."""
        outcome = self.run("new", "--title", title, *options, stdin=body.encode())
        assert outcome.code == 0, outcome.err
        return outcome.line

    def body(self, guid: str) -> str:
        """Return a note's body."""
        outcome = self.run("show", guid)
        assert outcome.code == 0, outcome.err
        return outcome.out.decode()


class InProcess(CommandLine):
    """The same, within this process: for what isn't about processes."""

    def run(self, *arguments: str, stdin: bytes = b"", **environment: str) -> Outcome:
        out, err = io.BytesIO(), io.BytesIO()
        before = dict(os.environ)
        os.environ.update(environment)
        streams = sys.stdin
        sys.stdin = io.TextIOWrapper(io.BytesIO(stdin))
        try:
            with (
                contextlib.redirect_stdout(io.TextIOWrapper(out, write_through=True)),
                contextlib.redirect_stderr(io.TextIOWrapper(err, write_through=True)),
            ):
                code = _exit_code(["--profile", str(self.profile), *arguments])
                return Outcome(code, out.getvalue(), err.getvalue().decode())
        finally:
            sys.stdin = streams
            os.environ.clear()
            os.environ.update(before)


def _exit_code(arguments: list[str]) -> int:
    try:
        return main(arguments)
    except SystemExit as stopped:
        return int(stopped.code or 0)
