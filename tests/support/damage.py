"""Bytes as a bad disk or a bad line leaves them: never what they were."""


def with_bit_flipped(data: bytes, at: int = -1, *, mask: int = 1) -> bytes:
    """The same bytes, but for the bits of ``mask`` (1 to 255) in the byte ``at``, from the end if negative."""
    assert 0 < mask < 256
    damaged = bytearray(data)
    damaged[at] ^= mask
    return bytes(damaged)
