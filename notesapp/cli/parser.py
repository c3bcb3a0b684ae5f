"""The command line's grammar; argparse alone, so that it is there at once."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from notesapp import __version__
from notesapp.core.ids import Guid, parse_guid

if TYPE_CHECKING:
    # argparse has no public name for it.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

_EPILOG = """exit codes:
  0  done
  1  it could not be done; standard error says why and what is safe
  2  wrong usage
  3  done, and notes wait for a decision
  4  the server can't be reached
  5  sign in again
"""


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return what was asked for; wrong usage ends the process with exit code 2."""
    parser = build_parser()
    found = parser.parse_args(arguments)
    if found.command is None and found.demo:
        found.command = "demo"
    if found.screenshots is not None and found.command != "demo":
        parser.error("--screenshots goes with demo")
    return found


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog=os.environ.get("NOTESAPP_COMMAND", "notesapp"),
        description="Notes that work offline, sync, and never lose a word. "
        "Without a command the window opens.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"notesapp {__version__}")
    parser.add_argument(
        "--profile", type=Path, metavar="DIR", help="the folder that holds the notes"
    )
    parser.add_argument("--demo", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--screenshots", type=Path, metavar="DIR", help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    common = _common_options()
    _add_notes(commands, common)
    _add_lists(commands, common)
    _add_sync(commands, common)
    _add_decisions(commands, common)
    _add_transfer(commands, common)
    demo = commands.add_parser(
        "demo", parents=[common], help="show the whole idea with two windows and a private server"
    )
    demo.add_argument(
        "--screenshots",
        type=Path,
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="play the demo without a screen and write a picture of each step",
    )
    return parser


def _common_options() -> argparse.ArgumentParser:
    """Return the options that stand after every command."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="print JSON")
    common.add_argument(
        "--profile", type=Path, metavar="DIR", default=argparse.SUPPRESS, help=argparse.SUPPRESS
    )
    return common


def _add_notes(commands: Commands, common: argparse.ArgumentParser) -> None:
    new = commands.add_parser(
        "new", parents=[common], help="write a note; its body comes from standard input"
    )
    new.add_argument("--title", required=True)
    new.add_argument("--notebook", metavar="A/B", help="made if it isn't there")
    new.add_argument("--tag", action="append", default=[], metavar="T", dest="tags")
    show = commands.add_parser("show", parents=[common], help="print a note's body exactly")
    show.add_argument("guid", type=_guid)
    show.add_argument("--version", metavar="REV", help="an older version, from history")
    edit = commands.add_parser(
        "edit", parents=[common], help="replace a note's body by standard input"
    )
    edit.add_argument("guid", type=_guid)
    edit.add_argument("--title", help="give it another title too")
    for name, help_ in (
        ("delete", "put a note into Recently deleted"),
        ("restore", "take a note out of Recently deleted"),
        ("history", "list a note's older versions"),
    ):
        command = commands.add_parser(name, parents=[common], help=help_)
        command.add_argument("guid", type=_guid)


def _add_lists(commands: Commands, common: argparse.ArgumentParser) -> None:
    listing = commands.add_parser("list", parents=[common], help="list notes")
    which = listing.add_mutually_exclusive_group()
    which.add_argument("--notebook", metavar="A/B", help="only those in this notebook")
    which.add_argument("--tag", metavar="T", help="only those with this tag")
    which.add_argument("--deleted", action="store_true", help="only those in Recently deleted")
    which.add_argument("--all", action="store_true", help="those in Recently deleted as well")
    listing.add_argument(
        "--sort", choices=("updated", "created", "title"), default="updated", help="(updated)"
    )
    search = commands.add_parser("search", parents=[common], help="find notes by their words")
    search.add_argument("query")


def _add_sync(commands: Commands, common: argparse.ArgumentParser) -> None:
    connect = commands.add_parser("connect", parents=[common], help="set up sync with a server")
    connect.add_argument("url")
    connect.add_argument("--user", required=True, metavar="NAME")
    connect.add_argument(
        "--password-env",
        required=True,
        metavar="VAR",
        help="the environment variable that holds the password",
    )
    connect.add_argument("--device-name", metavar="N", help="what other devices call this one")
    for name, help_ in (
        ("disconnect", "forget the server; the notes stay here"),
        ("status", "say how sync stands"),
        ("nodes", "list the devices that sync with the same server"),
    ):
        commands.add_parser(name, parents=[common], help=help_)

    sync = commands.add_parser("sync", parents=[common], help="sync now")
    answer = sync.add_mutually_exclusive_group()
    answer.add_argument(
        "--send-again",
        action="store_true",
        help="the server lost its notes: keep those here and send them again",
    )
    answer.add_argument(
        "--delete-here",
        action="store_true",
        help="many notes were deleted elsewhere: put them into Recently deleted here too",
    )


def _add_decisions(commands: Commands, common: argparse.ArgumentParser) -> None:
    commands.add_parser(
        "conflicts", parents=[common], help="list notes that were changed in two places"
    )
    resolve = commands.add_parser(
        "resolve", parents=[common], help="decide about a note that was changed in two places"
    )
    resolve.add_argument("guid", type=_guid)
    resolve.add_argument(
        "--keep",
        required=True,
        choices=("this", "other", "both", "combined"),
        help="this computer's version, the other device's, both as two notes, or both in one text",
    )
    resolve.add_argument(
        "--body",
        choices=("-",),
        help="with --keep combined: take the combined text from standard input",
    )


def _add_transfer(commands: Commands, common: argparse.ArgumentParser) -> None:
    import_ = commands.add_parser(
        "import", parents=[common], help="make notes of a folder of Markdown"
    )
    import_.add_argument("path", type=Path)
    import_.add_argument("--notebook", metavar="A/B", help="put everything into this notebook")
    export = commands.add_parser(
        "export", parents=[common], help="write all notes as a folder of Markdown"
    )
    export.add_argument("folder", type=Path, metavar="DIR")


def _guid(text: str) -> Guid:
    try:
        return parse_guid(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no GUID") from None
