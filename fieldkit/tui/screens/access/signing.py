"""A signature: somebody who supervises gives her own name and passphrase for what nobody may do alone."""

import asyncio

from fieldkit.desk.access import second_person
from fieldkit.desk.access.second_person import Confirmation
from fieldkit.desk.session import Session
from fieldkit.tui.desk import Desk
from fieldkit.tui.feedback import Feedback, Trouble, trouble
from fieldkit.tui.questions import answer
from fieldkit.tui.screens.access.confirm_identity import ConfirmIdentity


async def ask_signature(desk: Desk, question: str) -> Confirmation | None:
    """Who signs; None when nobody does. In a worker only."""
    signed: list[Confirmation] = []

    async def sign(operator: str, passphrase: str) -> Feedback | None:
        try:
            await desk.read(second_person.need_signature, operator)
            signed.append(await asyncio.to_thread(second_person.confirm, desk.workplace.home, operator, passphrase))
        except Trouble as problem:
            return trouble(problem)
        return None

    await answer(desk, ConfirmIdentity(question, await desk.read(_likely), sign))
    return signed[0] if signed else None


def _likely(session: Session) -> str:
    """The one supervisor who can sign; nobody where there are several."""
    able = second_person.supervisors(session)
    others = [one for one in able if one != session.operator] or able
    return others[0] if len(others) == 1 else ""
