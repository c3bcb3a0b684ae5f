"""`import` and `export`."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from notesapp.cli.input import notebook_path
from notesapp.cli.messages import ExitCode
from notesapp.cli.output import counted, print_json, say
from notesapp.store.library import Library
from notesapp.transfer.export_markdown import export_folder
from notesapp.transfer.import_markdown import import_folder
from notesapp.transfer.report import FileProblem, ImportReport, Progress, Remark

_NAMED_FILES = 5
_REMARKS = {
    Remark.OTHER_ENCODING: "was not plain UTF-8; the stray bytes were read as Windows-1252",
    Remark.UTF_16: "was UTF-16",
    Remark.LONE_SURROGATES: "held halves of characters; each became “�”",
    Remark.FRONT_MATTER_KEPT: "has more front matter than a note has fields; it stays in the text",
}


def import_command(library: Library, arguments: Namespace) -> ExitCode:
    """Make notes of a folder's text files; unreadable ones are named at the end."""
    report = import_folder(
        library,
        arguments.path,
        notebook=notebook_path(arguments.notebook),
        progress=_progress_line("Importing"),
    )
    if arguments.json:
        print_json(_facts(report))
    else:
        print(_line(report))
        for remark, words in _REMARKS.items():
            _name_some([r.path for r in report.remarks if r.remark is remark], words)
        _name_some(report.older, "is older than its note here; the note was left as it is")
    return _name_problems(report.unreadable, "could not be read", "All others were imported.")


def export_command(library: Library, arguments: Namespace) -> ExitCode:
    """Write all notes but the deleted to a new folder."""
    report = export_folder(library, arguments.folder, progress=_progress_line("Exporting"))
    if arguments.json:
        print_json({"written": report.written, "unwritten": _problem_facts(report.unwritten)})
    else:
        print(f"{counted(report.written, 'note')} written to {arguments.folder}.")
    return _name_problems(report.unwritten, "could not be written", "All others were exported.")


def _name_some(paths: Sequence[Path], words: str) -> None:
    """Say the same about several files, naming the first; `--json` names all."""
    for path in paths[:_NAMED_FILES]:
        say(f"{path}: {words}")
    if len(paths) > _NAMED_FILES:
        say(f"    … and {len(paths) - _NAMED_FILES} more like that")


def _line(report: ImportReport) -> str:
    parts = [f"{len(report.created)} new"]
    if report.updated:
        parts.append(f"{len(report.updated)} updated")
    if report.unchanged:
        parts.append(f"{report.unchanged} here already")
    if report.older:
        parts.append(f"{len(report.older)} older than the notes here")
    if report.other_files:
        parts.append(f"{counted(report.other_files, 'other file')} left alone")
    return f"Imported: {', '.join(parts)}."


def _facts(report: ImportReport) -> dict[str, object]:
    return {
        "created": list(report.created),
        "updated": list(report.updated),
        "unchanged": report.unchanged,
        "older": [str(path) for path in report.older],
        "unreadable": _problem_facts(report.unreadable),
        "remarks": [{"path": str(r.path), "remark": r.remark.value} for r in report.remarks],
        "other_files": report.other_files,
    }


def _problem_facts(problems: Sequence[FileProblem]) -> list[dict[str, str]]:
    return [{"path": str(problem.path), "reason": problem.reason} for problem in problems]


def _name_problems(problems: Sequence[FileProblem], what: str, safe: str) -> ExitCode:
    if not problems:
        return ExitCode.DONE
    say(f"notesapp: {counted(len(problems), 'file')} {what}. {safe}")
    for problem in problems:
        say(f"    {problem.path}: {problem.reason}")
    return ExitCode.NOT_DONE


def _progress_line(doing: str) -> Progress:
    """Return what counts on the terminal's last line; silent elsewhere."""

    def show(done: int, total: int) -> None:
        if sys.stderr.isatty():
            end = "\r" if done < total else "\r\033[K"
            print(f"\r\033[K{doing} {done} of {total}", end=end, file=sys.stderr, flush=True)

    return show
