"""The pane around the text: banners, tags, notebooks, and having no note at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from notesapp.core.changes import Origin
from notesapp.core.ids import Guid, NodeId, Rev
from notesapp.core.model import NoteContent
from notesapp.ui.editor.notebook_picker import NotebookPicker
from notesapp.ui.theme import Scheme, Theme
from tests.support.editor_rig import EditorRig

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot, theme: Theme) -> Iterator[EditorRig]:
    rig = EditorRig(tmp_path, qtbot, theme)
    yield rig
    rig.close()


def open_conflict(rig: EditorRig, guid: Guid) -> None:
    with rig.qtbot.waitSignal(rig.bus.changed), rig.library.write(Origin.SYNC) as transaction:
        record = transaction.sync.record(guid)
        assert record is not None
        phone = NodeId("a" * 32)
        other = replace(
            record.revision,
            rev=Rev("b" * 32),
            content=NoteContent(title="Title", body="from the phone"),
            node=phone,
            node_name="Pixel 8",
            vv=record.revision.vv.bump(phone),
        )
        transaction.sync.open_conflict(guid, other, None)


def press(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def buttons(rig: EditorRig) -> dict[str, QPushButton]:
    found = rig.pane._first_page.findChildren(QPushButton)
    return {button.text(): button for button in found if button.isVisible()}


def test_an_empty_library_invites_to_write(rig: EditorRig, qtbot: QtBot) -> None:
    assert rig.pane.current is None
    shown = buttons(rig)
    assert list(shown) == ["New note", "Import…", "Set up sync…"]
    for name, signal in (
        ("New note", rig.pane.new_note_requested),
        ("Import…", rig.pane.import_requested),
        ("Set up sync…", rig.pane.set_up_sync_requested),
    ):
        with qtbot.waitSignal(signal):
            press(shown[name])


def test_with_notes_but_none_open_it_only_offers_a_new_one(rig: EditorRig, qtbot: QtBot) -> None:
    with qtbot.waitSignal(rig.bus.changed):
        rig.make_note("text")
    qtbot.waitUntil(lambda: list(buttons(rig)) == ["New note"])


def test_a_note_that_is_gone_opens_nothing(rig: EditorRig) -> None:
    rig.open_note("text")
    rig.pane.show_note(Guid("00000000-0000-7000-8000-000000000000"))
    assert rig.pane.current is None


def test_a_note_changed_in_two_places_says_so_and_stays_editable(
    rig: EditorRig, qtbot: QtBot
) -> None:
    guid = rig.open_note("from here")
    open_conflict(rig, guid)
    banner = rig.pane.page.banner
    assert banner.isVisible()
    assert banner.accessibleName() == "This note was also changed on Pixel 8"
    assert banner.accessibleDescription() == (
        "Both versions are kept. You can keep editing and decide later."
    )
    rig.type("still ")
    with qtbot.waitSignal(rig.pane.compare_requested) as asked:
        press(banner._button)
    assert asked.args == [guid]
    assert rig.stored(guid).body == "still from here"
    with qtbot.waitSignal(rig.pane.compare_requested):
        rig.press(Key.Key_D, CTRL | SHIFT)


def test_history_and_delete_are_asked_for_with_everything_saved(
    rig: EditorRig, qtbot: QtBot
) -> None:
    guid = rig.open_note("text")
    rig.type("x")
    with qtbot.waitSignal(rig.pane.history_requested) as asked:
        press(rig.pane.page.header.history_button)
    assert asked.args == [guid]
    assert rig.stored(guid).body == "xtext"
    with qtbot.waitSignal(rig.pane.delete_requested):
        rig.pane.actions_by_name["delete"].trigger()


def test_tags_are_added_and_removed_by_keyboard(rig: EditorRig) -> None:
    guid = rig.open_note("text", tags=("old",))
    rig.press(Key.Key_T, CTRL)
    tags = rig.pane.page.header.tags
    field = tags.findChild(QLineEdit)
    assert field is not None
    assert field.hasFocus()
    QTest.keyClicks(field, "#trip,2026")
    rig.press(Key.Key_Return, widget=field)
    assert tags.tags == ("2026", "old", "trip")
    chip = next(chip for chip in tags._chips if chip.text() == "old")
    rig.press(Key.Key_Delete, widget=chip)
    rig.pane.flush()
    assert rig.stored(guid).tags == ("2026", "trip")


def test_after_a_tag_the_writing_goes_on_where_it_was(rig: EditorRig) -> None:
    rig.open_note("text")
    writing = QApplication.focusWidget()
    for key in (Key.Key_Return, Key.Key_Escape):
        rig.press(Key.Key_T, CTRL)
        field = rig.pane.page.header.tags.findChild(QLineEdit)
        assert field is not None
        QTest.keyClicks(field, "trip")
        rig.press(key, widget=field)
        assert QApplication.focusWidget() is writing


def test_a_click_into_the_text_closes_the_tag_and_lands_in_the_text(rig: EditorRig) -> None:
    rig.open_note("text")
    writing = QApplication.focusWidget()
    assert writing is not None
    rig.press(Key.Key_T, CTRL)
    tags = rig.pane.page.header.tags
    field = tags.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "trip")
    writing.setFocus()
    assert tags.tags == ("trip",)
    assert QApplication.focusWidget() is writing


def test_escape_leaves_the_tags_as_they_are(rig: EditorRig) -> None:
    guid = rig.open_note("text")
    rig.press(Key.Key_T, CTRL)
    field = rig.pane.page.header.tags.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "no")
    rig.press(Key.Key_Escape, widget=field)
    rig.pane.flush()
    assert rig.stored(guid).tags == ()


def test_many_tags_fit_into_a_narrow_pane(rig: EditorRig) -> None:
    rig.pane.resize(480, 500)
    rig.open_note("text", tags=tuple(f"tag number {number}" for number in range(30)))
    tags = rig.pane.page.header.tags
    shown = [chip for chip in tags._chips if chip.isVisible()]
    assert len(shown) < 30
    assert tags._more.isVisible()
    assert tags._plus.geometry().right() <= tags.width()
    assert len(tags._menu.actions()) == 30 - len(shown)


def test_a_note_is_moved_with_the_keyboard(rig: EditorRig) -> None:
    guid = rig.open_note("text")
    with rig.library.write(Origin.USER) as transaction:
        travel = transaction.notebooks.create("Travel").guid
        transaction.notebooks.create("Work")
    rig.press(Key.Key_M, CTRL | SHIFT)
    picker = rig.pane.findChild(NotebookPicker)
    assert picker is not None
    QTest.keyClicks(picker._field, "tra")
    rig.press(Key.Key_Return, widget=picker._field)
    rig.pane.flush()
    assert rig.stored(guid).notebook == travel
    assert rig.pane.page.header.notebook_button.text() == "Travel"


def test_a_notebook_is_made_while_choosing(rig: EditorRig) -> None:
    guid = rig.open_note("text")
    press(rig.pane.page.header.notebook_button)
    picker = rig.pane.findChild(NotebookPicker)
    assert picker is not None
    QTest.keyClicks(picker._field, "Garden")
    rig.press(Key.Key_Return, widget=picker._field)
    rig.pane.flush()
    with rig.library.read() as snapshot:
        assert snapshot.notebooks.find_path(("Garden",)) == rig.stored(guid).notebook


def test_a_renamed_notebook_shows_its_new_name(rig: EditorRig) -> None:
    with rig.library.write(Origin.USER) as transaction:
        notebook = transaction.notebooks.create("Old").guid
    rig.open_note("text", notebook=notebook)
    with rig.qtbot.waitSignal(rig.bus.changed), rig.library.write(Origin.SYNC) as transaction:
        transaction.notebooks.rename(notebook, "New")
    rig.qtbot.waitUntil(lambda: rig.pane.page.header.notebook_button.text() == "New")


def test_a_long_title_is_kept_whole(rig: EditorRig) -> None:
    title = "A title of three hundred characters " * 9
    guid = rig.open_note("text", title=title)
    rig.pane.focus_title()
    rig.press(Key.Key_End, widget=rig.pane.page.title)
    QTest.keyClicks(rig.pane.page.title, "!")
    rig.pane.flush()
    assert rig.stored(guid).title == title + "!"


def test_a_change_of_scheme_is_no_edit(rig: EditorRig) -> None:
    guid = rig.open_note("# one\n- [ ] two")
    before = rig.stored(guid)
    rig.theme.set_scheme(Scheme.DARK)
    rig.theme.set_scheme(Scheme.LIGHT)
    rig.pane.flush()
    assert rig.stored(guid) == before
    assert rig.pane.page.text.note_document.availableUndoSteps() == 0


def test_everything_that_takes_the_focus_has_a_name_and_a_size(rig: EditorRig) -> None:
    rig.open_note("text", tags=("trip",))
    rig.press(Key.Key_H, CTRL)
    QApplication.sendPostedEvents()
    for widget in rig.pane.findChildren(QWidget):
        if not widget.isVisible() or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        name = widget.accessibleName()
        if isinstance(widget, QAbstractButton):
            name = name or widget.text()
            assert min(widget.width(), widget.height()) >= 22, name
        assert name or widget is rig.pane.page.text.viewport(), widget
