"""What an invented person answers to the questions of a form."""

from datetime import date, timedelta
from typing import NamedTuple

from fieldkit.domain.catalog.model import Field, Service
from fieldkit.people import curp
from fieldkit.people.names import PersonName
from fieldkit.rehearsal.plan.roles import Role

LETTERS = "bcdfghjkmnpqrstvwxz"
_STATES = ("OC", "PL", "GR", "MN")
_DISCOUNT_AGE = 60


class Face(NamedTuple):
    """Who somebody is: place in the plan, part, name, birth date, telephone."""

    at: int
    role: Role
    name: PersonName
    born: date
    phone: str


def of_form(service: Service, who: Face, canary: str, day: date) -> dict[str, str]:
    """The answers to a service's form; questions without an answer are left out."""
    known = _known(service, who, day)
    answers = {field.key: _value(field, known, who, f"{canary}{who.at}", day) for field in service.fields}
    return {key: value for key, value in answers.items() if value}


def word(at: int) -> str:
    """A number in letters, for fields that take no figures."""
    return "".join(LETTERS[int(figure)] for figure in f"{at:03}")


def _value(field: Field, known: dict[str, str], who: Face, tail: str, day: date) -> str:
    if field.key in known:
        return known[field.key]
    by_kind = {
        "name": f"Ana {tail.rstrip('0123456789')}{word(who.at)}",
        "text": f"{tail} {field.key}"[: field.max].strip(),
        "email": f"{tail}@example.org",
        "phone": who.phone,
        "date": (day - timedelta(days=400)).isoformat(),
        "year": str(who.born.year + 1),
        "height_cm": str(150 + who.at % 40),
        "zip": f"{27000 + who.at:05}",
    }
    return by_kind.get(field.kind) or (field.choices[who.at % len(field.choices)].key if field.choices else "")


def _known(service: Service, who: Face, day: date) -> dict[str, str]:
    """Answers that must agree with each other, and those that are left empty."""
    name, born, age = who.name, who.born, who.role.age
    state = _STATES[who.at % len(_STATES)]
    offered = [step.offer for step in service.years if step.age <= age]
    half = service.fee == "passport" and age >= _DISCOUNT_AGE
    return {
        "given": name.given,
        "surname1": name.surname1,
        "surname2": name.surname2,
        "sex": who.role.sex,
        "born": born.isoformat(),
        "birth_country": "MEX",
        "birth_state": state,
        "acta_entity": state,
        "curp": curp.derive(name.given, name.surname1, name.surname2, born, who.role.sex, state),
        "language": who.role.language,
        "id_matches": "yes",
        "father_born": born.replace(year=born.year - 30, day=1).isoformat(),
        "mother_born": born.replace(year=born.year - 28, day=1).isoformat(),
        "parents_present": "one",
        "absent_reason": "op7",
        "op7_signed": (day - timedelta(days=30)).isoformat(),
        "prev_mrz": "",
        "urgency": "emergency",
        "prev_fate": "stolen" if service.code == "PAS-L" else "surrendered",
        "years": str(offered[-1][who.at % len(offered[-1])]) if offered else "",
        "discount": "SENIOR60" if half else "",
    }
