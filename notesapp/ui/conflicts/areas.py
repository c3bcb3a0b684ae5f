"""Moving the focus: from area to area with F6, and in reading order with Tab."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


class AreaCycle:
    """Goes round the areas of a window; each is named by the widget that takes its focus."""

    def __init__(self, areas: Callable[[], Sequence[QWidget]]) -> None:
        self._areas = areas

    def go(self, step: int) -> None:
        """Focus the next (1) or previous (-1) area that can be seen."""
        areas = [area for area in self._areas() if area.isVisible()]
        if not areas:
            return
        focused = QApplication.focusWidget()
        current = next(
            (i for i, area in enumerate(areas) if focused is not None and _is_in(focused, area)), -1
        )
        if current < 0:
            current = -1 if step > 0 else 0
        areas[(current + step) % len(areas)].setFocus(Qt.FocusReason.ShortcutFocusReason)


def chain_tab_order(widgets: Sequence[QWidget]) -> None:
    """Let Tab visit the widgets in this order."""
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)


def _is_in(widget: QWidget, area: QWidget) -> bool:
    return (
        widget is area or widget.parentWidget() is area.parentWidget() or area.isAncestorOf(widget)
    )
