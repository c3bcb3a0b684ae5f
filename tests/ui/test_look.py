"""Theme, style and icons: they follow the scheme, stay sharp, and cost no references."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import notesapp.ui
from notesapp.config.resources import resource_path
from notesapp.ui.icons import icon
from notesapp.ui.theme import Scheme, Theme
from notesapp.ui.tokens import DARK, LIGHT
from notesapp.ui.widgets.buttons import FlatButton

_ICON_NAME = re.compile(
    r"""(?:icon|paint_icon|IconButton|set_icon|say|add_action)\(\s*(?:painter,\s*)?"([a-z0-9-]+)"|icon(?:_name)?="([a-z0-9-]+)\""""
)


def test_another_scheme_changes_palette_and_tokens_and_tells_once(
    theme: Theme, qapp: QApplication, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.set_scheme(Scheme.DARK)
    assert theme.tokens is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == DARK.editor
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_scheme(Scheme.DARK)


def test_without_a_desktop_the_system_scheme_is_the_one_qt_started_with(theme: Theme) -> None:
    theme.set_scheme(Scheme.DARK)
    theme.set_scheme(Scheme.SYSTEM)
    assert theme.tokens is LIGHT


def test_sizes_are_relative_to_the_system_font(theme: Theme) -> None:
    body = theme.font("body").pointSizeF()
    assert theme.font("title").pointSizeF() == body + 11
    assert theme.font("small").pointSizeF() == body - 1.5
    assert theme.font("fixed").styleHint() == theme.font("fixed").StyleHint.Monospace


def test_an_icon_takes_the_colour_of_the_scheme_by_itself(theme: Theme) -> None:
    shown = icon("check", "accent")
    light = _inks(shown)
    theme.set_scheme(Scheme.DARK)
    dark = _inks(shown)
    assert LIGHT.accent.rgb() in light
    assert DARK.accent.rgb() in dark
    assert LIGHT.accent.rgb() not in dark


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_an_icon_has_as_many_pixels_as_the_screen(theme: Theme, scale: float) -> None:
    pixmap = icon("folder").pixmap(QSize(16, 16), scale)
    assert pixmap.size() == QSize(round(16 * scale), round(16 * scale))
    assert pixmap.devicePixelRatio() == scale


def test_a_disabled_icon_is_weaker(theme: Theme) -> None:
    normal = icon("folder").pixmap(QSize(16, 16), 1.0)
    disabled = icon("folder").pixmap(QSize(16, 16), 1.0, QIcon.Mode.Disabled)
    assert _strongest_alpha(disabled.toImage()) < _strongest_alpha(normal.toImage())


def test_every_icon_named_in_the_source_is_there() -> None:
    sources = Path(notesapp.ui.__file__).parent.rglob("*.py")
    named = {
        name
        for source in sources
        for match in _ICON_NAME.finditer(source.read_text(encoding="utf-8"))
        for name in match.groups()
        if name
    }
    assert len(named) > 20
    assert [name for name in named if not _exists(name)] == []


def test_the_icons_come_with_their_licence() -> None:
    text = resource_path("icons/LICENSE").read_text(encoding="utf-8")
    assert text.startswith("ISC License")


def test_a_primary_button_is_filled_and_a_ghost_is_not(theme: Theme, qtbot: QtBot) -> None:
    primary, ghost = FlatButton("Save", "primary"), FlatButton("Undo", "ghost")
    for button in (primary, ghost):
        qtbot.addWidget(button)
        button.resize(100, 32)
    accent = LIGHT.accent.rgb()
    assert primary.grab().toImage().pixel(12, 6) == accent
    assert ghost.grab().toImage().pixel(12, 6) != accent


def test_the_focus_ring_shows_for_the_keyboard_and_not_for_the_mouse(
    theme: Theme, qtbot: QtBot
) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    column = QVBoxLayout(host)
    first, second = QPushButton("One"), QPushButton("Two")
    for button in (first, second):
        button.setAutoDefault(False)
        column.addWidget(button)
    with qtbot.waitActive(host):
        host.show()
    QTest.mouseClick(second, Qt.MouseButton.LeftButton)
    second.setFocus(Qt.FocusReason.MouseFocusReason)
    assert LIGHT.accent.rgb() not in _pixels(second.grab().toImage())
    QTest.keyClick(second, Qt.Key.Key_Tab)
    focused = first if first.hasFocus() else second
    assert LIGHT.accent.rgb() in _pixels(focused.grab().toImage())


def test_a_field_shows_the_focus_by_its_outline(theme: Theme, qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    with qtbot.waitActive(field):
        field.show()
    field.clearFocus()
    assert LIGHT.outline.rgb() in _pixels(field.grab().toImage())
    field.setFocus()
    assert LIGHT.accent.rgb() in _pixels(field.grab().toImage())


def test_qt_calls_that_return_nothing_keep_the_references_to_none(qapp: QApplication) -> None:
    """PySide6 6.12.0 loses one at each call on Python 3.11 and aborts after some thousands."""
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(1000):
        thing.setObjectName("a")
    assert sys.getrefcount(None) > before - 100


def _inks(shown: QIcon) -> set[int]:
    return _pixels(shown.pixmap(QSize(32, 32), 1.0).toImage())


def _pixels(image: QImage) -> set[int]:
    image = image.convertToFormat(QImage.Format.Format_ARGB32)
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}


def _strongest_alpha(image: QImage) -> int:
    return max(pixel >> 24 for pixel in _pixels(image))


def _exists(name: str) -> bool:
    try:
        resource_path(f"icons/{name}.svg")
    except FileNotFoundError:
        return False
    return True
