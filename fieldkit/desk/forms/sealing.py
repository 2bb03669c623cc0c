"""Sealing a form: its pictures and its sheet become age files that only headquarters opens, named by one entry.

The one gate to headquarters: where the event asks for a second person, nothing is sealed without one.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from fieldkit.desk.forms import problems
from fieldkit.desk.forms.draft_pictures import in_sequence
from fieldkit.desk.forms.form import Approvals, Form
from fieldkit.desk.forms.returning import kept_files
from fieldkit.domain import journal as j
from fieldkit.domain.forms.definition import Guarantee
from fieldkit.errors import Problem
from sync import sealed
from sync.journal import chain

Done = TypeVar("Done")


def waits(form: Form[Any, Any]) -> bool:
    """Whether somebody else must approve a form before it is sealed."""
    return form.definition().has(Guarantee.SECOND_PERSON) and form.asks_second()


def is_second(form: Form[Any, Any], operator: str) -> bool:
    """Whether ``operator`` may approve a form: by role, and because nothing in it is theirs."""
    roles = form.session.pack.roles_of(operator)
    return not form.approvers().isdisjoint(roles) and operator not in form.session.store.reviews.hands(form.draft.id)


def send(form: Form[Any, Done], approved_by: str = "") -> Done:
    """Write a form for headquarters and forget the draft, in one transaction, in the name of who captured it.

    Raises NOT_APPROVED.
    """
    session, draft = form.session, form.draft
    review = session.store.reviews.get(draft.id)
    captor = review.captor if review is not None and approved_by else session.operator
    who = Approvals(captor, approved_by)
    blobs, fact = seal(form, kept_files(form), who)
    subject = form.subject()
    with session.store.atomic():
        for content in blobs:
            session.store.outbox.add_blob(chain.sha256(content), content)
        session.store.log.append(subject, fact, operator=captor)
        form.handed_in()
        session.store.drafts(form.kind).delete(draft.id)
        if form.corrects():
            session.store.log.purge([draft.id])
    return form.done(subject)


def seal(form: Form[Any, Any], kept: Sequence[j.PackedFile], who: Approvals) -> tuple[list[bytes], j.Body]:
    """The sealed files of a draft, its sheet first, and the entry that names them. Raises NOT_APPROVED.

    ``kept`` are files that headquarters holds already from the revision before; they are named, not sent.
    """
    session, draft = form.session, form.draft
    asked = waits(form)
    if (asked or who.approved_by) and not is_second(form, who.approved_by):
        raise Problem(problems.NOT_APPROVED)
    recipients = session.pack.hq_recipients
    blobs: list[bytes] = []
    files = list(kept)
    for file in session.store.drafts(form.kind).files(draft.id):
        content = sealed.seal_bytes(file.content, recipients)
        blobs.append(content)
        plain, digest = chain.sha256(file.content), chain.sha256(content)
        files.append(j.PackedFile(file.slot, file.media, plain, digest, len(content)))
    files = in_sequence(files)
    sheet = form.sheet(files, who)
    if not form.definition().has(Guarantee.SEALED):
        return [], form.fact(sheet, ())
    content = sealed.seal_bytes(msgspec.json.encode(sheet), recipients)
    refs = [j.FileRef(file.sealed_sha256, file.size, file.slot) for file in files]
    sheet_ref = j.FileRef(chain.sha256(content), len(content), form.sheet_role)
    return [content, *blobs], form.fact(sheet, (sheet_ref, *refs))
