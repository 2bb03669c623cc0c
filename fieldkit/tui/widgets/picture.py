"""A photo or scan in the terminal: half blocks, whole or a piece of it as large as it can be read."""

from io import BytesIO
from typing import Final

from PIL import Image
from rich_pixels import Pixels
from textual import events
from textual.widgets import Static

LARGEST: Final = 8


class PictureView(Static):
    """Shows JPEG bytes; ``zoom`` 1 is the whole picture, and ``at`` the middle of the piece, in parts of it."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - the framework's word
        super().__init__("", id=id, markup=False)
        self._content = b""
        self.zoom = 1
        self.at = (0.5, 0.5)

    def show(self, content: bytes, zoom: int = 1, at: tuple[float, float] = (0.5, 0.5)) -> None:
        """Another picture, or another piece of it; empty bytes show nothing."""
        half = 0.5 / zoom
        self._content, self.zoom = content, zoom
        self.at = (min(max(at[0], half), 1 - half), min(max(at[1], half), 1 - half))
        self._draw()

    def magnify(self) -> None:
        """Twice as large, and whole again after the largest."""
        self.show(self._content, 1 if self.zoom >= LARGEST else self.zoom * 2, self.at)

    def move(self, right: int, down: int) -> None:
        """To the piece beside, half of it at a time."""
        step = 0.5 / self.zoom
        self.show(self._content, self.zoom, (self.at[0] + right * step, self.at[1] + down * step))

    def on_resize(self, _event: events.Resize) -> None:
        """Fit it into the room there is."""
        self._draw()

    def _draw(self) -> None:
        if not self._content:
            self.update("")
            return
        room = (max(self.size.width, 8), max(self.size.height * 2, 8))
        with Image.open(BytesIO(self._content)) as image:
            if self.zoom == 1:
                image.thumbnail(room)  # decodes no more than is shown
                self.update(Pixels.from_image(image))
                return
            width, height = image.width / self.zoom, image.height / self.zoom
            left, top = self.at[0] * image.width - width / 2, self.at[1] * image.height - height / 2
            piece = image.crop((int(left), int(top), int(left + width), int(top + height)))
            piece.thumbnail(room)
            self.update(Pixels.from_image(piece))
