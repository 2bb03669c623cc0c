"""Signed messages, batches and signed requests: what is exact passes, everything else is refused by name."""

import datetime as dt
import os

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from sync import sealed
from sync.journal import chain
from sync.protocol import http_signatures
from sync.protocol.batches import BlobRef, InboxItem, Manifest, Receipt, open_batch, pack_batch, read_batch
from sync.protocol.envelope import BadMessage, BadSignature, SignedMessage, check, check_one_of, parse, sign
from sync.protocol.messages import EnrolRequest, Have, Hello, Lacks, Limits, Page, Refusal, Snapshot
from tests.support import sync_world as world
from tests.support.damage import with_bit_flipped

SOAK = os.environ.get("FIELDKIT_SOAK") == "1"
EXAMPLES = settings(max_examples=3_000 if SOAK else 200, deadline=None)
KIT = world.Kit()
BATCH = KIT.add_batch(1_000)
RAW = KIT.outbox.raw[1]
RECEIPT = Receipt(KIT.device, 1, BATCH.sha256, 2, "stored", "", 5, "a")
SIGNED = sign(RECEIPT, world.RECEIPT_KEY)
KINDS: list[type[msgspec.Struct]] = [Manifest, Receipt, InboxItem, Hello, Have, Lacks, Refusal, Snapshot, EnrolRequest]


def test_what_was_signed_is_what_is_read() -> None:
    assert check(SIGNED, world.RECEIPT_PUBLIC, Receipt) == RECEIPT
    assert parse(SIGNED, Receipt) == RECEIPT


def test_a_batch_opens_only_at_headquarters_and_gives_back_the_entries() -> None:
    manifest, body = read_batch(RAW, KIT.public_key)
    entries = open_batch(body, [world.HQ_PAIR.identity])
    head = chain.check_chain(entries, KIT.public_key)
    assert (manifest.first_seq, manifest.last_seq, manifest.head) == (1, head.seq, head.sha256)
    assert manifest.blobs == BATCH.blobs
    assert b"entry 0" not in RAW
    with pytest.raises(sealed.NotForUs):
        open_batch(body, [sealed.generate().identity])


@pytest.mark.soak
@EXAMPLES
@given(st.data())
def test_a_changed_byte_is_refused(data: st.DataObject) -> None:
    for raw, key, kind in ((SIGNED, world.RECEIPT_PUBLIC, Receipt), (RAW, KIT.public_key, None)):
        position = data.draw(st.integers(0, len(raw) - 1))
        changed = with_bit_flipped(raw, position, mask=data.draw(st.integers(1, 255)))
        with pytest.raises((BadMessage, BadSignature)):
            check(changed, key, kind) if kind else read_batch(changed, key)


@pytest.mark.soak
@EXAMPLES
@given(st.data())
def test_a_shortened_or_lengthened_message_is_refused(data: st.DataObject) -> None:
    for raw, key, kind in ((SIGNED, world.RECEIPT_PUBLIC, Receipt), (RAW, KIT.public_key, None)):
        cut = raw[: data.draw(st.integers(0, len(raw) - 1))]
        longer = raw + data.draw(st.binary(min_size=1, max_size=9))
        for changed in (cut, longer):
            with pytest.raises((BadMessage, BadSignature)):
                check(changed, key, kind) if kind else read_batch(changed, key)


@pytest.mark.soak
@EXAMPLES
@given(st.binary(max_size=600))
def test_any_bytes_are_refused_by_name(raw: bytes) -> None:
    for kind in KINDS:
        with pytest.raises((BadMessage, BadSignature)):
            check(raw, world.RECEIPT_PUBLIC, kind)
        with pytest.raises(BadMessage):
            parse(raw, kind)
    with pytest.raises((BadMessage, BadSignature)):
        read_batch(raw, KIT.public_key)
    with pytest.raises(BadMessage):
        open_batch(sealed.seal_bytes(raw, [world.HQ_PAIR.recipient]), [world.HQ_PAIR.identity])


@pytest.mark.soak
@EXAMPLES
@given(st.binary(max_size=300), st.sampled_from(KINDS))
def test_even_a_signed_payload_must_parse(payload: bytes, kind: type[msgspec.Struct]) -> None:
    signature = world.RECEIPT_KEY.sign(b"fieldkit-sync-1 " + kind.__name__.encode() + b"\n" + payload)
    with pytest.raises(BadMessage):
        check(msgspec.msgpack.encode(SignedMessage(payload, signature)), world.RECEIPT_PUBLIC, kind)


@pytest.mark.soak
@EXAMPLES
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=9) | st.binary(max_size=9),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
        max_leaves=20,
    )
)
def test_well_formed_documents_of_another_shape_are_refused(document: object) -> None:
    raw = msgspec.msgpack.encode(document)
    for kind in KINDS:
        with pytest.raises((BadMessage, BadSignature)):
            check(raw, world.RECEIPT_PUBLIC, kind)
    with pytest.raises((BadMessage, BadSignature)):
        read_batch(raw, KIT.public_key)


def test_a_document_nested_without_end_is_refused() -> None:
    for raw in (b"\x91" * 500_000, b"\x92\xc6\xff\xff\xff\xff"):
        with pytest.raises(BadMessage):
            parse(raw, Receipt)


def test_too_large_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(BadMessage):
        check(SIGNED, world.RECEIPT_PUBLIC, Receipt, limit=len(SIGNED) - 1)
    with pytest.raises(BadMessage):
        pack_batch(
            [KIT.entry(bytes((1 << 20) - 100)) for _ in range(3)],
            n=2,
            event="e",
            blobs=[],
            recipients=[world.HQ_PAIR.recipient],
            key=KIT.key,
            made_ms=1,
        )


def test_one_kind_of_message_never_passes_for_another() -> None:
    twin = sign(Limits(), world.RECEIPT_KEY)
    with pytest.raises(BadSignature):
        check(twin, world.RECEIPT_PUBLIC, Refusal)
    with pytest.raises(BadSignature):
        check_one_of(SIGNED, world.RECEIPT_PUBLIC, Hello, Refusal)


def test_another_key_is_refused() -> None:
    with pytest.raises(BadSignature):
        check(SIGNED, world.OFFICE_PUBLIC, Receipt)
    with pytest.raises(BadSignature):
        read_batch(RAW, world.Kit(2).public_key)


@pytest.mark.parametrize("name", ["A" * 64, "0" * 63, "0" * 64 + "\n", "../" + "0" * 61, ""])
def test_a_hash_is_64_small_hexadecimal_digits(name: str) -> None:
    refused = sign(Receipt(KIT.device, 1, name, 2, "stored", "", 5, "a"), world.RECEIPT_KEY)
    with pytest.raises(BadMessage):
        check(refused, world.RECEIPT_PUBLIC, Receipt)


# Requests

URL = "https://hq.example/v1/devices/x/batches/1?after=0"


def signed_headers(method: str = "PUT", body: bytes | None = b"abc", **extra: str) -> dict[str, str]:
    headers = {name.replace("_", "-"): value for name, value in extra.items()}
    digest = world.digest_of(body)
    http_signatures.sign_request(
        method, URL, headers, digest, device=KIT.device, key=KIT.key, created_ms=world.NOW_MS, nonce="n"
    )
    return headers


def asked(method: str, url: str, headers: dict[str, str]) -> http_signatures.VerifiedRequest:
    return http_signatures.verify(
        http_signatures.read_request(http_signatures.Request(method, url, headers)), KIT.public_key
    )


def test_a_signed_request_names_its_device_and_covers_its_body() -> None:
    request = asked("PUT", URL, signed_headers())
    assert request.device == KIT.device
    http_signatures.verify_body(request, b"abc")
    with pytest.raises(BadSignature):
        http_signatures.verify_body(request, b"abd")
    with pytest.raises(BadSignature):
        http_signatures.verify_body(asked("GET", URL, signed_headers("GET", None)), b"smuggled")


@pytest.mark.parametrize("created_ms", [0, 1, 253_402_300_799_000, world.NOW_MS - 315_360_000_000])
def test_a_clock_wrong_by_years_is_no_reason_to_refuse(created_ms: int) -> None:
    headers: dict[str, str] = {}
    http_signatures.sign_request(
        "GET", URL, headers, None, device=KIT.device, key=KIT.key, created_ms=created_ms, nonce="n"
    )
    assert asked("GET", URL, headers).device == KIT.device


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("POST", URL),
        ("PUT", URL.replace("/1?", "/2?")),
        ("PUT", URL.replace("after=0", "after=1")),
        ("PUT", URL.replace("hq.example", "evil.example")),
    ],
)
def test_a_request_signed_for_something_else_is_refused(method: str, url: str) -> None:
    with pytest.raises(BadSignature):
        asked(method, url, signed_headers())


def test_upload_headers_must_be_covered() -> None:
    headers = signed_headers(upload_offset="0", upload_length="3")
    asked("PUT", URL, headers)
    for name, value in (("upload-offset", "1"), ("upload-length", "9")):
        with pytest.raises(BadSignature):
            asked("PUT", URL, headers | {name: value})
    with pytest.raises(BadSignature):
        asked("PUT", URL, signed_headers() | {"upload-offset": "0"})


class _Keys(HTTPSignatureKeyResolver):
    """The kit's key under whatever name is asked for."""

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        return KIT.key.public_key()

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:
        return KIT.key


COVERED = ("@method", "@authority", "@path", "@query", "upload-offset")


def test_another_implementation_of_rfc_9421_verifies_what_we_sign() -> None:
    headers = signed_headers(upload_offset="7")
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=_Keys())
    required = (*COVERED, "content-digest")
    message = http_signatures.Request("PUT", URL, headers)
    (result,) = verifier.verify(message, max_age=None, expect_tag="fieldkit", require_components=required)
    assert result.parameters["keyid"] == KIT.device
    assert verifier.verify_body(message, [result], b"abc")[0].body == b"abc"
    with pytest.raises(InvalidSignature):
        verifier.verify_body(message, [result], b"abd")


@pytest.mark.parametrize("url", [URL, "https://HQ.example:443", "https://hq.example:8443/v1/blobs/a%2Fb?"])
def test_what_another_implementation_of_rfc_9421_signs_is_verified(url: str) -> None:
    headers = {"Upload-Offset": "7", "X-Proxy": "one"}
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=_Keys())
    created = dt.datetime.fromtimestamp(world.NOW_MS / 1000, dt.UTC)
    message = http_signatures.Request("PUT", url, headers)
    signer.sign(message, key_id="proxy", created=created, label="theirs", covered_component_ids=("x-proxy",))
    signer.sign(
        message,
        key_id=KIT.device,
        created=created,
        nonce="n",
        label="ours",
        tag="fieldkit",
        covered_component_ids=(*reversed(COVERED), "x-proxy"),
        body=b"abc",
    )
    request = asked("PUT", url, headers)
    assert request.device == KIT.device
    http_signatures.verify_body(request, b"abc")
    with pytest.raises(BadSignature):
        asked("PUT", url, headers | {"X-Proxy": "two"})


def test_only_one_signature_speaks_for_a_device() -> None:
    headers = signed_headers()
    twice = {
        name: f"{headers[name]}, {headers[name].replace('sig1', 'sig2')}" for name in ("Signature", "Signature-Input")
    }
    with pytest.raises(BadSignature):
        asked("PUT", URL, headers | twice)


def test_another_key_and_a_missing_signature_are_refused() -> None:
    with pytest.raises(BadSignature):
        http_signatures.verify(
            http_signatures.read_request(http_signatures.Request("PUT", URL, signed_headers())), world.RECEIPT_PUBLIC
        )
    with pytest.raises(BadSignature):
        asked("PUT", URL, {})


HEADER_TEXT = st.text(st.characters(min_codepoint=1, max_codepoint=255), max_size=200)


@pytest.mark.soak
@EXAMPLES
@given(st.data())
def test_garbled_signature_headers_are_refused_by_name(data: st.DataObject) -> None:
    headers = signed_headers()
    name = data.draw(st.sampled_from(["Signature", "Signature-Input", "Content-Digest"]))
    if data.draw(st.booleans()):
        value = data.draw(HEADER_TEXT)
    else:
        position = data.draw(st.integers(0, len(headers[name]) - 1))
        letter = data.draw(st.characters(min_codepoint=1, max_codepoint=255))
        value = headers[name][:position] + letter + headers[name][position + 1 :]
    if value == headers[name]:
        return
    try:
        http_signatures.verify_body(asked("PUT", URL, headers | {name: value}), b"abc")
    except BadSignature:
        return
    # Another spelling of the same signature is the same signature.
    assert asked("PUT", URL, headers | {name: value}).device == KIT.device


@pytest.mark.soak
@EXAMPLES
@given(st.binary(max_size=300))
def test_a_page_is_parsed_or_refused(raw: bytes) -> None:
    try:
        page = msgspec.msgpack.decode(raw, type=Page)
    except msgspec.DecodeError:
        return
    assert msgspec.msgpack.encode(page) == msgspec.msgpack.encode(Page(page.items))


def test_a_blob_has_a_size() -> None:
    for size in (0, -1, 1 << 40):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert([BATCH.blobs[0].sha256, size], BlobRef)
