"""Who asks: HTTP requests signed with the device's Ed25519 key, as RFC 9421 describes.

The signature covers method, authority, path, query, the upload's offset and length, and the body through
Content-Digest (RFC 9530). ``created`` and ``nonce`` are signed but never a reason to refuse: a laptop's clock
may be wrong by years, and every call is idempotent, so that a repeated request changes nothing.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from typing import NamedTuple, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    MappingKeyResolver,
    VerifyResult,
    algorithms,
)

from sync.signed import BadSignature

_TAG = "fieldkit"
_COVERED = ("@method", "@authority", "@path", "@query")
_UPLOAD = ("upload-offset", "upload-length")
MAX_SIGNATURE_HEADERS_BYTES = 4_096


class Headers(Protocol):
    """Header lines by name; Starlette's and a plain dict both fit."""

    def items(self) -> Iterable[tuple[str, str]]: ...


class Request(NamedTuple):
    """The parts of a request that are signed; ``url`` is absolute."""

    method: str
    url: str
    headers: Headers


class Asked(NamedTuple):
    """A verified request: by which device, and what to hold its body against."""

    device: str
    request: Request
    results: list[VerifyResult]


def sign_request(
    method: str,
    url: str,
    headers: MutableMapping[str, str],
    body: bytes | None,
    *,
    device: str,
    key: Ed25519PrivateKey,
    created_ms: int,
    nonce: str,
) -> None:
    """Add Content-Digest (when there is a body), Signature-Input and Signature to ``headers``."""
    names = {name.lower() for name in headers}
    signer = HTTPMessageSigner(
        signature_algorithm=algorithms.ED25519,
        key_resolver=MappingKeyResolver(public_keys={}, private_keys={device: key}),
    )
    signer.sign(
        Request(method, url, headers),
        key_id=device,
        created=dt.datetime.fromtimestamp(created_ms / 1000, dt.UTC),
        nonce=nonce,
        label="sig1",
        tag=_TAG,
        covered_component_ids=_COVERED + tuple(name for name in _UPLOAD if name in names),
        body=body,
    )


class _Keys(HTTPSignatureKeyResolver):
    def __init__(self, key_of: Callable[[str], bytes | None]) -> None:
        self._key_of = key_of

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey | None:
        raw = self._key_of(key_id)
        return None if raw is None else Ed25519PublicKey.from_public_bytes(raw)


class _AnyClock(HTTPMessageVerifier):
    """Asks for a signed ``created`` and believes no clock."""

    def validate_created_and_expires(self, sig_input: "_Parameters", max_age: object = None) -> None:
        del max_age
        if type(sig_input.params.get("created")) is not int:
            raise InvalidSignature('"created" must be a signed integer')


class _Parameters(Protocol):
    params: Mapping[str, object]


def verify_request(request: Request, key_of: Callable[[str], bytes | None]) -> Asked:
    """Verify the headers before the body is read. ``key_of`` gives a device's 32-byte key, or None.

    Raises BadSignature.
    """
    names = {name.lower() for name, _ in request.headers.items()}
    size = sum(len(value) for name, value in request.headers.items() if name.lower().startswith("signature"))
    if size > MAX_SIGNATURE_HEADERS_BYTES:
        raise BadSignature
    required = _COVERED + tuple(name for name in (*_UPLOAD, "content-digest") if name in names)
    verifier = _AnyClock(signature_algorithm=algorithms.ED25519, key_resolver=_Keys(key_of))
    try:
        results = verifier.verify(request, max_age=None, expect_tag=_TAG, require_components=required)
    except (HTTPMessageSignaturesException, ValueError) as error:
        raise BadSignature from error
    if len(results) != 1:
        raise BadSignature
    return Asked(str(results[0].parameters["keyid"]), request, results)


def verify_body(asked: Asked, body: bytes) -> None:
    """Hold the body against the signed Content-Digest. Raises BadSignature."""
    verifier = _AnyClock(signature_algorithm=algorithms.ED25519, key_resolver=None)
    try:
        verifier.verify_body(asked.request, asked.results, body)
    except (HTTPMessageSignaturesException, ValueError) as error:
        raise BadSignature from error
