"""Somebody arrives: with an appointment one Enter, without one a few fields."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from fieldkit.desk.reception import check_in, duplicates, unfinished_arrival
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.desk.reception.duplicates import Double
from fieldkit.desk.reception.unfinished_arrival import Half
from fieldkit.desk.scan import Curp, Reading, Ticket
from fieldkit.domain.catalog import rules
from fieldkit.domain.catalog.field_values import birth_date, tidy
from fieldkit.domain.catalog.privacy_notice import SPA
from fieldkit.domain.journal import NoticeWay
from fieldkit.domain.queue.appointment import Appointment
from fieldkit.domain.queue.visit import Visit
from fieldkit.locale import N_, _, speaking
from fieldkit.people import names
from fieldkit.people.dates import iso_date
from fieldkit.people.matching import FIELDS, Identity, identity
from fieldkit.people.mrz import Mrz
from fieldkit.people.names import PersonName
from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.feedback import Feedback, good, warn
from fieldkit.tui.keys import BACK, UP, Action, bindings
from fieldkit.tui.questions import answer, asks
from fieldkit.tui.screens.choose import Choose
from fieldkit.tui.screens.reception.arrival_form import FROM_CATALOG, fields, known, offered
from fieldkit.tui.screens.reception.notice import NoticeScreen
from fieldkit.tui.screens.reception.same_person import SAME, ask_same
from fieldkit.tui.widgets.choice_field import ChoiceField
from fieldkit.tui.widgets.form import FieldWidget, Form

# What an arrival left half typed by version 0.1.0 says of the notice: given, and nothing more.
_AGREED_IN_0_1_0 = "yes"


class ArrivalScreen(DeskScreen):
    """Registers one arrival and hands its visit to ``arrived``."""

    POST = "reception"
    NAME = N_("Registrar llegada")
    ABOUT = N_(
        "Muestre o lea el aviso de privacidad antes de escribir, y anote cómo lo conoció: Ctrl+T lo abre. Enter pasa "
        "a la casilla que sigue; en la última registra a la persona. El nombre se escribe como está en su documento, "
        "cada parte en su casilla; si tiene un solo apellido, deje vacía la otra. En servicios y respuestas escriba "
        "el número o las primeras letras; varios servicios van separados por coma. Si se parece a alguien que ya vino "
        "o tiene cita, se dice por qué; Ctrl+R los pone lado a lado y usted decide."
    )
    ACTIONS = (
        Action("enter", "none", N_("sigue"), N_("Pasar a la casilla que sigue; en la última, registrar.")),
        Action("ctrl+g", "register", N_("Registrar"), N_("Registrar ya, sin pasar por las demás casillas.")),
        Action("ctrl+t", "notice", N_("Aviso"), N_("Abrir el aviso de privacidad, en su idioma si lo hay.")),
        Action("ctrl+r", "compare", N_("¿La misma?"), N_("Comparar con quien quizá es la misma persona.")),
        Action("escape", "back", N_("Atrás"), N_("Volver; pregunta antes de perder lo escrito.")),
        UP,
    )
    BINDINGS: ClassVar = bindings([BACK, *ACTIONS[1:4]])
    SCANS: ClassVar = {Ticket: "show_person", Curp: "take_curp"}

    def __init__(
        self,
        booking: Appointment | None,
        typed: str | Mrz,
        arrived: Callable[[Visit], Awaitable[None]],
        is_here: Callable[[Visit], Awaitable[None]],
        half: Half | None = None,
    ) -> None:
        super().__init__()
        self._booking = booking
        self._arrived = arrived
        self._is_here = is_here
        self._others = set(half.others if half else ())
        self._first = known(booking, typed)
        self._values = self._first | (half.values if half else {})
        self._over = self._looked = False

    def body(self) -> ComposeResult:
        """The form, and what the person needs to have ready."""
        # With an appointment everything is known but the notice: its answer registers.
        with Form(decisive="notice" if self._booking else ""):
            yield from fields(self.desk.workplace, self._values)
        yield Static("", id="documents", markup=False)

    def prepare(self) -> None:
        """Say what to bring; begin at the notice, the first thing asked and with an appointment the only one."""
        super().prepare()
        self._list_documents()
        if self.focused is None:
            self.set_focus(self.query_one(Form).field("notice").line)

    async def refresh_work(self) -> None:
        """Say once who may be the same person, with what is known before anything is typed."""
        if not self._looked:
            self._looked = True
            await self._look()

    async def take_curp(self, reading: Reading) -> None:
        """Into its own field, wherever the cursor is."""
        await self.into_field("curp", reading)

    async def save_field(self, field: FieldWidget, value: str) -> None:
        """Tidy the value, keep it with the others, and say what looks wrong."""
        workplace = self.desk.workplace
        if field.key in FROM_CATALOG:
            kept, doubt = tidy(workplace.catalog.fields[field.key], value, today=workplace.today())
            field.say(Feedback("warn", doubt) if doubt else None)
            field.set_value(kept)
        else:
            field.kept = value
            field.say(self._unlisted(field))
        self._values[field.key] = field.kept
        await self._keep()
        if field.key in FIELDS:
            await self._look()
        if field.key == "services":
            self._list_documents()

    def _unlisted(self, field: FieldWidget) -> Feedback | None:
        """What was typed into a closed list and stands in none."""
        strange = field.unlisted() if isinstance(field, ChoiceField) else []
        if not strange:
            return None
        if field.key == "services":
            words = _("Esto no es un servicio de este evento, o son varios: {what}.")
        else:
            words = _("«{what}» no está en la lista: elija un número, o deje la casilla vacía.")
        return Feedback("warn", words.format(what=", ".join(strange)))

    async def _keep(self) -> None:
        """What is typed so far survives a power cut, until the person is registered or given up."""
        if not self._over:
            booking = self._booking.id if self._booking else ""
            await self.desk.write(unfinished_arrival.keep, Half(dict(self._values), booking, tuple(self._others)))

    async def _give_up(self) -> None:
        """Nobody is registered, and nothing of what was typed stays."""
        self._over = True
        await self.desk.write(unfinished_arrival.forget)
        self.dismiss()

    async def on_form_done(self, _event: Form.Done) -> None:
        """Enter in the last field."""
        await self.action_register()

    @asks
    async def action_register(self) -> None:
        """Write the arrival, once staff said of everybody alike who they are."""
        await self.flush()
        for field in self.query_one(Form).fields:
            wrong = self._unlisted(field) if field.key != "notice" else None  # without it nobody is registered anyway
            if wrong is not None:
                self.set_focus(field.line)
                self.say(wrong)
                return
        arrival = self._arrival()
        double = await self._double()
        if double is not None and arrival.notice and arrival.services:
            if await self._is_other(double):
                await self.action_register()
            return
        visit = await self.desk.write(check_in.check_in, arrival)
        self._over = True
        self.dismiss()
        await self._arrived(visit)

    async def action_notice(self) -> None:
        """Open the notice in the language that the person speaks, or that is chosen for it."""
        await self.flush()
        spoken, chosen = self._values["language"], self._values["notice_language"]
        await self.app.push_screen(NoticeScreen(chosen if chosen != SPA else spoken))

    @asks
    async def action_compare(self) -> None:
        """Put the person beside who may be the same."""
        await self.flush()
        double = await self._double()
        if double is None:
            self.say(good(_("Nadie más se parece a esta persona.")))
        elif await self._is_other(double):
            await self._look()

    @asks
    async def action_back(self) -> None:
        """Go back; what was typed is given up only when somebody says so."""
        await self.flush()
        if self._values == self._first:
            await self._give_up()
            return
        question = _("Esta persona todavía no está registrada. ¿Dejar lo escrito?")
        answers = [Option("stay", _("Seguir escribiendo")), Option("leave", _("Dejarlo sin registrar"))]
        if await answer(self.desk, Choose(question, answers)) == "leave":
            await self._give_up()

    async def _double(self) -> Double | None:
        own = self._booking.id if self._booking else ""
        return duplicates.first_open(await self.desk.read(duplicates.find, self._who(), own), self._others)

    async def _look(self) -> None:
        """Say who may be the same person, with what is typed so far."""
        double = await self._double()
        if double is not None:
            self.say(warn(_("Quizá es la misma persona: {why}.").format(why=double.sentence), _("Ctrl+R compara.")))

    async def _is_other(self, double: Double) -> bool:
        """Put both side by side: True for another person; the same one is opened, or their appointment used."""
        same = await ask_same(self.desk, double)
        if same is None:
            return False
        if same != SAME:
            self._others.add(double.owner)
            return True
        if double.visit is not None:
            await self._give_up()
            await self._is_here(double.visit)
        elif double.booking is not None:
            await self._take(double.booking)
        return False

    async def _take(self, booking: Appointment) -> None:
        """The person has this appointment: what was typed stays, what is empty comes from it.

        A name that was typed into one field, as the search line leaves it, comes from the appointment as a whole.
        """
        self._booking = booking
        form = self.query_one(Form)
        unparted = not self._values["surname1"] and not self._values["surname2"]
        for key, value in known(booking, "").items():
            if value and (not self._values[key] or (key == "given" and unparted)):
                self._values[key] = value
                if key != "passport":
                    form.field(key).set_value(value)
        await self._keep()
        self._list_documents()
        self.say(good(_("Se usará su cita."), _("Revise los datos; Ctrl+G registra.")))

    def _who(self) -> Identity | None:
        value = self._values
        name = PersonName(value["given"], value["surname1"], value["surname2"])
        return identity(name, born=iso_date(value["born"]), curp=value["curp"], passport=value["passport"])

    def _arrival(self) -> Arrival:
        value = self._values
        ways = [way for way in NoticeWay if value["notice"] in {way, _AGREED_IN_0_1_0}]
        notice = ways[0] if ways else None
        return Arrival(
            name=names.parse(value["given"], value["surname1"], value["surname2"]),
            services=tuple(code for code in value["services"].split() if code in offered(self.desk.workplace)),
            notice=notice is not None,
            appointment=self._booking.id if self._booking else "",
            curp=value["curp"],
            born=birth_date(value["born"], self.desk.workplace.today()),
            phone=value["phone"],
            priority=value["priority"],
            language=value["language"] or "spa",
            spanish=value["spanish"],
            interpreter=value["interpreter"] == "yes",
            passport=value["passport"],
            others=tuple(self._others),
            notice_way=notice or NoticeWay.READ_OUT,
            notice_language=value["notice_language"] or SPA,
        )

    def _list_documents(self) -> None:
        catalog, lines = self.desk.workplace.catalog, []
        for code in self._values["services"].split():
            if code in catalog.services:
                for item in rules.checklist(catalog, catalog.services[code], speaking()):
                    when = f" ({item.when})" if item.when else ""
                    lines.append(f"· {item.name}{when}: {', '.join(item.options)}")
        words = _("Debe traer:") + "\n" + "\n".join(dict.fromkeys(lines)) if lines else ""
        self.query_one("#documents", Static).update(words)
