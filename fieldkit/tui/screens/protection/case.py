"""One protection case or its follow-up."""

from typing import ClassVar

from fieldkit.desk.protection import cases
from fieldkit.domain.forms.definition import key_of
from fieldkit.domain.protection.case import Case
from fieldkit.locale import N_, _
from fieldkit.tui.feedback import Feedback, good, warn
from fieldkit.tui.keys import BACK, UP, Action, bindings
from fieldkit.tui.screens.form import FormScreen
from fieldkit.tui.widgets.form import Form


class CaseScreen(FormScreen):
    """One sheet."""

    DRAFTING = cases.CASE
    QUESTION = N_("¿Sellar el caso?")
    POST = "protection"
    NAME = N_("Caso de protección")
    ABOUT = N_(
        "Enter pasa a la casilla que sigue; lo escrito se guarda cifrado al salir de ella y solo lo ve el personal de "
        "protección. Ctrl+N agrega otra persona: hijos, madre, padre o quien pide ayuda. En las casillas de varias "
        "respuestas escriba sus números, por ejemplo 1 3. Ctrl+G revisa y sella: desde ese momento nadie en esta "
        "computadora puede leer el caso, tampoco usted."
    )
    ACTIONS = (
        Action("enter", "none", N_("sigue"), N_("Pasar a la casilla que sigue.")),
        Action("ctrl+n", "another", N_("Otra persona"), N_("Agregar una persona al caso.")),
        Action("ctrl+t", "pictures", N_("Fotos"), N_("Agregar fotos o escaneos al caso.")),
        Action("ctrl+g", "review", N_("Revisar"), N_("Ver qué falta y sellar el caso.")),
        Action("escape", "back", N_("Atrás"), N_("Volver a la lista; todo queda guardado.")),
        UP,
    )
    BINDINGS: ClassVar = bindings([BACK, *ACTIONS[1:4]])

    def title_words(self) -> str:
        """The number stands in the heading, never the name."""
        if self._draft.revision > 1 and not self._draft.service:
            return _("Seguimiento {number}").format(number=self._number)
        return _("Caso {number}").format(number=self._number) if self._number else _("Caso nuevo")

    def verdict(self, done: Case | None) -> Feedback:
        """That nobody here reads it any more, or that somebody else has to look at it first."""
        if done is None:
            words = _("El caso espera a una segunda persona de protección.")
            return good(words, _("Ctrl+O → Revisión lo aprueba o lo devuelve. Sigue guardado y cifrado aquí."))
        return good(_("{number} sellado. Nadie en esta computadora puede leerlo ya.").format(number=done.number))

    async def action_another(self) -> None:
        """One more person, at whom the cursor goes on."""
        section = next((one for one in self.definition.sections if one.most), None)
        if section is None:
            self.say(warn(_("En un seguimiento no se agregan personas."), _("Escríbalo en las notas.")))
            return
        if self.persons == section.most:
            self.say(warn(_("En un caso caben {n} personas.").format(n=section.most)))
            return
        self.persons += 1
        form = self.query_one(Form)
        await form.mount_all(self.person(section, self.persons), before=form.query(".-once").first())
        fresh = form.field(key_of(self.persons, section.fields[0].key))
        self.call_after_refresh(self.set_focus, fresh.line)  # before it is laid out there is nothing to scroll to

    async def action_back(self) -> None:
        """Back to the list; what was written stays."""
        await self.flush()
        self.dismiss()
        self._tell(good(_("Lo escrito está guardado; solo protección puede abrirlo.")))
