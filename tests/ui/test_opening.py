"""A library that can't be opened: every way on, and the damaged file is always kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from notesapp.app import start
from notesapp.app.opening import open_or_ask
from notesapp.config.paths import library_path
from notesapp.core.changes import Origin
from notesapp.core.errors import (
    DiskFull,
    LibraryDamaged,
    LibraryReadOnly,
    LibraryTooNew,
    StoreError,
)
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES
from notesapp.ui.start_problem import StartProblem, WayOn
from notesapp.ui.theme import Theme


def _damaged_library(profile: Path, *, backed_up: bool) -> bytes:
    library = Library.open(profile)
    with library.write(Origin.USER) as tx:
        tx.notes.create(title="Kept in the backup")
    if backed_up:
        library.back_up()
    library.close()
    damaged = b"this was a database once" * 100
    library_path(profile).write_bytes(damaged)
    return damaged


def _titles(library: Library) -> list[str]:
    with library.read() as view:
        return [note.title for note in view.notes.list(ALL_NOTES)]


def test_restoring_the_backup_brings_the_notes_back_and_keeps_the_damaged_file(
    profile: Path,
) -> None:
    damaged = _damaged_library(profile, backed_up=True)
    asked: list[StoreError] = []

    def ask(error: StoreError) -> WayOn:
        asked.append(error)
        return WayOn.RESTORE_BACKUP

    library = open_or_ask(profile, ask)
    assert library is not None
    assert _titles(library) == ["Kept in the backup"]
    library.close()
    assert [type(error) for error in asked] == [LibraryDamaged]
    assert damaged in [file.read_bytes() for file in profile.iterdir() if file.is_file()]


def test_starting_empty_keeps_the_damaged_file(profile: Path) -> None:
    damaged = _damaged_library(profile, backed_up=False)
    library = open_or_ask(profile, lambda _: WayOn.START_EMPTY)
    assert library is not None
    assert _titles(library) == []
    library.close()
    assert damaged in [file.read_bytes() for file in profile.iterdir() if file.is_file()]


def test_quitting_touches_nothing(profile: Path) -> None:
    damaged = _damaged_library(profile, backed_up=True)
    assert open_or_ask(profile, lambda _: WayOn.QUIT) is None
    assert library_path(profile).read_bytes() == damaged


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("Restore the backup", WayOn.RESTORE_BACKUP),
        ("Start with an empty library", WayOn.START_EMPTY),
        ("Quit", WayOn.QUIT),
    ],
)
def test_each_button_is_a_way_on(
    theme: Theme, qtbot: QtBot, tmp_path: Path, text: str, choice: WayOn
) -> None:
    backup = tmp_path / "library-20260510.db"
    backup.touch()
    dialog = StartProblem(theme, LibraryDamaged(tmp_path / "library.db", [backup]))
    qtbot.addWidget(dialog)
    dialog.show()
    button = next(b for b in dialog.findChildren(QPushButton) if b.text() == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert dialog.choice is choice


def test_a_newer_library_is_explained_and_only_quitting_is_offered(
    theme: Theme, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = StartProblem(theme, LibraryTooNew(tmp_path / "library.db", "0099"))
    qtbot.addWidget(dialog)
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "A newer version of this app wrote these notes" in words
    assert "They were not touched" in words
    assert [button.text() for button in dialog.findChildren(QPushButton)] == ["Quit"]


def test_a_backup_that_cannot_be_put_back_is_said_and_asked_about_again(profile: Path) -> None:
    damaged = _damaged_library(profile, backed_up=True)
    (profile / "library-restoring.db").mkdir()
    asked: list[StoreError] = []

    def ask(error: StoreError) -> WayOn:
        asked.append(error)
        return WayOn.RESTORE_BACKUP if len(asked) == 1 else WayOn.QUIT

    assert open_or_ask(profile, ask) is None
    assert [type(error) for error in asked] == [LibraryDamaged, LibraryReadOnly]
    assert library_path(profile).read_bytes() == damaged


def test_a_folder_that_cannot_be_written_may_be_tried_again(
    theme: Theme, qtbot: QtBot, tmp_path: Path
) -> None:
    for error in (DiskFull(tmp_path), LibraryReadOnly(tmp_path)):
        dialog = StartProblem(theme, error)
        qtbot.addWidget(dialog)
        (button,) = [b for b in dialog.findChildren(QPushButton) if b.text() == "Try again"]
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert dialog.choice is WayOn.TRY_AGAIN


def test_a_profile_that_cannot_be_a_folder_is_said_in_a_window(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("no folder")
    said: list[str] = []

    def read_and_close() -> None:
        (dialog,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, StartProblem)]
        said.extend(label.text() for label in dialog.findChildren(QLabel))
        dialog.reject()

    monkeypatch.setattr("sys.argv", ["notesapp"])
    monkeypatch.setattr("sys.excepthook", sys.excepthook)
    QTimer.singleShot(0, read_and_close)
    assert start.run(occupied) == 1
    assert "Notes can’t be saved here" in said
