"""Which devices there are, and how one becomes known: a one-time code, or the word of the key it succeeds."""

import secrets
from typing import Literal, NamedTuple, get_args

from sqlalchemy import Connection, bindparam, select

from sync.archive import tables as t
from sync.archive.database import Database
from sync.journal import chain
from sync.protocol.messages import EnrolRequest, Refusal, Succession

State = Literal["active", "quarantined", "succeeded", "revoked"]
_ALPHABET = [chr(code) for code in range(ord("A"), ord("Z") + 1)]
_LETTERS = [first + second for first in ["", *_ALPHABET] for second in _ALPHABET]
_ATTEMPTS = 8  # workers that may choose the same free letter at once


class Device(NamedTuple):
    """``request`` holds the signed EnrolRequest, for the office to check its proof."""

    device: str
    event: str
    letter: str
    label: str
    public_key: bytes
    recipient: str
    state: State
    predecessor: str | None
    request: bytes
    seen_ms: int


_ALL = select(*(t.devices.c[name] for name in Device._fields))
_ONE = _ALL.where(t.devices.c.device == bindparam("device"))  # made once: every request asks for its device
_TURN = select(t.devices.c.device).where(t.devices.c.device == bindparam("device")).with_for_update()


class EnrolledKey(NamedTuple):
    """What a device is told when it joined; ``grant`` is what its code stands for."""

    device: str
    letter: str
    event: str
    grant: bytes


class Devices:
    """Devices and the codes they join with."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, device: str) -> Device | None:
        """One device by its id."""
        with self._db.read() as db:
            row = db.execute(_ONE, {"device": device}).one_or_none()
        return None if row is None else Device(*row)

    def all(self) -> list[Device]:
        """Every device, by id."""
        with self._db.read() as db:
            return [Device(*row) for row in db.execute(_ALL.order_by(t.devices.c.device))]

    def set_state(self, device: str, state: State) -> None:
        """The office's decision; a ``revoked`` device may still fetch its orders, nothing else."""
        if state not in get_args(State):
            raise ValueError(state)
        with self._db.write() as db:
            db.execute(t.devices.update().where(t.devices.c.device == device).values(state=state))

    def seen(self, device: str, now_ms: int) -> None:
        """A device was heard of at ``now_ms``."""
        with self._db.write() as db:
            db.execute(t.devices.update().where(t.devices.c.device == device).values(seen_ms=now_ms))

    def add_code(
        self,
        code_id: str,
        auth_sha256: str,
        *,
        event: str,
        letter: str | None = None,
        expires_ms: int,
        grant: bytes = b"",
    ) -> None:
        """A one-time code for one device of ``event``; without ``letter`` it gets the next free one.

        The same code again changes nothing.
        """
        row = {"code_id": code_id, "auth_sha256": auth_sha256, "event": event, "letter": letter}
        with self._db.write() as db:
            self._db.insert_unless_there(db, t.enrol_codes, row | {"expires_ms": expires_ms, "grant_bytes": grant})

    def register(
        self,
        public_key: bytes,
        *,
        event: str,
        letter: str = "",
        label: str = "",
        recipient: str = "",
        request: bytes = b"",
        now_ms: int = 0,
    ) -> EnrolledKey:
        """Enrol without a code, for the office's exchange by files; ValueError if a key or letter is taken."""
        device = chain.device_id(public_key)
        row = Device(device, event, letter, label, public_key, recipient, "active", None, request, seen_ms=now_ms)
        with self._db.write() as db:
            enrolled = self._register(db, row)
        if enrolled is None:
            raise ValueError("this key or letter is taken")
        return enrolled

    def enrol(self, request: EnrolRequest, raw: bytes, now_ms: int) -> EnrolledKey | Refusal:
        """Spend a code for a device's key; the same key again gets the same answer."""
        newcomer = _newcomer(request, raw, now_ms)
        codes = t.enrol_codes
        with self._db.write() as db:
            its_code = codes.c.code_id == request.code_id
            code = db.execute(select(codes).where(its_code).with_for_update()).one_or_none()
            if code is None or not secrets.compare_digest(code.auth_sha256, chain.sha256(request.auth)):
                return Refusal("bad-code")
            if code.used_by == newcomer.device:
                known = db.execute(select(t.devices).where(t.devices.c.device == newcomer.device)).one()
                return EnrolledKey(known.device, known.letter, known.event, code.grant_bytes)
            if code.used_by is not None:
                return Refusal("used-code")
            if now_ms > code.expires_ms:
                return Refusal("expired-code")
            newcomer = newcomer._replace(event=code.event, letter=code.letter or "")
            enrolled = self._register(db, newcomer, code.grant_bytes)
            if enrolled is None:
                return Refusal("used-code")
            db.execute(codes.update().where(its_code).values(used_by=newcomer.device))
            return enrolled

    def succeed(self, request: EnrolRequest, raw: bytes, succession: Succession, now_ms: int) -> EnrolledKey | Refusal:
        """A restored device goes on under a new key and letter; its old key may have only one successor."""
        newcomer = _newcomer(request, raw, now_ms)._replace(letter=succession.letter)
        with self._db.write() as db:
            its_old = t.devices.c.device == succession.old_device
            old = db.execute(select(t.devices).where(its_old).with_for_update()).one()
            if old.state == "revoked":
                return Refusal("revoked")
            followed = t.devices.c.predecessor == old.device
            known = db.execute(select(t.devices).where(followed)).one_or_none()
            if known is not None and known.device == newcomer.device:
                return EnrolledKey(known.device, known.letter, known.event, b"")
            enrolled = self._register(db, newcomer._replace(event=old.event, predecessor=old.device))
            if enrolled is None:
                return Refusal("already-succeeded")
            if old.state == "active":
                db.execute(t.devices.update().where(its_old).values(state="succeeded"))
            return enrolled

    def _register(self, db: Connection, row: Device, grant: bytes = b"") -> EnrolledKey | None:
        for letter in [row.letter] if row.letter else self._free_letters(db, row.event):
            if self._db.insert_unless_there(db, t.devices, row._replace(letter=letter)._asdict()):
                return EnrolledKey(row.device, letter, row.event, grant)
        return None

    @staticmethod
    def _free_letters(db: Connection, event: str) -> list[str]:
        taken = set(db.execute(select(t.devices.c.letter).where(t.devices.c.event == event)).scalars())
        promised = select(t.enrol_codes.c.letter).where(t.enrol_codes.c.event == event)
        taken.update(letter for letter in db.execute(promised).scalars() if letter)
        return [letter for letter in _LETTERS if letter not in taken][:_ATTEMPTS]


def _newcomer(request: EnrolRequest, raw: bytes, now_ms: int) -> Device:
    device = chain.device_id(request.public_key)
    key, recipient = request.public_key, request.recipient
    return Device(device, "", "", request.label, key, recipient, "active", None, raw, now_ms)


def take_turn(db: Connection, device: str) -> bool:
    """Lock a device's row, so that two workers decide about it one after the other; False for an unknown one."""
    return db.execute(_TURN, {"device": device}).one_or_none() is not None
