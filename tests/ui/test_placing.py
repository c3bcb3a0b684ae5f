"""Where new windows open."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from notesapp.ui.placing import centre_over, fitting, open_size

WANTED, LEAST = QSize(1440, 960), QSize(820, 560)


def test_a_window_leaves_room_for_its_frame_on_a_small_screen() -> None:
    assert fitting(WANTED, QSize(1366, 728), LEAST) == QSize(1350, 672)


def test_a_large_screen_gives_a_window_the_size_it_wants() -> None:
    assert fitting(WANTED, QSize(2560, 1400), LEAST) == WANTED


def test_no_window_opens_smaller_than_its_contents_allow() -> None:
    assert fitting(WANTED, QSize(640, 480), LEAST) == LEAST


def test_a_window_opens_on_the_screen_over_the_one_it_belongs_to(
    qapp: QApplication, qtbot: QtBot
) -> None:
    below, above = QWidget(), QWidget()
    for window in (below, above):
        qtbot.addWidget(window)
    room = qapp.primaryScreen().availableGeometry()
    below.setGeometry(200, 200, 400, 300)
    open_size(above, QSize(300, 200))
    centre_over(above, below)
    assert abs(above.geometry().center().x() - below.geometry().center().x()) < 20
    below.move(room.bottomRight())
    open_size(above, WANTED)
    centre_over(above, below)
    assert room.contains(above.geometry())
