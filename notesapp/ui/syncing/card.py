"""The sync card at the bottom of the sidebar: icon, two lines, and a button that is always there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from notesapp.ui.painting import CONTROL_RADIUS, rounded
from notesapp.ui.syncing.state_icon import SIDE as ICON_SIDE
from notesapp.ui.syncing.state_icon import StateIcon
from notesapp.ui.syncing.wording import CardAction, CardText, card_text
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import FlatButton
from notesapp.ui.widgets.labels import Label
from notesapp.workers.sync_controller import SyncController
from notesapp.workers.sync_status import SyncState, SyncStatus

_GAP = 9
_REFRESH_MS = 20_000


class SyncCard(QWidget):
    """Says where sync stands and when; a click on it asks for the particulars.

    Signals:
        set_up_requested, sign_in_requested, review_requested, deletion_review_requested: the
            button in those states.
        details_requested: a click, Enter or Space on the card itself.
    """

    set_up_requested = Signal()
    sign_in_requested = Signal()
    review_requested = Signal()
    deletion_review_requested = Signal()
    details_requested = Signal()

    def __init__(
        self,
        controller: SyncController,
        theme: Theme,
        now: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._theme = theme
        self._now = now
        self._shown: CardText | None = None
        self._build_ui()
        self._connect_signals()
        self.show_status(controller.status)

    def _build_ui(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._icon = StateIcon(self._theme, self)
        self._title = Label(self._theme, parent=self, font="list", weight=QFont.Weight.Medium)
        self._detail = Label(self._theme, parent=self, font="small", colour="text_secondary")
        for label in (self._title, self._detail):
            label.setWordWrap(True)
        self._button = FlatButton("", parent=self, is_compact=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(1)
        self._lines.addWidget(self._title)
        self._lines.addWidget(self._detail)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 12, 12, 14)
        self._grid.setHorizontalSpacing(_GAP)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self._icon, 0, 0)
        self._grid.addLayout(self._lines, 0, 1)
        self._grid.addWidget(self._button, 0, 2)

    def _arrange(self) -> None:
        """Put the button beside the words where they fit, else under them: words are not cut."""
        margins = self._grid.contentsMargins()
        room = self.width() - margins.left() - margins.right() - ICON_SIDE - 2 * _GAP
        words = max(
            label.fontMetrics().horizontalAdvance(label.text())
            for label in (self._title, self._detail)
        )
        fits = words <= room - self._button.sizeHint().width()
        self._grid.removeWidget(self._button)
        if fits:
            self._grid.addWidget(self._button, 0, 2)
        else:
            self._grid.addWidget(self._button, 1, 1, 1, 2)

    def _connect_signals(self) -> None:
        self._button.clicked.connect(self._on_button)
        self._controller.status_changed.connect(self.show_status)
        # The words carry a time ("2 minutes ago"), which grows old by itself.
        self._refresh = QTimer(self)
        self._refresh.setInterval(_REFRESH_MS)
        self._refresh.timeout.connect(self._on_refresh)
        self._refresh.start()

    @Slot()
    def _on_refresh(self) -> None:
        self.show_status(self._controller.status)

    @Slot(object)
    def show_status(self, status: SyncStatus) -> None:
        """Say where sync stands; a screen reader hears of it if the first line changed."""
        text = card_text(status, self._now())
        if text == self._shown:
            return
        before, self._shown = self._shown, text
        is_running = status.state is SyncState.RUNNING
        self._icon.show_icon(text.icon, text.role, turns=is_running)
        self._title.setText(text.title)
        self._detail.setText(text.detail)
        self._button.setText(text.button)
        self._arrange()
        self._button.setAccessibleName(f"{text.button}: {text.title}")
        self.setAccessibleName(f"{text.title}. {text.detail}")
        if before is not None and before.title != text.title:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text.title))

    @Slot()
    def _on_button(self) -> None:
        assert self._shown is not None
        match self._shown.action:
            case CardAction.SET_UP:
                self.set_up_requested.emit()
            case CardAction.SYNC:
                self._controller.sync_now()
            case CardAction.STOP:
                self._controller.stop()
            case CardAction.REVIEW:
                self.review_requested.emit()
            case CardAction.SIGN_IN:
                self.sign_in_requested.emit()
            case CardAction.REVIEW_DELETION:
                self.deletion_review_requested.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.details_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.details_requested.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, tokens.rule)
        if self.hasFocus():
            rounded(
                painter, self.rect().adjusted(6, 6, -6, -6), CONTROL_RADIUS, None, tokens.accent, 2
            )
