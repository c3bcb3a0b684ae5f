"""`sync`: one run in the foreground, stopped in good order by Ctrl+C."""

from __future__ import annotations

import logging
import signal
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from notesapp.cli.messages import ExitCode
from notesapp.cli.output import iso, on_one_line, print_json, say
from notesapp.config import settings
from notesapp.config.credentials import Credentials
from notesapp.config.logs import set_up_logging
from notesapp.store.library import Library
from notesapp.sync import accounts
from notesapp.sync.cancel import CancelToken
from notesapp.sync.engine import SyncEngine
from notesapp.sync.guard import Permission
from notesapp.sync.report import Phase, Progress, SyncReport

_PHASES = {
    Phase.CHECKING: "Checking",
    Phase.GETTING: "Getting",
    Phase.SENDING: "Sending",
    Phase.TIDYING: "Tidying up",
}


def sync_command(library: Library, arguments: Namespace) -> ExitCode:
    """Synchronize once and say in one line what was done."""
    log = set_up_logging(library.profile)
    try:
        report = _run(library, _permission(arguments))
    finally:
        logging.root.removeHandler(log)
        log.close()
    titles = _rejected_titles(library, report)
    if arguments.json:
        print_json(_facts(report, titles))
    else:
        print(_line(report))
    for title in titles:
        say(f"notesapp: The server did not take “{title}”. It is safe on this computer.")
    if report.rejected:
        return ExitCode.NOT_DONE
    return ExitCode.NEEDS_DECISION if report.open_conflicts else ExitCode.DONE


def _run(library: Library, permission: Permission) -> SyncReport:
    policy = settings.load(library.profile).sync.policy
    backend = accounts.open_backend(library, Credentials(library.profile))
    try:
        engine = SyncEngine(library, backend, policy, permission=permission)
        with _cancelled_by_ctrl_c() as cancel:
            return engine.run(cancel, _show_progress if sys.stderr.isatty() else None)
    finally:
        backend.close()


def _permission(arguments: Namespace) -> Permission:
    if arguments.send_again:
        return Permission.SEND_AGAIN
    return Permission.DELETE_HERE if arguments.delete_here else Permission.NONE


def _line(report: SyncReport) -> str:
    parts = [f"{report.sent} sent", f"{report.received} received"]
    if report.combined:
        parts.append(f"{len(report.combined)} combined")
    if report.deleted:
        parts.append(f"{report.deleted} deleted here")
    if report.open_conflicts:
        needs = "needs" if report.open_conflicts == 1 else "need"
        parts.append(f"{report.open_conflicts} {needs} your decision")
    start = f"Synced, except {len(report.rejected)}" if report.rejected else "Synced"
    return f"{start}: {', '.join(parts)}."


def _facts(report: SyncReport, rejected_titles: list[str]) -> dict[str, object]:
    return {
        "sent": report.sent,
        "received": report.received,
        "combined": len(report.combined),
        "revived": len(report.revived),
        "deleted": report.deleted,
        "new_conflicts": len(report.new_conflicts),
        "conflicts": report.open_conflicts,
        "rejected": [
            {"guid": rejected.guid, "title": title, "code": rejected.code}
            for rejected, title in zip(report.rejected, rejected_titles, strict=True)
        ],
        "diverged": report.diverged,
        "started_at": iso(report.started_at),
        "finished_at": iso(report.finished_at),
    }


def _rejected_titles(library: Library, report: SyncReport) -> list[str]:
    with library.read() as snapshot:
        notes = [snapshot.notes.find(rejected.guid) for rejected in report.rejected]
    return [on_one_line(note.title) if note else "a notebook" for note in notes]


def _show_progress(progress: Progress) -> None:
    count = f" {progress.done} of {progress.total} notes" if progress.total else ""
    print(f"\r\033[K{_PHASES[progress.phase]}{count}", end="\r", file=sys.stderr, flush=True)


@contextmanager
def _cancelled_by_ctrl_c() -> Iterator[CancelToken]:
    """Turn the first Ctrl+C into a wish to stop; a second one ends the process as usual."""
    cancel = CancelToken()
    before = signal.getsignal(signal.SIGINT)

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        cancel.cancel()

    signal.signal(signal.SIGINT, stop)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)
