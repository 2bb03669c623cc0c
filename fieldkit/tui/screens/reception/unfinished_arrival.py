"""After a power cut: somebody was half registered at the door. Go on, or give it up; nothing is lost by itself."""

from collections.abc import Awaitable, Callable

from fieldkit.desk.reception import unfinished_arrival
from fieldkit.desk.reception.unfinished_arrival import Half
from fieldkit.desk.session import Session
from fieldkit.domain.queue.appointment import Appointment
from fieldkit.domain.queue.visit import Visit
from fieldkit.locale import _
from fieldkit.tui.choices import Option
from fieldkit.tui.desk import Desk
from fieldkit.tui.questions import answer
from fieldkit.tui.screens.choose import Choose
from fieldkit.tui.screens.reception.arrival import ArrivalScreen

DISCARD = "discard"


async def offer(
    desk: Desk, arrived: Callable[[Visit], Awaitable[None]], is_here: Callable[[Visit], Awaitable[None]]
) -> None:
    """Ask what becomes of who was being registered when the program ended; nothing when there is nobody."""
    half, booking = await desk.read(_begun)
    if half is None:
        return
    name = " ".join(filter(None, (half.values.get(part) for part in ("given", "surname1", "surname2"))))
    question = _("Había alguien a medio registrar: {name}").format(name=name or _("sin nombre"))
    options = [Option("go_on", _("Seguir con esta persona")), Option(DISCARD, _("Borrar lo escrito"))]
    if await answer(desk, Choose(question, options)) == DISCARD:
        await desk.write(unfinished_arrival.forget)
    else:
        desk.push_screen(ArrivalScreen(booking, "", arrived, is_here, half))


def _begun(session: Session) -> tuple[Half | None, Appointment | None]:
    """The person, and their booking if it is still there."""
    half = unfinished_arrival.begun(session)
    return half, session.store.people.appointment(half.booking) if half and half.booking else None
