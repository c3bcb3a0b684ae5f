"""One window a profile: a second start brings the first one forward."""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

logger = logging.getLogger(__name__)

_CONNECT_WAIT_MS = 500


class SingleInstance(QObject):
    """Holds a profile's name on this machine for as long as its window is open.

    Signals:
        raise_requested: another start asked for this window.
    """

    raise_requested = Signal()

    def __init__(self, profile: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = _name_of(profile)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def claim(self) -> bool:
        """Return whether this is the first; if not, the first one was asked to come forward."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if socket.waitForConnected(_CONNECT_WAIT_MS):
            socket.disconnectFromServer()
            return False
        # Nobody answers: a socket file that is left is that of a killed process.
        QLocalServer.removeServer(self._name)
        if not self._server.listen(self._name):
            # Two windows are safe, no window is not: the store lets processes take turns.
            logger.warning("a second start won't find this one: %s", self._server.errorString())
        return True

    def release(self) -> None:
        """Let the next start be the first again."""
        self._server.close()

    @Slot()
    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            self.raise_requested.emit()


def _name_of(profile: Path) -> str:
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    digest = hashlib.sha256(str(profile.resolve()).encode()).hexdigest()[:16]
    return f"notesapp-{user}-{digest}"
