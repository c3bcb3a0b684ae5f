"""Settings: how the window looks."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from notesapp.config.settings import Scheme
from notesapp.ui.preferences.live_settings import LiveSettings
from notesapp.ui.preferences.page import SettingsPage
from notesapp.ui.theme import Theme


class AppearancePage(SettingsPage):
    """Light, dark, or as the system says."""

    def __init__(self, theme: Theme, settings: LiveSettings, parent: QWidget | None = None) -> None:
        title = QCoreApplication.translate("AppearancePage", "Appearance")
        super().__init__(theme, title, parent)
        self._settings = settings
        self.add_heading(self.tr("Colours"))
        self.add_choices(
            self.tr("Colours"),
            [
                (Scheme.SYSTEM, self.tr("As the system"), ""),
                (Scheme.LIGHT, self.tr("Light"), ""),
                (Scheme.DARK, self.tr("Dark"), ""),
            ],
            settings.current().appearance.scheme,
            self._on_scheme_chosen,
        )
        self.fill()

    def _on_scheme_chosen(self, value: str) -> None:
        now = self._settings.current()
        self._settings.change(
            replace(now, appearance=replace(now.appearance, scheme=Scheme(value)))
        )
