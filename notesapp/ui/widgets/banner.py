"""A lasting state, said inside the window beside what it is about."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from notesapp.ui.icons import IconRole, icon
from notesapp.ui.painting import CARD_RADIUS, rounded
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import FlatButton, IconButton
from notesapp.ui.widgets.labels import Label

_ICON_SIZE = QSize(20, 20)


class Banner(QWidget):
    """One short title, one line of text, one button; part of the layout, never on top of it.

    A narrow one has its button under the words, and can be closed.

    Signals:
        action_requested: its button was pressed.
    """

    action_requested = Signal()

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, is_narrow: bool = False
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_spec: tuple[str, IconRole] = ("info", "warn")
        self._build_ui(is_narrow)
        self.hide()

    def show_message(
        self,
        title: str,
        text: str = "",
        action: str = "",
        *,
        icon_name: str = "split",
        role: IconRole = "warn",
    ) -> None:
        """Show a state; an empty `action` shows no button."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self._icon.setPixmap(icon(icon_name, role).pixmap(_ICON_SIZE, self.devicePixelRatioF()))
        self._icon_spec = (icon_name, role)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.show()

    def _build_ui(self, is_narrow: bool) -> None:
        self._icon = QLabel(self)
        self._title = Label(self._theme, parent=self, weight=QFont.Weight.DemiBold)
        self._text = Label(self._theme, parent=self, font="list", colour="text_secondary")
        for label in (self._title, self._text):
            label.setWordWrap(True)
        self._button = FlatButton("", parent=self)
        self._button.clicked.connect(self.action_requested)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._text)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 9, 12, 9)
        row.setSpacing(12)
        if is_narrow:
            row.setContentsMargins(12, 10, 6, 10)
            row.setSpacing(10)
            words.addSpacing(4)
            words.addWidget(self._button, alignment=Qt.AlignmentFlag.AlignLeft)
            close = IconButton("x", self.tr("Close"), self)
            close.clicked.connect(self.hide)
            row.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
            row.addLayout(words, stretch=1)
            row.addWidget(close, alignment=Qt.AlignmentFlag.AlignTop)
        else:
            row.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignVCenter)
            row.addLayout(words, stretch=1)
            row.addWidget(self._button, alignment=Qt.AlignmentFlag.AlignVCenter)
        # Free to grow: its words wrap in a narrow pane, and then its height depends on the width.
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._theme.changed.connect(self._on_theme_changed)

    def paintEvent(self, event: QPaintEvent) -> None:
        rounded(QPainter(self), self.rect(), CARD_RADIUS, self._theme.tokens.warn_bg, None)

    def _on_theme_changed(self) -> None:
        name, role = self._icon_spec
        self._icon.setPixmap(icon(name, role).pixmap(_ICON_SIZE, self.devicePixelRatioF()))
