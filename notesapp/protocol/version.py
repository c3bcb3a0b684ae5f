"""Which protocol versions there are and which can talk to each other.

A minor version only adds fields and features; a major one may change meanings, so client and
server must share it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_FORM = re.compile(r"([0-9]{1,3})\.([0-9]{1,3})").fullmatch


@dataclass(frozen=True, slots=True, order=True)
class ProtocolVersion:
    """A version as it stands in the `Notes-Protocol` header: ``1.0``."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"

    @classmethod
    def parse(cls, text: str) -> ProtocolVersion:
        """Read a header's value.

        Raises:
            ValueError: it isn't two small numbers with a point between them.
        """
        found = _FORM(text.strip())
        if found is None:
            raise ValueError(f"not a protocol version: {text[:20]!r}")
        return cls(int(found[1]), int(found[2]))


OLDEST = ProtocolVersion(1, 0)
"""The oldest version that this program speaks."""

NEWEST = ProtocolVersion(1, 0)
"""The newest version that this program speaks, sent in every request and answer."""


def is_spoken(version: ProtocolVersion) -> bool:
    """Say whether this program can talk to one that speaks `version`."""
    return OLDEST.major <= version.major <= NEWEST.major
