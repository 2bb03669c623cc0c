"""Somebody half registered at the door: kept after each field, so that a power cut loses at most the one being typed.

It lies in the encrypted store, one for the laptop's one door; never in the journal. It is gone once the person is
registered, when somebody gives it up, and at the latest when the day is closed.
"""

import msgspec

from fieldkit.desk.session import Session

_PLACE = "half_arrival"


class Half(msgspec.Struct, frozen=True):
    """What was typed by field; the booking's id, if any; and who was said not to be the same person."""

    values: dict[str, str]
    booking: str = ""
    others: tuple[str, ...] = ()


_half = msgspec.json.Decoder(Half)


def keep(session: Session, half: Half) -> None:
    """Write what is typed so far, durably, in place of what was kept before. Raises NOT_ALLOWED."""
    session.need("reception")
    session.store.put(_PLACE, msgspec.json.encode(half))


def begun(session: Session) -> Half | None:
    """Who was being registered when the program ended; None when nobody, or for who may not register anybody."""
    if not session.store.has(_PLACE) or not session.allows("reception"):
        return None
    return _half.decode(session.store.get(_PLACE))


def waits(session: Session) -> bool:
    """Whether somebody is half registered, for those who may not read whom."""
    return session.store.has(_PLACE)


def forget(session: Session) -> bool:
    """Give up what was typed; whether there was anything."""
    there = waits(session)
    session.store.drop(_PLACE)
    return there
