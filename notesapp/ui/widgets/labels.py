"""Text in the sizes of the type ramp and the strengths of the tokens."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from notesapp.ui.theme import FontRole, Theme


class Label(QLabel):
    """A text that keeps its token through a change of scheme."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        parent: QWidget | None = None,
        *,
        font: FontRole = "body",
        colour: str = "text",
        weight: QFont.Weight = QFont.Weight.Normal,
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._colour = colour
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(font, weight))
        self.setForegroundRole(QPalette.ColorRole.WindowText)
        theme.changed.connect(self._take_colour)
        self._take_colour()

    def set_colour(self, name: str) -> None:
        """Take another token, such as ``text_faint`` or ``warn``."""
        self._colour = name
        self._take_colour()

    def _take_colour(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, self._theme.color(self._colour))
        self.setPalette(palette)


class ElidedLabel(Label):
    """A line that gives way: cut with an ellipsis, whole in the tooltip."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        parent: QWidget | None = None,
        *,
        font: FontRole = "body",
        colour: str = "text",
        weight: QFont.Weight = QFont.Weight.Normal,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(theme, text, parent, font=font, colour=colour, weight=weight)
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._explain_cut()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._explain_cut()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._explain_cut()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        area = self.contentsRect()
        alignment = int((self.alignment() | Qt.AlignmentFlag.AlignVCenter).value)
        painter.drawText(area, alignment, self._shown_text())

    def _shown_text(self) -> str:
        width = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text().replace("\n", " "), self._mode, width)

    def _explain_cut(self) -> None:
        is_cut = self.isVisible() and self._shown_text() != self.text()
        self.setToolTip(self.text() if is_cut else "")


class SectionHeader(Label):
    """A small, quiet heading over a group of rows."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(
            theme,
            text,
            parent,
            font="small",
            colour="text_faint",
            weight=QFont.Weight.DemiBold,
        )
        self.setContentsMargins(8, 12, 8, 4)
