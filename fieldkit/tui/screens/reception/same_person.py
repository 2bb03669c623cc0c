"""The question whether two records are one person: both side by side, and nobody but staff answers it."""

from collections.abc import Callable

from fieldkit.desk.reception import duplicates
from fieldkit.desk.reception.duplicates import Double
from fieldkit.locale import _
from fieldkit.people.matching import Identity
from fieldkit.tui.choices import Option
from fieldkit.tui.desk import Desk
from fieldkit.tui.feedback import Feedback, good
from fieldkit.tui.questions import answer
from fieldkit.tui.screens.choose import Choose
from fieldkit.tui.screens.reception.search import SearchScreen

SAME, OTHER = "same", "other"


async def ask_same(desk: Desk, double: Double) -> str | None:
    """Ask whether they are: SAME, OTHER, or None when nobody decided."""
    same = _("Es la misma persona: usar su cita") if double.booking else _("Es la misma persona: seguir con ella")
    options = [Option(SAME, same), Option(OTHER, _("Es otra persona; queda anotado, sin sus datos"))]
    both = _("Aquí:  {mine}\nAllá:  {theirs}").format(mine=_words(double.mine), theirs=_words(double.theirs))
    question = _("Quizá es la misma persona: {why}.").format(why=double.sentence)
    return await answer(desk, Choose(question, options, both))


async def answer_at_table(desk: Desk, double: Double, answer: str, say: Callable[[Feedback], None]) -> None:
    """What an answer means for somebody who has a number already: the journal notes another person; the same one is
    opened, or the appointment can no longer be used by anybody else."""
    if answer == OTHER:
        await desk.write(duplicates.other_person, double)
        say(good(_("Anotado: es otra persona.")))
    elif double.visit is not None:
        desk.push_screen(SearchScreen(double.visit.number))
    else:
        await desk.write(duplicates.take_booking, double.owner)
        say(good(_("Es su cita: ya nadie más puede usarla.")))


def _words(who: Identity) -> str:
    name = " ".join(part for part in (who.given, who.surname1, who.surname2) if part)
    born = f"{who.born:%d/%m/%Y}" if who.born else _("sin nacimiento")
    return " · ".join(part for part in (name, born, who.curp, who.passport) if part)
