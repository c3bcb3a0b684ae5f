"""The sidebar's context menu: what one can do with a notebook."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMenu, QWidget

from notesapp.ui.icons import icon
from notesapp.ui.note_commands import NoteCommands
from notesapp.ui.sidebar.contents import Entry


def sidebar_menu(
    parent: QWidget, commands: NoteCommands, entry: Entry | None, rename: Callable[[str], None]
) -> QMenu:
    """Return a menu for an entry; `rename` starts editing its name in place."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    notebook = entry.notebook if entry else None
    new = menu.addAction(
        icon("folder-plus"), _tr("New notebook inside") if notebook else _tr("New notebook")
    )
    new.triggered.connect(lambda: commands.create_notebook(notebook))
    if entry is None or notebook is None:
        return menu
    write = menu.addAction(icon("square-pen"), _tr("New note here"))
    write.triggered.connect(lambda: commands.create_note(entry.place) if entry.place else None)
    menu.addSeparator()
    named = menu.addAction(icon("pencil"), _tr("Rename"))
    named.triggered.connect(lambda: rename(entry.key))
    top = menu.addAction(icon("arrow-up"), _tr("Move to the top level"))
    top.triggered.connect(lambda: commands.move_notebook(notebook, None))
    delete = menu.addAction(icon("trash-2"), _tr("Delete notebook, keep its notes"))
    delete.triggered.connect(lambda: commands.delete_notebook(notebook, entry.name))
    return menu


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sidebar", text)
