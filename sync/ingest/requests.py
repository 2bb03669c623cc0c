"""How headquarters reads a request and signs its answer: limits, timeouts, who asks."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Annotated, NamedTuple, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from sync.archive.archive import Archive, Device
from sync.ingest.upload_lock import OpenUpload, UploadLock
from sync.protocol import http_signatures
from sync.protocol.batches import BadMessage, BadSignature
from sync.protocol.envelope import NewerMessage, sign
from sync.protocol.messages import MAX_PAGE_BYTES, Credentials, Limits, Page, Reason, Refusal

MEDIA_TYPE = "application/vnd.fieldkit.sync"
_STATUS: dict[Reason, int] = {
    "unreadable": 400,
    "newer": 400,
    "bad-request": 400,
    "bad-signature": 401,
    "unknown-device": 401,
    "revoked": 403,
    "not-yours": 403,
    "bad-code": 403,
    "expired-code": 403,
    "too-large": 413,
    "wrong-hash": 422,
}
REMEMBERED_SECONDS = 1.0  # so long may a revocation go unnoticed
_CONFLICT = 409  # any other reason: the state at headquarters is not what the device thought
_Digits = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{1,18}\Z")]
HexNonce = Annotated[str, msgspec.Meta(pattern=r"\A([0-9a-f]{2}){16,32}\Z")]
Value = TypeVar("Value")


class RequestTimeouts(NamedTuple):
    """Seconds: of silence while a body arrives, and for a whole body (1 MiB at 28 kbit/s takes 300)."""

    silence: float = 60.0
    body: float = 600.0


class IngestContext(NamedTuple):
    """What every route works with. ``now_ms`` is for what headquarters writes down, never to refuse a request.

    ``remembered``: the devices that asked, each with the loop's time when the archive was asked about it.
    """

    archive: Archive
    key: Ed25519PrivateKey
    credentials: Credentials
    limits: Limits
    timeouts: RequestTimeouts
    now_ms: Callable[[], int]
    remembered: dict[str, tuple[Device, float]]
    upload_lock: UploadLock


class RequestRefused(Exception):  # noqa: N818 - an answer on its way out, not an error of this program
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


class CutShort(Exception):  # noqa: N818 - an everyday event of a poor line
    """A body stopped coming; ``received`` is its beginning."""

    def __init__(self, received: bytes) -> None:
        super().__init__()
        self.received = received


def answer(context: IngestContext, message: msgspec.Struct, status: int = 200) -> Response:
    return signed_answer(sign(message, context.key), status)


def signed_answer(raw: bytes, status: int = 200) -> Response:
    return Response(raw, status, media_type=MEDIA_TYPE)


def page(items: Iterable[bytes]) -> Response:
    """As many of the signed ``items`` as one answer holds; the asker comes back for the rest."""
    taken: list[bytes] = []
    size = 0
    for item in items:
        size += len(item)
        if taken and size > MAX_PAGE_BYTES:
            break
        taken.append(item)
    return signed_answer(msgspec.msgpack.encode(Page(tuple(taken))))


def refuse(context: IngestContext, refusal: Refusal) -> Response:
    return answer(context, refusal, _STATUS.get(refusal.reason, _CONFLICT))


def failure(context: IngestContext, error: RequestRefused | BadMessage | BadSignature) -> Response:
    """The signed answer to a request that could not be followed."""
    if isinstance(error, RequestRefused):
        return refuse(context, error.refusal)
    return refuse(context, Refusal(fault(error)))


def fault(error: BadMessage | BadSignature) -> Reason:
    """What is wrong with a message, as it is told to its device."""
    if isinstance(error, NewerMessage):
        return "newer"
    return "unreadable" if isinstance(error, BadMessage) else "bad-signature"


async def body_of(context: IngestContext, request: Request, limit: int, upload: OpenUpload | None = None) -> bytes:
    """The whole body, at most ``limit`` bytes.

    Raises Refused, or CutShort when it ends early, comes too slowly, or a newer request takes its ``upload`` over.
    """
    if declared_length(request) > limit:
        raise RequestRefused(Refusal("too-large"))
    received = bytearray()
    upload = upload or OpenUpload()
    clock = asyncio.get_running_loop().time
    end = clock() + context.timeouts.body
    try:
        async with asyncio.timeout(None) as deadline:
            upload.reads(deadline)
            more = True
            while more:
                # The web server has no timeout of its own here: a silent client would stay for ever.
                deadline.reschedule(0 if upload.superseded else min(end, clock() + context.timeouts.silence))
                message = await request.receive()
                if message["type"] == "http.disconnect":
                    raise CutShort(bytes(received))
                received += message.get("body", b"")
                more = message.get("more_body", False)
                if len(received) > limit:
                    raise RequestRefused(Refusal("too-large"))
    except TimeoutError as error:
        raise CutShort(bytes(received)) from error
    finally:
        upload.reads(None)
    return bytes(received)


def declared_length(request: Request) -> int:
    """What Content-Length says, 0 without one. Raises Refused."""
    declared = request.headers.get("content-length", "0")
    if not (declared.isascii() and declared.isdecimal()) or len(declared) > 18:
        raise RequestRefused(Refusal("too-large"))
    return int(declared)


async def asker(
    context: IngestContext, request: Request, *, even_revoked: bool = False
) -> tuple[Device, http_signatures.VerifiedRequest]:
    """Which device asks, from the signed headers alone: nothing of the body was read yet.

    Raises Refused or BadSignature.
    """
    path = request.scope["raw_path"].decode("latin-1").partition("?")[0]
    query = request.scope["query_string"].decode("latin-1")
    url = f"https://{request.headers.get('host', '')}{path}" + (f"?{query}" if query else "")
    claim = http_signatures.read_request(http_signatures.Request(request.method, url, request.headers))
    device = await _device(context, claim.device)
    asked = http_signatures.verify(claim, device.public_key)
    if device.state == "revoked" and not even_revoked:
        raise RequestRefused(Refusal("revoked"))
    return device, asked


async def _device(context: IngestContext, name: str) -> Device:
    """A device as the archive knew it a moment ago: most requests follow another one of the same device."""
    now = asyncio.get_running_loop().time()
    device, learned = context.remembered.get(name, (None, now))
    if device is None or now - learned > REMEMBERED_SECONDS:
        device = await run_in_threadpool(context.archive.devices.get, name)
        if device is None:
            raise RequestRefused(Refusal("unknown-device"))
        context.remembered[name] = device, now
    return device


async def asker_and_body(context: IngestContext, request: Request, limit: int) -> tuple[Device, bytes]:
    device, asked = await asker(context, request)
    body = await body_of(context, request, limit)
    http_signatures.verify_body(asked, body)
    return device, body


def typed(text: str | None, kind: type[Value]) -> Value:
    """A path's, query's or header's text as ``kind``. Raises Refused."""
    try:
        return msgspec.convert(text, kind, strict=False)
    except msgspec.ValidationError:
        raise RequestRefused(Refusal("bad-request")) from None


def whole_number(text: str | None, *, least: int = 0) -> int:
    """A count or offset in plain digits, nothing that merely reads like a number. Raises Refused."""
    number = int(typed(text, _Digits))
    if number < least:
        raise RequestRefused(Refusal("bad-request"))
    return number
