"""The window "Compare versions": all notes changed in two places, and their answers."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from notesapp.core.changes import ChangeSet
from notesapp.core.ids import Guid
from notesapp.store.library import Library
from notesapp.ui.conflicts import summary
from notesapp.ui.conflicts.announcements import announce
from notesapp.ui.conflicts.areas import AreaCycle, chain_tab_order
from notesapp.ui.conflicts.body import CompareBody
from notesapp.ui.conflicts.commands import add_commands, menu_of
from notesapp.ui.conflicts.controller import CompareController, Decided
from notesapp.ui.conflicts.deciding import Deciding
from notesapp.ui.conflicts.model import Pick
from notesapp.ui.conflicts.remembered import RememberedLayout
from notesapp.ui.conflicts.same_answer import SameAnswerDialog
from notesapp.ui.conflicts.waiting_list import WaitingList
from notesapp.ui.messages import describe
from notesapp.ui.placing import open_size
from notesapp.ui.tasks import Tasks
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.empty_state import EmptyState
from notesapp.ui.widgets.surface import Surface
from notesapp.ui.widgets.toast import Toast
from notesapp.workers.change_bus import ChangeBus


class CompareWindow(QWidget):
    """Shows one clash at a time; never modal, there is one and it is shown again.

    Signals:
        resolved: a Guid and the Keep that was chosen for it; None with one answer for all.
    """

    resolved = Signal(object, object)

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
        self._theme = theme
        self._is_fresh = False
        self.controller = CompareController(library, tasks, self)
        self._build_ui()
        self.deciding = Deciding(self.controller, self.body)
        self._layout = RememberedLayout(library.profile, self, self.body.page.splitter)
        self._layout.restore()
        self._build_commands()
        self._connect_signals()
        change_bus.changed.connect(self._on_library_changed)

    def show_conflict(self, guid: Guid | None) -> None:
        """Show this clash, or the first that waits, in front of everything."""
        self._is_fresh = True
        self.show()
        self.raise_()
        self.activateWindow()
        self.controller.begin(guid)

    # --- building --------------------------------------------------------------------------

    def _build_ui(self) -> None:
        theme = self._theme
        self.setWindowTitle(self.tr("Compare versions"))
        self.setMinimumSize(820, 560)
        open_size(self, QSize(1440, 960))
        self.waiting = WaitingList(theme, self)
        self.waiting.hide()
        self.body = CompareBody(theme, self)
        self.done = EmptyState(theme, self, title_font="heading")
        self._pages = QStackedWidget(self)
        self._pages.addWidget(Surface(theme, "editor", self))
        self._pages.addWidget(self.body)
        self._pages.addWidget(self.done)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.waiting)
        row.addWidget(self._pages, stretch=1)
        self.toast = Toast(theme, self)
        self.toast.stand_over(self.body.middle)  # over the footer it would cover the answers

    def _build_commands(self) -> None:
        do = self.deciding
        self.commands = add_commands(
            self,
            {
                "next": lambda: do.step(1),
                "previous": lambda: do.step(-1),
                "take_this": lambda: do.pick_by_key(Pick.THIS),
                "take_other": lambda: do.pick_by_key(Pick.OTHER),
                "take_both": do.pick_middle_by_key,
                "undecide": lambda: do.pick_by_key(Pick.UNDECIDED),
                "undo": do.undo,
                "redo": do.redo,
                "save": do.save,
                "later": self.close,
                "next_note": lambda: self.controller.open_neighbour(1),
                "previous_note": lambda: self.controller.open_neighbour(-1),
                "next_area": lambda: self._areas.go(1),
                "previous_area": lambda: self._areas.go(-1),
                "earlier": self._show_earlier,
                "as_list": self._show_as_list,
            },
            is_mac=sys.platform == "darwin",
        )
        self.body.header.more.setMenu(menu_of(self.commands, self))
        self._areas = AreaCycle(lambda: [self.waiting.view, *self.body.areas(do.current)])

    def _connect_signals(self) -> None:
        control = self.controller
        control.rows_changed.connect(self._show_rows)
        control.opened.connect(self._show_opened)
        control.answers_changed.connect(self._show_answers)
        control.emptied.connect(self._show_done)
        control.decided.connect(self._on_decided)
        control.taken_back.connect(self._on_taken_back)
        control.noticed.connect(self._on_noticed)
        control.failed.connect(self._on_failed)
        self.deciding.current_changed.connect(self._show_enabled)
        self.waiting.chosen.connect(control.open)
        self.waiting.same_answer_requested.connect(self._ask_same_answer)
        self.body.footer.later_requested.connect(self.close)
        self.body.page.view.content.controls.made.connect(self._chain_tab_order)

    # --- showing ---------------------------------------------------------------------------

    def _show_rows(self) -> None:
        rows = self.controller.rows
        self.waiting.show_rows(rows, self.controller.current)
        self.waiting.setVisible(len(rows) > 1)

    def _show_opened(self) -> None:
        now = self._library.clock.now()
        self._pages.setCurrentWidget(self.body)
        if self.controller.model is not None:
            self.body.show_model(self.controller.model, now)
        elif self.controller.deletion is not None:
            self.body.show_deletion(self.controller.deletion, now)
        self.deciding.begin()
        self._show_lost_typing()
        self._chain_tab_order()
        if self._is_fresh:
            self._is_fresh = False
            first = self.body.answer_widget(self.deciding.current)
            (first if first.isVisible() else self.body.footer.save).setFocus()

    def _show_answers(self) -> None:
        self.body.refresh()
        self._show_enabled()

    def _show_enabled(self) -> None:
        model = self.controller.model
        has_current = self.deciding.current is not None and model is not None
        for name in ("take_this", "take_other", "take_both", "undecide", "next", "previous"):
            self.commands[name].setEnabled(has_current)
        can_undo = model is not None and model.can_undo
        self.commands["undo"].setEnabled(can_undo or self.controller.can_take_back)
        self.commands["redo"].setEnabled(model is not None and model.can_redo)
        self.commands["earlier"].setEnabled(model is not None and model.comparison.has_base)

    def _show_done(self) -> None:
        self._show_enabled()
        self.done.say(
            "circle-check",
            self.tr("All decided"),
            self.tr("No note waits for a decision. Every version is in its note’s history."),
            "ok",
        )
        close = self.done.add_button(self.tr("Close"), "primary")
        close.clicked.connect(self.close)
        self._pages.setCurrentWidget(self.done)
        close.setFocus()
        announce(self, self.tr("All decided"))

    def _show_lost_typing(self) -> None:
        lost = self.controller.lost_typing
        if lost:
            self.body.notice.offer_text(
                self.tr("A passage you typed over has changed. Your words are kept here."),
                "\n".join(lost),
            )

    def _show_earlier(self) -> None:
        is_shown = self.commands["earlier"].isChecked()
        self.body.page.view.show_earlier_text(is_shown=is_shown)

    def _show_as_list(self) -> None:
        self.body.page.show_as_list(is_list=self.commands["as_list"].isChecked())

    def _ask_same_answer(self) -> None:
        dialog = SameAnswerDialog(self._theme, self.controller.waiting, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.rule_chosen.connect(self.controller.decide_all)
        dialog.open()

    # --- what the controller says ----------------------------------------------------------

    def _on_decided(self, done: Decided) -> None:
        self.body.notice.hide()
        self.toast.show_event(
            summary.toast_text(done.keep, done.device, len(done.guids)),
            self.tr("Undo"),
            self.controller.take_back,
        )
        for guid in done.guids:
            self.resolved.emit(guid, done.keep)

    def _on_taken_back(self, guids: object) -> None:
        self.toast.show_event(self.tr("Undone. The note waits for your decision again."))

    def _on_noticed(self, text: str) -> None:
        self.body.notice.say(text)
        announce(self, text)

    def _on_failed(self, error: Exception) -> None:
        message = describe(error)
        self.body.notice.say(f"{message.title}. {message.text}")
        if self.controller.shown is None:
            self.done.say("triangle-alert", message.title, message.text, "warn")
            again = self.done.add_button(self.tr("Try again"), "primary")
            again.clicked.connect(self.controller.reload)
            self._pages.setCurrentWidget(self.done)

    @Slot(object)
    def _on_library_changed(self, changes: ChangeSet) -> None:
        if self.isVisible():
            self.controller.on_changed(changes)

    # --- Qt --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.body.page.set_window_height(self.height())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            # It may stand behind the main window.
            handle.setTransientParent(None)  # type: ignore[arg-type]

    def closeEvent(self, event: QCloseEvent) -> None:
        self.controller.keep_draft()
        self._layout.save()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.controller.keep_draft()

    def _chain_tab_order(self) -> None:
        chain_tab_order([self.waiting.view, self.waiting.same_answer, *self.body.tab_chain()])
