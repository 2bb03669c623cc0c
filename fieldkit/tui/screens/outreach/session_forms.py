"""The two short forms of outreach: a session that was held, and people attended at a desk."""

from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

from textual.app import ComposeResult

from fieldkit.desk import outreach, problems
from fieldkit.domain.catalog.named_codes import NamedCode
from fieldkit.domain.catalog.outreach import OutreachDesk, SessionKind
from fieldkit.errors import Problem
from fieldkit.locale import N_, _
from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.feedback import Feedback, good
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.widgets.form import ChoiceField, FieldLine, FieldWidget, Form

_IN_PERSON, _VIRTUAL = "in_person", "virtual"
_REFERRED = "to-"


class CountForm(DeskScreen):
    """A form whose topics follow from its first answer; ``closed`` hears the verdict."""

    POST = "outreach"
    ABOUT = N_("Nada se anota hasta que todo esté completo. Enter pasa a la casilla que sigue; Esc vuelve sin anotar.")
    ACTIONS = (
        Action("enter", "none", N_("siguiente"), N_("Pasar a la casilla que sigue; en la última, anotar.")),
        Action("ctrl+g", "keep", N_("Anotar"), N_("Anotar lo que se contó.")),
        Action("escape", "back", N_("Atrás"), N_("Volver sin anotar.")),
    )
    BINDINGS: ClassVar = bindings([BACK, ACTIONS[1]])
    FIRST: ClassVar[str] = ""

    def __init__(self, closed: Callable[[Feedback], None], first: str = "") -> None:
        super().__init__()
        self._tell = closed
        self._values: dict[str, str] = {self.FIRST: first}

    def body(self) -> ComposeResult:
        """The questions."""
        with Form():
            yield from self.questions()

    def questions(self) -> Iterator[FieldWidget]:
        """What is asked."""
        yield from ()

    def kinds(self) -> Mapping[str, SessionKind | OutreachDesk]:
        """The answers of the first question, each with its topics."""
        return {}

    def prepare(self) -> None:
        """Offer the topics of the first answer."""
        super().prepare()
        self._narrow_topics()

    async def refresh_work(self) -> None:
        """Begin at the first empty field."""
        if not isinstance(self.focused, FieldLine):
            self.query_one(Form).start()

    async def save_field(self, field: FieldWidget, value: str) -> None:
        """Nothing is written before the whole is right."""
        await super().save_field(field, value)
        self._values[field.key] = value
        if field.key == self.FIRST:
            self._narrow_topics()

    def _narrow_topics(self) -> None:
        topics = self.desk.workplace.catalog.outreach.topics
        chosen = self.kinds().get(self._values.get(self.FIRST, ""))
        codes = chosen.topics if chosen else tuple(topics)
        for field in self.query("#field-topic").results(ChoiceField):
            field.options = options({code: topics[code] for code in codes})
            if len(codes) == 1 and not field.kept:
                self._values["topic"] = codes[0]
                field.kept = codes[0]
            field.set_value(field.kept)

    async def on_form_done(self, _event: Form.Done) -> None:
        """Enter in the last field."""
        await self.action_keep()

    @shows_problems
    async def action_keep(self) -> None:
        """Write it, or say what is wrong with it."""
        await self.flush()
        words = await self.write()
        self.dismiss()
        self._tell(good(words, _("F9 lo retira si fue un error.")))

    async def write(self) -> str:
        """Write what was counted; what to say about it. Raises NOT_COUNTED."""
        raise NotImplementedError

    def text(self, key: str) -> str:
        """An answer."""
        return self._values.get(key, "")

    def number(self, key: str) -> int:
        """An answer that is a number, 0 when it is empty. Raises NOT_COUNTED."""
        text = self.text(key)
        if text and not (text.isascii() and text.isdecimal() and len(text) < 7):
            label = self.query_one(Form).field(key).label
            raise Problem(problems.NOT_COUNTED, reason=_("«{field}» lleva un número.").format(field=label))
        return int(text or 0)


class SessionForm(CountForm):
    """A session that was held today."""

    NAME = N_("Plática o visita")
    ABOUT = N_(
        "Anote la plática, jornada, reunión o visita de hoy: de qué clase, presencial o virtual, el tema, a cuántas "
        "personas llegó y a cuántas se canalizó. No se escribe el nombre de nadie. Enter pasa a la casilla que sigue; "
        "en la última, o con Ctrl+G, se anota."
    )
    FIRST = "session"

    def kinds(self) -> Mapping[str, SessionKind | OutreachDesk]:
        """Kinds of session."""
        return self.desk.workplace.catalog.outreach.sessions

    def questions(self) -> Iterator[FieldWidget]:
        """Kind, mode, topic and numbers."""
        lists = self.desk.workplace.catalog.outreach
        modes = [Option(_IN_PERSON, _("Presencial")), Option(_VIRTUAL, _("Virtual"))]
        yield _choice("session", _("Actividad"), self.text("session"), options(lists.sessions), required=True)
        yield _choice("mode", _("Modalidad"), self.text("mode"), modes, required=True)
        yield _choice("topic", _("Tema"), self.text("topic"), options(lists.topics), required=True)
        yield FieldWidget("people", _("Personas a las que llegó"), self.text("people"), required=True)
        yield FieldWidget("consultations", _("Consultas individuales"), self.text("consultations"))
        for code, row in lists.referrals.items():
            key = f"{_REFERRED}{code}"
            yield FieldWidget(key, _("Canalizadas: {place}").format(place=row.name), self.text(key))

    async def write(self) -> str:
        """The session."""
        if self.text("mode") not in {_IN_PERSON, _VIRTUAL}:
            raise Problem(problems.NOT_COUNTED, reason=_("Falta decir si fue presencial o virtual."))
        referrals = self.desk.workplace.catalog.outreach.referrals
        held = await self.desk.write(
            outreach.hold,
            self.text("session"),
            self.text("topic"),
            self.number("people"),
            virtual=self.text("mode") == _VIRTUAL,
            consultations=self.number("consultations"),
            referrals={code: self.number(f"{_REFERRED}{code}") for code in referrals},
        )
        return _("Anotada: {words}.").format(words=outreach.describe(self.desk.workplace, held))


class ContactForm(CountForm):
    """People attended at a desk."""

    NAME = N_("Contacto en ventanilla")
    ABOUT = N_(
        "Cuente a quien se atendió en una ventanilla, sin nombre. Sexo, edad e idioma son opcionales, de una persona a "
        "la vez; de salud se cuentan solo totales. Quien pasó por la fila ya está contado ahí. Enter pasa a la casilla "
        "que sigue; en la última, o con Ctrl+G, se anota."
    )
    FIRST = "desk"

    def kinds(self) -> Mapping[str, SessionKind | OutreachDesk]:
        """Desks."""
        return self.desk.workplace.catalog.outreach.desks

    def questions(self) -> Iterator[FieldWidget]:
        """Desk, topic, and what may be known of one person."""
        catalog = self.desk.workplace.catalog
        lists = catalog.outreach
        spoken = [Option(code, str(one.name)) for code, one in catalog.languages.items()]
        yield _choice("desk", _("Ventanilla"), self.text("desk"), options(lists.desks), required=True)
        yield _choice("topic", _("Tema"), self.text("topic"), options(lists.topics), required=True)
        yield FieldWidget("people", _("Personas"), self.text("people"), hint=_("1 si no se escribe otra cosa"))
        yield _choice("referral", _("Se canalizó a"), self.text("referral"), options(lists.referrals))
        yield _choice("sex", _("Sexo"), self.text("sex"), options(lists.sexes))
        yield FieldWidget("age", _("Edad"), self.text("age"), hint=_("años cumplidos"))
        yield _choice("language", _("Idioma"), self.text("language"), spoken)

    async def write(self) -> str:
        """The contact."""
        counted = await self.desk.write(
            outreach.contact,
            self.text("desk"),
            self.text("topic"),
            people=self.number("people") if self.text("people") else 1,
            sex=self.text("sex"),
            age=self.number("age") if self.text("age") else None,
            language=self.text("language"),
            referral=self.text("referral"),
        )
        return _("Anotado: {words}.").format(words=outreach.describe(self.desk.workplace, counted))


def options(rows: Mapping[str, NamedCode]) -> list[Option]:
    """The rows of a list as answers."""
    return [Option(code, str(row.name)) for code, row in rows.items()]


def _choice(key: str, label: str, value: str, answers: list[Option], *, required: bool = False) -> ChoiceField:
    return ChoiceField(key, label, value, options=answers, required=required)
