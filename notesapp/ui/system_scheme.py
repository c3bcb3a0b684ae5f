"""Whether the desktop is dark, asked in three places because none of them always answers."""

from __future__ import annotations

import sys

from PySide6.QtCore import SLOT, QObject, Qt, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusInterface, QDBusMessage, QDBusVariant
from PySide6.QtGui import QGuiApplication, QPalette

_SERVICE = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_INTERFACE = "org.freedesktop.portal.Settings"
_NAMESPACE = "org.freedesktop.appearance"
_KEY = "color-scheme"
_PREFERS_DARK = 1
_PORTAL_TIMEOUT_MS = 200


class SystemScheme(QObject):
    """The desktop's choice of light or dark.

    Qt knows it on Windows, macOS, GNOME and KDE; elsewhere the desktop portal may; else the
    lightness of the window colour that Qt started with decides.

    Signals:
        changed: `is_dark` may have changed.
    """

    changed = Signal()

    def __init__(self, application: QGuiApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hints = application.styleHints()
        window = application.palette().color(QPalette.ColorRole.Window)
        self._started_dark = window.lightness() < 128
        self._portal_is_dark = self._ask_portal()
        self._hints.colorSchemeChanged.connect(self._on_scheme_changed)

    @property
    def is_dark(self) -> bool:
        """Whether the desktop wants dark windows now."""
        scheme = self._hints.colorScheme()
        if scheme != Qt.ColorScheme.Unknown:
            return scheme == Qt.ColorScheme.Dark
        return self._started_dark if self._portal_is_dark is None else self._portal_is_dark

    def prefer(self, scheme: Qt.ColorScheme) -> None:
        """Tell Qt as well, so that native title bars and dialogs match where they can."""
        self._hints.setColorScheme(scheme)

    def _ask_portal(self) -> bool | None:
        """Return the portal's answer and follow its changes; None where there is no portal."""
        bus = QDBusConnection.sessionBus()
        if not sys.platform.startswith("linux") or not bus.isConnected():
            return None
        if not bus.interface().isServiceRegistered(_SERVICE).value():
            return None
        portal = QDBusInterface(_SERVICE, _PATH, _INTERFACE, bus)
        portal.setTimeout(_PORTAL_TIMEOUT_MS)
        reply = portal.call("Read", _NAMESPACE, _KEY)
        if reply.type() != QDBusMessage.MessageType.ReplyMessage or not reply.arguments():
            return None
        bus.connect(
            _SERVICE,
            _PATH,
            _INTERFACE,
            "SettingChanged",
            self,
            SLOT("_on_portal_setting(QString,QString,QDBusVariant)").encode(),
        )
        return _unwrapped(reply.arguments()[0]) == _PREFERS_DARK

    @Slot()
    def _on_scheme_changed(self) -> None:
        self.changed.emit()

    @Slot(str, str, QDBusVariant)
    def _on_portal_setting(self, namespace: str, key: str, value: QDBusVariant) -> None:
        if (namespace, key) == (_NAMESPACE, _KEY):
            self._portal_is_dark = _unwrapped(value) == _PREFERS_DARK
            self.changed.emit()


def _unwrapped(value: object) -> object:
    """Return what lies in nested D-Bus variants: old portals wrap the answer twice."""
    while isinstance(value, QDBusVariant):
        value = value.variant()
    return value
