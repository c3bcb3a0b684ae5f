"""The head of the list: the place's name, its order, and a new note."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup, QFont
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from notesapp.store.places import NoteSort
from notesapp.ui.notelist.density import Density
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import IconButton
from notesapp.ui.widgets.labels import ElidedLabel


class ListHeader(QWidget):
    """Title, sort button, new-note button; a way back where panes are stacked.

    Signals:
        sort_chosen: a NoteSort.
        density_chosen: a Density.
        new_note_requested, sidebar_requested: the buttons.
    """

    sort_chosen = Signal(object)
    density_chosen = Signal(object)
    new_note_requested = Signal()
    sidebar_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel(theme, parent=self, font="heading", weight=QFont.Weight.DemiBold)
        self.sidebar_button = IconButton("panel-left", self.tr("Show the sidebar"), self)
        self.sidebar_button.clicked.connect(self.sidebar_requested)
        self.sidebar_button.hide()
        self.sort_button = IconButton(
            "arrow-down-wide-narrow", self.tr("Order and look of the list"), self
        )
        self.new_button = IconButton("square-pen", self.tr("New note"), self, role="accent")
        self.new_button.clicked.connect(self.new_note_requested)
        menu = QMenu(self)
        self.sort_button.setMenu(menu)
        self._orders = self._build_orders(menu)
        menu.addSeparator()
        self._densities = self._build_densities(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 10, 12, 2)
        row.setSpacing(6)
        row.addWidget(self.sidebar_button)
        row.addWidget(self.title, stretch=1)
        row.addWidget(self.sort_button)
        row.addWidget(self.new_button)

    def set_sort(self, sort: NoteSort) -> None:
        """Show an order as chosen."""
        self._orders[sort].setChecked(True)

    def set_density(self, density: Density) -> None:
        """Show a density as chosen."""
        self._densities[density].setChecked(True)

    def _build_densities(self, menu: QMenu) -> dict[Density, QAction]:
        group = QActionGroup(self)
        densities: dict[Density, QAction] = {}
        for density, text in (
            (Density.COMFORTABLE, self.tr("Two lines of text")),
            (Density.COMPACT, self.tr("One line of text")),
            (Density.TITLES, self.tr("Titles only")),
        ):
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setData(str(density))
            group.addAction(action)
            densities[density] = action
        group.triggered.connect(lambda action: self.density_chosen.emit(Density(action.data())))
        return densities

    def _build_orders(self, menu: QMenu) -> dict[NoteSort, QAction]:
        group = QActionGroup(self)
        orders: dict[NoteSort, QAction] = {}
        for sort, text in (
            (NoteSort.UPDATED, self.tr("Last changed first")),
            (NoteSort.CREATED, self.tr("Newest first")),
            (NoteSort.TITLE, self.tr("By title")),
        ):
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setData(sort)
            group.addAction(action)
            orders[sort] = action
        group.triggered.connect(lambda action: self.sort_chosen.emit(NoteSort(action.data())))
        return orders
