"""The round arrow between the columns: an automatic change, to leave out or put in."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from notesapp.ui.conflicts import summary
from notesapp.ui.conflicts.cards import LINE_SHIFT
from notesapp.ui.conflicts.columns import Columns
from notesapp.ui.conflicts.comparison import Part, Side
from notesapp.ui.conflicts.focus import shows_focus
from notesapp.ui.conflicts.model import DecisionModel
from notesapp.ui.icons import paint_icon
from notesapp.ui.painting import rounded, square
from notesapp.ui.theme import Theme

_TARGET = 28
_CIRCLE = 23
_ICON = 14


class GutterArrow(QToolButton):
    """Points to the side that a change was taken from; its menu leaves it out or puts it in.

    Signals:
        toggled_by_user: the menu's entry was chosen.
    """

    toggled_by_user = Signal()

    def __init__(self, theme: Theme, model: DecisionModel, part: Part, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self.part = part
        self.clicked.connect(self._show_menu)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(_TARGET, _TARGET)
        self.refresh()

    def refresh(self) -> None:
        """Show whether the change is in."""
        assert self.part.comes_from is not None
        is_out = self._model.is_left_out(self.part)
        device = summary.in_sentence(self._model.comparison.conflict, self.part.comes_from)
        name = (
            self.tr("Change from {device}, left out")
            if is_out
            else self.tr("Change from {device}, combined automatically")
        ).format(device=device)
        self.setToolTip(name)
        words = " ".join(self.part.text(self.part.comes_from).split())[:60]
        self.setAccessibleName(f"{name}: {words}" if words else name)
        self.update()

    def menu_of_answers(self) -> QMenu:
        """Return the menu that leaves the change out or puts it in again."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        is_out = self._model.is_left_out(self.part)
        entry = menu.addAction(self.tr("Put in again") if is_out else self.tr("Leave out"))
        entry.triggered.connect(self.toggled_by_user)
        return menu

    def _show_menu(self) -> None:
        self.menu_of_answers().popup(self.mapToGlobal(self.rect().bottomLeft()))

    def put_at(self, columns: Columns, top: float, bottom: float) -> None:
        """Stand in the gutter, beside the rows from `top` to `bottom`."""
        middle = round((top + min(bottom, top + 60)) / 2) - LINE_SHIFT
        self.move(columns.middle - _TARGET // 2, middle - _TARGET // 2)
        self.show()

    def sizeHint(self) -> QSize:
        return QSize(_TARGET, _TARGET)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        circle = square(self.rect(), _CIRCLE)
        is_strong = shows_focus(self) or self.underMouse()
        edge = tokens.accent if is_strong else tokens.rule
        rounded(
            painter, circle, _CIRCLE / 2, tokens.editor, edge, 2.0 if shows_focus(self) else 1.2
        )
        if self._model.is_left_out(self.part):
            paint_icon(painter, "x", square(self.rect(), _ICON), tokens.text_faint)
            return
        colour = tokens.this if self.part.comes_from is Side.THIS else tokens.other
        paint_icon(painter, self._arrow(), square(self.rect(), _ICON), colour)

    def _arrow(self) -> str:
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        points_left = (self.part.comes_from is Side.THIS) != is_mirrored
        return "arrow-left" if points_left else "arrow-right"
