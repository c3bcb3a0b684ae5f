"""Every text can be read on every surface it stands on, in both schemes."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from notesapp.ui.tokens import DARK, LIGHT, Tokens

SURFACES = ("sidebar", "list", "editor", "raised")

PAIRS = [
    *[("text", surface, 9.7) for surface in SURFACES],
    *[("text_secondary", surface, 5.6) for surface in SURFACES],
    *[("text_faint", surface, 4.5) for surface in SURFACES],
    *[(text, "selection", 4.5) for text in ("text", "text_secondary")],
    *[("accent", surface, 4.5) for surface in SURFACES],
    *[("outline", surface, 3.0) for surface in ("sidebar", "list", "editor", "raised")],
    *[(side, surface, 4.5) for side in ("this", "other", "warn", "ok", "bad") for surface in ("editor", "raised")],
    ("on_accent", "accent", 4.5),
    ("on_accent", "bad", 4.5),
    ("on_accent", "this", 4.5),
    ("on_accent", "other", 4.5),
    ("on_warn", "warn", 4.5),
    ("warn", "sidebar", 4.5),
    ("warn", "list", 4.5),
    ("warn", "selection", 4.5),
    ("warn", "warn_bg", 4.5),
    ("text", "warn_bg", 9.7),
    ("text_secondary", "warn_bg", 5.6),
    ("text", "this_bg", 9.7),
    ("text", "other_bg", 9.7),
    ("text", "this_word", 5.3),
    ("text", "other_word", 5.3),
]  # fmt: skip


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper", "least"), PAIRS)
def test_ink_stands_out_from_paper(tokens: Tokens, ink: str, paper: str, least: float) -> None:
    ratio = _contrast(getattr(tokens, ink), getattr(tokens, paper))
    assert ratio >= least, f"{ink} on {paper}: {ratio:.2f}"


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_a_palette_tells_which_scheme_it_was_made_from(tokens: Tokens) -> None:
    assert Tokens.of(tokens.palette()) is tokens


def _contrast(ink: QColor, paper: QColor) -> float:
    """Return the contrast of two colours as WCAG 2 defines it."""
    lighter, darker = sorted((_luminance(ink), _luminance(paper)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
