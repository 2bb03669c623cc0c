"""Whose day it is in the hall: midnight sends nobody home."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from fieldkit.desk.session import Session
from fieldkit.domain.queue.visit import ENDED, Visit
from fieldkit.event.pack import EventDay


def people(session: Session) -> list[Visit]:
    """Today's visits, and before today's doors open also who came yesterday and is still here."""
    today, yesterday = session.today(), session.today() - timedelta(days=1)
    day = next((one for one in session.pack.days if one.date == today), None)
    zone = ZoneInfo(session.pack.time_zone)
    visits = session.store.people.visits(today)
    if day is not None and session.clock.now_ms() >= day.at_ms(day.opens, zone):
        return visits
    return [*(one for one in session.store.people.visits(yesterday) if one.state not in ENDED), *visits]


def open_day(session: Session) -> EventDay | None:
    """The day of the event that it is: last night's until its doors close."""
    zone, now, today = ZoneInfo(session.pack.time_zone), session.clock.now_ms(), session.today()
    days = {one.date: one for one in session.pack.days}
    last_night = days.get(today - timedelta(days=1))
    if last_night is not None and last_night.overnight and now < last_night.closing_ms(zone):
        return last_night
    return days.get(today)
