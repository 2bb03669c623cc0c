"""Headquarters' ingest: Starlette routes over the archive. It holds no key that opens anything.

Requests are signed by a device (``sync.protocol.http_signatures``), answers by headquarters' receipt key. Every
call may be repeated: the same request again changes nothing and gets the same answer. Any enrolled device may bring
another one's batch, because the manifest inside is signed by its author.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from sync.archive.archive import Archive, EnrolledKey
from sync.archive.devices import Device
from sync.ingest import uploads
from sync.ingest.requests import (
    CutShort,
    HexNonce,
    IngestContext,
    RequestRefused,
    RequestTimeouts,
    answer,
    asker,
    asker_and_body,
    body_of,
    failure,
    page,
    refuse,
    typed,
    whole_number,
)
from sync.ingest.upload_lock import UploadLock
from sync.protocol import snapshot_delta, tls
from sync.protocol.batches import BadMessage, BadSignature
from sync.protocol.envelope import MAX_SIGNED_BYTES, check, parse, sign
from sync.protocol.messages import (
    PROTOCOL,
    Credentials,
    EnrolAnswer,
    EnrolRequest,
    Have,
    Hello,
    Kept,
    Limits,
    Refusal,
    Snapshot,
    Succession,
)

_ENROL_BYTES = 64 << 10
_Handler = Callable[[IngestContext, Request], Awaitable[Response]]


def app(
    archive: Archive,
    receipt_key: Ed25519PrivateKey,
    *,
    credentials: Credentials,
    now_ms: Callable[[], int],
    limits: Limits | None = None,
    timeouts: RequestTimeouts | None = None,
) -> Starlette:
    """The ingest as an ASGI application; ``credentials`` is what a newly enrolled device is told."""
    context = IngestContext(
        archive, receipt_key, credentials, limits or Limits(), timeouts or RequestTimeouts(), now_ms, {}, UploadLock()
    )

    def route(path: str, method: str, handler: _Handler) -> Route:
        async def endpoint(request: Request) -> Response:
            try:
                return await handler(context, request)
            except (RequestRefused, BadMessage, BadSignature) as error:
                return failure(context, error)
            except CutShort:
                return Response(status_code=408)  # most likely nobody is there to read it

        return Route(path, endpoint, methods=[method], name=f"{method} {path}")

    return Starlette(
        routes=[
            route("/v1/hello", "GET", _hello),
            route("/v1/enrol", "POST", _enrol),
            route("/v1/have", "POST", _have),
            route("/v1/blobs/{sha256}", "HEAD", uploads.blob_offset),
            route("/v1/blobs/{sha256}", "PATCH", uploads.blob_chunk),
            route("/v1/blobs/{sha256}/lost", "PUT", uploads.blob_lost),
            route("/v1/devices/{device}/batches/{n}", "PUT", uploads.batch),
            route("/v1/devices/{device}/batches/{n}/hole", "PUT", uploads.hole),
            route("/v1/devices/{device}/receipts", "GET", uploads.receipts),
            route("/v1/devices/{device}/inbox", "GET", _inbox),
            route("/v1/events/{event}/status", "PUT", _status),
            # A laptop of another protocol learns which one is spoken here.
            Mount("/v{version:int}", routes=[route("/hello", "GET", _hello)]),
        ]
    )


def web_server(application: ASGIApp, certificate: Path, key: Path, *, host: str, port: int) -> uvicorn.Server:
    """The web server for the ingest; ``run()`` serves until ``should_exit`` is set."""
    context = tls.server_context(certificate, key)
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        ssl_context_factory=lambda _config, _default: context,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,  # addresses and times of laptops are nobody's business
        server_header=False,
        proxy_headers=False,
        limit_concurrency=200,
        h11_max_incomplete_event_size=16 << 10,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=10,
    )
    return uvicorn.Server(config)


async def _hello(context: IngestContext, request: Request) -> Response:
    nonce = bytes.fromhex(typed(request.query_params.get("nonce"), HexNonce))
    return answer(context, Hello(PROTOCOL, context.now_ms(), context.limits, context.archive.name, nonce))


async def _enrol(context: IngestContext, request: Request) -> Response:
    raw = await body_of(context, request, _ENROL_BYTES)
    wish = check(raw, parse(raw, EnrolRequest).public_key, EnrolRequest)  # it has the private key
    now_ms = context.now_ms()
    if wish.succession:
        claim = parse(wish.succession, Succession)
        old = await run_in_threadpool(context.archive.devices.get, claim.old_device)
        if old is None:
            return refuse(context, Refusal("unknown-device"))
        claim = check(wish.succession, old.public_key, Succession)
        if claim.new_key != wish.public_key:
            return refuse(context, Refusal("bad-signature"))
        result = await run_in_threadpool(context.archive.devices.succeed, wish, raw, claim, now_ms)
    else:
        result = await run_in_threadpool(context.archive.devices.enrol, wish, raw, now_ms)
    if not isinstance(result, EnrolledKey):
        return refuse(context, result)
    return answer(
        context, EnrolAnswer(result.device, result.letter, result.event, context.credentials, result.grant), 201
    )


async def _have(context: IngestContext, request: Request) -> Response:
    device, body = await asker_and_body(context, request, MAX_SIGNED_BYTES)
    have = check(body, device.public_key, Have)
    await run_in_threadpool(context.archive.devices.seen, device.device, context.now_ms())
    return answer(context, await run_in_threadpool(context.archive.batches.lacks, have, device.device))


async def _inbox(context: IngestContext, request: Request) -> Response:
    device, _ = await asker(context, request, even_revoked=True)
    if request.path_params["device"] != device.device:
        raise RequestRefused(Refusal("not-yours"))
    after = whole_number(request.query_params.get("after"))
    items = await run_in_threadpool(context.archive.inboxes.after, device.device, after)
    return page(sign(item, context.key) for item in items)


async def _status(context: IngestContext, request: Request) -> Response:
    device, body = await asker_and_body(context, request, MAX_SIGNED_BYTES)
    event = request.path_params["event"]
    snapshot, kept = await run_in_threadpool(_whole, context, device, event, body)
    if (snapshot.device, snapshot.event, device.event) != (device.device, event, event):
        raise RequestRefused(Refusal("not-yours"))
    as_of = await run_in_threadpool(context.archive.snapshots.put, snapshot, kept)
    return answer(context, Kept(device.device, event, as_of))


def _whole(context: IngestContext, device: Device, event: str, body: bytes) -> tuple[Snapshot, bytes]:
    """A snapshot and what is kept of it; one that came as a change is put together with the one that is here."""
    change = snapshot_delta.read_change(body)
    if change is None:
        return check(body, device.public_key, Snapshot), body
    base, held = None, context.archive.snapshots.get(event, device.device)
    if held is not None:
        before = snapshot_delta.read(held, {device.device: device.public_key})
        base = snapshot_delta.Base(before.as_of, before.body)
    try:
        return snapshot_delta.apply(change, base, device.public_key)
    except snapshot_delta.WrongBase as error:
        raise RequestRefused(Refusal("other-base")) from error
