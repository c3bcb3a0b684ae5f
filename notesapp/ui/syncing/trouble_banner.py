"""The banner over the note list: sync needs the user, or has been stuck for a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QWidget

from notesapp.core.errors import SyncError
from notesapp.ui.messages import Message, Remedy, describe
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.banner import Banner
from notesapp.workers.sync_status import SyncState, SyncStatus

_PATIENCE = timedelta(hours=24)


class TroubleBanner(Banner):
    """Says each kind of trouble once after a start, and goes with the trouble or when closed.

    What passes by itself is left to the sync card, unless it lasts for a day.

    Signals:
        sign_in_requested, deletion_review_requested, try_again_requested: its button.
    """

    sign_in_requested = Signal()
    deletion_review_requested = Signal()
    try_again_requested = Signal()

    def __init__(
        self, theme: Theme, now: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent, is_narrow=True)
        self._now = now
        self._trouble_since: datetime | None = None
        self._said: set[type[SyncError]] = set()
        self._remedy = Remedy.NONE
        self.action_requested.connect(self._on_action)

    @Slot(object)
    def show_status(self, status: SyncStatus) -> None:
        """Show, keep or hide it for where sync stands."""
        if status.state is SyncState.RUNNING:
            return  # what it says may be over, or not
        error = status.error if self._calls_for_attention(status) else None
        if error is None:
            self.hide()
        elif type(error) not in self._said:
            self._said.add(type(error))
            self._say(describe(error))

    def _calls_for_attention(self, status: SyncStatus) -> bool:
        if status.state is not SyncState.SERVER_TROUBLE:
            self._trouble_since = None
            return status.state is SyncState.ATTENTION
        self._trouble_since = status.last_success_at or self._trouble_since or self._now()
        return self._now() - self._trouble_since >= _PATIENCE

    def _say(self, message: Message) -> None:
        self._remedy = message.remedy
        action = {
            Remedy.SIGN_IN: _tr("Sign in"),
            Remedy.REVIEW_DELETION: _tr("Review"),
            Remedy.TRY_AGAIN: _tr("Try again"),
        }.get(message.remedy, "")
        self.show_message(message.title, message.text, action, icon_name="triangle-alert")

    @Slot()
    def _on_action(self) -> None:
        match self._remedy:
            case Remedy.SIGN_IN:
                self.sign_in_requested.emit()
            case Remedy.REVIEW_DELETION:
                self.deletion_review_requested.emit()
            case _:
                self.try_again_requested.emit()


def _tr(text: str) -> str:
    return QCoreApplication.translate("syncing", text)
