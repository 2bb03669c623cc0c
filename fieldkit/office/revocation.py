"""A laptop that was stolen or lost: from now on headquarters takes nothing from it and makes no pack for it."""

from fieldkit.errors import Problem
from fieldkit.office import problems
from sync.archive.archive import Archive, Device

SHORTEST = 4


def revoke(archive: Archive, name: str) -> Device:
    """Set a laptop, named by the beginning of its id, out of use. What it sent before stays. Raises NO_SUCH_DEVICE."""
    found = [one for one in archive.devices.all() if len(name) >= SHORTEST and one.device.startswith(name.lower())]
    if len(found) != 1:
        raise Problem(problems.NO_SUCH_DEVICE, name=name)
    archive.devices.set_state(found[0].device, "revoked")
    return found[0]
