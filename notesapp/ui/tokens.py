"""The colours of the two schemes, one record each; no other module names a colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True, slots=True)
class Tokens:
    """What each colour is for.

    Attributes:
        sidebar, list, editor, raised: surfaces, from the back to the front.
        rule, outline: a hairline between things; the edge of a control (3:1).
        text, text_secondary, text_faint: three strengths. On a selected row the faint one is
            too weak, so use the secondary one there.
        this, other: this computer's and the other device's side of a comparison, each with a
            background and a mark for changed words.
        on_accent, on_warn: text on a filled accent button, on the amber badge.
    """

    sidebar: QColor
    list: QColor
    editor: QColor
    raised: QColor
    rule: QColor
    outline: QColor
    text: QColor
    text_secondary: QColor
    text_faint: QColor
    accent: QColor
    on_accent: QColor
    selection: QColor
    hover: QColor
    this: QColor
    this_bg: QColor
    this_word: QColor
    other: QColor
    other_bg: QColor
    other_word: QColor
    warn: QColor
    warn_bg: QColor
    on_warn: QColor
    ok: QColor
    bad: QColor
    is_dark: bool

    @classmethod
    def of(cls, palette: QPalette) -> Self:
        """Return the scheme that a palette of ours was made from."""
        is_dark = palette.color(QPalette.ColorRole.Window).lightness() < 128
        return DARK if is_dark else LIGHT  # type: ignore[return-value]

    def palette(self) -> QPalette:
        """Return the palette that gives Qt's own widgets these colours."""
        palette = QPalette()
        role = QPalette.ColorRole
        for part, colour in (
            (role.Window, self.editor),
            (role.WindowText, self.text),
            (role.Base, self.editor),
            (role.AlternateBase, self.list),
            (role.Text, self.text),
            (role.Button, self.raised),
            (role.ButtonText, self.text),
            (role.BrightText, self.bad),
            (role.PlaceholderText, self.text_faint),
            (role.Highlight, self.accent),
            (role.HighlightedText, self.on_accent),
            (role.Accent, self.accent),
            (role.Link, self.accent),
            (role.LinkVisited, self.accent),
            (role.ToolTipBase, self.raised),
            (role.ToolTipText, self.text),
            (role.Light, self.raised),
            (role.Midlight, self.hover),
            (role.Mid, self.rule),
            (role.Dark, self.outline),
            (role.Shadow, self.outline),
        ):
            palette.setColor(part, colour)
        for part in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
            palette.setColor(QPalette.ColorGroup.Disabled, part, blend(self.text, self.editor, 0.5))
        return palette


def blend(top: QColor, under: QColor, share: float) -> QColor:
    """Return `under` with `share` (0 to 1) of `top` laid over it, opaque."""

    def mix(above: int, below: int) -> int:
        return round(above * share + below * (1 - share))

    return QColor(
        mix(top.red(), under.red()),
        mix(top.green(), under.green()),
        mix(top.blue(), under.blue()),
    )


def translucent(colour: QColor, alpha: float) -> QColor:
    """Return a colour that lets what is under it through."""
    see_through = QColor(colour)
    see_through.setAlphaF(alpha)
    return see_through


def _scheme(is_dark: bool, **colours: str) -> Tokens:
    return Tokens(is_dark=is_dark, **{name: QColor(f"#{value}") for name, value in colours.items()})


LIGHT = _scheme(
    is_dark=False,
    sidebar="F2F3F6",
    list="F9FAFB",
    editor="FFFFFF",
    raised="FFFFFF",
    rule="E4E6EB",
    outline="838A99",
    text="1A1D23",
    text_secondary="545B68",
    text_faint="666D7A",
    accent="3A5BD9",
    on_accent="FFFFFF",
    selection="E3E9FC",
    hover="ECEEF2",
    this="1F62C7",
    this_bg="EAF2FF",
    this_word="BCD8FF",
    other="A65A00",
    other_bg="FFF3E0",
    other_word="FFD699",
    warn="965900",
    warn_bg="FFF4DC",
    on_warn="FFFFFF",
    ok="1E7B3A",
    bad="C0272D",
)

DARK = _scheme(
    is_dark=True,
    sidebar="17181B",
    list="1B1D20",
    editor="202226",
    raised="282B30",
    rule="303339",
    outline="747B87",
    text="E8EAED",
    text_secondary="AEB4BF",
    text_faint="989FAB",
    accent="8AA4FF",
    on_accent="10162B",
    selection="2C3757",
    hover="25282D",
    this="7FB4FF",
    this_bg="1B2A42",
    this_word="2F5A99",
    other="F5B25C",
    other_bg="372A17",
    other_word="7D5519",
    warn="F2B24A",
    warn_bg="2E2B26",
    on_warn="241A05",
    ok="6FCF8C",
    bad="FF8A8A",
)
