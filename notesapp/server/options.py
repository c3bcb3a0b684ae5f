"""The commands of `notesapp-server` and their options."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from notesapp import __version__
from notesapp.server.config import (
    DEFAULT_HOST,
    DEFAULT_LISTENERS,
    DEFAULT_PORT,
    DEFAULT_REQUESTS_PER_MINUTE,
)

Action = Callable[[argparse.Namespace], None]

_COMMANDS = {
    "serve": "run the server",
    "add-user": "add a user with an empty library",
    "set-password": "change a password; all devices must sign in again",
    "set-quota": "limit how much a user may store",
    "users": "list the users",
    "nodes": "list the devices and when each last synchronized",
    "revoke": "end a device's access",
    "set-reminder": "say after how many silent days a device is reminded",
    "backup": "write all there is to one file; the server may run",
    "restore": "fill an empty server, on SQLite or not, from a backup",
    "tidy": "forget what may be forgotten; a running server does so by itself",
}
_UNITS = {"K": 1_000, "M": 1_000_000, "G": 1_000_000_000}


def parser_for(actions: Mapping[str, Action]) -> argparse.ArgumentParser:
    """Return the parser; what it returns has the action of the command as `run`."""
    parser = argparse.ArgumentParser(
        prog="notesapp-server", description="Keeps the notes of several devices in step."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    commands = {}
    for name, text in _COMMANDS.items():
        command = subparsers.add_parser(name, help=text, description=text)
        command.add_argument("--data", type=Path, required=True, help="the server's directory")
        command.add_argument("--database", metavar="URL", help="instead of SQLite in --data")
        command.set_defaults(run=actions[name])
        commands[name] = command
    _add_serving(commands["serve"])
    _add_arguments(commands)
    return parser


def _add_serving(serve: argparse.ArgumentParser) -> None:
    serve.add_argument("--host", default=DEFAULT_HOST, help="address (default %(default)s)")
    serve.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help="0 for any (default %(default)s)"
    )
    serve.add_argument(
        "--requests-per-minute",
        type=_count,
        default=DEFAULT_REQUESTS_PER_MINUTE,
        metavar="N",
        help="how often one device may ask (default %(default)s, 0 for no limit)",
    )
    serve.add_argument(
        "--listeners-per-user",
        type=_positive,
        default=DEFAULT_LISTENERS,
        metavar="N",
        help="how many devices of a user may wait for news at a time (default %(default)s)",
    )
    serve.add_argument(
        "--public-metrics",
        action="store_true",
        help="show /metrics to everybody, not only to programs on this machine",
    )


def _add_arguments(commands: Mapping[str, argparse.ArgumentParser]) -> None:
    for name in ("add-user", "set-password", "set-quota"):
        commands[name].add_argument("name", metavar="NAME")
    for name in ("add-user", "set-password"):
        commands[name].add_argument(
            "--password-env",
            metavar="VAR",
            required=True,
            help="environment variable that holds the password",
        )
    commands["set-quota"].add_argument(
        "quota", metavar="SIZE", type=_size, help="as 500M or 2G; none for no limit"
    )
    for name in ("users", "nodes"):
        commands[name].add_argument("--json", action="store_true", help="for programs")
    commands["revoke"].add_argument(
        "node", metavar="NODE", help="the device's id, as `nodes` prints it"
    )
    commands["set-reminder"].add_argument("days", metavar="DAYS", type=_positive)
    commands["backup"].add_argument(
        "destination", metavar="DEST", type=Path, help="a file that isn't there"
    )
    commands["restore"].add_argument("source", metavar="SRC", type=Path, help="what `backup` wrote")


def _size(argument: str) -> int | None:
    """Read a number of bytes, perhaps with a unit; None for no limit."""
    if argument.lower() == "none":
        return None
    unit = _UNITS.get(argument[-1:].upper(), 1)
    return _count(argument if unit == 1 else argument[:-1]) * unit


def _count(argument: str) -> int:
    number = int(argument)
    if number < 0:
        raise ValueError(argument)
    return number


def _positive(argument: str) -> int:
    number = _count(argument)
    if not number:
        raise ValueError(argument)
    return number
