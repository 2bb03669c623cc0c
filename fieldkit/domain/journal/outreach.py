"""Facts about work with people whom nobody names; the subject is the session's or the contact's own id.

Codes and numbers only: there is no field into which a word about anybody could be typed.
"""

from datetime import date

from fieldkit.domain.journal.base import Body, Count


class SessionHeld(Body, frozen=True, tag="outreach.session"):
    """A session was held: its kind and topic, how many it reached, and referrals by where to."""

    day: date
    session: str
    virtual: bool
    topic: str
    people: Count
    consultations: Count = 0
    referrals: dict[str, Count] = {}


class ContactCounted(Body, frozen=True, tag="outreach.contact"):
    """People were attended at a desk. Sex, age in completed years and language only of a single one, if asked.

    An age and not a band, because the bands that are published change from year to year.
    """

    day: date
    desk: str
    topic: str
    people: Count = 1
    sex: str = ""
    age: Count | None = None
    language: str = ""
    referral: str = ""


class OutreachWithdrawn(Body, frozen=True, tag="outreach.withdrawn"):
    """What was counted under this id was a mistake and does not count."""
