"""Applications of one event and service that may be of one person: laptops without a network cannot see each other's.

Nothing here decides: what is doubtful waits for an officer.
"""

from fieldkit.domain.forms.application import Package
from fieldkit.domain.queue.same_person import WHY, said_other
from fieldkit.locale import _
from fieldkit.office.keys import Office
from fieldkit.office.store.opened import source_of
from fieldkit.people.matching import Likeness, of_form


def doubts(office: Office, package: Package) -> list[str]:
    """Which other opened applications may be of the same person, and why, in words.

    Left out are those of which staff said at the event, with both people's documents, that they are two persons, and
    those that only share a name: at headquarters nobody can be asked.
    """
    who = of_form(package.fields)
    found = []
    for one in office.store.people.identities.alike(who) if who else ():
        if one.source != source_of(package) or one.owner == package.application or one.likeness is Likeness.NAME:
            continue
        other = office.store.people.application(one.owner)
        mine = office.store.people.visit(package.visit)
        theirs = office.store.people.visit(other.visit) if other else None
        if other is not None and not (mine and theirs and said_other(mine, theirs, one.likeness)):
            name = _("la solicitud {number} ({application})").format(number=other.number, application=other.id)
            found.append(_(WHY[one.likeness]).format(who=name))
    return found
