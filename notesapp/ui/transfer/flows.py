"""Import and export: choose a folder, work in the background, say what was done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from notesapp.store.library import Library
from notesapp.transfer.export_markdown import export_folder
from notesapp.transfer.import_markdown import import_folder
from notesapp.transfer.report import (
    ExportReport,
    FolderInUse,
    FolderNotWritable,
    ImportReport,
    NothingThere,
)
from notesapp.ui.messages import describe
from notesapp.ui.tasks import Tasks
from notesapp.ui.theme import Theme
from notesapp.ui.transfer.report_dialog import ReportDialog


class TransferFlows(QObject):
    """Starts imports and exports for one window.

    Signals:
        happened: a sentence for a toast: what was done, when nothing needs a closer look.
    """

    happened = Signal(str)

    def __init__(self, library: Library, tasks: Tasks, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._library = library
        self._tasks = tasks
        self._theme = theme
        self._window = window

    @Slot()
    def choose_import(self) -> None:
        """Ask for a folder of Markdown files and import it."""
        self._choose(self.tr("Import a folder of Markdown files"), self.import_from)

    @Slot()
    def choose_export(self) -> None:
        """Ask for an empty folder and export all notes to it."""
        self._choose(self.tr("Export to an empty folder"), self.export_to)

    def import_from(self, folder: Path) -> None:
        """Import a folder; what couldn't be read is named at the end."""
        self.happened.emit(self.tr("Importing…"))
        self._tasks.submit(
            lambda: import_folder(self._library, folder), self._on_imported, self._on_failed
        )

    def export_to(self, folder: Path) -> None:
        """Export all notes to a folder, which must be empty."""
        self.happened.emit(self.tr("Exporting…"))
        self._tasks.submit(
            lambda: export_folder(self._library, folder), self._on_exported, self._on_failed
        )

    def _choose(self, title: str, use: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self._window, title)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda path: use(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object)
    def _on_imported(self, report: ImportReport) -> None:
        new = self.tr("%n note(s) imported", "", len(report.created))
        if not report.unreadable:
            self.happened.emit(new)
            return
        ReportDialog(
            self._theme,
            self.tr("Imported, except %n file(s)", "", len(report.unreadable)),
            self.tr("{new}. These files could not be read; they were left as they are.").format(
                new=new
            ),
            [f"{problem.path}: {problem.reason}" for problem in report.unreadable],
            self._window,
        ).open()

    @Slot(object)
    def _on_exported(self, report: ExportReport) -> None:
        said = self.tr("%n note(s) exported", "", report.written)
        if not report.unwritten:
            self.happened.emit(said)
            return
        ReportDialog(
            self._theme,
            self.tr("Exported, except %n note(s)", "", len(report.unwritten)),
            self.tr("These files could not be written. All notes are safe in the app."),
            [f"{problem.path}: {problem.reason}" for problem in report.unwritten],
            self._window,
        ).open()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        title, text = self._words(error)
        ReportDialog(self._theme, title, text, [], self._window).open()

    def _words(self, error: Exception) -> tuple[str, str]:
        match error:
            case NothingThere():
                return self.tr("Nothing to import"), self.tr(
                    "There is no such folder any more. Nothing was changed."
                )
            case FolderInUse():
                return self.tr("That folder isn’t empty"), self.tr(
                    "Choose an empty folder: an export never overwrites anything. "
                    "Nothing was written."
                )
            case FolderNotWritable():
                return self.tr("That folder can’t be written"), self.tr(
                    "Choose another one. Nothing was written."
                )
            case _:
                message = describe(error)
                return message.title, message.text
