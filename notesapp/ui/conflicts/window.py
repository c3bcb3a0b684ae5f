"""The window "Compare versions": all notes changed in two places, and their answers."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from notesapp.core.changes import ChangeSet
from notesapp.core.conflict import Keep
from notesapp.core.ids import Guid
from notesapp.store.library import Library
from notesapp.ui.conflicts import summary
from notesapp.ui.conflicts.announcements import announce, difference_text
from notesapp.ui.conflicts.areas import AreaCycle, chain_tab_order
from notesapp.ui.conflicts.columns import SCROLL_ROOM
from notesapp.ui.conflicts.commands import add_commands, menu_of
from notesapp.ui.conflicts.compare_page import ComparePage
from notesapp.ui.conflicts.comparison import Part, Side
from notesapp.ui.conflicts.controller import CompareController, Decided
from notesapp.ui.conflicts.deleted_view import DeletedView
from notesapp.ui.conflicts.fields import FieldRows
from notesapp.ui.conflicts.footer import Footer
from notesapp.ui.conflicts.header import Header
from notesapp.ui.conflicts.heads import ColumnHeads
from notesapp.ui.conflicts.model import Pick
from notesapp.ui.conflicts.notice import Notice
from notesapp.ui.conflicts.same_answer import SameAnswerDialog
from notesapp.ui.conflicts.session import Rule
from notesapp.ui.conflicts.waiting_list import WaitingList
from notesapp.ui.messages import describe
from notesapp.ui.tasks import Tasks
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.empty_state import EmptyState
from notesapp.ui.widgets.surface import Surface
from notesapp.ui.widgets.toast import Toast
from notesapp.workers.change_bus import ChangeBus

_TYPING_PAUSE_MS = 1200
"""Keys after a longer pause are an undo step of their own."""


class CompareWindow(QWidget):
    """Shows one clash at a time; never modal, there is one and it is shown again.

    Signals:
        resolved: a Guid and the Keep that was chosen for it.
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
        self._part: Part | None = None
        self._controller = CompareController(library, tasks, self)
        self._build_ui()
        self._typing_pause = QTimer(self)
        self._typing_pause.setSingleShot(True)
        self._typing_pause.setInterval(_TYPING_PAUSE_MS)
        self._typing_pause.timeout.connect(self._on_typing_paused)
        self._build_commands()
        self._connect_signals()
        change_bus.changed.connect(self._on_library_changed)

    def show_conflict(self, guid: Guid | None) -> None:
        """Show this clash, or the first that waits, in front of everything."""
        self.show()
        self.raise_()
        self.activateWindow()
        self._controller.begin(guid)

    @property
    def controller(self) -> CompareController:
        """What is open and decided."""
        return self._controller

    # --- building --------------------------------------------------------------------------

    def _build_ui(self) -> None:
        theme = self._theme
        self.setWindowTitle(self.tr("Compare versions"))
        self.resize(1440, 960)
        self.setMinimumSize(820, 560)
        self.waiting = WaitingList(theme, self)
        self.waiting.hide()
        self.header = Header(theme, self)
        self.notice = Notice(theme, self)
        self.heads = ColumnHeads(theme, self)
        self.fields = FieldRows(theme, self)
        self.page = ComparePage(theme, self)
        self.deleted = DeletedView(theme, self)
        self._middle = QStackedWidget(self)
        self._middle.addWidget(self.page)
        self._middle.addWidget(self.deleted)
        self.footer = Footer(theme, self)
        self._body = Surface(theme, "editor", self)
        self._body.installEventFilter(self)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.header, self.notice, _Rule(theme, self), self.heads, self.fields):
            column.addWidget(widget)
        column.addWidget(_Rule(theme, self))
        column.addWidget(self._middle, stretch=1)
        column.addWidget(_Rule(theme, self))
        column.addWidget(self.footer)
        self.done = EmptyState(theme, self, title_font="heading")
        self._pages = QStackedWidget(self)
        self._pages.addWidget(Surface(theme, "editor", self))
        self._pages.addWidget(self._body)
        self._pages.addWidget(self.done)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.waiting)
        row.addWidget(self._pages, stretch=1)
        self.toast = Toast(theme, self)

    def _build_commands(self) -> None:
        self.commands = add_commands(
            self,
            {
                "next": lambda: self._step(1),
                "previous": lambda: self._step(-1),
                "take_this": lambda: self._pick_by_key(Pick.THIS),
                "take_other": lambda: self._pick_by_key(Pick.OTHER),
                "take_both": self._pick_middle_by_key,
                "undecide": lambda: self._pick_by_key(Pick.UNDECIDED),
                "undo": self._undo,
                "redo": self._redo,
                "save": self._save,
                "later": self.close,
                "next_note": lambda: self._controller.open_neighbour(1),
                "previous_note": lambda: self._controller.open_neighbour(-1),
                "next_area": lambda: self._areas.go(1),
                "previous_area": lambda: self._areas.go(-1),
                "earlier": self._show_earlier,
                "as_list": self._show_as_list,
            },
            is_mac=sys.platform == "darwin",
        )
        self.header.more.setMenu(menu_of(self.commands, self))
        self._areas = AreaCycle(
            lambda: [
                self.waiting.view,
                *list(self.fields.tiles.values())[:1],
                self._answer_widget() or self.page.view.content.panes[Side.THIS],
                self.page.result.text,
                self.footer.save,
            ]
        )

    def _connect_signals(self) -> None:
        control = self._controller
        control.rows_changed.connect(self._show_rows)
        control.opened.connect(self._show_opened)
        control.answers_changed.connect(self._show_answers)
        control.emptied.connect(self._show_done)
        control.decided.connect(self._on_decided)
        control.taken_back.connect(self._on_taken_back)
        control.noticed.connect(self._on_noticed)
        control.failed.connect(self._on_failed)
        self.waiting.chosen.connect(control.open)
        self.waiting.same_answer_requested.connect(self._ask_same_answer)
        self.header.step_requested.connect(self._step)
        self.heads.keep_requested.connect(lambda side: control.keep(Keep(side.value)))
        self.fields.chosen.connect(self._on_field_chosen)
        self.page.picked.connect(self._on_picked)
        self.page.toggled.connect(self._on_toggled)
        self.page.part_activated.connect(self._make_current)
        self.page.typed.connect(self._on_typed)
        self.page.view.content.controls.made.connect(self._chain_tab_order)
        self.footer.both_requested.connect(lambda: control.keep(Keep.BOTH))
        self.footer.later_requested.connect(self.close)
        self.footer.save_requested.connect(self._save)

    # --- showing ---------------------------------------------------------------------------

    def _show_rows(self) -> None:
        rows = self._controller.rows
        self.waiting.show_rows(rows, self._controller.current)
        self.waiting.setVisible(len(rows) > 1)

    def _show_opened(self) -> None:
        control = self._controller
        now = self._library.clock.now()
        shown = control.shown
        if shown is None:
            return
        self.heads.show_conflict(shown.conflict, now)
        self._pages.setCurrentWidget(self._body)
        if control.model is not None:
            model = control.model
            self.header.show_comparison(model.comparison)
            self.fields.show_model(model)
            self.footer.show_for_comparison()
            self._middle.setCurrentWidget(self.page)
            self._fit_columns()
            self.page.show_model(model)
            asked = model.comparison.asked
            self._part = None
            if asked:
                self._make_current(asked[0], go=False)
        elif control.deletion is not None:
            self._part = None
            self.header.show_deletion(control.deletion)
            self.fields.hide()
            self.footer.show_for_deletion()
            self._middle.setCurrentWidget(self.deleted)
            self.deleted.show_deletion(control.deletion, now)
            self._fit_columns()
        self._show_lost_typing()
        self._show_enabled()
        self._chain_tab_order()

    def _show_answers(self) -> None:
        self.page.refresh()
        self.fields.refresh()
        self._show_enabled()

    def _show_enabled(self) -> None:
        model = self._controller.model
        for name in ("take_this", "take_other", "take_both", "undecide", "next", "previous"):
            self.commands[name].setEnabled(self._part is not None)
        self.commands["undo"].setEnabled(
            (model is not None and model.can_undo) or self._controller.can_take_back
        )
        self.commands["redo"].setEnabled(model is not None and model.can_redo)
        self.commands["earlier"].setEnabled(model is not None and model.comparison.has_base)

    def _show_done(self) -> None:
        self._part = None
        self._show_enabled()
        self.done.say(
            "circle-check",
            self.tr("All decided"),
            self.tr("No note waits for a decision. Every version is in its note’s history."),
            "ok",
        )
        self.done.add_button(self.tr("Close"), "primary").clicked.connect(self.close)
        self._pages.setCurrentWidget(self.done)
        announce(self, self.tr("All decided"))

    def _show_lost_typing(self) -> None:
        lost = self._controller.lost_typing
        if lost:
            self.notice.offer_text(
                self.tr("A passage you typed over has changed. Your words are kept here."),
                "\n".join(lost),
            )

    def _show_earlier(self) -> None:
        self.page.view.show_earlier_text(is_shown=self.commands["earlier"].isChecked())

    def _show_as_list(self) -> None:
        self.page.show_as_list(is_list=self.commands["as_list"].isChecked())

    # --- deciding --------------------------------------------------------------------------

    def _on_picked(self, part: Part, pick: Pick) -> None:
        model = self._controller.model
        if model is None:
            return
        model.pick(part, pick)
        self.page.result.scroll_to(part)
        announce(self, difference_text(model, part))

    def _on_toggled(self, part: Part) -> None:
        model = self._controller.model
        if model is not None:
            model.put_in(part) if model.is_left_out(part) else model.leave_out(part)
            self.page.result.scroll_to(part)

    def _on_typed(self, texts: dict[int, str]) -> None:
        if self._controller.model is not None:
            self._controller.model.type_over(texts)
            self._typing_pause.start()

    def _on_typing_paused(self) -> None:
        if self._controller.model is not None:
            self._controller.model.end_typing()

    def _on_field_chosen(self, name: str, side: Side) -> None:
        if self._controller.model is not None:
            self._controller.model.choose_field(name, side)

    def _pick_by_key(self, pick: Pick) -> None:
        """Answer the current difference; an answer moves on to the next open one."""
        model, part = self._controller.model, self._part
        if model is None or part is None:
            return
        self._on_picked(part, pick)
        if pick is Pick.UNDECIDED or not model.undecided:
            return
        later = [p for p in model.undecided if p.number > part.number]
        self._make_current((later or list(model.undecided))[0])

    def _pick_middle_by_key(self) -> None:
        if self._part is not None:
            has_suggestion = self._part.passage.suggestion is not None
            self._pick_by_key(Pick.COMBINED if has_suggestion else Pick.BOTH)

    def _step(self, step: int) -> None:
        model = self._controller.model
        if model is None or self._part is None:
            return
        asked = model.comparison.asked
        index = asked.index(self._part) + step
        self._make_current(asked[index % len(asked)])
        announce(self, difference_text(model, self._part))

    def _make_current(self, part: Part, *, go: bool = True) -> None:
        model = self._controller.model
        if model is None:
            return
        self._part = part
        assert part.question is not None
        self.header.show_place(part.question, len(model.comparison.asked))
        if go:
            self.page.go_to(part)
        else:
            self.page.view.content.set_current(part)
        self._show_enabled()

    def _save(self) -> None:
        control = self._controller
        if control.deletion is not None:
            control.keep(Keep(control.deletion.kept.value))
        elif control.model is not None:
            control.keep(Keep.COMBINED)

    def _undo(self) -> None:
        model = self._controller.model
        if model is not None and model.can_undo:
            model.undo()
        else:
            self._controller.take_back()

    def _redo(self) -> None:
        if self._controller.model is not None:
            self._controller.model.redo()

    def _ask_same_answer(self) -> None:
        dialog = SameAnswerDialog(self._theme, self._controller.waiting, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.rule_chosen.connect(self._on_rule_chosen)
        dialog.open()

    def _on_rule_chosen(self, rule: Rule) -> None:
        self._controller.decide_all(rule)

    # --- what the controller says ----------------------------------------------------------

    def _on_decided(self, done: Decided) -> None:
        self.notice.hide()
        self.toast.show_event(
            summary.toast_text(done.keep, done.device, len(done.guids)),
            self.tr("Undo"),
            self._controller.take_back,
        )
        for guid in done.guids:
            self.resolved.emit(guid, done.keep)

    def _on_taken_back(self, guids: object) -> None:
        self.toast.show_event(self.tr("Undone. The note waits for your decision again."))

    def _on_noticed(self, text: str) -> None:
        self.notice.say(text)
        announce(self, text)

    def _on_failed(self, error: Exception) -> None:
        message = describe(error)
        self.notice.say(f"{message.title}. {message.text}")

    @Slot(object)
    def _on_library_changed(self, changes: ChangeSet) -> None:
        if self.isVisible():
            self._controller.on_changed(changes)

    # --- Qt --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.page.set_window_height(self.height())

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

    def closeEvent(self, event: QCloseEvent) -> None:
        self._controller.keep_draft()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self._controller.keep_draft()

    def _fit_columns(self) -> None:
        width = self._body.width() - SCROLL_ROOM
        for widget in (self.heads, self.fields, self.deleted):
            widget.set_columns_width(width)

    def _answer_widget(self) -> QWidget | None:
        if self._part is None:
            return None
        strip = self.page.view.content.controls.strip(self._part)
        if strip is None:
            return None
        buttons = list(strip.buttons.values())
        return next((b for b in buttons if b.isChecked()), buttons[0])

    def _chain_tab_order(self) -> None:
        strips = self.page.view.content.controls.strips
        chain_tab_order(
            [
                self.waiting.view,
                self.waiting.same_answer,
                self.header.previous,
                self.header.next,
                self.header.more,
                *(head.button for head in self.heads.heads.values()),
                *self.fields.tiles.values(),
                *self.page.view.content.panes.values(),
                *(w for number in sorted(strips) for w in strips[number].focus_chain()),
                self.page.result.text,
                self.footer.both,
                self.footer.later,
                self.footer.save,
            ]
        )


class _Rule(QWidget):
    """A hairline across the window."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._theme.tokens.rule)
