"""The note's tags as a row of pills: add one, take one away."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit, QMenu, QStyle, QWidget

from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import IconButton
from notesapp.ui.widgets.chip import Chip

_GAP = 8
_FIELD_WIDTH = 120
_HEIGHT = 32


class TagChips(QWidget):
    """Shows as many tags as fit and the rest in a menu; plus opens a field to add one.

    Signals:
        tags_changed: the user added or removed a tag; a sorted tuple of str.
    """

    tags_changed = Signal(object)

    def __init__(
        self, theme: Theme, known_tags: Callable[[], Iterable[str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._known_tags = known_tags
        self._tags: tuple[str, ...] = ()
        self._chips: list[Chip] = []
        self._came_from: QWidget | None = None
        self._build_ui()
        self._connect_signals()

    @property
    def tags(self) -> tuple[str, ...]:
        """What is shown."""
        return self._tags

    def set_tags(self, tags: tuple[str, ...]) -> None:
        """Show other tags."""
        if tags == self._tags:
            return
        self._tags = tags
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [self._make_chip(tag) for tag in tags]
        self._place()
        self.updateGeometry()

    def start_adding(self) -> None:
        """Open the field for a new tag."""
        if not self.isEnabled():
            return
        self._names.setStringList([tag for tag in self._known_tags() if tag not in self._tags])
        writing = QApplication.focusWidget()
        is_own = writing is None or self.isAncestorOf(writing)
        self._came_from = None if is_own else writing
        self._field.clear()
        self._field.show()
        self._place()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def add(self, tag: str) -> None:
        """Put a tag on the note, as the user."""
        tag = " ".join(tag.split()).removeprefix("#")
        if tag and tag not in self._tags:
            self._change((*self._tags, tag))

    def remove(self, tag: str) -> None:
        """Take a tag off the note, as the user."""
        self._change(tuple(other for other in self._tags if other != tag))

    def sizeHint(self) -> QSize:
        width = sum(chip.sizeHint().width() + _GAP for chip in self._chips)
        return QSize(width + self._plus.sizeHint().width(), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._plus.sizeHint().width() * 2, _HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field:
            if event.type() == QEvent.Type.FocusOut and not self._is_completing():
                self._close(self._field.text())
            elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._take_key(event)
        return False

    def _take_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self._finish("")
        elif event.key() == Qt.Key.Key_Comma:
            self.add(self._field.text())
            self._field.clear()
            self._place()
        else:
            return False
        return True

    def _build_ui(self) -> None:
        self._plus = IconButton("plus", self.tr("Add a tag"), self)
        self._more = IconButton("ellipsis", self.tr("More tags"), self)
        self._menu = QMenu(self)
        self._more.setMenu(self._menu)
        self._more.hide()
        self._field = QLineEdit(self)
        self._field.setPlaceholderText(self.tr("Tag"))
        self._field.setAccessibleName(self.tr("New tag"))
        self._field.installEventFilter(self)
        self._field.hide()
        self._names = QStringListModel(self)
        self._completer = QCompleter(self._names, self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._field.setCompleter(self._completer)

    def _connect_signals(self) -> None:
        self._plus.clicked.connect(self.start_adding)
        self._field.returnPressed.connect(self._on_return)

    def _make_chip(self, tag: str) -> Chip:
        chip = Chip(self._theme, tag, self, is_removable=True)
        chip.setAccessibleDescription(self.tr("Tag. Delete removes it from the note."))
        chip.remove_requested.connect(lambda: self.remove(tag))
        return chip

    def _change(self, tags: tuple[str, ...]) -> None:
        self.set_tags(tuple(sorted(tags)))
        self.tags_changed.emit(self._tags)

    def _on_return(self) -> None:
        self._finish(self._field.text())

    def _is_completing(self) -> bool:
        popup = self._completer.popup()
        return popup is not None and popup.isVisible()

    def _finish(self, tag: str) -> None:
        """Close the field by key: whoever was writing goes on writing."""
        self._close(tag)
        back = self._came_from if self._came_from is not None else self._plus
        back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self, tag: str) -> None:
        self._field.clear()  # before it is hidden and loses the focus, which would add the text
        self._field.hide()
        self.add(tag)
        self._place()

    def _place(self) -> None:
        """Lay out from the reading side: chips, the rest's menu, then plus or the field."""
        last = self._plus if self._field.isHidden() else self._field
        last_width = self._plus.sizeHint().width() if last is self._plus else _FIELD_WIDTH
        more_width = self._more.sizeHint().width() + _GAP
        widths = [chip.sizeHint().width() + _GAP for chip in self._chips]
        room = self.width() - last_width
        fitting = len(widths)
        if sum(widths) > room:
            fitting = 0
            while sum(widths[: fitting + 1]) <= room - more_width:
                fitting += 1
        x = 0
        for index, chip in enumerate(self._chips):
            chip.setVisible(index < fitting)
            if index < fitting:
                x = self._put(chip, x, widths[index] - _GAP)
        self._more.setVisible(fitting < len(self._chips))
        if fitting < len(self._chips):
            self._fill_menu(self._tags[fitting:])
            x = self._put(self._more, x, more_width - _GAP)
        self._plus.setVisible(last is self._plus)
        self._put(last, x, last_width)

    def _put(self, widget: QWidget, x: int, width: int) -> int:
        box = self.rect()
        box.setLeft(x)
        box.setWidth(width)
        height = min(widget.sizeHint().height(), self.height())
        box.setTop((self.height() - height) // 2)
        box.setHeight(height)
        widget.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), box))
        return x + width + _GAP

    def _fill_menu(self, tags: tuple[str, ...]) -> None:
        self._menu.clear()
        for tag in tags:
            action = self._menu.addAction(self.tr("Remove “{tag}”").format(tag=tag))
            action.triggered.connect(lambda _checked=False, tag=tag: self.remove(tag))
