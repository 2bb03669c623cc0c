"""Who answers for what nobody may do alone: believed by their own passphrase, and named by the entry."""

from typing import NamedTuple

from fieldkit.desk import problems as desk_problems
from fieldkit.desk.access import problems, staff
from fieldkit.desk.labels import ROLES
from fieldkit.desk.session import Session
from fieldkit.errors import Problem
from fieldkit.platform.paths import Home
from fieldkit.vault import keyring

SUPERVISOR = "supervisor"


class Confirmation(NamedTuple):
    """Somebody whose passphrase was right just now; only ``confirm`` makes one."""

    operator: str


def confirm(home: Home, operator: str, passphrase: str) -> Confirmation:
    """Believe ``operator`` by their own slot of the key file, at the same cost and with the same refusals as at the
    door. Slow on purpose, and without the store: call it beside the store's thread. Raises what vault.unlock raises.
    """
    keyring.unlock(home.keys, operator, passphrase)
    return Confirmation(keyring.spelled(home.keys, operator))


def need_signature(session: Session, operator: str) -> None:
    """Raise unless ``operator`` may sign for money and blanks here: NOT_ALLOWED, NEEDS_ANOTHER.

    A supervisor signs, and another one than who works at this laptop; she signs alone only where nobody else could.
    """
    operator = keyring.spelled(session.home.keys, operator)
    mine = operator == session.operator
    if SUPERVISOR not in (session.roles if mine else session.pack.roles_of(operator)):
        raise Problem(desk_problems.NOT_ALLOWED, role=ROLES[SUPERVISOR])
    others = [one for one in supervisors(session) if one != operator]
    if mine and others:
        raise Problem(problems.NEEDS_ANOTHER, who=", ".join(others))


def supervisors(session: Session) -> list[str]:
    """Everyone who has a passphrase on this laptop and supervises."""
    return [one for one in staff.operators(session) if SUPERVISOR in session.pack.roles_of(one)]
