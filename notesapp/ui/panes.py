"""How the three panes share the window, and what gives way when it is narrow."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QByteArray, QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import IconButton
from notesapp.ui.widgets.surface import Surface

SIDEBAR_WIDTHS = (180, 226, 360)
LIST_WIDTHS = (260, 330, 520)
_OVERLAY_BELOW = 980
_STACK_BELOW = 720


class Mode(Enum):
    """What fits side by side."""

    THREE_PANES = auto()
    TWO_PANES = auto()
    ONE_PANE = auto()

    @classmethod
    def for_width(cls, width: int) -> Mode:
        """Return the mode for a window's width."""
        if width < _STACK_BELOW:
            return cls.ONE_PANE
        return cls.TWO_PANES if width < _OVERLAY_BELOW else cls.THREE_PANES


class Panes(QWidget):
    """Sidebar, list and editor in a splitter with hairlines.

    Below 980 px the sidebar becomes a sheet over the others; below 720 px list and editor
    take turns, with a way back.

    Signals:
        sidebar_toggled: a bool, whether the sidebar shows now.
    """

    sidebar_toggled = Signal(bool)

    def __init__(
        self, theme: Theme, sidebar: QWidget, notes: QWidget, editor: QWidget, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sidebar = sidebar
        self._notes = notes
        self._mode = Mode.THREE_PANES
        self._is_sidebar_wanted = True
        self._is_focused = False
        self._is_editor_on_top = False
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._editor = self._with_back_button(theme, editor)
        for pane in (sidebar, notes, self._editor):
            self._splitter.addWidget(pane)
        self._build_ui()

    @property
    def mode(self) -> Mode:
        """What fits side by side now."""
        return self._mode

    @property
    def is_sidebar_hidden(self) -> bool:
        """Whether the user put the sidebar away."""
        return not self._is_sidebar_wanted

    def save_state(self) -> QByteArray:
        """Return the widths of the panes."""
        return self._splitter.saveState()

    def restore_state(self, state: QByteArray) -> None:
        """Give the panes remembered widths."""
        if not state.isEmpty():
            self._splitter.restoreState(state)
            self._splitter.setHandleWidth(1)

    def toggle_sidebar(self) -> None:
        """Show or hide the sidebar; over the other panes where it doesn't fit beside them."""
        if self._mode is Mode.THREE_PANES:
            self._is_sidebar_wanted = not self._is_sidebar_wanted
            self._arrange()
        elif self._sidebar.isVisible():
            self.close_overlay()
        else:
            self._open_overlay()

    def close_overlay(self) -> None:
        """Put the sidebar away if it lies over the other panes."""
        if self._veil.isVisible():
            self._veil.hide()
            self._sidebar.hide()
            self.sidebar_toggled.emit(False)

    def show_editor(self) -> None:
        """Bring the editor to the front where only one pane fits."""
        self._is_editor_on_top = True
        self._arrange()

    def show_list(self) -> None:
        """Bring the list to the front where only one pane fits."""
        self._is_editor_on_top = False
        self._arrange()

    def set_focus_mode(self, is_on: bool) -> None:
        """Show the editor alone, or everything again."""
        self._is_focused = is_on
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        mode = Mode.for_width(round(self.width() / self._theme.scale))
        if mode is not self._mode:
            self._mode = mode
            self._arrange()
        self._veil.setGeometry(self.rect())
        if self._veil.isVisible():
            self._sidebar.setGeometry(self._overlay_rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._veil and isinstance(event, QMouseEvent):
            if event.type() == QEvent.Type.MouseButtonPress:
                self.close_overlay()
            return True
        return False

    def _build_ui(self) -> None:
        splitter = self._splitter
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        self._sidebar.setMinimumWidth(SIDEBAR_WIDTHS[0])
        self._sidebar.setMaximumWidth(self._scaled(SIDEBAR_WIDTHS[2]))
        self._notes.setMinimumWidth(LIST_WIDTHS[0])
        self._notes.setMaximumWidth(self._scaled(LIST_WIDTHS[2]))
        self._editor.setMinimumWidth(320)
        splitter.setStretchFactor(2, 1)
        splitter.setSizes([self._scaled(SIDEBAR_WIDTHS[1]), self._scaled(LIST_WIDTHS[1]), 824])
        self._veil = _Veil(self)
        self._veil.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(splitter)

    def _with_back_button(self, theme: Theme, editor: QWidget) -> QWidget:
        whole = Surface(theme, "editor", self)
        self._back_bar = QWidget(whole)
        back = IconButton("arrow-left", self.tr("Back to the list"), self._back_bar)
        back.clicked.connect(self.show_list)
        row = QHBoxLayout(self._back_bar)
        row.setContentsMargins(10, 8, 10, 0)
        row.addWidget(back)
        row.addStretch()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._back_bar)
        column.addWidget(editor, stretch=1)
        return whole

    def _arrange(self) -> None:
        """Show what fits and is wanted."""
        is_beside = self._mode is Mode.THREE_PANES
        self._veil.hide()
        if is_beside and self._splitter.indexOf(self._sidebar) < 0:
            self._splitter.insertWidget(0, self._sidebar)
        elif not is_beside and self._splitter.indexOf(self._sidebar) >= 0:
            self._sidebar.setParent(self)
        shows_sidebar = is_beside and self._is_sidebar_wanted and not self._is_focused
        self._sidebar.setVisible(shows_sidebar)
        takes_turns = self._mode is Mode.ONE_PANE
        self._notes.setMaximumWidth(16_777_215 if takes_turns else self._scaled(LIST_WIDTHS[2]))
        self._notes.setVisible(
            not self._is_focused and not (takes_turns and self._is_editor_on_top)
        )
        self._editor.setVisible(self._is_focused or not takes_turns or self._is_editor_on_top)
        self._back_bar.setVisible(takes_turns)
        self.sidebar_toggled.emit(shows_sidebar)

    def _scaled(self, width: int) -> int:
        """Return a width that holds as many letters at the system's font size."""
        return round(width * self._theme.scale)

    def _open_overlay(self) -> None:
        self._veil.setGeometry(self.rect())
        self._veil.show()
        self._veil.raise_()
        self._sidebar.setGeometry(self._overlay_rect())
        self._sidebar.show()
        self._sidebar.raise_()
        self._sidebar.setFocus()
        self.sidebar_toggled.emit(True)

    def _overlay_rect(self) -> QRect:
        width = self._scaled(SIDEBAR_WIDTHS[1])
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return QRect(self.width() - width if is_mirrored else 0, 0, width, self.height())


class _Veil(QWidget):
    """Dims the panes under the sidebar and takes the click that closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        dim = QColor(0, 0, 0)
        dim.setAlphaF(0.2)
        QPainter(self).fillRect(event.rect(), dim)
