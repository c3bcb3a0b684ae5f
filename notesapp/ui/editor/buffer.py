"""The widgets of the open note, taken together as one content that a session saves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from notesapp.core.ids import Guid
from notesapp.core.model import NoteContent
from notesapp.ui.editor.exact_text import ExactText
from notesapp.ui.editor.header import EditorHeader
from notesapp.ui.editor.merge_in import bring_in
from notesapp.ui.editor.text_edit import TextEdit
from notesapp.ui.editor.title_field import TitleField


class WidgetBuffer(QObject):
    """Reads and fills title, text, tags, notebook and pin; a `session.Buffer`.

    Signals:
        edited: the user changed something.
    """

    edited = Signal()

    def __init__(
        self,
        title: TitleField,
        text: TextEdit,
        header: EditorHeader,
        notebook_path: Callable[[Guid], tuple[str, ...]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._title = title
        self._text = text
        self._header = header
        self._notebook_path = notebook_path
        self._notebook: Guid | None = None
        self._exact = ExactText("")
        self._is_filling = False
        title.textEdited.connect(self._on_edited)
        text.edited.connect(self._on_edited)
        header.tags.tags_changed.connect(self._on_edited)
        header.pin_toggled.connect(self._on_edited)

    @property
    def notebook(self) -> Guid | None:
        """Which notebook the note lies in."""
        return self._notebook

    def content(self) -> NoteContent:
        """Return what stands in the widgets, exactly."""
        return NoteContent(
            title=self._title.title(),
            body=self._exact.edited(self._text.note_document.shown_text()),
            notebook=self._notebook,
            tags=self._header.tags.tags,
            is_pinned=self._header.pin_button.isChecked(),
        )

    def show(self, content: NoteContent) -> None:
        """Show a note from its start."""
        self._is_filling = True
        self._exact = ExactText(content.body)
        self._text.load(self._exact.shown)
        self._fill_fields(content)
        self._is_filling = False

    def settle(self) -> None:
        """Make text of what an input method is still composing."""
        self._text.settle_composition()

    def take(self, content: NoteContent) -> None:
        """Become `content`, touching only what differs; the user's place stays."""
        self._is_filling = True
        exact = ExactText(content.body)
        bring_in(self._text, exact.shown)
        self._exact = exact
        self._fill_fields(content)
        self._is_filling = False

    def move_to(self, notebook: Guid | None) -> None:
        """Put the note into another notebook, as the user."""
        if notebook != self._notebook:
            self._show_notebook(notebook)
            self.edited.emit()

    def refresh_notebook(self) -> None:
        """Read the notebook's name anew."""
        self._show_notebook(self._notebook)

    def _fill_fields(self, content: NoteContent) -> None:
        self._title.set_title(content.title)
        self._header.tags.set_tags(content.tags)
        self._header.show_pinned(content.is_pinned)
        self._show_notebook(content.notebook)

    def _show_notebook(self, notebook: Guid | None) -> None:
        self._notebook = notebook
        self._header.show_notebook(self._notebook_path(notebook) if notebook else ())

    def _on_edited(self) -> None:
        if not self._is_filling:
            self.edited.emit()
