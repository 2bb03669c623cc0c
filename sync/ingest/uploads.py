"""Headquarters' routes for what devices bring: blobs in chunks, batches, and their word on what will not come."""

import hashlib

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from sync.archive.archive import Device
from sync.ingest.requests import (
    CutShort,
    IngestContext,
    RequestRefused,
    answer,
    asker,
    asker_and_body,
    body_of,
    declared_length,
    fault,
    page,
    refuse,
    signed_answer,
    typed,
    whole_number,
)
from sync.ingest.upload_lock import OpenUpload
from sync.journal import chain
from sync.protocol.batches import BadMessage, BadSignature, Receipt, read_batch
from sync.protocol.envelope import DeviceId, Sha256, check, sign
from sync.protocol.http_signatures import VerifiedRequest, verify_body, verify_digest
from sync.protocol.messages import Hole, Lost, Progress, Refusal

_STATEMENT_BYTES = 64 << 10


async def blob_offset(context: IngestContext, request: Request) -> Response:
    """HEAD: where this device's upload goes on."""
    device, _ = await asker(context, request)
    sha256 = typed(request.path_params["sha256"], Sha256)
    async with context.upload_lock.newest(sha256, device.device):
        upload = await run_in_threadpool(context.archive.blobs.resume, sha256, device.device)
    # HEAD has no body to sign. A false offset can only cost bytes: PATCH answers with a signed one.
    headers = {"Upload-Offset": str(upload.progress.offset), "Cache-Control": "no-store"}
    if upload.progress.complete:
        headers["Upload-Complete"] = "?1"
    return Response(headers=headers)


async def blob_chunk(context: IngestContext, request: Request) -> Response:
    """PATCH: one chunk; answered only when it would survive a power cut."""
    device, asked = await asker(context, request)
    sha256 = typed(request.path_params["sha256"], Sha256)
    offset = whole_number(request.headers.get("upload-offset"))
    size = whole_number(request.headers.get("upload-length"))
    if size > context.limits.blob:
        raise RequestRefused(Refusal("too-large"))
    if offset >= size:
        raise RequestRefused(Refusal("bad-request"))
    here = context.archive.blobs.size(sha256)
    if here is not None:
        return answer(context, Progress(sha256, here, complete=True))
    async with context.upload_lock.newest(sha256, device.device) as upload:
        comes_whole = offset == 0 and size == declared_length(request) <= context.limits.chunk
        if comes_whole and not context.archive.blobs.begun(sha256, device.device):
            result = await _whole(context, request, upload, asked, sha256, size)
        else:
            result = await _piece(context, request, upload, asked, sha256, offset, size)
    return answer(context, result) if isinstance(result, Progress) else refuse(context, result)


async def _whole(
    context: IngestContext, request: Request, upload: OpenUpload, asked: VerifiedRequest, sha256: str, size: int
) -> Progress | Refusal:
    """A blob in one piece, with nothing to go on from: nobody else's bytes can get mixed with it."""

    def keep(data: bytes) -> Progress | Refusal:
        digest = hashlib.sha256(data)
        verify_digest(asked, digest.digest())
        if digest.hexdigest() != sha256:
            return Refusal("wrong-hash")
        return context.archive.blobs.put(sha256, asked.device, data)

    try:
        data = await body_of(context, request, size, upload)
    except CutShort as cut:
        if cut.received:
            await run_in_threadpool(
                context.archive.blobs.keep_beginning, sha256, asked.device, size=size, data=cut.received
            )
        raise
    return await run_in_threadpool(keep, data)


async def _piece(
    context: IngestContext,
    request: Request,
    upload: OpenUpload,
    asked: VerifiedRequest,
    sha256: str,
    offset: int,
    size: int,
) -> Progress | Refusal:
    # Made void before the body is read: a half-open upload of before must not end after this one began.
    begun = await run_in_threadpool(context.archive.blobs.resume, sha256, asked.device)
    if begun.progress.complete:
        return begun.progress
    if begun.progress.offset != offset:
        return Refusal("wrong-offset", expected=begun.progress.offset)

    async def append(data: bytes) -> Progress | Refusal:
        return await run_in_threadpool(
            context.archive.blobs.append, sha256, asked.device, begun.fence, offset=offset, size=size, data=data
        )

    try:
        data = await body_of(context, request, min(context.limits.chunk, size - offset), upload)
    except CutShort as cut:
        if cut.received:
            # What arrived needs not come again. No digest covers it, but TLS brought it, and the hash of the
            # whole blob decides.
            await append(cut.received)
        raise
    verify_body(asked, data)
    return await append(data) if data else Refusal("bad-request")


async def blob_lost(context: IngestContext, request: Request) -> Response:
    """PUT: this device's blob is damaged at its source; the batch that names it may come without it."""
    device, body = await asker_and_body(context, request, _STATEMENT_BYTES)
    lost = check(body, device.public_key, Lost)
    if lost.sha256 != request.path_params["sha256"] or not await _speaks_for(context, device, lost.device):
        raise RequestRefused(Refusal("not-yours"))
    await run_in_threadpool(context.archive.blobs.put_lost, lost, body)
    return answer(context, Progress(lost.sha256, 0, complete=False))


async def batch(context: IngestContext, request: Request) -> Response:
    """PUT: 201 stored, 200 the same again, 409 or 422 with a signed word on what is wrong."""
    author, n = _batch_name(request)
    device, asked = await asker(context, request)
    try:
        raw = await body_of(context, request, context.limits.batch)
    except RequestRefused as stop:
        if stop.refusal.reason != "too-large":
            raise
        # Too large now, too large for ever: a receipt says so, and the device goes on without it.
        return _never(context, author, n, chain.GENESIS, "too-large", 413)
    return await run_in_threadpool(_store, context, device, asked, author, n, raw)


def _store(
    context: IngestContext, carrier: Device, asked: VerifiedRequest, author: str, n: int, raw: bytes
) -> Response:
    digest = hashlib.sha256(raw)
    verify_digest(asked, digest.digest())
    sha256 = digest.hexdigest()
    device = carrier if author == carrier.device else context.archive.devices.get(author)
    if device is None:
        raise RequestRefused(Refusal("unknown-device"))
    try:
        manifest, _ = read_batch(raw, device.public_key)
    except (BadMessage, BadSignature) as error:
        return _never(context, author, n, sha256, fault(error), 422)
    if (manifest.device, manifest.n) != (author, n):
        return _never(context, author, n, sha256, "not-yours", 422)
    now_ms = context.now_ms()
    receipt = Receipt(author, n, sha256, manifest.last_seq, "stored", "", now_ms, context.archive.name)
    result = context.archive.batches.store(manifest, raw, sha256, sign(receipt, context.key), now_ms=now_ms)
    if not isinstance(result, Refusal):
        return signed_answer(result.receipt, 201 if result.new else 200)
    if result.reason == "other-bytes":
        return _never(context, author, n, sha256, "other-bytes", 409)
    return refuse(context, result)


async def hole(context: IngestContext, request: Request) -> Response:
    """PUT: batch ``n`` will not come for now; headquarters takes the next."""
    author, n = _batch_name(request)
    device, body = await asker_and_body(context, request, _STATEMENT_BYTES)
    word = check(body, device.public_key, Hole)
    if (word.device, word.n) != (author, n) or not await _speaks_for(context, device, author):
        raise RequestRefused(Refusal("not-yours"))
    now_ms = context.now_ms()
    receipt = Receipt(author, n, chain.GENESIS, 0, "hole", word.reason, now_ms, context.archive.name)
    result = await run_in_threadpool(
        context.archive.batches.store_hole, word, body, sign(receipt, context.key), now_ms=now_ms
    )
    if isinstance(result, Refusal):
        return refuse(context, result)
    return signed_answer(result.receipt, 201 if result.new else 200)


async def receipts(context: IngestContext, request: Request) -> Response:
    """GET: the receipts that were given, for a device that lost the answer."""
    await asker(context, request)
    author = typed(request.path_params["device"], DeviceId)
    after = whole_number(request.query_params.get("after"))
    return page(await run_in_threadpool(context.archive.batches.receipts, author, after))


def _never(context: IngestContext, author: str, n: int, digest: str, reason: str, status: int) -> Response:
    """A receipt that these bytes will not be taken, now or later."""
    receipt = Receipt(author, n, digest, 0, "refused", reason, context.now_ms(), context.archive.name)
    return answer(context, receipt, status)


def _batch_name(request: Request) -> tuple[str, int]:
    return typed(request.path_params["device"], DeviceId), whole_number(request.path_params["n"], least=1)


async def _speaks_for(context: IngestContext, device: Device, author: str) -> bool:
    """A device speaks for itself, and after a restore for those it succeeded: it has what they left behind."""
    seen: set[str] = set()
    speaker: Device | None = device
    while speaker is not None and speaker.device not in seen:
        if speaker.device == author:
            return True
        seen.add(speaker.device)
        before = speaker.predecessor
        speaker = None if before is None else await run_in_threadpool(context.archive.devices.get, before)
    return False
