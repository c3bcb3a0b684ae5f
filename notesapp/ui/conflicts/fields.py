"""Titles and notebooks that differ: two tiles a row, one of which is kept."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QSizePolicy, QStyle, QWidget

from notesapp.ui.conflicts import summary
from notesapp.ui.conflicts.columns import Columns
from notesapp.ui.conflicts.comparison import AskedField, Comparison, Side
from notesapp.ui.conflicts.focus import shows_focus
from notesapp.ui.conflicts.model import DecisionModel
from notesapp.ui.painting import CONTROL_RADIUS, rounded
from notesapp.ui.theme import Theme

_LEAST_HEIGHT = 38
_DOT = 16
_GAP = 8


class FieldTile(QRadioButton):
    """One side's title or notebook, a radio button to the keyboard and to a screen reader."""

    def __init__(
        self, side: Side, label: str, value: str, device: str, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._side = side
        self._label = label
        self._value = value
        self._theme = theme
        self._small = theme.font("list")
        self._strong = theme.font("section", QFont.Weight.DemiBold)
        self.setText(value)
        self.setToolTip(value)
        self.setAccessibleName(
            self.tr("{label} from {device}: {value}").format(
                label=label, device=device, value=value
            )
        )

    def sizeHint(self) -> QSize:
        height = QFontMetrics(self._strong).height() + 16
        return QSize(200, max(_LEAST_HEIGHT, height))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        is_this = self._side is Side.THIS
        ink = tokens.this if is_this else tokens.other
        tint = tokens.this_bg if is_this else tokens.other_bg
        painter = QPainter(self)
        is_on = self.isChecked()
        edge = ink if is_on else (tokens.outline if self.underMouse() else tokens.rule)
        fill = tint if is_on else tokens.editor
        rounded(painter, self.rect(), CONTROL_RADIUS + 1, fill, edge, 1.6 if is_on else 1.0)
        if shows_focus(self):
            ring = QRectF(self.rect()).adjusted(3, 3, -3, -3)
            rounded(painter, ring, CONTROL_RADIUS - 2, None, tokens.accent, 2.0)
        self._paint_dot(painter)
        self._paint_words(painter)

    def _paint_dot(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        is_this = self._side is Side.THIS
        box = QRect(12, (self.height() - _DOT) // 2, _DOT, _DOT)
        box = QStyle.visualRect(self.layoutDirection(), self.rect(), box)
        colour = tokens.outline
        if self.isChecked():
            colour = tokens.this if is_this else tokens.other
            rounded(painter, QRectF(box).adjusted(4, 4, -4, -4), 4, colour, None)
        rounded(painter, box, _DOT / 2, None, colour, 1.6)

    def _paint_words(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        label_width = QFontMetrics(self._small).horizontalAdvance(self._label)
        left = 12 + _DOT + 10
        label = QRect(left, 0, label_width + 2, self.height())
        value_left = left + label_width + 14
        value = QRect(value_left, 0, self.width() - value_left - 12, self.height())
        direction = self.layoutDirection()
        flags = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft)
        flags |= Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._small)
        painter.setPen(tokens.text_secondary)
        painter.drawText(QStyle.visualRect(direction, self.rect(), label), flags, self._label)
        painter.setFont(self._strong)
        painter.setPen(tokens.text)
        shown = QFontMetrics(self._strong).elidedText(
            self._value, Qt.TextElideMode.ElideRight, value.width()
        )
        painter.drawText(QStyle.visualRect(direction, self.rect(), value), flags, shown)


class FieldRows(QWidget):
    """A row of tiles for each field that is asked.

    Signals:
        chosen: a field's name and the Side that was chosen.
    """

    chosen = Signal(str, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns_width = 0
        self._model: DecisionModel | None = None
        self.tiles: dict[tuple[str, Side], FieldTile] = {}
        self._groups: list[QButtonGroup] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_model(self, model: DecisionModel) -> None:
        """Show the fields of a comparison."""
        self._model = model
        for tile in self.tiles.values():
            tile.hide()
            tile.deleteLater()
        self.tiles = {}
        self._groups = [
            self._make_row(model.comparison, field) for field in model.comparison.fields
        ]
        self.setVisible(bool(self.tiles))
        self.refresh()
        self.updateGeometry()
        self._place()

    def refresh(self) -> None:
        """Show which side is chosen now."""
        if self._model is None:
            return
        for (name, side), tile in self.tiles.items():
            tile.setChecked(self._model.field(name) is side)

    def set_columns_width(self, width: int) -> None:
        """Take the width that the texts below share."""
        self._columns_width = width
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(600, len(self._groups) * (self._row_height() + _GAP))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _make_row(self, comparison: Comparison, field: AskedField) -> QButtonGroup:
        group = QButtonGroup(self)
        labels = {"title": self.tr("Title"), "notebook": self.tr("Notebook")}
        empty = {"title": self.tr("Untitled"), "notebook": self.tr("No notebook")}
        for side, value in ((Side.THIS, field.this), (Side.OTHER, field.other)):
            device = summary.in_sentence(comparison.conflict, side)
            shown = value or empty[field.name]
            tile = FieldTile(side, labels[field.name], shown, device, self._theme, self)
            tile.clicked.connect(
                lambda _=False, name=field.name, side=side: self.chosen.emit(name, side)
            )
            group.addButton(tile)
            self.tiles[field.name, side] = tile
            tile.show()
        return group

    def _row_height(self) -> int:
        return max((tile.sizeHint().height() for tile in self.tiles.values()), default=0)

    def _place(self) -> None:
        width = self._columns_width or self.width()
        columns = Columns(width, self.layoutDirection())
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        shift = self.width() - width if is_mirrored else 0
        height = self._row_height()
        names = list(dict.fromkeys(name for name, _ in self.tiles))
        for (name, side), tile in self.tiles.items():
            top = names.index(name) * (height + _GAP)
            tile.setGeometry(columns.column(side, top, height).translated(shift, 0))
