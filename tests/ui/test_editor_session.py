"""What is typed reaches the library, and what others write reaches the editor."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy.exc import IntegrityError

from notesapp.core.changes import Origin
from notesapp.core.errors import DiskFull, StoreError
from notesapp.core.ids import Guid, NodeId, Rev
from notesapp.ui.editor.exact_text import ExactText
from notesapp.ui.editor.pane import EditorPane
from notesapp.ui.editor.session import IDLE_MS, LONGEST_WAIT_MS, SaveState
from notesapp.ui.theme import Theme
from notesapp.workers.tasks import TaskRunner
from tests.support.editor_rig import EditorRig
from tests.support.odd_texts import ODD_TEXTS


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot, theme: Theme) -> Iterator[EditorRig]:
    rig = EditorRig(tmp_path, qtbot, theme)
    yield rig
    rig.close()


def fill_disk(rig: EditorRig) -> None:
    """Let SQLite find no more room, as on a full disk."""
    with rig.library.write(Origin.USER) as transaction:
        connection = transaction.notes._connection
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def free_disk(rig: EditorRig) -> None:
    with rig.library.write(Origin.USER) as transaction:
        transaction.notes._connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")


def test_typing_is_saved_soon_after_the_last_key(rig: EditorRig, qtbot: QtBot) -> None:
    guid = rig.open_note("Hello")
    rig.place_after("Hello")
    with qtbot.waitSignal(rig.pane.saved, timeout=IDLE_MS + 600):
        rig.type(" world")
    assert rig.stored(guid).body == "Hello world"
    assert rig.pane.page.header.save_label.text() == "Saved on this computer"


def test_saved_is_not_said_before_it_is_durable(rig: EditorRig, qtbot: QtBot) -> None:
    guid = rig.open_note("Hello")
    rig.tasks.is_holding = True
    rig.type("x")
    qtbot.waitUntil(lambda: len(rig.tasks.waiting) == 1)
    assert rig.pane.page.header.save_label.text() == "Saving…"
    assert not rig.pane.is_saved
    assert rig.stored(guid).body == "Hello"
    rig.tasks.release()
    assert rig.stored(guid).body == "xHello"
    assert rig.pane.page.header.save_label.text() == "Saved on this computer"
    assert rig.pane.is_saved


def test_somebody_who_never_pauses_is_saved_too(rig: EditorRig, qtbot: QtBot) -> None:
    guid = rig.open_note("")

    def type_on() -> bool:
        rig.type("a")
        return rig.stored(guid).body != ""

    qtbot.waitUntil(type_on, timeout=LONGEST_WAIT_MS + 2000)


def test_title_tags_notebook_and_pin_are_saved(rig: EditorRig, qtbot: QtBot) -> None:
    guid = rig.open_note("body")
    with rig.library.write(Origin.USER) as transaction:
        notebook = transaction.notebooks.create("Travel").guid
    page = rig.pane.page
    rig.pane.focus_title()
    QTest.keyClicks(page.title, "New title")
    QTest.mouseClick(page.header.pin_button, Qt.MouseButton.LeftButton)
    page.header.tags.add("trip")
    rig.pane._buffer.move_to(notebook)
    rig.pane.flush()
    note = rig.stored(guid)
    assert (note.title, note.tags, note.is_pinned) == ("New title", ("trip",), True)
    assert note.notebook == notebook
    assert note.body == "body"


def test_leaving_the_text_saves(rig: EditorRig) -> None:
    guid = rig.open_note("Hello")
    rig.type("x")
    rig.pane.focus_title()
    assert rig.stored(guid).body == "xHello"


def test_opening_another_note_saves_the_first(rig: EditorRig) -> None:
    first = rig.open_note("one")
    rig.type("x")
    second = rig.open_note("two")
    assert rig.stored(first).body == "xone"
    assert rig.text == "two"
    rig.type("y")
    rig.pane.show_note(None)
    assert rig.stored(second).body == "ytwo"


def test_coming_back_before_the_save_is_done_shows_the_latest_words(rig: EditorRig) -> None:
    first = rig.open_note("one")
    rig.tasks.is_holding = True
    rig.type("x")
    rig.open_note("two")
    rig.pane.show_note(first)
    assert rig.text == "xone"
    rig.pane.focus_text()
    rig.type("y")
    rig.tasks.release()
    rig.pane.flush()
    assert rig.stored(first).body == "yxone"


@pytest.mark.parametrize("body", ODD_TEXTS, ids=ascii)
def test_looking_at_a_note_changes_nothing(rig: EditorRig, body: str) -> None:
    guid = rig.open_note(body, title=body[:20], tags=("kept",))
    before = rig.stored(guid)
    rig.pane.focus_title()
    rig.pane.focus_text()
    rig.pane.flush()
    rig.pane.show_note(None)
    assert rig.stored(guid) == before


@pytest.mark.parametrize("body", ODD_TEXTS, ids=ascii)
def test_typing_into_an_odd_text_changes_only_that(rig: EditorRig, body: str) -> None:
    guid = rig.open_note("start " + body, title="t\0i\r\nt\u2029le")
    stored = rig.stored(guid).body
    rig.place(0)
    rig.type("new ")
    rig.pane.flush()
    assert rig.stored(guid).body == "new " + stored
    assert rig.stored(guid).title == "t\0i\r\nt\u2029le"
    rig.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    rig.pane.flush()
    assert rig.stored(guid).body == stored


def test_typing_and_undoing_writes_nothing(rig: EditorRig) -> None:
    guid = rig.open_note("# Heading\r\n- [ ] item\r\n")
    before = rig.stored(guid)
    rig.place(3)
    rig.type("x")
    rig.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    rig.pane.flush()
    assert rig.stored(guid).rev == before.rev


def test_a_full_disk_keeps_the_words_and_says_so(rig: EditorRig, qtbot: QtBot) -> None:
    guid = rig.open_note("kept")
    fill_disk(rig)
    rig.paste("x" * 9000)
    rig.pane.focus_title()
    assert rig.pane.page.banner.isVisible()
    assert rig.pane.page.banner.accessibleName() == "This computer’s disk is full"
    assert rig.pane.page.header.save_label.text() == "Not saved yet"
    assert not rig.pane.is_saved
    with pytest.raises(DiskFull):
        rig.pane.flush()
    rig.pane.focus_text()
    rig.type("y")
    assert rig.text.startswith("x" * 9000 + "y")
    free_disk(rig)
    with qtbot.waitSignal(rig.pane.saved, timeout=5000):
        pass
    assert rig.stored(guid).body == "x" * 9000 + "ykept"
    assert not rig.pane.page.banner.isVisible()


def test_a_full_disk_keeps_the_words_of_a_note_that_was_left(rig: EditorRig, qtbot: QtBot) -> None:
    first = rig.open_note("kept")
    second = rig.make_note("other")
    fill_disk(rig)
    rig.paste("x" * 9000)
    rig.pane.show_note(second)
    assert rig.pane.page.banner.isVisible()
    rig.pane.show_note(first)
    assert rig.text == "x" * 9000 + "kept"
    rig.pane.show_note(second)
    free_disk(rig)
    qtbot.waitUntil(lambda: rig.pane.is_saved, timeout=5000)
    assert rig.stored(first).body == "x" * 9000 + "kept"
    assert not rig.pane.page.banner.isVisible()


def test_flush_overtakes_a_save_that_has_not_begun(rig: EditorRig) -> None:
    guid = rig.open_note("base")
    rig.tasks.is_holding = True
    rig.type("one ")
    rig.pane.save_now()
    rig.type("two ")
    rig.pane.flush()
    assert rig.stored(guid).body == "one two base"
    rig.tasks.release()
    assert rig.stored(guid).body == "one two base"
    assert rig.pane.is_saved


def test_flush_builds_on_a_save_whose_answer_is_still_on_its_way(rig: EditorRig) -> None:
    guid = rig.open_note("base")
    rig.tasks.is_holding = True
    rig.type("one ")
    rig.pane.save_now()
    session = rig.pane._session
    assert session is not None
    assert session._in_flight is not None
    session._in_flight.run()
    assert rig.stored(guid).body == "one base"
    rig.type("two ")
    rig.pane.flush()
    assert rig.stored(guid).body == "one two base"
    rig.tasks.release()
    assert rig.stored(guid).body == "one two base"


def test_a_change_from_elsewhere_comes_in_without_moving_anything(rig: EditorRig) -> None:
    body = "".join(f"paragraph {number}\n" for number in range(200))
    guid = rig.open_note(body)
    rig.place(body.index("paragraph 120") + 4, anchor=body.index("paragraph 120"))
    bar = rig.pane.page.text.verticalScrollBar()
    before = rig.pane.page.text.cursorRect().top()
    assert bar.value() > 0
    changed = body.replace("paragraph 3\n", "paragraph 3 and\nmuch more\n").replace("150", "CL")
    rig.edit_elsewhere(guid, body=changed)
    assert rig.text == changed
    assert rig.cursor.selectedText() == "para"
    assert rig.cursor.position() == changed.index("paragraph 120") + 4
    assert rig.pane.page.text.cursorRect().top() == before
    assert rig.pane.page.text.tint.is_on
    assert rig.pane.page.header.save_label.text().startswith("Updated")
    assert rig.pane.is_saved
    assert rig.stored(guid).body == changed


def test_undo_still_works_after_a_change_came_in(rig: EditorRig) -> None:
    guid = rig.open_note("first\n\nsecond\n")
    rig.place_after("first")
    rig.type(" typed")
    rig.pane.flush()
    rig.edit_elsewhere(guid, body="first typed\n\nsecond from afar\n")
    undo = Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier
    rig.press(*undo)
    assert rig.text == "first typed\n\nsecond\n"
    rig.press(*undo)
    assert rig.text == "first\n\nsecond\n"


def test_a_change_from_elsewhere_and_unsaved_words_are_combined(rig: EditorRig) -> None:
    guid = rig.open_note("one\n\ntwo\n\nthree\n")
    rig.place_after("three")
    rig.type(" typed here")
    rig.edit_elsewhere(guid, body="one there\n\ntwo\n\nthree\n")
    assert rig.text == "one there\n\ntwo\n\nthree typed here\n"
    assert rig.cursor.position() == rig.text.index("typed here") + len("typed here")
    rig.type("!")
    rig.pane.flush()
    assert rig.stored(guid).body == "one there\n\ntwo\n\nthree typed here!\n"


def test_a_save_never_overwrites_what_it_has_not_seen(rig: EditorRig) -> None:
    guid = rig.open_note("one\n\ntwo\n\nthree\n")
    rig.tasks.is_holding = True
    rig.place_after("three")
    rig.type(" here")
    rig.pane.save_now()
    rig.edit_unheard(guid, body="one there\n\ntwo\n\nthree\n")
    rig.type(" and more")
    rig.tasks.release()
    rig.pane.flush()
    assert rig.stored(guid).body == "one there\n\ntwo\n\nthree here and more\n"
    assert rig.text == rig.stored(guid).body


def test_the_same_words_changed_on_both_sides_are_both_kept(rig: EditorRig) -> None:
    guid = rig.open_note("the meeting is on Monday\n")
    rig.place(0, anchor=len("the meeting is on Monday"))
    rig.type("we meet on Tuesday")
    rig.edit_elsewhere(guid, body="the meeting was moved to Friday at nine\n")
    rig.pane.flush()
    body = rig.stored(guid).body
    assert "we meet on Tuesday" in body
    assert "the meeting was moved to Friday at nine" in body
    rig.type("!")
    assert "we meet on Tuesday!" in rig.text


def test_a_tag_added_elsewhere_and_words_typed_here_both_stay(rig: EditorRig) -> None:
    guid = rig.open_note("text", tags=("old",))
    rig.type("x")
    rig.edit_elsewhere(guid, tags=("new", "old"))
    rig.pane.flush()
    note = rig.stored(guid)
    assert (note.body, note.tags) == ("xtext", ("new", "old"))
    assert rig.pane.page.header.tags.tags == ("new", "old")


def delete_on_another_device(rig: EditorRig, guid: Guid) -> None:
    with rig.qtbot.waitSignal(rig.bus.changed), rig.library.write(Origin.SYNC) as transaction:
        record = transaction.sync.record(guid)
        assert record is not None
        phone = NodeId("a" * 32)
        transaction.sync.take(
            replace(
                record.revision,
                rev=Rev("b" * 32),
                is_deleted=True,
                node=phone,
                node_name="Phone",
                vv=record.revision.vv.bump(phone),
            )
        )


def test_a_note_deleted_on_another_device_while_somebody_writes_in_it_stays(
    rig: EditorRig,
) -> None:
    guid = rig.open_note("text")
    rig.tasks.is_holding = True
    rig.type("x")
    delete_on_another_device(rig, guid)
    rig.tasks.release()
    rig.pane.flush()
    note = rig.stored(guid)
    assert note.body == "xtext"
    assert not note.is_deleted


def test_words_typed_just_before_deleting_lie_in_the_trash(rig: EditorRig) -> None:
    guid = rig.open_note("text")
    rig.tasks.is_holding = True
    rig.type("x")
    with rig.qtbot.waitSignal(rig.bus.changed), rig.library.write(Origin.USER) as transaction:
        transaction.notes.delete(guid)
    rig.tasks.release()
    rig.pane.flush()
    note = rig.stored(guid)
    assert note.body == "xtext"
    assert note.is_deleted
    assert rig.pane.page.banner.accessibleName() == "In Recently deleted"
    assert rig.pane.page.text.isReadOnly()


def test_restoring_from_the_banner_lets_one_write_again(rig: EditorRig) -> None:
    guid = rig.make_note("text")
    with rig.library.write(Origin.USER) as transaction:
        transaction.notes.delete(guid)
    rig.pane.show_note(guid)
    assert rig.pane.page.text.isReadOnly()
    with rig.qtbot.waitSignal(rig.bus.changed):
        rig.pane.page.banner.action_requested.emit()
    rig.pane.focus_text()
    rig.type("x")
    rig.pane.flush()
    assert rig.stored(guid).body == "xtext"
    assert not rig.stored(guid).is_deleted


def test_a_note_deleted_for_ever_elsewhere_closes_if_nothing_is_unsaved(rig: EditorRig) -> None:
    guid = rig.open_note("text")
    with rig.qtbot.waitSignal(rig.bus.changed), rig.library.write(Origin.SYNC) as transaction:
        transaction.notes.purge(guid)
    assert rig.pane.current is None


def test_words_typed_into_a_note_deleted_for_ever_bring_it_back(rig: EditorRig) -> None:
    guid = rig.open_note("text")
    rig.type("x")
    with rig.qtbot.waitSignal(rig.bus.changed), rig.library.write(Origin.SYNC) as transaction:
        transaction.notes.purge(guid)
    rig.pane.flush()
    assert rig.stored(guid).body == "xtext"


def test_ctrl_s_makes_a_version(rig: EditorRig) -> None:
    guid = rig.open_note("text")
    rig.type("x")
    rig.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    with rig.library.read() as snapshot:
        assert [version.content.body for version in snapshot.history.versions(guid)] == []
        newest = snapshot.history.versions(guid, with_current=True)[0]
    assert newest.content.body == "xtext"
    assert rig.pane.page.header.save_label.text() == "Saved on this computer"
    rig.type("y")
    rig.pane.flush()
    with rig.library.read() as snapshot:
        assert [version.content.body for version in snapshot.history.versions(guid)] == ["xtext"]


def test_a_closed_library_raises_and_loses_nothing(rig: EditorRig) -> None:
    rig.open_note("text")
    rig.type("x")
    fill_disk(rig)
    rig.paste("y" * 9000)
    with pytest.raises(StoreError):
        rig.pane.flush()
    session = rig.pane._session
    assert session is not None
    assert session.state is SaveState.FAILED
    assert session.draft.body == "x" + "y" * 9000 + "text"


def test_what_an_input_method_composes_survives_a_change_from_elsewhere(rig: EditorRig) -> None:
    guid = rig.open_note("one\n\ntwo\n")
    rig.place_after("two")
    composing = QInputMethodEvent("かな", [])
    QApplication.sendEvent(rig.pane.page.text, composing)
    assert rig.text == "one\n\ntwo\n"
    rig.edit_elsewhere(guid, body="one there\n\ntwo\n")
    assert rig.text == "one there\n\ntwoかな\n"
    rig.pane.flush()
    assert rig.stored(guid).body == "one there\n\ntwoかな\n"


def test_one_note_that_cannot_be_saved_does_not_hold_up_the_others(rig: EditorRig) -> None:
    first = rig.open_note("first")
    rig.tasks.is_holding = True
    rig.type("x")
    second = rig.open_note("second")
    rig.type("y")
    with rig.library.write(Origin.USER) as transaction:
        table = transaction.notes._connection
        table.exec_driver_sql(
            "CREATE TRIGGER refuse BEFORE UPDATE ON note "
            f"WHEN OLD.guid = '{second}' BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    with pytest.raises(IntegrityError):
        rig.pane.flush()
    assert rig.stored(first).body == "xfirst"
    assert not rig.pane.is_saved
    assert rig.text == "ysecond"


@pytest.mark.parametrize("seed", range(12))
def test_no_word_is_lost_whatever_comes_between(rig: EditorRig, seed: int) -> None:
    """Words typed here and there, saves that hang, changes heard late: all words are there."""
    chance = random.Random(seed)
    end = "\r\n" if seed % 3 == 0 else "\n"
    guid = rig.open_note(end.join(f"paragraph {number}{end}" for number in range(6)))
    words: list[str] = []
    for number in range(40):
        word = f"word{number}x"
        match chance.randrange(7):
            case 0 | 1 | 2:
                place = chance.choice([i for i, c in enumerate(rig.text + "\n") if c == "\n"])
                rig.place(place)
                rig.paste(f" {word}")
                words.append(word)
            case 3 | 4:
                lines = rig.stored(guid).body.split(end)
                index = chance.randrange(len(lines))
                lines[index] += f" {word}"
                words.append(word)
                if chance.random() < 0.5:
                    rig.edit_elsewhere(guid, body=end.join(lines))
                else:
                    rig.edit_unheard(guid, body=end.join(lines))
            case 5:
                rig.tasks.is_holding = True
                rig.pane.save_now()
            case 6:
                rig.tasks.release()
    rig.tasks.release()
    rig.pane.flush()
    QTest.qWait(0)
    body = rig.stored(guid).body
    assert [word for word in words if word not in body] == []
    assert ExactText(body).shown == rig.text
    assert rig.pane.is_saved


def test_the_real_store_thread_saves_too(tmp_path: Path, qtbot: QtBot, theme: Theme) -> None:
    rig = EditorRig(tmp_path, qtbot, theme)
    runner = TaskRunner("store")
    pane = EditorPane(rig.library, runner, rig.bus, rig.theme)
    qtbot.addWidget(pane)
    guid = rig.make_note("text")
    pane.show()
    pane.show_note(guid)
    QTest.keyClicks(pane.page.text, "one ")
    pane.save_now()
    QTest.keyClicks(pane.page.text, "two ")
    pane.flush()
    assert rig.stored(guid).body == "one two text"
    QTest.keyClicks(pane.page.text, "three ")
    with qtbot.waitSignal(pane.saved):
        pane.save_now()
    qtbot.waitUntil(lambda: pane.is_saved)
    assert rig.stored(guid).body == "one two three text"
    runner.shutdown()
    rig.close()


def test_an_empty_note_that_is_left_vanishes(rig: EditorRig) -> None:
    empty = rig.open_note(title="")
    rig.pane.show_note(rig.make_note())
    assert not _is_here(rig, empty)


def test_a_note_emptied_right_after_its_first_words_vanishes(rig: EditorRig) -> None:
    empty = rig.open_note(title="")
    rig.type("ab")
    rig.pane.flush()
    rig.press(Qt.Key.Key_Backspace)
    rig.press(Qt.Key.Key_Backspace)
    rig.pane.show_note(None)
    assert not _is_here(rig, empty)


def test_one_letter_keeps_a_new_note(rig: EditorRig) -> None:
    guid = rig.open_note(title="")
    rig.type("a")
    rig.pane.show_note(None)
    assert rig.stored(guid).body == "a"


def test_words_typed_after_coming_back_to_a_vanishing_note_are_kept(
    rig: EditorRig, qtbot: QtBot
) -> None:
    guid = rig.open_note(title="")
    rig.tasks.is_holding = True
    rig.pane.show_note(rig.make_note())
    rig.pane.show_note(guid)  # before the empty note is dropped
    rig.pane.focus_text()
    rig.type("kept")
    rig.tasks.release()
    rig.pane.flush()
    assert rig.stored(guid).body == "kept"


def _is_here(rig: EditorRig, guid: Guid) -> bool:
    with rig.library.read() as snapshot:
        return snapshot.sync.record(guid) is not None
