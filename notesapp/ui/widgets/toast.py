"""An event that just happened, with a way back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent, QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from notesapp.ui.painting import SHADOW_WIDTH
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import FlatButton
from notesapp.ui.widgets.labels import Label
from notesapp.ui.widgets.popover import Popover

SHOWN_MS = 8000
_BOTTOM_GAP = 12


class Toast(Popover):
    """One line at the bottom of the window for eight seconds, longer under the mouse or focus.

    There is one at most: a new event replaces the old one.

    Signals:
        undone: its button was pressed.
    """

    undone = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, closes_by_itself=False)
        self._action: Callable[[], object] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.dismiss)
        self._label = Label(theme, parent=self.content)
        self.button = FlatButton("", "ghost", self.content)
        self.button.clicked.connect(self._on_clicked)
        self.button.installEventFilter(self)
        row = QHBoxLayout(self.content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addWidget(self._label)
        row.addWidget(self.button)
        room = SHADOW_WIDTH
        self.layout().setContentsMargins(room + 20, room + 8, room + 12, room + 8)  # type: ignore[union-attr]
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._over = parent
        parent.installEventFilter(self)

    @property
    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def stand_over(self, area: QWidget) -> None:
        """Stand at the bottom of a part of the window, while that part shows."""
        self._over = area

    def show_event(
        self, text: str, action: str = "", on_action: Callable[[], object] | None = None
    ) -> None:
        """Say what happened, and offer to take it back."""
        self._action = on_action
        self._label.setText(text)
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self.setAccessibleName(text)
        self._place()
        self.raise_()
        self.show()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched is self.button and isinstance(event, QFocusEvent):
            self._timer.start() if event.lostFocus() else self._timer.stop()
        return False

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        if self.isVisible() and not self.button.hasFocus():
            self._timer.start()

    def _place(self) -> None:
        # While it shows, its layouts still hold the size of the words before these.
        self.content.layout().invalidate()  # type: ignore[union-attr]
        self.content.updateGeometry()
        self.adjustSize()
        size = self.sizeHint()
        room = self._host.rect()
        over = self._over if self._over.isVisible() else self._host
        middle = over.mapTo(self._host, over.rect().center()).x() if over is not self._host else 0
        left = (middle or room.center().x()) - size.width() // 2
        left = max(-SHADOW_WIDTH, min(left, room.width() - size.width() + SHADOW_WIDTH))
        bottom = over.mapTo(self._host, over.rect().bottomLeft()).y() + 1
        top = bottom - size.height() - _BOTTOM_GAP + SHADOW_WIDTH // 2
        self.resize(size)
        self.move(QPoint(left, max(0, top)))

    def _on_clicked(self) -> None:
        action = self._action
        self._timer.stop()
        self.dismiss()
        self.undone.emit()
        if action is not None:
            action()
