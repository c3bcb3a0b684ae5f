"""The grammar of the command line, which scripts rely on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from notesapp.cli.parser import parse

GUID = "0190a0a0-0000-7000-8000-000000000000"


def test_without_a_command_the_window_is_meant() -> None:
    assert parse([]).command is None
    assert parse(["--profile", "p"]).profile == Path("p")


@pytest.mark.parametrize(
    "line",
    [
        "new --title T --notebook A/B --tag x --tag y",
        f"show {GUID}",
        f"edit {GUID}",
        f"delete {GUID}",
        f"restore {GUID}",
        f"history {GUID}",
        "list",
        "search words",
        "connect https://notes.example.org --user ana --password-env VAR --device-name Laptop",
        "disconnect",
        "sync",
        "status",
        "nodes",
        "conflicts",
        f"resolve {GUID} --keep combined --body -",
        "import folder",
        "export folder",
        "demo",
    ],
)
def test_every_command_takes_json_and_a_profile_before_or_after(line: str) -> None:
    words = line.split()
    for arguments in (
        ["--profile", "p", *words, "--json"],
        [*words, "--json", "--profile", "p"],
    ):
        found = parse(arguments)
        assert found.command == words[0]
        assert found.json
        assert found.profile == Path("p")
    assert not parse(words).json
    assert parse(words).profile is None


def test_the_demo_has_two_spellings() -> None:
    for line in ("demo --screenshots DIR", "--demo --screenshots DIR"):
        found = parse(line.split())
        assert (found.command, found.screenshots) == ("demo", Path("DIR"))
    assert parse(["demo"]).screenshots is None


@pytest.mark.parametrize(
    "line",
    [
        "unknown",
        "new",
        "show",
        "show not-a-guid",
        f"resolve {GUID}",
        f"resolve {GUID} --keep neither",
        "connect https://notes.example.org --user ana",
        "list --deleted --tag t",
        "sync --send-again --delete-here",
        "--screenshots DIR",
        "list --screenshots DIR",
    ],
)
def test_wrong_usage_ends_with_two(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        parse(line.split())
    assert stopped.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_guids_are_taken_in_any_usual_form() -> None:
    assert parse(["show", GUID.upper()]).guid == GUID
    assert parse(["show", GUID.replace("-", "")]).guid == GUID


def test_asking_for_help_imports_neither_qt_nor_the_library() -> None:
    program = (
        "import sys\n"
        "from notesapp.__main__ import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "bad = {'PySide6', 'sqlalchemy', 'httpx', 'yaml', 'keyring'} & set(sys.modules)\n"
        "sys.exit(f'imported {bad}' if bad else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
