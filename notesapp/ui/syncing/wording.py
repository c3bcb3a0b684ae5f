"""The words of the sync card and its popover, for every state sync can be in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from notesapp.sync.report import Phase, Progress, SyncReport
from notesapp.ui.dates import short_date
from notesapp.ui.icons import IconRole
from notesapp.ui.messages import Remedy, clock_text, describe
from notesapp.workers.sync_status import SyncState, SyncStatus


class CardAction(Enum):
    """What the card's button does."""

    SET_UP = "set_up"
    SYNC = "sync"
    STOP = "stop"
    REVIEW = "review"
    SIGN_IN = "sign_in"
    REVIEW_DELETION = "review_deletion"


@dataclass(frozen=True, slots=True)
class CardText:
    """What the card shows: never colour alone, always icon and words."""

    icon: str
    role: IconRole
    title: str
    detail: str
    button: str
    action: CardAction


def card_text(status: SyncStatus, now: datetime) -> CardText:
    """Return the card's icon, two lines and button for where sync stands."""
    match status.state:
        case SyncState.NOT_SET_UP:
            return CardText(
                "cloud-off",
                "text_faint",
                _tr("On this computer only"),
                _tr("Sync is not set up"),
                _tr("Set up"),
                CardAction.SET_UP,
            )
        case SyncState.RUNNING:
            return CardText(
                "refresh-cw",
                "accent",
                _tr("Syncing"),
                _card_progress(status.progress),
                _tr("Stop"),
                CardAction.STOP,
            )
        case SyncState.DECISION:
            # The plural mark serves nouns alone, and "needs" is a verb.
            title = (
                _tr("1 note needs your decision")
                if status.decisions == 1
                else _n("%n note(s) need your decision", status.decisions)
            )
            return CardText(
                "split",
                "warn",
                title,
                _unsent_text(status) if status.unsent else _tr("Everything else is synced"),
                _tr("Review"),
                CardAction.REVIEW,
            )
        case SyncState.PARTIAL:
            rejected = len(status.report.rejected) if status.report else 0
            return CardText(
                "triangle-alert",
                "warn",
                _n("%n note(s) not sent", rejected),
                ago(status.last_success_at, now),
                _tr("Sync"),
                CardAction.SYNC,
            )
        case SyncState.WAITING:
            return CardText(
                "arrow-up",
                "accent",
                _unsent_text(status),
                _last(status, now),
                _tr("Sync"),
                CardAction.SYNC,
            )
        case SyncState.UP_TO_DATE:
            return CardText(
                "circle-check",
                "ok",
                _tr("Up to date"),
                ago(status.last_success_at, now),
                _tr("Sync"),
                CardAction.SYNC,
            )
        case _:
            return _stopped_text(status, now)


def _stopped_text(status: SyncStatus, now: datetime) -> CardText:
    assert status.error is not None
    if status.state is SyncState.OFFLINE:
        detail = _unsent_text(status) if status.unsent else _last(status, now)
        return CardText(
            "cloud-off", "text_faint", _tr("Offline"), detail, _tr("Sync"), CardAction.SYNC
        )
    if status.state is SyncState.SERVER_TROUBLE:
        return CardText(
            "clock",
            "text_secondary",
            describe(status.error).title,
            _next_try(status) or _last(status, now),
            _tr("Try now"),
            CardAction.SYNC,
        )
    message = describe(status.error)
    button, action = {
        Remedy.SIGN_IN: (_tr("Sign in"), CardAction.SIGN_IN),
        Remedy.REVIEW_DELETION: (_tr("Review"), CardAction.REVIEW_DELETION),
    }.get(message.remedy, (_tr("Try again"), CardAction.SYNC))
    detail = _unsent_text(status) if status.unsent else _last(status, now)
    return CardText("triangle-alert", "bad", message.title, detail, button, action)


def progress_text(progress: Progress | None) -> str:
    """Return how far a run is, in words and numbers."""
    if progress is None:
        return _tr("Checking")
    if progress.phase in (Phase.GETTING, Phase.SENDING) and progress.done:
        getting = progress.phase is Phase.GETTING
        if progress.total is None:
            return _n("Getting %n note(s)" if getting else "Sending %n note(s)", progress.done)
        text = (
            _tr("Getting {done} of {total} notes")
            if getting
            else _tr("Sending {done} of {total} notes")
        )
        return text.format(done=_number(progress.done), total=_number(progress.total))
    return {
        Phase.CHECKING: _tr("Checking"),
        Phase.GETTING: _tr("Getting notes"),
        Phase.SENDING: _tr("Sending notes"),
        Phase.TIDYING: _tr("Tidying up"),
    }[progress.phase]


def _card_progress(progress: Progress | None) -> str:
    """Return how far a run is, short enough to stand beside the button."""
    if progress is None or progress.total is None or not progress.done:
        return progress_text(progress)
    return _tr("{done} of {total} notes").format(
        done=_number(progress.done), total=_number(progress.total)
    )


def report_text(report: SyncReport) -> str:
    """Return what a finished run did: how many sent and received, and when."""
    if not report.sent and not report.received:
        return _tr("Nothing new, {when}").format(when=moment_text(report.finished_at))
    return _tr("{sent} sent, {received} received, {when}").format(
        sent=_number(report.sent),
        received=_number(report.received),
        when=moment_text(report.finished_at),
    )


def rejection_text(code: str) -> str:
    """Return why the server did not take a note."""
    known = {
        "too_large": _tr("It is too large for this server."),
        "quota": _tr("The server is full."),
        "forbidden": _tr("This account may not change it."),
        "read_only": _tr("This account may not change it."),
    }
    return known.get(code, _tr("The server did not accept it ({code}).").format(code=code))


def ago(moment: datetime | None, now: datetime) -> str:
    """Return how long ago something was, exact from a day on."""
    if moment is None:
        return _tr("Never synced")
    passed = now - moment
    if passed < timedelta(minutes=1):
        return _tr("Just now")
    if passed < timedelta(hours=1):
        return _n("%n minute(s) ago", int(passed.total_seconds() // 60))
    if passed < timedelta(hours=12):
        return _n("%n hour(s) ago", int(passed.total_seconds() // 3600))
    return moment_text(moment)


def moment_text(moment: datetime) -> str:
    """Return a moment the way one says it: today, yesterday, or the date; and the time."""
    local = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    days = local.date().daysTo(QDateTime.currentDateTime().date())
    time = QLocale().toString(local.time(), QLocale.FormatType.ShortFormat)
    if days == 0:
        return _tr("today at {time}").format(time=time)
    if days == 1:
        return _tr("yesterday at {time}").format(time=time)
    date = QLocale().toString(local.date(), QLocale.FormatType.ShortFormat)
    return _tr("{date} at {time}").format(date=date, time=time)


def _unsent_text(status: SyncStatus) -> str:
    if not status.unsent:
        return _tr("Not synced yet")
    return _n("%n note(s) to send", status.unsent)


def _last(status: SyncStatus, now: datetime) -> str:
    if status.last_success_at is None:
        return _tr("Never synced")
    when = short_date(status.last_success_at, now)
    if when == QCoreApplication.translate("dates", "Yesterday"):
        return _tr("Last sync yesterday")
    return _tr("Last sync {when}").format(when=when)


def _next_try(status: SyncStatus) -> str:
    if status.next_try_at is None:
        return ""
    return _tr("Trying again at {time}").format(time=clock_text(status.next_try_at))


def _number(value: int) -> str:
    return QLocale().toString(value)


def _tr(text: str) -> str:
    return QCoreApplication.translate("syncing", text)


def _n(text: str, count: int) -> str:
    return QCoreApplication.translate("syncing", text, None, count)
