"""A person's way through the posts on a real store: check in, ticket, call, capture, submit, close."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PIL import Image, ImageDraw

from fieldkit import photos
from fieldkit.desk import problems as desk_problems
from fieldkit.desk.access import enrolment, unlock
from fieldkit.desk.accounts import cashier
from fieldkit.desk.accounts import problems as accounts_problems
from fieldkit.desk.capture import application_form
from fieldkit.desk.capture import problems as capture_problems
from fieldkit.desk.closing import day_close
from fieldkit.desk.closing import problems as closing_problems
from fieldkit.desk.exchange import batching
from fieldkit.desk.forms import problems as form_problems
from fieldkit.desk.printing import print_jobs
from fieldkit.desk.queue import calls
from fieldkit.desk.queue import problems as queue_problems
from fieldkit.desk.reception import check_in, problems, search
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.catalog.model import Field
from fieldkit.domain.forms import application as applications
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.event import pack as packs
from fieldkit.people import names
from fieldkit.people.names import PersonName
from fieldkit.store import DiskTrouble, Store
from fieldkit.store.outbox import BatchState
from fieldkit.tokens import ticket_token
from fieldkit.tokens.errors import ForgedTicket
from printing import problems as printing_problems
from printing.errors import NothingPrinted
from sync import sealed
from sync.journal import chain
from sync.protocol import batches
from tests.support import kit
from tests.support.narrowing import present
from tests.support.problems import raises

ADULT = {
    "sex": "M",
    "born": "1988-02-29",
    "years": "10",
}


@pytest.fixture
def session(tmp_path: Path, hq: kit.Hands, clock: kit.TestClock) -> Iterator[Session]:
    made = kit.session(tmp_path / "kit", hq, clock)
    yield made
    made.store.close()


def walk_in(
    session: Session,
    name: tuple[str, ...] = ("Ana", "Ruiz"),
    services: tuple[str, ...] = ("PALE",),
    **more: Any,
) -> Visit:
    return check_in.check_in(session, Arrival(name=PersonName(*name), services=services, notice=True, **more))


def picture(size: tuple[int, int] = (900, 1200)) -> bytes:
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for n in range(0, size[0], 12):
        pen.line((n, size[1] // 4, size[0] - n, size[1] - 50), fill=(90, 60, 40), width=3)
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def test_numbers_are_the_letter_and_a_counter(session: Session) -> None:
    assert [walk_in(session).number for _ in range(3)] == ["A001", "A002", "A003"]


def test_nobody_is_registered_before_the_privacy_notice(session: Session) -> None:
    with raises(problems.NOTICE_MISSING):
        check_in.check_in(session, Arrival(name=PersonName("Ana"), services=("PALE",), notice=False))
    assert not session.store.people.visits(kit.DAY)


def test_a_booked_person_is_found_without_accents_and_registered_once(session: Session) -> None:
    found = check_in.find(session, "nunez maria")
    assert [one.name.surname1 for one in found.appointments] == ["Ñúñez"]
    booking = found.appointments[0]
    arrival = Arrival(name=booking.name, services=booking.services, notice=True, appointment=booking.id)
    visit = check_in.check_in(session, arrival)
    assert visit.appointment
    with raises(problems.ALREADY_HERE):
        check_in.check_in(session, arrival)
    again = check_in.find(session, "nunez maria")
    assert (again.appointments, [one.id for one in again.visits]) == ([], [visit.id])


def test_a_scanned_ticket_finds_its_visit_and_a_forged_one_is_refused(session: Session) -> None:
    visit = walk_in(session)
    token = check_in.token(session, visit)
    assert present(check_in.scan(session, f"https://hq.example/t/{token.lower()}")).id == visit.id
    forged = ticket_token.encode(bytes.fromhex(visit.id), b"another key")
    with pytest.raises(ForgedTicket):
        check_in.scan(session, forged)


def test_a_ticket_is_printed_only_when_the_operator_saw_it(session: Session, tmp_path: Path) -> None:
    visit = walk_in(session)
    print_jobs.print_ticket(session, visit.id)
    assert session.visit(visit.id).paper == "sent"
    assert print_jobs.confirm(session, visit.id).paper == "confirmed"
    assert list((tmp_path / "kit" / "printed").glob("A001*.pdf"))
    second = print_jobs.queue(session, visit.id)
    assert (second.paper, second.copies) == ("queued", 1)


def test_a_ticket_is_noted_as_sent_before_its_first_byte_leaves(session: Session) -> None:
    visit = walk_in(session)
    print_jobs.queue(session, visit.id)
    paper = present(print_jobs.take(session, visit.id))
    assert session.visit(visit.id).paper == "sent"
    assert print_jobs.take(session, visit.id) is None
    print_jobs.came_back(session, paper, NothingPrinted(printing_problems.PRINTER_UNREACHABLE, address="x"))
    assert print_jobs.waiting(session) == [print_jobs.PaperOrder(visit.id)]
    assert present(print_jobs.take(session, visit.id)).job == paper.job


def test_a_ticket_asked_for_twice_before_it_left_is_one_ticket(session: Session) -> None:
    visit = walk_in(session)
    assert print_jobs.queue(session, visit.id).paper_job == print_jobs.queue(session, visit.id).paper_job
    assert session.visit(visit.id).copies == 0


def test_a_ticket_that_another_laptop_queued_is_left_to_its_printer(
    session: Session, hq: kit.Hands, clock: kit.TestClock
) -> None:
    mine, theirs = walk_in(session), walk_in(session)
    print_jobs.queue(session, mine.id)
    entry, _ = chain.write(
        chain.EMPTY,
        hq.office,
        hlc=chain.tick(session.store.log.clock(), clock.wall()),
        operator="beto",
        kind=j.tag(body := j.TicketPrint(job="ab", state=j.PrintState.QUEUED)),
        subject=theirs.id,
        body=j.encode(body),
        salt=b"s" * chain.SALT_BYTES,
    )
    session.store.log.take([entry])
    assert session.visit(theirs.id).paper == "queued"
    assert print_jobs.waiting(session) == [print_jobs.PaperOrder(mine.id)]


def test_the_ticket_of_somebody_who_went_away_is_void_and_never_printed(session: Session, tmp_path: Path) -> None:
    visit = walk_in(session)
    print_jobs.queue(session, visit.id)
    calls.left(session, visit.id)
    assert print_jobs.take(session, visit.id) is None
    assert session.visit(visit.id).paper == "void"
    assert print_jobs.waiting(session) == []
    assert not (tmp_path / "kit" / "printed").exists()


def test_the_line_calls_recalls_and_marks_as_missed_only_after_two_recalls(session: Session) -> None:
    visit = walk_in(session)
    assert calls.call_next(session).id == visit.id
    with raises(queue_problems.RECALL_FIRST):
        calls.missed(session, visit.id)
    calls.recall(session, visit.id)
    calls.recall(session, visit.id)
    assert calls.missed(session, visit.id).state is VisitState.MISSED
    assert check_in.came_back(session, visit.id).state is VisitState.WAITING


def test_leaving_the_order_needs_a_reason_and_is_counted(session: Session, clock: kit.TestClock) -> None:
    walk_in(session)
    clock.advance(1)
    second = walk_in(session)
    with raises(queue_problems.NO_REASON):
        calls.call(session, second.id)
    assert calls.call(session, second.id, "family").overrides == ("family",)


def test_the_last_action_can_be_undone_once(session: Session) -> None:
    visit = walk_in(session)
    calls.call_next(session)
    assert calls.undo_last(session).state is VisitState.WAITING
    with raises(queue_problems.NOTHING_TO_UNDO):
        calls.undo_last(session)
    assert session.visit(visit.id).calls == ()


def serve(session: Session, service: str = "PAS-AR") -> Visit:
    visit = walk_in(session, ("María José", "Ñúñez", "Peña"), (service,))
    calls.call_next(session)
    return calls.start(session, visit.id)


def filled(session: Session, service: str = "PAS-AR") -> tuple[Visit, str]:
    visit = serve(session, service)
    draft = application_form.begin(session, visit.id, service)
    form = session.catalog.services[service]
    for field in form.fields:
        value = ADULT.get(field.key) or sample(field)
        if field.key not in draft.fields and (field.required or field.required_when or field.key in ADULT):
            saved = application_form.save(session, draft.id, field.key, value)
            assert not saved.doubt, (field.key, value, saved.doubt)
    for slot in form.slots:
        if slot.required:
            application_form.add_picture(session, draft.id, slot.key, picture())
    return visit, draft.id


def sample(field: Field) -> str:
    if field.choices:
        return field.choices[0].key
    kinds = {"date": "2016-05-03", "phone": "(919) 555-0147", "email": "a@example.org", "year": "1988", "zip": "60085"}
    return kinds.get(field.kind, {"height_cm": "165", "curp": ""}.get(field.kind, "Dato"))


def test_every_saved_field_is_there_after_the_store_is_opened_again(
    session: Session, tmp_path: Path, clock: kit.TestClock
) -> None:
    visit = serve(session)
    draft = application_form.begin(session, visit.id, "PAS-AR")
    application_form.save(session, draft.id, "given", "María José")
    application_form.save(session, draft.id, "born", "32/13/2020")
    before = session.store.drafts("application").get(draft.id).fields
    again = unlock.open_store(session.home, kit.OPERATOR, kit.PASSPHRASE, wall=clock.wall)
    assert again.drafts("application").get(draft.id).fields == before
    assert before["born"] == "32/13/2020"
    again.close()


def test_a_form_with_missing_data_is_not_submitted_and_nothing_is_lost(session: Session) -> None:
    visit = serve(session)
    draft = application_form.begin(session, visit.id, "PAS-AR")
    with raises(form_problems.NOT_READY):
        application_form.submit(session, draft.id)
    assert session.store.drafts("application").get(draft.id).fields["surname1"] == "Ñúñez"


def test_a_submitted_application_is_sealed_and_the_draft_is_gone(session: Session, hq: kit.Hands) -> None:
    visit, draft = filled(session)
    application = present(application_form.submit(session, draft))
    assert application.state is applications.ApplicationState.SEALED
    assert session.store.drafts("application").all() == []
    assert session.visit(visit.id).state is VisitState.DONE
    content = session.store.outbox.blob(application.files[0].sha256, 0, 1 << 20)
    package = applications.read_package(sealed.open_bytes(content, [hq.identity]))
    assert package.fields["given"] == "María José"
    assert len(package.files) == len(application.files) - 1
    with pytest.raises(sealed.NotForUs):
        sealed.open_bytes(content, [session.store.identity])


def test_batches_carry_the_whole_journal_and_open_at_headquarters(session: Session, hq: kit.Hands) -> None:
    _, draft = filled(session)
    application_form.submit(session, draft)
    assert batching.seal(session) >= 1
    assert batching.seal(session) == 0
    public = session.store.key.public_key().public_bytes_raw()
    head = chain.EMPTY
    for batch in session.store.outbox.batches(BatchState.WAITING):
        manifest, body = batches.read_batch(session.store.outbox.batch_bytes(batch.n), public)
        assert manifest.n == batch.n
        head = chain.check_chain(batches.open_batch(body, [hq.identity]), public, head)
    assert head == session.store.log.head()


def test_a_returned_application_goes_again_without_the_pictures_being_taken_anew(
    session: Session, hq: kit.Hands, clock: kit.TestClock
) -> None:
    _, draft = filled(session)
    sent = present(application_form.submit(session, draft))
    packed = sealed.open_bytes(session.store.outbox.blob(sent.files[0].sha256, 0, 1 << 20), [hq.identity])
    package = applications.read_package(packed)
    returned_by_office(session, hq, clock, draft, package)
    again = application_form.correct(session, draft)
    assert set(again.slots) == {file.slot for file in package.files}
    assert again.fields == package.fields
    application_form.save(session, draft, "given", "María")
    corrected = present(application_form.submit(session, draft))
    assert corrected.revision == 2
    assert corrected.files[1:] == sent.files[1:]
    assert not [fact for fact in session.store.log.facts(draft) if isinstance(fact.body, j.Returned)]


def returned_by_office(
    session: Session, hq: kit.Hands, clock: kit.TestClock, application: str, package: applications.Package
) -> None:
    """The office's decision as it comes out of the inbox."""
    body = j.Returned(package.revision, ("El nombre no coincide con el acta.",), package.fields, package.files)
    entry, _ = chain.write(
        chain.EMPTY,
        hq.office,
        hlc=chain.tick(session.store.log.clock(), clock.wall()),
        operator="office",
        kind=j.tag(body),
        subject=application,
        body=j.encode(body),
        salt=b"s" * chain.SALT_BYTES,
    )
    session.store.log.take([entry])


def test_the_day_is_not_closed_over_anything_silently(session: Session) -> None:
    walk_in(session)
    with raises(closing_problems.NOT_CLOSABLE):
        day_close.close_day(session, seen=())
    codes = [notice.code for notice in day_close.summary(session).notices]
    assert codes == ["open_visits", "papers", "no_show"]
    day_close.close_day(session, seen=codes)
    states = sorted(visit.state for visit in session.store.people.visits(kit.DAY))
    assert states == [VisitState.EXPIRED, *[VisitState.NO_SHOW] * 3]
    assert day_close.summary(session).people == {"expired": 1, "no_show": 3}


def test_after_submit_and_close_the_laptop_knows_nobody(session: Session, hq: kit.Hands) -> None:
    visit, draft = filled(session)
    application_form.submit(session, draft)
    day_close.close_day(session, seen=[notice.code for notice in day_close.summary(session).notices])
    assert session.visit(visit.id).name is None
    assert check_in.find(session, "nunez") == check_in.DoorResults([], [])
    session.store.log.verify()
    sealed_to_hq = [session.store.outbox.batch_bytes(b.n) for b in session.store.outbox.batches(BatchState.WAITING)]
    for raw in sealed_to_hq:
        _, body = batches.read_batch(raw, session.store.key.public_key().public_bytes_raw())
        with pytest.raises(sealed.NotForUs):
            batches.open_batch(body, [session.store.identity])


def test_a_day_closed_by_halves_is_finished_at_the_next_start(
    session: Session, monkeypatch: pytest.MonkeyPatch, clock: kit.TestClock
) -> None:
    visit = walk_in(session)
    with monkeypatch.context() as broken:
        broken.setattr(day_close, "finish", lambda _session: None)
        day_close.close_day(session, seen=[notice.code for notice in day_close.summary(session).notices])
    assert session.visit(visit.id).name is not None
    again = unlock.start(session.home, session.store, kit.OPERATOR, wall=clock.wall, steady=clock.steady)
    assert again.visit(visit.id).name is None


def test_money_is_noted_only_in_a_form_the_event_takes(session: Session) -> None:
    visit = walk_in(session)
    with raises(accounts_problems.NOT_TAKEN):
        cashier.pay(session, visit.id, "PALE", 100, "bitcoin")
    cashier.pay(session, visit.id, "PALE", 4100, "cash")
    assert day_close.summary(session).money == {"cash": 4100}


def test_search_finds_by_number_name_curp_and_scan(session: Session) -> None:
    visit = walk_in(session, ("Ximena", "Hernández", "López"), curp="HELX040817MZSRPMA5")
    token = check_in.token(session, visit)
    for text in ("a001", "hernandez XIMENA", "helx0408", token):
        assert [card.visit.id for card in search.search(session, text).cards] == [visit.id]


def test_a_clock_that_is_ten_years_off_is_noticed_and_the_day_stays_the_day(
    tmp_path: Path, hq: kit.Hands, clock: kit.TestClock
) -> None:
    made = kit.session(tmp_path / "kit", hq, clock)
    walk_in(made)
    clock.advance(1)
    clock.ms += 10 * 365 * 24 * kit.HOUR
    wrong = unlock.start(made.home, made.store, kit.OPERATOR, wall=clock.wall, steady=clock.steady)
    assert not wrong.clock.read().believed
    assert wrong.today() == date(2026, 11, 21)
    assert walk_in(wrong).number == "A002"
    assert [place.visit.number for place in calls.view(wrong).places] == ["A001", "A002"]
    made.store.close()


@pytest.mark.parametrize("raw", [b"", b"not a picture", b"\xff\xd8\xff" + b"0" * 100, picture()[:2000]])
def test_what_is_no_photo_is_refused_in_words_and_the_draft_stays(session: Session, raw: bytes) -> None:
    visit = serve(session)
    draft = application_form.begin(session, visit.id, "PAS-AR")
    slot = session.catalog.services["PAS-AR"].slots[0].key
    with raises(photos.NOT_A_PICTURE):
        application_form.add_picture(session, draft.id, slot, raw)
    assert session.store.drafts("application").get(draft.id).fields


def test_a_pdf_as_scan_is_refused_with_what_to_do(session: Session) -> None:
    with raises(photos.PDF_GIVEN, match="JPEG"):
        photos.scan(b"%PDF-1.7 ...")


def test_a_forty_megapixel_photo_is_reduced() -> None:
    reduced = photos.photo(picture((5480, 7300)))
    assert (reduced.width, reduced.height) <= photos.PHOTO_SIZE
    assert len(reduced.content) < 1 << 20


def test_operators_without_the_role_are_refused(tmp_path: Path, hq: kit.Hands, clock: kit.TestClock) -> None:
    made = kit.session(tmp_path / "kit", hq, clock)
    beto = unlock.start(made.home, made.store, "beto", wall=clock.wall, steady=clock.steady)
    with raises(desk_problems.NOT_ALLOWED):
        day_close.close_day(beto, seen=())
    made.store.close()


def test_names_of_one_and_sixty_letters_and_brackets_are_kept_as_typed(session: Session) -> None:
    for name in ("X", "Ñ" * 60, "[/foo]"):
        visit = walk_in(session, (name,))
        assert session.visit(visit.id).name == PersonName(name)
        assert msgspec.json.encode(session.visit(visit.id))


def test_a_sealed_application_is_not_undone_nor_begun_again(session: Session) -> None:
    visit, draft = filled(session)
    application_form.submit(session, draft)
    with raises(queue_problems.NOTHING_TO_UNDO):
        calls.undo_last(session)
    with raises(capture_problems.ALREADY_SENT):
        application_form.begin(session, visit.id, "PAS-AR")


def test_a_form_finished_while_the_person_pays_ends_its_service(session: Session) -> None:
    visit, draft = filled(session)
    calls.hold(session, visit.id, "payment")
    application_form.submit(session, draft)
    assert session.visit(visit.id).state is VisitState.DONE


def test_only_the_very_last_move_is_undone(session: Session) -> None:
    walk_in(session)
    calls.call_next(session)
    walk_in(session)
    with raises(queue_problems.NOTHING_TO_UNDO):
        calls.undo_last(session)


def test_an_earlier_day_that_nobody_closed_is_told_and_closed_too(session: Session, clock: kit.TestClock) -> None:
    forgotten = walk_in(session)
    clock.advance(24 * 60)
    walk_in(session)
    now = day_close.summary(session)
    assert now.days == (kit.DAY, date(2026, 11, 22))
    codes = [notice.code for notice in now.notices]
    assert "earlier_days" in codes
    day_close.close_day(session, seen=codes)
    assert session.visit(forgotten.id).state is VisitState.EXPIRED
    assert session.visit(forgotten.id).name is None
    assert day_close.summary(session).notices == [day_close.Notice("papers", 1)]


def test_a_close_keeps_the_bookings_of_days_to_come(session: Session) -> None:
    tomorrow = msgspec.structs.replace(kit.appointment(7), day=date(2026, 11, 22))
    session.store.people.add_appointments([tomorrow])
    day_close.close_day(session, seen=[notice.code for notice in day_close.summary(session).notices])
    assert [one.id for one in session.store.people.appointments(date(2026, 11, 22))] == [tomorrow.id]
    assert session.store.people.appointments(kit.DAY) == []


def test_a_service_ended_without_its_application_is_told_at_close(session: Session) -> None:
    visit = serve(session)
    calls.line_done(session, visit.id, "PAS-AR", j.Outcome.DONE)
    assert day_close.Notice("no_application", 1) in day_close.summary(session).notices


def test_a_disk_without_room_to_clean_up_locks_nobody_out(
    session: Session, clock: kit.TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk_in(session)

    def full(_store: object) -> None:
        raise DiskTrouble(reason="el disco está lleno")

    with monkeypatch.context() as broken:
        broken.setattr(Store, "scrub", full)
        day_close.close_day(session, seen=[notice.code for notice in day_close.summary(session).notices])
        again = unlock.start(session.home, session.store, kit.OPERATOR, wall=clock.wall, steady=clock.steady)
        assert day_close.Notice("to_scrub", 1) in day_close.summary(again).notices
    day_close.finish(session)
    assert day_close.Notice("to_scrub", 1) not in day_close.summary(session).notices


def test_a_pack_that_comes_after_the_close_brings_nobody_back(
    session: Session, hq: kit.Hands, clock: kit.TestClock
) -> None:
    day_close.close_day(session, seen=[notice.code for notice in day_close.summary(session).notices])
    newer = packs.make(
        kit.pack(hq, session.store.device, number=2), hq.office, sealed.recipient_of(session.store.identity)
    )
    enrolment.take_pack(session.store, newer, now_ms=clock.wall())
    assert session.store.people.appointments(kit.DAY) == []


@pytest.mark.parametrize(
    ("printed", "expected"),
    [("DE LA CRUZ LOPEZ", ("DE LA CRUZ", "LOPEZ")), ("PEREZ", ("PEREZ", "")), ("NUNEZ PENA", ("NUNEZ", "PENA"))],
)
def test_a_passports_surnames_are_parted_after_their_particles(printed: str, expected: tuple[str, str]) -> None:
    assert names.split_surnames(printed) == expected


def test_what_is_typed_into_a_form_that_is_gone_is_told(session: Session) -> None:
    _, draft = filled(session)
    application_form.submit(session, draft)
    for late in (
        lambda: application_form.save(session, draft, "given", "Ana"),
        lambda: application_form.add_picture(session, draft, "photo", picture()),
    ):
        with raises(form_problems.NO_SUCH_FORM):
            late()
