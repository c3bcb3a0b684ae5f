"""Dates as people say them: the time today, the weekday this week, the date before that."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QTime

_WEEK_DAYS = 7


def short_date(moment: datetime, now: datetime) -> str:
    """Return a moment for a narrow column, relative only within the last week."""
    then, today = _local(moment), _local(now)
    days = then.date().daysTo(today.date())
    locale = QLocale()
    if days == 0:
        return clock_time(then.time())
    if days == 1:
        return QCoreApplication.translate("dates", "Yesterday")
    if 1 < days < _WEEK_DAYS:
        return locale.dayName(then.date().dayOfWeek())
    if then.date().year() == today.date().year():
        return locale.toString(then.date(), QCoreApplication.translate("dates", "d MMM"))
    return locale.toString(then.date(), QCoreApplication.translate("dates", "d MMM yyyy"))


def full_date(moment: datetime) -> str:
    """Return a moment in full, for tooltips and screen readers."""
    return QLocale().toString(_local(moment), QLocale.FormatType.LongFormat)


def clock_time(time: QTime) -> str:
    """Return a time of day as the locale writes it, without seconds."""
    return QLocale().toString(time, QLocale.FormatType.ShortFormat)


def _local(moment: datetime) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(round(moment.timestamp() * 1000))
