"""The stream of changes: NDJSON in pages, each closed by a line that proves it is whole.

    {"t":"rec", ...}                                             one line per record
    {"t":"page","n":500,"digest":"...","cursor":"...","last":false}
    {"t":"end","up_to_date":true,"server_time":...}

The digest is the SHA-256 of the page's record lines, line feeds included. A page whose closing
line is missing or doesn't fit is thrown away whole: proxies that speak HTTP/1.0 cut a stream
short without a sign.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from notesapp.core.clock import from_milliseconds, to_milliseconds
from notesapp.core.model import Revision
from notesapp.protocol.codec import revision_from_json
from notesapp.protocol.messages import FeedEnd, FeedPage, UnreadableRecord
from notesapp.protocol.values import Fields, Malformed, from_json, to_json

LONGEST_LINE = 64 * 1024 * 1024
"""Bytes of one line that a reader bears; far above any record a server takes."""

LONGEST_CURSOR = 512


# --- writing, on the server -------------------------------------------------------------------


def encode_page(lines: Iterable[bytes], cursor: str, *, is_last: bool) -> bytes:
    """Return a page: the records' lines (`codec.record_line`) and the line that closes them."""
    parts = list(lines)
    body = b"".join(b"%b\n" % line for line in parts)
    trailer = {
        "t": "page",
        "n": len(parts),
        "digest": hashlib.sha256(body).hexdigest(),
        "cursor": cursor,
        "last": is_last,
    }
    return b"%b%b\n" % (body, to_json(trailer))


def encode_end(*, is_up_to_date: bool, server_time: datetime) -> bytes:
    """Return the line that closes a feed."""
    end = {
        "t": "end",
        "up_to_date": is_up_to_date,
        "server_time": to_milliseconds(server_time),
    }
    return to_json(end) + b"\n"


# --- reading, on the client -------------------------------------------------------------------


class FeedReader:
    """Turns the bytes of a feed, in pieces of any size, into whole pages.

    Use: ``for chunk in response: yield from reader.feed(chunk)``, then `finish`.
    """

    def __init__(self) -> None:
        self._partial = bytearray()
        self._hash = hashlib.sha256()
        self._revisions: list[Revision] = []
        self._unreadable: list[UnreadableRecord] = []
        self._end: FeedEnd | None = None

    def feed(self, chunk: bytes) -> Iterator[FeedPage]:
        """Take in the next bytes and yield the pages they complete.

        Raises:
            Malformed: a line isn't ours, or a page doesn't fit its digest.
        """
        *lines, rest = chunk.split(b"\n")
        for line in lines:
            if self._partial:
                self._partial += line
                line, self._partial = bytes(self._partial), bytearray()
            page = self._take(line)
            if page is not None:
                yield page
        self._partial += rest
        if len(self._partial) > LONGEST_LINE:
            raise Malformed("line too long")

    def finish(self) -> FeedEnd:
        """Return the feed's closing line, once all bytes are in.

        Raises:
            Malformed: the stream was cut off; the pages yielded before are good.
        """
        if self._end is None or self._partial:
            raise Malformed("cut off")
        return self._end

    def _take(self, line: bytes) -> FeedPage | None:
        if self._end is not None:
            raise Malformed("lines after the end")
        value = from_json(line)
        match Fields(value, "line").raw("t"):
            case "rec":
                self._hash.update(line)
                self._hash.update(b"\n")
                self._add(revision_from_json(value))
                return None
            case "page":
                return self._close_page(Fields(value, "page"))
            case "end":
                self._end = self._read_end(Fields(value, "end"))
                return None
            case _:
                return None  # a newer server's line of another kind: not ours to judge

    def _add(self, record: Revision | UnreadableRecord) -> None:
        if isinstance(record, Revision):
            self._revisions.append(record)
        else:
            self._unreadable.append(record)

    def _close_page(self, trailer: Fields) -> FeedPage:
        count = len(self._revisions) + len(self._unreadable)
        if trailer.number("n") != count or trailer.text("digest") != self._hash.hexdigest():
            raise Malformed("page digest")
        page = FeedPage(
            revisions=tuple(self._revisions),
            cursor=trailer.text("cursor", longest=LONGEST_CURSOR),
            is_last=trailer.flag("last"),
            unreadable=tuple(self._unreadable),
        )
        self._hash = hashlib.sha256()
        self._revisions, self._unreadable = [], []
        return page

    def _read_end(self, end: Fields) -> FeedEnd:
        if self._revisions or self._unreadable:
            raise Malformed("end within a page")
        return FeedEnd(
            is_up_to_date=end.flag("up_to_date"),
            server_time=from_milliseconds(end.milliseconds("server_time")),
        )
