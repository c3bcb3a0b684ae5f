"""What scrolls in a comparison: both texts, the cards behind them and the controls on top."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from math import ceil

from PySide6.QtCore import QRect, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from notesapp.ui.conflicts import summary
from notesapp.ui.conflicts.alignment import Placement, place
from notesapp.ui.conflicts.cards import CardPainter
from notesapp.ui.conflicts.columns import Columns
from notesapp.ui.conflicts.comparison import Comparison, Part, Side
from notesapp.ui.conflicts.controls import PartControls
from notesapp.ui.conflicts.flow import CARD_PADDING_ABOVE, Flow, flow
from notesapp.ui.conflicts.model import DecisionModel, Pick
from notesapp.ui.conflicts.overview import Spot, SpotKind
from notesapp.ui.conflicts.side_text import SideText
from notesapp.ui.theme import Theme
from notesapp.ui.tokens import blend


class AlignedContent(QWidget):
    """Lays out both texts at full height; a scroll area moves it.

    Signals:
        picked: a Part and a Pick.
        toggled: a Part whose automatic change is to be left out or put in again.
        part_activated: a Part that the user clicked into.
        placed: everything has its place; the height may be different.
        show_requested: a rectangle that should be in view.
    """

    picked = Signal(object, object)
    toggled = Signal(object)
    part_activated = Signal(object)
    placed = Signal()
    show_requested = Signal(QRect)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._comparison: Comparison | None = None
        self._model: DecisionModel | None = None
        self._current: Part | None = None
        self._flow = Flow()
        self._placement = Placement((), (), {}, 0.0)
        self._unfolded: set[int] = set()
        self._shows_earlier = False
        self._view = (0, 0)
        self._room = (0, 0)
        self._part_of: dict[Side, dict[int, Part]] = {side: {} for side in Side}
        self._build_ui()

    def _build_ui(self) -> None:
        self.panes = {side: SideText(side, self._theme, self) for side in Side}
        for side, pane in self.panes.items():
            pane.mark_colour = partial(self._mark_colour, side)
            pane.cursor_moved.connect(partial(self._on_cursor_moved, side))
        self.controls = PartControls(self._theme, self)
        self.controls.picked.connect(self._on_picked)
        self.controls.toggled.connect(self.toggled)
        self.controls.unfold_requested.connect(self._unfold)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._place_everything)
        self._theme.changed.connect(self._on_theme_changed)

    # --- what is shown ---------------------------------------------------------------------

    def show_comparison(self, comparison: Comparison, model: DecisionModel | None) -> None:
        """Show a comparison; with a model it can be decided."""
        self._comparison, self._model = comparison, model
        self._unfolded.clear()
        self._current = comparison.asked[0] if comparison.asked and model else None
        self._part_of = {
            side: {
                line: part
                for part in comparison.parts
                for row in part.rows
                if (line := row.line(side)) is not None
            }
            for side in Side
        }
        first = flow(comparison, {})  # only to know what is folded
        for side, pane in self.panes.items():
            hidden = first.hidden(side)
            pane.show_lines(comparison.lines(side), comparison.marks[side], hidden)
            name = summary.device_name(comparison.conflict, side)
            pane.setAccessibleName(self.tr("Version from {device}").format(device=name))
        self._show_controls()
        self._place_everything()
        self.refresh()

    def set_current(self, part: Part) -> None:
        """Mark a difference as the one being looked at."""
        self._current = part
        self.update()

    def refresh(self) -> None:
        """Show the answers as they are now."""
        self.controls.refresh()
        self.update()
        for pane in self.panes.values():
            pane.viewport().update()

    def show_earlier_text(self, *, is_shown: bool) -> None:
        """Show or hide how each difference was before both edits."""
        self._shows_earlier = is_shown
        self._show_controls()
        self._place_everything()

    def set_room(self, width: int, height: int) -> None:
        """Take the size of the view."""
        if width != self._room[0] and self._comparison is not None:
            is_small = len(self._comparison.this_lines) < 400
            self._room = (width, height)
            self._place_everything() if is_small else self._later.start()
        self._room = (width, height)
        self._fit_height()

    def span(self, part: Part) -> tuple[float, float]:
        """Return from where to where a part reaches, with its header."""
        first, last = self._flow.spans[part.number]
        top = self._placement.tops[first]
        if part.is_asked:
            top -= CARD_PADDING_ABOVE + self._header_height(part)
        return top, self._placement.bottoms[last]

    def spots(self) -> list[Spot]:
        """Return what the overview shows."""
        if self._comparison is None:
            return []
        return [
            Spot(*self.span(part), self._spot_kind(part))
            for part in self._comparison.parts
            if part.number in self._flow.spans
        ]

    # --- placing ---------------------------------------------------------------------------

    def _show_controls(self) -> None:
        if self._comparison is not None:
            self.controls.show(self._comparison, self._model, with_earlier=self._shows_earlier)

    def _place_everything(self) -> None:
        if self._comparison is None or self._room[0] <= 0:
            return
        columns = self._columns()
        headers = {part.number: self._header_height(part) for part in self._comparison.asked}
        self._flow = flow(self._comparison, headers, self._unfolded)
        heights: dict[Side, dict[int, float]] = {}
        for side, pane in self.panes.items():
            pane.hide_lines(self._flow.hidden(side))
            pane.set_text_width(columns.text(side).width())
            heights[side] = pane.natural_heights()
        self._placement = place(self._flow.bands, heights)
        self._fit_height()
        for side, pane in self.panes.items():
            pane.set_margins(self._placement.margins[side])
            pane.setGeometry(columns.text(side, 0, ceil(self._placement.height) + 1))
        self.controls.place(columns, self.span)
        self.controls.place_folds(
            self._flow.folds, columns, self._placement.tops, self._placement.bottoms
        )
        self.reveal(*self._view)
        self.update()
        self.placed.emit()

    def reveal(self, top: int, bottom: int) -> None:
        """Make the controls of what is in view, and a page before and after."""
        self._view = (top, bottom)
        if self._comparison is None or self._model is None:
            return
        page = bottom - top
        near = []
        for part in self._comparison.parts:
            if part.number not in self._flow.spans or not (part.is_asked or part.comes_from):
                continue
            begin, end = self.span(part)
            if end >= top - page and begin <= bottom + page:
                near.append(part)
        if self.controls.reveal(near, self._columns(), self.span):
            self._later.start()

    def _fit_height(self) -> None:
        self.resize(self._room[0], max(ceil(self._placement.height), self._room[1]))

    def _header_height(self, part: Part) -> float:
        return self.controls.header_height(part, self._columns().card().width())

    def _columns(self) -> Columns:
        return Columns(self._room[0], self.layoutDirection())

    def _unfold(self, line: int) -> None:
        self._unfolded.add(line)
        self._place_everything()

    # --- painting --------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = event.rect()
        tokens = self._theme.tokens
        painter.fillRect(area, tokens.editor)
        if self._comparison is None:
            return
        columns = self._columns()
        painter.fillRect(QRect(columns.middle, area.top(), 1, area.height()), tokens.rule)
        cards = CardPainter(painter, columns, tokens)
        for part in self._comparison.parts:
            if part.number not in self._flow.spans:
                continue
            top, bottom = self.span(part)
            if bottom + 20 < area.top() or top - 20 > area.bottom():
                continue
            if part.is_asked:
                self._paint_card(cards, part, top, bottom)
            else:
                self._paint_automatic(cards, part)

    def _paint_card(self, cards: CardPainter, part: Part, top: float, bottom: float) -> None:
        pick = None if self._model is None else self._model.answer(part)
        header = self._header_height(part)
        cards.card(
            top,
            bottom,
            header,
            is_current=part is self._current,
            tinted=[side for side in Side if self._is_tinted(part, side)],
            chosen=[
                side
                for side in Side
                if pick is not None and pick.typed is None and self._is_taken(part, side)
            ],
            removed=[side for side in Side if not part.text(side)],
            word=self.tr("Removed") if part.passage.base else self.tr("Nothing here"),
        )

    def _paint_automatic(self, cards: CardPainter, part: Part) -> None:
        first, last = self._flow.spans[part.number]
        is_left_out = self._model is not None and self._model.is_left_out(part)
        for side in Side:
            is_tinted = side is part.comes_from and not is_left_out
            gaps = [band.line(side) is None for band in self._flow.bands]
            for is_gap, run in groupby(range(first, last + 1), gaps.__getitem__):
                indexes = list(run)
                top = self._placement.tops[indexes[0]]
                bottom = self._placement.bottoms[indexes[-1]]
                if is_gap:
                    cards.gap(side, top, bottom)
                elif is_tinted:
                    cards.tint(side, top, bottom)

    def _mark_colour(self, side: Side, line: int) -> QColor:
        tokens = self._theme.tokens
        part = self._part_of[side].get(line)
        if part is not None and not self._is_tinted(part, side):
            return blend(tokens.text, tokens.editor, 0.1)
        return tokens.this_word if side is Side.THIS else tokens.other_word

    def _is_tinted(self, part: Part, side: Side) -> bool:
        if not part.text(side):
            return False
        if self._model is None:
            return True
        if part.comes_from is not None:
            return not self._model.is_left_out(part)
        answer = self._model.answer(part)
        if answer.typed is not None:
            return False
        return answer.pick is Pick.UNDECIDED or self._is_taken(part, side)

    def _is_taken(self, part: Part, side: Side) -> bool:
        assert self._model is not None
        pick = self._model.answer(part).pick
        return pick in (Pick.BOTH, Pick.COMBINED) or pick.value == side.value

    def _spot_kind(self, part: Part) -> SpotKind:
        if not part.is_asked or self._model is None:
            return SpotKind.AUTOMATIC
        if self._model.is_decided(part):
            return SpotKind.DECIDED
        return SpotKind.UNDECIDED

    # --- what the user does ----------------------------------------------------------------

    def _on_picked(self, part: Part, pick: Pick) -> None:
        self.part_activated.emit(part)
        self.picked.emit(part, pick)

    def _on_cursor_moved(self, side: Side, rect: QRect) -> None:
        pane = self.panes[side]
        if not pane.hasFocus():
            return
        part = self._part_of[side].get(pane.textCursor().blockNumber())
        if part is not None and part.is_asked and part is not self._current:
            self.part_activated.emit(part)
        self.show_requested.emit(rect.translated(pane.pos()))

    def _on_theme_changed(self) -> None:
        if self._comparison is not None:
            for pane in self.panes.values():
                pane.restyle()
            self.refresh()
