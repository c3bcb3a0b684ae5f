"""What an import or an export did, file by file where something needs saying."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from notesapp.core.errors import NotesError
from notesapp.core.ids import Guid

Progress = Callable[[int, int], None]
"""Told how many files of how many are done."""


class Remark(StrEnum):
    """What was done so that a file's words could be kept."""

    OTHER_ENCODING = "other_encoding"
    """Some bytes weren't UTF-8 and were read as Windows-1252."""

    UTF_16 = "utf_16"
    """The file was UTF-16."""

    LONE_SURROGATES = "lone_surrogates"
    """Halves of a character, which mean nothing alone, became the replacement character."""

    FRONT_MATTER_KEPT = "front_matter_kept"
    """Its front matter says more than a note has fields for, so it stays in the text."""


@dataclass(frozen=True, slots=True)
class FileRemark:
    """Something worth knowing about one imported file."""

    path: Path
    remark: Remark


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A file that could not be read or written; `reason` is the system's word for it."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        created, updated: notes that are new, and notes that took a file's newer text (their old
            text is in their history).
        unchanged: files whose note is here already.
        older: files older than their note here; the note was left as it is.
        unreadable: files that could not be read; everything else was imported.
        other_files: how many files were no text, such as pictures, and were left alone.
    """

    created: tuple[Guid, ...] = ()
    updated: tuple[Guid, ...] = ()
    unchanged: int = 0
    older: tuple[Path, ...] = ()
    unreadable: tuple[FileProblem, ...] = ()
    remarks: tuple[FileRemark, ...] = ()
    other_files: int = 0


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export did; `unwritten` names the notes' files that could not be made."""

    written: int = 0
    unwritten: tuple[FileProblem, ...] = ()


class TransferError(NotesError):
    """An import or export could not start; nothing was changed."""


class NothingThere(TransferError):
    """There is no such file or folder to import."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"nothing at {path}")
        self.path = path


class FolderInUse(TransferError):
    """The folder to export to holds something already, and that is never overwritten."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"not an empty folder: {path}")
        self.path = path


class FolderNotWritable(TransferError):
    """The folder to export to can't be made or written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason
