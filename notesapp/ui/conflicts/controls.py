"""The widgets on top of the texts: headers of differences, arrows, fold lines, earlier texts.

They are made when they come near the view: a note with a hundred differences opens as quickly
as one with three.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from notesapp.ui.conflicts.columns import Columns
from notesapp.ui.conflicts.comparison import Comparison, Part
from notesapp.ui.conflicts.earlier_text import EarlierText
from notesapp.ui.conflicts.flow import Fold
from notesapp.ui.conflicts.folds import FoldButton
from notesapp.ui.conflicts.gutter import GutterArrow
from notesapp.ui.conflicts.model import DecisionModel
from notesapp.ui.conflicts.strips import DifferenceStrip
from notesapp.ui.theme import Theme

_MADE_AT_ONCE = 8

SpanOf = Callable[[Part], tuple[float, float]]


class PartControls(QObject):
    """Makes, places and refreshes the controls of a comparison.

    Signals:
        picked: a Part and a Pick.
        toggled: a Part whose automatic change is to be left out or put in again.
        unfold_requested: the first line, on this side, of a folded run.
        made: there are more controls than before.
    """

    picked = Signal(object, object)
    toggled = Signal(object)
    unfold_requested = Signal(int)
    made = Signal()

    def __init__(self, theme: Theme, ground: QWidget) -> None:
        super().__init__(ground)
        self._theme = theme
        self._ground = ground
        self._comparison: Comparison | None = None
        self._model: DecisionModel | None = None
        self._header = 0
        self._header_width = 0
        self.strips: dict[int, DifferenceStrip] = {}
        self.arrows: dict[int, GutterArrow] = {}
        self.earlier: dict[int, EarlierText] = {}
        self.fold_buttons: list[FoldButton] = []

    def show(
        self, comparison: Comparison, model: DecisionModel | None, *, with_earlier: bool
    ) -> None:
        """Begin anew; without a model there is nothing to answer."""
        for old in (*self.strips.values(), *self.arrows.values(), *self.earlier.values()):
            old.hide()
            old.deleteLater()
        self.strips, self.arrows, self.earlier = {}, {}, {}
        self._comparison, self._model = comparison, model
        self._header = 0
        if model is None:
            return
        for part in comparison.asked[:_MADE_AT_ONCE]:
            self.strip(part)
        if with_earlier and comparison.has_base:
            for part in comparison.asked:
                self.earlier[part.number] = EarlierText(self._theme, part, self._ground)

    def strip(self, part: Part) -> DifferenceStrip | None:
        """Return the header of a difference, made if need be."""
        if self._model is None or not part.is_asked:
            return None
        if part.number not in self.strips:
            strip = DifferenceStrip(self._theme, self._model, part, self._ground)
            strip.picked.connect(lambda pick: self.picked.emit(part, pick))
            self.strips[part.number] = strip
        return self.strips[part.number]

    def header_height(self, part: Part, width: int) -> int:
        """Return the room above a card's text, without its padding; 0 if it isn't a card."""
        if self._model is None or not part.is_asked:
            return 0
        earlier = self.earlier.get(part.number)
        below = earlier.heightForWidth(width) if earlier is not None else 0
        return self._strip_height(width) + below

    def refresh(self) -> None:
        """Show the answers as they are now."""
        for strip in self.strips.values():
            strip.refresh()
        for arrow in self.arrows.values():
            arrow.refresh()

    # --- placing ---------------------------------------------------------------------------

    def place(self, columns: Columns, span_of: SpanOf) -> None:
        """Put every control that exists where it belongs."""
        for strip in self.strips.values():
            self._place_strip(strip, columns, span_of)
        for arrow in self.arrows.values():
            arrow.put_at(columns, *span_of(arrow.part))

    def reveal(self, parts: Sequence[Part], columns: Columns, span_of: SpanOf) -> bool:
        """Make and place the controls of parts that come into view.

        Returns:
            Whether a header needs more room than was kept, so that all must be placed anew.
        """
        before = self._strip_height(columns.card().width())
        new = [p for p in parts if p.number not in self.strips and p.number not in self.arrows]
        for part in new:
            strip = self.strip(part)
            if strip is not None:
                self._place_strip(strip, columns, span_of)
            elif part.comes_from is not None and self._model is not None:
                self._make_arrow(self._model, part).put_at(columns, *span_of(part))
        if new:
            self.made.emit()
        self._header = 0
        return self._strip_height(columns.card().width()) > before

    def place_folds(
        self,
        folds: Sequence[Fold],
        columns: Columns,
        tops: Sequence[float],
        bottoms: Sequence[float],
    ) -> None:
        """Put a line where each folded run is."""
        for button in self.fold_buttons:
            button.hide()
            button.deleteLater()
        self.fold_buttons = []
        for fold in folds:
            button = FoldButton(self._theme, fold.paragraphs, self._ground)
            line = fold.this.start
            button.clicked.connect(lambda _=False, line=line: self.unfold_requested.emit(line))
            button.put_at(columns, tops[fold.band], bottoms[fold.band])
            self.fold_buttons.append(button)

    def _make_arrow(self, model: DecisionModel, part: Part) -> GutterArrow:
        arrow = GutterArrow(self._theme, model, part, self._ground)
        arrow.toggled_by_user.connect(lambda: self.toggled.emit(part))
        self.arrows[part.number] = arrow
        return arrow

    def _place_strip(self, strip: DifferenceStrip, columns: Columns, span_of: SpanOf) -> None:
        top = round(span_of(strip.part)[0])
        width = columns.card().width()
        height = self._strip_height(width)
        strip.setGeometry(columns.card(top, height))
        strip.show()
        earlier = self.earlier.get(strip.part.number)
        if earlier is not None:
            earlier.setGeometry(columns.card(top + height, earlier.heightForWidth(width)))
            earlier.show()

    def _strip_height(self, width: int) -> int:
        """Return the height of every header: that of the highest made so far."""
        if not self._header or width != self._header_width:
            self._header_width = width
            heights = (strip.heightForWidth(width) for strip in self.strips.values())
            self._header = max(heights, default=0)
        return self._header
