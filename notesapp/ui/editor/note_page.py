"""The widgets of the open note and where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStyle, QVBoxLayout, QWidget

from notesapp.ui.editor.find_bar import FindBar
from notesapp.ui.editor.header import EditorHeader
from notesapp.ui.editor.highlighter import Styling
from notesapp.ui.editor.text_edit import TextEdit, column_left
from notesapp.ui.editor.title_field import TitleField
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.banner import Banner
from notesapp.ui.widgets.labels import Label

_COUNT_MS = 250
_BANNER_REACH = 14


class NotePage(QWidget):
    """Header, banner, find bar, title, text and word count, in the text's column."""

    def __init__(
        self, theme: Theme, known_tags: Callable[[], Iterable[str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.header = EditorHeader(theme, known_tags, self)
        self.banner = Banner(theme, self)
        self.title = TitleField(theme, self)
        self.text = TextEdit(theme, self)
        self.find_bar = FindBar(theme, self.text, self)
        self.size_line = Label(theme, parent=self, font="small", colour="text_faint")
        self.word_count = Label(theme, parent=self, font="small", colour="text_faint")
        self._count_timer = QTimer(self, singleShot=True, interval=_COUNT_MS)
        self._build_ui()
        self._connect_signals()

    def show_size(self) -> None:
        """Say what a large note goes without."""
        styling = self.text.note_document.styling
        self.size_line.setVisible(styling is not Styling.FULL)
        if styling is Styling.COLOURS:
            self.size_line.setText(
                self.tr("This note is large, so headings and lists are shown in one size.")
            )
        elif styling is Styling.NONE:
            self.size_line.setText(self.tr("This note is very large, so it is shown unstyled."))
        self._count_words()

    def set_editable(self, is_editable: bool) -> None:
        """Allow writing, or only reading."""
        self.title.setReadOnly(not is_editable)
        self.text.setReadOnly(not is_editable)
        self.header.set_editable(is_editable)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._align()
        layout = self.layout()
        if layout is not None:
            layout.activate()  # at once, or the title follows the text a frame later

    def _build_ui(self) -> None:
        self._banner_row = QHBoxLayout()
        self._banner_row.addWidget(self.banner)
        self._title_column = QVBoxLayout()
        self._title_column.setSpacing(2)
        self._title_column.addWidget(self.title)
        self._title_column.addWidget(self.size_line)
        self.size_line.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.find_bar)
        column.addLayout(self._banner_row)
        column.addLayout(self._title_column)
        column.addWidget(self.text, stretch=1)
        column.addWidget(self.word_count, alignment=Qt.AlignmentFlag.AlignRight)
        self.word_count.setContentsMargins(16, 2, 16, 8)
        for first, second in (
            (self.title, self.text),
            (self.text, self.header.notebook_button),
        ):
            QWidget.setTabOrder(first, second)

    def _connect_signals(self) -> None:
        self.title.left_downwards.connect(self._on_title_left)
        self.find_bar.closed.connect(self._on_find_closed)
        self.text.edited.connect(self._count_timer.start)
        self._count_timer.timeout.connect(self._count_words)

    def _align(self) -> None:
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        left = column_left(self.width(), bar)
        right = left + bar
        inset = self.title.inset
        self._title_column.setContentsMargins(left - inset, 12, right - inset, 4)
        self.size_line.setContentsMargins(inset, 0, inset, 0)
        reach = _BANNER_REACH
        self._banner_row.setContentsMargins(left - reach, 4, right - reach, 0)

    def _on_title_left(self) -> None:
        self.text.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_find_closed(self) -> None:
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _count_words(self) -> None:
        document = self.text.note_document
        if document.styling is Styling.NONE:  # counting would be felt while typing
            self.word_count.setText(self.tr("%Ln character(s)", "", document.characterCount() - 1))
            return
        count = len(document.shown_text().split())
        self.word_count.setText(self.tr("%Ln word(s)", "", count))
