"""A day with canaries in every field, as a process of its own; it ends in a crash, as the argument says.

Arguments: folder, and ``abort`` (an error that nobody expected, told with its traceback, and then the system's own
crash), ``core`` (the same without the program's word that memory must not be written out) or ``wait`` (to be killed).
"""

import faulthandler
import os
import sys
import traceback
from datetime import date
from pathlib import Path
from typing import NamedTuple

from fieldkit.desk import evidence, outreach
from fieldkit.desk.access import second_person
from fieldkit.desk.accounts import cashier
from fieldkit.desk.capture import application_form
from fieldkit.desk.exchange import batching
from fieldkit.desk.forms import approval
from fieldkit.desk.printing import print_jobs
from fieldkit.desk.protection import cases
from fieldkit.desk.reception import check_in, unfinished_arrival
from fieldkit.desk.reception.unfinished_arrival import Half
from fieldkit.desk.session import Session
from fieldkit.domain.catalog.load import load
from fieldkit.domain.journal import Verdict
from fieldkit.domain.queue.appointment import Appointment
from fieldkit.domain.queue.visit import Visit
from fieldkit.errors import Problem
from fieldkit.event.approval_rules import ApprovalRules
from fieldkit.event.pack import StaffMember
from fieldkit.platform import core_dumps
from fieldkit.vault import keyring
from tests.promises import canaries, hall
from tests.support import kit

SECOND = "beto"
SEALED = "PAS-A1"
# Forms that together ask every question of the catalogue into which anybody can type a word.
FORMS = ("MCAS-R", "PAS-L", "NOT-PF", "OP7", "RC-REV", "RC-COP")


class Lived(NamedTuple):
    """What the day left: a sealed application, forms that are not sealed yet, and a case that is not."""

    sent: str
    drafts: tuple[str, ...]
    case: str


def laptop(folder: Path, hq: kit.Hands) -> Session:
    """A laptop of an event with every service, a second person's look, and a protection room."""
    staff = (
        StaffMember("ana", "Ana", ("reception", "capture", "cashier", "supervisor", "protection")),
        StaffMember(SECOND, "Beto", ("capture",)),
    )
    session = kit.session(
        folder,
        hq,
        kit.TestClock(),
        appointments=(booking(),),
        services=tuple(load().services),
        staff=staff,
        approval=ApprovalRules(("capture",), (SEALED,)),
    )
    key = keyring.unlock(session.home.keys, kit.OPERATOR, kit.PASSPHRASE)
    keyring.add_operator(session.home.keys, key, SECOND, canaries.PASSPHRASE, kit.FLOOR)
    return session


def live(session: Session) -> Lived:
    """A booked person and walk-ins come; one application is sealed, one of each other form is full and stays.

    On the way everything happens that keeps words: a refusal by the second person, an exception, money given back, a
    case and its follow-up, desks and sessions, and in the end somebody who is only half registered.
    """
    arrival = {"phone": canaries.PHONE, "born": date.fromisoformat(canaries.BORN), "curp": canaries.CURP}
    sent = hall.serving(session, SEALED, name=canaries.NAME, **arrival)
    _print(session, sent)
    done = application_form.begin(session, sent.id, SEALED).id
    _fill(session, done)
    _excepted(session, sent.id, done)
    application_form.submit(session, done)
    _second_look(session, done)
    cashier.pay(session, sent.id, SEALED, cashier.fee_cents(session, SEALED, {"years": "10"}), "cash")
    cashier.refund(session, sent.id, SEALED, 100, "cash", "mistake", who=second_person.Confirmation(session.operator))
    half = hall.serving(session, FORMS[0], canaries.NAME, **arrival, others=(sent.id,))
    _print(session, half)
    drafts = tuple(application_form.begin(session, half.id, code).id for code in FORMS)
    for draft in drafts:
        _fill(session, draft)
    wrong = drafts[0]
    application_form.save(session, wrong, "curp", canaries.CURP[:-1] + "0")
    case = _protect(session, (sent.id, half.id))
    outreach.contact(session, "VAIM", "violence", sex="M", age=22, referral="ciam")
    outreach.hold(session, "detention_visit", "immigration", 1)
    for refused in (lambda: application_form.submit(session, wrong), lambda: check_in.scan(session, "0" * 29)):
        try:
            refused()
        except Problem as problem:
            print(problem, repr(problem), problem.facts, flush=True)
        except Exception as problem:  # noqa: BLE001 - whatever it says must not name anybody
            print(problem, repr(problem), flush=True)
    check_in.find(session, canaries.NAME.surname1)
    unfinished_arrival.keep(session, Half(canaries.FIELDS))
    batching.seal(session)
    return Lived(done, drafts, case)


def _fill(session: Session, draft: str) -> None:
    form = session.catalog.services[session.store.drafts("application").get(draft).service]
    hall.fill(session, draft, {key: value for key, value in canaries.FIELDS.items() if form.field(key) is not None})
    for slot in form.slots[:1]:
        application_form.add_picture(session, draft, slot.key, canaries.PICTURE)


def _excepted(session: Session, visit: str, draft: str) -> None:
    """A paper is missing, and a supervisor lets it pass."""
    evidence.mark(session, visit, SEALED, "identity", Verdict.MISSING)
    for stop in [one for one in application_form.review(session, draft) if one.severity == "stop"]:
        evidence.allow(session, visit, SEALED, stop, "other_evidence")


def _second_look(session: Session, draft: str) -> None:
    """The second person gives the form back, in words, and then approves it."""
    approval.refuse(session, draft, "other", canaries.REFUSAL)
    application_form.submit(session, draft)
    looked = approval.look(session, draft)
    approval.approve(session, looked, second_person.confirm(session.home, SECOND, canaries.PASSPHRASE))


def _protect(session: Session, others: tuple[str, ...]) -> str:
    """Somebody comes for protection: a case with a follow-up, and another one that is not sealed yet; its id."""
    visit = hall.serving(session, "PROT", canaries.NAME, born=date.fromisoformat(canaries.BORN), others=others)
    case = cases.begin(session, visit.id).id
    tell(session, case, canaries.CASE)
    cases.submit(session, case)
    tell(session, cases.follow_up(session, case).id, canaries.FOLLOW_UP)
    cases.submit(session, case)
    open_case = cases.begin(session).id
    tell(session, open_case, canaries.CASE)
    return open_case


def tell(session: Session, case: str, answers: dict[str, str]) -> None:
    """Type a case's answers."""
    for key, value in answers.items():
        saved = cases.save(session, case, key, value)
        # A nationality that is in no list is doubted in words, and kept all the same.
        assert not saved.doubt or key.endswith("nationality"), (key, saved)


def _print(session: Session, visit: Visit) -> None:
    print_jobs.print_ticket(session, visit.id)
    print_jobs.confirm(session, visit.id)


def booking() -> Appointment:
    """Somebody who is expected, and does not come."""
    return Appointment("f" * 20, kit.DAY, kit.NOON_MS, ("PALE",), canaries.BOOKED, phone=canaries.PHONE)


def main() -> None:
    """Join, live the day, and end badly, on a machine that keeps core files."""
    faulthandler.enable()
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    if sys.argv[2] != "core":
        core_dumps.leave_no_core()
    session = laptop(Path(sys.argv[1]), kit.hands())
    lived = live(session)
    print("lived", flush=True)
    if sys.argv[2] == "wait":
        sys.stdin.readline()
    try:
        session.store.drafts("application").get(f"not {lived.sent}")
    except KeyError:
        traceback.print_exc()
    os.abort()


if __name__ == "__main__":
    main()
