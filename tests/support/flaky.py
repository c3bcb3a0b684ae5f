"""A back-end with a bad line in front of it, told call by call how to fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

from notesapp.core.errors import ServerTrouble
from notesapp.core.model import Node
from notesapp.sync.backends.base import (
    Backend,
    Capability,
    LastPush,
    Limits,
    NodeIdent,
    Page,
    PushBatch,
    PushResult,
    RemoteInfo,
)


class Fault(Enum):
    """What happens to one call."""

    NONE = "none"
    LOST_REQUEST = "lost_request"
    LOST_ANSWER = "lost_answer"
    """It was done, and nobody heard of it."""
    TWICE = "twice"
    """It was delivered twice."""


class FlakyBackend:
    """Passes calls on, or loses them; `faults` are used up one a call, then all goes well."""

    def __init__(self, inner: Backend) -> None:
        self.inner = inner
        self.faults: list[Fault] = []
        self.seen: list[Fault] = []

    @property
    def capabilities(self) -> Capability:
        return self.inner.capabilities

    @property
    def limits(self) -> Limits:
        return self.inner.limits

    def open(self, ident: NodeIdent, last_push: LastPush, epoch: str | None) -> RemoteInfo:
        return self.inner.open(ident, last_push, epoch)

    def register(self, ident: NodeIdent) -> None:
        fault = self._before()
        self.inner.register(ident)
        self._after(fault)

    def pull(self, since: str | None, last_push: LastPush) -> Iterator[Page]:
        fault = self._before()
        for number, page in enumerate(self.inner.pull(since, last_push)):
            if fault is Fault.LOST_ANSWER and number:
                self._after(fault)
            yield page
            if fault is Fault.TWICE and not page.is_last:
                yield page
        self._after(fault)

    def push(self, batch: PushBatch) -> PushResult:
        fault = self._before()
        result = self.inner.push(batch)
        if fault is Fault.TWICE:
            result = self.inner.push(batch)
        self._after(fault)
        return result

    def nodes(self) -> Sequence[Node]:
        return self.inner.nodes()

    def interrupt(self) -> None:
        self.inner.interrupt()

    def close(self) -> None:
        self.inner.close()

    def _before(self) -> Fault:
        fault = self.faults.pop(0) if self.faults else Fault.NONE
        self.seen.append(fault)
        if fault is Fault.LOST_REQUEST:
            raise ServerTrouble("lost request")
        return fault

    def _after(self, fault: Fault) -> None:
        if fault is Fault.LOST_ANSWER:
            raise ServerTrouble("lost answer")
