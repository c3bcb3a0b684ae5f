"""Both versions side by side, every paragraph on the level of its partner, under one scroll bar."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QScrollBar, QWidget

from notesapp.ui.conflicts.aligned_content import AlignedContent
from notesapp.ui.conflicts.comparison import Comparison, Part, Side
from notesapp.ui.conflicts.model import DecisionModel
from notesapp.ui.conflicts.overview import OverviewBar
from notesapp.ui.theme import Theme

_ROOM_ABOVE_DIFFERENCE = 24


class AlignedView(QWidget):
    """The text part of a comparison: two columns, an overview and one scroll bar.

    Signals:
        picked: a Part and the Pick that the user chose for it.
        toggled: a Part, an automatic change to leave out or put in again.
        part_activated: a Part that the user clicked into.
    """

    picked = Signal(object, object)
    toggled = Signal(object)
    part_activated = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._build_ui()
        self._connect_signals()

    def _build_ui(self) -> None:
        self.content = AlignedContent(self._theme)
        self._area = _ContentArea(self.content, self)
        self._overview = OverviewBar(self._theme, self)
        self.scroll_bar = QScrollBar(Qt.Orientation.Vertical, self)
        self.scroll_bar.setAccessibleName(self.tr("Scroll both versions"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._area, stretch=1)
        row.addWidget(self._overview)
        row.addWidget(self.scroll_bar)

    def _connect_signals(self) -> None:
        inner = self._area.verticalScrollBar()
        inner.rangeChanged.connect(self._on_range_changed)
        inner.valueChanged.connect(self.scroll_bar.setValue)
        inner.valueChanged.connect(self._on_scrolled)
        self.scroll_bar.valueChanged.connect(inner.setValue)
        self._overview.scroll_requested.connect(self._on_overview_scrolled)
        self.content.picked.connect(self.picked)
        self.content.toggled.connect(self.toggled)
        self.content.part_activated.connect(self.part_activated)
        self.content.placed.connect(self._show_overview)
        self.content.show_requested.connect(self._on_show_requested)

    def show_model(self, model: DecisionModel) -> None:
        """Show a comparison that can be decided."""
        self.content.show_comparison(model.comparison, model)
        self._area.verticalScrollBar().setValue(0)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show a comparison to read only."""
        self.content.show_comparison(comparison, None)
        self._area.verticalScrollBar().setValue(0)

    def refresh(self) -> None:
        """Show the answers as they are now; nothing moves."""
        self.content.refresh()
        self._show_overview()

    def show_earlier_text(self, *, is_shown: bool) -> None:
        """Show or hide, above each difference, how it was before both edits."""
        self.content.show_earlier_text(is_shown=is_shown)

    def go_to(self, part: Part) -> None:
        """Make a difference the current one and bring it into view."""
        self.content.set_current(part)
        top, bottom = self.content.span(part)
        bar = self._area.verticalScrollBar()
        page = self._area.viewport().height()
        if top < bar.value() or bottom > bar.value() + page:
            bar.setValue(int(top) - _ROOM_ABOVE_DIFFERENCE)

    def focus_text(self, side: Side = Side.THIS) -> None:
        """Put the keyboard focus into a column."""
        self.content.panes[side].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_range_changed(self, low: int, high: int) -> None:
        inner = self._area.verticalScrollBar()
        self.scroll_bar.setRange(low, high)
        self.scroll_bar.setPageStep(inner.pageStep())
        self.scroll_bar.setSingleStep(inner.singleStep())
        self._on_scrolled()

    def _on_scrolled(self) -> None:
        self._reveal()
        self._show_overview()

    def _reveal(self) -> None:
        bar = self._area.verticalScrollBar()
        self.content.reveal(bar.value(), bar.value() + self._area.viewport().height())

    def _show_overview(self) -> None:
        bar = self._area.verticalScrollBar()
        self._overview.show_spots(
            self.content.spots(), self.content.height(), bar.value(), bar.pageStep()
        )

    def _on_overview_scrolled(self, share: float) -> None:
        bar = self._area.verticalScrollBar()
        bar.setValue(int(share * self.content.height()) - bar.pageStep() // 2)

    def _on_show_requested(self, rect: QRect) -> None:
        bar = self._area.verticalScrollBar()
        if rect.top() < bar.value():
            bar.setValue(rect.top())
        elif rect.bottom() > bar.value() + bar.pageStep():
            bar.setValue(rect.bottom() - bar.pageStep())


class _ContentArea(QScrollArea):
    """Gives its content its own width; the scroll bar is shown elsewhere."""

    def __init__(self, content: AlignedContent, parent: QWidget) -> None:
        super().__init__(parent)
        self._content = content
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        self.verticalScrollBar().setSingleStep(24)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self.viewport().size()
        self._content.set_room(size.width(), size.height())
