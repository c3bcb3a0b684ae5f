"""The compare window's keys; the same entries stand in its menu, so that they can be found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget


@dataclass(frozen=True, slots=True)
class Command:
    """A thing to do, its keys on Windows and Linux, and its place in the menu."""

    name: str
    text: str
    keys: tuple[str, ...]
    starts_group: bool = False
    is_checkable: bool = False


COMMANDS = (
    Command("next", "Next difference", ("Alt+Down",)),
    Command("previous", "Previous difference", ("Alt+Up",)),
    Command("take_this", "Take this computer", ("Ctrl+1", "Alt+Left"), starts_group=True),
    Command("take_other", "Take the other device", ("Ctrl+2", "Alt+Right")),
    Command("take_both", "Take both, or combined", ("Ctrl+3",)),
    Command("undecide", "Undecided again", ("Ctrl+0",)),
    Command("undo", "Undo", ("Ctrl+Z",), starts_group=True),
    Command("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y")),
    Command("save", "Save combined note", ("Ctrl+Return", "Ctrl+Enter"), starts_group=True),
    Command("later", "Decide later", ("Esc",)),
    Command("next_note", "Next note", ("Ctrl+PgDown",), starts_group=True),
    Command("previous_note", "Previous note", ("Ctrl+PgUp",)),
    Command("next_area", "Next area", ("F6",)),
    Command("previous_area", "Previous area", ("Shift+F6",)),
    Command(
        "earlier", "Show how it was before both edits", (), starts_group=True, is_checkable=True
    ),
    Command("as_list", "View as list", (), is_checkable=True),
)

# Option and an arrow moves by word there, Cmd and 0 zooms nothing here.
_MAC_KEYS = {
    "next": ("Meta+Alt+Down",),
    "previous": ("Meta+Alt+Up",),
    "take_this": ("Ctrl+1",),
    "take_other": ("Ctrl+2",),
}


def add_commands(
    window: QWidget, handlers: dict[str, Callable[[], object]], *, is_mac: bool
) -> dict[str, QAction]:
    """Give a window its keys; return the actions by name."""
    is_mirrored = window.layoutDirection() == Qt.LayoutDirection.RightToLeft
    actions: dict[str, QAction] = {}
    for command in COMMANDS:
        action = QAction(QCoreApplication.translate("compare", command.text), window)
        keys = _MAC_KEYS.get(command.name, command.keys) if is_mac else command.keys
        if is_mirrored:
            keys = tuple(_mirrored(key) for key in keys)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setCheckable(command.is_checkable)
        action.setMenuRole(QAction.MenuRole.NoRole)
        action.triggered.connect(handlers[command.name])
        window.addAction(action)
        actions[command.name] = action
    return actions


def menu_of(actions: dict[str, QAction], parent: QWidget) -> QMenu:
    """Return a menu of all commands with their keys."""
    menu = QMenu(parent)
    for command in COMMANDS:
        if command.starts_group:
            menu.addSeparator()
        menu.addAction(actions[command.name])
    return menu


def _mirrored(key: str) -> str:
    swaps = {"Alt+Left": "Alt+Right", "Alt+Right": "Alt+Left"}
    return swaps.get(key, key)
