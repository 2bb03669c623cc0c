"""Who asks: HTTP requests signed with the device's Ed25519 key, as RFC 9421 describes.

The signature covers method, authority, path, query, the upload's offset and length, and the body through
Content-Digest (RFC 9530). ``created`` and ``nonce`` are signed but never a reason to refuse: a laptop's clock
may be wrong by years, and every call is idempotent, so that a repeated request changes nothing.

Of RFC 9421 only what these requests need is read: any signer may use it, and every request is checked in a
fraction of a millisecond.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, MutableMapping
from typing import NamedTuple, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.protocol.envelope import BadSignature

MAX_SIGNATURE_HEADERS_BYTES = 4_096
_TAG = "fieldkit"
_COVERED = ("@method", "@authority", "@path", "@query")
_COVERED_IF_THERE = ("upload-offset", "upload-length", "content-digest")
_URL = re.compile(r"https://([^/?#]+)([^?#]*)(?:\?([^#]*))?")

# RFC 9651's serialised form of the fields, without what nothing here uses (other types, flags, spare spaces).
_KEY = r"[a-z*][a-z0-9_.*-]*"
_STRING = r'"[ !#-\[\]-~]*"'
_PARAMETER = rf";({_KEY})=({_STRING}|[0-9]{{1,15}})"
_INPUT = re.compile(rf"({_KEY})=(\(({_STRING}(?: {_STRING})*)\)((?:;{_KEY}=(?:{_STRING}|[0-9]{{1,15}}))*))")
_SIGNATURE = re.compile(rf"({_KEY})=:([A-Za-z0-9+/]*=*):")
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")


class Headers(Protocol):
    """Header lines by name; Starlette's and a plain dict both fit."""

    def items(self) -> Iterable[tuple[str, str]]: ...


class Request(NamedTuple):
    """The parts of a request that are signed; ``url`` is absolute."""

    method: str
    url: str
    headers: Headers


class SignatureClaim(NamedTuple):
    """What the headers say: who signed what, and the signature in base64."""

    device: str
    signed: bytes
    signature: str
    digest: bytes | None


class VerifiedRequest(NamedTuple):
    """A verified request: by which device, and the SHA-256 that its body must have (None: no body)."""

    device: str
    digest: bytes | None


def sign_request(
    method: str,
    url: str,
    headers: MutableMapping[str, str],
    body_sha256: bytes | None,
    *,
    device: str,
    key: Ed25519PrivateKey,
    created_ms: int,
    nonce: str,
) -> None:
    """Add Content-Digest (when there is a body), Signature-Input and Signature to ``headers``."""
    if body_sha256 is not None:
        headers["Content-Digest"] = f"sha-256=:{_base64(body_sha256)}:"
    request = Request(method, url, headers)
    lines = _lines(headers)
    names = _COVERED + tuple(name for name in _COVERED_IF_THERE if name in lines)
    components = " ".join(f'"{name}"' for name in names)
    value = f'({components});created={created_ms // 1000};keyid="{device}";alg="ed25519";nonce="{nonce}";tag="{_TAG}"'
    headers["Signature-Input"] = f"sig1={value}"
    headers["Signature"] = f"sig1=:{_base64(key.sign(_base(request, lines, names, value)))}:"


def read_request(request: Request) -> SignatureClaim:
    """Which device the headers say has signed them; nothing is verified. Raises BadSignature."""
    lines = _lines(request.headers)
    if sum(len(value) for name, value in lines.items() if name.startswith("signature")) > MAX_SIGNATURE_HEADERS_BYTES:
        raise BadSignature
    tagged = [(found, _parameters(found[4])) for found in _members(_INPUT, lines.get("signature-input", ""))]
    ours = [(found, parameters) for found, parameters in tagged if parameters.get("tag") == f'"{_TAG}"']
    if len(ours) != 1:
        raise BadSignature
    found, parameters = ours[0]
    names = tuple(name.strip('"') for name in found[3].split(" "))
    required = {*_COVERED, *(name for name in _COVERED_IF_THERE if name in lines)}
    if len(set(names)) != len(names) or not required <= set(names):
        raise BadSignature
    if not parameters.get("created", "").isdecimal() or parameters.get("alg", '"ed25519"') != '"ed25519"':
        raise BadSignature
    signatures = {one[1]: one[2] for one in _members(_SIGNATURE, lines.get("signature", ""))}
    device = parameters.get("keyid", "").strip('"')
    signed = _base(request, lines, names, found[2])
    return SignatureClaim(device, signed, signatures.get(found[1], ""), _digest(lines))


def verify(claim: SignatureClaim, public_key: bytes) -> VerifiedRequest:
    """The request, if the holder of this 32-byte key signed it. Raises BadSignature."""
    try:
        signature = base64.b64decode(claim.signature, validate=True)
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, claim.signed)
    except (InvalidSignature, ValueError) as error:
        raise BadSignature from error
    return VerifiedRequest(claim.device, claim.digest)


def verify_body(asked: VerifiedRequest, body: bytes) -> None:
    """Hold the body against the signed Content-Digest. Raises BadSignature."""
    if body or asked.digest is not None:
        verify_digest(asked, hashlib.sha256(body).digest())


def verify_digest(asked: VerifiedRequest, sha256: bytes) -> None:
    """Hold the SHA-256 of the body against the signed Content-Digest. Raises BadSignature."""
    if asked.digest != sha256:
        raise BadSignature


def _lines(headers: Headers) -> dict[str, str]:
    lines: dict[str, str] = {}
    for name, value in headers.items():
        lower = name.lower()
        lines[lower] = f"{lines[lower]}, {value.strip()}" if lower in lines else value.strip()
    return lines


def _base(request: Request, lines: dict[str, str], names: Iterable[str], parameters: str) -> bytes:
    """RFC 9421, section 2.5. Raises BadSignature if something that is covered is not there."""
    url = _URL.fullmatch(request.url)
    if url is None:
        raise BadSignature
    derived = {
        "@method": request.method,
        "@authority": url[1].lower().removesuffix(":443"),
        "@path": url[2] or "/",
        "@query": f"?{url[3] or ''}",
    }
    try:
        covered = [f'"{name}": {derived[name] if name in derived else lines[name]}' for name in names]
        return "\n".join([*covered, f'"@signature-params": {parameters}']).encode("latin-1")
    except (KeyError, UnicodeEncodeError) as error:
        raise BadSignature from error


def _members(member: re.Pattern[str], field: str) -> list[re.Match[str]]:
    """The members of a dictionary field, which is these and nothing else. Raises BadSignature."""
    found = list(member.finditer(field))
    if ", ".join(one[0] for one in found) != field or len({one[1] for one in found}) != len(found):
        raise BadSignature
    return found


def _parameters(text: str) -> dict[str, str]:
    """Parameters as they are written, strings in their quotes. Raises BadSignature if one is repeated."""
    found = re.findall(_PARAMETER, text)
    parameters = dict(found)
    if len(parameters) != len(found):
        raise BadSignature
    return parameters


def _digest(lines: dict[str, str]) -> bytes | None:
    field = lines.get("content-digest")
    if field is None:
        return None
    found = _DIGEST.fullmatch(field)
    if found is None:
        raise BadSignature
    return base64.b64decode(found[1])


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
