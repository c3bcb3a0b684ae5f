"""Whether to paint a focus ring: for those who use the keyboard, not after a click."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def shows_focus(widget: QWidget) -> bool:
    """Say whether a widget has the focus and the keyboard moved it in this window."""
    return widget.hasFocus() and widget.window().testAttribute(
        Qt.WidgetAttribute.WA_KeyboardFocusChange
    )
