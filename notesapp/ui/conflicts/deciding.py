"""From what a person does in the compare window to answers, and on to the next difference."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from notesapp.core.conflict import Keep
from notesapp.ui.conflicts.announcements import announce, difference_text
from notesapp.ui.conflicts.body import CompareBody
from notesapp.ui.conflicts.comparison import Part, Side
from notesapp.ui.conflicts.controller import CompareController
from notesapp.ui.conflicts.model import Pick

_TYPING_PAUSE_MS = 1200
"""Keys after a longer pause are an undo step of their own."""


class Deciding(QObject):
    """Knows the current difference and turns clicks, keys and typing into answers.

    Signals:
        current_changed: another difference is the current one, or none.
    """

    current_changed = Signal()

    def __init__(self, controller: CompareController, body: CompareBody) -> None:
        super().__init__(body)
        self._controller = controller
        self._body = body
        self.current: Part | None = None
        self._typing_pause = QTimer(self)
        self._typing_pause.setSingleShot(True)
        self._typing_pause.setInterval(_TYPING_PAUSE_MS)
        self._typing_pause.timeout.connect(self._on_typing_paused)
        page = body.page
        page.picked.connect(self.pick)
        page.toggled.connect(self.toggle)
        page.part_activated.connect(self._on_part_activated)
        page.typed.connect(self._on_typed)
        body.fields.chosen.connect(self._on_field_chosen)
        body.header.step_requested.connect(self.step)
        body.heads.keep_requested.connect(lambda side: controller.keep(Keep(side.value)))
        body.footer.both_requested.connect(lambda: controller.keep(Keep.BOTH))
        body.footer.save_requested.connect(self.save)

    def begin(self) -> None:
        """Stand at the first difference of what was just opened."""
        model = self._controller.model
        asked = model.comparison.asked if model is not None else ()
        self.current = None
        if asked:
            self.make_current(asked[0], go=False)
        self.current_changed.emit()

    def make_current(self, part: Part, *, go: bool = True) -> None:
        """Make a difference the current one."""
        model = self._controller.model
        if model is None:
            return
        self.current = part
        self._body.show_current(model, part, go=go)
        self.current_changed.emit()

    def step(self, step: int) -> None:
        """Go to the next (1) or previous (-1) difference, round and round."""
        model = self._controller.model
        if model is None or self.current is None:
            return
        asked = model.comparison.asked
        index = (asked.index(self.current) + step) % len(asked)
        self.make_current(asked[index])
        announce(self._body, difference_text(model, asked[index]))

    # --- answers ---------------------------------------------------------------------------

    def pick(self, part: Part, pick: Pick) -> None:
        """Answer a difference; nothing in the texts moves."""
        model = self._controller.model
        if model is None:
            return
        model.pick(part, pick)
        self._body.page.result.scroll_to(part)
        announce(self._body, difference_text(model, part))

    def pick_by_key(self, pick: Pick) -> None:
        """Answer the current difference, and move on to the next that is open."""
        model, part = self._controller.model, self.current
        if model is None or part is None:
            return
        self.pick(part, pick)
        if pick is Pick.UNDECIDED or not model.undecided:
            return
        later = [p for p in model.undecided if p.number > part.number]
        self.make_current((later or list(model.undecided))[0])

    def pick_middle_by_key(self) -> None:
        """Take the suggestion, or both wordings where there is none."""
        if self.current is not None:
            has_suggestion = self.current.passage.suggestion is not None
            self.pick_by_key(Pick.COMBINED if has_suggestion else Pick.BOTH)

    def toggle(self, part: Part) -> None:
        """Leave an automatic change out, or put it in again."""
        model = self._controller.model
        if model is None:
            return
        if model.is_left_out(part):
            model.put_in(part)
        else:
            model.leave_out(part)
        self._body.page.result.scroll_to(part)

    def save(self) -> None:
        """Save what the result shows; of a deletion, keep the note."""
        if self._controller.deletion is not None:
            self._controller.keep(Keep(self._controller.deletion.kept.value))
        elif self._controller.model is not None:
            self._controller.keep(Keep.COMBINED)

    def undo(self) -> None:
        """Take back the last pick or typing; before the first, the last decision."""
        model = self._controller.model
        if model is not None and model.can_undo:
            model.undo()
        else:
            self._controller.take_back()

    def redo(self) -> None:
        """Do again what was undone."""
        if self._controller.model is not None:
            self._controller.model.redo()

    def _on_part_activated(self, part: Part) -> None:
        self.make_current(part, go=False)  # what the mouse is on must not move away

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
