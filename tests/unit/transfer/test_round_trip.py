"""Folders of Markdown come in and go out again, and no byte of a body changes."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notesapp.core.changes import Origin
from notesapp.core.ids import Guid
from notesapp.core.model import Note
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES, TRASH
from notesapp.transfer import front_matter
from notesapp.transfer.export_markdown import export_folder
from notesapp.transfer.import_markdown import import_folder
from notesapp.transfer.report import FolderInUse, FolderNotWritable, NothingThere, Remark


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.open(tmp_path / "profile")
    yield library
    library.close()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    return folder


def _notes(library: Library) -> dict[str, Note]:
    with library.read() as snapshot:
        notes = [snapshot.notes.get(guid) for guid in snapshot.notes.ids(ALL_NOTES)]
    return {note.title: note for note in notes}


def _exported_bodies(folder: Path) -> dict[str, bytes]:
    """Return what each exported file holds after its front matter, by the note's id."""
    found = {}
    for path in folder.rglob("*.md"):
        parsed = front_matter.parse(path.read_bytes().decode())
        assert parsed.front_matter.source_id is not None
        found[parsed.front_matter.source_id] = parsed.body.encode()
    return found


def test_a_file_without_front_matter_is_the_body_exactly(library: Library, source: Path) -> None:
    text = "\ufeff# Tea\r\n\r\nBoil\0 it. 🫖\r\n"
    (source / "tea.md").write_bytes(text.encode())
    report = import_folder(library, source)
    (note,) = _notes(library).values()
    assert note.body == text
    assert report.created == (note.guid,)
    assert report.remarks == ()


def test_titles_come_from_front_matter_or_heading_or_file_name(
    library: Library, source: Path
) -> None:
    (source / "a.md").write_text("---\ntitle: From front matter\n---\n# Heading\n")
    (source / "b.md").write_text("\n## From *heading* ##\ntext")
    (source / "c.md").write_text("From underline\n====\ntext")
    (source / "from name.md").write_text("no heading")
    (source / "empty.txt").write_text("")
    import_folder(library, source)
    assert set(_notes(library)) == {
        "From front matter",
        "From *heading*",
        "From underline",
        "from name",
        "empty",
    }


def test_folders_become_notebooks(library: Library, source: Path) -> None:
    (source / "Travel" / "Lisbon").mkdir(parents=True)
    (source / "Travel" / "Lisbon" / "plan.md").write_text("x")
    (source / "top.md").write_text("y")
    import_folder(library, source, notebook=("Old",))
    notes = _notes(library)
    with library.read() as snapshot:
        paths = {t: snapshot.notebooks.path(n.notebook) for t, n in notes.items() if n.notebook}
    assert paths == {"plan": ("Old", "Travel", "Lisbon"), "top": ("Old",)}


def test_front_matter_sets_the_fields(library: Library, source: Path) -> None:
    (source / "a.md").write_text(
        "---\nid: 0190a0a0-0000-7000-8000-000000000000\ntitle: T\ntags: [b, a]\n"
        "created: 2020-01-02T03:04:05Z\nupdated: 2021-01-02T03:04:05Z\n---\nbody"
    )
    import_folder(library, source)
    note = _notes(library)["T"]
    assert note.guid == "0190a0a0-0000-7000-8000-000000000000"
    assert note.tags == ("a", "b")
    assert note.created_at == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert note.updated_at == datetime(2021, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert note.body == "body"


def test_importing_twice_makes_nothing_twice(library: Library, source: Path) -> None:
    for name in ("same", "same too"):
        (source / f"{name}.md").write_text("equal text")
    (source / "own.md").write_text("---\nid: my-own\n---\nx")
    first = import_folder(library, source)
    second = import_folder(library, source)
    assert len(first.created) == 3
    assert second.created == ()
    assert second.updated == ()
    assert second.unchanged == 3


def test_another_folder_with_the_same_file_names_makes_other_notes(
    library: Library, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "README.md").write_text(f"about {name}")
        import_folder(library, tmp_path / name)
    with library.read() as snapshot:
        assert snapshot.notes.count(ALL_NOTES) == 2


def test_importing_again_never_undoes_what_was_written_in_the_app(
    library: Library, source: Path
) -> None:
    (source / "a.md").write_text("old text")
    (guid,) = import_folder(library, source).created
    with library.write(Origin.USER) as transaction:
        transaction.notes.edit(guid, body="written in the app")
    assert import_folder(library, source).unchanged == 1
    assert _notes(library)["a"].body == "written in the app"


def test_a_newer_file_that_names_its_note_updates_it_and_the_old_text_stays_in_history(
    library: Library, source: Path
) -> None:
    with library.write(Origin.USER) as transaction:
        note = transaction.notes.create(title="T", body="before")
    file = source / "a.md"
    file.write_text(f"---\nid: {note.guid}\ntitle: T\n---\nafter")
    os.utime(file, (note.updated_at.timestamp() + 60,) * 2)
    report = import_folder(library, source)
    assert report.updated == (note.guid,)
    assert _notes(library)["T"].body == "after"
    with library.read() as snapshot:
        assert "before" in [v.content.body for v in snapshot.history.versions(note.guid)]


def test_an_older_file_leaves_the_note_alone_and_is_named(library: Library, source: Path) -> None:
    with library.write(Origin.USER) as transaction:
        note = transaction.notes.create(title="T", body="newer")
    file = source / "a.md"
    file.write_text(f"---\nid: {note.guid}\ntitle: T\n---\nolder")
    os.utime(file, (note.updated_at.timestamp() - 60,) * 2)
    assert import_folder(library, source).older == (file,)
    assert _notes(library)["T"].body == "newer"


def test_a_file_and_its_copy_with_one_id_become_two_notes(library: Library, source: Path) -> None:
    head = "---\nid: 0190a0a0-0000-7000-8000-000000000000\ntitle: T\n---\n"
    (source / "a.md").write_text(f"{head}first")
    (source / "b.md").write_text(f"{head}second")
    assert len(import_folder(library, source).created) == 2
    with library.read() as snapshot:
        bodies = {snapshot.notes.get(g).body for g in snapshot.notes.ids(ALL_NOTES)}
    assert bodies == {"first", "second"}


def test_a_note_in_the_trash_comes_back(library: Library, source: Path) -> None:
    (source / "a.md").write_text("text")
    (guid,) = import_folder(library, source).created
    with library.write(Origin.USER) as transaction:
        transaction.notes.delete(guid)
    assert import_folder(library, source).updated == (guid,)
    with library.read() as snapshot:
        assert snapshot.notes.count(TRASH) == 0


def test_unknown_front_matter_stays_in_the_text_and_is_said(library: Library, source: Path) -> None:
    text = "---\ntitle: Post\nlayout: wide\n---\nbody"
    (source / "a.md").write_text(text)
    report = import_folder(library, source)
    assert _notes(library)["Post"].body == text
    assert [remark.remark for remark in report.remarks] == [Remark.FRONT_MATTER_KEPT]


def test_strange_bytes_are_imported_with_a_remark(library: Library, source: Path) -> None:
    (source / "latin.md").write_bytes("naïve café".encode("latin-1"))
    (source / "wide.md").write_bytes("größer".encode("utf-16"))
    (source / "half.md").write_bytes("x \ud800 y".encode("utf-8", "surrogatepass"))
    report = import_folder(library, source)
    notes = _notes(library)
    assert notes["latin"].body == "naïve café"
    assert notes["wide"].body == "größer"
    assert notes["half"].body == "x \ufffd y"
    assert {r.path.name: r.remark for r in report.remarks} == {
        "latin.md": Remark.OTHER_ENCODING,
        "wide.md": Remark.UTF_16,
        "half.md": Remark.LONE_SURROGATES,
    }


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither pipes nor such links")
def test_unreadable_files_are_named_and_the_rest_is_imported(
    library: Library, source: Path
) -> None:
    (source / "good.md").write_text("good")
    (source / "gone.md").symlink_to(source / "nowhere")
    os.mkfifo(source / "pipe.md")
    (source / "picture.png").write_bytes(b"\x89PNG")
    (source / ".hidden.md").write_text("left alone")
    report = import_folder(library, source)
    assert set(_notes(library)) == {"good"}
    assert {p.path.name for p in report.unreadable} == {"gone.md", "pipe.md"}
    assert all(problem.reason for problem in report.unreadable)
    assert report.other_files == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a file name")
def test_a_file_name_with_stray_bytes_becomes_a_readable_title(
    library: Library, source: Path
) -> None:
    folder = source / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    (folder / os.fsdecode(b"th\xe9.md")).write_text("text")
    import_folder(library, source)
    note = _notes(library)["thé"]
    with library.read() as snapshot:
        assert note.notebook is not None
        assert snapshot.notebooks.path(note.notebook) == ("café",)


def test_a_single_file_can_be_imported(library: Library, source: Path) -> None:
    (source / "one.md").write_text("1")
    (source / "two.md").write_text("2")
    import_folder(library, source / "one.md")
    assert set(_notes(library)) == {"one"}


def test_nothing_there_changes_nothing(library: Library, source: Path) -> None:
    with pytest.raises(NothingThere):
        import_folder(library, source / "missing")
    assert _notes(library) == {}


def test_an_import_that_is_stopped_goes_on_where_it_ended(library: Library, source: Path) -> None:
    for number in range(450):
        (source / f"{number:03}.md").write_text(f"note {number}")
    done: list[int] = []
    first = import_folder(
        library, source, progress=lambda n, _: done.append(n), should_stop=lambda: True
    )
    assert len(first.created) == done[-1] < 450
    second = import_folder(library, source)
    assert len(first.created) + len(second.created) == 450
    assert second.unchanged == len(first.created)


def test_export_gives_each_note_a_file_and_each_notebook_a_folder(
    library: Library, tmp_path: Path
) -> None:
    with library.write(Origin.USER) as transaction:
        place = transaction.notebooks.ensure_path(("Work: plans", "CON"))
        kept = transaction.notes.create(
            title="a/b?", body="x\r\n", notebook=place, tags=["t"], is_pinned=True
        )
        transaction.notes.create(title="Same")
        transaction.notes.create(title="SAME")
        transaction.notes.create(title="")
        gone = transaction.notes.create(title="Deleted")
        transaction.notes.delete(gone.guid)
    report = export_folder(library, tmp_path / "out")
    names = {str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*.md")}
    file = Path("Work plans", "CON_", "a b.md")
    assert names == {str(file), "Same.md", "SAME (2).md", "Untitled.md"}
    assert report.written == 4
    parsed = front_matter.parse((tmp_path / "out" / file).read_bytes().decode())
    assert parsed.body == "x\r\n"
    assert parsed.front_matter.source_id == kept.guid
    assert parsed.front_matter.is_pinned
    assert stat.S_ISREG((tmp_path / "out" / file).stat().st_mode)


def test_export_overwrites_nothing(library: Library, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.md").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for place in ("full", "file"):
        with pytest.raises(FolderInUse):
            export_folder(library, tmp_path / place)
    with pytest.raises(FolderNotWritable):
        export_folder(library, tmp_path / "file" / "below")
    assert (tmp_path / "full" / "mine.md").read_text() == "mine"
    assert [p.name for p in (tmp_path / "full").iterdir()] == ["mine.md"]


def test_what_is_exported_imports_as_the_very_same_notes(library: Library, tmp_path: Path) -> None:
    with library.write(Origin.USER) as transaction:
        place = transaction.notebooks.ensure_path(("A", "B"))
        for title, body in (
            ("Front", "---\ntitle: inner\n---\nlooks like front matter"),
            ("", "no title"),
            ('He said "no" \\ #1', "\n\nblank lines first"),
            ("émoji 🦊", "NUL\0"),
        ):
            transaction.notes.create(title=title, body=body, notebook=place, tags=["x", "y z"])
    export_folder(library, tmp_path / "out")
    other = Library.open(tmp_path / "other")
    try:
        import_folder(other, tmp_path / "out")
        assert _essence(other) == _essence(library)
        again = import_folder(library, tmp_path / "out")
        assert (again.created, again.updated, again.older) == ((), (), ())
        assert again.unchanged == 4
    finally:
        other.close()


def _essence(library: Library) -> set[tuple[object, ...]]:
    with library.read() as snapshot:
        notes = [snapshot.notes.get(guid) for guid in snapshot.notes.ids(ALL_NOTES)]
        return {
            (
                note.guid,
                note.title,
                note.body,
                snapshot.notebooks.path(note.notebook) if note.notebook else (),
                note.tags,
                note.is_pinned,
                note.created_at,
                note.updated_at,
            )
            for note in notes
        }


def test_the_licences_of_all_installed_packages_survive_the_round_trip(
    library: Library, tmp_path: Path
) -> None:
    """Real files by many hands: every text file that lies in this environment's packages."""
    packages = Path(pytest.__file__).parent.parent
    source = tmp_path / "licences"
    originals: dict[str, bytes] = {}
    for path in packages.rglob("*"):
        if path.suffix in {".md", ".rst", ".txt"} and ".dist-info" in str(path):
            copy = source / path.relative_to(packages)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
            originals[str(copy)] = path.read_bytes()
    report = import_folder(library, source)
    export_folder(library, tmp_path / "out")
    assert len(originals) > 10
    assert len(report.created) == len(originals)
    exact = sorted(data for data in originals.values() if not data.startswith(b"---"))
    bodies = sorted(_exported_bodies(tmp_path / "out").values())
    assert [body for body in bodies if not body.startswith(b"---")] == exact


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(body=st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_body_survives_export(library: Library, body: str, tmp_path_factory: object) -> None:
    assert isinstance(tmp_path_factory, pytest.TempPathFactory)
    with library.write(Origin.USER) as transaction:
        note = transaction.notes.create(title="T", body=body)
    folder = tmp_path_factory.mktemp("out")
    export_folder(library, folder)
    assert _exported_bodies(folder)[note.guid] == body.encode()
    with library.write(Origin.USER) as transaction:
        transaction.notes.purge(Guid(note.guid))
