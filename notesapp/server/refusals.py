"""How the rules say no, without knowing HTTP."""

from __future__ import annotations

from notesapp.core.errors import NotesError
from notesapp.protocol.messages import ProblemCode


class Refused(NotesError):
    """A request that the rules turn down.

    Attributes:
        facts: what a program may want to know: ``limit``, ``min``, ``max``.
    """

    def __init__(self, code: ProblemCode, detail: str = "", **facts: int | str) -> None:
        super().__init__(f"{code.value}: {detail}" if detail else code.value)
        self.code = code
        self.detail = detail
        self.facts = facts
