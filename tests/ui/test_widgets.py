"""The building blocks, used by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from notesapp.ui.theme import Theme
from notesapp.ui.widgets.banner import Banner
from notesapp.ui.widgets.buttons import IconButton
from notesapp.ui.widgets.chip import Chip
from notesapp.ui.widgets.empty_state import EmptyState
from notesapp.ui.widgets.labels import ElidedLabel, Label
from notesapp.ui.widgets.popover import Popover
from notesapp.ui.widgets.segments import SegmentedControl
from notesapp.ui.widgets.toast import SHOWN_MS, Toast


@pytest.fixture
def host(qtbot: QtBot, theme: Theme) -> Iterator[QWidget]:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(600, 400)
    with qtbot.waitActive(widget):
        widget.show()
    yield widget
    widget.close()


def _let_layouts_settle(qtbot: QtBot) -> None:
    """Come back once Qt has handled what it posted to itself, layout by layout."""
    for _ in range(10):
        with qtbot.waitCallback() as handled:
            QTimer.singleShot(0, handled)


def test_a_banner_shows_only_the_parts_it_was_given(theme: Theme, host: QWidget, qtbot: QtBot) -> None:  # fmt: skip
    banner = Banner(theme, host)
    assert banner.isHidden()
    banner.show_message("This note was deleted", action="Restore")
    assert banner.isVisible()
    assert banner.accessibleName() == "This note was deleted"
    button = banner.findChild(QPushButton)
    assert button is not None
    with qtbot.waitSignal(banner.action_requested):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    banner.show_message("Something else")
    assert button.isHidden()


def test_a_toast_takes_back_what_happened(theme: Theme, host: QWidget, qtbot: QtBot) -> None:
    toast = Toast(theme, host)
    undone: list[bool] = []
    toast.show_event("1 note deleted", "Undo", lambda: undone.append(True))
    assert toast.isVisible()
    QTest.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    assert undone == [True]
    assert toast.isHidden()


def test_a_toast_goes_by_itself_but_not_while_it_has_the_focus(
    theme: Theme, host: QWidget, qtbot: QtBot
) -> None:
    toast = Toast(theme, host)
    toast.show_event("1 note deleted", "Undo", lambda: None)
    toast.button.setFocus()
    assert not toast._timer.isActive()
    host.setFocus()
    assert toast._timer.isActive()
    assert toast._timer.interval() == SHOWN_MS
    toast._timer.setInterval(1)
    toast._timer.start()
    qtbot.waitUntil(toast.isHidden)


def test_a_toast_stays_inside_the_window(theme: Theme, host: QWidget) -> None:
    toast = Toast(theme, host)
    toast.show_event("Something happened", "Undo", lambda: None)
    host.resize(400, 300)
    assert host.rect().contains(toast.geometry().center())
    assert toast.geometry().bottom() <= host.rect().bottom() + 14


def test_a_toast_that_follows_a_shorter_one_shows_all_its_words(
    theme: Theme, host: QWidget, qtbot: QtBot
) -> None:
    toast = Toast(theme, host)
    label = toast.content.findChild(Label)
    assert label is not None

    def shows_all() -> bool:
        needed = label.sizeHint().width() + toast.button.sizeHint().width()
        return label.width() + toast.button.width() >= needed

    toast.show_event("Saved", "Undo", lambda: None)
    _let_layouts_settle(qtbot)
    toast.show_event("Three notes moved to Recently deleted", "Undo", lambda: None)
    _let_layouts_settle(qtbot)
    assert shows_all()


def test_a_banner_in_a_narrow_pane_shows_all_its_words(
    theme: Theme, host: QWidget, qtbot: QtBot
) -> None:
    banner = Banner(theme, host)
    below = QPlainTextEdit(host)
    column = QVBoxLayout(host)
    column.addWidget(banner)
    column.addWidget(below, stretch=1)
    host.resize(360, 400)
    banner.show_message(
        "This note was also changed on the old computer in the kitchen",
        "Both versions are kept. You can keep editing and decide later.",
        "Compare versions…",
    )
    _let_layouts_settle(qtbot)
    for label in banner.findChildren(Label):
        assert label.height() >= label.heightForWidth(label.width())
    assert banner.height() == banner.heightForWidth(banner.width())


def test_esc_and_a_click_elsewhere_close_a_popover(theme: Theme, host: QWidget, qtbot: QtBot) -> None:  # fmt: skip
    popover = Popover(theme, host)
    anchor = QPushButton("Sync", host)
    anchor.move(20, 360)
    popover.open_over(anchor)
    assert popover.isVisible()
    QTest.keyClick(popover, Qt.Key.Key_Escape)
    assert popover.isHidden()
    popover.open_over(anchor)
    QTest.mouseClick(popover, Qt.MouseButton.LeftButton)
    assert popover.isVisible()
    with qtbot.waitSignal(popover.closed):
        QTest.mouseClick(host, Qt.MouseButton.LeftButton, pos=QPoint(590, 10))
    assert popover.isHidden()


def test_a_chip_is_removed_by_its_cross_and_by_the_keyboard(
    theme: Theme, host: QWidget, qtbot: QtBot
) -> None:
    chip = Chip(theme, "trip", host, is_removable=True)
    chip.resize(chip.sizeHint())
    chip.show()
    with qtbot.waitSignal(chip.remove_requested):
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=chip._cross_rect().center())
    with qtbot.waitSignal(chip.remove_requested):
        QTest.keyClick(chip, Qt.Key.Key_Backspace)
    with qtbot.waitSignal(chip.clicked), qtbot.assertNotEmitted(chip.remove_requested):
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(8, 10))


def test_segments_are_radio_buttons_that_can_also_be_undecided(
    theme: Theme, host: QWidget, qtbot: QtBot
) -> None:
    control = SegmentedControl(theme, ["This computer", "Both", "Pixel 8"], host)
    control.show()
    assert _choice(control) is None
    with qtbot.waitSignal(control.chosen) as chosen:
        QTest.mouseClick(control.segment(2), Qt.MouseButton.LeftButton)
    assert chosen.args == [2]
    control.segment(2).setFocus()
    QTest.keyClick(control.segment(2), Qt.Key.Key_Left)
    assert _choice(control) == 1
    with qtbot.assertNotEmitted(control.chosen):
        control.set_choice(None)
    assert _choice(control) is None


def _choice(control: SegmentedControl) -> int | None:
    return control.choice


def test_a_line_that_is_too_long_is_whole_in_its_tooltip(theme: Theme, host: QWidget) -> None:
    label = ElidedLabel(theme, "A very long name of a notebook that nobody can see", host)
    label.resize(80, 20)
    label.show()
    label.setText(label.text())
    assert label.toolTip() == label.text()
    label.resize(800, 20)
    assert not label.toolTip()


def test_an_icon_button_has_a_name_and_a_target_that_can_be_hit(
    theme: Theme, host: QWidget
) -> None:
    button = IconButton("pin", "Pin", host)
    assert button.accessibleName() == "Pin"
    assert button.minimumWidth() >= 28
    assert button.minimumHeight() >= 28


def test_saying_something_else_replaces_the_buttons(theme: Theme, host: QWidget, qtbot: QtBot) -> None:  # fmt: skip
    empty = EmptyState(theme, host)
    empty.say("folder", "", "No notes yet.")
    old = empty.add_button("New note")
    empty.say("search", "", "Nothing found.")
    assert empty.text == "Nothing found."
    assert old.isHidden()
