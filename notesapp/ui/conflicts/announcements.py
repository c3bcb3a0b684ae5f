"""What a screen reader is told at once, without moving the focus."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from notesapp.ui.conflicts import summary
from notesapp.ui.conflicts.comparison import Part
from notesapp.ui.conflicts.model import DecisionModel


def announce(widget: QWidget, text: str) -> None:
    """Have `text` spoken politely."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def difference_text(model: DecisionModel, part: Part) -> str:
    """Return where the reader is and how it stands there."""
    undecided = len(model.undecided)
    return QCoreApplication.translate(
        "compare", "Difference {number} of {total}: {state}. {count} undecided."
    ).format(
        number=part.question,
        total=len(model.comparison.asked),
        state=summary.part_state(model, part),
        count=undecided,
    )
