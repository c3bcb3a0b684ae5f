"""All differences one under the other, for narrow windows and for screen readers."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from notesapp.ui.conflicts import summary
from notesapp.ui.conflicts.comparison import Comparison, Part, Side
from notesapp.ui.conflicts.model import DecisionModel, Pick
from notesapp.ui.conflicts.side_text import compare_font
from notesapp.ui.conflicts.strips import DifferenceStrip
from notesapp.ui.painting import CARD_RADIUS, rounded
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.labels import Label
from notesapp.ui.widgets.surface import Surface


class DifferenceList(QScrollArea):
    """The differences as cards in one column, with the same answers.

    Signals:
        picked: a Part and a Pick.
        part_activated: a Part whose answers were used.
    """

    picked = Signal(object, object)
    part_activated = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.cards: dict[int, _Card] = {}
        self._model: DecisionModel | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_model(self, model: DecisionModel) -> None:
        """Show another comparison; the cards are made when they are first seen."""
        self._model = model
        self.cards = {}
        if self.isVisible():
            self._make_cards()

    def refresh(self) -> None:
        """Show the answers as they are now."""
        for card in self.cards.values():
            card.refresh()

    def go_to(self, part: Part) -> None:
        """Bring a difference into view."""
        card = self.cards.get(part.number)
        if card is not None:
            self.ensureWidgetVisible(card)

    def showEvent(self, event: object) -> None:
        if not self.cards:
            self._make_cards()

    def _make_cards(self) -> None:
        if self._model is None:
            return
        page = Surface(self._theme, "editor")
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 14, 12, 14)
        column.setSpacing(14)
        for part in self._model.comparison.asked:
            card = _Card(self._theme, self._model, part, page)
            card.strip.picked.connect(lambda pick, part=part: self._on_picked(part, pick))
            column.addWidget(card)
            self.cards[part.number] = card
        column.addStretch()
        self.setWidget(page)

    def _on_picked(self, part: Part, pick: Pick) -> None:
        self.part_activated.emit(part)
        self.picked.emit(part, pick)


class _Card(QWidget):
    """One difference: its answers, then the two wordings."""

    def __init__(self, theme: Theme, model: DecisionModel, part: Part, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._part = part
        self.strip = DifferenceStrip(theme, model, part, self)
        self._texts = {side: QLabel(self) for side in Side}
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 10)
        column.setSpacing(4)
        column.addWidget(self.strip)
        for side, text in self._texts.items():
            device = summary.device_name(model.comparison.conflict, side)
            name = Label(theme, device, self, font="small", weight=QFont.Weight.DemiBold)
            name.set_colour("this" if side is Side.THIS else "other")
            name.setContentsMargins(15, 4, 12, 0)
            text.setTextFormat(Qt.TextFormat.RichText)
            text.setWordWrap(True)
            text.setFont(compare_font(theme))
            text.setContentsMargins(15, 0, 12, 2)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(name)
            column.addWidget(text)
        theme.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show how the difference stands now."""
        self.strip.refresh()
        tokens = self._theme.tokens
        for side, label in self._texts.items():
            mark = tokens.this_word if side is Side.THIS else tokens.other_word
            label.setText(_rich(self._model.comparison, self._part, side, mark, tokens.text))

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        rounded(QPainter(self), self.rect(), CARD_RADIUS, tokens.list, tokens.rule)


def _rich(comparison: Comparison, part: Part, side: Side, mark: QColor, ink: QColor) -> str:
    """Return a wording with its changed words marked and underlined."""
    style = f"background-color: {mark.name()}; text-decoration: underline;"
    lines = []
    for number in (row.line(side) for row in part.rows):
        if number is None:
            continue
        text, at, rich = comparison.lines(side)[number], 0, ""
        for start, end in comparison.marks[side].get(number, ()):
            rich += (
                escape(text[at:start]) + f'<span style="{style}">{escape(text[start:end])}</span>'
            )
            at = end
        lines.append(rich + escape(text[at:]))
    body = "<br>".join(lines) if lines else "<i>&mdash;</i>"
    return f'<span style="color: {ink.name()}">{body}</span>'
