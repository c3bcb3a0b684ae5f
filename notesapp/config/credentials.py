"""Keeps secrets: in the system's keyring, else in a file that only this user can read.

What is kept is a device's token, never the password. Where there is no keyring the token lies
readable in `credentials.json` with mode 0600; `Credentials.is_keyring` lets the windows say so.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path

from notesapp.config.files import write_atomically
from notesapp.config.paths import credentials_path

logger = logging.getLogger(__name__)

_SERVICE = "notesapp"


class Credentials:
    """The secrets of one profile, each under a short name such as ``server-token``."""

    def __init__(self, profile: Path) -> None:
        self._profile = profile.absolute()
        self._file = credentials_path(profile)

    @property
    def is_keyring(self) -> bool:
        """Whether the system has a keyring that can be used."""
        return _has_keyring()

    def get(self, name: str) -> str | None:
        """Return a secret, or None if there is none."""
        in_file = self._read_file().get(name)
        if in_file is not None or not _has_keyring():
            return in_file
        import keyring
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(_SERVICE, self._account(name))
        except KeyringError as error:
            logger.warning("the keyring did not answer: %s", type(error).__name__)
            return None

    def set(self, name: str, secret: str) -> None:
        """Keep a secret; a keyring that refuses it is replaced by the file."""
        if self._put_in_keyring(name, secret):
            self._write_file({k: v for k, v in self._read_file().items() if k != name})
        else:
            self._write_file({**self._read_file(), name: secret})

    def delete(self, name: str) -> None:
        """Forget a secret wherever it is kept; nothing happens if there is none."""
        self._write_file({k: v for k, v in self._read_file().items() if k != name})
        if not _has_keyring():
            return
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.delete_password(_SERVICE, self._account(name))
        except KeyringError as error:
            logger.debug("nothing to delete in the keyring: %s", type(error).__name__)

    def _put_in_keyring(self, name: str, secret: str) -> bool:
        if not _has_keyring():
            return False
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(_SERVICE, self._account(name), secret)
        except KeyringError as error:
            logger.warning("the keyring refused: %s; using a file", type(error).__name__)
            return False
        return True

    def _account(self, name: str) -> str:
        return f"{self._profile}#{name}"

    def _read_file(self) -> dict[str, str]:
        try:
            loaded = json.loads(self._file.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            # A token can be had again by signing in; a damaged file must not stop the app.
            logger.warning("%s could not be read", self._file)
            return {}
        if not isinstance(loaded, dict):
            return {}
        return {k: v for k, v in loaded.items() if isinstance(v, str)}

    def _write_file(self, secrets: dict[str, str]) -> None:
        if secrets:
            write_atomically(self._file, json.dumps(secrets).encode(), mode=0o600)
        else:
            self._file.unlink(missing_ok=True)


def _has_keyring() -> bool:
    # Imported late: looking for a keyring costs a tenth of a second at start.
    import keyring
    from keyring.backends import chainer, fail, null

    backend = keyring.get_keyring()
    candidates = backend.backends if isinstance(backend, chainer.ChainerBackend) else [backend]
    return any(
        not isinstance(one, (fail.Keyring, null.Keyring)) and not _is_plain_file(one)
        for one in candidates
    )


def _is_plain_file(backend: object) -> bool:
    """Say whether it only looks like a keyring: `keyrings.alt` writes readable files anywhere."""
    return type(backend).__module__.startswith("keyrings.alt")
