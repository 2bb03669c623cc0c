"""Sealing a case's sheet: it becomes an age file that only headquarters opens, and a fact that names nobody."""

import msgspec

from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.protection import case as cases
from fieldkit.domain.protection.case import CaseSheet, FollowUp, Intake
from sync import sealed
from sync.journal import chain

ROLE_OF_FILE = "case"


def seal(
    session: Session, case: str, revision: int, number: str, told: Intake | FollowUp
) -> tuple[bytes, j.CaseSealed | j.CaseFollowed]:
    """The sealed sheet and the fact that names it."""
    sheet = CaseSheet(
        case=case,
        revision=revision,
        number=number,
        event=session.pack.event,
        device=session.store.device,
        operator=session.operator,
        day=session.today().isoformat(),
        captured_ms=session.clock.now_ms(),
        told=told,
    )
    content = sealed.seal_bytes(msgspec.json.encode(sheet), session.pack.hq_recipients)
    files = (j.FileRef(chain.sha256(content), len(content), ROLE_OF_FILE),)
    if isinstance(told, FollowUp):
        return content, j.CaseFollowed(
            revision=revision,
            day=sheet.day,
            files=files,
            hague=told.hague,
            referral=told.referral,
            closed=told.closed,
        )
    sealed_marks = {code for code, mark in session.catalog.protection.marks.items() if mark.sealed}
    return content, j.CaseSealed(
        number=number,
        day=sheet.day,
        field=told.field,
        persons=cases.counted(told.persons, session.today(), sealed_marks),
        files=files,
        hague=told.hague,
        referral=told.referral,
    )
