"""Facts about the laptop and the day; the subject is the device or the day."""

from datetime import date

from fieldkit.domain.journal.base import Body


class DayClosed(Body, frozen=True, tag="day.closed"):
    """What the supervisor saw and signed when the day was closed; counts by name."""

    day: date
    counts: dict[str, int]


class ClockDoubted(Body, frozen=True, tag="device.clock"):
    """The laptop's clock said ``wall_ms``, which cannot be."""

    wall_ms: int


class DeviceResumed(Body, frozen=True, tag="device.resumed"):
    """First entry of a restored laptop: it goes on from ``predecessor``'s backup, which ended at ``seq``."""

    predecessor: str
    seq: int
    head: str


class OperatorChanged(Body, frozen=True, tag="device.operator"):
    """An operator was ``added``, ``removed``, or changed a ``passphrase`` on this laptop."""

    operator: str
    change: str
