"""Settings: what happens to a note that was changed in two places."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from notesapp.core.conflict import ConflictPolicy
from notesapp.ui.preferences.live_settings import LiveSettings
from notesapp.ui.preferences.page import SettingsPage
from notesapp.ui.theme import Theme


class TwoPlacesPage(SettingsPage):
    """Ask, newest wins, or keep both."""

    def __init__(self, theme: Theme, settings: LiveSettings, parent: QWidget | None = None) -> None:
        title = QCoreApplication.translate("TwoPlacesPage", "Changed in two places")
        super().__init__(theme, title, parent)
        self._settings = settings
        self.add_text(
            self.tr(
                "You edited a note here, and the same note on another device, before the two "
                "could sync. Whatever you choose, no version is lost: the one that isn’t shown "
                "stays in the note’s history."
            )
        )
        self.add_heading(self.tr("What happens then"))
        self.buttons = self.add_choices(
            self.tr("Changed in two places"),
            [
                (
                    ConflictPolicy.ASK,
                    self.tr("Combine, and ask about the rest"),
                    self.tr(
                        "Edits that don’t overlap are combined. You see both versions side by "
                        "side where they do."
                    ),
                ),
                (
                    ConflictPolicy.NEWEST_WINS,
                    self.tr("Newest wins"),
                    self.tr("The later edit stays, the other goes to the history."),
                ),
                (
                    ConflictPolicy.KEEP_BOTH,
                    self.tr("Keep both"),
                    self.tr("The other version becomes a note of its own beside this one."),
                ),
            ],
            settings.current().sync.policy,
            self._on_policy_chosen,
        )
        self.add_text(
            self.tr(
                "This counts from the next sync on. Notes that wait for a decision keep waiting."
            )
        )
        self.fill()

    def _on_policy_chosen(self, value: str) -> None:
        now = self._settings.current()
        self._settings.change(replace(now, sync=replace(now.sync, policy=ConflictPolicy(value))))
