"""A day with canaries in every field, as a process of its own; it ends in a crash, as the argument says.

Arguments: folder, and ``abort`` (an error that nobody expected, told with its traceback, and then the system's own
crash), ``core`` (the same without the program's word that memory must not be written out) or ``wait`` (to be killed).
"""

import faulthandler
import os
import sys
import traceback
from pathlib import Path

from fieldkit import crash
from fieldkit.desk import capture, cashier, papers, reception, sending
from fieldkit.desk.session import Session
from fieldkit.errors import Problem
from fieldkit.pack import Appointment
from fieldkit.visits import Visit
from tests import kit
from tests.promises import canaries, hall


def live(session: Session) -> tuple[str, str]:
    """A booked person and a walk-in come; one application is sealed, one form stays half filled. Their ids."""
    arrival = {"phone": canaries.PHONE, "born": canaries.BORN, "curp": canaries.CURP}
    sent = hall.serving(session, name=canaries.NAME, **arrival)
    _print(session, sent)
    done = capture.begin(session, sent.id, "PAS-AR").id
    hall.fill(session, done, canaries.FIELDS)
    capture.add_picture(session, done, "photo", canaries.PICTURE)
    capture.submit(session, done)
    cashier.pay(session, sent.id, "PAS-AR", 4100, "cash")
    half = hall.serving(session, "MCAS-1", canaries.NAME, **arrival, others=(sent.id,))
    _print(session, half)
    draft = capture.begin(session, half.id, "MCAS-1").id
    capture.save(session, draft, "us_street", canaries.FIELDS["us_street"])
    capture.save(session, draft, "curp", canaries.CURP[:-1] + "0")
    capture.add_picture(session, draft, "photo", canaries.PICTURE)
    for refused in (lambda: capture.submit(session, draft), lambda: reception.scan(session, "0" * 29)):
        try:
            refused()
        except Problem as problem:
            print(problem, repr(problem), problem.facts, flush=True)
        except Exception as problem:  # noqa: BLE001 - whatever it says must not name anybody
            print(problem, repr(problem), flush=True)
    reception.find(session, canaries.NAME.surname1)
    sending.seal(session)
    return done, draft


def _print(session: Session, visit: Visit) -> None:
    papers.print_ticket(session, visit.id)
    papers.confirm(session, visit.id)


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
        crash.leave_no_core()
    session = kit.session(Path(sys.argv[1]), kit.hands(), kit.TestClock(), appointments=(booking(),))
    _, draft = live(session)
    print("lived", flush=True)
    if sys.argv[2] == "wait":
        sys.stdin.readline()
    try:
        session.store.drafts.get(f"not {draft}")
    except KeyError:
        traceback.print_exc()
    os.abort()


if __name__ == "__main__":
    main()
