"""Reads the parameters of a request's path and query."""

from __future__ import annotations

from starlette.requests import Request

from notesapp.protocol.messages import ProblemCode
from notesapp.server.refusals import Refused


def vault_of(request: Request) -> str:
    """Return the vault that the path names; not yet judged."""
    vault_id: str = request.path_params["vault"]
    return vault_id


def number(request: Request, name: str, default: int, most: int, *, least: int = 0) -> int:
    """Return a whole number of the query, at most `most`.

    Raises:
        Refused: it isn't one, or too small.
    """
    text = request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) >= least):
        raise Refused(ProblemCode.BAD_REQUEST, name)
    return min(int(text), most)
