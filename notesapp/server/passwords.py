"""Passwords as argon2id hashes, and tokens as SHA-256."""

from __future__ import annotations

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_TOKEN_BYTES = 32


class Passwords:
    """Makes and checks password hashes, for any thread."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody: str | None = None

    def hash(self, password: str) -> str:
        """Return the hash to keep."""
        return self._hasher.hash(_encoded(password))

    def check(self, password_hash: str | None, password: str) -> bool:
        """Say whether the password is right; None stands for a name that doesn't exist.

        Both take equally long, so that nobody learns from the time which names there are.
        """
        if password_hash is None and self._nobody is None:
            self._nobody = self.hash(secrets.token_hex(16))
        try:
            self._hasher.verify(password_hash or self._nobody or "", _encoded(password))
        except (VerificationError, InvalidHashError):
            return False
        return password_hash is not None


def new_token() -> str:
    """Return a device token, to be shown once."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_digest(token: str) -> str:
    """Return the form in which a token is kept: it is random, so a fast hash is enough."""
    return hashlib.sha256(_encoded(token)).hexdigest()


def _encoded(secret: str) -> bytes:
    return secret.encode("utf-8", "surrogatepass")
