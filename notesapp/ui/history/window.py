"""The window "History": a note's earlier versions beside the note as it is now."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from notesapp.core.changes import ChangeSet
from notesapp.core.ids import Guid, Rev
from notesapp.core.model import Version
from notesapp.store.library import Library
from notesapp.ui.conflicts.aligned_view import AlignedView
from notesapp.ui.conflicts.columns import SCROLL_ROOM
from notesapp.ui.conflicts.comparison import Comparison, Side
from notesapp.ui.conflicts.moments import moment_text, sentence, short_day
from notesapp.ui.conflicts.notice import Notice
from notesapp.ui.dates import full_date
from notesapp.ui.history import versions
from notesapp.ui.history.sentences import difference_text, reason_text
from notesapp.ui.history.version_heads import VersionHeads
from notesapp.ui.history.version_list import VersionList, VersionRow
from notesapp.ui.history.versions import History
from notesapp.ui.messages import describe
from notesapp.ui.placing import open_size
from notesapp.ui.tasks import Tasks
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import FlatButton
from notesapp.ui.widgets.empty_state import EmptyState
from notesapp.ui.widgets.labels import ElidedLabel, Label
from notesapp.ui.widgets.surface import Surface
from notesapp.ui.widgets.toast import Toast
from notesapp.workers.change_bus import ChangeBus


class HistoryWindow(QWidget):
    """Shows one note's history; never modal, there is one and it is shown again.

    Signals:
        note_made: the Guid of a new note that was made of a version.
    """

    note_made = Signal(object)

    def __init__(
        self,
        library: Library,
        tasks: Tasks,
        change_bus: ChangeBus,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._library = library
        self._tasks = tasks
        self._theme = theme
        self._guid: Guid | None = None
        self._history: History | None = None
        self._selected: Version | None = None
        self._partner: Rev | None = None
        self._build_ui()
        self._connect_signals()
        change_bus.changed.connect(self._on_library_changed)

    def show_history(self, guid: Guid) -> None:
        """Show this note's history, in front of everything."""
        if guid != self._guid:
            self._history = self._selected = self._partner = None
        self._guid = guid
        self.show()
        self.raise_()
        self.activateWindow()
        self._load()

    # --- building --------------------------------------------------------------------------

    def _build_ui(self) -> None:
        theme = self._theme
        self.setWindowTitle(self.tr("History"))
        self.setMinimumSize(760, 480)
        open_size(self, QSize(1240, 820))
        self.list = VersionList(theme, self)
        self.headline = ElidedLabel(theme, "", self, font="heading", weight=QFont.Weight.DemiBold)
        self.summary = Label(theme, "", self, font="list", colour="text_secondary")
        self.summary.setWordWrap(True)
        words = QVBoxLayout()
        words.setContentsMargins(18, 14, 18, 12)
        words.setSpacing(3)
        words.addWidget(self.headline)
        words.addWidget(self.summary)
        self.notice = Notice(theme, self)
        self.heads = VersionHeads(theme, self)
        self.view = AlignedView(theme, self)
        self._body = Surface(theme, "editor", self)
        self._body.installEventFilter(self)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(words)
        column.addWidget(self.notice)
        column.addWidget(self.heads)
        column.addWidget(self.view, stretch=1)
        column.addLayout(self._footer())
        self.empty = EmptyState(theme, self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._body)
        self._pages.addWidget(self.empty)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(self._pages, stretch=1)
        self.toast = Toast(theme, self)

    def _footer(self) -> QHBoxLayout:
        self.save_as_note = FlatButton(self.tr("Save as a new note"), parent=self)
        self.save_as_note.setMinimumHeight(38)
        self.close_button = FlatButton(self.tr("Close"), "ghost", self)
        self.close_button.setMinimumHeight(38)
        footer = QHBoxLayout()
        footer.setContentsMargins(17, 12, 17, 12)
        footer.addWidget(self.save_as_note)
        footer.addStretch()
        footer.addWidget(self.close_button)
        return footer

    def _connect_signals(self) -> None:
        self.list.chosen.connect(self._on_chosen)
        self.heads.restore_requested.connect(self._restore)
        self.heads.partner_chosen.connect(self._on_partner_chosen)
        self.save_as_note.clicked.connect(self._save_as_note)
        self.close_button.clicked.connect(self.close)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)

    # --- showing ---------------------------------------------------------------------------

    def _load(self) -> None:
        if self._guid is not None:
            self._tasks.submit(
                partial(versions.load, self._library, self._guid), self._on_loaded, self._on_failed
            )

    def _on_loaded(self, history: History) -> None:
        if history.guid != self._guid:
            return
        self._history = history
        title = history.current.content.title.strip() or self.tr("Untitled")
        self.headline.setText(self.tr("History of “{title}”").format(title=title))
        if len(history.versions) == 1:
            self.list.hide()
            self.empty.say(
                "history",
                self.tr("No earlier versions yet."),
                self.tr("They appear here while you write."),
            )
            self._pages.setCurrentWidget(self.empty)
            return
        self.list.show()
        self._pages.setCurrentWidget(self._body)
        kept = {version.rev for version in history.versions[1:]}
        before = self._selected
        selected = before.rev if before and before.rev in kept else history.versions[1].rev
        self._selected = None
        now = self._library.clock.now()
        rows = [self._row(version, now) for version in history.versions]
        if self._partner not in kept:
            self._partner = None
        self.heads.offer_partners(rows, self._partner or history.current.rev)
        self.list.show_rows(rows, selected)
        self._on_chosen(selected)

    def _row(self, version: Version, now: datetime) -> VersionRow:
        is_current = self._history is not None and version.rev == self._history.current.rev
        when = sentence(moment_text(version.made_at, now))
        reason = reason_text(version, self._library.device_name)
        if is_current:
            reason = self.tr("As it is now · {reason}").format(reason=reason)
        return VersionRow(
            version.rev, when, full_date(version.made_at), reason, version.reason, is_current
        )

    def _on_chosen(self, rev: str) -> None:
        history = self._history
        if history is None:
            return
        version = next((v for v in history.versions if v.rev == Rev(rev)), None)
        if version is None or version == self._selected:
            return
        self._selected = version
        self._compare()

    def _on_partner_chosen(self, rev: str) -> None:
        history = self._history
        is_current = history is None or rev == history.current.rev
        self._partner = None if is_current else Rev(rev)
        self._compare()

    @property
    def _left(self) -> Version | None:
        """The version in the first column: the note now, or another that was chosen."""
        versions_now = self._history.versions if self._history is not None else ()
        chosen = (version for version in versions_now if version.rev == self._partner)
        return next(chosen, versions_now[0] if versions_now else None)

    def _compare(self) -> None:
        left, selected = self._left, self._selected
        if left is not None and selected is not None:
            self._tasks.submit(
                partial(versions.difference, left, selected), self._on_compared, self._on_failed
            )

    def _on_compared(self, comparison: Comparison) -> None:
        history, selected, left = self._history, self._selected, self._left
        shown = (comparison.conflict.this.rev, comparison.conflict.other.rev)
        if history is None or selected is None or left is None:
            return
        if shown != (left.rev, selected.rev):
            return  # another one was selected meanwhile
        now, here = self._library.clock.now(), self._library.device_name
        when, left_when = (moment_text(v.made_at, now) for v in (selected, left))
        is_now = left.rev == history.current.rev
        self.summary.setText(difference_text(comparison, is_now=is_now))
        self.heads.show_partner(
            self.tr("Now") if is_now else sentence(left_when),
            self.tr("The note as it is now") if is_now else reason_text(left, here),
        )
        is_current = selected.rev == history.current.rev
        self.heads.show_version(
            sentence(when), reason_text(selected, here), can_restore=not is_current
        )
        self._fit_columns()
        self.view.show_comparison(comparison)
        panes = self.view.content.panes
        panes[Side.THIS].setAccessibleName(
            self.tr("The note as it is now")
            if is_now
            else self.tr("Version of {when}").format(when=left_when)
        )
        panes[Side.OTHER].setAccessibleName(self.tr("Version of {when}").format(when=when))

    # --- doing -----------------------------------------------------------------------------

    def _restore(self) -> None:
        if self._selected is None or self._history is None:
            return
        before = self._history.current.rev
        self._tasks.submit(
            partial(versions.restore, self._library, self._selected.rev),
            lambda _guid: self._on_restored(before),
            self._on_failed,
        )

    def _on_restored(self, before: Rev) -> None:
        self.toast.show_event(
            self.tr("The version was brought back"),
            self.tr("Undo"),
            lambda: self._tasks.submit(
                partial(versions.restore, self._library, before), None, self._on_failed
            ),
        )
        self._selected = None
        self._load()

    def _save_as_note(self) -> None:
        version = self._selected
        if version is None:
            return
        title = self.tr("{title} (version of {day})").format(
            title=version.content.title.strip() or self.tr("Untitled"),
            day=short_day(version.made_at, self._library.clock.now()),
        )
        self._tasks.submit(
            partial(versions.save_as_note, self._library, version, title),
            self._on_saved_as_note,
            self._on_failed,
        )

    def _on_saved_as_note(self, guid: Guid) -> None:
        self.toast.show_event(self.tr("Saved as a new note beside this one"))
        self.note_made.emit(guid)

    def _on_failed(self, error: Exception) -> None:
        message = describe(error)
        self.notice.say(f"{message.title}. {message.text}")

    @Slot(object)
    def _on_library_changed(self, changes: ChangeSet) -> None:
        if self.isVisible() and (changes.is_everything or self._guid in changes.notes):
            self._load()

    # --- Qt --------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._body and event.type() == QEvent.Type.Resize:
            self._fit_columns()
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            # It may stand behind the main window.
            handle.setTransientParent(None)  # type: ignore[arg-type]

    def _fit_columns(self) -> None:
        self.heads.set_columns_width(self._body.width() - SCROLL_ROOM)
