"""One profile's session: what shows when, and that it ends with everything saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from notesapp.app.profile_session import ProfileSession
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES
from notesapp.ui.theme import Theme


@pytest.fixture
def session(profile: Path, theme: Theme, qtbot: QtBot) -> Iterator[ProfileSession]:
    made = ProfileSession(Library.open(profile), theme)
    made.start()
    qtbot.waitExposed(made.window)
    yield made
    made.window.close()
    made.close()


def test_sync_stays_in_sight_where_the_sidebar_does_not_fit(
    session: ProfileSession, qtbot: QtBot
) -> None:
    session.window.resize(1280, 800)
    qtbot.waitUntil(lambda: session.card.isVisible() and not session.list_card.isVisible())
    session.window.resize(900, 800)
    qtbot.waitUntil(lambda: session.list_card.isVisible() and not session.card.isVisible())


def test_closing_saves_the_last_key(session: ProfileSession, profile: Path, qtbot: QtBot) -> None:
    session.window.new_note()
    qtbot.waitUntil(lambda: session.editor.current is not None)
    session.editor.focus_title()
    QTest.keyClicks(session.editor.page.title, "The very last words")
    session.window.close()
    library = Library.open(profile)
    with library.read() as view:
        assert [note.title for note in view.notes.list(ALL_NOTES)] == ["The very last words"]
    library.close()


def test_other_windows_are_made_when_first_asked_for(session: ProfileSession) -> None:
    assert "windows" not in session.__dict__
    session.windows.open_settings()
    assert session.windows.open_settings() is session.windows.open_settings()
