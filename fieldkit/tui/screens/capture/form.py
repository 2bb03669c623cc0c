"""The capture form: generated from the service's table, saved field by field."""

from typing import ClassVar

from fieldkit.desk.capture import application_form
from fieldkit.desk.forms.drafting import Saved
from fieldkit.desk.reception import duplicates
from fieldkit.desk.scan import Curp, Mrz, Reading, Ticket
from fieldkit.domain.catalog.documents import RULE
from fieldkit.domain.catalog.model import Service
from fieldkit.domain.forms.application import Application
from fieldkit.locale import N_, _
from fieldkit.people.errors import BadValue
from fieldkit.people.matching import FIELDS
from fieldkit.tui import labels
from fieldkit.tui.feedback import Feedback, good, warn
from fieldkit.tui.keys import BACK, UP, Action, bindings
from fieldkit.tui.questions import asks
from fieldkit.tui.screens.accounts.payment import ask_payment
from fieldkit.tui.screens.evidence.evidence import EvidenceScreen
from fieldkit.tui.screens.form import FormScreen
from fieldkit.tui.screens.reception.same_person import answer_at_table, ask_same
from fieldkit.tui.widgets.catalog_field import LinesField
from fieldkit.tui.widgets.form import FieldLine, FieldWidget


class ApplicationScreen(FormScreen):
    """One application, with its pictures, its papers and its look-alikes."""

    DRAFTING = application_form.APPLICATION
    POST = "capture"
    NAME = N_("Captura")
    ABOUT = N_(
        "Enter pasa a la casilla que sigue; lo escrito se guarda al salir de ella. Si un dato no parece bien, "
        "se guarda igual y debajo dice por qué. El lector de pasaportes llena solo lo que esté vacío: ponga el "
        "cursor en «Líneas del pasaporte anterior» y pase el documento. Ctrl+T lleva a las fotos, Ctrl+N a la lista de "
        "documentos. Ctrl+G revisa y "
        "envía. Esc vuelve a la lista; el borrador se queda guardado. Si quizá es alguien que ya vino o tiene cita, se "
        "dice por qué; Ctrl+R los pone lado a lado."
    )
    ACTIONS = (
        Action("enter", "none", N_("siguiente"), N_("Pasar a la casilla que sigue.")),
        Action("ctrl+t", "pictures", N_("Fotos"), N_("Agregar la foto y los documentos.")),
        Action("ctrl+n", "papers", N_("Papeles"), N_("Marcar lo que trae y lo que le falta.")),
        Action("ctrl+g", "review", N_("Revisar"), N_("Ver qué falta y enviar.")),
        Action("escape", "back", N_("Atrás"), N_("Volver a la lista; todo queda guardado.")),
        UP,
    )
    SCANS: ClassVar = {Ticket: "show_person", Curp: "take_curp", Mrz: "take_lines"}
    MORE = (Action("ctrl+r", "compare", N_("¿La misma?"), N_("Comparar con quien quizá es la misma persona.")),)
    BINDINGS: ClassVar = bindings([BACK, *ACTIONS[1:4], *MORE])

    def title_words(self) -> str:
        """The number stands in the heading, never the name."""
        return _("Captura {number}").format(number=self._number)

    async def refresh_work(self) -> None:
        """At first, say who may be the same person."""
        fresh = not isinstance(self.focused, FieldLine)
        await super().refresh_work()
        if fresh:
            await self._look()

    async def elsewhere(self, key: str) -> None:
        """To the list of papers, or to a picture."""
        await (self.action_papers() if key.startswith(RULE) else self.action_pictures())

    async def saved(self, field: FieldWidget, saved: Saved) -> None:
        """The lines of a document fill what is empty; who may be the same person is said at once."""
        read = ""
        if isinstance(field, LinesField) and saved.value and not saved.doubt:
            read = await self._fill(saved.value)
        if field.key in FIELDS or read:
            await self._look(read)

    async def take_curp(self, reading: Reading) -> None:
        """Into its own field."""
        await self.into_field("curp", reading)

    async def take_lines(self, reading: Reading) -> None:
        """Into the field for a document's lines, from where they fill the others."""
        await self.into_field("prev_mrz", reading)

    async def action_papers(self) -> None:
        """What the person brought, line by line."""
        await self.flush()
        draft = self._draft
        self.app.push_screen(EvidenceScreen(draft.visit, (draft.service,), self._number, draft.id))

    @asks
    async def action_compare(self) -> None:
        """Put the person beside who may be the same."""
        await self.flush()
        doubles = await self.desk.read(duplicates.of_draft, self._draft.id)
        if not doubles:
            self.say(good(_("Nadie más se parece a esta persona.")))
            return
        same = await ask_same(self.desk, doubles[0])
        if same is not None:
            await answer_at_table(self.desk, doubles[0], same, self.say)

    async def _look(self, read: str = "") -> None:
        """Say who may be the same person, with what is typed so far, and what the reader filled."""
        doubles = await self.desk.read(duplicates.of_draft, self._draft.id)
        if doubles:
            why = _("Quizá es la misma persona: {why}.").format(why=doubles[0].sentence)
            self.say(warn(why, " ".join(part for part in (_("Ctrl+R compara."), read) if part)))
        elif read:
            self.say(good(read))

    async def action_back(self) -> None:
        """Back to the list; the draft stays."""
        await self.flush()
        self.dismiss()
        self._tell(good(_("El borrador del {number} está guardado.").format(number=self._number)))

    async def _fill(self, lines: str) -> str:
        try:
            filled = await self.desk.write(application_form.fill_from_mrz, self._draft.id, lines)
        except BadValue as wrong:
            self.say(warn(str(wrong)))
            return ""
        self.show_filled(filled)
        return _("El lector llenó {n} datos. Compárelos con el documento.").format(n=len(filled)) if filled else ""

    def verdict(self, done: Application | None) -> Feedback:
        """That nobody here reads it any more and what comes next, or that somebody else has to look at it first."""
        if done is None:
            words = _("{number} espera a una segunda persona.").format(number=self._number)
            return good(words, _("Ctrl+O → Revisión la aprueba o la devuelve. Sigue guardada y cifrada aquí."))
        sealed = _("{number} sellada. Nadie en esta computadora puede leerla ya.")
        return good(sealed.format(number=done.number), str(self._service().next))

    async def written(self, done: Application | None) -> None:
        """Then it is paid."""
        await super().written(done)
        await ask_payment(self.desk, self._draft.visit, self._tell)

    def _service(self) -> Service:
        return self.desk.workplace.catalog.services[self._draft.service]

    def progress(self) -> str:
        """The service, and how much of it is filled."""
        fields = self._service().fields
        filled = sum(bool(self._values.get(field.key)) for field in fields)
        return _("{service} · {filled} de {all} datos · fotos {pictures} de {slots}").format(
            service=labels.services(self.desk.workplace.catalog, [self._draft.service]),
            filled=filled,
            all=len(fields),
            pictures=len(self._slots),
            slots=len(self._service().slots),
        )
