"""Moments in a person's words: "today at 14:40"."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale

from notesapp.ui.dates import clock_time

_WEEK_DAYS = 7


def moment_text(moment: datetime, now: datetime) -> str:
    """Return an aware datetime relative to `now`; relative days only below a week."""
    local, today = _local(moment), _local(now).date()
    clock = clock_time(local.time())
    days = local.date().daysTo(today)
    if days == 0:
        return _tr("today at {time}").format(time=clock)
    if days == 1:
        return _tr("yesterday at {time}").format(time=clock)
    if 1 < days < _WEEK_DAYS:
        day = QLocale().dayName(local.date().dayOfWeek())
        return _tr("{day} at {time}").format(day=day, time=clock)
    return _tr("{day} at {time}").format(day=day_text(local.date(), today), time=clock)


def short_day(moment: datetime, now: datetime) -> str:
    """Return the day of an aware datetime, such as "13 May"."""
    return day_text(_local(moment).date(), _local(now).date())


def day_text(day: QDate, today: QDate) -> str:
    """Return a day without its year if that is the current one."""
    return QLocale().toString(day, "d MMM" if day.year() == today.year() else "d MMM yyyy")


def sentence(text: str) -> str:
    """Return `text` with a capital first letter."""
    return text[:1].upper() + text[1:]


def _local(moment: datetime) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))


def _tr(text: str) -> str:
    return QCoreApplication.translate("moments", text)
