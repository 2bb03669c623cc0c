"""The second look: the form and its pictures side by side, then a passphrase, or back with a reason."""

import asyncio
from collections.abc import Callable, Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from fieldkit.desk.access import second_person
from fieldkit.desk.forms import approval
from fieldkit.desk.forms.approval import ApprovalView
from fieldkit.domain.catalog.documents import VERDICTS
from fieldkit.domain.forms.pictures import picture_label
from fieldkit.domain.journal.code_words import EXCEPTION_REASONS
from fieldkit.domain.protection.case_form import KIND as CASE
from fieldkit.locale import N_, _
from fieldkit.tui import labels
from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.feedback import Feedback, Trouble, good, trouble
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.questions import answer, asks
from fieldkit.tui.screens.access.confirm_identity import ConfirmIdentity, WordsScreen
from fieldkit.tui.screens.accounts.payment import ask_payment
from fieldkit.tui.screens.choose import Choose
from fieldkit.tui.widgets.catalog_field import shown
from fieldkit.tui.widgets.picture import PictureView

ROOM_FOR_BOTH = 100


class ApprovalReviewScreen(DeskScreen):
    """One form that waits. ``closed`` hears the verdict when it is approved or given back."""

    POST = "approval"
    NAME = N_("Revisión")
    ABOUT = N_(
        "Compare cada dato con el documento. ←→ cambia de foto; Z la acerca y, de cerca, las flechas la recorren. "
        "En pantallas angostas V cambia entre los datos y las fotos. Ctrl+G aprueba: quien no escribió nada en ella "
        "pone su propio nombre y contraseña, y la solicitud o el caso se sella para la oficina central. D devuelve "
        "la solicitud a Captura, o el caso a Protección, con un motivo. Esc no cambia nada."
    )
    ACTIONS = (
        Action("left,right", "none", N_("foto"), N_("Otra foto o documento.")),
        Action("z", "magnify", N_("Acercar"), N_("Ver la foto más de cerca; las flechas la recorren.")),
        Action("v", "turn", N_("Datos/fotos"), N_("Cambiar entre datos y fotos, donde no caben las dos cosas.")),
        Action("ctrl+g", "approve", N_("Aprobar"), N_("Confirmarla con su contraseña y enviarla.")),
        Action("d", "refuse", N_("Devolver"), N_("Devolverla a quien la llenó, con un motivo.")),
    )
    BINDINGS: ClassVar = [
        *bindings([BACK, *ACTIONS[1:]]),
        *bindings(
            [
                Action("left", "move(-1, 0)", "", ""),
                Action("right", "move(1, 0)", "", ""),
                Action("up", "move(0, -1)", "", ""),
                Action("down", "move(0, 1)", "", ""),
            ]
        ),
    ]

    def __init__(self, looked: ApprovalView, closed: Callable[[Feedback], None]) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (ROOM_FOR_BOTH, "-wide")]
        self._looked = looked
        self._tell = closed
        self._number = looked.number or _("caso nuevo")  # a case has its own only once it is sealed
        self._case = looked.form == CASE
        self._at = 0
        self._turned = False

    def title_words(self) -> str:
        """With the number."""
        return _("Revisión {number}").format(number=self._number)

    def body(self) -> ComposeResult:
        """The form on the left, the pictures on the right."""
        with Horizontal(id="look"):
            with VerticalScroll(id="look-form", can_focus=False):
                yield Static(Content("\n").join(list(self._form())), markup=False)
            with Vertical(id="look-pictures"):
                yield Static("", id="look-title", markup=False)
                yield PictureView(id="look-picture")

    def prepare(self) -> None:
        """The first picture."""
        super().prepare()
        self._show()

    def action_move(self, right: int, down: int) -> None:
        """Near a picture, the piece beside; else another picture, or further down the form."""
        picture = self.query_one(PictureView)
        if picture.zoom > 1:
            picture.move(right, down)
        elif down:
            self.query_one("#look-form", VerticalScroll).scroll_relative(y=3 * down, animate=False)
        elif self._looked.files:
            self._at = (self._at + right) % len(self._looked.files)
            self._show()

    def action_magnify(self) -> None:
        """Nearer, and whole again after the nearest."""
        self.query_one(PictureView).magnify()

    def action_turn(self) -> None:
        """Where there is no room for both: form or pictures."""
        self._turned = not self._turned
        self.set_class(self._turned, "-turned")

    @shows_problems
    async def action_approve(self) -> None:
        """Ask who confirms it."""
        workplace = self.desk.workplace
        mine = workplace.operator
        try:
            await self.desk.read(approval.check, self._looked.draft.id, mine)
        except approval.NotSecond:
            mine = ""  # whoever is here cannot: somebody else has to come
        question = _("¿Quién revisó el {number}? Confirma que los datos son los de los documentos.")
        self.app.push_screen(ConfirmIdentity(question.format(number=self._number), mine, self._sign))

    async def _sign(self, operator: str, passphrase: str) -> Feedback | None:
        """Believe somebody, beside the store's thread, then seal in it."""
        home = self.desk.workplace.home
        try:
            await self.desk.read(approval.check, self._looked.draft.id, operator)
            who = await asyncio.to_thread(second_person.confirm, home, operator, passphrase)
            await self.desk.write(approval.approve, self._looked, who)
        except Trouble as problem:
            return trouble(problem)
        approved, more = _("{number} aprobada por {who} y sellada."), _("Nadie en esta computadora puede leerla ya.")
        if self._case:
            approved, more = (
                _("{number} aprobado por {who} y sellado."),
                _("Nadie en esta computadora puede leerlo ya."),
            )
        said = good(approved.format(number=self._number, who=operator), more)
        self.call_after_refresh(self._sealed, said)
        return None

    @asks
    async def _sealed(self, said: Feedback) -> None:
        self.dismiss()
        self._tell(said)
        if not self._case:
            await ask_payment(self.desk, self._looked.draft.visit, self._tell)

    @asks
    async def action_refuse(self) -> None:
        """Ask why, then in which words."""
        options = [Option(key, _(words)) for key, words in approval.REFUSALS.items()]
        question = _("¿Por qué se devuelve el {number} a Captura?")
        if self._case:
            question = _("¿Por qué se devuelve el {number} a Protección?")
        reason = await answer(self.desk, Choose(question.format(number=self._number), options))
        if reason is None:
            return
        more = _("¿Qué hay que corregir? Lo lee quien llenó el formulario; puede quedar vacío.")
        words = await answer(self.desk, WordsScreen(_("¿Cuál es el motivo?") if reason == "other" else more))
        if words is None:
            return
        await self.desk.write(approval.refuse, self._looked.draft.id, reason, words)
        self.dismiss()
        back = _("{number} regresó a Captura, con su motivo.")
        if self._case:
            back = _("{number} regresó a Protección, con su motivo.")
        self._tell(good(back.format(number=self._number)))

    def _show(self) -> None:
        files, title, picture = self._looked.files, self.query_one("#look-title", Static), self.query_one(PictureView)
        if not files:
            title.update(_("Sin fotos ni documentos en esta computadora."))
            picture.show(b"")
            return
        file = files[self._at]
        words = _("{n} de {all} · {what}").format(n=self._at + 1, all=len(files), what=self._label(file.slot))
        title.update(words)
        picture.show(file.content)

    def _form(self) -> Iterator[Content]:
        looked = self._looked
        yield Content.styled(labels.services(self.desk.workplace.catalog, [looked.about]), "bold $primary")
        yield Content.styled(_("Capturó: {who}").format(who=looked.review.captor), "dim")
        if looked.review.reason:
            again = _("! Antes la devolvió {who}: {why}")
            yield Content.styled(
                again.format(who=looked.review.refused_by, why=labels.refusal(looked.review)), "$warning"
            )
        for finding in looked.findings:
            yield Content.styled(f"{'✗' if finding.severity == 'stop' else '!'} {finding.sentence}", "$warning")
        values = looked.draft.fields
        fields = list(looked.definition.fields(values))
        for field in fields:
            if field.key in values:
                yield Content.assemble((f"{field.label}: ", "dim"), (shown(field, values[field.key]), "bold"))
        empty = [str(field.label) for field in fields if field.key not in values]
        if empty:
            yield Content.styled(_("Sin llenar: {what}").format(what=", ".join(empty)), "dim")
        yield from self._papers()
        for slot in looked.sent:
            yield Content.styled(_("· {what}: ya la tiene la oficina central").format(what=self._label(slot)), "dim")

    def _papers(self) -> Iterator[Content]:
        """What was brought, in the words of the table, and what a supervisor let pass."""
        requirements = self.desk.workplace.catalog.requirements
        for row in self._looked.papers:
            said = _(VERDICTS[row.verdict]) if row.verdict else _("nadie lo miró")
            yield Content.assemble((f"{requirements[row.line.key].name}: ", "dim"), said)
        for one in self._looked.exceptions:
            words = _("! Excepción de {who}: {why}").format(who=one.by, why=_(EXCEPTION_REASONS[one.reason]))
            yield Content.styled(words, "$warning")

    def _label(self, slot: str) -> str:
        return picture_label(self._looked.definition.slots, slot)
