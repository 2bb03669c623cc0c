"""Blurred, blank and dark are told of light and dark pages, cards and faces, and of nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from fieldkit import photos
from fieldkit.photos import WARNINGS
from tests.photos.drawn import VECTORS, blurred, camera_file, card, certificate, darkened, page, portrait


def three_lines() -> Image.Image:
    drawn = Image.new("RGB", (1275, 1650), (252, 252, 252))
    for at, text in enumerate(("Recibo de luz", "Periodo noviembre", "Domicilio conocido, sin número")):
        ImageDraw.Draw(drawn).text((150, 200 + 60 * at), text, fill=(50, 50, 50), font_size=30)
    return drawn


PAGES: dict[str, Callable[[], Image.Image]] = {
    "a light acta": certificate,
    "a faint acta": lambda: certificate(ink=185),
    "an acta on grey paper": lambda: certificate(ground=120, ink=30),
    "print on white": lambda: page((1275, 1650)).convert("RGB"),
    "a page with three lines": three_lines,
    "a card on white": card,
    "a card on a dark table": lambda: card(25),
}
SKINS = {"light": (235, 190, 150), "brown": (198, 134, 66), "dark": (74, 46, 28)}


@pytest.mark.parametrize("what", PAGES)
def test_a_sharp_page_is_not_doubted(what: str) -> None:
    assert photos.scan(camera_file(PAGES[what]())).warnings == ()


@pytest.mark.parametrize("dots", [3, 5, 10])
@pytest.mark.parametrize("what", PAGES)
def test_a_blurred_page_is_doubted(what: str, dots: int) -> None:
    assert photos.scan(camera_file(blurred(PAGES[what](), dots))).warnings[0] in {"blurred", "blank"}


@pytest.mark.parametrize("what", PAGES)
def test_a_dark_page_is_doubted(what: str) -> None:
    assert "dark" in photos.scan(camera_file(darkened(PAGES[what]()))).warnings


@pytest.mark.parametrize("name", ["blurred-05.jpg", "blurred-10.jpg", "blurred-20.jpg", "blurred-40.jpg"])
def test_pages_that_nobody_can_read_are_doubted(name: str) -> None:
    assert photos.scan(Path(VECTORS, name).read_bytes()).warnings == ("blurred",)


def test_a_blank_page_is_doubted() -> None:
    assert photos.scan(Path(VECTORS, "blank.png").read_bytes()).warnings == ("blank",)
    with_shadow = Image.new("RGB", (1275, 1650), (249, 249, 247))
    pen = ImageDraw.Draw(with_shadow)
    pen.rectangle((0, 0, 30, 1650), fill=(120, 120, 120))
    pen.ellipse((600, 800, 606, 806), fill=(90, 90, 90))
    assert photos.scan(camera_file(with_shadow)).warnings == ("blank",)


@pytest.mark.parametrize("skin", SKINS)
def test_a_sharp_portrait_is_not_doubted_whoever_is_on_it(skin: str) -> None:
    assert photos.photo(camera_file(portrait(SKINS[skin]))).warnings == ()


@pytest.mark.parametrize("skin", SKINS)
def test_a_blurred_portrait_is_doubted_light_or_dark(skin: str) -> None:
    out_of_focus = blurred(portrait(SKINS[skin]), 6)
    assert photos.photo(camera_file(out_of_focus)).warnings == ("blurred",)
    assert {"blurred", "dark"} <= set(photos.photo(camera_file(darkened(out_of_focus))).warnings)


@pytest.mark.parametrize("skin", SKINS)
def test_a_portrait_in_the_dark_is_dark_and_not_blurred(skin: str) -> None:
    assert photos.photo(camera_file(darkened(portrait(SKINS[skin]), 0.3))).warnings == ("dark", "background")


def test_a_burnt_portrait_and_one_before_a_coloured_wall_are_doubted() -> None:
    assert "bright" in photos.photo(camera_file(Image.eval(portrait(), lambda shade: min(255, shade * 6)))).warnings
    assert "background" in photos.photo(camera_file(portrait(ground=120))).warnings


@pytest.mark.parametrize("what", PAGES)
def test_a_page_in_the_place_of_the_portrait_is_doubted(what: str) -> None:
    if what != "a card on a dark table":  # the table is no ground that a page has
        assert "portrait" in photos.photo(camera_file(PAGES[what]())).warnings


@pytest.mark.parametrize("size", [(1, 1), (15, 300), (40, 40), (17, 17)])
def test_the_smallest_pictures_are_judged_too(size: tuple[int, int]) -> None:
    for read in (photos.photo, photos.scan):
        assert set(read(camera_file(Image.new("RGB", size))).warnings) <= set(WARNINGS)
