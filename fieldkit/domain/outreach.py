"""Sessions and desk contacts: the fold of what was counted, and what it comes to. Nobody is named anywhere."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from fieldkit.domain import journal as j


class Activity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A session or a contact; None while only its withdrawal is known. ``conflicts``: written twice and differently."""

    id: str
    counted: j.SessionHeld | j.ContactCounted | None = None
    withdrawn: bool = False
    conflicts: tuple[str, ...] = ()


class SessionSum(NamedTuple):
    """What sessions of one kind came to."""

    sessions: int = 0
    people: int = 0
    consultations: int = 0


class Totals(NamedTuple):
    """Sessions by kind and whether virtual; people by desk and topic; referrals by where to."""

    sessions: dict[tuple[str, bool], SessionSum]
    contacts: dict[tuple[str, str], int]
    referrals: dict[str, int]


def fold(subject: str, facts: Iterable[j.Fact]) -> Activity:
    """The activity that ``facts`` tell of, whatever their order and repeats."""
    activity = Activity(id=subject)
    for fact in j.in_order(facts):
        match fact.body:
            case j.SessionHeld() | j.ContactCounted() as counted:
                again = activity.counted is not None and activity.counted != counted
                conflicts = (*activity.conflicts, "outreach.counted_twice") if again else activity.conflicts
                activity = msgspec.structs.replace(activity, counted=counted, conflicts=conflicts)
            case j.OutreachWithdrawn():
                activity = msgspec.structs.replace(activity, withdrawn=True)
            case _:
                pass
    return activity


def standing(facts: Iterable[j.Fact]) -> list[Activity]:
    """Every activity that counts, in the order in which it was first written."""
    subjects = defaultdict(list)
    for fact in j.in_order(facts):
        if isinstance(fact.body, j.OutreachKind):
            subjects[fact.header.subject].append(fact)
    activities = (fold(subject, told) for subject, told in subjects.items())
    return [one for one in activities if one.counted is not None and not one.withdrawn]


def totals(activities: Iterable[Activity]) -> Totals:
    """What they come to."""
    sessions: dict[tuple[str, bool], SessionSum] = {}
    contacts = Counter[tuple[str, str]]()
    referrals = Counter[str]()
    for one in activities:
        match one.counted:
            case j.SessionHeld() as held:
                key = (held.session, held.virtual)
                so_far = sessions.get(key, SessionSum())
                added = (so_far.sessions + 1, so_far.people + held.people, so_far.consultations + held.consultations)
                sessions[key] = SessionSum(*added)
                referrals.update(held.referrals)
            case j.ContactCounted() as contact:
                contacts[contact.desk, contact.topic] += contact.people
                if contact.referral:
                    referrals[contact.referral] += contact.people
            case None:
                pass
    return Totals(sessions, dict(contacts), dict(referrals))
