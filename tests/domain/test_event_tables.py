"""A consulate's own tables travel in the event's pack: tried by one command, bounded, believed whole or not at all."""

from datetime import date, datetime
from pathlib import Path

import msgspec
import pytest

from fieldkit.cli import main
from fieldkit.desk.access import enrolment
from fieldkit.desk.accounts import cashier
from fieldkit.desk.capture import application_form
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.desk.session import Session
from fieldkit.domain.catalog import problems as catalog_problems
from fieldkit.domain.catalog import tables
from fieldkit.domain.catalog.errors import BadCatalog
from fieldkit.domain.catalog.load import load, whole
from fieldkit.errors import Wording
from fieldkit.event import pack as packs
from fieldkit.event import problems
from fieldkit.event.pack import EventDay
from fieldkit.office import decisions, intake, prepare
from fieldkit.office import problems as office_problems
from fieldkit.people.names import PersonName
from fieldkit.rehearsal.plan import fixtures
from sync import sealed
from tests.support import kit
from tests.support import office_world as w
from tests.support.narrowing import present
from tests.support.problems import raises

LIBRARY = """
family = { es = "Biblioteca", en = "Library" }
[BIB]
name = { es = "Credencial de la biblioteca", en = "Library card" }
source = "Invento de esta prueba"
minutes = 10
fields = ["given", "surname1", "language"]
requirements = ["case-papers"]
next = { es = "Le llaman.", en = "They call you." }
privacy = "identity"
hq = "application"
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder of a consulate's own tables: one service more."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "services-local.toml").write_text(LIBRARY, encoding="utf-8")
    return folder


@pytest.fixture
def plan(own: Path) -> Path:
    """The example's event, with those tables and that service."""
    text = w.PLAN.read_text(encoding="utf-8")
    text = text.replace('# catalog = "tablas"', f'catalog = "{own.name}"').replace('"EDU",', '"EDU", "BIB",')
    text = text.replace('appointments = "appointments.example.csv"', "")
    path = own.parent / "event.toml"
    path.write_text(text, encoding="utf-8")
    return path


def laptop(folder: Path, clock: kit.TestClock, **changes: object) -> Session:
    return kit.session(folder, kit.hands(), clock, **changes)


def test_the_shipped_tables_are_tried_with_one_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalog", "check"]) == 0
    assert "23" in capsys.readouterr().out


def test_every_fault_of_a_folder_is_told_with_file_and_key(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = LIBRARY.replace("minutes = 10", "minutes = 0").replace(', en = "Library card"', "")
    (own / "services-local.toml").write_text(text, encoding="utf-8")
    (own / "fees.toml").write_text("[[table]]\n", encoding="utf-8")
    assert main(["catalog", "check", str(own)]) == 1
    told = capsys.readouterr().out
    for words in (
        "services-local.toml · BIB.minutes",
        "services-local.toml · BIB.name.en",
        "fees.toml · table[1].from",
    ):
        assert words in told


@pytest.mark.parametrize(("language", "words"), [("es", "Debe traer"), ("en", "Proof of the urgency")])
def test_a_service_is_shown_as_people_will_see_it(
    own: Path, language: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for code in (*load().services, "BIB"):
        assert main(["--language", language, "catalog", "show", code, str(own)]) == 0
    told = capsys.readouterr().out
    assert words in told
    assert "US$ 209.00" in told
    assert main(["--language", language, "catalog", "show", "NADA"]) == 1
    main(["--language", "es", "catalog", "check"])


def test_an_event_with_its_own_tables_goes_from_the_door_to_headquarters(tmp_path: Path, plan: Path) -> None:
    with w.world(tmp_path / "world") as world:
        world.ready = prepare.prepare(world.office, world.archive, plan)
        session = world.join()
        assert "BIB" in session.pack.services
        application = w.captured(session, "BIB", {"given": "Évaristo", "surname1": "Nájera"})
        w.send(world, session)
        intake.open_new(world.office, world.archive)
        assert decisions.decide_all(world.office) == (1, 0, 0)
        assert present(world.office.store.people.application(application)).service == "BIB"
        assert "BIB" not in world.office.catalog.services
        session.store.close()


def test_tables_with_a_fault_prepare_nothing(tmp_path: Path, own: Path, plan: Path) -> None:
    (own / "services-local.toml").write_text(LIBRARY.replace("minutes = 10", "minutes = 0"), encoding="utf-8")
    with w.world(tmp_path / "world") as world:
        before = world.office.store.events.event(world.ready.event)
        with pytest.raises(BadCatalog, match=r"services-local\.toml · BIB\.minutes"):
            prepare.prepare(world.office, world.archive, plan)
        assert world.office.store.events.event(world.ready.event) == before


def test_an_event_cannot_offer_what_its_tables_do_not_have(tmp_path: Path, own: Path, plan: Path) -> None:
    (own / "services-local.toml").unlink()
    with w.world(tmp_path / "world") as world, raises(office_problems.BAD_PLAN, match="BIB"):
        prepare.prepare(world.office, world.archive, plan)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"catalog": {"fees.toml": "[[table]]"}}, problems.TABLES_REFUSED),
        ({"catalog": {"../fees.toml": ""}}, problems.TABLES_REFUSED),
        ({"catalog": tables.shipped() | {"services-x.toml": "#" * tables.MAX_BYTES}}, problems.TABLES_REFUSED),
        ({"services": ("PAS-A1", "BIB")}, problems.PACK_REFUSED),
    ],
)
def test_a_laptop_that_gets_tables_with_a_fault_keeps_what_it_has(
    tmp_path: Path, change: dict[str, object], refusal: Wording
) -> None:
    hq, clock = kit.hands(), kit.TestClock()
    store = kit.enrolled(tmp_path, hq, clock)
    held = store.get("pack")
    newer = msgspec.structs.replace(kit.pack(hq, store.device, number=2), **change)
    raw = packs.make(newer, hq.office, sealed.recipient_of(store.identity))
    with raises(refusal):
        enrolment.take_pack(store, raw, now_ms=clock.wall())
    assert store.get("pack") == held
    store.close()


def test_the_packs_tables_are_used_and_not_the_kits(tmp_path: Path, own: Path) -> None:
    text = tables.shipped()["fees.toml"].replace("10 = 20900", "10 = 30000")
    (own / "fees.toml").write_text(text, encoding="utf-8")
    session = laptop(tmp_path / "kit", kit.TestClock(), catalog=whole(own))
    assert cashier.fee_cents(session, "PAS-AR", {"years": "10"}) == 30000
    session.store.close()
    plain = laptop(tmp_path / "plain", kit.TestClock())
    assert cashier.fee_cents(plain, "PAS-AR", {"years": "10"}) == 20900
    plain.store.close()


def ms(text: str) -> int:
    return int(datetime.fromisoformat(f"{text}-06:00").timestamp() * 1000)


def at_the_turn_of_the_year(folder: Path, clock: kit.TestClock, **changes: object) -> Session:
    days = (EventDay(date(2025, 12, 31), *kit.HOURS), EventDay(date(2026, 1, 1), *kit.HOURS))
    window = {"valid_from_ms": ms("2025-12-01T00:00:00"), "valid_until_ms": ms("2027-03-01T00:00:00")}
    return laptop(folder, clock, days=days, appointments=(), **window, **changes)


def test_an_event_over_new_years_eve_charges_each_day_by_its_own_table(tmp_path: Path) -> None:
    clock = kit.TestClock(ms("2025-12-31T12:00:00"))
    session = at_the_turn_of_the_year(tmp_path, clock)
    assert cashier.fee_cents(session, "PAS-AR", {"years": "3"}) == 9900
    clock.advance(11 * 60 + 59)
    assert cashier.fee_cents(session, "PAS-AR", {"years": "3"}) == 9900
    clock.advance(1)
    assert cashier.fee_cents(session, "PAS-AR", {"years": "3"}) == 10100
    session.store.close()


def test_a_year_without_a_table_stops_payment_and_the_form_in_words(tmp_path: Path) -> None:
    clock = kit.TestClock(ms("2026-12-31T12:00:00"))
    session = at_the_turn_of_the_year(tmp_path, clock)
    clock.advance(24 * 60)
    with raises(catalog_problems.NO_FEE_TABLE, match="2027-01-01"):
        cashier.fee_cents(session, "PAS-AR", {"years": "3"})
    visit = check_in.check_in(session, Arrival(PersonName("Ana"), ("PAS-AR", "PALE"), notice=True))
    draft = application_form.begin(session, visit.id, "PAS-AR")
    for key, value in w.RENEWAL.items():
        application_form.save(session, draft.id, key, value)
    found = application_form.review(session, draft.id)
    assert [one for one in found if one.field == "years" and "No hay tarifas para ese día" in one.sentence]
    session.store.close()


@pytest.mark.parametrize(("year", "demo"), [(2026, False), (2027, True), (2039, True)])
def test_a_rehearsal_goes_on_in_a_year_whose_fees_are_not_published(tmp_path: Path, year: int, demo: bool) -> None:
    moment = datetime.fromisoformat(f"{year}-01-01T15:00:00+00:00")
    event = fixtures.MadeUpEvent("ensayo", "Ensayo", "raleigh", "America/New_York", "ana", "Ana", ())
    plan, _table = fixtures.write(event, tmp_path / "papers", moment)
    assert (plan.parent / "tablas").exists() is demo
    with w.world(tmp_path / "world") as world:
        ready = prepare.prepare(world.office, world.archive, plan)
        made = prepare.catalog(world.office, ready.event)
        today = next(table for table in made.fee_tables if table.first <= date(year, 1, 1) <= table.last)
        assert today.demo is demo
        assert made.services.keys() == load().services.keys()
