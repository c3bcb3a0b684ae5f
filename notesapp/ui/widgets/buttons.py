"""Push buttons by kind, and flat buttons that show an icon alone."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from notesapp.ui.icons import IconRole, icon
from notesapp.ui.painting import PRIMARY_HEIGHT
from notesapp.ui.style_buttons import COMPACT, KIND

ButtonKind = Literal["primary", "secondary", "ghost", "this", "other", "danger"]
"""`ghost` has no outline; `this` and `other` carry the colour of a side of a comparison."""

_TARGET_SIZE = 30
_ICON_SIZE = 18


class FlatButton(QPushButton):
    """A button with a text; its kind says how much it asks to be pressed."""

    def __init__(
        self,
        text: str,
        kind: ButtonKind = "secondary",
        parent: QWidget | None = None,
        *,
        is_tall: bool = False,
        is_compact: bool = False,
    ) -> None:
        """Make a button; a compact one has room for a word beside other words."""
        super().__init__(text, parent)
        self.setProperty(KIND, kind)
        self.setProperty(COMPACT, is_compact)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        if is_tall:
            self.setMinimumSize(124, PRIMARY_HEIGHT)

    def set_kind(self, kind: ButtonKind) -> None:
        """Look like another kind from now on."""
        self.setProperty(KIND, kind)
        self.update()


class IconButton(QToolButton):
    """A flat button that shows an icon; its name is its tooltip and what a screen reader says."""

    def __init__(
        self,
        icon_name: str,
        name: str,
        parent: QWidget | None = None,
        *,
        role: IconRole = "text_secondary",
        shortcut: QKeySequence | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)
        side = max(_ICON_SIZE, self.fontMetrics().height() + 2)
        self.setIconSize(QSize(side, side))
        target = max(_TARGET_SIZE, side + 12)
        self.setMinimumSize(target, target)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.set_icon(icon_name, role)
        self.set_name(name, shortcut)

    def set_icon(self, icon_name: str, role: IconRole = "text_secondary") -> None:
        """Show another icon."""
        self.setIcon(icon(icon_name, role))

    def set_name(self, name: str, shortcut: QKeySequence | None = None) -> None:
        """Say what pressing does; a shortcut is added to the tooltip."""
        self.setAccessibleName(name)
        keys = shortcut.toString(QKeySequence.SequenceFormat.NativeText) if shortcut else ""
        self.setToolTip(f"{name} ({keys})" if keys else name)
