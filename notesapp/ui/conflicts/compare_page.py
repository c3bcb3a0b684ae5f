"""The middle of the window for a note that both sides edited: texts above, result below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from notesapp.ui.conflicts.aligned_view import AlignedView
from notesapp.ui.conflicts.comparison import Part
from notesapp.ui.conflicts.list_view import DifferenceList
from notesapp.ui.conflicts.model import DecisionModel
from notesapp.ui.conflicts.result_pane import ResultPane
from notesapp.ui.conflicts.strips import DifferenceStrip
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.segments import SegmentedControl

SHORT_WINDOW = 720
"""Below this window height the result is a tab instead of a pane."""

_FIRST_SIZES = [700, 300]


class ComparePage(QWidget):
    """Aligned texts or a list of differences, and the result, as panes or as tabs.

    Signals:
        picked: a Part and a Pick.
        toggled: a Part whose automatic change is to be left out or put in.
        part_activated: a Part that the user clicked into.
        typed: new texts by passage number.
    """

    picked = Signal(object, object)
    toggled = Signal(object)
    part_activated = Signal(object)
    typed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_short: bool | None = None
        self._build_ui()
        self._connect_signals()

    def _build_ui(self) -> None:
        self.tabs = SegmentedControl(self._theme, [self.tr("Compare"), self.tr("Result")], self)
        self.tabs.set_choice(0)
        self.view = AlignedView(self._theme, self)
        self.list = DifferenceList(self._theme, self)
        self._views = QStackedWidget(self)
        self._views.addWidget(self.view)
        self._views.addWidget(self.list)
        self.result = ResultPane(self._theme, self)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self._views)
        self.splitter.addWidget(self.result)
        self.splitter.setStretchFactor(0, 7)
        self.splitter.setStretchFactor(1, 3)
        self.splitter.setSizes(_FIRST_SIZES)
        self._views.setMinimumHeight(140)
        self.result.setMinimumHeight(96)
        self._tab_row = QWidget(self)
        row = QVBoxLayout(self._tab_row)
        row.setContentsMargins(0, 8, 0, 4)
        row.addWidget(self.tabs, alignment=Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._tab_row)
        column.addWidget(self.splitter, stretch=1)

    def _connect_signals(self) -> None:
        for view in (self.view, self.list):
            view.picked.connect(self.picked)
            view.part_activated.connect(self.part_activated)
        self.view.toggled.connect(self.toggled)
        self.result.typed.connect(self.typed)
        self.tabs.chosen.connect(self._show_tab)

    @property
    def is_list(self) -> bool:
        return self._views.currentWidget() is self.list

    def show_as_list(self, *, is_list: bool) -> None:
        """Show the differences one under the other, or both texts side by side."""
        self._views.setCurrentWidget(self.list if is_list else self.view)

    def show_model(self, model: DecisionModel) -> None:
        self.view.show_model(model)
        self.list.show_model(model)
        self.result.show_model(model)
        self.tabs.set_choice(0)
        self._show_tab(0)

    def refresh(self) -> None:
        self.view.refresh()
        self.list.refresh()
        self.result.refresh()

    def go_to(self, part: Part) -> None:
        """Bring a difference into view, in the texts and in the result."""
        self.view.go_to(part)
        self.list.go_to(part)
        self.result.scroll_to(part)

    def strip(self, part: Part) -> DifferenceStrip | None:
        """Return the header of a difference in the view that is shown."""
        if self.is_list:
            card = self.list.cards.get(part.number)
            return None if card is None else card.strip
        return self.view.content.controls.strip(part)

    def set_window_height(self, height: int) -> None:
        """Choose between panes and tabs."""
        is_short = height < SHORT_WINDOW
        if is_short is self._is_short:
            return
        self._is_short = is_short
        self._tab_row.setVisible(is_short)
        self._show_tab(self.tabs.choice or 0)

    def _show_tab(self, index: int) -> None:
        self._views.setVisible(not self._is_short or index == 0)
        self.result.setVisible(not self._is_short or index == 1)
