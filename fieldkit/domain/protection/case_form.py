"""A case's forms: from what was typed, field by field, to a sheet; and what is missing or cannot be."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.catalog.model import Bilingual, Slot
from fieldkit.domain.catalog.protection import ProtectionTables
from fieldkit.domain.forms.definition import FormDefinition, Guarantee, Section, key_of, persons_in
from fieldkit.domain.forms.review import check_answers, stops
from fieldkit.domain.protection.case import CasePersonSheet, FollowUp, Intake, More
from fieldkit.locale import N_, _
from fieldkit.people import ages

KIND = "case"
MOST_PERSONS = 20
# Not in protection.toml: laptops of 0.1.0 refuse a pack whose tables name what they do not know.
EVIDENCE = tuple(
    Slot(key=key, label=Bilingual(es, en), kind="scan", required=False)
    for key, es, en in (
        ("identity", "Documento de identidad", "Identity document"),
        ("order", "Documento de la autoridad", "Paper from an authority"),
        ("evidence", "Prueba", "Evidence"),
        ("evidence2", "Otra prueba", "More evidence"),
    )
)
MAJORITY = 18
Values = Mapping[str, str]


class Read(NamedTuple):
    """A form as read: the intake or follow-up, None while something stops it, and everything to look at."""

    told: Intake | FollowUp | None
    findings: list[Finding]


def intake_form(lists: ProtectionTables) -> FormDefinition:
    """The form that opens a case: every person's questions, then the case's."""
    persons = Section(lists.asks_person, N_("Persona {n}"), MOST_PERSONS)
    return FormDefinition(KIND, (persons, Section(lists.asks_case, N_("El caso"))), EVIDENCE)


def follow_up_form(lists: ProtectionTables) -> FormDefinition:
    """The form of a later sheet."""
    without = {Guarantee.ALIKE: "It asks about no person: who the case is about was compared when it was opened."}
    return FormDefinition(KIND, (Section(lists.asks_follow_up),), EVIDENCE, without)


def read_intake(lists: ProtectionTables, values: Values, *, today: date, visit: str = "", language: str = "") -> Read:
    """A case as it was told, as of the day."""
    numbers = persons_in(values)
    good, findings = check_answers(intake_form(lists).fields(values), values, today=today)
    people = [{one.key: good[key_of(n, one.key)] for one in lists.asks_person} for n in numbers]
    persons = tuple(_person(lists, one) for one in people)
    case = {one.key: good[one.key] for one in lists.asks_case}
    intake = Intake(
        field=case["field"],
        kind=case["kind"],
        persons=persons,
        actions=tuple(case["actions"].split()),
        hague=case["hague"],
        place=case["place"],
        referral=case["referral"],
        follow_up=_day(case["follow_up"]),
        notes=case["notes"],
        visit=visit,
        language=language,
        more=_more(Intake, case),
    )
    findings += check(lists, intake, today, numbers)
    return _read(intake, findings)


def read_follow_up(lists: ProtectionTables, values: Values, *, today: date, hague: bool) -> Read:
    """A follow-up as it was told; ``hague``: the case asked for a child's return."""
    told, findings = check_answers(lists.asks_follow_up, values, today=today)
    if told["hague"] and not hague:
        findings.append(Finding("hague", "stop", _("El caso no es de sustracción internacional de menores.")))
    follow_up = FollowUp(
        actions=tuple(told["actions"].split()),
        referral=told["referral"],
        hague=told["hague"],
        closed=told["standing"] == "closed",
        notes=told["notes"],
        more=_more(FollowUp, {key: text for key, text in told.items() if key != "standing"}),
    )
    return _read(follow_up, findings)


def answers(told: Intake | FollowUp) -> dict[str, str]:
    """What was typed, as a form to be corrected shows it."""
    kept = _texts(told)
    if isinstance(told, FollowUp):
        return kept | {"standing": "closed" if told.closed else "open"}
    for number, person in enumerate(told.persons, 1):
        kept |= {key_of(number, key): text for key, text in _texts(person).items()}
    return kept


def _texts(sheet: Intake | FollowUp | CasePersonSheet) -> dict[str, str]:
    """The answers of a sheet that are one text each, under the keys of their questions."""
    found = dict(sheet.more or {})
    for name in sheet.__struct_fields__:
        match getattr(sheet, name):
            case str() as text if text and name not in {"visit", "language"}:
                found[name] = text
            case date() as day:
                found[name] = day.isoformat()
            case tuple() as codes if codes and name != "persons":
                found[name] = " ".join(codes)
    return found


def _read(told: Intake | FollowUp, findings: list[Finding]) -> Read:
    return Read(None if stops(findings) else told, sorted(findings, key=lambda one: one.severity != "stop"))


def _person(lists: ProtectionTables, told: Values) -> CasePersonSheet:
    role = lists.roles.get(told["role"])
    return CasePersonSheet(
        role=told["role"],
        counted=role is not None and role.counted,
        given=told["given"],
        surname1=told["surname1"],
        surname2=told["surname2"],
        sex=told["sex"],
        born=_day(told["born"]),
        nationality=told["nationality"],
        marks=tuple(told["marks"].split()),
        us_status=told["us_status"],
        more=_more(CasePersonSheet, told),
    )


def _more(sheet: type[msgspec.Struct], told: Values) -> More:
    """The answers that have no place of their own on a sheet; unset when there are none."""
    return {key: text for key, text in told.items() if text and key not in sheet.__struct_fields__} or msgspec.UNSET


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def check(lists: ProtectionTables, intake: Intake, today: date, numbers: Sequence[int]) -> Iterator[Finding]:
    """What does not agree within a case; ``numbers`` are its persons' in the form. Headquarters asks the same."""
    named = [one for one in intake.persons if one.counted and (one.given or one.surname1 or one.surname2)]
    if not named:
        yield Finding(key_of(1, "given"), "stop", _("Un caso lleva por lo menos una persona afectada, con su nombre."))
    for number, person in zip(numbers, intake.persons, strict=True):
        yield from _about_person(lists, person, number, today)
    yield from _parents(lists, intake, numbers)
    yield from _about_case(lists, intake, today)


def _about_person(lists: ProtectionTables, person: CasePersonSheet, number: int, today: date) -> Iterator[Finding]:
    if person.counted and not person.sex:
        yield Finding(key_of(number, "sex"), "stop", _("Falta el sexo: los casos se cuentan por sexo."))
    if person.born is None:
        if person.counted:
            sentence = _("Sin fecha de nacimiento no entra en las cifras por edad.")
            yield Finding(key_of(number, "born"), "warn", sentence)
        return
    if person.born > today:
        yield Finding(key_of(number, "born"), "stop", _("La fecha de nacimiento está en el futuro."))
        return
    age = ages.age_on(person.born, today)
    for code in person.marks:
        mark = lists.marks.get(code)
        if mark and mark.below is not None and age >= mark.below:
            sentence = _("«{mark}» es solo de menores de {n} años.").format(mark=mark.name, n=mark.below)
            yield Finding(key_of(number, "marks"), "stop", sentence)
        elif mark and mark.since is not None and age < mark.since:
            sentence = _("«{mark}» es desde los {n} años.").format(mark=mark.name, n=mark.since)
            yield Finding(key_of(number, "marks"), "warn", sentence)
    role = lists.roles.get(person.role)
    if role and role.child and age >= MAJORITY:
        yield Finding(key_of(number, "role"), "warn", _("Ya cumplió {n} años.").format(n=MAJORITY))


def _parents(lists: ProtectionTables, intake: Intake, numbers: Sequence[int]) -> Iterator[Finding]:
    people = [
        (number, person.born, role)
        for number, person in zip(numbers, intake.persons, strict=True)
        if person.born is not None and (role := lists.roles.get(person.role)) is not None
    ]
    children = [born for _number, born, role in people if role.child]
    for number, born, role in people:
        if role.parent and any(born >= child for child in children):
            sentence = _("La madre o el padre no puede ser menor que su hija o hijo.")
            yield Finding(key_of(number, "born"), "stop", sentence)


def _about_case(lists: ProtectionTables, intake: Intake, today: date) -> Iterator[Finding]:
    kind = lists.kinds.get(intake.kind)
    if kind and intake.field and intake.field not in kind.fields:
        yield Finding("kind", "stop", _("Ese tipo de caso no es de ese ámbito."))
    abduction = kind is not None and kind.hague
    if abduction and not intake.hague:
        yield Finding("hague", "stop", _("Falta hacia dónde se pide la restitución."))
    if intake.hague and not abduction:
        yield Finding("hague", "stop", _("La restitución es solo de la sustracción internacional de menores."))
    children = any((role := lists.roles.get(one.role)) and role.child for one in intake.persons)
    if abduction and not children:
        yield Finding(key_of(1, "role"), "stop", _("Falta la niña o el niño cuya restitución se pide."))
    if any("detained" in one.marks for one in intake.persons) and not intake.place:
        yield Finding("place", "warn", _("Falta el lugar de detención."))
    if intake.follow_up and intake.follow_up < today:
        yield Finding("follow_up", "stop", _("La fecha de seguimiento ya pasó."))
