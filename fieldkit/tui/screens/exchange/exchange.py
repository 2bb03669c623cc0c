"""Sending: what left, what headquarters holds, what it said, and what to do about it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, ProgressBar, Static

from fieldkit.background.sync_worker import SyncProgress
from fieldkit.desk.capture import application_form
from fieldkit.desk.exchange.outbox_status import OutboxStatus, outbox_status
from fieldkit.locale import N_, _
from fieldkit.tui import labels
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.feedback import Feedback, bad, good, trouble, warn
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.screens.capture.form import ApplicationScreen


class ExchangeScreen(DeskScreen):
    """Nothing here is urgent: what waits is safe."""

    POST = "exchange"
    NAME = N_("Envío")
    ABOUT = N_(
        "El programa envía solo, cada minuto, cuando hay red. Sin red no pasa nada: lo sellado espera aquí. Una "
        "solicitud cuenta como recibida solo con el recibo firmado de la oficina central. Si devuelve una, aquí "
        "dice por qué: Enter la abre para corregirla."
    )
    ACTIONS = (
        Action("e", "send", N_("Enviar ahora"), N_("Enviar sin esperar.")),
        Action("enter", "none", N_("corregir la devuelta"), N_("Abrir la solicitud devuelta para corregirla.")),
    )
    BINDINGS: ClassVar = bindings([BACK, ACTIONS[0]])

    def __init__(self) -> None:
        super().__init__()
        self._status: OutboxStatus | None = None

    def body(self) -> ComposeResult:
        """Counts, the bar, the answers."""
        yield Static("", id="exchange-counts", markup=False)
        yield ProgressBar(id="exchange-bar", show_eta=False)
        yield Static("", id="answers-title", markup=False)
        yield OptionList(id="answers")

    @shows_problems
    async def refresh_work(self) -> None:
        """Read how things stand."""
        self._status = now = await self.desk.read(outbox_status)
        self.query_one("#exchange-counts", Static).update(_counts(now))
        progress = self.desk.sync_progress
        bar = self.query_one(ProgressBar)
        bar.display = progress.running and progress.total > 0
        bar.update(total=progress.total or None, progress=progress.done)
        title = _("Lo que la oficina central devolvió o apartó") if now.returned or now.set_aside else ""
        self.query_one("#answers-title", Static).update(title)
        catalog = self.desk.workplace.catalog
        answers = self.query_one(OptionList)
        at = answers.highlighted or 0
        answers.clear_options()
        for one in now.returned:
            name = labels.services(catalog, [one.service])
            answers.add_option(
                Content.assemble((" ! ", "bold $warning"), (one.number, "bold"), f" {name}: {'; '.join(one.reasons)}")
            )
        for n, reason in now.set_aside:
            words = _("envío {n} apartado: {reason}. Los demás siguen; avise a la oficina central.")
            answers.add_option(Content.assemble((" ✗ ", "bold $error"), words.format(n=n, reason=_(reason))))
        answers.display = bool(answers.option_count)
        if answers.option_count:
            answers.highlighted = min(at, answers.option_count - 1)
            self.set_focus(answers)
        self.say(_verdict(self.desk.sync_progress, now))

    def action_send(self) -> None:
        """Send now."""
        self.desk.send_now()

    @shows_problems
    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open what was returned."""
        returned = self._status.returned if self._status else []
        if event.option_index < len(returned):
            one = returned[event.option_index]
            draft = await self.desk.write(application_form.correct, one.id)
            self.app.push_screen(ApplicationScreen(draft, one.number, self.say))


def network(progress: SyncProgress) -> str:
    """The network in the status line's words, as a message that is translated where it is shown."""
    if progress.running:
        return N_("Enviando…")
    if progress.stopped:
        return N_("✗ Envío detenido: vea F6")
    if progress.problem is None:
        return N_("Oficina central al día")
    return N_("Sin red (normal)") if progress.offline else N_("! Envío: vea F6")


def _counts(now: OutboxStatus) -> Content:
    counts = now.counts
    kib = -(-counts.bytes_waiting // 1024)
    rows = [
        (_("Por enviar"), _("{n}  ({kib} KiB)").format(n=counts.waiting, kib=kib)),
        (_("Recibidos por la oficina central"), str(counts.sent)),
        (_("Solicitudes sin respuesta todavía"), str(now.unanswered)),
        (_("Solicitudes aceptadas"), str(now.accepted)),
        (_("Solicitudes devueltas"), str(len(now.returned))),
        (_("Envíos apartados"), str(len(now.set_aside))),
    ]
    return Content("\n").join([Content.assemble(f"{label:<36}", (value, "bold")) for label, value in rows])


def _verdict(progress: SyncProgress, now: OutboxStatus) -> Feedback:
    if progress.running:
        return Feedback("calm", _("Enviando… puede seguir trabajando en otra pantalla."))
    if progress.stopped:
        return bad(
            _("El envío automático se detuvo por una falla del programa."),
            _("Todo está guardado aquí. Bloquee con F10 y vuelva a entrar."),
        )
    if progress.offline:
        return Feedback(
            "calm", _("Sin red, y es normal."), _("Todo está sellado y guardado aquí; saldrá cuando haya red.")
        )
    if progress.problem is not None:
        return trouble(progress.problem)
    if now.returned or now.set_aside:
        return warn(_("La oficina central contestó: hay algo que corregir."))
    if now.counts.waiting:
        return Feedback("calm", _("En espera: {n}. Todo está guardado aquí.").format(n=now.counts.waiting))
    return good(_("La oficina central tiene todo lo de esta computadora."))
