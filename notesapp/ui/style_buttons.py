"""What colours a push button has, by its kind and state."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyleOption, QStyleOptionButton, QWidget

from notesapp.ui.painting import CONTROL_HEIGHT, square
from notesapp.ui.tokens import Tokens, blend

KIND = "kind"
"""The dynamic property that says how a push button looks; see `widgets.buttons.ButtonKind`."""

COMPACT = "compact"
"""The dynamic property of a push button with less room at its sides."""

_ICON_GAP = 6


def button_size(words: QSize, option: QStyleOption, widget: QWidget | None) -> QSize:
    """Return how large a push button is around its icon and words."""
    is_ghost = widget is not None and widget.property(KIND) == "ghost"
    is_compact = widget is not None and bool(widget.property(COMPACT))
    has_icon = isinstance(option, QStyleOptionButton) and not option.icon.isNull()
    sides, least = (20, 0) if is_ghost else (26, 52) if is_compact else (40, 78)
    width = words.width() + sides + (_ICON_GAP if has_icon else 0)
    return QSize(max(width, least), max(words.height() + 12, CONTROL_HEIGHT - 2))


def paint_icon_and_words(style: QStyle, option: QStyleOptionButton, painter: QPainter) -> None:
    """Paint a push button's icon and words with more room between them than Qt gives."""
    mnemonic = Qt.TextFlag.TextShowMnemonic.value
    words = option.fontMetrics.size(mnemonic, option.text)
    side = option.iconSize.width()
    whole = QRect(0, 0, side + _ICON_GAP + words.width(), option.rect.height())
    whole.moveCenter(option.rect.center())
    picture = square(QRect(whole.left(), whole.top(), side, whole.height()), side)
    place = whole.adjusted(side + _ICON_GAP, 0, 2, 0)
    is_enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
    mode = QIcon.Mode.Normal if is_enabled else QIcon.Mode.Disabled
    option.icon.paint(
        painter,
        QStyle.visualRect(option.direction, option.rect, picture),
        Qt.AlignmentFlag.AlignCenter,
        mode,
    )
    side_of_words = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
    style.drawItemText(
        painter,
        QStyle.visualRect(option.direction, option.rect, place),
        int((Qt.AlignmentFlag.AlignVCenter | side_of_words).value) | mnemonic,
        option.palette,
        is_enabled,
        option.text,
        QPalette.ColorRole.ButtonText,
    )


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
