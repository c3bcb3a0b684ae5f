"""The three panes together, as somebody uses them for the first time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from notesapp.core.changes import Origin
from notesapp.core.errors import DiskFull
from notesapp.core.ids import Guid
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES, PINNED, TRASH, InNotebook, NoteSort
from notesapp.store.transactions import Transaction
from notesapp.ui.main_window import MainWindow
from notesapp.ui.note_menu import note_menu
from notesapp.ui.notelist.density import Density
from notesapp.ui.panes import Mode
from notesapp.ui.theme import Theme
from notesapp.workers.change_bus import ChangeBus
from tests.support.clock import FixedClock
from tests.ui.conftest import open_window

Write = Callable[[Callable[[Transaction], object]], None]


@pytest.fixture
def write(library: Library, clock: FixedClock, change_bus: ChangeBus, qtbot: QtBot) -> Write:
    """Writes as sync would, and waits until every view has heard of it."""

    def run(work: Callable[[Transaction], object]) -> None:
        clock.advance(minutes=1)
        with (
            qtbot.waitSignal(change_bus.changed),
            library.write(Origin.SYNC) as transaction,
        ):
            work(transaction)

    return run


@pytest.fixture
def three(library: Library, clock: FixedClock) -> list[Guid]:
    """Three notes, the newest first: Lisbon (in Travel, tagged), Bread, Review."""
    made = []
    with library.write(Origin.IMPORT) as transaction:
        travel = transaction.notebooks.create("Travel").guid
        for title, book, tags in (
            ("Weekly review", None, ()),
            ("Sourdough, third attempt", None, ("recipe",)),
            ("Trip to Lisbon", travel, ("trip",)),
        ):
            clock.advance(hours=1)
            note = transaction.notes.create(
                title=title, body=f"About {title}", notebook=book, tags=tags
            )
            made.append(note.guid)
    return made[::-1]


@pytest.fixture
def used(three: list[Guid], window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window on the three notes, in front."""
    with qtbot.waitActive(window):
        window.activateWindow()
    return window


def _rows(window: MainWindow) -> list[str]:
    model = window.notes.view.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def _saved(library: Library) -> list[tuple[str, str]]:
    with library.read() as snapshot:
        return [(note.title, note.preview) for note in snapshot.notes.list(ALL_NOTES)]


def _has_focus(area: QWidget) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and area.isAncestorOf(focus)


def _open_title(window: MainWindow) -> str | None:
    guid = window._editor.current
    if guid is None:
        return None
    with window._library.read() as snapshot:
        return snapshot.notes.get(guid).title


def _settle(window: MainWindow, change_bus: ChangeBus, qtbot: QtBot, act: Callable[[], object]) -> None:  # fmt: skip
    with qtbot.waitSignal(change_bus.changed):
        act()


def test_a_first_start_invites_to_write(window: MainWindow) -> None:
    texts = {button.text() for button in window.findChildren(QPushButton) if button.isVisible()}
    assert {"New note", "Import…", "Set up sync…"} <= texts
    assert _rows(window) == []


def test_a_stranger_writes_the_first_note(
    window: MainWindow, change_bus: ChangeBus, library: Library, qtbot: QtBot
) -> None:
    with qtbot.waitActive(window):
        window.activateWindow()
    new = next(b for b in window.findChildren(QPushButton) if b.text() == "New note" and b.isVisible())  # fmt: skip
    _settle(window, change_bus, qtbot, lambda: QTest.mouseClick(new, Qt.MouseButton.LeftButton))
    title = QApplication.focusWidget()
    assert title is not None
    QTest.keyClicks(title, "Groceries")
    QTest.keyClick(title, Qt.Key.Key_Return)
    text = QApplication.focusWidget()
    assert isinstance(text, QTextEdit)
    QTest.keyClicks(text, "Leeks and bread")
    qtbot.waitUntil(lambda: _rows(window) == ["Groceries"])
    qtbot.waitUntil(lambda: _saved(library) == [("Groceries", "Leeks and bread")])
    assert len(window.notes.view.selected_guids()) == 1


def test_the_newest_note_is_open_at_the_start(used: MainWindow) -> None:
    assert _rows(used) == ["Trip to Lisbon", "Sourdough, third attempt", "Weekly review"]
    assert _open_title(used) == "Trip to Lisbon"


def test_a_click_and_the_arrow_keys_open_notes(used: MainWindow) -> None:
    view = used.notes.view
    spot = view.visualRect(view.model().index(1, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert _open_title(used) == "Sourdough, third attempt"
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert _open_title(used) == "Weekly review"


def test_typing_in_the_search_field_filters_and_esc_brings_all_back(
    used: MainWindow, qtbot: QtBot
) -> None:
    used.actions_by_name["search_all"].trigger()
    field = used.notes.search
    assert field.hasFocus()
    QTest.keyClicks(field, "sour")
    qtbot.waitUntil(lambda: _rows(used) == ["Sourdough, third attempt"])
    assert _open_title(used) == "Trip to Lisbon"
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert _open_title(used) == "Sourdough, third attempt"
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert len(_rows(used)) == 3
    assert used.notes.view.selected_guids() == [used._editor.current]


def test_after_a_search_that_left_it_out_the_open_note_is_selected_again(
    used: MainWindow, qtbot: QtBot
) -> None:
    QTest.keyClicks(used.notes.search, "sour")
    qtbot.waitUntil(lambda: len(_rows(used)) == 1)
    assert used.notes.view.selected_guids() == []
    QTest.keyClick(used.notes.search, Qt.Key.Key_Escape)
    assert used.notes.view.selected_guids() == [used._editor.current]


def test_a_search_without_hits_offers_all_notes_and_a_new_one(
    used: MainWindow, change_bus: ChangeBus, qtbot: QtBot
) -> None:
    used.sidebar.view.choose("tag:trip")
    QTest.keyClicks(used.notes.search, "sour")
    qtbot.waitUntil(used.notes._empty.isVisible)
    assert used.notes._empty.text == "Nothing found for “sour” in “trip”."
    buttons = {b.text(): b for b in used.notes._empty.findChildren(QPushButton) if b.isVisible()}
    QTest.mouseClick(buttons["Search all notes"], Qt.MouseButton.LeftButton)
    assert _rows(used) == ["Sourdough, third attempt"]
    assert used.notes.place == ALL_NOTES


def test_del_moves_a_note_to_the_trash_and_undo_brings_it_back(
    used: MainWindow, change_bus: ChangeBus, qtbot: QtBot
) -> None:
    view = used.notes.view
    view.setFocus()
    _settle(used, change_bus, qtbot, lambda: QTest.keyClick(view, Qt.Key.Key_Delete))
    assert _rows(used) == ["Sourdough, third attempt", "Weekly review"]
    assert _open_title(used) == "Sourdough, third attempt"
    assert used.toast.text == "1 note moved to Recently deleted"
    _settle(used, change_bus, qtbot, lambda: QTest.mouseClick(used.toast.button, Qt.MouseButton.LeftButton))  # fmt: skip
    assert _rows(used)[0] == "Trip to Lisbon"
    assert _open_title(used) == "Sourdough, third attempt"


def test_the_edit_menu_undoes_it_as_well(
    used: MainWindow, change_bus: ChangeBus, qtbot: QtBot
) -> None:
    undo = used.actions_by_name["undo_last"]
    assert not undo.isEnabled()
    _settle(used, change_bus, qtbot, lambda: used.delete_notes(used.notes.view.selected_guids()))
    _settle(used, change_bus, qtbot, undo.trigger)
    assert len(_rows(used)) == 3
    assert not undo.isEnabled()


def test_live_changes_never_move_what_is_open_or_selected(
    used: MainWindow, write: Write, three: list[Guid]
) -> None:
    opened = used._editor.current
    write(lambda t: t.notes.create(title="From the phone"))
    write(lambda t: t.notes.edit(three[2], body="edited on the phone"))
    assert _rows(used)[:2] == ["Weekly review", "From the phone"]
    assert used.notes.view.selected_guids() == [opened]
    assert used._editor.current == opened


def test_a_note_moved_out_of_the_list_by_sync_stays_open(
    used: MainWindow, write: Write, three: list[Guid]
) -> None:
    book = next(b for b in used.sidebar.contents.notebooks if b.name == "Travel")
    used.sidebar.view.choose(f"notebook:{book.guid}")
    assert used._editor.current == three[0]
    write(lambda t: t.notes.edit(three[0], notebook=None))
    assert _rows(used) == []
    assert used._editor.current == three[0]


def test_when_the_place_itself_goes_all_notes_show_and_the_note_stays_open(
    used: MainWindow, write: Write, three: list[Guid]
) -> None:
    used.sidebar.view.choose("tag:trip")
    write(lambda t: t.notes.edit(three[0], tags=()))
    assert used.notes.place == ALL_NOTES
    assert used.notes.view.selected_guids() == [three[0]]
    assert used._editor.current == three[0]


def test_a_note_deleted_elsewhere_does_not_open_its_neighbour(
    used: MainWindow, write: Write, three: list[Guid]
) -> None:
    write(lambda t: t.notes.delete(three[0]))
    assert used._editor.current == three[0]
    assert used.notes.view.selected_guids() == []


def test_several_notes_are_pinned_and_deleted_together(
    used: MainWindow, change_bus: ChangeBus, library: Library, qtbot: QtBot
) -> None:
    view = used.notes.view
    for row in (0, 2):
        spot = view.visualRect(view.model().index(row, 0)).center()
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier if row else Qt.KeyboardModifier.NoModifier, spot,
        )  # fmt: skip
    assert used._selected.text == "2 notes selected"
    buttons = {b.text(): b for b in used._selected.findChildren(QPushButton) if b.isVisible()}
    _settle(used, change_bus, qtbot, lambda: QTest.mouseClick(buttons["Pin"], Qt.MouseButton.LeftButton))  # fmt: skip
    with library.read() as snapshot:
        assert snapshot.notes.count(PINNED) == 2
    assert len(view.selected_guids()) == 2
    _settle(used, change_bus, qtbot, lambda: QTest.mouseClick(buttons["Delete"], Qt.MouseButton.LeftButton))  # fmt: skip
    assert _rows(used) == ["Sourdough, third attempt"]
    assert _open_title(used) == "Sourdough, third attempt"


def test_the_context_menu_moves_tags_and_restores(
    used: MainWindow, change_bus: ChangeBus, library: Library, qtbot: QtBot, three: list[Guid]
) -> None:
    menu = _menu_of(used, three[1:2])
    _settle(used, change_bus, qtbot, _action(menu, "Move to", "Travel").trigger)
    _settle(used, change_bus, qtbot, _action(menu, "Tags", "trip").trigger)
    with library.read() as snapshot:
        note = snapshot.notes.get(three[1])
        assert note.tags == ("recipe", "trip")
        assert note.notebook is not None
        assert snapshot.notebooks.path(note.notebook) == ("Travel",)
    _settle(used, change_bus, qtbot, _action(menu, "Delete").trigger)
    deleted = _menu_of(used, three[1:2])
    _settle(used, change_bus, qtbot, _action(deleted, "Restore").trigger)
    assert len(_rows(used)) == 3


def test_deleting_for_ever_asks_first_and_cancel_is_the_default(
    used: MainWindow, change_bus: ChangeBus, library: Library, qtbot: QtBot, three: list[Guid]
) -> None:
    _settle(used, change_bus, qtbot, lambda: used.commands.delete(three[:1]))
    used.sidebar.view.choose("trash")
    _action(_menu_of(used, three[:1]), "Delete for ever…").trigger()
    box = used.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert box.text() == "Delete 1 note for ever?"
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    delete = next(b for b in box.buttons() if b.text() == "Delete for ever")
    _settle(used, change_bus, qtbot, lambda: QTest.mouseClick(delete, Qt.MouseButton.LeftButton))
    assert _rows(used) == []
    with library.read() as snapshot:
        assert snapshot.notes.count(TRASH) == 0


def test_a_note_is_written_where_the_user_is_looking(
    used: MainWindow, change_bus: ChangeBus, library: Library, qtbot: QtBot
) -> None:
    book = next(b for b in used.sidebar.contents.notebooks if b.name == "Travel")
    used.sidebar.view.choose(f"notebook:{book.guid}")
    _settle(used, change_bus, qtbot, used.actions_by_name["new_note"].trigger)
    assert _rows(used) == ["Untitled", "Trip to Lisbon"]
    assert used.notes.place == InNotebook(book.guid)


def test_a_new_note_left_empty_is_gone_from_the_list(
    used: MainWindow, change_bus: ChangeBus, qtbot: QtBot
) -> None:
    rows = used.notes.model.rowCount()
    _settle(used, change_bus, qtbot, used.actions_by_name["new_note"].trigger)
    assert used.notes.model.rowCount() == rows + 1
    used.notes.view.setFocus()
    QTest.keyClick(used.notes.view, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: used.notes.model.rowCount() == rows)
    assert used.toast.isHidden()


def test_an_empty_note_goes_with_the_window(
    used: MainWindow, library: Library, change_bus: ChangeBus, qtbot: QtBot
) -> None:
    _settle(used, change_bus, qtbot, used.actions_by_name["new_note"].trigger)
    with library.read() as snapshot:
        before = snapshot.notes.count(ALL_NOTES)
    used.close()
    with library.read() as snapshot:
        assert snapshot.notes.count(ALL_NOTES) == before - 1


def test_no_note_is_written_into_the_trash(
    used: MainWindow, change_bus: ChangeBus, qtbot: QtBot
) -> None:
    used.sidebar.view.choose("trash")
    _settle(used, change_bus, qtbot, used.actions_by_name["new_note"].trigger)
    assert used.notes.place == ALL_NOTES


def test_a_new_notebook_is_named_in_place(
    used: MainWindow, change_bus: ChangeBus, library: Library, qtbot: QtBot
) -> None:
    _settle(used, change_bus, qtbot, used.actions_by_name["new_notebook"].trigger)
    editor = used.sidebar.view.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "Garden")
    _settle(used, change_bus, qtbot, lambda: QTest.keyClick(editor, Qt.Key.Key_Return))
    with library.read() as snapshot:
        assert snapshot.notebooks.find_path(("Garden",)) is not None


def test_the_switcher_opens_a_note_in_another_place(used: MainWindow) -> None:
    used.sidebar.view.choose("tag:trip")
    used.actions_by_name["switcher"].trigger()
    QTest.keyClicks(used.switcher.field, "sour")
    QTest.keyClick(used.switcher.field, Qt.Key.Key_Return)
    assert _open_title(used) == "Sourdough, third attempt"
    assert used.notes.place == ALL_NOTES
    assert used.notes.view.selected_guids() == [used._editor.current]


def test_a_command_is_run_from_the_palette(used: MainWindow) -> None:
    used.actions_by_name["palette"].trigger()
    QTest.keyClicks(used.switcher.field, "search all")
    QTest.keyClick(used.switcher.field, Qt.Key.Key_Return)
    assert used.notes.search.hasFocus()


@pytest.mark.parametrize(
    ("width", "mode"),
    [(1280, Mode.THREE_PANES), (979, Mode.TWO_PANES), (700, Mode.ONE_PANE)],
)
def test_panes_give_way_as_the_window_gets_narrow(used: MainWindow, width: int, mode: Mode) -> None:
    used.resize(QSize(width, 700))
    assert used.panes.mode is mode
    assert used.sidebar.isVisible() == (mode is Mode.THREE_PANES)


def test_one_pane_goes_from_the_list_to_the_note_and_back(used: MainWindow) -> None:
    used.resize(QSize(640, 700))
    used.panes.show_list()
    assert used.notes.isVisible()
    assert not used._editor.isVisible()
    view = used.notes.view
    spot = view.visualRect(view.model().index(1, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert used._editor.isVisible()
    assert not used.notes.isVisible()
    back = next(b for b in used.findChildren(QAbstractButton) if b.accessibleName() == "Back to the list")  # fmt: skip
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    assert used.notes.isVisible()


def test_a_narrow_window_shows_the_sidebar_over_the_rest(used: MainWindow) -> None:
    used.resize(QSize(900, 700))
    used.actions_by_name["sidebar"].trigger()
    assert used.sidebar.isVisible()
    QTest.mouseClick(used.panes._veil, Qt.MouseButton.LeftButton, pos=QPoint(800, 300))
    assert not used.sidebar.isVisible()


def test_the_window_comes_back_as_it_was(
    three: list[Guid], library: Library, change_bus: ChangeBus, theme: Theme, qtbot: QtBot
) -> None:
    first = open_window(library, change_bus, theme)
    qtbot.addWidget(first)
    first.resize(780, 600)
    first.sidebar.view.choose("tag:recipe")
    first.notes.header.density_chosen.emit(Density.COMPACT)
    first.notes.header.sort_chosen.emit(NoteSort.TITLE)
    first.close()
    second = open_window(library, change_bus, theme)
    qtbot.addWidget(second)
    assert second.size() == QSize(780, 600)
    assert second.notes.header.title.text() == "recipe"
    assert (second.notes.density, second.notes.sort) == (Density.COMPACT, NoteSort.TITLE)
    assert second.notes.view.sizeHintForRow(0) == 56
    assert _open_title(second) == "Sourdough, third attempt"
    second.close()


def test_a_window_whose_last_edit_cannot_be_saved_stays_open(
    used: MainWindow, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space() -> None:
        raise DiskFull(library.profile)

    monkeypatch.setattr(used._editor, "flush", no_space)
    assert not used.close()
    assert used.isVisible()
    assert "only in this window" in used.toast.text


def test_shortcuts_are_given_out_once_each(used: MainWindow) -> None:
    seen: dict[str, str] = {}
    for action in used.findChildren(QAction):
        for keys in action.shortcuts():
            other = seen.setdefault(keys.toString(), action.text())
            assert other == action.text(), keys.toString()
    assert {"Ctrl+N", "Ctrl+P", "Ctrl+Shift+F", "F5", "F9", "F6", "Ctrl+T", "Ctrl+F"} <= set(seen)


def test_f6_walks_through_the_areas_and_back(used: MainWindow) -> None:
    used.sidebar.view.setFocus()
    walked = []
    for _ in range(2):
        used.actions_by_name["next_area"].trigger()
        walked.append(QApplication.focusWidget())
    assert walked == [used.notes.search, used.notes.view]
    used.actions_by_name["next_area"].trigger()
    assert _has_focus(used._editor)
    used.actions_by_name["next_area"].trigger()
    assert used.sidebar.view.hasFocus()
    used.actions_by_name["previous_area"].trigger()
    assert _has_focus(used._editor)


def test_everything_that_takes_the_focus_has_a_name_and_a_size_to_hit(used: MainWindow) -> None:
    used.actions_by_name["switcher"].trigger()
    nameless = [widget for widget in _focusable(used) if not _spoken_name(widget)]
    assert [f"{w.metaObject().className()} in {w.parent()}" for w in nameless] == []
    small = [
        button.accessibleName() or button.text()
        for button in used.findChildren(QAbstractButton)
        if button.isVisible() and (button.width() < 24 or button.height() < 24)
        and type(button).__name__ != "QToolButton"  # a line edit's own, within a larger target
    ]  # fmt: skip
    assert small == []


def _focusable(window: QWidget) -> Iterator[QWidget]:
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget


def _spoken_name(widget: QWidget) -> str:
    if isinstance(widget, QAbstractButton):
        return widget.accessibleName() or widget.text() or widget.toolTip()
    if isinstance(widget, QComboBox):
        return widget.accessibleName() or widget.currentText()
    return widget.accessibleName()


def _menu_of(window: MainWindow, guids: list[Guid]) -> QMenu:
    with window._library.read() as snapshot:
        notes = snapshot.notes.summaries(guids)
    return note_menu(window, window.commands, notes, window.sidebar.contents)


def _action(menu: QMenu, *path: str) -> QAction:
    for name in path[:-1]:
        below = next(a.menu() for a in menu.actions() if a.text() == name)
        assert isinstance(below, QMenu)
        menu = below
    return next(action for action in menu.actions() if action.text().strip() == path[-1])


def test_a_notebook_dragged_and_notes_dropped_are_written(
    used: MainWindow, change_bus: ChangeBus, library: Library, qtbot: QtBot, three: list[Guid]
) -> None:
    model, index = used.sidebar.model, used.notes.view.model().index(2, 0)
    data = used.notes.model.mimeData([index])
    book = next(b for b in used.sidebar.contents.notebooks if b.name == "Travel")
    target = model.find(f"notebook:{book.guid}")
    _settle(used, change_bus, qtbot, lambda: model.take(data, target))
    with library.read() as snapshot:
        assert snapshot.notes.get(three[2]).notebook == book.guid
    assert used.toast.text == "1 note moved to “Travel”"
    _settle(used, change_bus, qtbot, used.actions_by_name["undo_last"].trigger)
    with library.read() as snapshot:
        assert snapshot.notes.get(three[2]).notebook is None


def test_the_sync_action_needs_sync(used: MainWindow) -> None:
    used.show_sync_on(False)
    assert not used.actions_by_name["sync_now"].isEnabled()
    used.show_sync_on(True)
    spy = QSignalSpy(used.actions_by_name["sync_now"].triggered)
    QTest.keyClick(used, Qt.Key.Key_F5)
    assert spy.count() == 1
