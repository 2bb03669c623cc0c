"""Reads printed papers back, with real readers: the code on a picture and the lines of a PDF."""

from typing import NamedTuple

import pypdfium2
import zxingcpp
from PIL import Image

_QR = zxingcpp.barcode_formats_from_str("QRCode")


class PaperError(Exception):
    """No code is read on the picture, or the file is no PDF with text."""


class Line(NamedTuple):
    """A string as it is shown, and the size of its letters in points, before any scaling of the page."""

    text: str
    size: float


def code(picture: Image.Image) -> str:
    """The text of the first QR code in the picture. Raises PaperError."""
    found = zxingcpp.read_barcodes(picture.convert("L"), formats=_QR)
    if not found:
        raise PaperError
    return found[0].text


def lines(pdf: bytes) -> list[Line]:
    """Every line of text, in the order in which it is drawn. Raises PaperError, also for a file that is cut off."""
    if not pdf.rstrip().endswith(b"%%EOF"):  # the reader would mend it
        raise PaperError
    try:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [line for page in document for line in _lines(page)]
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise PaperError from error


def _lines(page: pypdfium2.PdfPage) -> list[Line]:
    text = page.get_textpage()
    drawn = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], textpage=text)
    return [Line(one.extract(), one.get_font_size()) for one in drawn]
