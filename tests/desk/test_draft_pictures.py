"""Several pictures a slot: in their order, without gaps, through the seal and back, and what is said of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from fieldkit.desk.capture import application_form
from fieldkit.desk.forms import problems
from fieldkit.desk.session import Session
from fieldkit.domain.forms import application as applications
from fieldkit.domain.forms.application import Package
from fieldkit.domain.forms.pictures import picture_name, slot_and_place
from sync import sealed
from tests.desk.test_visit_through_posts import filled, returned_by_office
from tests.photos.drawn import camera_file, file, page, portrait, seen
from tests.support import kit
from tests.support.narrowing import present
from tests.support.problems import raises

APPLICATION = application_form.APPLICATION
SERVICE = "PAS-AR"


@pytest.fixture
def session(tmp_path: Path, hq: kit.Hands, clock: kit.TestClock) -> Iterator[Session]:
    made = kit.session(tmp_path / "kit", hq, clock)
    yield made
    made.store.close()


@pytest.fixture
def draft(session: Session) -> str:
    return filled(session, SERVICE)[1]


def side(seed: int) -> bytes:
    return camera_file(page(seed=seed))


def looks_like(content: bytes, seed: int) -> bool:
    return ImageStat.Stat(ImageChops.difference(seen(content), page(seed=seed))).mean[0] < 6


def order(session: Session, draft: str, slot: str = "identity") -> str:
    """Which drawn pages a slot holds, in order; ``-`` for one that only headquarters has."""
    said = ""
    for one in APPLICATION.pictures(session, draft):
        if slot_and_place(one.name)[0] == slot:
            said += next((str(seed) for seed in range(1, 9) if one.content and looks_like(one.content, seed)), "-")
    return said


def submitted(session: Session, draft: str, hq: kit.Hands) -> Package:
    sent = present(application_form.submit(session, draft))
    return applications.read_package(
        sealed.open_bytes(session.store.outbox.blob(sent.files[0].sha256, 0, 1 << 20), [hq.identity])
    )


def test_names_tell_slot_and_place() -> None:
    assert [picture_name("identity", place) for place in (1, 2, 11)] == ["identity", "identity-2", "identity-11"]
    assert slot_and_place("identity-11") == ("identity", 11)
    assert slot_and_place("parents_id") == ("parents_id", 1)


def test_a_slot_takes_several_pictures_in_order_and_gives_them_back(session: Session, draft: str) -> None:
    APPLICATION.add_picture(session, draft, "identity", side(1))
    APPLICATION.add_picture(session, draft, "identity", side(2), more=True)
    APPLICATION.add_picture(session, draft, "identity", side(3), more=True)
    assert order(session, draft) == "123"
    APPLICATION.move_picture_up(session, draft, "identity-3")
    assert order(session, draft) == "132"
    APPLICATION.move_picture_up(session, draft, "identity")
    assert order(session, draft) == "132"
    APPLICATION.take_picture_away(session, draft, "identity")
    assert order(session, draft) == "32"
    assert [one.name for one in APPLICATION.pictures(session, draft) if "identity" in one.name] == [
        "identity",
        "identity-2",
    ]
    APPLICATION.add_picture(session, draft, "identity", side(4))
    assert order(session, draft) == "4"


def test_a_required_slot_whose_pictures_were_taken_away_is_missing(session: Session, draft: str) -> None:
    APPLICATION.take_picture_away(session, draft, "previous")
    assert "previous" in {one.field for one in application_form.review(session, draft) if one.severity == "stop"}
    with raises(problems.NO_PICTURE):
        APPLICATION.take_picture_away(session, draft, "previous")


def test_every_page_of_a_file_is_kept_and_told(session: Session, draft: str) -> None:
    pages = file(page(seed=1), "TIFF", save_all=True, append_images=[page(seed=2)])
    taken = APPLICATION.add_picture(session, draft, "identity", pages)
    assert order(session, draft) == "12"
    assert any("2 páginas" in said for said in taken.notes)


def test_a_slot_holds_eight_and_the_portrait_one(session: Session, draft: str) -> None:
    eight = file(page(seed=1), "TIFF", save_all=True, append_images=[page(seed=n) for n in range(2, 9)])
    APPLICATION.add_picture(session, draft, "identity", eight)
    with raises(problems.SLOT_FULL):
        APPLICATION.add_picture(session, draft, "identity", side(1), more=True)
    with raises(problems.SLOT_FULL):
        APPLICATION.add_picture(session, draft, "photo", camera_file(portrait()), more=True)
    assert order(session, draft) == "12345678"


def test_all_are_sealed_in_order(session: Session, draft: str, hq: kit.Hands) -> None:
    APPLICATION.add_picture(session, draft, "identity", side(1))
    APPLICATION.add_picture(session, draft, "identity", side(2), more=True)
    package = submitted(session, draft, hq)
    identity = [one for one in package.files if one.slot.startswith("identity")]
    assert [one.slot for one in identity] == ["identity", "identity-2"]
    for at, one in enumerate(identity):
        content = sealed.open_bytes(session.store.outbox.blob(one.sealed_sha256, 0, 1 << 22), [hq.identity])
        assert looks_like(content, at + 1)


def returned(session: Session, draft: str, hq: kit.Hands, clock: kit.TestClock) -> Package:
    """Two sides sent, and sent back."""
    APPLICATION.add_picture(session, draft, "identity", side(1))
    APPLICATION.add_picture(session, draft, "identity", side(2), more=True)
    package = submitted(session, draft, hq)
    returned_by_office(session, hq, clock, draft, package)
    application_form.correct(session, draft)
    return package


def test_what_headquarters_has_stays_until_it_is_taken_away(
    session: Session, draft: str, hq: kit.Hands, clock: kit.TestClock
) -> None:
    before = {one.slot: one.sealed_sha256 for one in returned(session, draft, hq, clock).files}
    assert order(session, draft) == "--"
    APPLICATION.add_picture(session, draft, "identity", side(3), more=True)
    assert order(session, draft) == "--3"
    APPLICATION.take_picture_away(session, draft, "identity")
    assert order(session, draft) == "-3"
    package = submitted(session, draft, hq)
    identity = [one for one in package.files if one.slot.startswith("identity")]
    assert [one.slot for one in identity] == ["identity", "identity-2"]
    assert identity[0].sealed_sha256 == before["identity-2"]
    assert identity[1].sealed_sha256 not in before.values()


def test_a_replaced_slot_leaves_nothing_of_what_headquarters_had(
    session: Session, draft: str, hq: kit.Hands, clock: kit.TestClock
) -> None:
    before = {one.sealed_sha256 for one in returned(session, draft, hq, clock).files if "identity" in one.slot}
    APPLICATION.add_picture(session, draft, "identity", side(3))
    assert order(session, draft) == "3"
    package = submitted(session, draft, hq)
    assert not before & {one.sealed_sha256 for one in package.files}


def test_a_returned_picture_sent_back_unchanged_is_told(
    session: Session, draft: str, hq: kit.Hands, clock: kit.TestClock
) -> None:
    returned(session, draft, hq, clock)
    assert any("devolvió" in said for said in APPLICATION.add_picture(session, draft, "identity", side(2)).doubts)
    assert not any("devolvió" in said for said in APPLICATION.add_picture(session, draft, "identity", side(3)).doubts)


def test_one_file_in_two_slots_is_told_also_when_one_is_a_portrait(session: Session, draft: str) -> None:
    face = camera_file(portrait().resize((1500, 2000), Image.Resampling.BICUBIC))
    APPLICATION.add_picture(session, draft, "photo", face)
    APPLICATION.add_picture(session, draft, "nationality", side(1))
    taken = APPLICATION.add_picture(session, draft, "identity", face)
    assert [said for said in taken.doubts if "también" in said] == ["La misma imagen está también en: Fotografía."]
    taken = APPLICATION.add_picture(session, draft, "identity", side(1))
    assert any("Prueba de nacionalidad" in said for said in taken.doubts)
    assert not [said for said in APPLICATION.add_picture(session, draft, "identity", side(2)).doubts if "misma" in said]


def test_a_portrait_is_for_a_person_to_look_at(session: Session, draft: str) -> None:
    taken = APPLICATION.add_picture(session, draft, "photo", camera_file(portrait()))
    assert taken.doubts == ()
    assert taken.notes == ("El programa no reconoce caras: mire que sea el retrato de esta persona.",)
