"""A copy of the whole device on a stick, and going on from it without ever forking the journal.

A restored laptop gets a new signing key that the old one endorses. Its journal starts a chain of its own, its
ticket numbers a letter of their own; what the old one had not sent yet is carried on in the old one's name.
"""

import os
import shutil
from pathlib import Path
from typing import NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldkit.desk.access import problems, unlock
from fieldkit.desk.exchange import batching
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.errors import Problem, disk_reason
from fieldkit.event.letters import next_letter
from fieldkit.event.pack import Pack
from fieldkit.locale import N_
from fieldkit.platform.paths import Home
from fieldkit.store import DiskTrouble, Random, Store, StoreDamaged, StoreUnreadable, Wall
from fieldkit.vault import keyring
from sync import durable_files, sealed
from sync.journal import chain
from sync.protocol.envelope import sign
from sync.protocol.messages import EnrolRequest, Succession

_KEY_BYTES = 32
_ANCESTORS = "ancestors"


class RestoreResult(NamedTuple):
    """What a restore ended with: the new device id, the new letter, and entries that were in the copy."""

    device: str
    letter: str
    entries: int


def back_up(session: Session, target: Path, key: bytes) -> Path:
    """A whole encrypted copy in a folder under ``target``, named by device. Raises COPY_FAILED.

    An older copy goes only when the new one is on the stick, read back and in its place: whenever the power goes,
    ``restore`` finds one whole copy under the folder's name. Everything is sealed first: a successor sends the very
    bytes that this laptop sends, or neither does.
    """
    store = session.store
    batching.seal(session)
    folder = target / f"fieldkit-{store.device}"
    fresh = target / f"fieldkit-{store.device}.part"
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        store.copy_to(Home(fresh).store, key)
        _read_back(Home(fresh), store, key)
        durable_files.write(Home(fresh).keys, session.home.keys.read_bytes())
        _exchange(folder, fresh)
    except OSError as error:
        raise Problem(problems.COPY_FAILED, reason=disk_reason(error)) from error
    except (DiskTrouble, StoreDamaged, StoreUnreadable) as problem:
        raise Problem(problems.COPY_FAILED, **problem.facts) from problem
    return folder


def _read_back(copy: Home, store: Store, key: bytes) -> None:
    """Open the copy and check its every page. Raises StoreUnreadable, StoreDamaged, OSError."""
    copied = Store.open(copy.store, key, wall=store.log.wall)
    try:
        copied.check_file()
        if copied.log.head() != store.log.head():
            raise StoreDamaged(reason=N_("la copia no es igual al original"))
    finally:
        copied.close()


def _exchange(folder: Path, fresh: Path) -> None:
    """Put a copy that is whole in the place of an older one, which is set aside until then and removed last."""
    if folder.exists():
        aside = _aside(folder)
        shutil.rmtree(aside, ignore_errors=True)
        durable_files.rename(folder, aside)
        durable_files.sync_folder(folder.parent)
    durable_files.rename(fresh, folder)
    durable_files.sync_folder(folder.parent)
    shutil.rmtree(_aside(folder), ignore_errors=True)


def _aside(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.old")


def _is_whole(copy: Home) -> bool:
    return copy.store.exists() and copy.keys.exists()


def restore(
    source: Path, home: Home, operator: str, passphrase: str, *, wall: Wall, random: Random = os.urandom
) -> RestoreResult:
    """Bring a copy back into an empty folder and go on from it as the old device's successor.

    ``source`` is a copy, or the very folder of a laptop that died. Raises NOT_EMPTY, NO_BACKUP, NO_PACK,
    WRONG_PASSPHRASE, or what opening a store raises.
    """
    if home.store.exists():
        raise Problem(problems.NOT_EMPTY)
    # A power cut between two renames of a new copy leaves the older one aside.
    copy = next((one for one in (Home(source), Home(_aside(source))) if _is_whole(one)), None)
    if copy is None:
        raise Problem(problems.NO_BACKUP)
    key = keyring.unlock(copy.keys, operator, passphrase)
    # Made ready aside: a restore that is cut short is no device at all, and can be done again.
    fresh = Home(home.folder / "restoring")
    shutil.rmtree(fresh.folder, ignore_errors=True)
    fresh.folder.mkdir(parents=True, mode=0o700)
    # A folder taken from a laptop that died holds its last saves in the log beside the store.
    for name in (copy.store.name, f"{copy.store.name}-wal", copy.keys.name):
        if (copy.folder / name).exists():
            durable_files.copy(copy.folder / name, fresh.folder / name)
    store = Store.open(fresh.store, key, wall=wall, random=random)
    try:
        store.log.verify()
        pack = unlock.load_pack(store)
        # What the old one never sealed can only be sealed in its name while its key is still here.
        batching.seal_store(store, pack, wall())
        succeeded = _succeed(store, pack, operator, random)
    finally:
        store.close()
    durable_files.write(home.keys, fresh.keys.read_bytes())
    durable_files.rename(fresh.store, home.store)  # last: from here on it is a device
    durable_files.sync_folder(home.folder)
    shutil.rmtree(fresh.folder, ignore_errors=True)
    return succeeded


def ancestors(store: Store) -> tuple[str, ...]:
    """The devices this one was restored from, oldest first."""
    return msgspec.json.decode(store.get(_ANCESTORS), type=tuple[str, ...]) if store.has(_ANCESTORS) else ()


def _succeed(store: Store, pack: Pack, operator: str, random: Random) -> RestoreResult:
    old, head = store.device, store.log.head()
    successor = Ed25519PrivateKey.from_private_bytes(random(_KEY_BYTES))
    public_key = successor.public_key().public_bytes_raw()
    device = chain.device_id(public_key)
    letter = next_letter(pack.letter)
    succession = Succession(old, public_key, head.seq, head.sha256, letter)
    request = EnrolRequest(
        public_key=public_key,
        recipient=sealed.recipient_of(store.identity),
        label=f"{old} → {device}",
        succession=sign(succession, store.key),
    )
    with store.atomic():
        store.put(_ANCESTORS, msgspec.json.encode((*ancestors(store), old)))
        store.put("enrolment", msgspec.msgpack.encode(request))
        store.drop("joined")
        store.put("pack", msgspec.msgpack.encode(msgspec.structs.replace(pack, device=device, letter=letter)))
        store.become(successor)
        store.log.append(device, j.DeviceResumed(predecessor=old, seq=head.seq, head=head.sha256), operator=operator)
    return RestoreResult(device, letter, head.seq)
