"""A push on the wire: encoded once to bytes, so that sending it again sends the same.

    {"push_no":43,"ops":[{"guid":...,"rev":...,"base":...,"p":{...},"group":"g1"}, ...]}

and its answer, one result per operation, each echoing guid and rev:

    {"prev_head":7,"head":9,"prev_cursor":"...","cursor":"...","results":[{"status":"applied",...}]}
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from notesapp.core.ids import Guid, Rev
from notesapp.core.model import Revision
from notesapp.protocol.codec import record_from_json, revision_from_json, revision_to_json
from notesapp.protocol.feed import LONGEST_CURSOR
from notesapp.protocol.messages import (
    EncodedPush,
    OperationAnswer,
    PushAnswer,
    PushOperation,
    PushRequest,
    PushStatus,
    UnreadableRecord,
)
from notesapp.protocol.values import Fields, Malformed, from_json, to_json

MOST_OPERATIONS = 10_000
"""Operations that a reader bears; a server's own limit is far lower."""


# --- the client's side ------------------------------------------------------------------------


def encode_operation(revision: Revision, group: str | None = None) -> bytes:
    """Return one operation; its length is what it adds to a push."""
    members = revision_to_json(revision)
    if group is not None:
        members["group"] = group
    return to_json(members)


def encode_push(number: int, operations: Sequence[bytes]) -> EncodedPush:
    """Freeze operations made by `encode_operation` into a numbered push."""
    body = b'{"push_no":%d,"ops":[%b]}' % (number, b",".join(operations))
    return EncodedPush(number, body, hashlib.sha256(body).hexdigest())


def decode_answer(body: bytes) -> PushAnswer:
    """Read the answer to a push.

    Raises:
        Malformed: it isn't one. A status that this program doesn't know is malformed too: to
            guess whether a note was stored would be worse than to send it again.
    """
    fields = Fields(from_json(body), "answer")
    return PushAnswer(
        answers=tuple(
            _read_answer(item) for item in fields.list("results", longest=MOST_OPERATIONS)
        ),
        prev_head=fields.number("prev_head"),
        head=fields.number("head"),
        prev_cursor=fields.text("prev_cursor", longest=LONGEST_CURSOR),
        cursor=fields.text("cursor", longest=LONGEST_CURSOR),
    )


def _read_answer(item: object) -> OperationAnswer:
    fields = Fields(item, "result")
    try:
        status = PushStatus(fields.text("status"))
    except ValueError as error:
        raise Malformed("status") from error
    current, unreadable = None, None
    if fields.raw("current") is not None:
        record = revision_from_json(fields.raw("current"))
        if isinstance(record, UnreadableRecord):
            unreadable = record
        else:
            current = record
    return OperationAnswer(
        guid=fields.guid("guid"),
        rev=fields.rev("rev"),
        status=status,
        seq=fields.optional_number("seq"),
        current=current,
        unreadable=unreadable,
        code=fields.optional_text("code", longest=64),
        limit=fields.optional_number("limit"),
    )


# --- the server's side ------------------------------------------------------------------------


def decode_push(body: bytes, *, most_operations: int = MOST_OPERATIONS) -> PushRequest:
    """Read a push.

    Raises:
        Malformed: it isn't one, or has more than `most_operations`.
    """
    fields = Fields(from_json(body), "push")
    operations = fields.list("ops", longest=most_operations)
    return PushRequest(
        number=fields.number("push_no", least=1),
        operations=tuple(_read_operation(item) for item in operations),
    )


def _read_operation(item: object) -> PushOperation:
    record = record_from_json(item)
    if record.rev == record.base:
        raise Malformed("base")
    return PushOperation(record, Fields(item, "op").optional_text("group", longest=64))


@dataclass(frozen=True, slots=True)
class SealedAnswer:
    """The answer to one operation, with the current record as the bytes that it is stored in."""

    guid: Guid
    rev: Rev
    status: PushStatus
    seq: int | None = None
    current: bytes | None = None
    code: str | None = None
    limit: int | None = None


def encode_answer(
    answers: Sequence[SealedAnswer],
    *,
    prev_head: int,
    head: int,
    prev_cursor: str,
    cursor: str,
) -> bytes:
    """Return the answer to a push."""
    members = {
        "prev_head": prev_head,
        "head": head,
        "prev_cursor": prev_cursor,
        "cursor": cursor,
    }
    results = b",".join(_encode_result(answer) for answer in answers)
    return b'%b,"results":[%b]}' % (to_json(members)[:-1], results)


def _encode_result(answer: SealedAnswer) -> bytes:
    members = {
        "guid": answer.guid,
        "rev": answer.rev,
        "status": answer.status.value,
        "seq": answer.seq,
        "code": answer.code,
        "limit": answer.limit,
    }
    known = to_json({name: value for name, value in members.items() if value is not None})
    if answer.current is None:
        return known
    return b'%b,"current":%b}' % (known[:-1], answer.current)
