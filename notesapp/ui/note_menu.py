"""What one can do with selected notes: the context menu, and the menus behind its entries."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QInputDialog, QMenu, QMessageBox, QWidget

from notesapp.core.ids import Guid
from notesapp.core.model import NoteSummary
from notesapp.ui.icons import icon
from notesapp.ui.note_commands import NoteCommands
from notesapp.ui.sidebar.contents import Branch, Contents, Kind, branches


def note_menu(
    parent: QWidget, commands: NoteCommands, notes: Sequence[NoteSummary], contents: Contents
) -> QMenu:
    """Return a menu for these notes; deleted ones can only be restored or deleted for ever."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    guids = [note.guid for note in notes]
    if all(note.is_deleted for note in notes):
        restore = menu.addAction(icon("archive-restore"), _tr("Restore"))
        restore.triggered.connect(lambda: commands.restore(guids))
        purge = menu.addAction(icon("trash-2", "bad"), _tr("Delete for ever…"))
        purge.triggered.connect(lambda: ask_purge(parent, commands, guids))
        return menu
    is_pinned = all(note.is_pinned for note in notes)
    pin = menu.addAction(
        icon("pin-off" if is_pinned else "pin"), _tr("Unpin") if is_pinned else _tr("Pin")
    )
    pin.triggered.connect(lambda: commands.pin(guids, is_pinned=not is_pinned))
    move = menu.addMenu(icon("folder-input"), _tr("Move to"))
    fill_move_menu(move, commands, notes, contents)
    tags = menu.addMenu(icon("tag"), _tr("Tags"))
    fill_tag_menu(tags, commands, notes, contents)
    menu.addSeparator()
    delete = menu.addAction(icon("trash-2"), _tr("Delete"))
    delete.triggered.connect(lambda: commands.delete(guids))
    delete.setObjectName("delete")
    return menu


def fill_move_menu(
    menu: QMenu, commands: NoteCommands, notes: Sequence[NoteSummary], contents: Contents
) -> None:
    """List all notebooks, the notes' own one ticked."""
    here = {note.notebook for note in notes}
    guids = [note.guid for note in notes]

    def add(name: str, notebook: Guid | None, depth: int) -> None:
        action = menu.addAction("    " * depth + name)
        action.setCheckable(True)
        action.setChecked(here == {notebook})
        action.triggered.connect(lambda: commands.move(guids, notebook, name))

    def add_all(tree: Sequence[Branch], depth: int) -> None:
        for branch in tree:
            if branch.entry.kind is Kind.NOTEBOOK:
                add(branch.entry.name, branch.entry.notebook, depth)
                add_all(branch.children, depth + 1)

    add(_tr("No notebook"), None, 0)
    menu.addSeparator()
    add_all(branches(contents), 0)


def fill_tag_menu(
    menu: QMenu, commands: NoteCommands, notes: Sequence[NoteSummary], contents: Contents
) -> None:
    """List all tags, those on every note ticked, and a way to make another."""
    guids = [note.guid for note in notes]
    on_all = set.intersection(*(set(note.tags) for note in notes)) if notes else set()

    def add(name: str) -> None:
        action = menu.addAction(name.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(name in on_all)
        action.triggered.connect(lambda is_set: commands.set_tag(guids, name, is_set=is_set))

    for tag in contents.tags:
        add(tag.name)
    menu.addSeparator()
    new = menu.addAction(icon("plus"), _tr("New tag…"))
    parent = menu.parentWidget()
    new.triggered.connect(lambda: ask_tag(parent.window() if parent else None, commands, guids))


def ask_tag(parent: QWidget | None, commands: NoteCommands, guids: Sequence[Guid]) -> None:
    """Ask for a new tag's name and put it on the notes."""
    dialog = QInputDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(_tr("New tag"))
    dialog.setLabelText(_tr("Name of the tag"))
    dialog.setOkButtonText(_tr("Add tag"))
    dialog.textValueSelected.connect(
        lambda name: commands.set_tag(guids, name.strip(), is_set=True) if name.strip() else None
    )
    dialog.open()


def ask_purge(parent: QWidget, commands: NoteCommands, guids: Sequence[Guid]) -> None:
    """Ask before the one thing that can't be undone."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(_tr("Delete for ever"))
    box.setText(
        QCoreApplication.translate("NoteMenu", "Delete %n note(s) for ever?", "", len(guids))
    )
    box.setInformativeText(_tr("Its earlier versions go with it, on all your devices."))
    delete = box.addButton(_tr("Delete for ever"), QMessageBox.ButtonRole.DestructiveRole)
    delete.setProperty("kind", "danger")
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    delete.clicked.connect(lambda: commands.purge(guids))
    box.open()


def _tr(text: str) -> str:
    return QCoreApplication.translate("NoteMenu", text)
