"""Who may be one person: found by what identifies people, explained in words, and decided by staff alone."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.desk.capture import application_form
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in, duplicates, problems
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.office import decisions, intake
from fieldkit.people.matching import Identity, Likeness, identity, likeness
from fieldkit.people.names import PersonName
from fieldkit.store import DraftFile
from fieldkit.store import problems as store_problems
from fieldkit.store.journal_schema import resembling
from tests.support import kit, office_world
from tests.support.narrowing import present
from tests.support.office_world import RENEWAL
from tests.support.problems import raises

BORN = date(1988, 2, 29)


def person(given: str, surname1: str = "", surname2: str = "", born: date | None = BORN, **more: str) -> Identity:
    who = identity(PersonName(given, surname1, surname2), born=born, **more)
    assert who is not None
    return who


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("María José", "Ñúñez", "Peña"), ("MARIA JOSE", "NUNEZ", "PENA")),
        (("María José", "Ñúñez", "Peña"), ("Ma. José", "Peña", "Ñúñez")),
        (("Ana", "Ñúñez"), ("Ana", "NXXUNXXEZ")),
        (("Ana", "Agüero"), ("Ana", "AGUXXERO")),
        (("Ana", "D'Artagnan"), ("Ana", "Dartagnan")),
        (("Ana", "Smith-Jones"), ("Ana", "Smith Jones")),
        (("Rosa", "De la Cruz"), ("rosa cruz", "")),
        (("J. Guadalupe", "Soto"), ("José Gpe.", "Soto")),
        (("Itzamná", ""), ("", "ITZAMNA")),
    ],
)
def test_the_same_name_however_it_is_written_and_the_same_birth_date_are_told(
    one: tuple[str, str, str] | tuple[str, str], other: tuple[str, str]
) -> None:
    assert likeness(person(*one), person(*other)) is Likeness.BORN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Ana", "Agüero"), ("Ana", "Agueero")),
        (("Luis", "Pérez", "Soto"), ("Luis", "Pérez", "")),
        (("Luis", "Pérez", "Soto"), ("Luis", "Peres", "Soto")),
        (("Luis", "Pérez", "Soto"), ("Luis", "Prez", "Soto")),
        (("Luis", "Pérez", "Soto"), ("Luis", "Peérez", "Soto")),
        (("Luis", "Pérez", "Soto"), ("Lusi", "Pérez", "Soto")),
        (("María Guadalupe", "López"), ("Ma.", "López", "Ruiz")[:2]),
    ],
)
def test_nearly_the_same_name_and_the_same_birth_date_are_told(
    one: tuple[str, str, str] | tuple[str, str], other: tuple[str, str, str] | tuple[str, str]
) -> None:
    assert likeness(person(*one), person(*other)) is Likeness.SIMILAR
    assert likeness(person(*other), person(*one)) is Likeness.SIMILAR


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Juan", "Pérez", "Soto"), ("Luis", "Pérez", "Soto")),  # twins
        (("Luis", "Pérez", "Soto"), ("Luis", "Peres", "Sotto")),  # two letters off
        (("Luis", ""), ("Luis", "Pérez")),  # one word in common
        (("Eva", "Li"), ("Eva", "Lo")),  # too short to be one letter off
        (("Luis", "Pérez", "Soto"), ("Luis", "Pezer", "Soto")),
    ],
)
def test_other_people_of_the_same_birth_date_are_not(
    one: tuple[str, str, str] | tuple[str, str], other: tuple[str, str]
) -> None:
    assert likeness(person(*one), person(*other)) is None


def test_namesakes_count_only_where_a_birth_date_is_missing() -> None:
    luis = person("Luis", "Pérez")
    assert likeness(luis, person("Luis", "Pérez", born=date(1990, 1, 1))) is None
    assert likeness(luis, person("Luis", "Pérez", born=None)) is Likeness.NAME
    assert likeness(luis, person("Luis", "Peres", born=None)) is None


def test_one_curp_or_one_passport_is_told_whatever_the_names_say() -> None:
    curp = "PEXL750909HDFRXS02"
    one, other = person("Luis", curp=curp), person("Otro", born=None, curp=" pexl750909hdfrxs02 ")
    assert likeness(one, other) is Likeness.CURP
    assert other.born == date(1975, 9, 9)
    assert likeness(person("Ana", passport="g12345678"), person("Eva", passport="G12345678")) is Likeness.PASSPORT


def test_of_nobody_nothing_is_kept() -> None:
    assert identity(None) is None
    assert identity(PersonName("")) is None


words = st.text("abcñúXJ. '-", max_size=12)
people = st.builds(
    identity,
    st.builds(PersonName, words, words, words),
    born=st.sampled_from([None, BORN, date(1990, 1, 1)]),
    curp=st.sampled_from(["", "X", "Y"]),
    passport=st.sampled_from(["", "G1"]),
)


@given(people, people)
def test_likeness_does_not_depend_on_who_is_asked_first(one: Identity | None, other: Identity | None) -> None:
    if one is not None and other is not None:
        assert likeness(one, other) is likeness(other, one)


@given(people)
def test_everybody_with_a_name_is_like_themselves_with_their_surnames_swapped(one: Identity | None) -> None:
    if one is not None and one.words:
        swapped = person(one.given, one.surname2, one.surname1, one.born)
        assert likeness(one, swapped) in {Likeness.BORN, Likeness.NAME}


CURP = "XUPJ880229MOCXXS05"
NAME = PersonName("María José", "Ñúñez", "Peña")
BOOKED = kit.appointment(0, born=BORN, curp=CURP, passport="G12345678")
LATER = msgspec.structs.replace(kit.appointment(4, curp="PEXL750909HDFRXS02"), day=date(2026, 11, 22))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = kit.session(tmp_path, kit.hands(), kit.TestClock(), appointments=(BOOKED, LATER))
    yield opened
    opened.store.close()


def arrival(name: PersonName = NAME, **more: Any) -> Arrival:
    return Arrival(name=name, services=("PAS-AR",), notice=True, **more)


def told(session: Session, name: PersonName = NAME, **more: Any) -> list[str]:
    return [double.sentence for double in check_in.same_person(session, arrival(name, **more))]


def at_the_table(
    session: Session, name: PersonName, born: date | None = None, others: tuple[str, ...] = ()
) -> tuple[Visit, str]:
    """Somebody with a whole form of a passport's renewal."""
    visit = check_in.check_in(session, arrival(name, born=born, others=others))
    calls.call(session, visit.id, "urgent")
    calls.start(session, visit.id)
    draft = application_form.begin(session, visit.id, "PAS-AR").id
    own = {"born": born.isoformat()} if born else {}
    for key, value in (RENEWAL | {"prev_number": f"G{visit.number[1:]:0>8}"} | own).items():
        if key not in {"given", "surname1", "surname2"}:
            application_form.save(session, draft, key, value)
    for slot in session.catalog.services["PAS-AR"].slots:
        if slot.required:
            session.store.drafts("application").save_file(
                draft, DraftFile(slot.key, "image/jpeg", b"picture"), now_ms=0
            )
    return visit, draft


def test_a_walk_in_who_has_an_appointment_is_told_in_words(session: Session) -> None:
    stranger = PersonName("Otra", "Persona")
    assert told(session, stranger, curp=CURP) == ["misma CURP que la cita de las 12:00"]
    assert told(session, stranger, passport="G12345678") == ["mismo pasaporte que la cita de las 12:00"]
    assert told(session, PersonName("Ma. José", "Pena", "Nunez"), born=BORN) == [
        "mismo nombre y nacimiento que la cita de las 12:00"
    ]
    assert told(session, PersonName("María José", "Núñes"), born=BORN) == [
        "nombre parecido y mismo nacimiento que la cita de las 12:00"
    ]
    assert told(session) == ["mismo nombre que la cita de las 12:00, sin nacimiento para comparar"]
    assert told(session, stranger, curp="PEXL750909HDFRXS02") == ["misma CURP que la cita del 22/11 a las 12:00"]
    assert told(session, stranger, born=BORN) == []


def test_a_person_who_is_here_is_told_with_their_number_and_how_they_stand(session: Session) -> None:
    who = PersonName("Rosa", "Soto")
    visit = check_in.check_in(session, arrival(who, born=date(1990, 5, 9)))
    asked: dict[str, Any] = {"name": PersonName("Rosa", "Sotto"), "born": date(1990, 5, 9)}
    similar = "nombre parecido y mismo nacimiento que A001, "
    assert told(session, **asked) == [similar + "en la fila desde las 12:00"]
    calls.call(session, visit.id)
    assert told(session, **asked) == [similar + "en la mesa 1"]
    calls.start(session, visit.id)
    application_form.begin(session, visit.id, "PAS-AR")
    assert told(session, **asked) == [similar + "que ya tiene PAS-AR"]


def test_who_left_may_come_again_without_a_question(session: Session) -> None:
    visit = check_in.check_in(session, arrival(PersonName("Rosa", "Soto"), born=date(1990, 5, 9)))
    calls.left(session, visit.id)
    assert told(session, PersonName("Rosa", "Soto"), born=date(1990, 5, 9)) == []


def test_nobody_is_registered_twice_unnoticed_and_staff_decides(session: Session) -> None:
    first = check_in.check_in(session, arrival(appointment=BOOKED.id, born=BORN, curp=CURP))
    again = arrival(PersonName("Ma. José", "Ñúñez"), born=BORN)
    with raises(problems.MAYBE_SAME) as caught:
        check_in.check_in(session, again)
    assert "A001" in str(caught.value)
    assert "Ñúñez" not in str(caught.value)
    assert len(session.store.people.visits(session.today())) == 1
    second = check_in.check_in(session, msgspec.structs.replace(again, others=(first.id,)))
    (noted,) = session.store.log.facts_of_kind("visit.distinct")
    assert noted.header.subject == second.id
    assert noted.body == j.Distinct(other=first.id, likeness="similar")


def test_an_unused_appointment_is_not_left_for_somebody_else(session: Session) -> None:
    """A walk-in whose appointment is found at the table: it is theirs, and can be neither used nor missed."""
    visit, draft = at_the_table(session, PersonName("Rosa", "Soto"))
    application_form.save(session, draft, "curp", CURP)
    (double,) = duplicates.of_draft(session, draft)
    assert (double.booking, double.own) == (BOOKED, visit.id)
    duplicates.take_booking(session, BOOKED.id)
    assert session.visit(BOOKED.id).state is VisitState.CANCELLED
    assert duplicates.of_draft(session, draft) == []
    with raises(problems.ALREADY_HERE):
        check_in.check_in(session, arrival(appointment=BOOKED.id))


def test_two_applications_of_one_person_and_service_need_a_decision_before_the_second_is_sealed(
    session: Session,
) -> None:
    _first, sealed = at_the_table(session, PersonName("Rosa", "Soto"), born=date(1990, 5, 9))
    second, draft = at_the_table(session, PersonName("Ana", "Ruiz"))
    application_form.submit(session, sealed)
    for key, value in {"given": "Rosa", "surname1": "Soto", "surname2": "", "born": "1990-05-09", "curp": ""}.items():
        application_form.save(session, draft, key, value)
    with raises(problems.MAYBE_SAME) as caught:
        application_form.submit(session, draft)
    assert "A001, que ya tiene PAS-AR" in str(caught.value)
    assert session.store.drafts("application").get(draft).fields["given"] == "Rosa"
    double = duplicates.twice(session, draft)
    assert double is not None
    duplicates.other_person(session, double)
    assert present(application_form.submit(session, draft)).visit == second.id


def test_another_service_of_the_same_person_is_sealed_without_a_question(session: Session) -> None:
    first, sealed = at_the_table(session, PersonName("Rosa", "Soto"), born=date(1990, 5, 9))
    application_form.submit(session, sealed)
    same = arrival(PersonName("Rosa", "Soto"), born=date(1990, 5, 9), others=(first.id,))
    visit = check_in.check_in(session, msgspec.structs.replace(same, services=("PALE",)))
    draft = application_form.begin(session, visit.id, "PALE").id
    assert duplicates.twice(session, draft) is None


def test_what_staff_said_holds_both_ways_until_a_stronger_reason_comes(session: Session) -> None:
    first, one = at_the_table(session, PersonName("Rosa", "Soto"))
    application_form.save(session, one, "curp", "")
    _second, other = at_the_table(session, PersonName("Rosa", "Soto"), others=(first.id,))
    application_form.save(session, other, "curp", "")
    for draft in (one, other):
        application_form.save(session, draft, "prev_number", "")
        application_form.save(session, draft, "born", "")
        assert duplicates.of_draft(session, draft) == []
    for draft in (one, other):
        application_form.save(session, draft, "curp", "HELX040817MZSRPMA5")
    assert [double.likeness for double in duplicates.of_draft(session, one)] == [Likeness.CURP]
    assert [double.likeness for double in duplicates.of_draft(session, other)] == [Likeness.CURP]


def test_what_was_sealed_or_closed_leaves_nothing_to_be_found_by(session: Session) -> None:
    visit, draft = at_the_table(session, PersonName("Rosa", "Soto"))
    application_form.save(session, draft, "prev_number", "G87654321")
    assert told(session, PersonName("Eva"), passport="G87654321")
    application_form.submit(session, draft)
    assert not told(session, PersonName("Eva"), passport="G87654321")
    assert told(session, PersonName("Rosa", "Soto"))
    session.store.log.purge([visit.id])
    assert not told(session, PersonName("Rosa", "Soto"))
    session.store.people.forget_appointments([kit.DAY])
    assert not told(session, curp=CURP)
    session.store.log.verify()


def test_the_index_is_made_again_from_the_journal_and_held_against_it(session: Session) -> None:
    check_in.check_in(session, arrival(PersonName("Rosa", "Soto"), born=date(1990, 5, 9)))
    session.store._db.execute("UPDATE identities SET born = '1991-01-01' WHERE source = 'visit'")
    with raises(store_problems.PROJECTIONS_DIFFER):
        session.store.log.verify()
    session.store.log.rebuild()
    session.store.log.verify()
    assert told(session, PersonName("Rosa", "Soto"), born=date(1990, 5, 9))
    assert told(session, PersonName("Eva"), curp=CURP)


def test_an_older_store_knows_its_people_after_the_update(session: Session) -> None:
    check_in.check_in(session, arrival(PersonName("Rosa", "Soto"), born=date(1990, 5, 9)))
    session.store._db.execute("DROP TABLE identities")
    resembling(session.store._db)
    assert told(session, PersonName("Rosa", "Soto"), born=date(1990, 5, 9))
    assert told(session, curp=CURP)
    session.store.log.verify()


def test_one_person_on_two_laptops_is_a_doubt_that_headquarters_leaves_to_an_officer(tmp_path: Path) -> None:
    with office_world.world(tmp_path) as world:
        laptops = [world.join("A"), world.join("B")]
        made = [office_world.captured(laptop, "PAS-AR", RENEWAL) for laptop in laptops]
        alone = office_world.captured(laptops[0], "PAS-AR")
        for laptop in laptops:
            office_world.send(world, laptop)
        intake.open_new(world.office, world.archive)
        doubts = {case.package.application: case.doubts for case in decisions.open_cases(world.office)}
        assert doubts[alone] == ()
        assert doubts[made[0]] == (f"mismo pasaporte que la solicitud B001 ({made[1]})",)
        assert doubts[made[1]] == (f"mismo pasaporte que la solicitud A001 ({made[0]})",)
        assert decisions.decide_all(world.office) == decisions.DecisionRound(accepted=1, returned=0, left=2)
        decisions.accept(world.office, made[0])  # an officer may
        assert decisions.decide_all(world.office).left == 1
        world.office.store.log.verify()
        for laptop in laptops:
            laptop.store.close()


def test_what_staff_said_at_the_event_is_not_asked_again_at_headquarters(tmp_path: Path) -> None:
    with office_world.world(tmp_path) as world:
        laptop = world.join("A")
        made = [office_world.captured(laptop, "PAS-AR", RENEWAL)]
        _visit, draft = at_the_table(laptop, PersonName("Maribel", "Ochoa", "Tinoco"))
        for key, value in RENEWAL.items():
            application_form.save(laptop, draft, key, value)
        double = duplicates.twice(laptop, draft)
        assert double is not None
        duplicates.other_person(laptop, double._replace(likeness=Likeness.PASSPORT))
        made.append(present(application_form.submit(laptop, draft)).id)
        office_world.send(world, laptop)
        intake.open_new(world.office, world.archive)
        assert [case.doubts for case in decisions.open_cases(world.office)] == [(), ()]
        laptop.store.close()
