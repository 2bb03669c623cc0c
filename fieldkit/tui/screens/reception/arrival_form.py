"""The fields of an arrival: what is asked at the door, in its order, and what is known before anybody asks."""

from fieldkit.desk.reception.check_in import PRIORITIES, SPANISH
from fieldkit.desk.workplace import Workplace
from fieldkit.domain.catalog import privacy_notice
from fieldkit.domain.catalog.privacy_notice import SPA
from fieldkit.domain.journal import NoticeWay
from fieldkit.domain.queue.appointment import Appointment
from fieldkit.locale import N_, _
from fieldkit.people import names
from fieldkit.people.dates import iso_text
from fieldkit.people.mrz import Mrz
from fieldkit.tui.choices import Option
from fieldkit.tui.widgets.catalog_field import widget
from fieldkit.tui.widgets.choice_field import ChoiceField, GroupedField
from fieldkit.tui.widgets.form import FieldWidget

FROM_CATALOG = ("given", "surname1", "surname2", "born", "curp", "phone", "language")
_KEYS = (*FROM_CATALOG, "notice", "notice_language", "services", "priority", "spanish", "interpreter", "passport")
_CURP_SIGNS = 18
NOT_YET = "no"
NOTICE_WAYS = {
    str(NoticeWay.READ_OUT): N_("Leído en voz alta"),
    str(NoticeWay.PAPER): N_("En papel"),
    str(NoticeWay.SCREEN): N_("En pantalla"),
    NOT_YET: N_("Todavía no"),
}


def offered(workplace: Workplace) -> list[str]:
    """The event's services, by code."""
    return [code for code in workplace.pack.services if code in workplace.catalog.services]


def fields(workplace: Workplace, value: dict[str, str]) -> list[FieldWidget]:
    """The form's fields with their values; the first is the notice."""
    noticed = privacy_notice.languages_of(workplace.catalog.notices, workplace.today())
    known = [workplace.catalog.services[code] for code in offered(workplace)]
    services = [Option(one.code, f"{one.code} {one.name}", str(one.family)) for one in known]
    made = {key: widget(workplace.catalog.fields[key], value[key], required=key == "given") for key in FROM_CATALOG}
    return [
        ChoiceField("notice", _("Aviso de privacidad"), value["notice"], options=_options(NOTICE_WAYS), required=True),
        *(made[key] for key in ("given", "surname1", "surname2")),
        GroupedField("services", _("Servicios"), value["services"], options=services, required=True),
        ChoiceField("priority", _("Prioridad"), value["priority"], options=_options(PRIORITIES)),
        *(made[key] for key in ("born", "curp", "phone", "language")),
        ChoiceField(
            "notice_language",
            _("Idioma del aviso"),
            value["notice_language"],
            options=[Option(code, str(workplace.catalog.languages[code].name)) for code in noticed],
        ),
        ChoiceField("spanish", _("Habla español"), value["spanish"], options=_options(SPANISH)),
        ChoiceField(
            "interpreter",
            _("Necesita intérprete"),
            value["interpreter"],
            options=[Option("yes", _("Sí")), Option("no", _("No"))],
        ),
    ]


def known(booking: Appointment | None, typed: str | Mrz) -> dict[str, str]:
    """What is known before anything is asked. A typed name goes to the given names: it is never cut by a guess."""
    values = dict.fromkeys(_KEYS, "")
    values["language"] = values["notice_language"] = SPA
    if isinstance(typed, Mrz):
        surname1, surname2 = names.split_surnames(typed.surname)
        values |= {"given": typed.given, "surname1": surname1, "surname2": surname2, "born": iso_text(typed.born)}
        values |= {"passport": typed.number if typed.passport else ""}
    elif booking is None:
        searched = typed.strip()
        key = "curp" if len(searched) == _CURP_SIGNS and any(sign.isdigit() for sign in searched) else "given"
        values |= {key: searched}
    if booking is None:
        return values
    return values | {
        "given": booking.name.given,
        "surname1": booking.name.surname1,
        "surname2": booking.name.surname2,
        "services": " ".join(booking.services),
        "born": iso_text(booking.born),
        "curp": booking.curp,
        "phone": booking.phone,
        "passport": values["passport"] or booking.passport,
    }


def _options(words: dict[str, str]) -> list[Option]:
    return [Option(key, _(label)) for key, label in words.items()]
