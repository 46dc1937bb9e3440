"""Moments in the words of someone who remembers them: "2 minutes ago", "Monday", "3 November"."""

from __future__ import annotations

from datetime import datetime, timedelta

from netbuilder.words import _

_DAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
_MONTHS = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)


def moment_words(moment: datetime, now: datetime) -> str:
    """When `moment` was, as seen from `now`; both in the person's own time.

    A moment that lies ahead, because a clock was wrong, was just now.
    """
    minutes = (now - moment) // timedelta(minutes=1)
    if minutes < 1:
        return _("Just now")
    if minutes < 60:
        return _("1 minute ago") if minutes == 1 else _("{n} minutes ago").format(n=minutes)
    days = (now.date() - moment.date()).days
    if days == 0:
        hours = minutes // 60
        return _("1 hour ago") if hours == 1 else _("{n} hours ago").format(n=hours)
    if days == 1:
        return _("Yesterday")
    if days < 7:
        return _DAYS[moment.weekday()]
    words = _("{day} {month}").format(day=moment.day, month=_MONTHS[moment.month - 1])
    return words if moment.year == now.year else f"{words} {moment.year}"
