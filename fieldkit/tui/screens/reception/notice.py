"""The privacy notice to be read on the screen or read out, in the languages that it exists in."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from fieldkit.domain.catalog import privacy_notice
from fieldkit.domain.catalog.privacy_notice import PrivacyNotice
from fieldkit.locale import N_, _
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.keys import BACK, Action, bindings


class NoticeScreen(DeskScreen):
    """Shows the notice; that it was given is written on the arrival's form, by whoever gave it."""

    NAME = N_("Aviso de privacidad")
    ABOUT = N_(
        "Léalo en voz alta o voltee la pantalla para que la persona lo lea. Ctrl+T lo cambia de idioma. Después, en la "
        "casilla «Aviso de privacidad», anote cómo lo conoció."
    )
    ACTIONS = (
        Action("up,down", "none", N_("leer más"), N_("Moverse por la página.")),
        Action("ctrl+t", "next_language", N_("Otro idioma"), N_("Mostrar el aviso en otro idioma.")),
        Action("escape", "back", N_("Atrás"), N_("Volver.")),
    )
    BINDINGS: ClassVar = bindings([BACK, ACTIONS[1]])

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def body(self) -> ComposeResult:
        """The notice as one page."""
        with VerticalScroll(id="help"):
            yield Static("", id="notice-text", classes="help-words", markup=False)

    def prepare(self) -> None:
        """The page has the keys."""
        super().prepare()
        self.set_focus(self.query_one("#help"))
        self._show()

    def action_next_language(self) -> None:
        """The next of the notice's languages."""
        work = self.desk.workplace
        offered = privacy_notice.languages_of(work.catalog.notices, work.today())
        if offered:
            at = offered.index(self._language) if self._language in offered else 0
            self._language = offered[(at + 1) % len(offered)]
            self._show()

    def _show(self) -> None:
        notice = self.desk.workplace.privacy_notice(self._language)
        absent = Content(_("Hoy no hay un aviso en vigor: pida otro paquete a la oficina central."))
        self.query_one("#notice-text", Static).update(_page(notice) if notice else absent)


def _page(notice: PrivacyNotice) -> Content:
    version = _("Versión {version}, desde el {day}").format(version=notice.version, day=f"{notice.since:%d/%m/%Y}")
    parts = [Content("\n\n".join(notice.simplified))]
    parts += [Content.assemble((one.heading, "bold"), "\n", one.text) for one in notice.sections]
    return Content("\n\n").join([*parts, Content(version)])
