"""Which clash is open and what is done about it: between the window's parts and the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from notesapp.core.changes import ChangeSet
from notesapp.core.conflict import Conflict, Keep, Resolution
from notesapp.core.ids import Guid
from notesapp.store.library import Library
from notesapp.ui.conflicts import drafts, session, summary
from notesapp.ui.conflicts.comparison import Comparison, Deletion, Side
from notesapp.ui.conflicts.drafts import Draft
from notesapp.ui.conflicts.model import DecisionModel, carried_over
from notesapp.ui.conflicts.session import Loaded, Outcome, Rule, Seen
from notesapp.ui.conflicts.waiting_list import Waiting
from notesapp.ui.tasks import Tasks

_DRAFT_DELAY_MS = 1500


@dataclass(frozen=True, slots=True)
class Decided:
    """An answer that was given, with what it takes to undo it."""

    guids: tuple[Guid, ...]
    keep: Keep | None
    device: str
    title: str
    drafts: tuple[tuple[Guid, Draft], ...] = ()


class CompareController(QObject):
    """Loads clashes, keeps drafts and gives answers; the window shows what it says.

    Signals:
        rows_changed: the list of waiting notes is different.
        opened: `model` or `deletion` is another one now.
        answers_changed: something was picked or typed, or undone.
        emptied: nothing waits any more.
        decided: a Decided.
        taken_back: the Guids whose decision was undone.
        noticed: a sentence about something that happened meanwhile.
        failed: an Exception; nothing was changed.
    """

    rows_changed = Signal()
    opened = Signal()
    answers_changed = Signal()
    emptied = Signal()
    decided = Signal(object)
    taken_back = Signal(object)
    noticed = Signal(str)
    failed = Signal(object)

    def __init__(self, library: Library, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._tasks = tasks
        self.model: DecisionModel | None = None
        self.deletion: Deletion | None = None
        self.current: Guid | None = None
        self.lost_typing: tuple[str, ...] = ()
        self._rows: dict[Guid, Waiting] = {}
        self._conflicts: dict[Guid, Conflict] = {}
        self._last: Decided | None = None
        self._is_deciding = False
        self._draft_timer = QTimer(self)
        self._draft_timer.setSingleShot(True)
        self._draft_timer.setInterval(_DRAFT_DELAY_MS)
        self._draft_timer.timeout.connect(self.keep_draft)

    @property
    def rows(self) -> Sequence[Waiting]:
        return tuple(self._rows.values())

    @property
    def waiting(self) -> Sequence[Conflict]:
        """The clashes that are open, those found first first."""
        return tuple(self._conflicts.values())

    @property
    def shown(self) -> Comparison | Deletion | None:
        return self.model.comparison if self.model is not None else self.deletion

    @property
    def can_take_back(self) -> bool:
        return self._last is not None

    # --- opening ---------------------------------------------------------------------------

    def begin(self, guid: Guid | None) -> None:
        """Read what waits and open a clash: the one asked for, or the first."""
        self.keep_draft()
        self._rows = {}
        self.current = guid
        self.reload()

    def reload(self) -> None:
        """Read what waits now; the open clash stays open if it can."""
        self._tasks.submit(
            partial(session.read_waiting, self._library), self._on_waiting, self.failed.emit
        )

    def open(self, guid: Guid) -> None:
        """Open one clash."""
        if guid != self.current:
            self.keep_draft()
            self.current = guid
            self.model = self.deletion = None
        self._load(guid)
        self.rows_changed.emit()

    def open_neighbour(self, step: int) -> None:
        """Open the next (1) or previous (-1) clash of the list that isn't decided yet."""
        guids = [row.guid for row in self.rows if not row.is_done or row.guid == self.current]
        if self.current in guids and len(guids) > 1:
            self.open(guids[(guids.index(self.current) + step) % len(guids)])

    def _load(self, guid: Guid) -> None:
        self._tasks.submit(
            partial(session.load, self._library, guid), self._on_loaded, self.failed.emit
        )

    def _on_waiting(self, conflicts: list[Conflict]) -> None:
        self._conflicts = {conflict.guid: conflict for conflict in conflicts}
        for guid, row in self._rows.items():
            self._rows[guid] = replace(row, is_done=guid not in self._conflicts)
        for conflict in conflicts:
            self._rows.setdefault(conflict.guid, _row(conflict))
        if self.current not in self._conflicts:
            self.current = next(iter(self._conflicts), None)
            self.model = self.deletion = None
        self.rows_changed.emit()
        if self.current is None:
            self.emptied.emit()
        elif not self._shows(self._conflicts[self.current]):
            self._load(self.current)
        for guid in self._conflicts:
            if guid != self.current and not self._rows[guid].is_deletion:
                self._tasks.submit(partial(_reason, self._library, guid), self._on_reason)

    def _on_reason(self, answer: tuple[Guid, str | None]) -> None:
        guid, reason = answer
        if guid in self._rows and reason is not None:
            self._rows[guid] = replace(self._rows[guid], reason=reason)
            self.rows_changed.emit()

    def _on_loaded(self, loaded: Loaded) -> None:
        if loaded.guid != self.current:
            return
        if loaded.shown is not None and self._shows(loaded.shown.conflict):
            return  # asked for twice, by an answer and by the change it made
        match loaded.shown:
            case None:
                self.noticed.emit(self.tr("This note was decided on another device meanwhile."))
                self.reload()
            case Deletion():
                self.model, self.deletion = None, loaded.shown
                self.opened.emit()
            case Comparison():
                self._open_comparison(loaded.shown, loaded.draft)

    def _open_comparison(self, comparison: Comparison, draft: Draft | None) -> None:
        before, self.deletion = self.model, None
        model = DecisionModel(comparison, self._on_model_changed)
        self.model = model
        lost: tuple[str, ...] = ()
        if before is not None and before.comparison.guid == comparison.guid:
            answers, lost = carried_over(before, comparison)
            lost = (*self.lost_typing, *lost)
            model.restore(answers)
            self.noticed.emit(self._what_is_new(before.comparison, comparison))
        elif draft is not None:
            answers, lost = drafts.apply(draft, comparison)
            model.restore(answers)
        self.lost_typing = lost
        row = self._rows.get(comparison.guid)
        if row is not None:
            reason = summary.waiting_reason(comparison.conflict, comparison)
            self._rows[comparison.guid] = replace(row, reason=reason)
            self.rows_changed.emit()
        self.opened.emit()

    def _shows(self, conflict: Conflict) -> bool:
        if self.shown is None:
            return False
        now = self.shown.conflict
        return (now.this.rev, now.other.rev) == (conflict.this.rev, conflict.other.rev)

    def _what_is_new(self, before: Comparison, after: Comparison) -> str:
        known = {drafts.digest(part) for part in before.parts}
        new = [part for part in after.asked if drafts.digest(part) not in known]
        side = (
            self.tr("This note was edited here meanwhile")
            if before.conflict.other.rev == after.conflict.other.rev
            else self.tr("{device} has sent another change").format(
                device=summary.device_name(after.conflict, Side.OTHER)
            )
        )
        if not new:
            return self.tr("{what}. Your picks are kept.").format(what=side)
        if len(new) == 1:
            return self.tr("{what}; passage {number} is new. Your picks are kept.").format(
                what=side, number=new[0].question
            )
        return self.tr("{what}; {count} passages are new. Your picks are kept.").format(
            what=side, count=len(new)
        )

    # --- drafts ----------------------------------------------------------------------------

    def _on_model_changed(self) -> None:
        self._draft_timer.start()
        self.answers_changed.emit()

    def keep_draft(self) -> None:
        """Write down what was picked and typed, so that a restart finds it."""
        self._draft_timer.stop()
        if self.model is None or self._is_deciding:
            return
        draft = drafts.draft_of(self.model, self.lost_typing)
        profile, guid = self._library.profile, self.model.comparison.guid
        self._tasks.submit(
            partial(session.save_draft, profile, guid, draft), None, self.failed.emit
        )

    # --- deciding --------------------------------------------------------------------------

    def keep(self, keep: Keep) -> None:
        """Give an answer about the open clash."""
        if keep is Keep.COMBINED:
            assert self.model is not None
            self._decide(session.combined(self.model.content))
        else:
            self._decide(Resolution(keep))

    def _decide(self, resolution: Resolution) -> None:
        shown = self.shown
        if shown is None or self._is_deciding:
            return
        self._is_deciding = True
        self._draft_timer.stop()
        conflict = shown.conflict
        draft = drafts.draft_of(self.model, self.lost_typing) if self.model else None
        done = Decided(
            (conflict.guid,),
            resolution.keep,
            summary.in_sentence(conflict, Side.OTHER),
            summary.note_title(conflict),
            ((conflict.guid, draft),) if draft is not None else (),
        )
        seen = Seen(conflict.this.rev, conflict.other.rev)
        self._tasks.submit(
            partial(session.decide, self._library, conflict.guid, resolution, seen),
            lambda outcome: self._on_answered(outcome, done),
            self._on_not_decided,
        )

    def decide_all(self, rule: Rule) -> None:
        """Give the same answer about everything that waits."""
        self.keep_draft()
        self._is_deciding = True
        self._tasks.submit(
            partial(session.decide_all, self._library, rule),
            lambda guids: self._on_decided(Decided(guids, None, "", "")),
            self._on_not_decided,
        )

    def take_back(self) -> None:
        """Undo the last answer, or the last answer for all."""
        last, self._last = self._last, None
        if last is None:
            return
        self.current = last.guids[0] if last.guids else self.current
        self.model = self.deletion = None
        self._tasks.submit(
            partial(session.take_back, self._library, last.guids, dict(last.drafts)),
            self._on_taken_back,
            self.failed.emit,
        )

    def _on_decided(self, done: Decided) -> None:
        self._is_deciding = False
        self._last = done
        for guid in done.guids:
            self._conflicts.pop(guid, None)
            if guid in self._rows:
                self._rows[guid] = replace(self._rows[guid], is_done=True)
        self.model = self.deletion = None
        self.decided.emit(done)
        self._open_next(done.guids[-1] if done.guids else None)

    def _open_next(self, after: Guid | None) -> None:
        guids = list(self._rows)
        start = guids.index(after) + 1 if after in guids else 0
        order = guids[start:] + guids[:start]
        self.current = next((guid for guid in order if guid in self._conflicts), None)
        self.rows_changed.emit()
        if self.current is None:
            self.emptied.emit()
        else:
            self._load(self.current)

    def _on_answered(self, outcome: Outcome, done: Decided) -> None:
        if outcome is Outcome.GIVEN:
            self._on_decided(done)
            return
        self._is_deciding = False
        self.noticed.emit(
            self.tr("The note changed while you decided. Have a look, then decide again.")
        )
        self.reload()

    def _on_not_decided(self, error: Exception) -> None:
        self._is_deciding = False
        self.failed.emit(error)

    def _on_taken_back(self, guids: Any) -> None:
        self.taken_back.emit(guids)
        self.reload()

    # --- what others do --------------------------------------------------------------------

    def on_changed(self, changes: ChangeSet) -> None:
        """Answer what somebody wrote: a new clash, a newer version, a decision elsewhere."""
        touches = changes.notes & self._conflicts.keys()
        if changes.is_everything or changes.conflicts or touches:
            self.reload()


def _row(conflict: Conflict) -> Waiting:
    is_deletion = conflict.this.is_deleted or conflict.other.is_deleted
    reason = summary.waiting_reason(conflict, None)
    return Waiting(conflict.guid, summary.note_title(conflict), reason, is_deletion)


def _reason(library: Library, guid: Guid) -> tuple[Guid, str | None]:
    shown = session.load(library, guid).shown
    if isinstance(shown, Comparison):
        return guid, summary.waiting_reason(shown.conflict, shown)
    return guid, None
