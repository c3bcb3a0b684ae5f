"""Each command does what it says on a real library, for scripts and for people."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from notesapp.core.changes import Origin
from notesapp.store.library import Library
from tests.support.command_line import InProcess

UNKNOWN = "0190a0a0-0000-7000-8000-000000000000"


@pytest.fixture
def laptop(tmp_path: Path) -> InProcess:
    return InProcess(tmp_path / "profile")


def test_a_note_comes_back_byte_for_byte(laptop: InProcess) -> None:
    body = "NUL\0, two\r\nline ends\r, שלום 👩‍👩‍👧\n\n".encode()
    guid = laptop.run("new", "--title", "T", stdin=body).line
    assert laptop.run("show", guid).out == body


def test_a_new_note_is_listed_with_all_that_scripts_rely_on(laptop: InProcess) -> None:
    guid = laptop.new("Tea", "Boil", "--notebook", "Home/Kitchen", "--tag", "slow", "--tag", "ü")
    (note,) = laptop.json("list")
    assert note["guid"] == guid
    assert note["title"] == "Tea"
    assert note["notebook"] == "Home/Kitchen"
    assert note["tags"] == ["slow", "ü"]
    assert note["is_synchronized"] is False
    assert note["is_deleted"] is False
    assert note["conflict"] is False
    assert note["created_at"] == note["updated_at"]
    assert note["created_at"].endswith("Z")


def test_the_same_body_again_is_no_edit(laptop: InProcess) -> None:
    guid = laptop.new("T", "same")
    before = laptop.json("show", guid)
    assert laptop.run("edit", guid, stdin=b"same").code == 0
    assert laptop.json("show", guid) == before
    laptop.run("edit", guid, "--title", "New title", stdin=b"other")
    after = laptop.json("show", guid)
    assert (after["title"], after["body"]) == ("New title", "other")


def test_every_edit_leaves_the_text_it_replaces_in_the_history(laptop: InProcess) -> None:
    guid = laptop.new("T", "one")
    for body in (b"two", b"three"):
        laptop.run("edit", guid, stdin=body)
    assert [version["body"] for version in laptop.json("history", guid)] == ["two", "one"]


def test_an_edit_that_takes_a_lot_away_leaves_the_old_text_in_the_history(
    laptop: InProcess,
) -> None:
    guid = laptop.new("T", "long " * 200)
    laptop.run("edit", guid, stdin=b"short")
    version = laptop.json("history", guid)[0]
    assert version["body"] == "long " * 200
    assert laptop.run("show", guid, "--version", version["version"]).out == b"long " * 200
    assert version["version"] in laptop.run("history", guid).out.decode()


def test_deleted_notes_leave_the_list_and_come_back(laptop: InProcess) -> None:
    guid = laptop.new("T", "body")
    assert laptop.json("delete", guid)["is_deleted"] is True
    assert laptop.json("list") == []
    assert [note["guid"] for note in laptop.json("list", "--deleted")] == [guid]
    assert [note["is_deleted"] for note in laptop.json("list", "--all")] == [True]
    assert laptop.run("restore", guid).code == 0
    assert laptop.json("list")[0]["is_deleted"] is False
    assert laptop.body(guid) == "body"


def test_lists_are_filtered_by_notebook_and_tag(laptop: InProcess) -> None:
    in_notebook = laptop.new("A", "", "--notebook", "Work")
    tagged = laptop.new("B", "", "--tag", "x")
    assert [n["guid"] for n in laptop.json("list", "--notebook", "Work")] == [in_notebook]
    assert [n["guid"] for n in laptop.json("list", "--tag", "x")] == [tagged]
    assert [n["title"] for n in laptop.json("list", "--sort", "title")] == ["A", "B"]
    missing = laptop.run("list", "--notebook", "Nowhere")
    assert missing.code == 1
    assert "Nowhere" in missing.err


def test_search_finds_words_and_shows_where(laptop: InProcess) -> None:
    guid = laptop.new("Garden", "The tulips are out")
    laptop.new("Other", "nothing")
    (hit,) = laptop.json("search", "tulip")
    assert hit["guid"] == guid
    assert "tulips" in hit["snippet"]
    assert "tulips" in laptop.run("search", "tulips").out.decode()
    assert laptop.json("search", "absent") == []


def test_lines_for_people_cannot_steer_the_terminal(laptop: InProcess) -> None:
    laptop.new("evil\x1b[2Jtitle\nsecond", "")
    line = laptop.run("list").line
    assert "\x1b" not in line
    assert "evil [2Jtitle second" in line


def test_three_hundred_characters_of_title_are_kept(laptop: InProcess) -> None:
    title = "é" * 300
    laptop.new(title, "")
    assert laptop.json("list")[0]["title"] == title


def test_bytes_that_are_not_utf8_lose_no_word(laptop: InProcess) -> None:
    outcome = laptop.run(
        "new", "--title", os.fsdecode(b"caf\xe9"), stdin="naïve café".encode("latin-1")
    )
    assert outcome.code == 0
    assert "all its words were kept" in outcome.err
    note = laptop.json("show", outcome.line)
    assert (note["title"], note["body"]) == ("café", "naïve café")


def test_what_is_not_there_is_said_with_one(laptop: InProcess) -> None:
    for command in ("show", "edit", "delete", "restore", "history"):
        outcome = laptop.run(command, UNKNOWN, stdin=b"text")
        assert outcome.code == 1
        assert UNKNOWN in outcome.err
        assert "Nothing was changed" in outcome.err
        assert outcome.out == b""


def test_without_an_account_sync_says_how_to_set_it_up(laptop: InProcess) -> None:
    for command in ("sync", "disconnect"):
        outcome = laptop.run(command)
        assert outcome.code == 1
        assert "on this computer only" in outcome.err
    assert laptop.json("status")["connected"] is False
    assert laptop.run("status").code == 0
    assert laptop.json("nodes") == []


def test_a_password_that_is_not_in_the_environment_is_wrong_usage(laptop: InProcess) -> None:
    outcome = laptop.run(
        "connect", "http://127.0.0.1:1", "--user", "ana", "--password-env", "NOTESAPP_NOT_SET"
    )
    assert outcome.code == 2
    assert "NOTESAPP_NOT_SET" in outcome.err


def test_nothing_to_decide_is_said_with_one(laptop: InProcess) -> None:
    guid = laptop.new("T", "body")
    assert laptop.json("conflicts") == []
    assert laptop.run("resolve", guid, "--keep", "this").code == 1
    assert laptop.run("resolve", UNKNOWN, "--keep", "both").code == 1
    assert laptop.run("resolve", guid, "--keep", "this", "--body", "-").code == 2
    assert laptop.body(guid) == "body"


def test_a_text_that_the_library_cannot_take_is_kept_in_a_file(
    laptop: InProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    guid = laptop.new("T", "body")
    arguments = ("resolve", guid, "--keep", "combined", "--body", "-")
    outcome = laptop.run(*arguments, stdin=b"typed\0 with care")
    assert outcome.code == 1
    (kept,) = tmp_path.glob("notesapp-*.md")
    assert str(kept) in outcome.err
    assert kept.read_bytes() == b"typed\0 with care"
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    outcome = laptop.run(*arguments, stdin=b"typed with care")
    assert "typed with care" in outcome.err


def test_ten_megabytes_go_in_and_out(laptop: InProcess) -> None:
    body = b"0123456789 \xf0\x9f\xa6\x8a\n" * 650_000
    guid = laptop.run("new", "--title", "Large", stdin=body).line
    assert laptop.run("show", guid).out == body


def test_a_damaged_library_is_named_and_left_as_it_is(laptop: InProcess) -> None:
    laptop.new("T", "body")
    file = laptop.profile / "library.db"
    for extra in ("library.db-wal", "library.db-shm"):
        (laptop.profile / extra).unlink(missing_ok=True)
    damaged = b"this is no database " * 500
    file.write_bytes(damaged)
    outcome = laptop.run("list")
    assert outcome.code == 1
    assert "It was not touched" in outcome.err
    assert str(file) in outcome.err
    assert file.read_bytes() == damaged


def test_a_profile_that_cannot_be_a_folder_is_said_calmly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    outcome = InProcess(tmp_path / "file").run("list")
    assert outcome.code == 1
    assert outcome.err.startswith("notesapp: ")
    assert (tmp_path / "file").read_text() == "in the way"


def test_commands_work_while_a_window_has_the_library_open(laptop: InProcess) -> None:
    with closing(Library.open(laptop.profile)) as window:
        guid = laptop.new("From the command line", "x")
        with window.read() as snapshot:
            assert snapshot.notes.get(guid).title == "From the command line"  # type: ignore[arg-type]
        with window.write(Origin.EDITOR) as transaction:
            note = transaction.notes.create(title="From the window")
        assert laptop.json("show", note.guid)["title"] == "From the window"


@pytest.mark.parametrize("command", ["new", "edit", "resolve"])
def test_what_was_piped_in_survives_a_library_that_cannot_be_opened(
    laptop: InProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    laptop.profile.write_text("a file where the folder should be")
    arguments = {
        "new": ("--title", "T"),
        "edit": (UNKNOWN,),
        "resolve": (UNKNOWN, "--keep", "combined", "--body", "-"),
    }
    outcome = laptop.run(command, *arguments[command], stdin=b"typed\0 with care")
    assert outcome.code == 1
    (kept,) = tmp_path.glob("notesapp-*.md")
    assert str(kept) in outcome.err
    assert kept.read_bytes() == b"typed\0 with care"


def test_what_was_piped_in_survives_an_edit_of_a_note_that_is_not_there(
    laptop: InProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    outcome = laptop.run("edit", UNKNOWN, stdin=b"typed with care")
    assert outcome.code == 1
    (kept,) = tmp_path.glob("notesapp-*.md")
    assert str(kept) in outcome.err
    assert kept.read_bytes() == b"typed with care"


def test_commands_that_read_nothing_leave_standard_input_alone(laptop: InProcess) -> None:
    laptop.profile.write_text("a file where the folder should be")
    outcome = laptop.run("list", stdin=b"for the next program")
    assert outcome.code == 1
    assert "What you wrote" not in outcome.err
