"""Headquarters' keys, an event's file, and who is let in."""

import hashlib
import os
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldkit.desk.access import backup, unlock
from fieldkit.desk.access import enrolment as enrol
from fieldkit.desk.capture import application_form
from fieldkit.desk.session import Session
from fieldkit.domain.catalog.load import load
from fieldkit.domain.forms.application import ApplicationState
from fieldkit.event import invitation as inv
from fieldkit.event import problems as event_problems
from fieldkit.office import decisions, event_plan, intake, keys, prepare, problems, revocation
from fieldkit.office import enrolment as packs
from fieldkit.office.inbox_delivery import post
from fieldkit.office.paths import Places
from fieldkit.platform.paths import Home
from fieldkit.store import Store
from fieldkit.vault import keyring
from fieldkit.vault import problems as vault_problems
from sync import sealed
from sync.archive.devices import EnrolledKey
from sync.protocol import tls
from sync.protocol.envelope import check, parse, sign
from sync.protocol.messages import EnrolRequest, Refusal, Succession
from tests.support import office_world as w
from tests.support.damage import with_bit_flipped
from tests.support.kit import FLOOR, FirstSaltKnown, TestClock
from tests.support.narrowing import present
from tests.support.problems import raises

TEXT = w.PLAN.read_text(encoding="utf-8")
CATALOG = load()
CSV = w.PLAN.with_name("appointments.example.csv").read_text(encoding="utf-8")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[w.World]:
    with w.world(tmp_path) as made:
        yield made


def begin(world: w.World, letter: str = "A", name: str = "kit") -> Store:
    return enrol.begin(
        Home(world.folder / name),
        invitation=world.ready.invitation,
        code=world.ready.codes[letter],
        operator="rosa",
        passphrase="correct horse battery",
        label="prueba",
        wall=world.clock.wall,
        cost=FLOOR,
        random=FirstSaltKnown(),
    )


def enrolled(world: w.World, request: bytes) -> EnrolledKey | Refusal:
    asked = check(request, parse(request, EnrolRequest).public_key, EnrolRequest)
    return world.archive.devices.enrol(asked, request, world.clock.wall())


# --- keys -----------------------------------------------------------------------------------------------------


def test_headquarters_is_set_up_once_and_in_private(world: w.World, tmp_path: Path) -> None:
    places = world.office.places
    for path in (places.store, places.keys, places.receipt_key, places.tls_key, places.public):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600 or os.name == "nt"
    with raises(problems.ALREADY_SET_UP):
        w.set_up(places.folder, world.clock.wall)


def test_nothing_that_opens_is_in_the_ingests_half_or_in_clear(world: w.World) -> None:
    world.office.store.put("x", b"y")
    secrets = [world.office.store.identity.encode(), world.office.recovery_identity.encode()]
    for path in world.office.places.folder.rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            assert not any(secret in raw or secret.lower() in raw for secret in secrets)
            assert world.ready.codes["A"].encode() not in raw


def test_the_recovery_identity_on_paper_opens_the_offices_key_file(tmp_path: Path) -> None:
    wall = TestClock(w.NINE_MS).wall
    recovery = w.set_up(tmp_path / "hq", wall)
    key = keyring.recover(tmp_path / "hq" / "office" / "office.keys.json", recovery)
    assert len(key) == 32
    with raises(vault_problems.WRONG_PASSPHRASE):
        keys.open_office(tmp_path / "hq", "hilda", "otra frase larga", wall=wall)


def test_headquarters_may_bring_the_certificate_that_phones_know(tmp_path: Path) -> None:
    authority = tls.make_authority("A public authority", w.DAY)
    server = tls.make_server_certificate(authority, ["hq.example"], w.DAY)
    brought = keys.GivenCertificate(authority.certificate.decode(), server.certificate, server.key)
    w.set_up(tmp_path / "hq", TestClock().wall, given=brought)
    places = Places(tmp_path / "hq")
    assert places.read_public().ca_pem == authority.certificate.decode()
    assert tls.server_context(places.tls_certificate, places.tls_key)


@pytest.mark.parametrize("url", ["foo", "http://hq.example", "https://", "https://hq.example:99999", "https://hq:x"])
def test_an_address_that_no_laptop_can_use_sets_nothing_up(tmp_path: Path, url: str) -> None:
    with raises(problems.BAD_ADDRESS):
        w.set_up(tmp_path / "hq", TestClock().wall, url=url)
    assert not any(tmp_path.iterdir())


def test_a_set_up_that_was_cut_short_starts_over(tmp_path: Path) -> None:
    (tmp_path / "hq.new" / "office").mkdir(parents=True)
    (tmp_path / "hq.new" / "office" / "office.store").write_bytes(b"half")
    w.set_up(tmp_path / "hq", TestClock().wall)
    assert not (tmp_path / "hq.new").exists()


# --- the event's file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('event = "raleigh-2026-12-12"', 'event = "../x"', "-"),
        ('consulate = "raleigh"', 'consulate = "atlantis"', "consulate"),
        ('# time_zone = "America/New_York"', 'time_zone = "Mars/Olympus"', "time_zone"),
        ('# time_zone = "America/New_York"', 'time_zone = "../../etc/passwd"', "time_zone"),
        ('"PALE"', '"NADA"', "services"),
        ('"PALE"', '"PALE", "PALE"', "services"),
        ("devices = 2", "devices = 27", "-"),
        ("devices = 2", "devices = true", "-"),
        ("closes = 17:00:00", "closes = 07:00:00", "days 2026-12-12"),
        ('"supervisor"]', '"capture"]', "staff"),
        ('id = "beto"', 'id = "rosa"', "staff"),
        ('"capture", "cashier"]', '"boss"]', "-"),
        ("walk_in_minutes = 45", "walkin = 45", "-"),
        ("name = ", "nombre = ", "-"),
        ("[[days]]", "[[days]", "-"),
    ],
)
def test_a_mistake_in_the_event_is_named_and_nothing_is_prepared(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    assert old in TEXT
    file = tmp_path / "event.toml"
    file.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with raises(problems.BAD_PLAN) as problem:
        event_plan.read(file, CATALOG)
    assert problem.value.facts["place"] == place


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("day,time", "dia,hora", "1"),
        ("2026-12-12,08:00,PAS-AR", "2026-12-13,08:00,PAS-AR", "2"),
        ("2026-12-12,08:00,PAS-AR", "12/12/2026,08:00,PAS-AR", "2"),
        ("2026-12-12,08:00,PAS-AR", "2026-12-12,8 am,PAS-AR", "2"),
        ("PAS-AR", "BIB", "2"),
        ("1991-11-23", "1991-13-23", "3"),
        ("Evaristo", "Eva\x07risto", "3"),
        ("Evaristo", "Evaristo,x", "3"),
        ("2026-12-12,08:30", "2026-12-12,08:30\n2026", "4"),
        ("2026-12-12,08:30", '2026-12-12,"08:30"x', "4"),
    ],
)
def test_a_mistake_in_the_appointments_is_named_by_its_line(tmp_path: Path, old: str, new: str, place: str) -> None:
    assert old in CSV
    file = tmp_path / "citas.csv"
    file.write_text(CSV.replace(old, new, 1), encoding="utf-8")
    with raises(problems.BAD_PLAN) as problem:
        event_plan.read_appointments(file, event_plan.read(w.PLAN, CATALOG), b"k" * 32)
    assert problem.value.facts["place"] == place


def test_a_passport_may_stand_in_a_tenth_column_and_changes_no_appointments_id(tmp_path: Path) -> None:
    file, event = tmp_path / "citas.csv", event_plan.read(w.PLAN, CATALOG)
    file.write_text(CSV, encoding="utf-8")
    before = event_plan.read_appointments(file, event, b"k" * 32)
    head, *rows = CSV.splitlines()
    file.write_text("\n".join([head + ",passport", *(row + ", g12345678" for row in rows)]), encoding="utf-8")
    after = event_plan.read_appointments(file, event, b"k" * 32)
    assert [one.id for one in after] == [one.id for one in before]
    assert {one.passport for one in after} == {"G12345678"}


def test_the_same_line_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "citas.csv"
    file.write_text(CSV + CSV.splitlines()[1] + "\n", encoding="utf-8")
    with raises(problems.BAD_PLAN):
        event_plan.read_appointments(file, event_plan.read(w.PLAN, CATALOG), b"k" * 32)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_an_event_or_a_mistake(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "event.toml"
    file.write_bytes(raw)
    with raises(problems.BAD_PLAN):
        event_plan.read(file, CATALOG)
    with raises(problems.BAD_PLAN):
        event_plan.read_appointments(file, event_plan.read(w.PLAN, CATALOG), b"k" * 32)


def test_an_appointments_id_is_the_same_next_time_and_nobody_else_can_guess_it() -> None:
    made = event_plan.read(w.PLAN, CATALOG)
    one, again = (event_plan.read_appointments(w.PLAN.parent / made.appointments, made, b"k" * 32) for _ in range(2))
    other = event_plan.read_appointments(w.PLAN.parent / made.appointments, made, b"j" * 32)
    assert one == again
    assert not {booking.id for booking in one} & {booking.id for booking in other}
    assert [booking.slot_ms - one[0].slot_ms for booking in one] == [0, 0, 30 * 60_000, 60 * 60_000]
    assert one[0].slot_ms == w.NINE_MS - 3_600_000


def test_preparing_again_keeps_keys_and_codes_and_makes_newer_packs(world: w.World, tmp_path: Path) -> None:
    session = world.join("A")
    again = prepare.prepare(world.office, world.archive, w.PLAN)
    assert (again.number, again.codes, again.invitation) == (2, world.ready.codes, world.ready.invitation)
    assert packs.pack_all(world.office, world.archive).packs == 1
    assert packs.pack_all(world.office, world.archive).packs == 0
    post(world.office, world.archive)
    assert w.take_inbox(world, session.store) == []
    assert unlock.load_pack(session.store).number == 2
    assert len(session.store.people.appointments(date(2026, 12, 12))) == 4
    session.store.close()


def test_the_invitation_is_public_and_the_codes_are_written_for_one_reader(world: w.World, tmp_path: Path) -> None:
    invitation, codes = prepare.write(world.ready, tmp_path / "out")
    assert inv.read(invitation.read_bytes()).event == "raleigh-2026-12-12"
    assert [line.split()[1] for line in codes.read_text("utf-8").splitlines()] == list(world.ready.codes.values())
    assert stat.S_IMODE(codes.stat().st_mode) == 0o600 or os.name == "nt"
    for code in world.ready.codes.values():
        assert inv.read_code(code, invitation.read_bytes())


# --- who is let in --------------------------------------------------------------------------------------------


def test_a_laptop_that_was_never_online_joins_with_two_files(world: w.World, tmp_path: Path) -> None:
    store = begin(world, "B")
    request = enrol.carried_request(store)
    path = packs.enrol_by_file(world.office, world.archive, request, tmp_path / "stick", now_ms=world.clock.wall())
    pack = enrol.take_pack(store, path.read_bytes(), now_ms=world.clock.wall())
    assert (path.name, pack.letter, len(pack.appointments)) == ("raleigh-2026-12-12-B.pack", "B", 4)
    again = packs.enrol_by_file(world.office, world.archive, request, tmp_path / "stick", now_ms=world.clock.wall())
    assert enrol.take_pack(store, again.read_bytes(), now_ms=world.clock.wall()) == pack
    store.close()


def test_a_code_serves_one_laptop_only(world: w.World, tmp_path: Path) -> None:
    first, second = begin(world, "A", "one"), begin(world, "A", "two")
    packs.enrol_by_file(world.office, world.archive, enrol.carried_request(first), tmp_path, now_ms=world.clock.wall())
    with pytest.raises(packs.EnrolRefused):
        packs.enrol_by_file(
            world.office, world.archive, enrol.carried_request(second), tmp_path, now_ms=world.clock.wall()
        )
    first.close()
    second.close()


@pytest.mark.parametrize("at", [0, 40, -1])
def test_an_altered_request_is_refused(world: w.World, tmp_path: Path, at: int) -> None:
    store = begin(world)
    raw = with_bit_flipped(enrol.carried_request(store), at)
    with pytest.raises(packs.EnrolRefused):
        packs.enrol_by_file(world.office, world.archive, raw, tmp_path, now_ms=world.clock.wall())
    store.close()


def test_a_key_that_the_ingest_put_in_place_gets_no_pack(world: w.World) -> None:
    """A broken-into ingest sees a real request, and enrols keys of its own under the same code."""
    store = begin(world)
    real = enrol.open_request(store)
    _, recipient = sealed.generate()
    intruder = Store.create(
        world.folder / "intruder.store",
        b"k" * 32,
        device_key=b"i" * 32,
        identity=sealed.generate().identity,
        role="kit",
        wall=world.clock.wall,
    )
    public_key = intruder.key.public_key().public_bytes_raw()
    forged = msgspec.structs.replace(real, public_key=public_key, recipient=recipient)
    answer = enrolled(world, sign(forged, intruder.key))
    assert not isinstance(answer, Refusal)
    done = packs.pack_all(world.office, world.archive)
    assert (done.joined, done.packs, len(done.refused)) == ((), 0, 1)
    intruder.close()
    store.close()


def test_a_recipient_that_the_ingest_exchanged_gets_no_pack(world: w.World) -> None:
    store = begin(world)
    request = enrol.open_request(store)
    _, other = sealed.generate()
    world.archive.devices.register(
        request.public_key, event=world.ready.event, letter="A", recipient=other, request=enrol.carried_request(store)
    )
    assert [one.device for one in packs.pack_all(world.office, world.archive).refused] == [store.device]
    store.close()


def test_a_restored_laptop_is_vouched_for_by_the_one_before(world: w.World) -> None:
    session = world.join("A")
    application = w.captured(session)
    key = keyring.unlock(session.home.keys, "rosa", "correct horse battery")
    stick = backup.back_up(session, world.folder / "stick", key)
    session.store.close()
    home = Home(world.folder / "next")
    restored = backup.restore(stick, home, "rosa", "correct horse battery", wall=world.clock.wall)
    store = unlock.open_store(home, "rosa", "correct horse battery", wall=world.clock.wall)
    request = sign(enrol.open_request(store), store.key)
    asked = enrol.open_request(store)
    claim = parse(asked.succession, Succession)
    world.archive.devices.succeed(asked, request, claim, world.clock.wall())
    done = packs.pack_all(world.office, world.archive)
    assert [(kit.letter, kit.predecessor) for kit in done.joined] == [(restored.letter, session.store.device)]
    post(world.office, world.archive)
    assert w.take_inbox(world, store) == []
    assert unlock.load_pack(store).letter == restored.letter
    assert store.people.application(application) is not None
    store.close()


def go_on(world: w.World, before: Session, name: str) -> Session:
    """A laptop restored from a copy of ``before``; headquarters knows of it only after ``follow``."""
    key = keyring.unlock(before.home.keys, "rosa", "correct horse battery")
    stick = backup.back_up(before, world.folder / f"stick-{name}", key)
    home = Home(world.folder / name)
    backup.restore(stick, home, "rosa", "correct horse battery", wall=world.clock.wall)
    store = unlock.open_store(home, "rosa", "correct horse battery", wall=world.clock.wall)
    return unlock.start(home, store, "rosa", wall=world.clock.wall, steady=world.clock.steady)


def follow(world: w.World, session: Session) -> None:
    asked = enrol.open_request(session.store)
    claim = parse(asked.succession, Succession)
    world.archive.devices.succeed(asked, sign(asked, session.store.key), claim, world.clock.wall())
    assert packs.pack_all(world.office, world.archive).refused == ()


def test_a_restored_laptop_learns_what_was_decided_between_its_copy_and_its_joining(world: w.World) -> None:
    first, stranger = world.join("A"), world.join("B")
    application, foreign = w.captured(first), w.captured(stranger)
    second = go_on(world, first, "second")
    third = go_on(world, second, "third")
    for one in (first, stranger):
        w.send(world, one)
    intake.open_new(world.office, world.archive)
    decisions.return_(world.office, application, ["Falta: firma."])
    decisions.accept(world.office, foreign)
    for one in (second, third):
        follow(world, one)
    post(world.office, world.archive)
    for one in (second, third):
        assert w.take_inbox(world, one.store) == []
        known = present(one.store.people.application(application))
        assert (known.state, known.reasons) == (ApplicationState.RETURNED, ("Falta: firma.",))
        assert one.store.people.application(foreign) is None
        one.store.log.verify()
    draft = application_form.correct(third, application)
    assert draft.fields.items() >= w.PALE.items()
    for one in (first, stranger, second, third):
        one.store.close()


def test_a_pack_opens_only_on_its_own_laptop(world: w.World) -> None:
    a, b = world.join("A"), world.join("B")
    pack = world.archive.inboxes.after(a.store.device, 0)[0].sealed
    with raises(event_problems.PACK_REFUSED):
        enrol.take_pack(b.store, pack, now_ms=world.clock.wall())
    assert hashlib.sha256(pack).digest()
    a.store.close()
    b.store.close()


def test_a_revoked_laptop_is_taken_out_of_use_and_gets_no_further_pack(world: w.World, tmp_path: Path) -> None:
    session = world.join()
    device = session.store.device
    session.store.close()
    assert revocation.revoke(world.archive, device[:8]).device == device
    assert present(world.archive.devices.get(device)).state == "revoked"
    prepare.prepare(world.office, world.archive, w.PLAN)
    assert packs.pack_all(world.office, world.archive).packs == 0


@pytest.mark.parametrize("name", ["", "ab", "zzzzzz"])
def test_a_name_that_is_nobodys_revokes_nothing(world: w.World, name: str) -> None:
    world.join().store.close()
    with raises(problems.NO_SUCH_DEVICE):
        revocation.revoke(world.archive, name)
    assert not [one for one in world.archive.devices.all() if one.state == "revoked"]


@pytest.mark.parametrize("dash", ["–", "—", "\u2011", "\u2010", "−", " ", "\u00a0", ""])
def test_a_code_that_a_letter_programme_has_dressed_up_is_the_same_code(dash: str) -> None:
    raw = b"an invitation"
    code = inv.make_code(raw, bytes(range(inv.SECRET_BYTES)))
    assert inv.read_code(f" {code.lower().replace('-', dash)} ", raw) == inv.read_code(code, raw)


@pytest.mark.parametrize("folder", ["what?", "a#b", "50% off", "ñandú & co"])
def test_headquarters_may_lie_in_any_folder(tmp_path: Path, folder: str) -> None:
    places = Places(tmp_path / folder)
    places.ingest.mkdir(parents=True)
    places.open_archive().database.close()
    assert (places.ingest / "archive.sqlite").exists()
    assert [path.name for path in tmp_path.iterdir()] == [folder]


@pytest.mark.parametrize("hour", ['"08:00:00Z"', '"08:00:00-05:00"'])
def test_an_hour_with_a_zone_is_told_by_its_place(tmp_path: Path, hour: str) -> None:
    file = tmp_path / "event.toml"
    file.write_text(TEXT.replace("opens = 08:00:00", f"opens = {hour}"), encoding="utf-8")
    with raises(problems.BAD_PLAN) as problem:
        event_plan.read(file, CATALOG)
    assert problem.value.facts["place"] == "days.opens"


def test_an_invitation_with_a_byte_order_mark_is_the_same(world: w.World) -> None:
    marked = b"\xef\xbb\xbf" + world.ready.invitation
    assert inv.read(marked) == inv.read(world.ready.invitation)
    assert inv.read_code(world.ready.codes["A"], marked) == inv.read_code(
        world.ready.codes["A"], world.ready.invitation
    )
