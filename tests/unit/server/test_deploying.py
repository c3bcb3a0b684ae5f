"""The service unit and the container file start the server with options that it has."""

from __future__ import annotations

import configparser
import json
import re
import shlex
from pathlib import Path

import pytest

from notesapp.server.__main__ import ACTIONS
from notesapp.server.options import parser_for

PACKAGING = Path(__file__).parents[3] / "packaging"


def of_the_unit() -> list[str]:
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(PACKAGING / "notesapp-server.service")
    program, *arguments = shlex.split(unit["Service"]["ExecStart"])
    assert program.endswith("/notesapp-server")
    return arguments


def of_the_container() -> list[str]:
    lines = (PACKAGING / "Containerfile").read_text().splitlines()
    values = {
        line.split()[0]: json.loads(line.partition(" ")[2])
        for line in lines
        if line.startswith(("CMD [", "ENTRYPOINT ["))
    }
    (program,) = values["ENTRYPOINT"]
    assert program.endswith("/notesapp-server")
    arguments: list[str] = values["CMD"]
    return arguments


@pytest.mark.parametrize(
    "arguments", [of_the_unit(), of_the_container()], ids=["unit", "container"]
)
def test_the_command_line_is_one(arguments: list[str]) -> None:
    options = parser_for(ACTIONS).parse_args(arguments)

    assert options.run is ACTIONS["serve"]
    assert options.port == 8765
    assert options.data.is_absolute()


def test_the_container_copies_only_what_is_there_and_all_that_a_build_needs() -> None:
    root = PACKAGING.parent
    text = (PACKAGING / "Containerfile").read_text()
    copied = {
        name
        for line in re.findall(r"^COPY (?!--)(.*) \S+$", text, re.MULTILINE)
        for name in line.split()
    }

    assert copied == {"pyproject.toml", "README.md", "LICENSE", "notesapp", "resources"}
    assert all((root / name).exists() for name in copied)


@pytest.mark.parametrize(("size", "expected"), [("none", None), ("500M", 500_000_000), ("7", 7)])
def test_a_quota_is_read_with_its_unit(size: str, expected: int | None) -> None:
    options = parser_for(ACTIONS).parse_args(["set-quota", "ann", size, "--data", "x"])

    assert options.quota == expected


@pytest.mark.parametrize("size", ["-5", "M", "x", ""])
def test_a_quota_that_is_no_size_is_wrong_usage(size: str) -> None:
    with pytest.raises(SystemExit) as caught:
        parser_for(ACTIONS).parse_args(["set-quota", "ann", size, "--data", "x"])

    assert caught.value.code == 2
