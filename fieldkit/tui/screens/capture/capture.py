"""The capture table: people at this table, half-filled forms, and applications that came back."""

from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from fieldkit.background.print_spooler import PrintResult
from fieldkit.desk.capture import application_form
from fieldkit.desk.queue import calls
from fieldkit.desk.session import Session
from fieldkit.domain.journal import TICKET, Outcome
from fieldkit.domain.queue.visit import Visit
from fieldkit.locale import N_, _
from fieldkit.store import Review
from fieldkit.store.reviews import ReviewState
from fieldkit.tui import labels
from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.feedback import good, warn
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.questions import asks
from fieldkit.tui.screens.capture.form import ApplicationScreen
from fieldkit.tui.screens.choose import Choose
from fieldkit.tui.screens.printing.paper_choice import ask_paper, became


class CaptureJob(NamedTuple):
    """One thing to capture: a service of a visit, an open draft, or a returned application.

    ``review``: how a draft stands that was handed in to a second person.
    """

    number: str
    service: str
    visit: str = ""
    draft: str = ""
    returned: str = ""
    filled: int = 0
    reasons: tuple[str, ...] = ()
    review: Review | None = None


class CaptureScreen(DeskScreen):
    """Choose whom to capture; the form opens on top."""

    POST = "capture"
    NAME = N_("Captura")
    ABOUT = N_(
        "Aquí están las personas que ya se sentaron (I en la fila), los formularios a medio llenar y las "
        "solicitudes que la oficina central devolvió. Enter abre el formulario. Cada dato se guarda al salir de "
        "su casilla: si se va la luz, solo falta lo que se estaba escribiendo. Al enviar, la solicitud se sella y "
        "nadie en esta computadora puede leerla. F8 imprime entonces su acuse."
    )
    ACTIONS = (
        Action("enter", "none", N_("abrir"), N_("Abrir el formulario.")),
        Action("f8", "print", N_("Imprimir"), N_("Imprimir el acuse de lo último que se selló, u otro papel.")),
        Action("d", "discard", N_("Desechar borrador"), N_("Borrar un borrador a propósito, con un motivo.")),
    )
    BINDINGS: ClassVar = bindings([BACK, *ACTIONS[1:]])

    def __init__(self) -> None:
        super().__init__()
        self._jobs: list[CaptureJob] = []
        self._last = ""

    def body(self) -> ComposeResult:
        """One list."""
        yield Static("", id="jobs-title", markup=False)
        yield OptionList(id="jobs")

    async def refresh_work(self) -> None:
        """Read what is to do."""
        self._jobs = await self.desk.read(_jobs)
        title = (
            _("¿A quién va a capturar?") if self._jobs else _("Nadie en las mesas. En la fila (F3): N llama, I inicia.")
        )
        self.query_one("#jobs-title", Static).update(title)
        options = self.query_one(OptionList)
        at = options.highlighted or 0
        options.clear_options()
        options.add_options([self._words(job) for job in self._jobs])
        options.highlighted = min(at, len(self._jobs) - 1) if self._jobs else None
        self.set_focus(options)

    @shows_problems
    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the form, making the draft when there is none."""
        job = self._jobs[event.option_index]
        if job.returned:
            draft = await self.desk.write(application_form.correct, job.returned)
        elif not self.desk.workplace.catalog.services[job.service].captured:
            self._ask_outcome(job)
            return
        else:
            draft = await self.desk.write(application_form.begin, job.visit, job.service)
        self._last = draft.visit
        form = ApplicationScreen(draft, job.number, self.say)
        await self.app.push_screen(form)
        if job.review is not None:
            words = _("La devolvió {who}: {why}")
            form.say(warn(words.format(who=job.review.refused_by, why=labels.refusal(job.review))))

    def _ask_outcome(self, job: CaptureJob) -> None:
        """A service without a form is only counted: how did it end?"""
        if self.desk.workplace.catalog.services[job.service].hq == "case":
            self.say(warn(_("Eso se atiende en su propio cuarto."), _("Pase a la persona a protección.")))
            return
        question = _("{number} · {service}: ¿cómo terminó? Solo se cuenta; no se escribe nada.").format(
            number=job.number, service=labels.services(self.desk.workplace.catalog, [job.service])
        )

        async def answered(outcome: str | None) -> None:
            if outcome is not None:
                await self._end(job, Outcome(outcome))

        self.app.push_screen(
            Choose(question, [Option(key, _(words)) for key, words in calls.OUTCOMES.items()]), answered
        )

    @shows_problems
    async def _end(self, job: CaptureJob, outcome: Outcome) -> None:
        await self.desk.write(calls.line_done, job.visit, job.service, outcome)
        await self.refresh_work()
        self.say(good(_("{number}: anotado.").format(number=job.number)))

    @asks
    async def action_print(self) -> None:
        """A paper of who was just captured; while that goes on, or before, of the marked person."""
        at = self.query_one(OptionList).highlighted
        marked = self._jobs[at].visit if at is not None and at < len(self._jobs) else ""
        done = self._last not in {job.visit for job in self._jobs}
        visit = self._last if self._last and done else marked
        if not visit:
            self.say(warn(_("No hay de quién imprimir."), _("F5 busca a la persona.")))
            return
        await ask_paper(self.desk, await self.desk.read(Session.visit, visit), self.say)

    def printed(self, printed: PrintResult) -> None:
        """What became of a paper that was asked for here."""
        if printed.visit.id in {self._last, *(job.visit for job in self._jobs)} and printed.paper != TICKET:
            self.say(became(printed))

    def action_discard(self) -> None:
        """Ask why, then throw the draft away."""
        at = self.query_one(OptionList).highlighted
        job = self._jobs[at] if at is not None else None
        if job is None or not job.draft:
            self.say(warn(_("Ahí no hay un borrador."), _("Marque uno con ↑↓.")))
            return
        question = _("¿Por qué se desecha el borrador del {number}? Lo escrito se borra.").format(number=job.number)
        options = [Option(key, _(words)) for key, words in application_form.DISCARD_REASONS.items()]

        async def answered(reason: str | None) -> None:
            if reason is not None:
                await self._discard(job, reason)

        self.app.push_screen(Choose(question, options), answered)

    @shows_problems
    async def _discard(self, job: CaptureJob, reason: str) -> None:
        await self.desk.write(application_form.discard, job.draft, reason)
        await self.refresh_work()
        self.say(good(_("Se desechó el borrador del {number}.").format(number=job.number)))

    def _words(self, job: CaptureJob) -> Content:
        name = labels.services(self.desk.workplace.catalog, [job.service])
        head = Content.assemble((f" {job.number:5}", "bold"), f" {name}")
        if job.returned:
            return head + Content.styled(_("  ! devuelta: {why}").format(why="; ".join(job.reasons)), "$warning")
        if job.review is not None and job.review.state is ReviewState.WAITING:
            return head + Content.styled(_("  ◌ espera a una segunda persona (Ctrl+O)"), "dim")
        if job.review is not None:
            words = _("  ! la devolvió {who}: {why}")
            return head + Content.styled(
                words.format(who=job.review.refused_by, why=labels.refusal(job.review)), "$warning"
            )
        if job.draft:
            return head + Content.styled(_("  ● borrador, datos guardados: {n}").format(n=job.filled), "$success")
        service = self.desk.workplace.catalog.services[job.service]
        if service.hq == "case":
            return head + Content.styled(_("  se atiende en su propio cuarto"), "dim")
        if not service.captured:
            return head + Content.styled(_("  sin formulario: Enter anota cómo terminó"), "dim")
        return head + Content.styled(_("  sin empezar"), "dim")


def _jobs(session: Session) -> list[CaptureJob]:
    work = application_form.work(session)
    drafts = {(draft.visit, draft.service): draft for draft in work.drafts}
    jobs = [_job(visit, service) for visit in work.serving for service in visit.open_services]
    fresh = [job for job in jobs if (job.visit, job.service) not in drafts]
    open_jobs = [
        CaptureJob(
            session.visit(visit).number,
            service,
            visit,
            draft.id,
            filled=len(draft.fields),
            review=work.reviews.get(draft.id),
        )
        for (visit, service), draft in drafts.items()
    ]
    returned = [
        CaptureJob(one.number, one.service, one.visit, returned=one.id, reasons=one.reasons) for one in work.returned
    ]
    return [*open_jobs, *fresh, *returned]


def _job(visit: Visit, service: str) -> CaptureJob:
    return CaptureJob(visit.number, service, visit.id)
