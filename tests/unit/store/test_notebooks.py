"""Notebooks: a tree in order, that nothing can tie into a knot."""

from __future__ import annotations

import pytest

from notesapp.core.changes import Origin
from notesapp.core.errors import NotFound
from notesapp.core.ids import Guid
from notesapp.core.model import NotebookContent
from notesapp.store.library import Library
from tests.support.builders import make_revision


def test_all_lists_each_notebook_before_its_children_by_name(library: Library) -> None:
    with library.write(Origin.USER) as tx:
        for path in (("b", "z"), ("b", "Ä"), ("A",), ("b", "Ä", "deep")):
            tx.notebooks.ensure_path(path)
        names = [tx.notebooks.path(book.guid) for book in tx.notebooks.all()]
    assert names == [("A",), ("b",), ("b", "Ä"), ("b", "Ä", "deep"), ("b", "z")]


def test_a_path_is_made_once(library: Library) -> None:
    with library.write(Origin.USER) as tx:
        once = tx.notebooks.ensure_path(("A", "B"))
        assert tx.notebooks.ensure_path(("A", "B")) == once
        assert tx.notebooks.find_path(("A", "B")) == once
        assert tx.notebooks.find_path(("A", "C")) is None
        assert len(tx.notebooks.all()) == 2
        with pytest.raises(ValueError, match="empty"):
            tx.notebooks.ensure_path(())


def test_only_live_notes_directly_inside_are_counted(library: Library) -> None:
    with library.write(Origin.USER) as tx:
        inner = tx.notebooks.ensure_path(("A", "B"))
        tx.notes.create(notebook=inner)
        tx.notes.delete(tx.notes.create(notebook=inner).guid)
        assert [book.note_count for book in tx.notebooks.all()] == [0, 1]


def test_deleting_moves_notes_and_notebooks_up(library: Library) -> None:
    with library.write(Origin.USER) as tx:
        deep = tx.notebooks.ensure_path(("A", "B", "C"))
        outer, middle = tx.notebooks.find_path(("A",)), tx.notebooks.find_path(("A", "B"))
        assert middle is not None
        note = tx.notes.create(notebook=middle)
        tx.notebooks.delete(middle)
        assert tx.notebooks.path(deep) == ("A", "C")
        assert tx.notes.get(note.guid).notebook == outer
        assert tx.notes.get(note.guid).updated_at == note.updated_at
        with pytest.raises(NotFound):
            tx.notebooks.get(middle)
        with pytest.raises(NotFound):
            tx.notebooks.rename(middle, "x")


def test_a_notebook_cannot_be_moved_into_itself(library: Library) -> None:
    with library.write(Origin.USER) as tx:
        inner = tx.notebooks.ensure_path(("A", "B"))
        outer = tx.notebooks.find_path(("A",))
        assert outer is not None
        with pytest.raises(ValueError, match="itself"):
            tx.notebooks.move(outer, inner)
        assert tx.notebooks.move(inner, None).parent is None
        assert tx.notebooks.rename(inner, "Bee").name == "Bee"


def test_a_circle_made_by_two_devices_and_a_missing_parent_show_at_the_top(
    library: Library,
) -> None:
    one, two, lost = (Guid(f"00000000-0000-7000-8000-00000000000{n}") for n in range(3))
    with library.write(Origin.SYNC) as tx:
        tx.sync.take(make_revision(NotebookContent("One", two), guid=one))
        tx.sync.take(make_revision(NotebookContent("Two", one), guid=two))
        tx.sync.take(make_revision(NotebookContent("Lost", Guid("nowhere")), guid=lost))
        assert {book.guid for book in tx.notebooks.all()} == {one, two, lost}
        assert tx.notebooks.path(one) == ("Two", "One")
        assert tx.notebooks.path(lost) == ("Lost",)
        assert tx.notebooks.path(Guid("nowhere")) == ()
        assert tx.notebooks.descendants(one) == {one, two}
