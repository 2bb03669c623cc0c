"""A laptop joins an event: keys are made here and never leave; the pack comes over HTTPS or on a stick."""

import os

import msgspec

from fieldkit.desk.access import problems as access_problems
from fieldkit.desk.closing import day_close
from fieldkit.errors import Problem
from fieldkit.event import invitation as inv
from fieldkit.event import pack, problems
from fieldkit.event.pack import Pack
from fieldkit.locale import N_
from fieldkit.platform.paths import Home
from fieldkit.store import Random, Store, Wall
from fieldkit.vault import keyring
from sync import durable_files, sealed
from sync.protocol.envelope import sign
from sync.protocol.messages import EnrolRequest

DEVICE_KEY_BYTES = 32


def begin(
    home: Home,
    *,
    invitation: bytes,
    code: str,
    operator: str,
    passphrase: str,
    label: str,
    wall: Wall,
    cost: keyring.Cost = keyring.DEFAULT,
    random: Random = os.urandom,
) -> Store:
    """Make this device's keys and store for an invitation and its one-time code.

    Raises ALREADY_ENROLLED, what ``invitation`` raises for a bad code or file, and WEAK_PASSPHRASE.
    """
    if home.store.exists():  # without its key file too: a copy of that file may still turn up and open it
        raise Problem(access_problems.ALREADY_ENROLLED)
    invited = inv.read(invitation)
    typed = inv.read_code(code, invitation)
    home.folder.mkdir(parents=True, exist_ok=True)
    home.keys.unlink(missing_ok=True)  # a crash half-way left it: it opens no store
    key = keyring.create(
        home.keys,
        operator=operator,
        passphrase=passphrase,
        recovery=invited.recovery_recipients,
        cost=cost,
        random=random,
    )
    # Made ready aside, so that a crash half-way leaves no store that was never finished.
    fresh = home.store.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    identity, recipient = sealed.generate()
    store = Store.create(
        fresh, key, device_key=random(DEVICE_KEY_BYTES), identity=identity, role="kit", wall=wall, random=random
    )
    public_key = store.key.public_key().public_bytes_raw()
    request = EnrolRequest(
        public_key=public_key,
        recipient=recipient,
        label=label,
        code_id=typed.id,
        auth=inv.auth(typed),
        proof=inv.proof(typed, public_key, recipient),
    )
    with store.atomic():
        store.put("invitation", invitation)
        store.put("enrolment", msgspec.msgpack.encode(request))
    store.close()
    durable_files.rename(fresh, home.store)
    durable_files.sync_folder(home.folder)
    return Store.open(home.store, key, wall=wall, random=random)


def open_request(store: Store) -> EnrolRequest:
    """What this device asks headquarters: public keys and the proof that it knows the code; no secret."""
    return msgspec.msgpack.decode(store.get("enrolment"), type=EnrolRequest)


def carried_request(store: Store) -> bytes:
    """The same, signed, for a stick."""
    return sign(open_request(store), store.key)


def invited(store: Store) -> inv.Invitation:
    """The invitation this device joined with."""
    return inv.read(store.get("invitation"))


def take_pack(store: Store, raw: bytes, *, now_ms: int | None) -> Pack:
    """Believe and keep a pack that the office made for this device. Raises PACK_REFUSED.

    A later pack replaces an earlier one; an older one is refused.
    """
    found = pack.read(
        raw,
        identity=store.identity,
        device=store.device,
        office_key=invited(store).office_key,
        now_ms=now_ms,
    )
    if store.has("pack"):
        held = pack.decode(store.get("pack"))
        if held.event == found.event and held.number > found.number:
            raise Problem(problems.PACK_REFUSED, reason=N_("es más viejo que el que ya tiene"))
    closed = day_close.closed_days(store)
    with store.atomic():
        # Whoever was booked on a day that was closed here is not brought back.
        store.people.add_appointments(one for one in found.appointments if one.day not in closed)
        store.put("pack", pack.encode(msgspec.structs.replace(found, appointments=())))
        store.log.add_device(found.office_key, "office")
    return found
