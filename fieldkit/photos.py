"""Photos and scans: is it a picture, is it good enough, and a smaller copy to seal. Pure functions of bytes."""

import io
import warnings
from typing import NamedTuple

from PIL import Image, ImageFilter, ImageOps, ImageStat, UnidentifiedImageError

from fieldkit.errors import Problem, Wording
from fieldkit.locale import N_

MAX_FILE_BYTES = 40 << 20
MAX_PIXELS = 64_000_000
PHOTO_SIZE = (900, 1200)
SCAN_SIDE = 2200
SHARP_ENOUGH = 45.0
_PDF = b"%PDF-"


NOT_A_PICTURE = Wording(
    title=N_("Ese archivo no es una foto que se pueda leer"),
    cause=N_("El archivo está dañado, o no es JPEG, PNG, TIFF o WebP."),
    remedy=N_("Lo capturado sigue guardado. Tome la foto otra vez o elija otro archivo."),
)


TOO_BIG = Wording(
    title=N_("Ese archivo es demasiado grande"),
    cause=N_("Mide {megapixels} megapíxeles; el máximo es {most}."),
    remedy=N_("Lo capturado sigue guardado. Baje la resolución de la cámara o del escáner."),
)


TOO_HEAVY = Wording(
    title=N_("Ese archivo pesa demasiado"),
    cause=N_("Pesa más de {most} MB, que es lo máximo."),
    remedy=N_("Lo capturado sigue guardado. Guárdelo como JPEG, o baje la resolución de la cámara o del escáner."),
)


PDF_GIVEN = Wording(
    title=N_("Un PDF no se puede usar aquí"),
    cause=N_("La foto y los documentos se guardan como imagen."),
    remedy=N_("Lo capturado sigue guardado. Escanee de nuevo y elija JPEG o PNG en el escáner."),
)


class ReducedPicture(NamedTuple):
    """A picture ready to seal: JPEG bytes, width and height in pixels, and codes of WARNINGS that apply."""

    content: bytes
    width: int
    height: int
    warnings: tuple[str, ...]


WARNINGS = {
    "small": N_("La foto es pequeña: acerque la cámara."),
    "shape": N_("La foto no es vertical como la del pasaporte: recórtela o tómela de nuevo."),
    "blurred": N_("La foto está borrosa: tómela de nuevo."),
    "dark": N_("La foto está oscura: ponga más luz."),
    "bright": N_("La foto está quemada: baje la luz."),
    "background": N_("El fondo no es blanco."),
}


def photo(raw: bytes) -> ReducedPicture:
    """A face photo: turned upright, checked, reduced. Raises NOT_A_PICTURE, TOO_BIG, TOO_HEAVY or PDF_GIVEN."""
    image = _open(raw)
    found = []
    if image.width < 480 or image.height < 600:
        found.append("small")
    if not 0.65 <= image.width / image.height <= 0.85:
        found.append("shape")
    small = _shrunk(image, PHOTO_SIZE)
    return _encode(small, (*found, *_light(small), *_background(small)))


def scan(raw: bytes) -> ReducedPicture:
    """A document: turned upright, checked for sharpness and light, reduced. Raises as ``photo``."""
    image = _open(raw)
    found = ["small"] if max(image.size) < 900 else []
    small = _shrunk(image, (SCAN_SIDE, SCAN_SIDE))
    return _encode(small, (*found, *(code for code in _light(small) if code != "bright")))


def _open(raw: bytes) -> Image.Image:
    if raw.startswith(_PDF):
        raise Problem(PDF_GIVEN)
    if len(raw) > MAX_FILE_BYTES:
        raise Problem(TOO_HEAVY, most=MAX_FILE_BYTES >> 20)
    try:
        with warnings.catch_warnings():
            # A bent file is an error below or no matter; warnings would be written over the screen. Our own limit on
            # size is checked on the header, before any pixel is decoded.
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(raw), formats=("JPEG", "PNG", "TIFF", "WEBP"))
            if image.width * image.height > MAX_PIXELS:
                raise Problem(TOO_BIG, megapixels=image.width * image.height // 1_000_000, most=MAX_PIXELS // 1_000_000)
            image.draft("RGB", (SCAN_SIDE * 2, SCAN_SIDE * 2))
            return ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise Problem(NOT_A_PICTURE) from error


def _shrunk(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """At most ``size``; a small picture stays as it is, because enlarging adds bytes and no detail."""
    return image if image.width <= size[0] and image.height <= size[1] else ImageOps.contain(image, size)


def _light(image: Image.Image) -> list[str]:
    grey = ImageOps.contain(image, (600, 600)).convert("L")
    found = []
    edges = grey.filter(ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128))
    if ImageStat.Stat(edges).var[0] < SHARP_ENOUGH:
        found.append("blurred")
    mean = ImageStat.Stat(grey).mean[0]
    if mean < 60:
        found.append("dark")
    if mean > 245:
        found.append("bright")
    return found


def _background(image: Image.Image) -> list[str]:
    strip = image.crop((0, 0, image.width, max(image.height // 20, 1))).convert("L")
    return ["background"] if ImageStat.Stat(strip).mean[0] < 170 else []


def _encode(image: Image.Image, found: tuple[str, ...]) -> ReducedPicture:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82, optimize=True)
    return ReducedPicture(out.getvalue(), image.width, image.height, found)
