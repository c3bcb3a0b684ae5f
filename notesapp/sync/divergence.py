"""Meet a back-end whose history isn't the one this node knew: restored, emptied or forked.

Nothing here is deleted for being absent there. What the back-end lost is sent again; what was
written and never acknowledged gets new revisions by a new incarnation of this node, because
the old incarnation's counts may have been given away twice.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from notesapp.core.changes import Origin
from notesapp.core.errors import NotConnected
from notesapp.core.model import RecordKind
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES, NoteSort
from notesapp.sync.apply import Tally
from notesapp.sync.backends.base import RemoteInfo
from notesapp.sync.guard import DeletionGuard
from notesapp.sync.incoming import Pull

logger = logging.getLogger(__name__)

_ALL = 1_000_000_000


def start_over(library: Library, info: RemoteInfo, guard: DeletionGuard, kind: str) -> None:
    """Become a new incarnation and treat every record as unknown to the back-end.

    The full pull that follows finds what the back-end has after all; the rest is sent again.

    Raises:
        MassDeletion: the back-end is empty; nothing was changed, ask the user first.
    """
    with library.read() as view:
        guids = view.notes.ids(ALL_NOTES, NoteSort.UPDATED)
        titles = [note.title for note in view.notes.summaries(guids[:50])]
    guard.check_emptied(titles, info.note_count)
    with library.write(Origin.SYNC) as tx:
        remote = tx.sync.remote()
        if remote is None:
            raise NotConnected
        tx.sync.abandon_push()
        tx.sync.renew_node()
        waiting = [record.revision.guid for record in tx.sync.unsynchronized(_ALL)]
        for guid in [*waiting, *tx.conflicts.guids()]:
            tx.sync.restamp(guid)
        if kind != "fork":
            tx.sync.mark_all_unsynchronized(keep_bases=False)
        tx.sync.set_remote(
            replace(
                remote,
                server_id=info.server_id,
                vault_id=info.vault_id,
                epoch=info.epoch,
                cursor=None,
                last_push_number=0,
                last_push_digest="",
                node_registered=False,
            )
        )
        tx.sync.log("diverged", kind=kind, unacknowledged=len(waiting))
    logger.warning("the back-end's history changed (%s); starting over", kind)


def trash_absent(library: Library, pull: Pull, guard: DeletionGuard, tally: Tally) -> None:
    """Put notes into the trash that the back-end deleted so long ago that it forgot them.

    Only after the whole feed was read because the cursor had expired, and only notes without
    unsent edits; an edited one is sent again. The cursor moves in the same transaction, so that
    a run that stops here is repeated in full.

    Raises:
        MassDeletion: they are suspiciously many; nothing was changed.
    """
    with library.write(Origin.SYNC) as tx:
        guids = [
            guid for guid in tx.notes.ids(ALL_NOTES, NoteSort.UPDATED) if guid not in pull.seen
        ]
        records = tx.sync.records(guids)
        absent = [
            record.revision
            for record in records.values()
            if record.is_synchronized and record.revision.kind is RecordKind.NOTE
        ]
        titles = [note.title for note in tx.notes.summaries([r.guid for r in absent])]
        guard.check(titles)
        for revision in absent:
            tx.notes.delete(revision.guid)
        tx.sync.save_cursor(pull.cursor)
        tally.deleted += len(absent)
