"""Settings: where the notes lie, their backups, and what this program is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from notesapp import __version__
from notesapp.store.library import Library
from notesapp.ui.messages import describe
from notesapp.ui.preferences.page import SettingsPage
from notesapp.ui.tasks import Tasks
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import FlatButton


class DataPage(SettingsPage):
    """Backups, import and export, and the folder that holds it all.

    Signals:
        import_requested, export_requested: a dialog is to be opened.
    """

    import_requested = Signal()
    export_requested = Signal()

    def __init__(
        self, theme: Theme, library: Library, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        title = QCoreApplication.translate("DataPage", "Your data")
        super().__init__(theme, title, parent)
        self._library = library
        self._tasks = tasks
        self.add_heading(self.tr("Where your notes are"))
        where = self.add_text(str(library.profile))
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        show = FlatButton(self.tr("Show the folder"), parent=self)
        show.clicked.connect(self._on_show_folder)
        self.add_buttons(show)
        self.add_heading(self.tr("Backups"))
        self.add_text(
            self.tr(
                "A copy of all notes is made by itself, at most once a day; the last seven are "
                "kept. If the notes’ file should ever be damaged, the app offers the newest one."
            )
        )
        self._backup = FlatButton(self.tr("Back up now"), parent=self)
        self._backup.clicked.connect(self._on_back_up)
        self.add_buttons(self._backup)
        self._outcome = self.add_text("")
        self.add_heading(self.tr("Markdown files"))
        self.add_text(self.tr("Notes come in and go out as plain Markdown files in folders."))
        take_in = FlatButton(self.tr("Import…"), parent=self)
        take_in.clicked.connect(self.import_requested)
        take_out = FlatButton(self.tr("Export…"), parent=self)
        take_out.clicked.connect(self.export_requested)
        self.add_buttons(take_in, take_out)
        self.add_heading(self.tr("About"))
        self.add_text(
            self.tr("notesapp {version}. Apache License 2.0. Icons: Lucide, ISC License.").format(
                version=__version__
            )
        )
        self.fill()

    @Slot()
    def _on_show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._library.profile)))

    @Slot()
    def _on_back_up(self) -> None:
        self._backup.setEnabled(False)
        self._tasks.submit(self._library.back_up, self._on_backed_up, self._on_failed)

    @Slot(object)
    def _on_backed_up(self, path: Path) -> None:
        self._backup.setEnabled(True)
        self._outcome.setText(self.tr("Backed up to {name}.").format(name=path.name))

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._backup.setEnabled(True)
        message = describe(error)
        self._outcome.setText(f"{message.title}. {message.text}")
