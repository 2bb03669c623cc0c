"""What a drill's plan holds beside forms: protection cases, and sessions and contacts that name nobody."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import NamedTuple

from fieldkit.rehearsal.plan.answers import Face

_DIRECTIONS = ("mexico", "residence")


class CasePart(NamedTuple):
    """What is told in the protection room, and at the follow-up; a case without one has none."""

    answers: dict[str, str]
    follow_up: dict[str, str]


class OutreachPart(NamedTuple):
    """A session (``kind``) or a contact of a desk. ``wrong``: it was a mistake and is taken back at once."""

    place: str
    topic: str
    people: int
    session: bool = False
    virtual: bool = False
    consultations: int = 0
    referrals: tuple[tuple[str, int], ...] = ()
    sex: str = ""
    age: int | None = None
    language: str = ""
    wrong: bool = False


def case(number: int, who: Face, canary: str, day: date) -> CasePart:
    """The ``number``-th case, told by somebody who came for it; four kinds by turns."""
    told = f"{canary}{who.at} relato"
    name = {"p1-given": who.name.given, "p1-surname1": who.name.surname1, "p1-surname2": who.name.surname2}
    teller = {
        **{key: part for key, part in name.items() if part},
        "p1-sex": who.role.sex,
        "p1-born": who.born.isoformat(),
    }
    parent = "father" if who.role.sex == "H" else "mother"
    child = {"p2-given": f"Criatura {canary}", "p2-surname1": who.name.surname1}
    match number % 4:
        case 0:
            hague = _DIRECTIONS[number // 4 % len(_DIRECTIONS)]
            about = {"field": "family", "kind": "child_abduction", "hague": hague, "referral": "dif"}
            other = {**child, "p2-role": "child", "p2-sex": "M", "p2-born": _born(day, 8), "p2-nationality": "MEX"}
            answers = {**about, "actions": "advice authority_contacted", "p1-role": parent, **other}
            later = {"actions": "document", "hague": hague, "standing": "closed", "notes": f"{canary} {hague}"}
            return CasePart({**teller, **answers, "notes": told}, later)
        case 1:
            about = {"field": "immigration", "kind": "unaccompanied_child", "referral": "shelter"}
            other = {**child, "p2-role": "child", "p2-sex": "H", "p2-born": _born(day, 14)}
            marks = {"p2-marks": "unaccompanied no_papers", "p2-us_status": "none", "p1-role": "relative"}
            return CasePart({**teller, **about, **other, **marks, "actions": "consular_visit", "notes": told}, {})
        case 2:
            about = {"field": "labour", "kind": "wages", "referral": "ciam", "actions": "advice"}
            return CasePart({**teller, **about, "p1-role": "affected", "notes": told}, {})
        case _:
            about = {"field": "criminal", "kind": "detention", "place": f"{canary} centro", "actions": "consular_visit"}
            other = {**child, "p2-role": "affected", "p2-sex": "M", "p2-born": _born(day, 30), "p2-marks": "detained"}
            return CasePart({**teller, **about, **other, "p1-role": "relative", "notes": told}, {})


def activities(random: Random) -> Iterator[OutreachPart]:
    """The day's sessions and contacts, in their order; how many people each reaches follows from ``random``."""

    def some() -> int:
        return random.randrange(5, 60)

    yield OutreachPart(
        "pale_week", "labour", 60 + some(), True, consultations=some(), referrals=(("pale", 4), ("ciam", 2))
    )
    yield OutreachPart("VDS", "prevention", some())
    yield OutreachPart("VAIM", "violence", 1, sex="M", age=31, language="nah", referrals=(("ciam", 1),))
    yield OutreachPart("EDU", "plazas", some(), wrong=True)
    yield OutreachPart("DACA", "informed", some())
    yield OutreachPart("PALE", "family", some())
    yield OutreachPart("know_your_rights", "mixed", some(), True, virtual=True)
    asked = some()
    yield OutreachPart("INFO", "services", asked, referrals=(("miconsulado", asked),))


def _born(day: date, age: int) -> str:
    return day.replace(year=day.year - age - 1, month=3, day=15).isoformat()
