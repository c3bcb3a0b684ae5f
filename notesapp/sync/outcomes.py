"""What integrating one remote revision can mean for the record here."""

from __future__ import annotations

from dataclasses import dataclass

from notesapp.core.ids import Guid
from notesapp.core.model import Content, NoteContent, VersionReason


@dataclass(frozen=True, slots=True)
class Known:
    """Nothing to do: this revision, or a newer one, is known here."""


@dataclass(frozen=True, slots=True)
class Confirm:
    """The back-end holds exactly the revision that is live here."""


@dataclass(frozen=True, slots=True)
class Take:
    """The remote revision becomes the live one; what stood here goes to history if it differs.

    Attributes:
        is_decision: a policy preferred it to words written here.
    """

    is_decision: bool = False


@dataclass(frozen=True, slots=True)
class Rebase:
    """This computer's revision includes the remote one and is still to be sent, onto it."""


@dataclass(frozen=True, slots=True)
class Combine:
    """A new revision that includes both, to be sent onto the remote one.

    Attributes:
        reason: how the new revision came about.
        is_revival: an edit outlived a concurrent deletion.
    """

    content: Content
    is_deleted: bool
    reason: VersionReason
    is_revival: bool = False


@dataclass(frozen=True, slots=True)
class KeepBoth:
    """This computer's version stays, the remote one becomes a note of its own."""

    copy: Guid
    copy_content: NoteContent


@dataclass(frozen=True, slots=True)
class Ask:
    """A person has to decide; both versions are kept until then."""


Outcome = Known | Confirm | Take | Rebase | Combine | KeepBoth | Ask
