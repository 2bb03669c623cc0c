"""F8 for the person in front: which of the papers that make sense now, and on its way to the printer."""

from collections.abc import Callable

from fieldkit.background.print_spooler import PrintResult
from fieldkit.desk.printing import print_jobs, printable
from fieldkit.desk.printing.printable import LARGE_TICKET, REFERRAL, Printable
from fieldkit.desk.session import Session
from fieldkit.domain.journal import TICKET
from fieldkit.domain.queue.visit import Visit
from fieldkit.locale import _
from fieldkit.tui import labels
from fieldkit.tui.choices import Option
from fieldkit.tui.desk import Desk
from fieldkit.tui.feedback import Feedback, Trouble, good, trouble, warn
from fieldkit.tui.questions import answer
from fieldkit.tui.screens.choose import Choose

Tell = Callable[[Feedback], None]


async def ask_paper(desk: Desk, visit: Visit, tell: Tell) -> None:
    """Ask which paper, and print it; ``tell`` hears the verdict."""
    visit, offers = await desk.read(_offers, visit.id)
    if not offers:
        tell(warn(_("Todavía no hay papeles que imprimirle."), _("Salen cuando la persona está registrada.")))
        return
    options = [Option(offer.paper, _label(desk, visit, offer)) for offer in offers]
    paper = await answer(desk, Choose(_("¿Qué papel del {number}?").format(number=visit.number), options))
    to: str | None = ""
    if paper == REFERRAL:
        to = await _ask_where(desk, visit)
    if paper is not None and to is not None:
        await print_paper(desk, visit, paper, tell, to)


async def print_paper(desk: Desk, visit: Visit, paper: str, tell: Tell, to: str = "") -> None:
    """Queue a paper and hand it to the tray; a ticket is in large letters only when asked for as such."""
    large = {TICKET: False, LARGE_TICKET: True}.get(paper)
    name = TICKET if paper == LARGE_TICKET else paper
    try:
        queued = await desk.write(print_jobs.queue, visit.id, name, large=large)
    except Trouble as problem:
        tell(trouble(problem))
        return
    copies = print_jobs.standing(queued, name).copy
    again = _("Es la reimpresión {n}, y lo dice.").format(n=copies) if copies else ""
    tell(good(_("{paper} del {number}: imprimiendo…").format(paper=name_of(paper), number=visit.number), again))
    desk.print_spooler.add(visit.id, name, to)


def name_of(paper: str) -> str:
    """What a paper is called on a screen."""
    return printable.name(paper.partition("/")[0])


def became(printed: PrintResult) -> Feedback:
    """What to say of a paper that went to the printer, or did not."""
    if printed.problem is not None:
        return trouble(printed.problem)
    words = _("{paper} del {number}: enviado a la impresora.")
    done = words.format(paper=name_of(printed.paper), number=printed.visit.number)
    return good(done, _("Mire que el papel salga completo. F8 lo imprime otra vez."))


def _offers(session: Session, visit: str) -> tuple[Visit, list[Printable]]:
    """The person as they stand now, and the papers that make sense."""
    found = session.visit(visit)
    return found, printable.offers(session, found)


def _label(desk: Desk, visit: Visit, offer: Printable) -> str:
    name = printable.name(offer.kind)
    if offer.service:
        name = f"{name} · {labels.services(desk.workplace.catalog, [offer.service])}"
    before = print_jobs.standing(visit, TICKET if offer.kind == LARGE_TICKET else offer.paper)
    again = _("otra vez")
    return f"{name} · {again}" if before.state in print_jobs.MAY_BE_ON_PAPER else name


async def _ask_where(desk: Desk, visit: Visit) -> str | None:
    places = desk.workplace.catalog.outreach.referrals
    options = [Option(key, str(place.name)) for key, place in places.items()]
    question = _("¿Con quién pasa el {number}?").format(number=visit.number)
    return await answer(desk, Choose(question, options, _("Sale en el papel y no se anota en ninguna parte.")))
