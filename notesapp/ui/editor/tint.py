"""Shows for two seconds which paragraphs somebody else just changed."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QTextCursor, QTextDocument

from notesapp.ui.editor.painting import ShownBlock

SHOWN_MS = 2000
_STEP_MS = 50
_FADING_SHARE = 0.25
_REACH = 8


class Tint(QObject):
    """Some stretches of a document that fade; they move with the text around them.

    Signals:
        changed: paint again.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stretches: list[QTextCursor] = []
        self._left_ms = 0
        self._timer = QTimer(self, interval=_STEP_MS)
        self._timer.timeout.connect(self._on_step)

    @property
    def is_on(self) -> bool:
        """Something is tinted."""
        return bool(self._stretches)

    @property
    def strength(self) -> float:
        """How strong it is now, 1 to 0."""
        return min(1.0, self._left_ms / (SHOWN_MS * _FADING_SHARE))

    def show(self, document: QTextDocument, stretches: list[tuple[int, int]]) -> None:
        """Tint these stretches, given as positions, and no others."""
        self._stretches = []
        for start, end in stretches:
            cursor = QTextCursor(document)
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            self._stretches.append(cursor)
        self._left_ms = SHOWN_MS
        self._timer.start()
        self.changed.emit()

    def stop(self) -> None:
        """Tint nothing."""
        self._timer.stop()
        self._stretches.clear()
        self.changed.emit()

    def rects(self, blocks: list[ShownBlock], column: QRectF) -> list[QRectF]:
        """Return where the tinted ones of some visible paragraphs stand."""
        left, width = column.left() - _REACH, column.width() + 2 * _REACH
        return [
            QRectF(left, shown.rect.top() - 3, width, shown.rect.height())
            for shown in blocks
            if any(_touches(cursor, shown) for cursor in self._stretches)
        ]

    def _on_step(self) -> None:
        self._left_ms -= _STEP_MS
        if self._left_ms <= 0:
            self.stop()
        else:
            self.changed.emit()


def _touches(cursor: QTextCursor, shown: ShownBlock) -> bool:
    start = shown.block.position()
    return start <= cursor.selectionEnd() and cursor.selectionStart() < start + shown.block.length()
