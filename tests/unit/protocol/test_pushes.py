"""Pushes, their answers, refusals and greetings on the wire."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from notesapp.core.causality import Hlc, VersionVector
from notesapp.core.ids import Guid, NodeId, Rev
from notesapp.core.model import NoteContent, RecordKind, Revision
from notesapp.protocol import greetings
from notesapp.protocol.codec import envelope_bytes, record_line
from notesapp.protocol.headers import (
    content_digest_value,
    last_push_value,
    matches_content_digest,
    parse_last_push,
)
from notesapp.protocol.messages import (
    DEFAULT_REMINDER_DAYS,
    NodeCard,
    NodeInfo,
    NodeState,
    Problem,
    PushStatus,
    ServerCard,
    ServerLimits,
    SignedIn,
    SignIn,
    VaultInfo,
)
from notesapp.protocol.problems import decode_problem, encode_problem
from notesapp.protocol.pushes import (
    SealedAnswer,
    decode_answer,
    decode_push,
    encode_answer,
    encode_operation,
    encode_push,
)
from notesapp.protocol.values import Malformed
from notesapp.protocol.version import NEWEST, ProtocolVersion, is_spoken

NODE = NodeId("a" * 32)
NOW = datetime(2026, 5, 13, tzinfo=UTC)
NOTE = Revision(
    guid=Guid("018f0000-0000-7000-8000-000000000001"),
    rev=Rev("1" * 32),
    kind=RecordKind.NOTE,
    content=NoteContent(title="Tea", body="a lone \ud800 and a \x00"),
    is_deleted=False,
    vv=VersionVector({NODE: 7}),
    hlc=Hlc.at(1_000),
    created_at=NOW,
    updated_at=NOW,
    node=NODE,
    node_name="Laptop",
    base=Rev("0" * 32),
)


def test_a_push_reaches_the_server_with_number_groups_and_digest() -> None:
    push = encode_push(3, [encode_operation(NOTE), encode_operation(NOTE, group="g")])

    request = decode_push(push.body)

    assert push.digest == hashlib.sha256(push.body).hexdigest()
    assert request.number == 3
    assert [operation.group for operation in request.operations] == [None, "g"]
    assert request.operations[0].record.base == NOTE.base
    assert encode_push(3, []).body == b'{"push_no":3,"ops":[]}'


@pytest.mark.parametrize(
    "body",
    [b"[]", b'{"push_no":0,"ops":[]}', b'{"push_no":1,"ops":{}}', b'{"push_no":1,"ops":[1]}'],
)
def test_a_body_that_is_no_push_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        decode_push(body)


def test_too_many_operations_are_refused() -> None:
    push = encode_push(1, [encode_operation(NOTE)] * 3)

    with pytest.raises(Malformed):
        decode_push(push.body, most_operations=2)


def test_an_answer_comes_back_with_the_current_record_of_a_conflict() -> None:
    record = decode_push(encode_push(1, [encode_operation(NOTE)]).body).operations[0].record
    body = encode_answer(
        [
            SealedAnswer(NOTE.guid, NOTE.rev, PushStatus.APPLIED, seq=8),
            SealedAnswer(
                NOTE.guid,
                NOTE.rev,
                PushStatus.CONFLICT,
                current=record_line(7, envelope_bytes(record, 1), record.payload),
            ),
            SealedAnswer(NOTE.guid, NOTE.rev, PushStatus.REJECTED, code="too_large", limit=5),
        ],
        prev_head=7,
        head=8,
        prev_cursor="p",
        cursor="c",
    )

    answer = decode_answer(body)

    applied, conflict, rejected = answer.answers
    assert (applied.status, applied.seq) == (PushStatus.APPLIED, 8)
    assert conflict.current is not None
    assert conflict.current.content == NOTE.content
    assert (rejected.code, rejected.limit) == ("too_large", 5)
    assert (answer.prev_head, answer.head, answer.prev_cursor, answer.cursor) == (7, 8, "p", "c")


def test_an_unknown_status_is_malformed_rather_than_guessed() -> None:
    body = b'{"prev_head":0,"head":0,"prev_cursor":"","cursor":"","results":[{"status":"maybe"}]}'

    with pytest.raises(Malformed):
        decode_answer(body)


def test_greetings_come_back_as_they_were() -> None:
    card = NodeCard(NODE, "Laptop 💻", "linux", "0.1")
    sign_in = SignIn("ann", "päss\x00word", card)
    signed_in = SignedIn("token", NODE, "v", "e", 5, 3, "s", NOW)
    vault = VaultInfo("v", "e", 5, 0, 3, 4, 100, None, NOW)
    nodes = (NodeInfo(NODE, "Laptop", "linux", "0.1", NOW, None, 0, False, NodeState.SILENT, 20),)
    server = ServerCard("s", "1.0", "1.0", ("wait",), ServerLimits(), NOW)

    assert greetings.decode_card(greetings.encode_card(card)) == card
    assert greetings.decode_sign_in(greetings.encode_sign_in(sign_in)) == sign_in
    assert greetings.decode_signed_in(greetings.encode_signed_in(signed_in)) == signed_in
    assert greetings.decode_vault(greetings.encode_vault(vault)) == vault
    listing = greetings.encode_nodes(nodes, 7)
    assert greetings.decode_nodes(listing) == nodes
    assert greetings.decode_reminder(listing) == 7
    assert greetings.decode_reminder(b'{"nodes":[]}') == DEFAULT_REMINDER_DAYS
    assert greetings.decode_server_card(greetings.encode_server_card(server)) == server


def test_secrets_stay_out_of_representations() -> None:
    assert "hunter2" not in repr(SignIn("ann", "hunter2", NodeCard(NODE, "", "", "")))
    assert "tok3n" not in repr(SignedIn("tok3n", NODE, "v", "e", 5, 3, "s", NOW))


def test_a_problem_comes_back_with_its_facts() -> None:
    problem = Problem(413, "too_large", "Too large", "detail", {"limit": 5})

    assert decode_problem(encode_problem(problem)) == problem


def test_the_last_push_header_comes_back() -> None:
    assert parse_last_push(last_push_value(0, "")) == (0, "")
    assert parse_last_push(last_push_value(12, "abcdef0123")) == (12, "abcdef01")


@pytest.mark.parametrize("value", ["", "x", "1", "1:", "0:abcdef01", "-1:abcdef01"])
def test_a_last_push_header_of_another_form_is_refused(value: str) -> None:
    with pytest.raises(Malformed):
        parse_last_push(value)


def test_the_content_digest_is_judged_where_it_is_sha_256() -> None:
    value = content_digest_value(b"body")

    assert matches_content_digest(value, b"body")
    assert matches_content_digest("sha-512=:AAAA:, " + value, b"body")
    assert not matches_content_digest(value, b"other")
    with pytest.raises(Malformed):
        matches_content_digest("sha-256=:*:", b"body")


def test_versions_of_one_major_talk_to_each_other() -> None:
    assert is_spoken(ProtocolVersion.parse("1.7"))
    assert is_spoken(NEWEST)
    assert not is_spoken(ProtocolVersion.parse("2.0"))
    for text in ("", "one", "1.x", "²"):
        with pytest.raises(ValueError, match="protocol version"):
            ProtocolVersion.parse(text)
