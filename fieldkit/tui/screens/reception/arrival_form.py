"""The fields of an arrival: what is asked at the door, in its order, and what is known before anybody asks."""

from fieldkit.desk.reception.check_in import PRIORITIES, SPANISH
from fieldkit.desk.workplace import Workplace
from fieldkit.domain.queue.appointment import Appointment
from fieldkit.locale import _
from fieldkit.people import names
from fieldkit.people.dates import iso_text
from fieldkit.people.mrz import Mrz
from fieldkit.tui.choices import Option
from fieldkit.tui.widgets.catalog_field import widget
from fieldkit.tui.widgets.form import ChoiceField, FieldWidget, GroupedField

FROM_CATALOG = ("given", "surname1", "surname2", "born", "curp", "phone", "language")
_KEYS = (*FROM_CATALOG, "notice", "services", "priority", "spanish", "interpreter", "passport")
_CURP_SIGNS = 18


class NoticeField(ChoiceField):
    """Whether the privacy notice was shown; Enter on the empty field says yes."""

    def wants_more(self, key: str) -> bool:
        """Enter is the answer yes."""
        if key == "enter" and not self.line.value.strip():
            self.line.value = "1"
        return False


def offered(workplace: Workplace) -> list[str]:
    """The event's services, by code."""
    return [code for code in workplace.pack.services if code in workplace.catalog.services]


def fields(workplace: Workplace, value: dict[str, str]) -> list[FieldWidget]:
    """The form's fields with their values; the first is the notice."""
    known = [workplace.catalog.services[code] for code in offered(workplace)]
    services = [Option(one.code, f"{one.code} {one.name}", str(one.family)) for one in known]
    made = {key: widget(workplace.catalog.fields[key], value[key], required=key == "given") for key in FROM_CATALOG}
    return [
        NoticeField(
            "notice",
            _("Aviso de privacidad"),
            value["notice"],
            options=[Option("yes", _("Sí, se le mostró")), Option("no", _("Todavía no"))],
            required=True,
        ),
        *(made[key] for key in ("given", "surname1", "surname2")),
        GroupedField("services", _("Servicios"), value["services"], options=services, required=True),
        ChoiceField("priority", _("Prioridad"), value["priority"], options=_options(PRIORITIES)),
        *(made[key] for key in ("born", "curp", "phone", "language")),
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
    values["language"] = "spa"
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
