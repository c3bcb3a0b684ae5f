"""The header of a difference: what it is about and the answers it offers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QWidget,
)

from notesapp.ui.conflicts import summary
from notesapp.ui.conflicts.comparison import Part
from notesapp.ui.conflicts.focus import shows_focus
from notesapp.ui.conflicts.model import Answer as PartAnswer
from notesapp.ui.conflicts.model import DecisionModel, Pick
from notesapp.ui.icons import IconRole, icon, paint_icon
from notesapp.ui.painting import rounded
from notesapp.ui.theme import Theme
from notesapp.ui.tokens import blend
from notesapp.ui.widgets.buttons import IconButton
from notesapp.ui.widgets.labels import ElidedLabel, Label
from notesapp.ui.widgets.segments import Segment

_ICON = 16
_SIDE = 12
_GAP = 7
_STATE_ICON = QSize(18, 18)
_COLOURS = {Pick.THIS: "this", Pick.OTHER: "other"}


class Answer(Segment):
    """One answer: an arrow towards its column, or a check mark once it is chosen."""

    def __init__(self, theme: Theme, text: str, pick: Pick, parent: QWidget) -> None:
        super().__init__(theme, text, _COLOURS.get(pick, "accent"), parent)
        self.pick = pick
        self.setFont(theme.font("list", QFont.Weight.DemiBold))
        self.setMinimumHeight(28)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + 2 * _SIDE + _ICON + _GAP
        return QSize(width, max(28, metrics.height() + 10))

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        side = self._theme.color(self._colour)
        is_on = self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = side if is_on else tokens.raised
        if self.underMouse() and not is_on:
            fill = blend(side, fill, 0.1)
        painter.setBrush(fill)
        painter.setPen(QPen(side if is_on else tokens.outline, 1))
        painter.drawPath(self._outline())
        if not self.is_first and not is_on:
            edge = QRectF(0, 1, 1, self.height() - 2)
            painter.fillRect(self._visual(edge.toRect()), tokens.outline)
        ink = tokens.on_accent if is_on else tokens.text
        words = self.fontMetrics().horizontalAdvance(self.text())
        left = (self.width() - words - _ICON - _GAP) // 2
        is_icon_last = self.pick is Pick.OTHER and not is_on
        box = QRect(
            left + words + _GAP if is_icon_last else left,
            (self.height() - _ICON) // 2,
            _ICON,
            _ICON,
        )
        paint_icon(painter, self._icon_name(), self._visual(box), ink if is_on else side)
        area = QRect(left if is_icon_last else left + _ICON + _GAP, 0, words + 1, self.height())
        painter.setPen(ink)
        painter.drawText(self._visual(area), Qt.AlignmentFlag.AlignCenter, self.text())
        if shows_focus(self):
            ring = tokens.on_accent if is_on else tokens.accent
            rounded(painter, QRectF(self.rect()).adjusted(2, 2, -2, -2), 5, None, ring, 2.0)

    def _icon_name(self) -> str:
        if self.isChecked():
            return "check"
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        match self.pick:
            case Pick.THIS:
                return "arrow-right" if is_mirrored else "arrow-left"
            case Pick.OTHER:
                return "arrow-left" if is_mirrored else "arrow-right"
            case _:
                return "plus"


class DifferenceStrip(QGroupBox):
    """Says which difference it is and why it is asked; holds its answers.

    Signals:
        picked: a Pick, when the user chooses an answer.
    """

    picked = Signal(object)

    def __init__(self, theme: Theme, model: DecisionModel, part: Part, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self.part = part
        self._shown: PartAnswer | None = None
        self._build_ui()
        self.setContentsMargins(0, 0, 0, 0)
        self.refresh()
        theme.changed.connect(self._paint_state)

    def _build_ui(self) -> None:
        comparison = self._model.comparison
        total = len(comparison.asked)
        self._state = QLabel(self)
        number = self.tr("{number} of {total}").format(number=self.part.question, total=total)
        self._number = Label(self._theme, number, self, font="list", weight=QFont.Weight.Bold)
        self._reason = ElidedLabel(self._theme, "", self, font="list", colour="text_secondary")
        self._words = QWidget(self)
        words = QHBoxLayout(self._words)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(10)
        for label in (self._state, self._number, self._reason):
            words.addWidget(label)
        words.addStretch()
        self._answers = QWidget(self)
        answers = QHBoxLayout(self._answers)
        answers.setContentsMargins(0, 0, 0, 0)
        answers.setSpacing(0)
        self._group = QButtonGroup(self)
        self.buttons: dict[Pick, Answer] = {}
        answers.addStretch()
        for pick in summary.choices(self.part):
            self._add_answer(answers, pick)
        next(iter(self.buttons.values())).is_first = True
        next(reversed(self.buttons.values())).is_last = True
        self._more = IconButton("ellipsis-vertical", self.tr("More answers"), self)
        self._more.clicked.connect(self._show_more)
        self._more.setAccessibleName(
            self.tr("More answers for difference {number}").format(number=self.part.question)
        )
        answers.addSpacing(2)
        answers.addWidget(self._more)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(16, 5, 6, 5)
        self._row.setSpacing(4)
        self._row.addWidget(self._words, stretch=1)
        self._row.addWidget(self._answers)

    def _add_answer(self, row: QHBoxLayout, pick: Pick) -> None:
        comparison = self._model.comparison
        button = Answer(
            self._theme, summary.choice_text(comparison, self.part, pick), pick, self._answers
        )
        button.setAccessibleName(
            self.tr("{choice}, difference {number}").format(
                choice=summary.spoken_choice(comparison, self.part, pick),
                number=self.part.question,
            )
        )
        button.setToolTip(summary.spoken_choice(comparison, self.part, pick))
        button.clicked.connect(lambda: self.picked.emit(pick))
        self._group.addButton(button)
        self.buttons[pick] = button
        row.addWidget(button)

    def _show_more(self) -> None:
        self.more_answers().popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def more_answers(self) -> QMenu:
        """Return the menu of the rarer answers, made when asked for: menus are expensive."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if Pick.BOTH not in self.buttons:
            both = menu.addAction(self.tr("Keep both wordings"))
            both.triggered.connect(lambda: self.picked.emit(Pick.BOTH))
        again = menu.addAction(self.tr("Undecided again"))
        again.triggered.connect(lambda: self.picked.emit(Pick.UNDECIDED))
        return menu

    def refresh(self) -> None:
        """Show how the difference stands now."""
        answer = self._model.answer(self.part)
        if answer == self._shown:
            return
        self._shown = answer
        chosen = None if answer.typed is not None else self.buttons.get(answer.pick)
        self._group.setExclusive(False)
        for button in self.buttons.values():
            button.setChecked(button is chosen)
        self._group.setExclusive(True)
        self._paint_state()
        reason = summary.why_asked(self._model.comparison, self.part)
        if answer.typed is not None:
            reason = self.tr("Edited by you")
        elif answer.pick is Pick.BOTH and Pick.BOTH not in self.buttons:
            reason = self.tr("Both wordings are kept")
        self._reason.setText(reason)
        self._name_aloud()

    def _paint_state(self) -> None:
        name, role = self._state_icon()
        self._state.setPixmap(icon(name, role).pixmap(_STATE_ICON, self.devicePixelRatioF()))

    def _state_icon(self) -> tuple[str, IconRole]:
        if self._model.answer(self.part).typed is not None:
            return "pen-line", "ok"
        if self._model.is_decided(self.part):
            return "circle-check", "ok"
        return "split", "warn"

    def _name_aloud(self) -> None:
        comparison = self._model.comparison
        self.setAccessibleName(
            self.tr("Difference {number} of {total}, {state}. {reason}.").format(
                number=self.part.question,
                total=len(comparison.asked),
                state=summary.part_state(self._model, self.part),
                reason=summary.why_asked(comparison, self.part),
            )
        )
        self.setAccessibleDescription(summary.spoken_texts(comparison, self.part))

    def focus_chain(self) -> list[QWidget]:
        """Return its controls in the order that Tab visits them."""
        return [*self.buttons.values(), self._more]

    @property
    def needs_two_rows(self) -> bool:
        return self._fits_not(self.width())

    def heightForWidth(self, width: int) -> int:
        margins = self._row.contentsMargins()
        words, answers = self._words.sizeHint(), self._answers.sizeHint()
        inner = max(words.height(), answers.height())
        if self._fits_not(width):
            inner = words.height() + answers.height() + self._row.spacing()
        return max(40, inner + margins.top() + margins.bottom())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._row.setDirection(
            QBoxLayout.Direction.TopToBottom
            if self.needs_two_rows
            else QBoxLayout.Direction.LeftToRight
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.setContentsMargins(0, 0, 0, 0)  # a group box keeps room for a title it hasn't

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card that it heads is painted by the view."""

    def _fits_not(self, width: int) -> bool:
        margins = self._row.contentsMargins()
        needed = self._words.sizeHint().width() + self._answers.sizeHint().width()
        return needed + margins.left() + margins.right() > width
