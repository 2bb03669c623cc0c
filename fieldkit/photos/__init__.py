"""Photos and scans: is it a picture, is it good enough, and a smaller copy to seal.

Files are opened by a child process with limits; this process only ever holds their bytes and plain pixels.
"""

import io
from typing import NamedTuple

from PIL import Image

from fieldkit.errors import Problem, Wording
from fieldkit.locale import N_, _
from fieldkit.photos import doubts
from fieldkit.photos.decoder_child import CHILD, DecoderError
from fieldkit.photos.likeness import same_picture as same_picture

MAX_FILE_BYTES = 40 << 20
PHOTO_SIZE = (900, 1200)
SCAN_SIDE = 2200
MAX_PAGES = 8
_PDF = b"%PDF-"
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


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


HEIC_GIVEN = Wording(
    title=N_("Esa foto está en el formato propio del iPhone (HEIC)"),
    cause=N_("La foto y los documentos se guardan como JPEG, y HEIC no se puede leer aquí."),
    remedy=N_(
        "Lo capturado sigue guardado. En el iPhone: Ajustes, Cámara, Formatos, «Más compatible»; tome la foto otra vez."
    ),
)


TOO_NARROW = Wording(
    title=N_("Esa imagen es una tira, no una foto ni una página"),
    cause=N_("Mide {width} por {height} puntos."),
    remedy=N_("Lo capturado sigue guardado. Elija otro archivo o escanee la página otra vez."),
)


TOO_MANY_PAGES = Wording(
    title=N_("Ese archivo tiene demasiadas páginas"),
    cause=N_("Tiene {pages}; lo máximo es {most}."),
    remedy=N_("Lo capturado sigue guardado. Escanee solo las páginas de este documento."),
)


UNUSUAL_DEPTH = Wording(
    title=N_("Ese archivo guarda los tonos de un modo que no se puede leer bien"),
    cause=N_("Sus tonos no son de 8 ni de 16 bits; se vería blanco o negro."),
    remedy=N_("Lo capturado sigue guardado. Escanee de nuevo en color o en gris de 8 bits, como JPEG o PNG."),
)


TOO_HARD = Wording(
    title=N_("Ese archivo no se pudo abrir sin riesgo"),
    cause=N_("Leerlo pide más memoria o más tiempo de lo que se permite, o está hecho para dañar."),
    remedy=N_("Lo capturado sigue guardado. Tome la foto otra vez, o guárdela como JPEG y elija ese archivo."),
)


_REFUSED = {
    "not-a-picture": NOT_A_PICTURE,
    "too-big": TOO_BIG,
    "too-narrow": TOO_NARROW,
    "too-many-pages": TOO_MANY_PAGES,
    "unusual-depth": UNUSUAL_DEPTH,
    "too-hard": TOO_HARD,
}


class ReducedPicture(NamedTuple):
    """A picture ready to seal: JPEG bytes, width and height in pixels, and codes of WARNINGS that apply."""

    content: bytes
    width: int
    height: int
    warnings: tuple[str, ...]

    @property
    def doubts(self) -> tuple[str, ...]:
        """What the warnings say, in the operator's language."""
        return tuple(_(WARNINGS[code]) for code in self.warnings)


WARNINGS = {
    "pages": N_("El archivo tiene más páginas; solo se guardó la primera."),
    "small": N_("La foto es pequeña: acerque la cámara."),
    "shape": N_("La foto no es vertical como la del pasaporte: recórtela o tómela de nuevo."),
    "blank": N_("No se ve nada en la imagen: ¿está al revés la hoja?"),
    "blurred": N_("La foto está borrosa: tómela de nuevo."),
    "dark": N_("La foto está oscura: ponga más luz."),
    "bright": N_("La foto está quemada: baje la luz."),
    "portrait": N_("No parece el retrato de una persona: en el centro casi todo es fondo o papel."),
    "background": N_("El fondo no es blanco."),
}


class _Page(NamedTuple):
    """The pixels of a page, and the width and height it had before."""

    image: Image.Image
    width: int
    height: int


def photo(raw: bytes) -> ReducedPicture:
    """A face photo: turned upright, checked, reduced.

    Raises NOT_A_PICTURE, TOO_BIG, TOO_HEAVY, TOO_NARROW, TOO_MANY_PAGES, TOO_HARD, UNUSUAL_DEPTH, PDF_GIVEN or
    HEIC_GIVEN.
    """
    (page,), of = _decoded(raw, PHOTO_SIZE, 1)
    found = [] if of == 1 else ["pages"]
    if page.width < 480 or page.height < 600:
        found.append("small")
    if not 0.65 <= page.width / page.height <= 0.85:
        found.append("shape")
    return _encode(page.image, (*found, *doubts.of_photo(page.image)))


def scan(raw: bytes) -> ReducedPicture:
    """A document: turned upright, checked for sharpness and light, reduced; of a file with pages the first, and a
    warning. Raises as ``photo``."""
    (page,), of = _decoded(raw, (SCAN_SIDE, SCAN_SIDE), 1)
    return _scanned(page, [] if of == 1 else ["pages"])


def scans(raw: bytes) -> list[ReducedPicture]:
    """Every page of a document, each as from ``scan``. Raises as ``photo``."""
    pages, _of = _decoded(raw, (SCAN_SIDE, SCAN_SIDE), MAX_PAGES)
    return [_scanned(page, []) for page in pages]


def _scanned(page: _Page, found: list[str]) -> ReducedPicture:
    if max(page.width, page.height) < 900:
        found.append("small")
    return _encode(page.image, (*found, *doubts.of_scan(page.image)))


def _decoded(raw: bytes, room: tuple[int, int], most_pages: int) -> tuple[list[_Page], int]:
    """The first pages of a file, and how many there are."""
    if raw.startswith(_PDF):
        raise Problem(PDF_GIVEN)
    if raw[4:8] == b"ftyp" and raw[8:12] in _HEIC:
        raise Problem(HEIC_GIVEN)
    if len(raw) > MAX_FILE_BYTES:
        raise Problem(TOO_HEAVY, most=MAX_FILE_BYTES >> 20)
    try:
        answer, pixels = CHILD.ask(raw, room, most_pages)
    except DecoderError as ended:
        raise Problem(TOO_HARD) from ended
    if answer.refused:
        raise Problem(_REFUSED.get(answer.refused, NOT_A_PICTURE), **answer.facts)
    return [
        _Page(Image.frombytes("RGB", (width, height), plain), was_wide, was_high)
        for (width, height, was_wide, was_high), plain in zip(answer.pages, pixels, strict=True)
    ], answer.of


def _encode(image: Image.Image, found: tuple[str, ...]) -> ReducedPicture:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82, optimize=True)
    return ReducedPicture(out.getvalue(), image.width, image.height, found)
