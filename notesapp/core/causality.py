"""Which edit knew of which: version vectors and the hybrid logical clock.

Correctness never asks a wall clock. A version vector says which edits of each node a
revision contains (Parker et al. 1983); the hybrid logical clock (Kulkarni et al. 2014) only
settles "newest wins" and is clamped by the server.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from notesapp.core.ids import NodeId

_COUNTER_BITS = 16


class Order(Enum):
    """How one version vector stands to another."""

    EQUAL = "equal"
    BEFORE = "before"
    AFTER = "after"
    CONCURRENT = "concurrent"


class VersionVector(Mapping[NodeId, int]):
    """For each node, how many of its edits a revision includes; immutable and hashable."""

    __slots__ = ("_counts",)

    def __init__(self, counts: Mapping[NodeId, int] | None = None) -> None:
        self._counts = {node: count for node, count in sorted((counts or {}).items()) if count > 0}

    def __getitem__(self, node: NodeId) -> int:
        return self._counts[node]

    def __iter__(self) -> Iterator[NodeId]:
        return iter(self._counts)

    def __len__(self) -> int:
        return len(self._counts)

    def __hash__(self) -> int:
        return hash(tuple(self._counts.items()))

    def __repr__(self) -> str:
        inside = ", ".join(f"{node[:6]}:{count}" for node, count in self._counts.items())
        return f"VersionVector({inside})"

    def bump(self, node: NodeId, at_seconds: int = 0) -> VersionVector:
        """Return the vector after one more edit by `node`.

        The counter never falls behind `at_seconds`, so a node that lost its database does
        not reuse a count it once gave away (Syncthing's hybrid).
        """
        return VersionVector({**self._counts, node: max(self.get(node, 0) + 1, at_seconds)})

    def join(self, other: VersionVector) -> VersionVector:
        """Return the vector of a revision that includes both."""
        nodes = self._counts.keys() | other.keys()
        return VersionVector({n: max(self.get(n, 0), other.get(n, 0)) for n in nodes})

    def includes(self, other: VersionVector) -> bool:
        """Say whether every edit in `other` is also in this one (equal counts as yes)."""
        return all(self.get(node, 0) >= count for node, count in other.items())

    def compare(self, other: VersionVector) -> Order:
        """Return how this vector stands to `other`."""
        ahead, behind = self.includes(other), other.includes(self)
        if ahead and behind:
            return Order.EQUAL
        if ahead:
            return Order.AFTER
        return Order.BEFORE if behind else Order.CONCURRENT


@dataclass(frozen=True, slots=True, order=True)
class Hlc:
    """A hybrid logical time: 48 bits of milliseconds and a 16-bit counter.

    Only *newest wins* and the display order of versions read it.
    """

    value: int

    @property
    def milliseconds(self) -> int:
        """The wall-clock part, milliseconds since 1970."""
        return self.value >> _COUNTER_BITS

    @classmethod
    def at(cls, milliseconds: int) -> Hlc:
        """Return the first logical time of a millisecond."""
        return cls(milliseconds << _COUNTER_BITS)

    def tick(self, now_milliseconds: int) -> Hlc:
        """Return the next time for a local edit: not before now, always after this one."""
        return max(Hlc.at(now_milliseconds), Hlc(self.value + 1))

    def clamp(self, latest_milliseconds: int) -> Hlc:
        """Return this time, or the given moment if it claims to be later than that."""
        return min(self, Hlc.at(latest_milliseconds))
