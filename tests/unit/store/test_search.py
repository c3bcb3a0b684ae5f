"""Search: what is found, in which order, with which matches marked; any input is fine."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from notesapp.core.changes import Origin
from notesapp.core.conflict import Keep, Resolution
from notesapp.core.ids import Guid
from notesapp.store import search
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES, TRASH, InNotebook, Place, WithTag
from tests.support.builders import make_note, make_revision
from tests.support.clock import FixedClock


def add(library: Library, title: str = "", body: str = "", **fields: object) -> str:
    with library.write(Origin.USER) as tx:
        return tx.notes.create(title=title, body=body, **fields).guid  # type: ignore[arg-type]


def found(library: Library, query: str, place: Place = ALL_NOTES) -> list[str]:
    with library.read() as snapshot:
        return [hit.summary.title for hit in snapshot.search.find(query, place)]


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("lis", {"Trip"}),
        ("LISBON", {"Trip"}),
        ("lisbon pack", {"Trip"}),
        ("lisbon porto", set()),
        ('"the bags"', {"Trip"}),
        ('"bags the"', set()),
        ('"the bag"', set()),
        ('"the bags', {"Trip"}),
        ("cafe", {"Ümlaut"}),
        ("umlaut", {"Ümlaut"}),
        ("travel", {"Trip"}),
        ("tag:travel", {"Trip"}),
        ("tag:#TRA lis", {"Trip"}),
        ("tag:none lis", set()),
        ("notebook:jour", {"Trip"}),
        ("notebook:journeys/sea lis", {"Trip"}),
        ("notebook:other", set()),
        ("🎉", {"Party"}),
        ("東京", {"日本"}),
        ("fish-soup", {"Soup"}),
        ("c++", {"Code"}),
        ("isbon", set()),
        ("", set()),
        ("   ", set()),
        ("tag:", set()),
    ],
)
def test_what_is_found(library: Library, query: str, hits: set[str]) -> None:
    with library.write(Origin.USER) as tx:
        book = tx.notebooks.ensure_path(("Journeys", "Sea"))
    add(library, "Trip", "Lisbon: pack the bags", tags=["travel"], notebook=book)
    add(library, "Ümlaut", "at the café")
    add(library, "Party", "tonight 🎉 at nine")
    add(library, "日本", "週末は東京へ行く")
    add(library, "Soup", "a fish-soup")
    add(library, "Code", "in c++ today")
    assert set(found(library, query)) == hits


@pytest.mark.parametrize(
    "query",
    ['"', '""', "a AND", "NOT", "NEAR(a b)", "title:x", "{title} : x", "a*", "*", "^a", "-a", "(", ")",
     "a OR b", "\0", "a\0b", "\ud800", "'; DROP TABLE note; --", "tag:\"", "notebook:", "%", "_", "\\",
     "x" * 100_000, "a " * 10_000, "\n\t", "🏳️‍🌈", "مرحبا", "+", "a:b:c", "rowid:1"],
)  # fmt: skip
def test_no_input_is_an_error(library: Library, query: str) -> None:
    add(library, "a b", "some text")
    for place in (ALL_NOTES, TRASH, WithTag("x"), InNotebook(None)):
        found(library, query, place)


def test_random_input_is_no_error(library: Library) -> None:
    add(library, "a b", "some text")
    rng = random.Random(1)
    signs = "ab \"*()^:-+{}\\'tag:notebook:AND OR NOT é🎉"
    for _ in range(300):
        found(library, "".join(rng.choice(signs) for _ in range(rng.randint(1, 30))))


def test_titles_come_first_then_the_newest(library: Library, clock: FixedClock) -> None:
    for title, body in [
        ("Lisbon old", ""),
        ("one", "lisbon"),
        ("Lisbon new", ""),
        ("two", "lisbon"),
    ]:
        add(library, title, body)
        clock.advance(minutes=1)
    assert found(library, "lisb") == ["Lisbon new", "Lisbon old", "two", "one"]


def test_a_search_stays_in_its_place(library: Library) -> None:
    with library.write(Origin.USER) as tx:
        book = tx.notebooks.create("Travel").guid
        tx.notes.create(title="in", body="lisbon", notebook=book)
        tx.notes.create(title="out", body="lisbon", tags=["x"])
        tx.notes.delete(tx.notes.create(title="gone", body="lisbon").guid)
    assert set(found(library, "lisbon")) == {"in", "out"}
    assert found(library, "lisbon", InNotebook(book)) == ["in"]
    assert found(library, "lisbon", WithTag("x")) == ["out"]
    assert found(library, "lisbon", TRASH) == ["gone"]


def test_an_edit_is_found_at_once_and_the_old_text_no_more(library: Library) -> None:
    guid = add(library, "t", "lisbon")
    with library.write(Origin.EDITOR) as tx:
        tx.notes.edit(guid, body="porto", tags=["wine"])  # type: ignore[arg-type]
        assert [h.summary.guid for h in tx.search.find("porto wine")] == [guid]
        assert tx.search.find("lisbon") == []
        tx.notes.purge(guid)  # type: ignore[arg-type]
        assert tx.search.find("porto") == []


def test_the_index_holds_exactly_what_the_notes_hold_whatever_was_written(
    library: Library,
) -> None:
    guids = [Guid(add(library, f"t{n}", f"body {n} \0 é", tags=[f"x{n}"])) for n in range(6)]
    arrived = [make_revision(make_note(f"from there {n}"), seed=n) for n in range(5)]
    with library.write(Origin.SYNC) as tx:
        tx.sync.take_many(arrived)
        tx.sync.take(replace(arrived[0], rev=guids[0], content=make_note("changed")))  # type: ignore[arg-type]
        tx.notes.edit(guids[0], body="other")
        tx.notes.edit(guids[1], is_pinned=True, tags=["y"])
        tx.notes.delete(guids[2])
        tx.notes.purge(guids[3])
        tx.sync.open_conflict(guids[4], replace(arrived[1], guid=guids[4]), None)
        tx.conflicts.resolve(guids[4], Resolution(Keep.BOTH))
        tx.conflicts.undo_resolution(guids[4])
    with library._exclusive() as connection:
        # SQLite raises SQLITE_CORRUPT if a single word differs.
        connection.exec_driver_sql(
            "INSERT INTO note_fts(note_fts, rank) VALUES ('integrity-check', 1)"
        )


def test_matches_are_marked_in_title_and_snippet(library: Library) -> None:
    add(
        library,
        "Lísbon and lisbon's",
        "before " * 60 + "we saw  LISBON\nand the café " + "after " * 60,
    )
    with library.read() as snapshot:
        (hit,) = snapshot.search.find("lisb cafe")
    assert [hit.summary.title[a:b] for a, b in hit.title_matches] == ["Lísb", "lisb"]
    assert [hit.snippet[a:b] for a, b in hit.snippet_matches] == ["LISB", "café"]
    assert hit.snippet.startswith("…")
    assert "LISBON and the café" in hit.snippet
    assert len(hit.snippet) <= 162


@pytest.mark.parametrize(
    ("body", "query", "snippet", "marked"),
    [
        ("Leaving **Tuesday 12 May** at 8.", "tue", "Leaving Tuesday 12 May at 8.", ["Tue"]),
        ("## To book\n\n- [ ] Train\n- [x] *Bus*", "bus", "To book Train Bus", ["Bus"]),
        ("x" * 60 + "\n- [ ] Train at `8`", "train", "…Train at 8", ["Train"]),
        ("See [the route](https://a.org).", "route", "See the route.", ["route"]),
        ("[r](https://a.org)", "org", "[r](https://a.org)", ["org"]),
        ("```python\nprint()", "python", "```python print()", ["python"]),
        ("fish**cake** and snake_case", "snake", "fishcake and snake_case", ["snake"]),
    ],
)
def test_a_snippet_shows_words_without_the_marks_around_them(
    library: Library, body: str, query: str, snippet: str, marked: list[str]
) -> None:
    add(library, body=body)
    with library.read() as snapshot:
        (hit,) = snapshot.search.find(query)
    assert hit.snippet == snippet
    assert [hit.snippet[a:b] for a, b in hit.snippet_matches] == marked


def test_a_match_far_into_a_long_line_stands_near_the_beginning_of_the_snippet(
    library: Library,
) -> None:
    add(library, body="**word** " * 100 + "needle " + "more " * 100)
    with library.read() as snapshot:
        (hit,) = snapshot.search.find("needle")
    assert hit.snippet.startswith("…word word")
    assert hit.snippet_matches[0][0] < 42
    assert len(hit.snippet) <= 162


def test_without_a_match_in_the_body_the_snippet_is_its_beginning(library: Library) -> None:
    add(library, "Lisbon", "The first words.")
    with library.read() as snapshot:
        (hit,) = snapshot.search.find("lisbon")
    assert (hit.snippet, hit.snippet_matches) == ("The first words.", ())


def test_in_a_large_library_short_words_are_found_among_the_last_edited(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_LARGE", 2)
    for n in range(5):
        add(library, f"note {n}", "about Lisbon" if n % 2 else "an l alone")
    assert set(found(library, "l")) == {f"note {n}" for n in range(5)}
    assert set(found(library, "li")) == {"note 1", "note 3"}


def test_of_a_common_word_the_last_created_and_the_last_edited_are_found(
    library: Library, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_LARGE", 2)
    monkeypatch.setattr(search, "_MANY", 3)
    oldest = add(library, "oldest", "common")
    for n in range(6):
        clock.advance(minutes=1)
        add(library, f"note {n}", "common")
    clock.advance(minutes=1)
    with library.write(Origin.EDITOR) as tx:
        tx.notes.edit(oldest, body="common, edited")  # type: ignore[arg-type]
    assert found(library, "common")[0] == "oldest"
    assert {"note 5", "note 4", "note 3"} <= set(found(library, "common"))


def test_a_copy_of_the_library_on_another_computer_finds_the_same(
    library: Library, open_library: Callable[..., Library], tmp_path: Path
) -> None:
    add(library, "Lisbon", "pack", tags=["travel"])
    with library.read() as snapshot:
        revisions = [r.revision for r in snapshot.sync.unsynchronized(10)]
    other = open_library(tmp_path / "other")
    with other.write(Origin.SYNC) as tx:
        tx.sync.take_many(revisions)
    assert found(other, "lisb trav") == ["Lisbon"]
