"""What the sidebar lists: read from the library in one go, arranged as branches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from notesapp.core.ids import Guid
from notesapp.core.model import Notebook, TagCount
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES, CONFLICTS, PINNED, TRASH, InNotebook, Place, WithTag


class Kind(Enum):
    """What an entry is, and so what one can do with it."""

    PLACE = auto()
    DECISION = auto()
    HEADER = auto()
    NOTEBOOK = auto()
    TAG = auto()


@dataclass(frozen=True, slots=True)
class Contents:
    """The counts, notebooks and tags of a library at one moment."""

    total: int = 0
    decisions: int = 0
    pinned: int = 0
    trash: int = 0
    notebooks: tuple[Notebook, ...] = ()
    tags: tuple[TagCount, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the sidebar.

    Attributes:
        key: its lasting identity, whatever it is called.
        place: what choosing it shows; None for a heading.
    """

    kind: Kind
    key: str
    name: str
    icon: str = ""
    count: int = 0
    place: Place | None = None

    @property
    def notebook(self) -> Guid | None:
        """The notebook it stands for, if it is one."""
        return self.place.guid if isinstance(self.place, InNotebook) else None


@dataclass(slots=True)
class Branch:
    """An entry and what lies under it."""

    entry: Entry
    children: list[Branch] = field(default_factory=list)


NOTEBOOKS_KEY = "header:notebooks"
TAGS_KEY = "header:tags"


def read_contents(library: Library) -> Contents:
    """Read everything the sidebar shows; for any thread."""
    with library.read() as snapshot:
        return Contents(
            total=snapshot.notes.count(ALL_NOTES),
            decisions=snapshot.conflicts.count(),
            pinned=snapshot.notes.count(PINNED),
            trash=snapshot.notes.count(TRASH),
            notebooks=tuple(snapshot.notebooks.all()),
            tags=tuple(snapshot.tags.all()),
        )


def branches(contents: Contents) -> list[Branch]:
    """Return the sidebar's tree."""
    lines = [
        Branch(Entry(Kind.PLACE, "all", _tr("All notes"), "file-text", contents.total, ALL_NOTES))
    ]
    if contents.decisions:
        words = _tr("Needs your decision")
        lines.append(
            Branch(Entry(Kind.DECISION, "decisions", words, "split", contents.decisions, CONFLICTS))
        )
    for key, name, icon, count, place in (
        ("pinned", _tr("Pinned"), "pin", contents.pinned, PINNED),
        ("trash", _tr("Recently deleted"), "trash-2", contents.trash, TRASH),
    ):
        lines.append(Branch(Entry(Kind.PLACE, key, name, icon, count, place)))
    lines.append(Branch(Entry(Kind.HEADER, NOTEBOOKS_KEY, _tr("Notebooks"))))
    lines += _notebook_tree(contents.notebooks)
    if contents.tags:
        lines.append(Branch(Entry(Kind.HEADER, TAGS_KEY, _tr("Tags"))))
    for tag in contents.tags:
        entry = Entry(
            Kind.TAG, f"tag:{tag.name}", tag.name, "tag", tag.note_count, WithTag(tag.name)
        )
        lines.append(Branch(entry))
    return lines


def _notebook_tree(notebooks: Sequence[Notebook]) -> list[Branch]:
    """Arrange notebooks under their parents; whose parent isn't known stands at the top."""
    top: list[Branch] = []
    known: dict[Guid, Branch] = {}
    for notebook in notebooks:
        branch = Branch(
            Entry(
                Kind.NOTEBOOK,
                f"notebook:{notebook.guid}",
                notebook.name,
                "folder",
                notebook.note_count,
                InNotebook(notebook.guid),
            )
        )
        parent = known.get(notebook.parent) if notebook.parent else None
        (top if parent is None else parent.children).append(branch)
        known[notebook.guid] = branch
    return top


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sidebar", text)
