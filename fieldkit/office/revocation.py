"""A laptop that was stolen or lost: from now on headquarters takes nothing from it and makes no pack for it."""

from fieldkit.errors import KitProblem
from fieldkit.locale import N_
from sync.archive.archive import Archive, Device

SHORTEST = 4


class NoSuchDevice(KitProblem):
    title = N_("No hay una sola computadora con ese nombre")
    cause = N_("«{name}» no es el comienzo del identificador de una computadora, o lo es de varias.")
    remedy = N_("No se cambió nada. Cópielo completo de «fieldkit office status».")


def revoke(archive: Archive, name: str) -> Device:
    """Set a laptop, named by the beginning of its id, out of use. What it sent before stays. Raises NoSuchDevice."""
    found = [one for one in archive.devices.all() if len(name) >= SHORTEST and one.device.startswith(name.lower())]
    if len(found) != 1:
        raise NoSuchDevice(name=name)
    archive.devices.set_state(found[0].device, "revoked")
    return found[0]
