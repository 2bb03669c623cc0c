"""The pictures of a draft, slot by slot: added, replaced, put in another order, taken away.

Of a form that headquarters sent back, the pictures that it holds stay where they are until they are taken away; what is
added comes after them. All get their places without gaps when the form is sealed.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from fieldkit import photos
from fieldkit.desk.forms import problems
from fieldkit.desk.forms.form import Form
from fieldkit.desk.forms.returning import kept_files, returned
from fieldkit.domain import journal as j
from fieldkit.domain.catalog.model import Slot
from fieldkit.domain.forms.pictures import most_of, picture_label, picture_name, slot_and_place
from fieldkit.errors import Problem
from fieldkit.locale import _
from fieldkit.photos import ReducedPicture
from fieldkit.photos.decoder_child import CHILD
from fieldkit.store import DraftFile
from sync.journal import chain

MEDIA = "image/jpeg"


class SlotPicture(NamedTuple):
    """A picture of a slot; ``content`` is empty for one that only headquarters still has."""

    name: str
    content: bytes


class TakenPictures(NamedTuple):
    """What was kept of a file, page by page, and in sentences: ``same`` of pictures like it, and ``notes`` on it."""

    pages: tuple[ReducedPicture, ...]
    same: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def content(self) -> bytes:
        """The first page."""
        return self.pages[0].content

    @property
    def doubts(self) -> tuple[str, ...]:
        """What to look at again, each sentence once."""
        return tuple(dict.fromkeys([*(said for page in self.pages for said in page.doubts), *self.same]))


def make_ready() -> None:
    """Start what opens pictures, so that the first one does not wait for it; takes a moment, beside the screens."""
    CHILD.start()


def reduced(slot: Slot, raw: bytes) -> tuple[ReducedPicture, ...]:
    """A file's pages as they would be kept; asks nothing of the store. Raises as ``photos.photo``."""
    return (photos.photo(raw),) if slot.kind == "photo" else tuple(photos.scans(raw))


def slot_of(form: Form[Any, Any], key: str) -> Slot:
    """The slot of a form. Raises NO_PICTURE."""
    found = next((one for one in form.definition().slots if one.key == key), None)
    if found is None:
        raise Problem(problems.NO_PICTURE)
    return found


def pictures(form: Form[Any, Any]) -> list[SlotPicture]:
    """Every picture of a draft, by slot and place, those that only headquarters has too."""
    found = [SlotPicture(file.slot, b"") for file in kept_files(form)]
    found += [SlotPicture(file.slot, file.content) for file in _here(form)]
    return sorted(found, key=lambda one: slot_and_place(one.name))


def add(form: Form[Any, Any], key: str, pages: Sequence[ReducedPicture], *, more: bool) -> TakenPictures:
    """Keep a file's pages in a slot: after those that are there if ``more``, else in their place.

    Raises NO_PICTURE, and SLOT_FULL for more pages than it holds.
    """
    slot = slot_of(form, key)
    there = [one for one in pictures(form) if slot_and_place(one.name)[0] == key] if more else []
    if len(there) + len(pages) > most_of(slot):
        raise Problem(problems.SLOT_FULL, what=str(slot.label), most=most_of(slot))
    same = _same(form, slot, pages)
    _put(form, key, there, [page.content for page in pages])
    return TakenPictures(tuple(pages), same, _notes(slot, pages))


def take_away(form: Form[Any, Any], name: str) -> None:
    """Remove a picture; those after it move up. Raises NO_PICTURE."""
    key = slot_and_place(name)[0]
    there = [one for one in pictures(form) if slot_and_place(one.name)[0] == key]
    if name not in {one.name for one in there}:
        raise Problem(problems.NO_PICTURE)
    _put(form, key, [one for one in there if one.name != name], [])


def move_up(form: Form[Any, Any], name: str) -> None:
    """Put a picture before the one before it, if both are still here. Raises NO_PICTURE."""
    key = slot_and_place(name)[0]
    there = [one for one in pictures(form) if slot_and_place(one.name)[0] == key]
    at = next((at for at, one in enumerate(there) if one.name == name), None)
    if at is None:
        raise Problem(problems.NO_PICTURE)
    if at > 0 and there[at].content and there[at - 1].content:
        there[at - 1], there[at] = there[at], there[at - 1]
        _put(form, key, there, [])


def in_sequence(files: Sequence[j.PackedFile]) -> list[j.PackedFile]:
    """The files by slot and place, the places without gaps."""
    made: list[j.PackedFile] = []
    for file in sorted(files, key=lambda one: slot_and_place(one.slot)):
        key = slot_and_place(file.slot)[0]
        place = 1 + sum(slot_and_place(one.slot)[0] == key for one in made)
        made.append(msgspec.structs.replace(file, slot=picture_name(key, place)))
    return made


def _put(form: Form[Any, Any], key: str, there: Sequence[SlotPicture], new: Sequence[bytes]) -> None:
    """Make a slot hold these pictures, in this order, and nothing else."""
    sent = [one.name for one in there if not one.content]
    after = max((slot_and_place(name)[1] for name in sent), default=0)
    contents = [*(one.content for one in there if one.content), *new]
    places = [picture_name(key, after + at) for at in range(1, len(contents) + 1)]
    gone = {one.name for one in pictures(form) if slot_and_place(one.name)[0] == key} - {*sent, *places}
    session = form.session
    with session.store.atomic():
        session.store.drafts(form.kind).save_slot(
            form.draft.id,
            gone=gone,
            files=[DraftFile(name, MEDIA, content) for name, content in zip(places, contents, strict=True)],
            now_ms=session.clock.now_ms(),
        )
        session.store.reviews.wrote(form.draft.id, session.operator)


def _here(form: Form[Any, Any]) -> list[DraftFile]:
    return form.session.store.drafts(form.kind).files(form.draft.id)


def _same(form: Form[Any, Any], slot: Slot, pages: Sequence[ReducedPicture]) -> tuple[str, ...]:
    """Where the same picture is too, and whether headquarters has sent it back."""
    found = []
    others = [one for one in _here(form) if slot_and_place(one.slot)[0] != slot.key]
    twice = {one.slot for one in others for page in pages if photos.same_picture(one.content, page.content)}
    if twice:
        names = ", ".join(picture_label(form.definition().slots, name) for name in sorted(twice))
        found.append(_("La misma imagen está también en: {what}.").format(what=names))
    back = returned(form.session, form.draft.id) if form.draft.revision > 1 else None
    before = {file.plain_sha256 for file in back.files} if back else set()
    if any(chain.sha256(page.content) in before for page in pages):
        found.append(_("Es la misma imagen que la oficina central devolvió, sin cambios."))
    return tuple(found)


def _notes(slot: Slot, pages: Sequence[ReducedPicture]) -> tuple[str, ...]:
    """Of how many pages a file is, and what only a person can see."""
    if slot.kind == "photo":
        return (_("El programa no reconoce caras: mire que sea el retrato de esta persona."),)
    return (_("El archivo tiene {n} páginas; se guardaron todas.").format(n=len(pages)),) if len(pages) > 1 else ()
