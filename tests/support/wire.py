"""A device as the server sees it: speaks the protocol by hand, keeps nothing but its token."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import httpx

from notesapp.core.causality import Hlc, VersionVector
from notesapp.core.clock import from_milliseconds
from notesapp.core.ids import Guid, NodeId, Rev
from notesapp.core.model import NoteContent, RecordKind, Revision
from notesapp.protocol import headers
from notesapp.protocol.feed import FeedReader
from notesapp.protocol.greetings import decode_signed_in, encode_sign_in
from notesapp.protocol.messages import (
    EncodedPush,
    FeedPage,
    NodeCard,
    PushAnswer,
    SignedIn,
    SignIn,
)
from notesapp.protocol.problems import decode_problem
from notesapp.protocol.pushes import decode_answer, encode_operation, encode_push

_numbers = itertools.count(1)


def new_guid() -> Guid:
    """Return an id that no other test has."""
    return Guid(f"018f0000-0000-7000-8000-{next(_numbers):012x}")


def new_rev() -> Rev:
    """Return a revision id that no other test has."""
    return Rev(f"{next(_numbers):032x}")


def a_note(text: str = "", *, guid: Guid | None = None, base: Rev | None = None) -> Revision:
    """Return a revision of a note, new unless a guid is given."""
    node = NodeId("a" * 32)
    return Revision(
        guid=guid or new_guid(),
        rev=new_rev(),
        kind=RecordKind.NOTE,
        content=NoteContent(title=text, body=text),
        is_deleted=False,
        vv=VersionVector({node: next(_numbers)}),
        hlc=Hlc.at(1_000),
        created_at=from_milliseconds(1_000),
        updated_at=from_milliseconds(2_000),
        node=node,
        node_name="Laptop",
        base=base,
    )


def edited(revision: Revision, text: str) -> Revision:
    """Return the next revision of a note."""
    return replace(revision, rev=new_rev(), base=revision.rev, content=NoteContent(text, text))


def deleted(revision: Revision, *, purged: bool = False) -> Revision:
    """Return the deletion of a note; purged means without its text."""
    content = None if purged else revision.content
    return replace(revision, rev=new_rev(), base=revision.rev, content=content, is_deleted=True)


@dataclass
class WireDevice:
    """A signed-in device.

    Attributes:
        cursor: how far it has pulled.
        last_push: number and digest of its last acknowledged push.
    """

    http: httpx.Client
    session: SignedIn
    cursor: str | None = None
    last_push: tuple[int, str] = (0, "")

    @classmethod
    def sign_in(
        cls, http: httpx.Client, user: str, password: str, node: str, name: str = "Laptop"
    ) -> WireDevice:
        """Sign in as a device whose id starts with `node`."""
        card = NodeCard(NodeId(node.ljust(32, "0")), name, "linux", "0.1")
        body = encode_sign_in(SignIn(user, password, card))
        response = http.post(
            "/api/v1/auth/token", content=body, headers={"Content-Type": headers.JSON_TYPE}
        )
        return cls(http, decode_signed_in(expect(response, 200).content))

    @property
    def vault_path(self) -> str:
        """The path of its vault."""
        return f"/api/v1/vaults/{self.session.vault}"

    def headers(self) -> dict[str, str]:
        """What it says about itself with every request."""
        return {
            "Authorization": f"Bearer {self.session.token}",
            headers.PROTOCOL: "1.0",
            headers.NODE: self.session.node,
            headers.EPOCH: self.session.epoch,
            headers.LAST_PUSH: headers.last_push_value(*self.last_push),
        }

    def get(self, path: str, **parameters: str) -> httpx.Response:
        """Ask for something below its vault, or elsewhere if the path starts with a slash."""
        where = path if path.startswith("/") else f"{self.vault_path}/{path}"
        return self.http.get(where, params=parameters, headers=self.headers())

    def changes(self, **parameters: str) -> httpx.Response:
        """Ask for what is new."""
        if self.cursor is not None:
            parameters.setdefault("since", self.cursor)
        return self.get("changes", **parameters)

    def pull(self, **parameters: str) -> list[Revision]:
        """Take in what is new, and remember how far it went."""
        pages = read_feed(expect(self.changes(**parameters), 200).content)
        self.cursor = pages[-1].cursor
        return [revision for page in pages for revision in page.revisions]

    def encode(self, *revisions: Revision, group: str | None = None) -> EncodedPush:
        """Return its next push."""
        operations = [encode_operation(revision, group) for revision in revisions]
        return encode_push(self.last_push[0] + 1, operations)

    def send(self, push: EncodedPush, **more: str) -> httpx.Response:
        """Send a push without taking the answer in."""
        return self.http.post(
            f"{self.vault_path}/push",
            content=push.body,
            headers={**self.headers(), "Content-Type": headers.JSON_TYPE, **more},
        )

    def push(self, *revisions: Revision, group: str | None = None) -> PushAnswer:
        """Send revisions and take the answer in."""
        push = self.encode(*revisions, group=group)
        answer = decode_answer(expect(self.send(push), 200).content)
        self.last_push = (push.number, push.digest)
        return answer


def read_feed(body: bytes) -> list[FeedPage]:
    """Return the pages of a whole feed."""
    reader = FeedReader()
    pages = list(reader.feed(body))
    reader.finish()
    return pages


def expect(response: httpx.Response, status: int) -> httpx.Response:
    """Return the response if it has the status; otherwise fail with what it says."""
    assert response.status_code == status, (response.status_code, response.text[:500])
    return response


def refusal(response: httpx.Response) -> tuple[int, str]:
    """Return status and code of a problem, having checked that it is one of ours."""
    assert response.headers["content-type"] == headers.PROBLEM_TYPE
    assert response.headers[headers.SERVER]
    problem = decode_problem(response.content)
    assert problem.status == response.status_code
    return problem.status, problem.code


def statuses(answer: PushAnswer) -> Sequence[str]:
    """Return what became of each operation."""
    return [one.status.value for one in answer.answers]
