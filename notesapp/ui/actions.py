"""Everything the window can do, as one table: name, words, keys, menu."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from notesapp.ui.icons import icon

ICON_NAME = "icon_name"
"""The dynamic property that names an action's icon for the command palette."""

_Key = str | QKeySequence.StandardKey


@dataclass(frozen=True, slots=True)
class Spec:
    """One action.

    Attributes:
        keys: in order of preference; a standard key that this desktop lacks is passed over.
        menu: one of `_MENUS`; empty for an action that only has keys.
        starts_group: a line stands above it in its menu.
    """

    name: str
    words: str
    keys: tuple[_Key, ...] = ()
    menu: str = ""
    icon: str = ""
    starts_group: bool = False
    is_checkable: bool = False
    role: QAction.MenuRole = QAction.MenuRole.NoRole


_MENUS = ("file", "edit", "note", "view", "sync", "help")


def _menu_titles() -> dict[str, str]:
    return {
        "file": _tr("&File"),
        "edit": _tr("&Edit"),
        "note": _tr("&Note"),
        "view": _tr("&View"),
        "sync": _tr("&Sync"),
        "help": _tr("&Help"),
    }


def _specs() -> tuple[Spec, ...]:
    key = QKeySequence.StandardKey
    role = QAction.MenuRole
    mac = sys.platform == "darwin"
    return (
        Spec("new_note", _tr("New note"), ("Ctrl+N",), "file", "square-pen"),
        Spec("new_notebook", _tr("New notebook"), ("Ctrl+Shift+N",), "file", "folder-plus"),
        Spec("import", _tr("Import…"), (), "file", "download", starts_group=True),
        Spec("export", _tr("Export…"), (), "file", "upload"),
        Spec("settings", _tr("Settings…"), ("Ctrl+,",), "file", "settings", True, role=role.PreferencesRole),
        Spec("close_window", _tr("Close window"), ("Ctrl+W",), "file", "", True),
        Spec("quit", _tr("Quit"), (key.Quit, "Ctrl+Q"), "file", "log-out", role=role.QuitRole),
        Spec("undo_last", _tr("Undo the last action"), (), "edit", "undo-2"),
        Spec("search_all", _tr("Search all notes"), ("Ctrl+Shift+F",), "edit", "search", True),
        Spec("switcher", _tr("Go to note…"), ("Ctrl+P", "Ctrl+O"), "view", "search"),
        Spec("palette", _tr("Commands…"), ("Ctrl+Shift+P",), "view", "command"),
        Spec("sidebar", _tr("Sidebar"), ("Meta+Ctrl+S",) if mac else ("F9",), "view", "", True, True),
        Spec("focus_mode", _tr("Focus on the text"), (key.FullScreen, "F11"), "view", "maximize", is_checkable=True),
        Spec("next_area", _tr("Next area"), ("F6",), "view"),
        Spec("previous_area", _tr("Previous area"), ("Shift+F6",), "view"),
        Spec("sync_now", _tr("Sync now"), ("F5", "Ctrl+Shift+S"), "sync", "refresh-cw"),
        Spec("set_up_sync", _tr("Set up sync…"), (), "sync", "cloud"),
        Spec("review", _tr("Notes that need your decision"), (), "sync", "split"),
        Spec("shortcuts", _tr("Keyboard shortcuts"), ("Ctrl+?",), "help", "keyboard"),
        Spec("about", _tr("About"), (), "help", "info", role=role.AboutRole),
        Spec("menu", _tr("Menu"), ("F10",)),
    )  # fmt: skip


class Actions(QObject):
    """The window's actions by name.

    All are added to the window itself: shortcuts of a hidden menu bar would be dead.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        specs = _specs()
        self._actions = {spec.name: self._make(spec) for spec in specs}
        self._menus: dict[str, list[tuple[QAction, bool]]] = {menu: [] for menu in _MENUS}
        for spec in specs:
            if spec.menu:
                self._menus[spec.menu].append((self._actions[spec.name], spec.starts_group))
        window.addActions(list(self._actions.values()))

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def adopt(self, menu: str, actions: Iterable[QAction]) -> None:
        """Give actions that live elsewhere (the editor's) a place in a menu, as one group."""
        self._menus[menu] += [(action, place == 0) for place, action in enumerate(actions)]

    def fill(self, menu: QMenu | QMenuBar) -> None:
        """Fill the menu button's menu or a menu bar, a submenu for each part."""
        for name, actions in self._menus.items():
            part = menu.addMenu(_menu_titles()[name])
            for action, starts_group in actions:
                if starts_group and not part.isEmpty():
                    part.addSeparator()
                part.addAction(action)

    def listed(self) -> list[QAction]:
        """Return the actions that stand in a menu, for the command palette."""
        return [action for actions in self._menus.values() for action, _ in actions]

    def _make(self, spec: Spec) -> QAction:
        action = QAction(spec.words, self)
        action.setObjectName(spec.name)
        action.setCheckable(spec.is_checkable)
        action.setMenuRole(spec.role)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        if spec.icon:
            action.setIcon(icon(spec.icon))
            action.setProperty(ICON_NAME, spec.icon)
        action.setShortcuts(_sequences(spec.keys))
        return action


def _sequences(keys: tuple[_Key, ...]) -> list[QKeySequence]:
    """Return the shortcuts; of a standard key and its fallback only the first that exists."""
    found: list[QKeySequence] = []
    for key in keys:
        if isinstance(key, QKeySequence.StandardKey):
            found += QKeySequence.keyBindings(key)[:1]
        elif not (found and isinstance(keys[0], QKeySequence.StandardKey)):
            found.append(QKeySequence(key))
    return found


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)
