"""The particulars of sync, over the card: the last run, what was not sent and why, what comes next."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from notesapp.core.errors import NotFound
from notesapp.core.ids import Guid
from notesapp.store.library import Library
from notesapp.sync.report import Rejected
from notesapp.ui.icons import icon
from notesapp.ui.messages import Remedy, clock_text, describe
from notesapp.ui.syncing.wording import progress_text, rejection_text, report_text
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import FlatButton
from notesapp.ui.widgets.labels import Label
from notesapp.ui.widgets.popover import Popover
from notesapp.workers.sync_controller import SyncController
from notesapp.workers.sync_status import SyncState, SyncStatus

_WIDTH = 340
_SHOWN_REJECTIONS = 5
_SHOWN_COMBINED = 5


class SyncPopover(Popover):
    """Opens on a click on the sync card and follows the run under way.

    Signals:
        note_requested: a guid whose note is to be opened.
        history_requested: a guid whose history is to be opened (combined automatically).
        settings_requested, set_up_requested, sign_in_requested, review_requested,
            deletion_review_requested: its buttons.
    """

    note_requested = Signal(str)
    history_requested = Signal(str)
    settings_requested = Signal()
    set_up_requested = Signal()
    sign_in_requested = Signal()
    review_requested = Signal()
    deletion_review_requested = Signal()

    def __init__(
        self, library: Library, controller: SyncController, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(theme, parent)
        self._library = library
        self._controller = controller
        self._anchor: QWidget | None = None
        self._body = QVBoxLayout(self.content)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(8)
        self.content.setFixedWidth(_WIDTH)
        controller.status_changed.connect(self._on_status_changed)

    def toggle_over(self, anchor: QWidget) -> None:
        """Open over the card, or close if open."""
        if self.isVisible():
            self.dismiss()
            return
        self._anchor = anchor
        self._fill(self._controller.status)
        self.open_over(anchor)

    @Slot(object)
    def _on_status_changed(self, status: SyncStatus) -> None:
        if self.isVisible() and self._anchor is not None:
            self._fill(status)
            self.open_over(self._anchor)

    def _fill(self, status: SyncStatus) -> None:
        self._clear()
        match status.state:
            case SyncState.NOT_SET_UP:
                self._say_not_set_up()
            case SyncState.RUNNING:
                self._say_running(status)
            case _ if status.error is not None:
                self._say_stopped(status)
            case _:
                self._say_done(status)

    def _say_not_set_up(self) -> None:
        self._title(self.tr("On this computer only"))
        self._text(
            self.tr(
                "Everything you write is saved here. Set up sync to have your notes on your "
                "other computers too."
            )
        )
        self._buttons(self._button(self.tr("Set up sync…"), self.set_up_requested))

    def _say_running(self, status: SyncStatus) -> None:
        self._title(self.tr("Syncing"))
        self._text(progress_text(status.progress))
        bar = QProgressBar(self.content)
        bar.setTextVisible(False)
        bar.setFixedHeight(6)
        bar.setAccessibleName(self.tr("Progress of sync"))
        progress = status.progress
        if progress is not None and progress.total:
            bar.setRange(0, progress.total)
            bar.setValue(progress.done)
        else:
            bar.setRange(0, 0)
        self._body.addWidget(bar)
        self._text(self.tr("You can keep writing. Notes appear as they arrive."), "list")
        self._buttons(self._button(self.tr("Stop"), self._controller.stop))

    def _say_stopped(self, status: SyncStatus) -> None:
        assert status.error is not None
        message = describe(status.error)
        self._title(message.title)
        self._text(message.text)
        if status.next_try_at is not None:
            time = clock_text(status.next_try_at)
            self._text(self.tr("Next try at {time}.").format(time=time), "list")
        details = Label(
            self._theme, message.details, self.content, font="small", colour="text_faint"
        )
        details.setWordWrap(True)
        details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        details.hide()
        self._body.addWidget(details)
        show = self._button(self.tr("Details"), details.show, "ghost")
        show.clicked.connect(self._fit)
        buttons = [show]
        if message.remedy is Remedy.SIGN_IN:
            buttons.append(self._button(self.tr("Sign in…"), self.sign_in_requested))
        elif message.remedy is Remedy.REVIEW_DELETION:
            buttons.append(self._button(self.tr("Review…"), self.deletion_review_requested))
        else:
            buttons.append(self._button(self.tr("Try now"), self._controller.sync_now))
        self._buttons(*buttons)

    def _say_done(self, status: SyncStatus) -> None:
        report = status.report
        rejected = report.rejected if report else ()
        if rejected:
            only = len(rejected) == 1
            self._title(
                self.tr("Synced, except 1 note")
                if only
                else self.tr("Synced, except {n} notes").format(n=len(rejected))
            )
        elif status.decisions:
            self._title(self.tr("Synced, some notes need your decision"))
        elif status.unsent:
            self._title(self.tr("Notes to send: {n}").format(n=status.unsent))
        else:
            self._title(self.tr("Up to date"))
        if report is not None:
            self._text(report_text(report))
            self._list_combined(report.combined)
        if status.decisions:
            self._text(self.tr("Both versions of each are kept. Decide when it suits you."), "list")
        for item in rejected[:_SHOWN_REJECTIONS]:
            self._row_rejected(item)
        if rejected:
            self._text(self.tr("What was not sent is safe on this computer."), "list")
        if status.next_try_at is not None:
            time = clock_text(status.next_try_at)
            self._text(self.tr("Next sync at {time}.").format(time=time), "list")
        buttons = [self._button(self.tr("Settings…"), self.settings_requested, "ghost")]
        if status.decisions:
            buttons.append(self._button(self.tr("Review"), self.review_requested))
        buttons.append(self._button(self.tr("Sync now"), self._controller.sync_now))
        self._buttons(*buttons)

    def _list_combined(self, guids: tuple[Guid, ...]) -> None:
        if not guids:
            return
        text = (
            self.tr("1 note was combined automatically:")
            if len(guids) == 1
            else self.tr("{n} notes were combined automatically:").format(n=len(guids))
        )
        self._text(text, "list")
        for guid in guids[:_SHOWN_COMBINED]:
            title = self._title_of(guid)
            if title is not None:
                show = self._row(
                    "merge", "ok", title, self.tr("Both edits are in it."), self.tr("History")
                )
                show.clicked.connect(_emitting(self.history_requested, guid))

    def _row_rejected(self, item: Rejected) -> None:
        title = self._title_of(item.guid) or self.tr("A notebook")
        open_button = self._row(
            "triangle-alert", "warn", title, rejection_text(item.code), self.tr("Open")
        )
        open_button.clicked.connect(_emitting(self.note_requested, item.guid))

    def _title_of(self, guid: Guid) -> str | None:
        try:
            with self._library.read() as view:
                return view.notes.get(guid).title or self.tr("Untitled")
        except NotFound:
            return None

    def _title(self, text: str) -> None:
        label = Label(self._theme, text, self.content, font="section", weight=QFont.Weight.DemiBold)
        label.setWordWrap(True)
        self._body.addWidget(label)

    def _text(self, text: str, font: str = "body") -> None:
        label = Label(
            self._theme,
            text,
            self.content,
            font="list" if font == "list" else "body",
            colour="text_secondary",
        )
        label.setWordWrap(True)
        self._body.addWidget(label)

    def _row(self, icon_name: str, role: str, title: str, text: str, action: str) -> FlatButton:
        picture = QLabel(self.content)
        picture.setPixmap(
            icon(icon_name, "ok" if role == "ok" else "warn").pixmap(
                QSize(18, 18), self.devicePixelRatioF()
            )
        )
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Label(self._theme, title, self.content, font="list"))
        reason = Label(self._theme, text, self.content, font="small", colour="text_secondary")
        reason.setWordWrap(True)
        words.addWidget(reason)
        button = FlatButton(action, "ghost", self.content)
        button.setAccessibleName(f"{action}: {title}")
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(picture, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(button)
        self._body.addLayout(row)
        return button

    def _button(self, text: str, slot: object, kind: str = "secondary") -> FlatButton:
        button = FlatButton(text, "ghost" if kind == "ghost" else "secondary", self.content)
        button.clicked.connect(slot)
        return button

    def _buttons(self, *buttons: FlatButton) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 6, 0, 0)
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        self._body.addLayout(row)

    @Slot()
    def _fit(self) -> None:
        if self._anchor is not None:
            self.open_over(self._anchor)

    def _clear(self) -> None:
        _empty(self._body)


def _emitting(signal: object, guid: Guid) -> object:
    """Return a slot that emits `signal` with a note's id, whatever the button sends."""
    return lambda *_ignored: signal.emit(guid)  # type: ignore[attr-defined]


def _empty(layout: QVBoxLayout | QHBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            # Hidden at once, deleted later: this may run inside one of its own signals.
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner := item.layout(), (QVBoxLayout, QHBoxLayout)):
            _empty(inner)
