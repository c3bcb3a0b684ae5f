"""The command `notesapp-server`: run a server and look after its users and devices."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import closing

from notesapp.core.clock import SystemClock
from notesapp.core.errors import NotesError
from notesapp.core.ids import NodeId
from notesapp.server import administration
from notesapp.server.backups import back_up, restore
from notesapp.server.config import ServerConfig
from notesapp.server.database import Database
from notesapp.server.options import Action, parser_for
from notesapp.server.passwords import Passwords
from notesapp.server.sentences import sentence
from notesapp.server.serving import address_of, open_socket, serve
from notesapp.server.state import ServerState
from notesapp.server.upkeep import tidy

FAILED = 1
WRONG_USAGE = 2


class _Failure(Exception):
    """A sentence for standard error."""

    def __init__(self, sentence: str, exit_code: int = FAILED) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code: 0 done, 1 could not be done, 2 wrong usage."""
    options = parser_for(ACTIONS).parse_args(arguments)
    command: Action = options.run
    try:
        command(options)
    except _Failure as failure:
        print(f"notesapp-server: {failure}", file=sys.stderr)
        return failure.exit_code
    except NotesError as error:
        print(f"notesapp-server: {sentence(error)}", file=sys.stderr)
        return FAILED
    return 0


def _serve(options: argparse.Namespace) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        listener = open_socket(options.host, options.port)
    except (OSError, OverflowError) as error:
        raise _Failure(f"can't listen on {options.host}:{options.port}: {error}") from error
    with closing(listener):
        database = Database.open(options.data, options.database)
        with closing(database):
            config = ServerConfig(
                options.data,
                options.database,
                requests_per_minute=options.requests_per_minute,
                burst=options.requests_per_minute,
                listeners_per_vault=options.listeners_per_user,
                has_public_metrics=options.public_metrics,
            )
            address = address_of(listener)
            serve(
                ServerState(config, database),
                listener,
                lambda: print(f"notesapp-server is ready at {address}", flush=True),
            )


def _open(options: argparse.Namespace) -> Database:
    return Database.open(options.data, options.database, serves=False)


def _password(options: argparse.Namespace) -> str:
    password = os.environ.get(options.password_env)
    if not password:
        raise _Failure(
            f"the environment variable {options.password_env} is empty or not set", WRONG_USAGE
        )
    return password


def _add_user(options: argparse.Namespace) -> None:
    password = _password(options)
    with closing(_open(options)) as database:
        administration.add_user(database, Passwords(), options.name, password, SystemClock())
    print(f"Added {options.name}.")


def _set_password(options: argparse.Namespace) -> None:
    password = _password(options)
    with closing(_open(options)) as database:
        administration.set_password(database, Passwords(), options.name, password, SystemClock())
    print(f"Changed. The devices of {options.name} must sign in again.")


def _users(options: argparse.Namespace) -> None:
    with closing(_open(options)) as database:
        _print_table(administration.user_facts(database), options.json, "No users yet.")


def _nodes(options: argparse.Namespace) -> None:
    with closing(_open(options)) as database:
        _print_table(
            administration.node_facts(database, SystemClock()), options.json, "No devices yet."
        )


def _revoke(options: argparse.Namespace) -> None:
    with closing(_open(options)) as database:
        if not administration.revoke(database, NodeId(options.node), SystemClock()):
            raise _Failure(f"there is no device {options.node}")
    print(f"Ended the access of {options.node}. What it has stays on it.")


def _set_quota(options: argparse.Namespace) -> None:
    with closing(_open(options)) as database:
        administration.set_quota(database, options.name, options.quota)
    limit = "as much as there is room" if options.quota is None else f"{options.quota:,} bytes"
    print(f"{options.name} may store {limit}.")


def _set_reminder(options: argparse.Namespace) -> None:
    with closing(_open(options)) as database:
        administration.set_reminder(database, options.days)
    print(f"A device that is silent for {options.days} days is reminded.")


def _backup(options: argparse.Namespace) -> None:
    with closing(_open(options)) as database:
        amount = back_up(database, options.destination)
    print(f"Wrote {amount.records} records of {amount.users} users to {options.destination}.")


def _restore(options: argparse.Namespace) -> None:
    with closing(_open(options)) as database:
        amount = restore(options.source, database)
    print(f"Restored {amount.records} records of {amount.users} users. Start the server now;")
    print("each device then compares all it has and sends again what is newer.")


def _tidy(options: argparse.Namespace) -> None:
    with closing(_open(options)) as database:
        tidied = tidy(database, SystemClock().now())
    print(
        f"Forgot {tidied.deletions} deletions, {tidied.revisions} old revisions"
        f" and {tidied.blobs} attachments."
    )


def _print_table(rows: Sequence[dict[str, object]], as_json: bool, nothing: str) -> None:
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not rows:
        print(nothing)
        return
    names = list(rows[0])
    lines = [names, *([_cell(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(names))]
    for line in lines:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        )


def _cell(value: object) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)


ACTIONS: dict[str, Action] = {
    "serve": _serve,
    "add-user": _add_user,
    "set-password": _set_password,
    "set-quota": _set_quota,
    "users": _users,
    "nodes": _nodes,
    "revoke": _revoke,
    "set-reminder": _set_reminder,
    "backup": _backup,
    "restore": _restore,
    "tidy": _tidy,
}


if __name__ == "__main__":
    sys.exit(main())
