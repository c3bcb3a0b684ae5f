"""The oracle's book: every word that was saved, and every deletion with what it knew.

Each edit writes words that no other edit writes, so that whether it survived is a search for
its words. A word leaves the book only when somebody who had it before their eyes removed it,
or when a disaster destroyed every copy of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from notesapp.core.causality import VersionVector
from notesapp.core.ids import Guid
from notesapp.core.model import Content, NoteContent


@dataclass(frozen=True)
class Act:
    """A person made a note live, or deleted it, knowing `vv`."""

    is_deletion: bool
    vv: VersionVector


@dataclass
class Ledger:
    """What people did.

    Attributes:
        words: what must still be found.
        made: the notes that were created.
        acts: what was done to each note.
    """

    words: set[str] = field(default_factory=set)
    made: set[Guid] = field(default_factory=set)
    acts: dict[Guid, list[Act]] = field(default_factory=dict)
    _count: int = 0

    def word(self) -> str:
        """Return a word that was never written before."""
        self._count += 1
        return f"word{self._count}"

    def saved(self, words: Iterable[str]) -> None:
        """An edit with these words was committed."""
        self.words.update(words)

    def removed(self, words: Iterable[str]) -> None:
        """Somebody removed these words, or nobody can have them any more."""
        self.words.difference_update(words)

    def act(self, guid: Guid, vv: VersionVector, *, is_deletion: bool = False) -> None:
        """Somebody deleted a note or made it live."""
        self.acts.setdefault(guid, []).append(Act(is_deletion, vv))

    def may_live(self, guid: Guid) -> bool:
        """Say whether for each deletion there is an edit that didn't stand behind it."""
        acts = self.acts.get(guid, [])
        lives = [act.vv for act in acts if not act.is_deletion]
        return all(any(not act.vv.includes(vv) for vv in lives) for act in acts if act.is_deletion)


def words_of(content: Content | None) -> set[str]:
    """Return the ledger's words in a content."""
    if not isinstance(content, NoteContent):
        return set()
    found = {*content.title.split(), *content.body.split()}
    return {word for word in found if word.startswith(("word", "first"))}
