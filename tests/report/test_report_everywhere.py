"""Reports where they are asked for: at the laptop, on the screen, by command, and at headquarters."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pypdfium2
import pytest

from fieldkit.cli import main
from fieldkit.desk import outreach
from fieldkit.desk import problems as desk_problems
from fieldkit.desk.closing import day_close, day_report
from fieldkit.desk.protection import cases
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.event.pack import StaffMember
from fieldkit.locale import speak
from fieldkit.office import intake, problems
from fieldkit.office import report as reporting
from fieldkit.report.formats import FORMATS
from fieldkit.tui.keys import ROOMS
from tests.promises import canaries, hall
from tests.support import kit, office_world, tui_hands
from tests.support.narrowing import present
from tests.support.problems import raises
from tests.support.report_facts import figures


@contextmanager
def laptop(folder: Path, **changes: Any) -> Iterator[Session]:
    session = kit.session(folder, kit.hands(), kit.TestClock(), **changes)
    try:
        yield session
    finally:
        session.store.close()


def as_role(session: Session, *roles: str) -> Session:
    return replace(session, roles=frozenset(roles))


def lived(session: Session) -> None:
    """Three people: one served and sealed, one who left, one who waits."""
    first = hall.serving(
        session, name=canaries.NAME, phone=canaries.PHONE, born=date.fromisoformat(canaries.BORN), curp=canaries.CURP
    )
    calls.line_done(session, first.id, "PAS-AR", j.Outcome.DONE)
    second = check_in.check_in(session, Arrival(name=canaries.BOOKED, services=("PALE",), notice=True))
    session.append(second.id, j.EstimateShown(ahead=0, p50=5, p80=10))
    calls.left(session, second.id)
    check_in.check_in(session, Arrival(name=canaries.NAME, services=("PALE",), notice=True, language="nah"))


def test_the_day_is_counted_from_what_was_noted(tmp_path: Path) -> None:
    with laptop(tmp_path) as session:
        lived(session)
        made = day_report.of_day(session)
        assert figures(made, "visits")["Total"] == [0, 3, 3, 10000]
        assert figures(made, "languages")["Náhuatl"] == [0, 1, 1, 3333]
        assert made.mark == "interno: no compartir"


def test_only_a_supervisor_sees_it(tmp_path: Path) -> None:
    with laptop(tmp_path) as session:
        for role in ("reception", "line", "capture", "cashier", "protection"):
            with raises(desk_problems.NOT_ALLOWED):
                day_report.of_day(as_role(session, role))
        assert day_report.of_event(as_role(session, "supervisor")).tables == ()


def test_the_event_has_every_day_and_the_day_only_its_own(tmp_path: Path) -> None:
    with laptop(tmp_path) as session:
        lived(session)
        day_close.close_day(session, [one.code for one in day_close.summary(session).notices])
        tomorrow = kit.DAY + timedelta(days=1)
        assert day_report.of_day(session, tomorrow).tables == ()
        event = day_report.of_event(session)
        assert (event.first, event.last) == (kit.DAY, tomorrow)
        assert present(figures(event, "visits")["Total"][-2]) >= 3


def test_whoever_supervises_without_the_role_sees_how_many_cases_and_no_more(tmp_path: Path) -> None:
    with laptop(tmp_path) as session:
        inside = as_role(session, "supervisor", "protection")
        draft = cases.begin(inside)
        told = {"field": "criminal", "kind": "victim", "actions": "advice", "1.role": "affected", "1.sex": "M"}
        session.append(draft.id, j.CaseSealed("C1", kit.DAY.isoformat(), told["field"], (j.CasePerson("M", 16),), ()))
        assert [one.key for one in day_report.of_day(as_role(session, "supervisor")).tables] == ["case-work"]
        full = day_report.of_day(inside)
        assert figures(full, "protected")["Penal"] == [0, 1, 1, 10000]


def test_sessions_and_contacts_are_in_it(tmp_path: Path) -> None:
    with laptop(tmp_path) as session:
        outreach.contact(session, "VDS", "vaccination", people=12)
        outreach.withdraw_last(session)
        outreach.contact(session, "VDS", "vaccination", people=7)
        assert figures(day_report.of_day(session), "contacts")["Total"] == [7, 10000]


@pytest.mark.parametrize("shared", [False, True])
def test_nobody_is_named_in_any_form(tmp_path: Path, shared: bool) -> None:
    with laptop(tmp_path / "kit") as session:
        lived(session)
        made = day_report.of_day(session, shared=shared)
        for form in FORMATS:
            (tmp_path / f"report.{form}").write_bytes(FORMATS[form](made))
        files = day_report.save(made, session.home)
    words = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(files[0]))
    (tmp_path / "words.txt").write_text(words, encoding="utf-8")
    texts = [path.read_text(encoding="utf-8") for path in [*tmp_path.glob("report.[cjt]*"), tmp_path / "words.txt"]]
    assert len(texts) == 4
    for canary in (*canaries.FIELDS.values(), canaries.NAME.given, canaries.BOOKED.surname1, canaries.CURP):
        assert not [text for text in texts if len(canary) > 4 and canary.casefold() in text.casefold()]


def test_files_are_for_their_owner_only_and_say_for_whom_they_are(tmp_path: Path) -> None:
    with laptop(tmp_path) as session:
        inside = day_report.save(day_report.of_day(session), session.home)
        shared = day_report.save(day_report.of_event(session, shared=True), session.home)
    names = [path.name for path in (*inside, *shared)]
    assert names == [
        "informe-2026-11-21-interno.pdf",
        "informe-2026-11-21-interno.csv",
        "informe-2026-11-21_2026-11-22-compartir.pdf",
        "informe-2026-11-21_2026-11-22-compartir.csv",
    ]
    assert {path.stat().st_mode & 0o077 for path in inside} <= {0}


def test_the_command_writes_what_the_screen_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with laptop(tmp_path / "kit") as session:
        lived(session)
    monkeypatch.setenv("FIELDKIT_PASSPHRASE", kit.PASSPHRASE)
    asked = ["--home", str(tmp_path / "kit"), "report", "--operator", kit.OPERATOR, "--day", kit.DAY.isoformat()]
    assert main(asked) == 0
    assert "Visitas por cómo terminaron" in capsys.readouterr().out
    assert main([*asked, "--format", "pdf"]) == 1
    assert "--out" in capsys.readouterr().err
    target = tmp_path / "r.pdf"
    assert main([*asked, "--format", "pdf", "--shared", "--event", "--out", str(target)]) == 0
    assert target.read_bytes().startswith(b"%PDF")
    try:
        assert main(["--language", "en", *asked, "--format", "csv"]) == 0
    finally:
        speak("es")
    assert '"Nahuatl"' in capsys.readouterr().out


@pytest.mark.anyio
async def test_the_room_is_reached_by_the_list_and_writes_both_files(tmp_path: Path) -> None:
    place = [one.label for one in ROOMS].index("Informe") + 1
    async with tui_hands.desk(tmp_path) as desk:
        await desk.press("ctrl+o")
        await desk.sees("Informe. Las cuentas")
        await desk.type(str(place))
        await desk.sees("Informe del día", "interno: no compartir")
        await desk.press("e")
        await desk.sees("Informe del evento")
        await desk.press("f8")
        await desk.sees("¿Para quién es el informe?")
        await desk.press("1")
        await desk.sees("Escrito:", "compartir.pdf")
    assert len(list((tmp_path / "reports").iterdir())) == 2


@pytest.mark.anyio
async def test_the_room_stays_empty_for_who_does_not_supervise(tmp_path: Path) -> None:
    others = (StaffMember("ana", "Ana", ("reception", "capture")),)
    async with tui_hands.desk(tmp_path, post="report", staff=others) as desk:
        await desk.sees("Usted no tiene permiso", "supervisión")
        assert "Visitas" not in desk.text()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Iterator[office_world.World]:
    """Two laptops of one event whose day is at headquarters; one batch more is not opened yet."""
    with office_world.world(tmp_path_factory.mktemp("hq")) as world:
        sessions = [world.join("A"), world.join("B")]
        for session in sessions:
            office_world.captured(session, "PAS-AR")
            office_world.captured(session)
            outreach.contact(session, "VDS", "vaccination", people=4)
            office_world.send(world, session)
        intake.open_new(world.office, world.archive)
        office_world.waiting(sessions[0], "PALE")
        office_world.send(world, sessions[0])
        yield world
        for session in sessions:
            session.store.close()


DAY = office_world.DAY


def test_headquarters_counts_every_laptop_once(events: office_world.World) -> None:
    made = reporting.report(events.office, events.archive, DAY, DAY)
    assert figures(made, "documents-type")["Total"] == [0, 2, 2, 10000]
    assert figures(made, "advice")["Laboral"] == [2, 0, 2, 10000]
    assert figures(made, "contacts")["Total"] == [8, 10000]
    assert figures(made, "visits")["Total"] == [0, 4, 4, 10000]
    assert figures(made, "consulates")["Total"] == [4, 4, 2, 0, 8]


def test_what_is_not_opened_yet_is_said(events: office_world.World) -> None:
    made = reporting.report(events.office, events.archive, DAY, DAY)
    assert made.notes == ("No está todo: envíos recibidos y sin abrir 1, envíos que faltan 0.",)


def test_other_days_and_other_consulates_are_left_out(events: office_world.World) -> None:
    early = reporting.report(events.office, events.archive, date(2026, 1, 1), DAY - timedelta(days=1))
    assert early.tables == ()
    mine = reporting.report(events.office, events.archive, DAY, DAY, consulate="raleigh")
    assert figures(mine, "visits")["Total"][-2] == 4
    assert not [one for one in mine.tables if one.key == "consulates"]
    assert reporting.report(events.office, events.archive, DAY, DAY, consulate="chicago").tables == ()


def test_a_period_that_ends_before_it_begins_and_an_unknown_consulate_are_refused(events: office_world.World) -> None:
    with raises(problems.BAD_PERIOD):
        reporting.report(events.office, events.archive, DAY, DAY - timedelta(days=1))
    with raises(problems.UNKNOWN_CONSULATE):
        reporting.report(events.office, events.archive, DAY, DAY, consulate="atlantis")


def test_headquarters_command_writes_the_report(
    events: office_world.World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIELDKIT_PASSPHRASE", office_world.PASSPHRASE)
    where = ["--hq", str(events.folder / "hq"), "--operator", "hilda"]
    days = ["--from", DAY.isoformat(), "--to", DAY.isoformat()]
    assert main(["office", "report", *where, *days, "--format", "json", "--shared"]) == 0
    told = msgspec.json.decode(capsys.readouterr().out)
    assert told["shared"] is True
