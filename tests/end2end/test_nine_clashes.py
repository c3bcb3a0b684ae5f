"""Every kind of clash between two computers, with a real server and a third that looks on.

The laptop syncs first, so the desktop meets the clash; the phone saw what the laptop sent and
must end up with the same notes as the two, and with the words of what was overwritten.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from notesapp.config.credentials import Credentials
from notesapp.core.changes import Origin
from notesapp.core.conflict import Conflict, Keep, Resolution
from notesapp.core.ids import Guid
from notesapp.core.merge_note import merge_note
from notesapp.core.model import Note, NoteContent, VersionReason
from notesapp.store.places import ALL_NOTES, CONFLICTS, TRASH
from notesapp.store.transactions import Transaction
from notesapp.sync import accounts
from notesapp.transfer.import_markdown import import_folder
from tests.support.builders import make_library
from tests.support.clock import FixedClock
from tests.support.devices import Device, closing
from tests.support.server_process import ServerProcess, running_server

PASSWORD = "correct horse"
TITLE = "Trip to Portugal"
HOME, AWAY = "Home", "Away"
BODY = "Back on Sunday.\n\nThe bakery opens at seven.\n\nAsk Theo about the bikes.\n"
TWO_SENTENCES = "The red train leaves at six in the morning from platform two."

_MOST_USERS = 100

Edit = Callable[[Transaction, Guid], object]


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to clash: what each of the two did to the note both had."""

    name: str
    laptop: Edit
    desktop: Edit
    body: str = BODY

    def __str__(self) -> str:
        return self.name


def body(old: str, new: str) -> Edit:
    """Replace a passage of the text."""
    return lambda tx, guid: tx.notes.edit(guid, body=tx.notes.get(guid).body.replace(old, new))


def title(text: str) -> Edit:
    return lambda tx, guid: tx.notes.edit(guid, title=text)


def tags(*names: str) -> Edit:
    return lambda tx, guid: tx.notes.edit(guid, tags=names)


def move(notebook: str) -> Edit:
    return lambda tx, guid: tx.notes.edit(guid, notebook=tx.notebooks.ensure_path((notebook,)))


def delete(tx: Transaction, guid: Guid) -> None:
    tx.notes.delete(guid)


OVERLAPPING = Kind("body overlapping", body("Sunday", "Monday"), body("Sunday", "Tuesday"))
ONE_PASSAGE = Kind(
    "different words of one passage",
    body("red train", "green train"),
    body("platform two", "platform nine"),
    body=TWO_SENTENCES,
)
APART = Kind("body apart", body("Sunday", "Monday"), body("bikes", "boats"))
TITLES = Kind("title", title("Trip to Lisbon"), title("Lisbon in May"))
TAGS = Kind("tags", tags("travel", "may"), tags("family", "travel"))
NOTEBOOKS = Kind("notebook", move("Travel"), move("Family"))
DELETED_THERE = Kind("deleted there, edited here", delete, body("seven", "eight"))
DELETED_HERE = Kind("edited there, deleted here", body("seven", "eight"), delete)

ASKED = (OVERLAPPING, ONE_PASSAGE, TITLES, NOTEBOOKS, DELETED_THERE, DELETED_HERE)
SILENT = (APART, TAGS)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    users = {f"user{number}": PASSWORD for number in range(_MOST_USERS)}
    with running_server(tmp_path_factory.mktemp("server"), users=users) as process:
        yield process


class Trio:
    """Three devices of one account, on one clock."""

    def __init__(self, folder: Path, url: str, user: str) -> None:
        self.clock = FixedClock()
        self.laptop, self.desktop, self.phone = self.all = tuple(
            self._device(folder / name, url, user) for name in ("Laptop", "Desktop", "Phone")
        )
        self._old: frozenset[Guid] = frozenset()

    def _device(self, profile: Path, url: str, user: str) -> Device:
        library = make_library(profile, clock=self.clock, name=profile.name)
        credentials = Credentials(profile)
        accounts.connect(library, credentials, url, user, PASSWORD, profile.name)
        return Device(library, accounts.open_backend(library, credentials))

    def share(self, text: str) -> Guid:
        """Write a note that all three have."""
        with self.laptop.library.write(Origin.USER) as tx:
            home = tx.notebooks.ensure_path((HOME,))
            guid = tx.notes.create(title=TITLE, body=text, notebook=home, tags=["travel"]).guid
        self.settle(self.laptop)
        return guid

    def clash(self, kind: Kind) -> Guid:
        """Let both edit the same note without knowing of each other; the desktop meets it."""
        guid = self.share(kind.body)
        self.edit(self.laptop, guid, kind.laptop)
        self.edit(self.desktop, guid, kind.desktop)
        self.laptop.sync()
        self.phone.sync()
        self.desktop.sync()
        return guid

    def edit(self, device: Device, guid: Guid, edit: Edit) -> None:
        self.clock.advance(seconds=20)  # nobody types faster than the history's five minutes
        with device.library.write(Origin.USER) as tx:
            edit(tx, guid)

    def decide(self, guid: Guid, keep: Keep, *, on: Device | None = None) -> Conflict:
        """Answer the question and return what it was about."""
        device = on or self.desktop
        self.clock.advance(seconds=20)
        with device.library.write(Origin.USER) as tx:
            conflict = tx.conflicts.get(guid)
            combined = _combined(conflict) if keep is Keep.COMBINED else None
            tx.conflicts.resolve(guid, Resolution(keep, combined))
        return conflict

    def undo(self, guid: Guid) -> None:
        self.clock.advance(seconds=20)
        with self.desktop.library.write(Origin.USER) as tx:
            tx.conflicts.undo_resolution(guid)

    def settle(self, first: Device) -> None:
        """Let one device sync, and the others hear of it."""
        for device in sorted(self.all, key=lambda device: device is not first):
            device.sync()

    def agree(self, after: Device | None = None) -> None:
        """Sync, and hold all three to the same notes with nothing left to ask or to send."""
        self.settle(after or self.desktop)
        assert self.is_quiet
        assert self.contents(self.laptop) == self.contents(self.desktop)
        assert self.contents(self.laptop) == self.contents(self.phone)
        assert self.laptop.live_revisions() == self.desktop.live_revisions()
        assert self.laptop.live_revisions() == self.phone.live_revisions()

    @property
    def is_quiet(self) -> bool:
        """Whether nothing waits anywhere, for a decision or to be sent."""
        return not any(device.conflicts() or device.unsent() for device in self.all)

    def contents(self, device: Device) -> dict[Guid, tuple[object, ...]]:
        """Return what a person sees of every note of this test, and whether it is in the trash."""
        with device.library.read() as view:
            notes = [view.notes.get(guid) for guid in self.notes(device)]
            return {
                note.guid: (
                    note.title,
                    note.body,
                    view.notebooks.path(note.notebook) if note.notebook else (),
                    note.tags,
                    note.is_deleted,
                )
                for note in notes
            }

    def notes(self, device: Device) -> list[Guid]:
        """Return the notes of this test, those in the trash among them."""
        guids = [*device.bodies(ALL_NOTES), *device.bodies(TRASH)]
        return [guid for guid in guids if guid not in self._old]

    def leave_behind(self) -> None:
        """Let what is there count as nothing; for the next test."""
        self._old = frozenset().union(*(self.notes(device) for device in self.all), self._old)


class Trios:
    """The three devices of the last test, as long as it left them settled, else new ones.

    Setting up three accounts for each test would take longer than the tests.
    """

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        self._url = url
        self._users = itertools.count()
        self._trio: Trio | None = None

    def take(self) -> Trio:
        if self._trio is not None and not self._trio.is_quiet:
            self.close()
        if self._trio is None:
            user = f"user{next(self._users)}"
            self._trio = Trio(self._folder / user, self._url, user)
        self._trio.leave_behind()
        return self._trio

    def close(self) -> None:
        if self._trio is not None:
            with closing(*self._trio.all):
                self._trio = None


@pytest.fixture(scope="module")
def trios(server: ServerProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trios]:
    made = Trios(tmp_path_factory.mktemp("trios"), server.url)
    yield made
    made.close()


@pytest.fixture
def trio(trios: Trios) -> Trio:
    return trios.take()


def as_content(note: Note) -> NoteContent:
    return NoteContent(note.title, note.body, note.notebook, note.tags, note.is_pinned)


def words(content: object) -> tuple[str, str, object, tuple[str, ...]]:
    """Return what a person wrote and chose, without what travels beside it."""
    assert isinstance(content, NoteContent)
    return content.title, content.body, content.notebook, content.tags


def versions(device: Device, guid: Guid) -> list[tuple[str, str, object, tuple[str, ...]]]:
    """Return all that can be found of a note on a device: as it is, and its history."""
    with device.library.read() as view:
        return [words(v.content) for v in view.history.versions(guid, with_current=True)]


def _combined(conflict: Conflict) -> NoteContent:
    """Return what the compare window would save untouched."""
    this, other = conflict.this, conflict.other
    assert isinstance(this.content, NoteContent)
    assert isinstance(other.content, NoteContent)
    if this.is_deleted or other.is_deleted:
        return other.content if this.is_deleted else this.content
    base = conflict.base.content if conflict.base else None
    assert base is None or isinstance(base, NoteContent)
    return merge_note(base, this.content, other.content).content


def _expected(conflict: Conflict, keep: Keep) -> tuple[object, bool]:
    """Return the words and the deletedness that an answer should lead to."""
    this, other = conflict.this, conflict.other
    if keep is Keep.COMBINED:
        return words(_combined(conflict)), False
    if keep is Keep.BOTH:
        kept = other if this.is_deleted else this
        return words(kept.content), False
    kept, lost = (this, other) if keep is Keep.THIS else (other, this)
    # A deletion that was kept lies in the trash with the words of the edit.
    return words(lost.content if kept.is_deleted else kept.content), kept.is_deleted


# --- asked --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ASKED, ids=str)
def test_it_is_shown_with_both_versions_and_blocks_nothing(trio: Trio, kind: Kind) -> None:
    guid = trio.clash(kind)
    conflict = trio.desktop.conflicts()[guid]
    assert not trio.laptop.conflicts(), "who synced first has nothing to decide"
    assert not trio.phone.conflicts()
    assert words(conflict.other.content) == words(as_content(trio.laptop.note(guid)))
    assert words(conflict.this.content) == words(as_content(trio.desktop.note(guid)))
    assert conflict.other.node_name == "Laptop"
    assert conflict.base is not None
    assert guid in trio.desktop.bodies(CONFLICTS)
    another = trio.desktop.write("written while the other one waits")
    trio.settle(trio.desktop)
    assert trio.laptop.has(another)
    assert guid in trio.desktop.conflicts(), "syncing again is no answer"
    trio.decide(guid, Keep.THIS)
    trio.agree()


@pytest.mark.parametrize("keep", Keep)
@pytest.mark.parametrize("kind", ASKED, ids=str)
def test_every_answer_settles_it_on_all_three(trio: Trio, kind: Kind, keep: Keep) -> None:
    guid = trio.clash(kind)
    conflict = trio.decide(guid, keep)
    trio.agree()
    expected, is_deleted = _expected(conflict, keep)
    for device in trio.all:
        assert words(as_content(device.note(guid))) == expected
        assert device.note(guid).is_deleted is is_deleted
    _both_versions_are_found(trio, guid, conflict, keep)
    is_two_notes = keep is Keep.BOTH and not (conflict.this.is_deleted or conflict.other.is_deleted)
    assert len(trio.contents(trio.phone)) == (2 if is_two_notes else 1)
    if is_two_notes:
        _the_copy_is_the_other_version(trio, guid, conflict)


def _both_versions_are_found(trio: Trio, guid: Guid, conflict: Conflict, keep: Keep) -> None:
    """What lost is in the history wherever it was seen: here both sides, elsewhere the sent one."""
    here = versions(trio.desktop, guid)
    assert words(conflict.this.content) in here or conflict.this.is_deleted
    assert words(conflict.other.content) in here or conflict.other.is_deleted
    for device in (trio.laptop, trio.phone):
        assert words(conflict.other.content) in versions(device, guid), device.library.device_name


def _the_copy_is_the_other_version(trio: Trio, guid: Guid, conflict: Conflict) -> None:
    assert isinstance(conflict.other.content, NoteContent)
    other = conflict.other.content
    for device in trio.all:
        (copy,) = [device.note(g) for g in trio.contents(device) if g != guid]
        assert (copy.body, copy.notebook, copy.tags) == (other.body, other.notebook, other.tags)
        assert copy.title == f"{other.title} (Laptop, 13 May)"


@pytest.mark.parametrize("keep", Keep)
@pytest.mark.parametrize("kind", ASKED, ids=str)
def test_an_answer_is_taken_back_before_sync_and_after_it(
    trio: Trio, kind: Kind, keep: Keep
) -> None:
    guid = trio.clash(kind)
    before = trio.contents(trio.desktop)
    conflict = trio.decide(guid, keep)
    trio.undo(guid)
    assert trio.desktop.conflicts()[guid] == conflict, "undone here, it leaves no trace"
    assert trio.contents(trio.desktop) == before
    trio.desktop.sync()
    assert trio.desktop.conflicts()[guid] == conflict, "the server heard of nothing"

    trio.decide(guid, keep)
    trio.agree()
    trio.undo(guid)
    again = trio.desktop.conflicts()[guid]
    assert words(again.this.content) == words(conflict.this.content)
    assert (again.other, again.base) == (conflict.other, conflict.base)

    other_answer = Keep.OTHER if keep is Keep.THIS else Keep.THIS
    trio.decide(guid, other_answer)
    trio.agree()
    expected, is_deleted = _expected(conflict, other_answer)
    live = [g for g in trio.notes(trio.phone) if trio.phone.has(g)]
    assert live == ([] if is_deleted else [guid]), "the copy was taken back everywhere"
    for device in trio.all:
        assert words(as_content(device.note(guid))) == expected


@pytest.mark.parametrize("kind", [OVERLAPPING, ONE_PASSAGE, TITLES, NOTEBOOKS], ids=str)
def test_another_device_brings_back_what_lost_from_its_own_history(trio: Trio, kind: Kind) -> None:
    guid = trio.clash(kind)
    conflict = trio.decide(guid, Keep.THIS)
    trio.agree()
    trio.clock.advance(seconds=20)
    with trio.phone.library.write(Origin.USER) as tx:
        (lost, *_) = [
            version
            for version in tx.history.versions(guid)
            if words(version.content) == words(conflict.other.content)
        ]
        tx.history.restore(lost.rev)
    trio.agree(trio.phone)
    for device in trio.all:
        assert words(as_content(device.note(guid))) == words(conflict.other.content)


# --- combined without a question ----------------------------------------------------------------


@pytest.mark.parametrize("kind", SILENT, ids=str)
def test_what_does_not_overlap_is_combined_and_both_versions_stay_in_the_history(
    trio: Trio, kind: Kind
) -> None:
    guid = trio.clash(kind)
    assert not trio.desktop.conflicts()
    sent = words(as_content(trio.laptop.note(guid)))
    trio.agree()
    note = trio.phone.note(guid)
    if kind is APART:
        assert note.body == BODY.replace("Sunday", "Monday").replace("bikes", "boats")
    else:
        assert set(note.tags) == {"travel", "may", "family"}
    for device in trio.all:
        assert sent in versions(device, guid)
    with trio.desktop.library.read() as view:
        current, *_ = view.history.versions(guid, with_current=True)
    assert current.reason is VersionReason.COMBINED


def test_a_tag_taken_off_on_one_side_stays_off(trio: Trio) -> None:
    guid = trio.clash(Kind("tag taken off", tags(), tags("travel", "family")))
    assert not trio.desktop.conflicts()
    trio.agree()
    assert trio.phone.note(guid).tags == ("family",)


@pytest.mark.parametrize("kind", SILENT, ids=str)
@pytest.mark.parametrize("by", ["Desktop", "Laptop", "Phone"])
def test_a_silent_combination_is_undone_from_any_history(trio: Trio, kind: Kind, by: str) -> None:
    guid = trio.clash(kind)
    sent = words(as_content(trio.laptop.note(guid)))
    trio.agree()
    trio.clock.advance(seconds=20)
    (device,) = [each for each in trio.all if each.library.device_name == by]
    with device.library.write(Origin.USER) as tx:
        (before, *_) = [v for v in tx.history.versions(guid) if words(v.content) == sent]
        tx.history.restore(before.rev)
    trio.agree(device)
    assert words(as_content(trio.phone.note(guid))) == sent


# --- created twice ------------------------------------------------------------------------------


def test_two_notes_with_the_same_title_both_stay(trio: Trio) -> None:
    guids = {trio.laptop.write("of the laptop", title="List")}
    guids.add(trio.desktop.write("of the desktop", title="List"))
    trio.settle(trio.laptop)
    trio.agree()
    for device in trio.all:
        assert set(trio.notes(device)) == guids
    assert {trio.phone.body(guid) for guid in guids} == {"of the desktop", "of the laptop"}


def test_the_same_file_imported_twice_is_one_note(trio: Trio, tmp_path: Path) -> None:
    folder = _folder(tmp_path, "The same words.\n")
    for device in (trio.laptop, trio.desktop):
        import_folder(device.library, folder)
    trio.settle(trio.laptop)
    trio.agree()
    (guid,) = trio.notes(trio.phone)
    assert trio.phone.body(guid) == "The same words.\n"


@pytest.mark.parametrize("keep", Keep)
def test_a_file_imported_and_edited_on_both_is_asked_about(
    trio: Trio, tmp_path: Path, keep: Keep
) -> None:
    folder = _folder(tmp_path, "The same words.\n")
    for device, text in ((trio.laptop, "Of the laptop.\n"), (trio.desktop, "Of the desktop.\n")):
        import_folder(device.library, folder)
        (guid,) = trio.notes(device)
        trio.edit(device, guid, body("The same words.\n", text))
    trio.laptop.sync()
    trio.phone.sync()
    trio.desktop.sync()
    conflict = trio.desktop.conflicts()[guid]
    assert words(conflict.this.content)[1] == "Of the desktop.\n"
    assert words(conflict.other.content)[1] == "Of the laptop.\n"
    trio.decide(guid, keep)
    trio.undo(guid)
    assert trio.desktop.conflicts()[guid] == conflict
    trio.decide(guid, keep)
    trio.agree()
    assert words(as_content(trio.phone.note(guid))) == _expected(conflict, keep)[0]
    assert len(trio.contents(trio.phone)) == (2 if keep is Keep.BOTH else 1)
    _both_versions_are_found(trio, guid, conflict, keep)


def _folder(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / f"{tmp_path.name}.md").write_text(text, encoding="utf-8")
    return folder
