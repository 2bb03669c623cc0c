"""Booklets and cards: scan a folio and say what became of it; packets received and returned; what is left counted."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import OptionList, Static

from fieldkit.desk.accounts import blank_stock, problems
from fieldkit.desk.accounts.till import MOMENTS
from fieldkit.desk.reception import search
from fieldkit.desk.session import Session
from fieldkit.domain.accounts.blank_stock import Blank, BlankState, Box, Stock
from fieldkit.domain.journal import code_words
from fieldkit.errors import Problem
from fieldkit.locale import N_, _
from fieldkit.tui import labels
from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.feedback import good, warn
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.questions import answer, asks
from fieldkit.tui.screens.access.signing import ask_signature
from fieldkit.tui.screens.ask import Ask
from fieldkit.tui.screens.choose import Choose
from fieldkit.tui.widgets.scan_input import ScanInput

_MOST_OFFERED = 6
_OTHER = "other"
_FOR = "for:"
_FOUND = "found"
_BOX = {
    "receive": N_("Llegó un paquete"),
    "give_back": N_("Se devuelve un paquete al consulado"),
    "open": N_("Contar los que hay, al abrir"),
    "close": N_("Contar los que quedan, al cerrar"),
}


class BlankStockScreen(DeskScreen):
    """A scan asks what became of that folio; Ctrl+N is for whole packets and counts."""

    POST = "blank_stock"
    NAME = N_("Libretas y tarjetas")
    ABOUT = N_(
        "Pase el folio de la libreta o tarjeta por el lector, o escríbalo: se pregunta para qué solicitud se usó, o si "
        "se echó a perder. Un folio es de una sola solicitud. Ctrl+N anota paquetes que llegan o se devuelven, del "
        "primer folio al último, y cuenta los que quedan. Lo que falte lo firma quien supervisa, en Cierre."
    )
    ACTIONS = (
        Action("enter", "none", N_("anotar folio"), N_("Decir qué pasó con el folio escrito.")),
        Action("ctrl+n", "box", N_("Paquetes y cuentas"), N_("Recibir, devolver o contar.")),
    )
    BINDINGS: ClassVar = bindings([BACK, ACTIONS[1]])

    def body(self) -> ComposeResult:
        """The line, the figures, the folios that should be there."""
        with Horizontal(id="find-row"):
            yield Static(_("Folio"), id="find-label", markup=False)
            yield ScanInput(id="find", placeholder=_("pase el lector o escriba"))
        yield Static("", id="boxes", markup=False)
        yield Static("", id="notices-title", markup=False)
        yield OptionList(id="found")

    async def refresh_work(self) -> None:
        """Read the boxes; the line has the keys."""
        self.query_one(OptionList).can_focus = False
        self.set_focus(self.query_one("#find"))
        now, items = await self.desk.read(_read)
        place = self.desk.workplace.place
        boxes = [(name, now.box(place, item)) for item, name in items.items()]
        self.query_one("#boxes", Static).update(_table(boxes))
        found = self.query_one(OptionList)
        found.clear_options()
        for item, name in items.items():
            found.add_options([_run(name, *ends) for ends in now.ranges(place, item)])
        title = _("Folios que deben estar aquí:") if found.option_count else _("Aquí no hay folios. Ctrl+N los recibe.")
        self.query_one("#notices-title", Static).update(title)

    @asks
    async def on_scan_input_scanned(self, event: ScanInput.Scanned) -> None:
        """What became of this folio?"""
        if event.key != "enter" or not event.value.strip():
            return
        piece = await self.desk.read(blank_stock.find, event.value)
        options, number = await self.desk.read(_fates, piece)
        if not options:
            self.say(warn(_("El folio {folio} está {state}.").format(folio=piece.folio, state=_state(piece, number))))
            return
        question = _("Folio {folio}, {state}. ¿Qué pasó con él?").format(folio=piece.folio, state=_state(piece, number))
        fate = await answer(self.desk, Choose(question, options))
        if fate == _OTHER:
            await self._use_for(piece)
        elif fate == _FOUND:
            await self.desk.write(blank_stock.found, piece.item, piece.folio)
            await self.refresh_work()
            self.say(good(_("Folio {folio}: apareció.").format(folio=piece.folio), _("Cuente otra vez los que hay.")))
        elif fate in _WITH_REASON:
            await self._because(piece, *_WITH_REASON[fate])
        elif fate is not None:
            await self._use(piece, fate.removeprefix(_FOR))

    async def _use_for(self, piece: Blank) -> None:
        """Somebody who is not among those offered."""
        text = await answer(self.desk, Ask(_("¿Para quién? Boleto o número")))
        if text is None:
            return
        found = await self.desk.read(search.search, text)
        waiting = await self.desk.read(blank_stock.waiting, piece.item)
        people = {card.visit.id for card in found.cards}
        fits = [one for one in waiting if one.visit in people]
        if len(fits) == 1:
            await self._use(piece, fits[0].id)
        else:
            self.say(warn(_("No hay una sola solicitud así que espere su documento."), _("Pase el boleto.")))

    async def _use(self, piece: Blank, application: str) -> None:
        await self.desk.write(blank_stock.use, piece.item, piece.folio, application)
        number = await self.desk.read(_number, application)
        await self.refresh_work()
        self.say(good(_("Folio {folio}: usado para {number}.").format(folio=piece.folio, number=number)))

    async def _because(self, piece: Blank, use: Callable[..., Blank], reasons: dict[str, str]) -> None:
        options = [Option(key, _(words)) for key, words in reasons.items()]
        reason = await answer(self.desk, Choose(_("¿Por qué?"), options))
        if reason is None:
            return
        if use is blank_stock.missing:
            question = _("Folio {folio}: se da por perdido. ¿Quién firma?").format(folio=piece.folio)
            who = await ask_signature(self.desk, question)
            if who is None:
                return
            use = partial(blank_stock.missing, who=who)
        now = await self.desk.write(use, piece.item, piece.folio, reason)
        await self.refresh_work()
        self.say(good(_("Folio {folio}: {state}.").format(folio=now.folio, state=_(blank_stock.STATES[now.state]))))

    @asks
    async def action_box(self) -> None:
        """Which kind of blank, unless there is only one; then what with it."""
        items = blank_stock.items(self.desk.workplace)
        if not items:
            self.say(warn(_("En este evento no se usan documentos con folio.")))
            return
        item: str | None = next(iter(items))
        if len(items) > 1:
            kinds = [Option(key, name) for key, name in items.items()]
            item = await answer(self.desk, Choose(_("¿De cuáles?"), kinds))
        if item is None:
            return
        options = [Option(key, _(words)) for key, words in _BOX.items()]
        what = await answer(self.desk, Choose(f"{items[item]}:", options))
        if what in MOMENTS:
            await self._count(item, what)
        elif what is not None:
            await self._range(item, what)

    async def _range(self, item: str, what: str) -> None:
        """A packet, from its first folio to its last."""
        first = await answer(self.desk, Ask(_("¿Cuál es el primer folio?")))
        if first is None:
            return
        more = _("El primero es {folio}.").format(folio=first)
        last = await answer(self.desk, Ask(_("¿Y el último folio?"), more, first))
        if last is None:
            return
        use = blank_stock.receive if what == "receive" else blank_stock.give_back
        box = await self.desk.write(use, item, first, last)
        await self.refresh_work()
        self.say(good(_("Anotado, del {first} al {last}.").format(first=first, last=last), _left(box)))

    async def _count(self, item: str, moment: str) -> None:
        text = await answer(self.desk, Ask(_("¿Cuántos tiene en la mano?")))
        if text is None:
            return
        if not (text.isascii() and text.isdecimal() and len(text) <= 6):
            raise Problem(problems.BAD_LEFT)
        box = await self.desk.write(blank_stock.count, item, moment, int(text))
        await self.refresh_work()
        if box.left.settled:
            self.say(good(_("Contados: {n}.").format(n=text), _("Es lo que debe haber.")))
        else:
            more = _("Debe haber {n}: cuente otra vez, o quien supervisa firma el motivo en Cierre.")
            self.say(warn(_("Contados: {n}.").format(n=text), more.format(n=box.left.book)))

    async def action_back(self) -> None:
        """Clear the line."""
        self.query_one("#find", ScanInput).value = ""


_WITH_REASON: dict[str, tuple[Callable[..., Blank], dict[str, str]]] = {
    "spoil": (blank_stock.spoil, blank_stock.SPOILS),
    "free": (blank_stock.free, blank_stock.FREES),
    "missing": (blank_stock.missing, code_words.STOCK_LOSSES),
}


def _read(session: Session) -> tuple[Stock, dict[str, str]]:
    return blank_stock.state(session), blank_stock.items(session)


def _number(session: Session, application: str) -> str:
    found = session.store.people.application(application)
    return found.number if found else ""


def _fates(session: Session, piece: Blank) -> tuple[list[Option], str]:
    """What can be said of a folio as it stands, and the ticket that it was used for."""
    spoil = Option("spoil", _("Se echó a perder"))
    if piece.state is BlankState.USED:
        return [spoil, Option("free", _("No se usó: se anotó por error"))], _number(session, piece.application)
    if piece.state is BlankState.MISSING:
        return [Option(_FOUND, _("Apareció: está otra vez en la caja"))], ""
    if piece.state is not BlankState.STOCK:
        return [], ""
    waiting = blank_stock.waiting(session, piece.item)
    used = [
        Option(
            f"{_FOR}{one.id}",
            _("Se usó para {number} · {service}").format(
                number=one.number, service=labels.services(session.catalog, [one.service])
            ),
        )
        for one in waiting[:_MOST_OFFERED]
    ]
    if len(waiting) > _MOST_OFFERED:
        used.append(Option(_OTHER, _("Se usó para otra persona: por su boleto")))
    return [*used, spoil, Option("missing", _("No se encuentra"))], ""


def _state(piece: Blank, number: str) -> str:
    state = _(blank_stock.STATES[piece.state])
    return _("{state} para {number}").format(state=state, number=number) if number else state


def _left(box: Box) -> str:
    return _("Deben quedar: {n}.").format(n=box.left.book)


def _run(name: str, first: str, last: str) -> Content:
    folios = first if first == last else f"{first} – {last}"
    return Content.assemble((f" {folios:28}", "bold"), (name, "dim"))


def _table(boxes: list[tuple[str, Box]]) -> Content:
    """One row a kind: received, used, spoiled, returned, missing, left, counted."""
    heads = [_("recibe"), _("usó"), _("inútil"), _("devol."), _("faltan"), _("quedan"), _("contó")]
    lines = [Content.styled(f"{'':22}" + "".join(f"{head:>7}" for head in heads), "bold $primary")]
    for name, box in boxes:
        there: list[Any] = [box.received, box.used, box.spoiled, box.returned, box.missing, box.left.book]
        there.append("—" if box.left.counted is None else box.left.counted)
        sign = "" if box.left.settled else " !"
        lines.append(
            Content.assemble(f"{name[:22]:22}", ("".join(f"{n:>7}" for n in there), "bold"), (sign, "$warning"))
        )
    return Content("\n").join(lines)
