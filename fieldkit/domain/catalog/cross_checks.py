"""What must agree between the fields of one form: the person with the service, the papers with each other.

Sources: Reglamento de Pasaportes y del Documento de Identidad y Viaje (ages, parents, OP-7, renewal, validity); the
years after which an acta is late and the dates of old passports are settings of each service.
"""

from collections.abc import Callable, Iterator
from datetime import date

from fieldkit.domain.catalog import rules
from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.derived_facts import Values, day_in, married, not_renewable, years_to_acta
from fieldkit.domain.catalog.errors import DiscountRefused, NoFee
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.catalog.model import Service
from fieldkit.locale import _
from fieldkit.people import curp, mrz
from fieldkit.people.ages import age_on

_PARTS = ("given", "surname1", "surname2")
_PARENTS = ("father", "mother")
YOUNGEST_PARENT = 12  # below it the dates are worth a second look


def _person(_catalog: Catalog, service: Service, values: Values, today: date) -> Iterator[Finding]:
    """Who may ask, and the CURP beside the certificate."""
    born = day_in(values, "born")
    if born is not None:
        sex = values.get("sex", "")
        for reason in rules.eligible(service, born, today, married=married(values), sex=sex):
            yield Finding("born", "stop", reason, "who")
    abroad = values.get("birth_country", "MEX") not in {"", "MEX"}
    state = values.get("birth_state", "")
    if abroad and state not in {"", "NE"}:
        yield Finding("birth_state", "warn", _("El país de nacimiento no es México: la entidad es «extranjero»."))
    if values.get("curp"):
        read = curp.parse(values["curp"], today=today)
        if read.has_word:
            sentence = _("La CURP empieza con una palabra que no se usa: compárela con el documento; no la cambie.")
            yield Finding("curp", "warn", sentence, "curp_word")
        given, surname1, surname2 = (values.get(part, "") for part in _PARTS)
        entity = "NE" if abroad else state
        for difference in curp.compare(read, given, surname1, surname2, born, values.get("sex", ""), entity):
            yield Finding("curp", "warn", str(difference))


def _papers(_catalog: Catalog, service: Service, values: Values, _today: date) -> Iterator[Finding]:
    """The acta beside the birth date, and the identification beside the acta."""
    after = years_to_acta(values)
    if after is not None and after < 0:
        yield Finding("acta_year", "stop", _("El acta no puede ser anterior al nacimiento."))
    elif after is not None and values.get("late_acta") == "yes":
        sentence = _("El acta se registró más de {n} años después de nacer: hacen falta más pruebas.")
        yield Finding("acta_year", "warn", sentence.format(n=service.late_acta_years))
    if values.get("id_matches") == "no":
        sentence = _("La identificación no dice lo mismo que el acta: hace falta otra que coincida.")
        yield Finding("id_matches", "stop", sentence, "identity")


def _parents(_catalog: Catalog, service: Service, values: Values, today: date) -> Iterator[Finding]:
    """A child's parents: named as in the acta, older than the child; and whether the absent one's OP-7 still serves."""
    born = day_in(values, "born") if service.field("born") else None
    for parent in _PARENTS:
        parent_born = day_in(values, f"{parent}_born")
        if born is None or parent_born is None:
            continue
        if parent_born >= born:
            yield Finding(f"{parent}_born", "stop", _("No puede ser menor que su hija o hijo."))
        elif age_on(parent_born, born) < YOUNGEST_PARENT:
            sentence = _("Tendría menos de {n} años cuando nació su hija o hijo: compare las fechas.")
            yield Finding(f"{parent}_born", "warn", sentence.format(n=YOUNGEST_PARENT))
    if service.field("child_born") is not None:
        yield from _own_child(values)
    if values.get("minor") == "yes" and (service.permit or service.who.unmarried):
        if not any(values.get(f"{parent}_{part}") for parent in _PARENTS for part in _PARTS):
            yield Finding("mother_given", "stop", _("Falta el nombre de la madre o del padre, como está en el acta."))
        yield from _permit(service, values, today)


def _own_child(values: Values) -> Iterator[Finding]:
    """The child for whom a parent signs an OP-7."""
    born, child_born = day_in(values, "born"), day_in(values, "child_born")
    if born is not None and child_born is not None and child_born <= born:
        yield Finding("child_born", "stop", _("No puede ser mayor que su madre o padre."))


def _permit(service: Service, values: Values, today: date) -> Iterator[Finding]:
    signed, born = day_in(values, "op7_signed"), day_in(values, "born")
    if signed is None or service.permit_days is None:
        return
    waited_for = values.get("parents_present") == "one" and values.get("absent_reason") == "op7"
    if born is not None and signed < born:
        yield Finding("op7_signed", "stop", _("El permiso no puede ser anterior al nacimiento."))
    elif waited_for and not rules.op7_valid(signed, today, service.permit_days):
        sentence = _("El permiso OP-7 venció: sirve {n} días desde que se firmó.")
        yield Finding("op7_signed", "stop", sentence.format(n=service.permit_days), "permit")


def _previous(_catalog: Catalog, service: Service, values: Values, today: date) -> Iterator[Finding]:
    """Whether the previous passport can be renewed, and whether its printed lines say the same person."""
    key = not_renewable(service, values)
    if key:
        yield Finding(key, "warn", _("Este pasaporte no se renueva: se atiende como primera vez."))
    if values.get("prev_mrz"):
        zone = mrz.parse(values["prev_mrz"], today=today)
        yield from (Finding("prev_mrz", "warn", sentence) for sentence in _against_zone(zone, values))


def _against_zone(zone: mrz.Mrz, values: Values) -> Iterator[str]:
    given, surname1, surname2 = (values.get(part, "") for part in _PARTS)
    if given and not mrz.matches(zone, f"{surname1} {surname2}", given):
        yield _("El nombre en el pasaporte anterior no es el de la solicitud.")
    if values.get("born") and zone.born is not None and values["born"] != zone.born.isoformat():
        yield _("La fecha de nacimiento del pasaporte anterior no es la de la solicitud.")
    if values.get("sex") and zone.curp_sex not in {"", "X", values["sex"]}:
        yield _("El sexo del pasaporte anterior no es el de la solicitud.")
    if zone.passport and values.get("prev_number") and values["prev_number"].upper() != zone.number:
        yield _("El número del pasaporte anterior no es el de sus líneas.")


def _fee(catalog: Catalog, service: Service, values: Values, today: date) -> Iterator[Finding]:
    """The years asked for are offered at that age; the fee of today is known; a discount is due."""
    born = day_in(values, "born")
    years = int(values["years"]) if values.get("years") else None
    if years is not None and born is not None:
        offered = rules.years_offered(service, born, today)
        if years not in offered:
            listed = ", ".join(map(str, offered))
            sentence = _("A esa edad la vigencia puede ser de {years} años.")
            yield Finding("years", "stop", sentence.format(years=listed))
            return
    if service.years and (years is None or born is None):
        return
    try:
        rules.fee_of_form(catalog, service, values, today)
    except DiscountRefused as refused:
        yield Finding("discount", "stop", f"{_(refused.wording.title)}: {refused.facts['reason']}")
    except NoFee as no_fee:
        key = "years" if service.years else service.fields[-1].key
        yield Finding(key, "stop", f"{_(no_fee.wording.title)}. {_(no_fee.wording.remedy)}")


def _approved(catalog: Catalog, service: Service, values: Values, _today: date) -> Iterator[Finding]:
    """What goes on only when a supervisor agrees."""
    if service.approval is not None:
        yield Finding(
            "urgency" if service.field("urgency") else service.fields[0].key, "stop", str(service.approval), "approval"
        )
    both = values.get("discount") and rules.surcharges_of(catalog, service, values)
    policy = catalog.settings.discount_with_surcharge
    if both and policy != "allowed":
        sentence = _("Descuento y recargo por emergencia a la vez: lo decide quien supervisa.")
        if policy == "refused":
            sentence = _("Con recargo por emergencia no se da descuento.")
        yield Finding("discount", "stop", sentence, "both" if policy == "supervisor" else "")


CHECKS: tuple[Callable[[Catalog, Service, Values, date], Iterator[Finding]], ...] = (
    _person,
    _papers,
    _parents,
    _previous,
    _fee,
    _approved,
)
