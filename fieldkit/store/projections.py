"""What the journal's facts about one subject come to in the store's tables."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from fieldkit.domain import journal as j
from fieldkit.domain.forms import application as applications
from fieldkit.domain.forms.application import ApplicationState
from fieldkit.domain.queue import visit as visits
from fieldkit.people.dates import iso_text
from fieldkit.people.matching import Identity, identity, of_form
from fieldkit.people.names import search_key
from fieldkit.store.identities import RETURNED, VISIT


class ProjectedRow(NamedTuple):
    """A row of ``table``, and the person it tells of: whose, from what source, and who, None when nobody can know."""

    table: str
    values: tuple[str | bytes, ...]
    owner: str
    source: str
    who: Identity | None


def project(subject: str, facts: Sequence[j.Fact]) -> ProjectedRow | None:
    """The row of a visit or an application; None for subjects that have none."""
    kinds = {fact.header.kind.partition(".")[0] for fact in facts}
    if kinds & {"visit", "ticket", "payment"}:
        visit = visits.fold(subject, facts)
        name = visit.name
        key = search_key(str(name)) if name else ""
        data = msgspec.json.encode(visit)
        values = (subject, visit.state.value, visit.number, iso_text(visit.day), key, visit.curp, data)
        who = identity(name, born=visit.born, curp=visit.curp, passport=visit.passport)
        return ProjectedRow("visits", values, subject, VISIT, who)
    if "application" in kinds:
        application = applications.fold(subject, facts)
        data = msgspec.json.encode(application)
        row = (subject, application.state.value, application.visit, application.service, data)
        who = _returned(facts) if application.state is ApplicationState.RETURNED else None
        return ProjectedRow("applications", row, application.visit, RETURNED + subject, who)
    return None


def _returned(facts: Sequence[j.Fact]) -> Identity | None:
    """Who the form is about that headquarters sent back, as long as it can be read here."""
    bodies = (fact.body for fact in reversed(j.in_order(facts)))
    returned = next((body for body in bodies if isinstance(body, j.Returned)), None)
    return of_form(returned.fields) if returned else None
