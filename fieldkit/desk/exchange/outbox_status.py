"""What headquarters said of what this laptop sent, for the sending screen."""

from typing import NamedTuple

from fieldkit.desk.exchange import batching
from fieldkit.desk.session import Session
from fieldkit.domain.forms.application import Application, ApplicationState


class OutboxStatus(NamedTuple):
    """``counts`` of batches; applications by HQ's answer; what was set aside on either side, with its reason."""

    counts: batching.OutboxState
    accepted: int
    unanswered: int
    returned: list[Application]
    set_aside: list[tuple[int, str]]


def outbox_status(session: Session) -> OutboxStatus:
    """Everything that left or should leave."""
    applications = session.store.people.applications()

    def those(state: ApplicationState) -> list[Application]:
        return [one for one in applications if one.state is state]

    return OutboxStatus(
        counts=batching.state(session),
        accepted=len(those(ApplicationState.ACCEPTED)),
        unanswered=len(those(ApplicationState.SEALED)),
        returned=those(ApplicationState.RETURNED),
        set_aside=[*session.store.outbox.set_aside(), *session.store.outbox.refused_inbox()],
    )
