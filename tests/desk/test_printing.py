"""Papers beside the ticket: when each is offered, what stands on it and what does not, read back as people get it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pypdfium2
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldkit.desk import evidence
from fieldkit.desk.accounts import cashier
from fieldkit.desk.capture import application_form
from fieldkit.desk.printing import print_jobs, printable
from fieldkit.desk.printing.print_jobs import PaperOrder
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.catalog.model import Bilingual
from fieldkit.domain.queue.visit import Visit
from fieldkit.people.names import PersonName
from fieldkit.tokens import receipt_code
from printing import problems, template
from printing.blocks import Banner, Code, Line, Sheet, Words
from printing.errors import NothingPrinted
from printing.fonts import text_width
from printing.job import READY, Job, Readiness, Sent
from printing.layout import ROLL_58, ROLL_80, Roll, Text, lay_out
from printing.pdf import letter_pdf, roll_pdf
from printing.picture import draw
from printing.plain import COLUMNS_58, write
from tests.bench import scene
from tests.support import kit, office_world
from tests.support.narrowing import of_kind, present

PAPER = "acknowledgement/PAS-AR"
LONG = PersonName("María Guadalupe de los Ángeles", "Villavicencio y Montealegre", "Cuauhtémoc")
KNOWN = ("ticket", "large", "checklist", "acknowledgement", "permit", "label", "referral")
NAMED = {"names_on_labels": True, "consulate": "chicago"}
COLLECT = Bilingual("Aquí, el sábado 28 a las 10", "Here, on Saturday 28 at 10")


class Printer:
    """Keeps what it is sent."""

    name = "escpos"

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def ready(self) -> Readiness:
        return READY

    def send(self, job: Job) -> Sent:
        self.jobs.append(job)
        return Sent(job.id, self.name, "")


@pytest.fixture
def session(tmp_path: Path, hq: kit.Hands, clock: kit.TestClock) -> Iterator[Session]:
    made = kit.session(tmp_path, hq, clock, collection=COLLECT, services=("PAS-AR", "OP7", "MCAS-1"), **NAMED)
    yield replace(made, printer=Printer())
    made.store.close()


def sealed(session: Session, service: str = "PAS-AR", name: PersonName = LONG) -> str:
    """A person whose application is sealed; the visit."""
    if service == "PAS-AR":
        draft = scene.filled_form(session, {"photo": 900, "previous": 900})
        visit = session.store.drafts("application").get(draft).visit
        application_form.submit(session, draft)
        session.append(visit, j.Identified(name=name))
        return visit
    arrived = check_in.check_in(session, Arrival(name=name, services=(service,), notice=True))
    session.append("0a" * 10, submitted(service, arrived.id, arrived.number))
    return arrived.id


def submitted(service: str, visit: str, number: str) -> j.Submitted:
    """A sealed application, as the journal tells of it."""
    return j.Submitted(visit=visit, number=number, service=service, revision=1, day=kit.DAY.isoformat(), files=())


def said(sheet: Sheet) -> str:
    marks = [mark for strip in lay_out(sheet.face + sheet.rest, ROLL_80.dots) for mark in strip.marks]
    return " ".join(mark.text for mark in marks if isinstance(mark, Text))


def searched(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
    finally:
        document.close()


def kinds(session: Session, visit: str) -> list[str]:
    """The kinds offered, of those that these tests know."""
    return [offer.kind for offer in printable.offers(session, session.visit(visit)) if offer.kind in KNOWN]


def test_what_is_offered_is_what_makes_sense_for_the_person_now(session: Session) -> None:
    draft = scene.filled_form(session, {"photo": 900, "previous": 900})
    visit = session.store.drafts("application").get(draft).visit
    assert kinds(session, visit) == ["ticket", "large", "checklist", "referral"]
    for row in evidence.rows(session, visit, "PAS-AR", session.store.drafts("application").get(draft).fields):
        evidence.mark(session, visit, "PAS-AR", row.line.key, j.Verdict.SEEN, row.line.options[0])
    assert kinds(session, visit) == ["ticket", "large", "referral"]
    application_form.submit(session, draft)
    assert kinds(session, visit) == ["acknowledgement", "label", "referral"]  # a ticket is for who still waits
    assert printable.offers(session, Visit(id="0" * 20)) == []  # booked, and not here yet


def test_the_checklist_says_what_is_missing_in_doubt_and_seen_in_both_languages(session: Session) -> None:
    visit = check_in.check_in(session, Arrival(name=LONG, services=("MCAS-1",), notice=True)).id
    first, second, *others = evidence.rows(session, visit, "MCAS-1")
    evidence.mark(session, visit, "MCAS-1", first.line.key, j.Verdict.SEEN, first.line.options[0])
    evidence.mark(session, visit, "MCAS-1", second.line.key, j.Verdict.DOUBTFUL)
    sheet = present(printable.compose(session, session.visit(visit), "checklist"))
    text = said(sheet)
    documents = session.catalog.documents
    seen = documents[first.line.options[0]].name
    order = ["Falta Missing", others[0].line.name.es[:12], "Hay duda", "? ", "Ya se vio", f"✓ {seen.es}", seen.en]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    other = documents[first.line.options[1]].name.es
    assert other not in text.partition("Ya se vio")[2]
    for words in ("22/11/2026, 08:00–12:00", "2026-11-22", "citas.sre.gob.mx", "+1 424 309 0009", "1-855-463-6395"):
        assert words in text
    for row in others:
        evidence.mark(session, visit, "MCAS-1", row.line.key, j.Verdict.SEEN, row.line.options[0])
    evidence.mark(session, visit, "MCAS-1", second.line.key, j.Verdict.SEEN, second.line.options[0])
    assert printable.compose(session, session.visit(visit), "checklist") is None


def test_a_day_that_is_over_is_no_day_to_come_back(session: Session, clock: kit.TestClock) -> None:
    visit = check_in.check_in(session, Arrival(name=LONG, services=("MCAS-1",), notice=True))
    clock.advance(24 * 60)
    days = said(present(printable.compose(session, visit, "checklist")))
    assert "21/11/2026, " not in days
    assert "22/11/2026, 08:00–12:00" in days


def test_an_acknowledgement_carries_a_code_that_headquarters_published_key_confirms(
    session: Session, hq: kit.Hands
) -> None:
    visit = sealed(session)
    cashier.pay(session, visit, "PAS-AR", 100_00, "card")
    sheet = present(printable.compose(session, session.visit(visit), PAPER))
    published = hq.office.public_key().public_bytes_raw()
    (application,) = session.store.people.applications(visit)
    for picture in (draw(sheet), draw(sheet, ROLL_58)):
        (found,) = zxingcpp.read_barcodes(picture.convert("L"))
        genuine = receipt_code.check(found.text, published)
        assert genuine.event == session.pack.event
        told = genuine.said
        assert (told.number, told.service, told.cents, told.day) == ("A001", "PAS-AR", 100_00, kit.DAY)
        assert application.id.startswith(told.application)
    text = said(sheet)
    short = application.id[:10].upper()
    for words in (
        f"Folio {short[:5]}-{short[5:]}",
        "archivos: 2",
        "US$ 209.00",
        "US$ 100.00",
        "US$ 109.00",
        COLLECT.es,
    ):
        assert words in text
    assert session.visit(visit).paid[0].receipt in text


def test_nothing_personal_stands_on_any_paper_but_an_allowed_label_nor_in_any_code(session: Session) -> None:
    visit = sealed(session)
    person = session.visit(visit)
    for offer in printable.offers(session, person):
        sheet = present(printable.compose(session, person, offer.paper, "ciam"))
        for part in ("Guadalupe", "Villavicencio", "Cuauh"):
            assert (part in said(sheet)) == (offer.kind == "label")
        assert not re.search(r"Guadalupe|Villavicencio", sheet.title + " ".join(code_texts(sheet)), re.IGNORECASE)


def code_texts(sheet: Sheet) -> list[str]:
    return [block.text for block in sheet.face + sheet.rest if isinstance(block, Code)]


def test_a_laptop_that_headquarters_has_not_endorsed_yet_gives_an_acknowledgement_without_a_code(
    session: Session,
) -> None:
    visit = sealed(session)
    with session.store.atomic():
        session.store.become(Ed25519PrivateKey.generate())
    sheet = present(printable.compose(session, session.visit(visit), PAPER))
    assert not code_texts(sheet)
    assert "salió sin código" in said(sheet)


def test_the_permit_says_until_when_it_is_good_by_the_documents_own_term(session: Session, hq: kit.Hands) -> None:
    visit = sealed(session, "OP7")
    assert kinds(session, visit) == ["ticket", "large", "checklist", "permit", "label", "referral"]
    sheet = present(printable.compose(session, session.visit(visit), "permit/OP7"))
    days = session.catalog.documents["op7"].days
    last = kit.DAY + timedelta(days=present(days))
    assert f"Sirve hasta el {last:%d/%m/%Y}" in said(sheet)
    assert f"Good until {last:%Y-%m-%d}" in said(sheet)
    assert receipt_code.check(code_texts(sheet)[0], hq.office.public_key().public_bytes_raw()).said.service == "OP7"


def test_a_label_shows_a_name_only_where_the_plan_allows_it_and_never_in_a_folder(session: Session) -> None:
    visit = session.visit(sealed(session))
    shown = said(present(printable.compose(session, visit, "label/PAS-AR")))
    assert "María Guadalupe" in shown
    for words in ("A001", "Folio", "Consulado General de México en Chicago"):
        assert words in shown
    plain = replace(session, pack=msgspec.structs.replace(session.pack, names_on_labels=False))
    folder = replace(session, printer=type("Folder", (), {"name": "folder"})())
    for other in (plain, folder):
        assert "Guadalupe" not in said(present(printable.compose(other, visit, "label/PAS-AR")))


@pytest.mark.parametrize("roll", [ROLL_58, ROLL_80], ids=["58mm", "80mm"])
@pytest.mark.parametrize(
    "name",
    ["Ana Ruiz", "María Guadalupe de los Ángeles Villavicencio y Montealegre Peña", "W" * 60, "Ñ " * 60, "W" * 400],
)
def test_a_name_of_any_length_takes_three_lines_or_is_cut_with_a_sign(roll: Roll, name: str) -> None:
    (strip,) = lay_out([Line(name)], roll.dots)
    lines = [mark for mark in strip.marks if isinstance(mark, Text)]
    assert 1 <= len(lines) <= 3
    assert all(mark.x >= 0 and mark.x + text_width(mark.text, mark.size, bold=True) <= roll.dots for mark in lines)
    assert lines[-1].y <= strip.height
    whole = "".join(mark.text for mark in lines).replace(" ", "")
    wanted = name.replace(" ", "")
    assert whole == wanted or (whole[-1] == "…" and wanted.startswith(whole[:-1]))
    assert lines[0].size >= 30
    if name.startswith("María"):
        assert (len(name), whole) == (63, wanted)


def test_a_referral_is_printed_and_written_nowhere(session: Session, tmp_path: Path) -> None:
    visit = scene.arrive(session).id
    print_jobs.print_paper(session, PaperOrder(visit, "referral", "pale"))
    (job,) = of_kind(Printer, session.printer).jobs
    assert "Abogado del PALE" in said(job.sheet)
    told = [fact.body for fact in session.store.log.facts(visit)]
    assert [body.paper for body in told if isinstance(body, j.PaperPrint)] == ["referral", "referral"]
    assert not re.search(b"pale|abogado", b"".join(map(j.encode, filter(None, told))), re.IGNORECASE)
    # After a restart nobody remembers where to.
    print_jobs.queue(session, visit, "referral")
    assert print_jobs.waiting(session) == [PaperOrder(visit, "referral")]
    assert print_jobs.take(session, *print_jobs.waiting(session)[0]) is None
    assert print_jobs.standing(session.visit(visit), "referral").state == "void"


def test_every_paper_has_the_states_of_a_ticket_and_a_reprint_says_so(session: Session) -> None:
    visit = sealed(session)
    queued = print_jobs.queue(session, visit, PAPER)
    assert print_jobs.queue(session, visit, PAPER) == queued
    assert print_jobs.waiting(session) == [PaperOrder(visit, PAPER)]
    first = present(print_jobs.take(session, visit, PAPER))
    assert print_jobs.take(session, visit, PAPER) is None
    print_jobs.came_back(session, first, NothingPrinted(problems.PRINTER_UNREACHABLE, address="x"))
    again = present(print_jobs.take(session, visit, PAPER))
    assert (again.job.id, again.copy) == (first.job.id, 0)
    print_jobs.queue(session, visit, PAPER)
    reprint = present(print_jobs.take(session, visit, PAPER))
    assert reprint.copy == 1
    assert reprint.job.sheet.face[0] == Banner(Words("REIMPRESIÓN 1", "REPRINT 1"))
    person = session.visit(visit)
    assert (person.paper, person.copies, print_jobs.standing(person, PAPER).copy) == ("", 0, 1)


def test_an_application_that_was_discarded_has_no_acknowledgement(session: Session) -> None:
    visit = sealed(session)
    print_jobs.queue(session, visit, PAPER)
    (application,) = session.store.people.applications(visit)
    session.append(application.id, j.Discarded(visit=visit, service="PAS-AR", reason="left"))
    assert print_jobs.take(session, visit, PAPER) is None
    assert print_jobs.standing(session.visit(visit), PAPER).state == "void"
    assert "acknowledgement" not in kinds(session, visit)


def test_a_ticket_in_large_letters_says_the_same_half_again_as_large(session: Session) -> None:
    visit = scene.arrive(session)
    small, large = (printable.compose(session, visit, "ticket", large=large) for large in (False, True))
    assert sorted(said(present(small)).split()) == sorted(said(present(large)).split())
    assert (smallest(present(small)), smallest(present(large))) == (21, 30)
    documents = [mark for strip in lay_out(present(large).rest, 576) for mark in strip.marks if isinstance(mark, Text)]
    assert sum(mark.size >= 36 for mark in documents) > len(documents) * 0.8
    assert zxingcpp.read_barcodes(draw(present(large)).convert("L"))[0].text == code_texts(present(small))[0]


@pytest.mark.parametrize("roll", [ROLL_58, ROLL_80], ids=["58mm", "80mm"])
@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
def test_nothing_on_any_paper_is_cut_off_or_stands_on_something_else(session: Session, roll: Roll, large: bool) -> None:
    for sheet in every_paper(session, large=large):
        for strip in lay_out(sheet.face + sheet.rest, roll.dots):
            boxes = [box(mark) for mark in strip.marks if isinstance(mark, Text)]
            assert all(left >= 0 and right <= roll.dots and bottom <= strip.height for left, _, right, bottom in boxes)
            assert not [(one, other) for at, one in enumerate(boxes) for other in boxes[:at] if touch(one, other)]


@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
def test_every_letter_of_every_paper_stands_within_its_page(session: Session, large: bool) -> None:
    for sheet in every_paper(session, large=large):
        said_there = "".join(said(sheet).split())
        document = pypdfium2.PdfDocument(letter_pdf(sheet))
        found = ""
        for page in document:
            text = page.get_textpage()
            found += "".join(text.get_text_range().split())
            for at in range(text.count_rects()):
                left, bottom, right, top = text.get_rect(at)
                assert (left >= 30, bottom >= 30, right <= 582, top <= 762) == (True,) * 4, sheet.title
        document.close()
        assert sorted(found) == sorted(said_there)


def every_paper(session: Session, *, large: bool) -> list[Sheet]:
    """Of somebody with a long name who came for much, and of a sealed application and a permit."""
    visit = check_in.check_in(
        session, Arrival(name=LONG, services=("MCAS-1", "PAS-AR"), notice=True, priority="elderly")
    )
    made = {"ticket": present(printable.compose(session, visit, "ticket", reprint=12, large=large))}
    if not large:
        payer = sealed(session, "PAS-AR")
        cashier.pay(session, payer, "PAS-AR", 100_00, "cash", received=120_00)
        for person in (visit, session.visit(payer), session.visit(sealed(session, "OP7"))):
            for offer in printable.offers(session, person):
                if offer.paper not in {*made, printable.LARGE_TICKET}:
                    sheet = printable.compose(session, person, offer.paper, "health", reprint=2)
                    made[offer.paper] = present(sheet)
        assert {paper.partition("/")[0] for paper in made} == template.layouts().keys()
    return list(made.values())


def box(mark: Text) -> tuple[int, int, int, int]:
    """Where the letters of a line are: down from their capitals' top."""
    return mark.x, mark.y - round(mark.size * 0.74), mark.x + text_width(mark.text, mark.size, bold=mark.bold), mark.y


def touch(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_a_ticket_in_large_letters_fills_its_pages_from_the_left_edge(session: Session) -> None:
    (sheet,) = every_paper(session, large=True)
    document = pypdfium2.PdfDocument(letter_pdf(sheet))
    texts = [page.get_textpage() for page in document]
    edges = [min(text.get_rect(at)[0] for at in range(text.count_rects())) for text in texts]
    document.close()
    assert len(edges) == 3
    assert max(edges) < 100


def smallest(sheet: Sheet) -> int:
    strips = lay_out(sheet.face + sheet.rest, ROLL_80.dots)
    return min(mark.size for strip in strips for mark in strip.marks if isinstance(mark, Text))


def test_large_letters_are_remembered_for_the_next_ticket(session: Session) -> None:
    visit = scene.arrive(session).id
    print_jobs.queue(session, visit)
    assert print_jobs.queue(session, visit, large=True).paper_job == session.visit(visit).paper_job
    print_jobs.print_ticket(session, visit)
    print_jobs.queue(session, visit)
    assert session.visit(visit).large
    assert not print_jobs.queue(session, visit, large=False).large


def test_every_word_of_every_paper_can_be_searched_in_its_pdf(session: Session) -> None:
    visit = session.visit(sealed(session, name=PersonName("Ana", "Ruiz")))
    open_visit = scene.arrive(session, 5)
    made = [printable.compose(session, visit, offer.paper, "ciam") for offer in printable.offers(session, visit)]
    made.append(printable.compose(session, open_visit, "checklist"))
    for sheet in made:
        words = said(present(sheet)).replace("✓ ", "").replace("• ", "").split()
        for pdf in (letter_pdf(present(sheet)), roll_pdf(present(sheet), ROLL_58)):
            found = searched(pdf).split()
            assert not [word for word in words if word not in found and word != "?"]
        assert all(len(line) <= COLUMNS_58 for line in write(present(sheet), COLUMNS_58).splitlines())


def test_every_layout_can_be_filled_and_its_every_line_says_something(session: Session) -> None:
    facts = {name: Words("x") for layout in template.layouts().values() for name in template.named(layout)}
    rows = {name: (Words("uno", "one"),) for name in facts}
    facts["code"] = Words("HTTPS://HOST/S/0")
    for name, layout in template.layouts().items():
        sheet = template.compose(name, "A001", facts, rows)
        skipped = [piece for piece in (*layout.face, *layout.rest) if piece.unless]
        assert len(sheet.face + sheet.rest) == len(layout.face + layout.rest) - len(skipped)
        for piece in (*layout.face, *layout.rest):
            for words in (piece.say, piece.banner, piece.item, piece.amount):
                assert words is None or words.en or re.search(r"\{\w+\}", words.es), "no English"


def test_the_offices_pack_endorses_the_laptop_that_it_is_for(tmp_path: Path) -> None:
    with office_world.world(tmp_path) as hq:
        session = hq.join("B")
        office_world.captured(session)
        visit = session.store.people.visits(session.today())[0]
        sheet = present(printable.compose(session, visit, "acknowledgement/PALE"))
        genuine = receipt_code.check(code_texts(sheet)[0], hq.office.public.office_key)
        assert (genuine.event, genuine.said.number) == (session.pack.event, "B001")
        assert "Hoy mismo, en este salón" in said(sheet)
