"""The sidebar follows the library, and notebooks are named, moved and deleted in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from notesapp.core.changes import Origin
from notesapp.core.ids import Guid
from notesapp.core.model import Notebook, TagCount
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES, InNotebook, WithTag
from notesapp.ui.notelist.roles import NOTES_MIME_TYPE
from notesapp.ui.sidebar.contents import NOTEBOOKS_KEY, Contents, Entry, branches
from notesapp.ui.sidebar.model import SidebarModel, entry_of
from notesapp.ui.sidebar.pane import SidebarPane
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import IconButton
from tests.support.inline_executor import InlineExecutor


@pytest.fixture
def model(qapp: QApplication, qtmodeltester: ModelTester) -> SidebarModel:
    shown = SidebarModel()
    qtmodeltester.check(shown)
    return shown


@pytest.fixture
def pane(library: Library, theme: Theme, qtbot: QtBot) -> SidebarPane:
    shown = SidebarPane(theme, library, InlineExecutor())
    qtbot.addWidget(shown)
    library.subscribe(shown.apply)
    shown.resize(226, 600)
    with qtbot.waitActive(shown):
        shown.show()
    return shown


def _book(name: str, parent: str | None = None, count: int = 0) -> Notebook:
    return Notebook(Guid(name), name, Guid(parent) if parent else None, count)


def _names(model: SidebarModel, parent: QModelIndex | None = None) -> list[str]:
    """Return what stands below the heading of the notebooks, nested ones after a slash."""
    found: list[str] = []
    above = parent or QModelIndex()
    for row in range(model.rowCount(above)):
        index = model.index(row, 0, above)
        entry = entry_of(index)
        assert entry is not None
        found.append(entry.name)
        found += [f"{entry.name}/{name}" for name in _names(model, index) if model.rowCount(index)]
    return found


def test_places_come_first_then_notebooks_then_tags(model: SidebarModel) -> None:
    model.show(branches(Contents(notebooks=(_book("Work"),), tags=(TagCount("trip", 2),))))
    assert _names(model) == [
        "All notes", "Pinned", "Recently deleted", "Notebooks", "Work", "Tags", "trip",
    ]  # fmt: skip


def test_decisions_show_only_while_there_are_some(model: SidebarModel) -> None:
    model.show(branches(Contents(decisions=2)))
    assert _names(model)[1] == "Needs your decision"
    model.show(branches(Contents()))
    assert "Needs your decision" not in _names(model)


def test_the_tree_changes_by_inserts_moves_and_removals_alone(model: SidebarModel) -> None:
    reset = QSignalSpy(model.modelReset)
    work, talks, home = _book("Work"), _book("Talks", "Work"), _book("Home")
    trees = [
        (work,),
        (work, talks),
        (home, work, talks),
        (work, talks, home),
        (home, _book("Talks", "Home"), work),
        (_book("Talks"),),
        (),
    ]
    for tree in trees:
        model.show(branches(Contents(notebooks=tree)))
        at = _names(model).index("Notebooks")
        assert _names(model)[at + 1 :] == [
            f"{book.parent}/{book.name}" if book.parent else book.name for book in tree
        ]
    assert reset.count() == 0


def test_a_notebook_whose_parent_is_unknown_stands_at_the_top(model: SidebarModel) -> None:
    model.show(branches(Contents(notebooks=(_book("Talks", "nowhere"),))))
    assert _names(model)[-1] == "Talks"


def test_what_may_be_dropped_where(model: SidebarModel) -> None:
    tree = (_book("Work"), _book("Talks", "Work"), _book("Home"))
    model.show(branches(Contents(notebooks=tree, tags=(TagCount("trip", 1),))))
    notes = QMimeData()
    notes.setData(NOTES_MIME_TYPE, b"a\nb")
    work = model.mimeData([model.find("notebook:Work")])
    takes_notes = {
        "all": False, "pinned": True, "trash": True, "notebook:Work": True,
        "tag:trip": True, NOTEBOOKS_KEY: False,
    }  # fmt: skip
    takes_work = {
        "all": False, "notebook:Work": False, "notebook:Talks": False, "notebook:Home": True,
        NOTEBOOKS_KEY: True, "tag:trip": False,
    }  # fmt: skip
    assert {key: model.can_take(notes, model.find(key)) for key in takes_notes} == takes_notes
    assert {key: model.can_take(work, model.find(key)) for key in takes_work} == takes_work
    dropped = QSignalSpy(model.notes_dropped)
    model.take(notes, model.find("notebook:Home"))
    assert dropped.at(0)[0] == ["a", "b"]


def test_choosing_a_line_tells_its_place(pane: SidebarPane, library: Library) -> None:
    book = _write(library, lambda t: t.notebooks.create("Travel").guid)
    _write(library, lambda t: t.notes.create(title="Trip", tags=("trip",)))
    chosen: list[Entry] = []
    pane.place_chosen.connect(chosen.append)
    pane.view.setFocus()
    for key in (f"notebook:{book}", "tag:trip", "all"):
        line = pane.view.visualRect(pane.model.find(key))
        QTest.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=line.center())
    assert [entry.place for entry in chosen] == [InNotebook(book), WithTag("trip"), ALL_NOTES]


def test_counts_follow_the_library(pane: SidebarPane, library: Library) -> None:
    _write(library, lambda t: t.notes.create(title="One", is_pinned=True))
    assert _count(pane, "all") == 1
    assert _count(pane, "pinned") == 1
    spoken = pane.model.find("all").data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "All notes, 1 note"


def test_the_chosen_notebook_stays_chosen_under_another_name(
    pane: SidebarPane, library: Library
) -> None:
    book = _write(library, lambda t: t.notebooks.create("Travel").guid)
    pane.view.choose(f"notebook:{book}")
    renamed = QSignalSpy(pane.place_changed)
    _write(library, lambda t: t.notebooks.rename(book, "Aardvarks"))
    assert renamed.count() == 1
    assert pane.chosen is not None
    assert pane.chosen.name == "Aardvarks"


def test_when_the_chosen_notebook_goes_all_notes_show(pane: SidebarPane, library: Library) -> None:
    book = _write(library, lambda t: t.notebooks.create("Travel").guid)
    pane.view.choose(f"notebook:{book}")
    _write(library, lambda t: t.notebooks.delete(book))
    assert pane.chosen is not None
    assert pane.chosen.place == ALL_NOTES


def test_f2_renames_a_notebook_in_place(pane: SidebarPane, library: Library, qtbot: QtBot) -> None:
    book = _write(library, lambda t: t.notebooks.create("Travel").guid)
    pane.view.choose(f"notebook:{book}")
    QTest.keyClick(pane.view, Qt.Key.Key_F2)
    editor = pane.view.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "Travel"
    with qtbot.waitSignal(pane.model.rename_requested) as renamed:
        QTest.keyClicks(editor, "Voyages")
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert renamed.args == [book, "Voyages"]


def test_esc_leaves_the_name_as_it_was(pane: SidebarPane, library: Library, qtbot: QtBot) -> None:
    book = _write(library, lambda t: t.notebooks.create("Travel").guid)
    pane.rename_notebook(book)
    editor = pane.view.findChild(QLineEdit)
    assert editor is not None
    with qtbot.assertNotEmitted(pane.model.rename_requested):
        QTest.keyClicks(editor, "Voyages")
        QTest.keyClick(editor, Qt.Key.Key_Escape)


def test_a_folded_notebook_stays_folded_when_the_library_changes(
    pane: SidebarPane, library: Library
) -> None:
    work = _write(library, lambda t: t.notebooks.create("Work").guid)
    _write(library, lambda t: t.notebooks.create("Talks", work))
    index = pane.model.find(f"notebook:{work}")
    assert pane.view.isExpanded(index)
    line = pane.view.visualRect(index)
    on_chevron = line.center()
    on_chevron.setX(line.left() + 10)
    QTest.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=on_chevron)
    assert not pane.view.isExpanded(index)
    _write(library, lambda t: t.notes.create(title="Elsewhere"))
    _write(library, lambda t: t.notebooks.create("Server", work))
    assert not pane.view.isExpanded(pane.model.find(f"notebook:{work}"))
    assert pane.view.collapsed_keys() == [f"notebook:{work}"]


def test_the_heading_has_a_button_for_a_new_notebook(pane: SidebarPane, qtbot: QtBot) -> None:
    line = pane.view.indexWidget(pane.model.find(NOTEBOOKS_KEY))
    button = line.findChild(IconButton)
    assert isinstance(button, IconButton)
    with qtbot.waitSignal(pane.new_notebook_requested):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _count(pane: SidebarPane, key: str) -> int:
    entry = entry_of(pane.model.find(key))
    assert entry is not None
    return entry.count


def _write(library: Library, work: Callable[..., object]) -> Guid:
    with library.write(Origin.USER) as transaction:
        made = work(transaction)
    return Guid(str(made))
