"""A laptop's side of the calls to headquarters, over TLS 1.3 that trusts one authority.

An answer counts only if headquarters' receipt key signed it; its status code is never believed.
"""

import hashlib
import os
import ssl
import time
from collections.abc import Callable
from types import TracebackType
from typing import NamedTuple, Self, TypeVar

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.errors import Problem
from sync.journal import chain
from sync.protocol import problems, snapshot_delta, tls
from sync.protocol.batches import BadMessage, BadSignature, InboxItem, Receipt
from sync.protocol.envelope import NewerMessage, check_one_of, sign
from sync.protocol.http_signatures import sign_request
from sync.protocol.messages import (
    MAX_PAGE_BYTES,
    PROTOCOL,
    EnrolAnswer,
    EnrolRequest,
    Have,
    Hello,
    Hole,
    Kept,
    Lacks,
    Lost,
    Offer,
    Page,
    Progress,
    Refusal,
    Snapshot,
)
from sync.protocol.problems import REASONS, NoNetwork, Refused

_MAX_ANSWER_BYTES = MAX_PAGE_BYTES + (2 << 20)
_NONCE_BYTES = 16
Answer = TypeVar("Answer", bound=msgspec.Struct)


class Timeouts(NamedTuple):
    """Seconds: to connect, to write or read a piece, and for a whole answer once its first byte is here."""

    connect: float = 20.0
    piece: float = 90.0
    answer: float = 300.0


class VerifiedReceipt(NamedTuple):
    """A verified receipt, and its bytes for keeping."""

    receipt: Receipt
    raw: bytes


class SyncClient:
    """Asks headquarters at ``base_url`` in the name of the device that ``key`` names.

    ``ca_pem`` and ``receipt_key`` (32 bytes) were given at enrolment. ``transport`` replaces the network in
    tests. Every method raises NoNetwork, NOT_HEADQUARTERS, WRONG_HEADQUARTERS_KEY, CLOCK_BREAKS_TLS, NewerMessage or
    Refused.
    """

    def __init__(
        self,
        base_url: str,
        *,
        ca_pem: str,
        receipt_key: bytes,
        key: Ed25519PrivateKey,
        now_ms: Callable[[], int],
        random: Callable[[int], bytes] = os.urandom,
        monotonic: Callable[[], float] = time.monotonic,
        patience: Timeouts | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        patience = patience or Timeouts()
        self.device = chain.device_id(key.public_key().public_bytes_raw())
        self.now_ms = now_ms
        self.monotonic = monotonic
        self._key = key
        self._receipt_key = receipt_key
        self._random = random
        self._answer_seconds = patience.answer
        self._http = httpx.Client(
            base_url=base_url,
            verify=tls.client_context(ca_pem),
            timeout=httpx.Timeout(patience.piece, connect=patience.connect),
            headers={"Accept-Encoding": "identity", "User-Agent": "fieldkit"},
            trust_env=False,  # no proxies, no certificates from the environment
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def hello(self) -> Hello:
        """Whether this is headquarters, now; raises OTHER_PROTOCOL too."""
        nonce = self._random(_NONCE_BYTES)
        hello = self._expect(self._ask("GET", f"/v1/hello?nonce={nonce.hex()}")[1], Hello)
        if hello.nonce != nonce:  # an old answer, played back
            raise Problem(problems.WRONG_HEADQUARTERS_KEY)
        if hello.protocol != PROTOCOL:
            raise Problem(problems.OTHER_PROTOCOL, theirs=hello.protocol, ours=PROTOCOL)
        return hello

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """Make this device known; the same request again gets the same answer."""
        answer = self._expect(self._ask("POST", "/v1/enrol", sign(request, self._key))[1], EnrolAnswer)
        if answer.device != self.device:
            raise Problem(problems.WRONG_HEADQUARTERS_KEY)
        return answer

    def have(self, author: str, offers: tuple[Offer, ...], blobs: tuple[str, ...]) -> Lacks:
        """Of what is offered, what headquarters lacks."""
        nonce = self._random(_NONCE_BYTES)
        have = Have(author, offers, blobs, nonce)
        lacks = self._expect(self._ask("POST", "/v1/have", sign(have, self._key))[1], Lacks)
        if (lacks.device, lacks.nonce) != (author, nonce):
            raise Problem(problems.WRONG_HEADQUARTERS_KEY)
        return lacks

    def blob_progress(self, sha256: str) -> Progress:
        """How far a blob has arrived, after a cut; an unsigned hint, worth no more than the bytes it saves."""
        response, _ = self._ask("HEAD", f"/v1/blobs/{sha256}")
        offset = response.headers.get("Upload-Offset", "")
        if not (offset.isascii() and offset.isdecimal() and len(offset) <= 18):
            raise Problem(problems.NOT_HEADQUARTERS)
        return Progress(sha256, int(offset), complete=response.headers.get("Upload-Complete") == "?1")

    def send_chunk(self, sha256: str, offset: int, size: int, data: bytes) -> Progress | Refusal:
        """Add ``data`` at ``offset`` to a blob of ``size`` bytes."""
        headers = {"Upload-Offset": str(offset), "Upload-Length": str(size)}
        digest = bytes.fromhex(sha256) if len(data) == size else None  # a whole blob's name is its digest
        raw = self._ask("PATCH", f"/v1/blobs/{sha256}", data, headers, digest)[1]
        answer = self._open(raw, Progress, Refusal)
        if isinstance(answer, Progress) and answer.sha256 != sha256:
            raise Problem(problems.WRONG_HEADQUARTERS_KEY)
        return answer

    def put_lost(self, author: str, sha256: str, reason: str) -> None:
        """Say that a blob of this device, or of one that it succeeded, is damaged here."""
        lost = Lost(author, sha256, reason, max(self.now_ms(), 0))
        self._expect(self._ask("PUT", f"/v1/blobs/{sha256}/lost", sign(lost, self._key))[1], Progress)

    def put_batch(self, author: str, n: int, raw: bytes, sha256: str) -> VerifiedReceipt | Refusal:
        """Send a batch whose bytes have this SHA-256; a receipt names this device, this number and these bytes."""
        answer_raw = self._ask("PUT", f"/v1/devices/{author}/batches/{n}", raw, digest=bytes.fromhex(sha256))[1]
        answer = self._open(answer_raw, Receipt, Refusal)
        if isinstance(answer, Refusal):
            return answer
        ours = {sha256} if answer.status == "stored" else {sha256, chain.GENESIS}
        if (answer.device, answer.n) != (author, n) or answer.batch_sha256 not in ours:
            raise Problem(problems.WRONG_HEADQUARTERS_KEY)
        return VerifiedReceipt(answer, answer_raw)

    def put_hole(self, author: str, n: int, reason: str) -> VerifiedReceipt | Refusal:
        """Say that batch ``n`` will not come for now; the receipt may be an earlier one, of the true batch."""
        hole = Hole(author, n, reason, max(self.now_ms(), 0))
        raw = self._ask("PUT", f"/v1/devices/{author}/batches/{n}/hole", sign(hole, self._key))[1]
        answer = self._open(raw, Receipt, Refusal)
        if isinstance(answer, Refusal):
            return answer
        if (answer.device, answer.n) != (author, n):
            raise Problem(problems.WRONG_HEADQUARTERS_KEY)
        return VerifiedReceipt(answer, raw)

    def receipts(self, author: str, after: int) -> list[VerifiedReceipt]:
        """Receipts for the batches that follow number ``after``, as many as one answer holds."""
        raws = self._page(f"/v1/devices/{author}/receipts?after={after}")
        receipts = [VerifiedReceipt(self._expect(raw, Receipt), raw) for raw in raws]
        if any(receipt.device != author for receipt, _ in receipts):
            raise Problem(problems.WRONG_HEADQUARTERS_KEY)
        return receipts

    def inbox(self, after: int) -> list[tuple[InboxItem, bytes]]:
        """The items that follow number ``after``, without a gap."""
        raws = self._page(f"/v1/devices/{self.device}/inbox?after={after}")
        items = [(self._expect(raw, InboxItem), raw) for raw in raws]
        for number, (item, _) in enumerate(items, after + 1):
            if (item.device, item.number) != (self.device, number):
                raise Problem(problems.WRONG_HEADQUARTERS_KEY)
        return items

    def put_snapshot(self, event: str, as_of: int, body: bytes) -> Kept:
        """Show the public the state of the lines."""
        snapshot = Snapshot(self.device, event, as_of, body)
        raw = self._ask("PUT", f"/v1/events/{event}/status", sign(snapshot, self._key))[1]
        return self._expect(raw, Kept)

    def put_change(self, event: str, as_of: int, body: bytes, base: snapshot_delta.Base) -> Kept:
        """The same, sent as what changed since ``base``, which headquarters confirmed."""
        change = snapshot_delta.make(Snapshot(self.device, event, as_of, body), base, self._key)
        return self._expect(self._ask("PUT", f"/v1/events/{event}/status", change)[1], Kept)

    def _page(self, path: str) -> tuple[bytes, ...]:
        raw = self._ask("GET", path)[1]
        try:
            return msgspec.msgpack.decode(raw, type=Page).items
        except (msgspec.DecodeError, UnicodeDecodeError):
            self._expect(raw, Page)  # a signed refusal, or not headquarters
            raise Problem(problems.NOT_HEADQUARTERS) from None

    def _expect(self, raw: bytes, kind: type[Answer]) -> Answer:
        answer = self._open(raw, kind, Refusal)
        if isinstance(answer, Refusal):
            raise Refused(reason=REASONS[answer.reason])
        return answer

    def _open(self, raw: bytes, kind: type[Answer], other: type[Refusal]) -> Answer | Refusal:
        try:
            return check_one_of(raw, self._receipt_key, kind, other)
        except NewerMessage:  # headquarters said it, and this program is too old to understand
            raise
        except BadMessage as error:
            raise Problem(problems.NOT_HEADQUARTERS) from error
        except BadSignature as error:
            raise Problem(problems.WRONG_HEADQUARTERS_KEY) from error

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        digest: bytes | None = None,
    ) -> tuple[httpx.Response, bytes]:
        request = self._http.build_request(method, path, content=body)
        signed = headers.copy() if headers else {}
        sign_request(
            method,
            str(request.url),
            signed,
            digest or (None if body is None else hashlib.sha256(body).digest()),
            device=self.device,
            key=self._key,
            created_ms=self.now_ms(),
            nonce=self._random(_NONCE_BYTES).hex(),
        )
        request.headers.update(signed)
        try:
            response = self._http.send(request, stream=True)
            try:
                return response, self._read(response)
            finally:
                response.close()
        except httpx.TransportError as error:
            raise _explained(error) from error

    def _read(self, response: httpx.Response) -> bytes:
        """The answer's bytes, bounded in number and time: a login page may be large or endless."""
        received = bytearray()
        deadline = self.monotonic() + self._answer_seconds
        for piece in response.iter_raw():
            received += piece
            if len(received) > _MAX_ANSWER_BYTES:
                raise Problem(problems.NOT_HEADQUARTERS)
            if self.monotonic() > deadline:
                raise NoNetwork
        return bytes(received)


def _explained(error: httpx.TransportError) -> Problem:
    cause: BaseException | None = error
    while cause is not None:
        if tls.blames_the_clock(cause):
            return Problem(problems.CLOCK_BREAKS_TLS)
        if isinstance(cause, ssl.SSLCertVerificationError) or (
            isinstance(cause, ssl.SSLError) and cause.reason in {"WRONG_VERSION_NUMBER", "HTTP_REQUEST"}
        ):
            return Problem(problems.NOT_HEADQUARTERS)
        cause = cause.__cause__ or cause.__context__
    return NoNetwork()
