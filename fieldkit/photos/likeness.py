"""Whether two kept pictures were made from the same file, also when one was made smaller than the other."""

import io

from PIL import Image, ImageChops, ImageStat

_SIDE = 64
# Grey levels: two reductions of one file are nearer than this, two scans of one page already farther.
_NEAR = 1.5


def same_picture(one: bytes, other: bytes) -> bool:
    """Compare two JPEGs of our own making."""
    if one == other:
        return True
    first, second = Image.open(io.BytesIO(one)), Image.open(io.BytesIO(other))
    if abs(first.width / first.height - second.width / second.height) > 0.01 * first.width / first.height:
        return False
    difference = ImageChops.difference(_small(first), _small(second))
    return ImageStat.Stat(difference).rms[0] < _NEAR


def _small(image: Image.Image) -> Image.Image:
    return image.convert("L").resize((_SIDE, _SIDE), Image.Resampling.BOX)
