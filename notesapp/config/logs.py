"""Sets up the log: a few small files in the profile, without secrets or note text."""

from __future__ import annotations

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

from notesapp.config.paths import logs_path

_SECRET = re.compile(
    r"(?i)(bearer\s+|token[\"']?\s*[=:]\s*[\"']?|password[\"']?\s*[=:]\s*[\"']?)[^\s\"',;]+"
)
_MAX_BYTES = 1_000_000


class _Redacting(logging.Formatter):
    """Takes out what looks like a secret, whoever logged it."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def redact(text: str) -> str:
    """Return `text` with bearer tokens and passwords replaced by dots."""
    return _SECRET.sub(r"\1…", text)


def set_up_logging(profile: Path, *, verbose: bool = False) -> logging.Handler:
    """Log to `profile`'s log folder; return the handler, for `logging.root.removeHandler`."""
    folder = logs_path(profile)
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "notesapp.log", maxBytes=_MAX_BYTES, backupCount=3, encoding="utf-8", delay=True
    )
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    logging.getLogger("notesapp").setLevel(logging.DEBUG if verbose else logging.INFO)
    return handler
