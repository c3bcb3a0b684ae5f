"""Serves the feed: pages of changes, each from one snapshot, until the reader is up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from notesapp.core.clock import Clock
from notesapp.core.ids import NodeId
from notesapp.protocol.feed import encode_end, encode_page
from notesapp.protocol.messages import ServerLimits
from notesapp.server.access import Claims, check_last_push, enter
from notesapp.server.cursors import Cursor, check_cursor, cursor_at
from notesapp.server.database import Database
from notesapp.server.records import Records
from notesapp.server.refusals import Refused
from notesapp.server.tables import NodeVaultRow, VaultRow

_REMEMBER = (
    update(NodeVaultRow)
    .where(NodeVaultRow.vault_id == bindparam("vault"), NodeVaultRow.node_id == bindparam("node"))
    .values(acked_seq=bindparam("acked"), last_sync_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True)
class _Page:
    body: bytes
    next: Cursor
    head: int
    node: NodeId
    is_last: bool
    is_empty: bool


class Feed:
    """One reader's way through a vault's changes; used by one thread at a time.

    Attributes:
        head: the vault's newest number when the last page was read.
        is_empty: there was nothing new, so one page says all.
        node: who reads.
    """

    def __init__(
        self,
        database: Database,
        claims: Claims,
        vault_id: str,
        since: str | None,
        *,
        limits: ServerLimits,
        page_records: int,
        clock: Clock,
        is_stopping: Callable[[], bool],
    ) -> None:
        """Check the claims and read the first page.

        Args:
            is_stopping: asked between pages, so that a long feed doesn't hold up a stop.

        Raises:
            Refused: not allowed in, or what the reader remembers isn't our history.
        """
        self._database = database
        self._claims = claims
        self._vault_id = vault_id
        self._since = None if since is None else Cursor.decode(since)
        self._page_records = min(page_records, limits.page_records)
        self._page_bytes = limits.push_bytes
        self._clock = clock
        self._is_stopping = is_stopping
        self._first = self._read(self._since)
        self.head = self._first.head
        self.is_empty = self._first.is_empty
        self.node = self._first.node

    def chunks(self) -> Iterator[bytes]:
        """Yield the pages and the closing line; then remember that the node was here.

        A reader whose access ends on the way gets no further page and no closing line; its
        next request is told why.
        """
        page = self._first
        while not page.is_last:
            yield page.body
            if self._is_stopping():
                yield encode_end(is_up_to_date=False, server_time=self._clock.now())
                return
            try:
                page = self._read(page.next)
            except Refused:
                return
        self._remember(page)
        yield page.body + encode_end(is_up_to_date=True, server_time=self._clock.now())

    def _read(self, since: Cursor | None) -> _Page:
        with self._database.read() as session:
            entry = enter(session, self._claims, self._vault_id)
            check_last_push(entry.standing, self._claims)
            if since is not None:
                check_cursor(session, entry.vault, since)
            return self._page(session, entry.vault, entry.caller.node, since)

    def _page(self, session: Session, vault: VaultRow, node: NodeId, since: Cursor | None) -> _Page:
        start = since.seq if since else 0
        boot_head = since.boot_head if since else vault.head
        lines, last = self._lines(session, vault, start, boot_head)
        is_last = last is None
        if since is not None and start == vault.head:
            cursor = replace(since, boot_head=0)
        else:
            # The last page covers everything up to the head, what it left out included.
            end, boot_head = (vault.head, 0) if last is None else (last, boot_head)
            cursor = cursor_at(session, vault, end, boot_head)
        body = encode_page(lines, cursor.encode(), is_last=is_last)
        return _Page(body, cursor, vault.head, node, is_last, is_last and not lines)

    def _lines(
        self, session: Session, vault: VaultRow, start: int, boot_head: int
    ) -> tuple[list[bytes], int | None]:
        """Return a page's lines, and the last number if there may be more after it."""
        lines: list[bytes] = []
        size = 0
        if start == vault.head:
            return lines, None
        rows = Records(session, vault.id).after(
            start, limit=self._page_records, skip_purged_to=boot_head
        )
        for seq, line in rows:
            lines.append(line)
            size += len(line)
            if seq == vault.head:
                return lines, None
            if size >= self._page_bytes or len(lines) == self._page_records:
                return lines, seq
        return lines, None

    def _remember(self, page: _Page) -> None:
        """Note the last synchronization date and what the node said it has stored.

        Only the cursor that it came with counts as stored; what we send now it will confirm
        with the next one.
        """
        acked = self._since.seq if self._since else 0
        with self._database.write(durable=False) as session:
            session.connection().execute(
                _REMEMBER,
                {
                    "vault": self._vault_id,
                    "node": page.node,
                    "acked": acked,
                    "now": self._clock.now(),
                },
            )
