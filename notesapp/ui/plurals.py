"""English plurals: the source texts say ``%n note(s)``, and this picks the form.

Qt asks its translators for a plural form even where the source language is shown; without one
the reader would see "1 note(s)". Other languages bring their forms in their own files.
"""

from __future__ import annotations

from PySide6.QtCore import QTranslator

_MARK = "(s)"


class EnglishPlurals(QTranslator):
    """Answers only texts that carry a number and a plural mark; install it first."""

    def isEmpty(self) -> bool:
        return False

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        if n < 0 or _MARK not in source:
            return None
        return source.replace(_MARK, "" if n == 1 else "s")
