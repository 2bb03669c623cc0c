"""A picture file as what a person sees: its pages upright, in the colours of sRGB, on white, as large as is asked."""

import io
from typing import NamedTuple

from PIL import Image, ImageChops, ImageCms, TiffImagePlugin

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")
MAX_PIXELS = 64_000_000
MAX_RATIO = 20
MAX_PAGES = 8
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_SUBFILE, _BITS, _PHOTOMETRIC, _ORIENTATION = 254, 258, 262, 274
_THUMBNAIL_OF = 16
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class RefusedError(Exception):
    """A file that cannot be shown right: the code of a wording, and its facts."""

    def __init__(self, code: str, **facts: int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class UprightPage(NamedTuple):
    """An RGB picture that fits the room, and the width and height that the page had, upright, before."""

    image: Image.Image
    was: tuple[int, int]


def pages(raw: bytes, room: tuple[int, int], most: int) -> tuple[int, list[UprightPage]]:
    """How many pages a file has, and the first ``most`` of them. Raises RefusedError, and what Pillow raises."""
    image = Image.open(io.BytesIO(_without_texts(raw)), formats=FORMATS)
    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        return 1, [_page(image, room)]
    places = _places(image)
    if len(places) > MAX_PAGES:
        raise RefusedError("too-many-pages", pages=len(places), most=MAX_PAGES)
    found = []
    for place in places[:most]:
        image.seek(place)
        found.append(_page(image, room))
    return len(places), found


def _without_texts(raw: bytes) -> bytes:
    """A PNG without what was written beside its picture, which may unpack to more than memory holds."""
    if not raw.startswith(_PNG):
        return raw
    kept, at = [_PNG], len(_PNG)
    while at + 12 <= len(raw):
        after = at + 12 + int.from_bytes(raw[at : at + 4])
        if raw[at + 4 : at + 8] not in _PNG_TEXTS:
            kept.append(raw[at:after])
        at = after
    return b"".join(kept)


def _places(image: TiffImagePlugin.TiffImageFile) -> list[int]:
    """Where a TIFF's pages stand among its frames: without reduced copies of them, called so or evidently so."""
    sizes = {}
    for place in range(image.n_frames):
        image.seek(place)
        if not int(image.tag_v2.get(_SUBFILE, 0)) & 1:
            sizes[place] = image.width * image.height
    largest = max(sizes.values(), default=0)
    return [place for place, size in sizes.items() if size * _THUMBNAIL_OF >= largest]


def _page(image: Image.Image, room: tuple[int, int]) -> UprightPage:
    size = image.size
    if size[0] * size[1] > MAX_PIXELS:
        raise RefusedError("too-big", megapixels=size[0] * size[1] // 1_000_000, most=MAX_PIXELS // 1_000_000)
    if max(size) > MAX_RATIO * min(size):
        raise RefusedError("too-narrow", width=size[0], height=size[1])
    image.draft(None, (2 * max(room), 2 * max(room)))
    image.load()
    turn = _orientation(image)
    on_its_side = turn >= 5
    plain = _srgb(_fitting(_eight_bits(image), room[::-1] if on_its_side else room), image.info.get("icc_profile"))
    upright = plain.transpose(_TURNED[turn]) if turn in _TURNED else plain
    return UprightPage(upright, size[::-1] if on_its_side else size)


def _orientation(image: Image.Image) -> int:
    """How the camera was held, 1 to 8; upright where its note cannot be read. Pillow turns a TIFF by itself."""
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        return 1
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - Pillow raises whatever it likes about a bent note, which is no part of the picture
        return 1


def _eight_bits(image: Image.Image) -> Image.Image:
    """The picture in a mode that can be resized: L, RGB, RGBA, CMYK or LAB. Raises RefusedError for unknown scales."""
    if image.mode.startswith("I;16"):
        return _from_sixteen_bits(image)
    if image.mode in {"I", "F"}:
        raise RefusedError("unusual-depth")
    if image.mode in {"La", "RGBa"}:
        image = image.convert({"La": "LA", "RGBa": "RGBA"}[image.mode])
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in {"L", "RGB", "CMYK", "LAB"} else image.convert("RGB")


def _from_sixteen_bits(image: Image.Image) -> Image.Image:
    """Grey of 12 or 16 bits: the whole scale, not its lowest 256 steps. A TIFF may count from white."""
    tags = image.tag_v2 if isinstance(image, TiffImagePlugin.TiffImageFile) else {}
    most = (1 << int(tags.get(_BITS, (16,))[0])) - 1
    grey = image.convert("I").point(lambda value: value * (255 / most) + 0.5).convert("L")
    return ImageChops.invert(grey) if tags.get(_PHOTOMETRIC) == 0 else grey


def _fitting(image: Image.Image, room: tuple[int, int]) -> Image.Image:
    """At most as large as the room; a small picture stays as it is: enlarging adds bytes and no detail."""
    scale = min(room[0] / image.width, room[1] / image.height)
    if scale >= 1:
        return image
    size = max(round(image.width * scale), 1), max(round(image.height * scale), 1)
    return image.resize(size, Image.Resampling.BICUBIC, reducing_gap=3)


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """On white, and in the colours that every viewer shows. A profile that does not fit the picture is left aside."""
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    if image.mode == "LAB":
        return ImageCms.profileToProfile(image, ImageCms.createProfile("LAB"), _SRGB, outputMode="RGB") or image
    if profile:
        try:
            made = ImageCms.profileToProfile(image, io.BytesIO(profile), _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            made = None
        if made is not None:
            return made
    return image.convert("RGB")
