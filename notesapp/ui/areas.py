"""Which part of a window comes next when F6 is pressed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget


def next_area(areas: Sequence[QWidget], focus: QWidget | None, step: int) -> QWidget:
    """Return the visible area `step` places after the one with the focus; the first if none has."""
    shown = [area for area in areas if area.isVisible()]
    here = next(
        (
            place
            for place, area in enumerate(shown)
            if focus is not None and (area is focus or area.isAncestorOf(focus))
        ),
        -1,
    )
    return shown[(here + step) % len(shown)]
