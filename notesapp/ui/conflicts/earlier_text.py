"""How a passage was before both edits, in gray above its two versions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from notesapp.ui.conflicts.columns import TEXT_INSET
from notesapp.ui.conflicts.comparison import Part
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.labels import Label


class EarlierText(Label):
    """The earlier text of a difference; can be selected and copied."""

    def __init__(self, theme: Theme, part: Part, parent: QWidget) -> None:
        text = part.passage.base.strip("\n")
        super().__init__(theme, "", parent, font="body", colour="text_secondary")
        self.setText(
            self.tr("Before: {text}").format(text=text) if text else self.tr("Not there before")
        )
        self.setWordWrap(True)
        self.setContentsMargins(TEXT_INSET, 4, TEXT_INSET, 8)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
