"""A folder of text files, read as the notes that it would become; nothing is written.

A file becomes the same note wherever and however often it is imported, because the note's id
comes from the file: from the id in its front matter, or else from its place in the folder and
its bytes. So importing twice makes nothing twice, and a file that was edited between two
imports becomes a second note rather than undoing what was written in the app.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from notesapp.core.clock import from_milliseconds
from notesapp.core.ids import Guid, derived_guid, parse_guid
from notesapp.transfer import front_matter
from notesapp.transfer.report import FileProblem, NothingThere, Remark
from notesapp.transfer.text import decode, decode_name

SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".txt", ".rst"})
_LARGEST_FILE_BYTES = 64 * 1024 * 1024
_ATX_HEADING = re.compile(r"\A\s*#{1,6}[ \t]+(?P<title>[^\n]*?)[ \t]*#*[ \t]*\r?(?:\n|\Z)")
_SETEXT_HEADING = re.compile(r"\A\s*(?P<title>\w[^\n]*)\n(?:=+|-+)[ \t]*\r?(?:\n|\Z)")


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A note as a file describes it.

    Attributes:
        folder: the notebooks it lies in, from the top.
        updated_at: what the front matter says, or else when the file was changed.
        changed_at: the later of the two: an editor changes a file and not its front matter.
        has_own_id: the id stands in the file, so that a changed file is still the same note.
        content_guid: the id that comes from the file's place and bytes alone.
    """

    path: Path
    guid: Guid
    title: str
    body: str
    folder: tuple[str, ...]
    tags: tuple[str, ...]
    is_pinned: bool
    created_at: datetime
    updated_at: datetime
    changed_at: datetime
    has_own_id: bool
    content_guid: Guid
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What lies in a folder: the text files, sorted, and how many others there are."""

    root: Path
    files: tuple[Path, ...]
    unreadable: tuple[FileProblem, ...]
    other_files: int


def find_files(path: Path) -> Found:
    """List the text files at or below `path`; hidden files and folders are left alone.

    Raises:
        NothingThere: no such file or folder.
    """
    if path.is_file():
        return Found(path.parent, (path,), (), 0)
    if not path.is_dir():
        raise NothingThere(path)
    files: list[Path] = []
    unreadable: list[FileProblem] = []
    others = 0

    def remember(error: OSError) -> None:
        unreadable.append(FileProblem(Path(os.fsdecode(error.filename)), error.strerror or ""))

    for folder, folders, names in os.walk(path, onerror=remember):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith("."):
                continue
            if Path(name).suffix.lower() in SUFFIXES:
                files.append(Path(folder, name))
            else:
                others += 1
    return Found(path, tuple(files), tuple(unreadable), others)


def read_notes(root: Path, files: tuple[Path, ...]) -> Iterator[SourceNote | FileProblem]:
    """Read each file in turn; one that can't be read is a problem, never an error."""
    for path in files:
        try:
            yield _read_note(root, path)
        except OSError as error:
            yield FileProblem(path, error.strerror or str(error))


def _read_note(root: Path, path: Path) -> SourceNote:
    data, modified_at = _read_bytes(path)
    decoded = decode(data)
    parsed = front_matter.parse(decoded.text)
    head = parsed.front_matter
    place = PurePosixPath(*(decode_name(part) for part in path.relative_to(root).parts))
    content_guid = derived_guid("import", str(place), hashlib.sha256(data).hexdigest())
    own_guid = _own_guid(head.source_id, place)
    remarks = [decoded.remark] if decoded.remark else []
    if parsed.is_kept:
        remarks.append(Remark.FRONT_MATTER_KEPT)
    created_at = head.created_at or min(modified_at, head.updated_at or modified_at)
    return SourceNote(
        path=path,
        guid=own_guid or content_guid,
        title=_heading(parsed.body) or place.stem if head.title is None else head.title,
        body=parsed.body,
        folder=place.parts[:-1],
        tags=head.tags,
        is_pinned=head.is_pinned,
        created_at=created_at,
        updated_at=max(created_at, head.updated_at or modified_at),
        changed_at=max(modified_at, head.updated_at or modified_at),
        has_own_id=own_guid is not None,
        content_guid=content_guid,
        remarks=tuple(remarks),
    )


def _read_bytes(path: Path) -> tuple[bytes, datetime]:
    """Return a file's bytes and when it was changed.

    Raises:
        OSError: it can't be read, or isn't an ordinary file: a pipe would wait for ever.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError(0, "not an ordinary file")
    if status.st_size > _LARGEST_FILE_BYTES:
        raise OSError(0, "larger than 64 MB")
    return path.read_bytes(), from_milliseconds(status.st_mtime_ns // 1_000_000)


def _own_guid(source_id: str | None, place: PurePosixPath) -> Guid | None:
    """Return the id that a file gives itself, if it does."""
    if source_id is None:
        return None
    try:
        return parse_guid(source_id)
    except ValueError:
        # Such ids ("intro") are unique only in their own folder.
        return derived_guid("import", source_id, str(place))


def _heading(body: str) -> str | None:
    match = _ATX_HEADING.match(body) or _SETEXT_HEADING.match(body)
    return " ".join(match["title"].split()) or None if match else None
