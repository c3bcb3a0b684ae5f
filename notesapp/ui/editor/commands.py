"""The editor's commands with their shortcuts, for its own keys and for the window's menus."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QTextCursor
from PySide6.QtWidgets import QWidget

from notesapp.ui.editor import formatting, lists
from notesapp.ui.editor.text_edit import TextEdit

Change = Callable[[QTextCursor], QTextCursor | None]


def formatting_actions(text_edit: TextEdit, owner: QWidget) -> list[QAction]:
    """Return bold, italic, and so on, added to `owner` and working while it has the focus."""
    specs: tuple[tuple[str, str, Change], ...] = (
        (owner.tr("Bold"), "Ctrl+B", partial(formatting.toggle_mark, mark="**")),
        (owner.tr("Italic"), "Ctrl+I", partial(formatting.toggle_mark, mark="*")),
        (owner.tr("Code"), "Ctrl+E", partial(formatting.toggle_mark, mark="`")),
        (owner.tr("Strikethrough"), "Ctrl+Shift+X", partial(formatting.toggle_mark, mark="~~")),
        (owner.tr("Link"), "Ctrl+K", formatting.make_link),
        (owner.tr("Check box"), "Ctrl+L", lists.toggle_boxes),
        (owner.tr("Check or uncheck"), "Ctrl+Return", _toggle_done),
        (owner.tr("Heading 1"), "Ctrl+Alt+1", partial(formatting.set_heading, level=1)),
        (owner.tr("Heading 2"), "Ctrl+Alt+2", partial(formatting.set_heading, level=2)),
        (owner.tr("Heading 3"), "Ctrl+Alt+3", partial(formatting.set_heading, level=3)),
    )
    actions = []
    for text, keys, change in specs:
        run = partial(text_edit.change_text, change)
        actions.append(make_action(owner, text, run, keys, for_window=False))
    text_edit.shortcuts = [action.shortcut() for action in actions]
    return actions


def make_action(
    owner: QWidget,
    text: str,
    run: Callable[[], object],
    keys: str = "",
    *,
    for_window: bool,
) -> QAction:
    """Return an action added to `owner`; its keys work in the whole window or only in `owner`."""
    action = QAction(text, owner)
    action.setShortcut(QKeySequence(keys))
    context = Qt.ShortcutContext
    action.setShortcutContext(
        context.WindowShortcut if for_window else context.WidgetWithChildrenShortcut
    )
    action.triggered.connect(_Trigger(run, action).fire)
    owner.addAction(action)
    return action


class _Trigger(QObject):
    """Calls without the `checked` that `triggered` sends."""

    def __init__(self, run: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._run = run

    def fire(self) -> None:
        """Run the command."""
        self._run()


def _toggle_done(cursor: QTextCursor) -> None:
    cursor.beginEditBlock()
    for block in lists.selected_blocks(cursor):
        lists.toggle_done(block)
    cursor.endEditBlock()
