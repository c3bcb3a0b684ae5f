"""The row over the note: where it lies, its tags, whether it is saved, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from notesapp.ui.editor.save_label import SaveLabel
from notesapp.ui.editor.tag_chips import TagChips
from notesapp.ui.icons import icon
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import IconButton

_WIDEST_NAME = 200
_TARGET_HEIGHT = 30


class EditorHeader(QWidget):
    """Notebook, tags, save state, history, pin, more.

    Signals:
        notebook_requested: choose a notebook.
        pin_toggled: the pin was pressed; whether the note is pinned now.
        history_requested: show the note's history.
    """

    notebook_requested = Signal()
    pin_toggled = Signal(bool)
    history_requested = Signal()

    def __init__(
        self, theme: Theme, known_tags: Callable[[], Iterable[str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.tags = TagChips(theme, known_tags, self)
        self.save_label = SaveLabel(theme, self)
        self.more_menu = QMenu(self)
        self._build_ui()
        self._connect_signals()

    def show_notebook(self, path: tuple[str, ...]) -> None:
        """Show the notebook's name; its whole path in the tooltip. Empty: no notebook."""
        name = path[-1] if path else self.tr("No notebook")
        metrics = self.notebook_button.fontMetrics()
        self.notebook_button.setText(
            metrics.elidedText(name, Qt.TextElideMode.ElideRight, _WIDEST_NAME).replace("&", "&&")
        )
        where = " › ".join(path)
        self.notebook_button.setToolTip(where or self.tr("Put this note into a notebook"))
        self.notebook_button.setAccessibleName(self.tr("Notebook: {name}").format(name=name))

    def show_pinned(self, is_pinned: bool) -> None:
        """Show whether the note is pinned."""
        self.pin_button.setChecked(is_pinned)
        self.pin_button.set_icon("pin", "accent" if is_pinned else "text_secondary")
        name = self.tr("Unpin") if is_pinned else self.tr("Pin to the top")
        self.pin_button.set_name(name, QKeySequence("Ctrl+Shift+I"))

    def set_editable(self, is_editable: bool) -> None:
        """Allow changes, or only looking (a deleted note)."""
        for widget in (self.notebook_button, self.tags, self.pin_button):
            widget.setEnabled(is_editable)

    def _build_ui(self) -> None:
        self.notebook_button = QToolButton(self)
        self.notebook_button.setAutoRaise(True)
        self.notebook_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.notebook_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.notebook_button.setIcon(icon("folder"))
        self.notebook_button.setMinimumHeight(_TARGET_HEIGHT)
        self.notebook_button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.history_button = IconButton(
            "history", self.tr("History"), self, shortcut=QKeySequence("Ctrl+Shift+H")
        )
        self.pin_button = IconButton("pin", self.tr("Pin to the top"), self)
        self.pin_button.setCheckable(True)
        self.more_button = IconButton("ellipsis", self.tr("More"), self)
        self.more_button.setMenu(self.more_menu)
        self.tags.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 10, 8)
        row.setSpacing(6)
        row.addWidget(self.notebook_button)
        row.addWidget(self.tags, stretch=1)
        row.addWidget(self.save_label)
        row.addSpacing(4)
        row.addWidget(self.history_button)
        row.addWidget(self.pin_button)
        row.addWidget(self.more_button)

    def _connect_signals(self) -> None:
        self.notebook_button.clicked.connect(self.notebook_requested)
        self.pin_button.toggled.connect(self._on_pin_toggled)
        self.history_button.clicked.connect(self.history_requested)

    def _on_pin_toggled(self, is_pinned: bool) -> None:
        self.show_pinned(is_pinned)
        self.pin_toggled.emit(is_pinned)
