"""The left pane: the tree, kept true to the library, and a slot for the sync card."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from notesapp.core.changes import ChangeSet
from notesapp.core.ids import Guid
from notesapp.store.library import Library
from notesapp.ui.sidebar.contents import (
    NOTEBOOKS_KEY,
    TAGS_KEY,
    Contents,
    Entry,
    branches,
    read_contents,
)
from notesapp.ui.sidebar.model import SidebarModel, entry_of
from notesapp.ui.sidebar.view import SidebarView
from notesapp.ui.tasks import Tasks
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import IconButton
from notesapp.ui.widgets.labels import SectionHeader
from notesapp.ui.widgets.surface import Surface


class SidebarPane(Surface):
    """Places, notebooks, tags; its footer is supplied from outside.

    Signals:
        place_chosen: an Entry.
        place_changed: an Entry: the chosen one has another name now.
        menu_requested: (Entry or None, QPoint).
        new_notebook_requested, hide_requested: the buttons.
        loaded: what the library has is shown.
    """

    place_chosen = Signal(object)
    place_changed = Signal(object)
    menu_requested = Signal(object, QPoint)
    new_notebook_requested = Signal()
    hide_requested = Signal()
    loaded = Signal()

    def __init__(
        self, theme: Theme, library: Library, lookups: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "sidebar", parent)
        self._library = library
        self._lookups = lookups
        self._chosen: Entry | None = None
        self._is_reading = False
        self._is_stale = False
        self._rename_when_here: str | None = None
        self._contents = Contents()
        self.model = SidebarModel(self)
        self._build_ui(theme)
        self._connect_signals()
        self.model.show(branches(self._contents))
        self._place_headers()
        self.view.choose("all")
        self.reload()

    @property
    def chosen(self) -> Entry | None:
        """Where the user is."""
        return self._chosen

    @property
    def contents(self) -> Contents:
        """What was last read from the library."""
        return self._contents

    def set_footer(self, widget: QWidget) -> None:
        """Put a widget (the sync card) below the tree."""
        self._footer.addWidget(widget)

    def reload(self) -> None:
        """Read the library off the Qt thread and show what it has now."""
        if self._is_reading:
            self._is_stale = True
            return
        self._is_reading, self._is_stale = True, False
        self._lookups.submit(lambda: read_contents(self._library), self._on_read)

    @Slot(object)
    def apply(self, changes: ChangeSet) -> None:
        """Show what a transaction changed."""
        if changes:
            self.reload()

    def rename_notebook(self, guid: Guid) -> None:
        """Edit a notebook's name in place, now or as soon as it is here."""
        key = f"notebook:{guid}"
        if self.model.find(key).isValid():
            self.view.rename(key)
        else:
            self._rename_when_here = key

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._footer.count():
            top = self._footer.geometry().top() - 1
            QPainter(self).fillRect(0, top, self.width(), 1, self._theme.tokens.rule)

    def _build_ui(self, theme: Theme) -> None:
        self.menu_button = IconButton("menu", self.tr("Menu"), self)
        self.hide_button = IconButton("panel-left", self.tr("Hide the sidebar"), self)
        self.view = SidebarView(theme, self.model, self)
        head = QHBoxLayout()
        head.setContentsMargins(10, 10, 10, 6)
        head.addWidget(self.menu_button)
        head.addStretch()
        head.addWidget(self.hide_button)
        self._footer = QVBoxLayout()
        self._footer.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addLayout(head)
        column.addWidget(self.view, stretch=1)
        column.addLayout(self._footer)

    def _connect_signals(self) -> None:
        self.hide_button.clicked.connect(self.hide_requested)
        self.view.chosen.connect(self._on_chosen)
        self.view.menu_requested.connect(self.menu_requested)

    def _on_chosen(self, entry: Entry) -> None:
        self._chosen = entry
        self.place_chosen.emit(entry)

    def _on_read(self, contents: Contents) -> None:
        self._is_reading = False
        self._contents = contents
        chosen = self._chosen
        # Qt goes on to a neighbour of a line that goes; that isn't the user's choice.
        self.view.blockSignals(True)
        self.model.show(branches(contents))
        self._place_headers()
        self.view.blockSignals(False)
        self._follow(chosen)
        if self._rename_when_here and self.model.find(self._rename_when_here).isValid():
            self.view.rename(self._rename_when_here)
            self._rename_when_here = None
        self.loaded.emit()
        if self._is_stale:
            self.reload()

    def _follow(self, before: Entry | None) -> None:
        """Stay at the chosen place; go to All notes if it is gone."""
        if before is None:
            return
        index = self.model.find(before.key)
        if not index.isValid():
            self.view.choose("all")
            # Qt may have gone there by itself already, and then tells nobody.
            everything = entry_of(self.model.find("all"))
            if everything is not None and self._chosen == before:
                self._on_chosen(everything)
            return
        if self.view.currentIndex() != index:
            self.view.blockSignals(True)
            self.view.setCurrentIndex(index)
            self.view.blockSignals(False)
        now = entry_of(index)
        assert now is not None
        self._chosen = now
        if now.name != before.name:
            self.place_changed.emit(now)

    def _place_headers(self) -> None:
        """Give each heading its widget: a real button can be reached and named."""
        for key in (NOTEBOOKS_KEY, TAGS_KEY):
            index = self.model.find(key)
            if not index.isValid() or self.view.indexWidget(index) is not None:
                continue
            line = QWidget(self.view)
            row = QHBoxLayout(line)
            row.setContentsMargins(8, 6, 12, 0)
            name = SectionHeader(self._theme, str(index.data()), line)
            name.setContentsMargins(8, 0, 8, 0)
            row.addWidget(name)
            row.addStretch()
            if key == NOTEBOOKS_KEY:
                add = IconButton("plus", self.tr("New notebook"), line)
                add.clicked.connect(self.new_notebook_requested)
                row.addWidget(add)
            self.view.setIndexWidget(index, line)
