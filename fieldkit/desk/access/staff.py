"""Who can open this laptop: operators are added, removed, and change their passphrase."""

from fieldkit.desk.access import problems
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.errors import Problem
from fieldkit.platform.config import Config
from fieldkit.vault import keyring


def operators(session: Session) -> tuple[str, ...]:
    """Everyone who has a passphrase on this laptop."""
    return keyring.operators(session.home.keys)


def add(session: Session, key: bytes, operator: str, passphrase: str) -> None:
    """Give a member of staff a passphrase on this laptop; ``key`` is the store's, from vault.unlock.

    Raises NOT_ALLOWED, NOT_ON_STAFF, WEAK_PASSPHRASE.
    """
    session.need("supervisor")
    if operator not in {member.id for member in session.pack.staff}:
        raise Problem(problems.NOT_ON_STAFF, operator=operator)
    keyring.add_operator(session.home.keys, key, operator, passphrase, cost(session.config))
    session.append(session.store.device, j.OperatorChanged(operator=operator, change="added"))


def remove(session: Session, key: bytes, operator: str) -> None:
    """Take an operator's passphrase off this laptop. Raises NOT_ALLOWED or LAST_OPERATOR."""
    session.need("supervisor")
    keyring.remove_operator(session.home.keys, key, operator)
    session.append(session.store.device, j.OperatorChanged(operator=operator, change="removed"))


def change_passphrase(session: Session, old: str, new: str) -> None:
    """Change one's own passphrase. Raises WRONG_PASSPHRASE or WEAK_PASSPHRASE."""
    keyring.change_passphrase(session.home.keys, session.operator, old, new)
    session.append(session.store.device, j.OperatorChanged(operator=session.operator, change="passphrase"))


def cost(settings: Config) -> keyring.Cost:
    """What Argon2id shall cost, from the laptop's settings."""
    wanted = settings.passphrase
    return keyring.Cost(wanted.memory_mib * 1024, wanted.passes, wanted.lanes)
