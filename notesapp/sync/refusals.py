"""What our server's refusals mean, by what one can do about them."""

from __future__ import annotations

from notesapp.core.errors import (
    Diverged,
    Forbidden,
    ProtocolMismatch,
    QuotaExceeded,
    ServerBusy,
    ServerTrouble,
    SignInAgain,
    SyncError,
    TooLarge,
)
from notesapp.protocol.messages import Problem, ProblemCode
from notesapp.protocol.problems import decode_problem
from notesapp.protocol.values import Malformed
from notesapp.protocol.version import NEWEST, ProtocolVersion

_DIVERGENCES = {
    ProblemCode.EPOCH_CHANGED: "epoch",
    ProblemCode.HISTORY_DIVERGED: "history",
    ProblemCode.NODE_FORKED: "fork",
    ProblemCode.PUSH_NO_REUSED: "fork",
    ProblemCode.PUSH_GAP: "push_gap",
    ProblemCode.PUSH_STALE: "push_stale",
    ProblemCode.CURSOR_EXPIRED: "cursor_expired",
}


def error_for_refusal(
    status: int, body: bytes, *, user: str, retry_after_s: float | None
) -> SyncError:
    """Return the error for an answer with a bad status, by its code and else by its status."""
    try:
        problem = decode_problem(body)
    except Malformed:
        problem = Problem(status, "", "")
    if problem.code in _DIVERGENCES:
        return Diverged(_DIVERGENCES[ProblemCode(problem.code)])
    match status:
        case 401:
            is_wrong = problem.code == ProblemCode.WRONG_PASSWORD
            return SignInAgain(user, wrong_password=is_wrong)
        case 403 | 404:
            return Forbidden(problem.title or str(status))
        case 413:
            limit = problem.facts.get("limit")
            return TooLarge(limit if isinstance(limit, int) else None)
        case 426:
            return _version_mismatch(problem)
        case 429 | 503:
            return ServerBusy(problem.title or str(status), retry_after_s=retry_after_s)
        case 507:
            return QuotaExceeded(problem.title or str(status))
        case _:
            reason = f"{status} {problem.code or problem.title}".strip()
            return ServerTrouble(reason, retry_after_s=retry_after_s)


def _version_mismatch(problem: Problem) -> ProtocolMismatch:
    newest = str(problem.facts.get("max", ""))
    try:
        is_server_older = ProtocolVersion.parse(newest) < NEWEST
    except ValueError:
        is_server_older = False
    return ProtocolMismatch(update_app=not is_server_older, theirs=newest)
