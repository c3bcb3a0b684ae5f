"""Take pages in: a page and its cursor in one transaction, deletions only as many as is sane."""

from __future__ import annotations

from notesapp.core.changes import Origin
from notesapp.core.ids import Guid
from notesapp.core.model import Revision
from notesapp.store.library import Library
from notesapp.store.transactions import Transaction
from notesapp.sync.apply import Integrator, Step, Tally
from notesapp.sync.backends.base import Page
from notesapp.sync.guard import DeletionGuard, Permission


class Pull:
    """The pages of one pull, taken in one after the other.

    Deletions of notes that are live here are held back until the last page, and from the first
    of them on the cursor stays where it was. So if they turn out to be too many, nothing was
    deleted, and the next run meets the same deletions in full: no run slips through with a rest.

    A record that only a newer program can read holds the cursor for good: after an update of
    the app it comes again, instead of being skipped for ever.

    Args:
        cursor: where the library stands.
        keeps_cursor: leave the cursor where it is; collect what was `seen` and the `cursor` after
            it, for the caller to write down.
    """

    def __init__(
        self,
        library: Library,
        integrator: Integrator,
        guard: DeletionGuard,
        tally: Tally,
        cursor: str | None,
        *,
        keeps_cursor: bool = False,
    ) -> None:
        self._library = library
        self._integrator = integrator
        self._guard = guard
        self._tally = tally
        self.cursor = cursor
        self._keeps_cursor = keeps_cursor
        self._is_cursor_held = False
        self._has_unreadable = False
        self._held: dict[Guid, Revision] = {}
        self._titles: dict[Guid, str] = {}
        self.count = 0
        self.seen: set[Guid] = set()

    def take(self, page: Page) -> None:
        """Integrate a page.

        Raises:
            MassDeletion: too many deletions by now; this page was not taken.
        """
        self._has_unreadable = self._has_unreadable or page.unreadable > 0
        is_news = bool(page.revisions) or page.cursor != self.cursor
        if not is_news and not self._held:
            return  # the most frequent page of all: don't even open a transaction
        with self._library.write(Origin.SYNC) as tx:
            for revision in page.revisions:
                self._held.pop(revision.guid, None)
            steps = self._integrator.plan(tx, page.revisions)
            if self._guard.permission is not Permission.DELETE_HERE:
                steps = self._hold_deletions(tx, steps, is_last=page.is_last)
            self._integrator.perform(tx, steps, self._tally)
            if self._may_move(page):
                self.cursor = page.cursor
                if not self._keeps_cursor:
                    tx.sync.save_cursor(page.cursor)
        self.count += len(page.revisions)
        if self._keeps_cursor:
            self.seen.update(revision.guid for revision in page.revisions)

    def _may_move(self, page: Page) -> bool:
        """Say whether everything up to the page's cursor is taken in for good."""
        return not self._has_unreadable and (page.is_last or not self._is_cursor_held)

    def _hold_deletions(self, tx: Transaction, steps: list[Step], *, is_last: bool) -> list[Step]:
        """Return the steps that may be done now."""
        for step in steps:
            if step.deletes:
                self._held[step.remote.guid] = step.remote
                self._titles[step.remote.guid] = step.title
        if not self._held:
            return steps
        self._guard.check([self._titles[guid] for guid in self._held])
        self._is_cursor_held = True
        others = [step for step in steps if not step.deletes]
        if not is_last:
            return others
        held = list(self._held.values())
        self._held.clear()
        return others + self._integrator.plan(tx, held)
