"""Identifiers that are the same in every run of a test."""

from __future__ import annotations

import random

from notesapp.core.clock import Clock, to_milliseconds
from notesapp.core.ids import Guid, NodeId, Rev, uuid7


class SeededIds:
    """An `IdSource` from a seed."""

    def __init__(self, clock: Clock, seed: int) -> None:
        self._clock = clock
        self._random = random.Random(seed)

    def guid(self) -> Guid:
        return uuid7(to_milliseconds(self._clock.now()), self._random.randbytes(10))

    def rev(self) -> Rev:
        return Rev(self._random.randbytes(16).hex())

    def node(self) -> NodeId:
        return NodeId(self._random.randbytes(16).hex())
