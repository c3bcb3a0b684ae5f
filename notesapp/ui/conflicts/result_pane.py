"""What will be saved: how far it is decided, and the text itself."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from notesapp.ui.conflicts import summary
from notesapp.ui.conflicts.comparison import Part
from notesapp.ui.conflicts.model import DecisionModel
from notesapp.ui.conflicts.result_text import ResultText
from notesapp.ui.icons import icon
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.labels import Label
from notesapp.ui.widgets.surface import Surface

_ICON = QSize(14, 14)


class ResultPane(Surface):
    """The editable result with its heading.

    Signals:
        typed: new texts by passage number.
    """

    typed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "list", parent)
        self._model: DecisionModel | None = None
        self._build_ui()
        self.text.typed.connect(self.typed)
        theme.changed.connect(self._paint_icon)

    def _build_ui(self) -> None:
        theme = self._theme
        title = Label(theme, self.tr("What will be saved"), self, weight=QFont.Weight.DemiBold)
        self.state = Label(theme, "", self, font="list", colour="text_secondary")
        self.state.setWordWrap(True)
        self._pencil = QLabel(self)
        hint = Label(
            theme, self.tr("You can type here"), self, font="list", colour="text_secondary"
        )
        self._paint_icon()
        heading = QHBoxLayout()
        heading.setContentsMargins(18, 8, 18, 6)
        heading.setSpacing(10)
        heading.addWidget(title)
        heading.addWidget(self.state, stretch=1)
        heading.addWidget(self._pencil)
        heading.setSpacing(8)
        heading.addWidget(hint)
        self.text = ResultText(theme, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(heading)
        column.addWidget(self.text, stretch=1)

    def show_model(self, model: DecisionModel) -> None:
        """Show another result."""
        self._model = model
        self.text.show_model(model)
        self._say_state()

    def refresh(self) -> None:
        """Show the result as it is now."""
        self.text.refresh()
        self._say_state()

    def scroll_to(self, part: Part) -> None:
        """Bring a passage into view."""
        self.text.scroll_to(part)

    def _say_state(self) -> None:
        if self._model is not None:
            words = summary.result_state(self._model)
            self.state.setText(words)
            self.text.setAccessibleDescription(words)

    def _paint_icon(self) -> None:
        picture = icon("pencil", "text_secondary").pixmap(_ICON, self.devicePixelRatioF())
        self._pencil.setPixmap(picture)
