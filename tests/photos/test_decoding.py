"""Every kind of picture file becomes what a person sees, or is refused in words."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from fieldkit import photos
from fieldkit.errors import Wording, spoken
from tests.photos.drawn import VECTORS, file, page, quarters, seen
from tests.support.problems import raises

TAG_PHOTOMETRIC, TAG_ORIENTATION = 262, 274
UPRIGHT = {1: "rgbw", 2: "grwb", 3: "wbgr", 4: "bwrg", 5: "rbgw", 6: "brwg", 7: "wgbr", 8: "gwrb"}


def mean(content: bytes) -> float:
    return ImageStat.Stat(seen(content)).mean[0]


def spread(content: bytes) -> float:
    return ImageStat.Stat(seen(content)).stddev[0]


def corners(content: bytes) -> str:
    """The colours at the four corners: top left, top right, bottom left, bottom right."""
    image = seen(content, "RGB")
    right, low = image.width - 6, image.height - 6
    found = []
    for at in ((5, 5), (right, 5), (5, low), (right, low)):
        red, green, blue = (part > 128 for part in image.crop((*at, at[0] + 1, at[1] + 1)).tobytes())
        found.append({(1, 0, 0): "r", (0, 1, 0): "g", (0, 0, 1): "b", (1, 1, 1): "w"}.get((red, green, blue), "?"))
    return "".join(found)


def sixteen_bits(grey: Image.Image) -> Image.Image:
    return grey.convert("I").point(lambda value: value * 257).convert("I;16")


def transparent(grey: Image.Image) -> Image.Image:
    """Black ink on nothing."""
    ink = Image.new("RGBA", grey.size, (0, 0, 0, 0))
    ink.putalpha(ImageChops.invert(grey))
    return ink


def counted_from_white() -> bytes:
    tags = ImageFileDirectory_v2()
    tags[TAG_PHOTOMETRIC] = 0
    return file(sixteen_bits(ImageChops.invert(page())), "TIFF", tiffinfo=tags)


TO_LAB = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")

KINDS: dict[str, Callable[[], bytes]] = {
    "16-bit grey PNG": lambda: file(sixteen_bits(page()), "PNG"),
    "16-bit grey TIFF": lambda: file(sixteen_bits(page()), "TIFF"),
    "16-bit grey TIFF, counted from white": counted_from_white,
    "black and white": lambda: file(page().convert("1", dither=Image.Dither.NONE), "PNG"),
    "fax": lambda: file(page().convert("1", dither=Image.Dither.NONE), "TIFF", compression="group4"),
    "grey": lambda: file(page(), "JPEG", quality=95),
    "grey with alpha": lambda: file(transparent(page()).convert("LA"), "PNG"),
    "palette": lambda: file(page().convert("P"), "PNG"),
    "palette with a transparent ground": lambda: file(page().convert("P"), "PNG", transparency=250),
    "RGB": lambda: file(page().convert("RGB"), "WEBP", lossless=True),
    "RGB with alpha": lambda: file(transparent(page()), "PNG"),
    "WebP with alpha": lambda: file(transparent(page()), "WEBP", lossless=True),
    "CMYK JPEG": lambda: file(page().convert("CMYK"), "JPEG", quality=95),
    "CMYK TIFF": lambda: file(page().convert("CMYK"), "TIFF"),
    "LAB TIFF": lambda: file(ImageCms.applyTransform(page().convert("RGB"), TO_LAB) or page(), "TIFF"),
    "LZW TIFF": lambda: file(page().convert("RGB"), "TIFF", compression="tiff_lzw"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_any_mode_and_depth_looks_like_the_page(kind: str) -> None:
    kept = photos.scan(KINDS[kind]())
    assert (kept.width, kept.height) == (850, 1100)
    assert ImageStat.Stat(ImageChops.difference(seen(kept.content), page())).mean[0] < 12


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("held", UPRIGHT)
def test_however_the_camera_was_held_the_picture_is_upright(kind: str, held: int) -> None:
    exif = Image.Exif()
    exif[TAG_ORIENTATION] = held
    kept = photos.scan(file(quarters(), kind, exif=exif))
    assert corners(kept.content) == UPRIGHT[held]
    assert (kept.width > kept.height) == (held < 5)


@pytest.mark.parametrize(
    ("name", "light", "contrast"),
    [("transparent.png", 237, 62), ("bent-exif.jpg", 181, 75), ("much-text.png", 181, 75)],
)
def test_files_that_were_destroyed_or_refused_once(name: str, light: int, contrast: int) -> None:
    kept = photos.scan(Path(VECTORS, name).read_bytes())
    assert mean(kept.content) == pytest.approx(light, abs=2)
    assert spread(kept.content) == pytest.approx(contrast, abs=2)


def test_a_phone_photo_whose_note_is_bent_is_taken() -> None:
    kept = photos.photo(Path(VECTORS, "bent-exif.jpg").read_bytes())
    assert (kept.width, kept.height) == (900, 1200)


def test_colours_are_those_that_every_viewer_shows() -> None:
    kept = photos.photo(Path(VECTORS, "red-and-green-exchanged.jpg").read_bytes())
    red, green, blue = ImageStat.Stat(seen(kept.content, "RGB")).mean
    assert green > 180
    assert red < 60
    assert blue < 60


def test_a_profile_that_does_not_fit_the_picture_is_left_aside() -> None:
    for profile in (b"nonsense", ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()):
        kept = photos.scan(file(quarters(), "JPEG", quality=95, icc_profile=profile))
        assert corners(kept.content) == "rgbw"


def test_a_png_whose_text_unpacks_to_more_than_memory_holds_is_taken() -> None:
    raw = file(quarters(), "PNG")
    text = b"zTXtn\0\0" + zlib.compress(bytes(200 << 20), 9)
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    assert corners(photos.scan(raw[:33] + chunk + raw[33:]).content) == "rgbw"


def test_only_pixels_are_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "nota de Ana"
    raw = file(quarters(), "JPEG", comment=b"comentario de Ana", exif=exif)
    assert raw.count(b"Ana") == 2
    kept = photos.scan(raw).content
    assert b"Ana" not in kept
    assert set(Image.open(io.BytesIO(kept)).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def two_sides(*more: Image.Image) -> bytes:
    return file(page(seed=1), "TIFF", save_all=True, append_images=[page(seed=2), *more], compression="tiff_lzw")


def test_a_file_with_pages_gives_them_all_or_says_that_there_are_more() -> None:
    assert "pages" in photos.scan(two_sides()).warnings
    assert "pages" in photos.photo(two_sides()).warnings
    kept = photos.scans(two_sides())
    assert len(kept) == 2
    for at, one in enumerate(kept, 1):
        assert ImageStat.Stat(ImageChops.difference(seen(one.content), page(seed=at))).mean[0] < 6
        assert "pages" not in one.warnings


def test_a_reduced_copy_is_no_page() -> None:
    small = page().resize((170, 220))
    assert len(photos.scans(two_sides(small))) == 2
    assert photos.scan(file(small, "TIFF", save_all=True, append_images=[page()])).width == 850


REFUSED: dict[str, tuple[bytes, Wording]] = {
    "a strip": (file(Image.new("L", (30_000, 1)), "PNG"), photos.TOO_NARROW),
    "many pages": (two_sides(*[page()] * 7), photos.TOO_MANY_PAGES),
    "grey of 32 bits": (file(Image.new("I", (90, 90)), "TIFF"), photos.UNUSUAL_DEPTH),
    "fractions": (file(Image.new("F", (90, 90)), "TIFF"), photos.UNUSUAL_DEPTH),
    "an iPhone's own format": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", photos.HEIC_GIVEN),
    "a TIFF without its end": (file(page(), "TIFF", compression="tiff_lzw")[:3000], photos.NOT_A_PICTURE),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_shown_right_is_refused_in_words(what: str, capfd: pytest.CaptureFixture[str]) -> None:
    raw, wording = REFUSED[what]
    for read in (photos.scan, photos.photo, photos.scans):
        with raises(wording) as refused:
            read(raw)
        assert all(spoken(refused.value))
    assert capfd.readouterr() == ("", "")  # libtiff writes to the terminal by itself
