"""What colours a push button has, by its kind and state."""

from __future__ import annotations

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QStyle, QStyleOption

from notesapp.ui.tokens import Tokens, blend

KIND = "kind"
"""The dynamic property that says how a push button looks; see `widgets.buttons.ButtonKind`."""


def button_colours(
    tokens: Tokens, kind: str, option: QStyleOption
) -> tuple[QColor | None, QColor | None, QColor]:
    """Return a push button's fill, edge and text for its kind and state."""
    state = option.state
    is_enabled = bool(state & QStyle.StateFlag.State_Enabled)
    is_down = bool(state & (QStyle.StateFlag.State_Sunken | QStyle.StateFlag.State_On))
    is_hovered = bool(state & QStyle.StateFlag.State_MouseOver) and is_enabled
    share = 0.16 if is_down else 0.08 if is_hovered else 0.0
    filled = {"primary": tokens.accent, "danger": tokens.bad}.get(kind)
    if filled is not None:
        fill = blend(tokens.text if not tokens.is_dark else tokens.editor, filled, share)
        if not is_enabled:
            fill = blend(filled, tokens.editor, 0.45)
        return fill, fill, tokens.on_accent
    ink = {
        "ghost": tokens.accent,
        "this": tokens.this,
        "other": tokens.other,
    }.get(kind, tokens.text)
    if not is_enabled:
        ink = blend(ink, tokens.raised, 0.45)
    if kind == "ghost":
        return (blend(ink, tokens.raised, share) if share else None), None, ink
    edge = {"this": tokens.this, "other": tokens.other}.get(kind, tokens.outline)
    fill = blend(ink, tokens.raised, share)
    return fill, edge if is_enabled else tokens.rule, ink
