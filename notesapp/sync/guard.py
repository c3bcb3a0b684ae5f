"""When a run must stop and ask, because it would take away too much.

A sudden emptiness is more often a reset server, another account or a bug elsewhere than
somebody's wish. Nothing is remembered for it: the run stops before the cursor moves, so every
later run comes to the same place and asks again until the user has answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from notesapp.core.errors import MassDeletion

LEAST_COUNT = 25
SHARE = 0.2
_TITLES_SHOWN = 20


class Permission(StrEnum):
    """What the user answered to `MassDeletion`; good for one run."""

    NONE = "none"
    SEND_AGAIN = "send_again"
    """Keep this computer's notes and send them to the emptied back-end."""

    DELETE_HERE = "delete_here"
    """The deletions are meant; they go to the trash here too."""


@dataclass(frozen=True, slots=True)
class DeletionGuard:
    """How many live notes a run may delete of `total` without being asked."""

    total: int
    permission: Permission = Permission.NONE

    @property
    def allowed(self) -> int:
        """The most that passes unasked: 25, or a fifth of a bigger library."""
        return max(LEAST_COUNT, int(self.total * SHARE))

    def check(self, titles: Sequence[str]) -> None:
        """Stop if the notes called `titles` are too many to delete unasked.

        Raises:
            MassDeletion: they are, and the user hasn't said that they are meant.
        """
        if len(titles) > self.allowed and self.permission is not Permission.DELETE_HERE:
            raise MassDeletion(
                len(titles), self.total, titles[:_TITLES_SHOWN], server_is_empty=False
            )

    def check_emptied(self, titles: Sequence[str], note_count: int | None) -> None:
        """Stop if a back-end that lost its history is also empty.

        Args:
            titles: some titles of notes here that it held before.

        Raises:
            MassDeletion: this computer's notes would be sent anew, unasked.
        """
        is_worth_asking = note_count == 0 and self.total > LEAST_COUNT
        if is_worth_asking and self.permission is not Permission.SEND_AGAIN:
            raise MassDeletion(self.total, self.total, titles[:_TITLES_SHOWN], server_is_empty=True)
