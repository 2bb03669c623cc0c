"""What headquarters put into a laptop's inbox, and when the laptop believes it."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldkit.desk.access import enrolment
from fieldkit.desk.exchange import inbox
from fieldkit.event import invitation as inv
from fieldkit.event import pack as packs
from fieldkit.platform.paths import Home
from sync import sealed
from sync.protocol import batches, envelope
from tests.support import kit

FIVE_YEARS_MS = 5 * 365 * 24 * kit.HOUR


def test_a_pack_that_came_while_the_clock_was_ahead_is_taken_once_it_is_right(tmp_path: Path) -> None:
    hq, clock = kit.hands(), kit.TestClock()
    invited = kit.invitation(hq)
    store = enrolment.begin(
        Home(tmp_path),
        invitation=invited,
        code=inv.make_code(invited, os.urandom(inv.SECRET_BYTES)),
        operator=kit.OPERATOR,
        passphrase=kit.PASSPHRASE,
        label="prueba",
        wall=clock.wall,
        cost=kit.FLOOR,
        random=kit.FirstSaltKnown(),
    )
    sealed_pack = packs.make(kit.pack(hq, store.device), hq.office, sealed.recipient_of(store.identity))
    item = batches.InboxItem(store.device, 1, "pack", sealed_pack)
    store.outbox.keep_inbox(1, "pack", envelope.sign(item, Ed25519PrivateKey.generate()))

    ahead = inbox.take_all(store, clock.ms + FIVE_YEARS_MS)
    assert [type(problem) for problem in ahead] == [packs.PackExpired]
    assert not store.has("pack")

    assert inbox.take_all(store, clock.ms) == []
    assert store.has("pack")
    store.close()
