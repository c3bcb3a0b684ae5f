"""The right part of the compare window: everything about the one clash that is open."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from notesapp.ui.conflicts.columns import SCROLL_ROOM
from notesapp.ui.conflicts.compare_page import ComparePage
from notesapp.ui.conflicts.comparison import Deletion, Part, Side
from notesapp.ui.conflicts.deleted_view import DeletedView
from notesapp.ui.conflicts.fields import FieldRows
from notesapp.ui.conflicts.footer import Footer
from notesapp.ui.conflicts.header import Header
from notesapp.ui.conflicts.heads import ColumnHeads
from notesapp.ui.conflicts.model import DecisionModel
from notesapp.ui.conflicts.notice import Notice
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.surface import Surface


class CompareBody(Surface):
    """Headline, heads, fields, texts, result and footer, one under the other."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "editor", parent)
        self.header = Header(theme, self)
        self.notice = Notice(theme, self)
        self.heads = ColumnHeads(theme, self)
        self.fields = FieldRows(theme, self)
        self.page = ComparePage(theme, self)
        self.deleted = DeletedView(theme, self)
        self.footer = Footer(theme, self)
        self._build_ui()
        self.installEventFilter(self)

    def _build_ui(self) -> None:
        self.middle = QStackedWidget(self)
        self.middle.addWidget(self.page)
        self.middle.addWidget(self.deleted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.notice)
        column.addWidget(_Rule(self._theme, self))
        column.addWidget(self.heads)
        column.addWidget(self.fields)
        column.addWidget(_Rule(self._theme, self))
        column.addWidget(self.middle, stretch=1)
        column.addWidget(_Rule(self._theme, self))
        column.addWidget(self.footer)

    def show_model(self, model: DecisionModel, now: datetime) -> None:
        """Show a note that both sides edited."""
        self.heads.show_conflict(model.comparison.conflict, now)
        self.header.show_comparison(model.comparison)
        self.fields.show_model(model)
        self.footer.show_for_comparison()
        self.middle.setCurrentWidget(self.page)
        self._fit_columns()
        self.page.show_model(model)

    def show_deletion(self, deletion: Deletion, now: datetime) -> None:
        """Show a note that one side deleted."""
        self.heads.show_conflict(deletion.conflict, now)
        self.header.show_deletion(deletion)
        self.fields.hide()
        self.footer.show_for_deletion()
        self.middle.setCurrentWidget(self.deleted)
        self.deleted.show_deletion(deletion, now)
        self._fit_columns()

    def refresh(self) -> None:
        """Show the answers as they are now."""
        self.page.refresh()
        self.fields.refresh()

    def show_current(self, model: DecisionModel, part: Part, *, go: bool) -> None:
        """Mark a difference as the current one; with `go` bring it into view."""
        assert part.question is not None
        self.header.show_place(part.question, len(model.comparison.asked))
        if go:
            self.page.go_to(part)
        else:
            self.page.view.content.set_current(part)

    def answer_widget(self, part: Part | None) -> QWidget:
        """Return what takes the focus for a difference: its answer, or the first to choose."""
        strip = None
        if part is not None:
            strip = self.page.strip(part)
        if strip is None:
            return self.page.view.content.panes[Side.THIS]
        buttons = list(strip.buttons.values())
        return next((button for button in buttons if button.isChecked()), buttons[0])

    def areas(self, part: Part | None) -> list[QWidget]:
        """Return what F6 goes to: fields, texts, result, buttons."""
        return [
            *list(self.fields.tiles.values())[:1],
            self.answer_widget(part),
            self.page.tabs.segment(1),
            self.page.result.text,
            self.deleted.text,
            self.footer.save,
        ]

    def tab_chain(self) -> list[QWidget]:
        """Return the controls in the order that Tab visits them."""
        strips = self.page.view.content.controls.strips
        return [
            self.header.previous,
            self.header.next,
            self.header.more,
            *(head.button for head in self.heads.heads.values()),
            *self.fields.tiles.values(),
            *self.page.view.content.panes.values(),
            *(widget for number in sorted(strips) for widget in strips[number].focus_chain()),
            self.page.result.text,
            self.footer.both,
            self.footer.later,
            self.footer.save,
        ]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self and event.type() == QEvent.Type.Resize:
            self._fit_columns()
        return False

    def _fit_columns(self) -> None:
        width = self.width() - SCROLL_ROOM
        for widget in (self.heads, self.fields, self.deleted):
            widget.set_columns_width(width)


class _Rule(QWidget):
    """A hairline across the window."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedHeight(1)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._theme.tokens.rule)
