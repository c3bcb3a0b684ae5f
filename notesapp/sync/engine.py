"""One sync run: resolve the push in flight, get, integrate, send, tidy.

Plain blocking code for one thread. Every step leaves the library in a state from which the
next run goes on, whatever happens in between: a page and its cursor are one transaction, a
push is stored before it is sent and is sent again byte for byte until it is answered.
"""

from __future__ import annotations

import logging
import platform
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from notesapp import __version__
from notesapp.core.changes import Origin
from notesapp.core.conflict import ConflictPolicy
from notesapp.core.errors import (
    Cancelled,
    Diverged,
    NotConnected,
    RetryLater,
    SyncError,
    TooLarge,
)
from notesapp.core.ids import Guid, Rev
from notesapp.store.library import Library
from notesapp.store.sync_state import RemoteState
from notesapp.sync.answers import apply_answers
from notesapp.sync.apply import Integrator, Tally
from notesapp.sync.backends.base import Backend, LastPush, Limits, NodeIdent, PushBatch
from notesapp.sync.cancel import CancelToken
from notesapp.sync.divergence import start_over, trash_absent
from notesapp.sync.guard import DeletionGuard, Permission
from notesapp.sync.incoming import Pull
from notesapp.sync.locks import sync_lock
from notesapp.sync.outgoing import Outgoing, plan_push
from notesapp.sync.questions import close_pointless_questions
from notesapp.sync.report import Phase, Progress, Rejected, SyncReport

logger = logging.getLogger(__name__)

MOST_TRIES = 5
"""How often one record is sent in one run while other devices keep changing it."""

ReportProgress = Callable[[Progress], None]


class SyncEngine:
    """Synchronizes a library with one back-end; each `run` is complete in itself.

    Args:
        backend: stays open between runs; the caller closes it.
        policy: what happens to a note changed in two places.
        permission: the user's answer to a `MassDeletion` of the run before.
    """

    def __init__(
        self,
        library: Library,
        backend: Backend,
        policy: ConflictPolicy = ConflictPolicy.ASK,
        *,
        permission: Permission = Permission.NONE,
    ) -> None:
        self._library = library
        self._backend = backend
        self._policy = policy
        self._permission = permission

    def run(
        self,
        cancel: CancelToken | None = None,
        progress: ReportProgress | None = None,
    ) -> SyncReport:
        """Synchronize once and say what was done.

        Raises:
            NotConnected, AlreadySyncing: nothing was tried.
            MassDeletion: stopped before deleting or sending suspiciously much; ask the user
                and run again with a `Permission`.
            Cancelled: somebody pressed Stop; what had arrived is kept.
            SyncError: stopped; the next run goes on from here.
        """
        cancel = cancel or CancelToken()
        with sync_lock(self._library.profile), cancel.interrupting(self._backend.interrupt):
            cancel.check()
            run = _Run(
                self._library,
                self._backend,
                Integrator(self._policy, self._library.clock),
                self._permission,
                cancel,
                progress or (lambda _: None),
            )
            try:
                return run.run()
            except Cancelled:
                raise
            except SyncError as error:
                self._remember(error)
                raise

    def _remember(self, error: SyncError) -> None:
        logger.info("sync stopped: %s: %s", type(error).__name__, error)
        with self._library.write(Origin.SYNC) as tx:
            tx.sync.record_error(type(error).__name__)
            tx.sync.log("stopped", error=type(error).__name__)


class _Run:
    """The state of one run."""

    def __init__(
        self,
        library: Library,
        backend: Backend,
        integrator: Integrator,
        permission: Permission,
        cancel: CancelToken,
        progress: ReportProgress,
    ) -> None:
        self._library = library
        self._backend = backend
        self._integrator = integrator
        self._permission = permission
        self._cancel = cancel
        self._progress = progress
        self._tally = Tally()
        self._diverged: str | None = None
        self._limits: Limits = backend.limits
        with library.read() as view:
            self._guard = DeletionGuard(view.sync.live_note_count(), permission)

    def run(self) -> SyncReport:
        started_at = self._library.clock.now()
        self._progress(Progress(Phase.CHECKING))
        self._open()
        try:
            self._exchange()
        except Diverged as error:
            self._recover(error.kind)
        self._progress(Progress(Phase.TIDYING))
        self._tidy()
        return self._finish(started_at)

    # --- phases -------------------------------------------------------------------------------

    def _open(self) -> None:
        remote = self._remote()
        if not remote.epoch:
            info = self._backend.open(self._ident(), _last_push(remote), None)
            known = replace(
                remote, server_id=info.server_id, vault_id=info.vault_id, epoch=info.epoch
            )
            with self._library.write(Origin.SYNC) as tx:
                tx.sync.set_remote(known)
        else:
            self._backend.open(self._ident(), _last_push(remote), remote.epoch)
        self._cancel.check()
        self._register_if_new()

    def _exchange(self) -> None:
        self._resolve_push_in_flight()
        self._pull()
        self._push()

    def _resolve_push_in_flight(self) -> None:
        with self._library.read() as view:
            stored = view.sync.push_in_flight()
        if stored is not None:
            batch = PushBatch(stored.number, stored.body, stored.digest)
            self._send(batch, stored.items)

    def _pull(self, *, expired: bool = False) -> None:
        """Get and integrate everything new.

        Args:
            expired: read the whole feed although a cursor is remembered, and find out what
                isn't in it any more.
        """
        remote = self._remote()
        pull = Pull(
            self._library,
            self._integrator,
            self._guard,
            self._tally,
            remote.cursor,
            keeps_cursor=expired,
        )
        since = None if expired else remote.cursor
        self._progress(Progress(Phase.GETTING, 0))
        for page in self._backend.pull(since, _last_push(remote)):
            self._cancel.check()
            pull.take(page)
            self._progress(Progress(Phase.GETTING, pull.count))
        if expired:
            trash_absent(self._library, pull, self._guard, self._tally)

    def _push(self) -> None:
        with self._library.read() as view:
            if not view.sync.unsynchronized_count():
                return
        with self._library.write(Origin.SYNC) as tx:
            close_pointless_questions(tx)
            total = tx.sync.unsynchronized_count() - tx.conflicts.count()
        tries: Counter[Guid] = Counter()
        while (outgoing := self._begin_push(tries)) is not None:
            self._cancel.check()
            self._progress(Progress(Phase.SENDING, self._tally.sent, max(total, 0)))
            if outgoing.batch is None:
                continue
            try:
                self._send(outgoing.batch, outgoing.items)
            except TooLarge:
                self._halve(outgoing)

    def _tidy(self) -> None:
        with self._library.read() as view:
            knows_nodes = bool(view.sync.nodes())
        is_idle = not (self._tally.sent or self._tally.received)
        if is_idle and knows_nodes:
            return
        with suppress(RetryLater):
            nodes = self._backend.nodes()
            with self._library.write(Origin.SYNC) as tx:
                tx.sync.set_nodes(nodes)

    def _finish(self, started_at: datetime) -> SyncReport:
        tally = self._tally
        finished_at = self._library.clock.now()
        with self._library.write(Origin.SYNC) as tx:
            tx.sync.record_success(finished_at)
            if tally.sent or tally.received:
                tx.sync.log("done", sent=tally.sent, received=tally.received)
            open_conflicts = set(tx.conflicts.guids())
            rejected = tuple(Rejected(guid, rev, code) for guid, rev, code in tx.sync.rejected())
        return SyncReport(
            started_at=started_at,
            finished_at=finished_at,
            sent=tally.sent,
            received=tally.received,
            combined=tuple(sorted(tally.combined)),
            revived=tuple(sorted(tally.revived)),
            new_conflicts=tuple(sorted(tally.new_conflicts & open_conflicts)),
            open_conflicts=len(open_conflicts),
            rejected=rejected,
            deleted=tally.deleted,
            diverged=self._diverged,
        )

    # --- sending ------------------------------------------------------------------------------

    def _begin_push(self, tries: Counter[Guid]) -> Outgoing | None:
        """Freeze and store the next push; None when nothing is left to send."""
        worn_out = {guid for guid, count in tries.items() if count >= MOST_TRIES}
        with self._library.write(Origin.SYNC) as tx:
            records = tx.sync.unsynchronized(self._limits.push_ops + len(worn_out))
            revisions = [r.revision for r in records if r.revision.guid not in worn_out]
            if not revisions:
                return None
            number = _last_push(_connected(tx.sync.remote())).number + 1
            outgoing = plan_push(revisions, number, self._limits)
            for guid, rev in outgoing.too_large:
                tx.sync.reject(guid, rev, "too_large")
            if outgoing.batch is not None:
                batch = outgoing.batch
                tx.sync.begin_push(batch.number, batch.body, batch.digest, outgoing.items)
        tries.update(guid for guid, _ in outgoing.items)
        return outgoing

    def _send(self, batch: PushBatch, items: Sequence[tuple[Guid, Rev]]) -> None:
        """Send a stored push and write down its answers, all in one transaction.

        A record that the answer leaves out counts as not sent, and is sent again.
        """
        result = self._backend.push(batch)
        sent = frozenset(items)
        answers = [answer for answer in result.results if (answer.guid, answer.rev) in sent]
        with self._library.write(Origin.SYNC) as tx:
            apply_answers(tx, answers, self._integrator, self._guard, self._tally)
            cursor = _connected(tx.sync.remote()).cursor
            tx.sync.finish_push(batch.number, batch.digest)
            if result.cursor is not None and result.prev_cursor == cursor:
                # Between the two lies only what this node sent: no need to get it back.
                tx.sync.save_cursor(result.cursor)

    def _halve(self, outgoing: Outgoing) -> None:
        """The back-end takes less in one request than it said."""
        with self._library.write(Origin.SYNC) as tx:
            tx.sync.abandon_push()
            if len(outgoing.items) == 1:
                guid, rev = outgoing.items[0]
                tx.sync.reject(guid, rev, "too_large")
        self._limits = replace(
            self._limits,
            push_ops=max(1, len(outgoing.items) // 2),
            push_bytes=max(1, self._limits.push_bytes // 2),
        )

    # --- recovering ---------------------------------------------------------------------------

    def _recover(self, kind: str) -> None:
        """Meet a back-end whose history isn't the one remembered (rule R5), then go on."""
        self._diverged = kind
        if kind == "cursor_expired":
            self._pull(expired=True)
            self._push()
            return
        info = self._backend.open(self._ident(), LastPush(), None)
        start_over(self._library, info, self._guard, kind)
        self._register_if_new()
        self._exchange()

    def _register_if_new(self) -> None:
        remote = self._remote()
        if remote.node_registered:
            return
        self._backend.register(self._ident())
        with self._library.write(Origin.SYNC) as tx:
            tx.sync.set_remote(replace(_connected(tx.sync.remote()), node_registered=True))

    # --- facts --------------------------------------------------------------------------------

    def _remote(self) -> RemoteState:
        with self._library.read() as view:
            return _connected(view.sync.remote())

    def _ident(self) -> NodeIdent:
        return node_ident(self._library)


def node_ident(library: Library) -> NodeIdent:
    """Return how this device introduces itself."""
    return NodeIdent(library.node, library.device_name, platform.system().lower(), __version__)


def _last_push(remote: RemoteState) -> LastPush:
    return LastPush(remote.last_push_number, remote.last_push_digest)


def _connected(remote: RemoteState | None) -> RemoteState:
    if remote is None:
        raise NotConnected
    return remote
