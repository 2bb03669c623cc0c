"""Why two records may be one person's, in words, and whether staff already said that they are two persons'."""

from fieldkit.domain.queue.visit import Visit
from fieldkit.locale import N_
from fieldkit.people.matching import STRENGTH, Likeness

WHY = {
    Likeness.CURP: N_("misma CURP que {who}"),
    Likeness.PASSPORT: N_("mismo pasaporte que {who}"),
    Likeness.BORN: N_("mismo nombre y nacimiento que {who}"),
    Likeness.SIMILAR: N_("nombre parecido y mismo nacimiento que {who}"),
    Likeness.NAME: N_("mismo nombre que {who}, sin nacimiento para comparar"),
}


def said_other(one: Visit, other: Visit, why: Likeness) -> bool:
    """Whether staff said that these two are not one person, for a reason at least as strong as ``why``."""
    said = (one.distinct.get(other.id, ""), other.distinct.get(one.id, ""))
    return any(code in STRENGTH and strength(code) <= strength(why) for code in said)


def strength(why: str) -> int:
    """The place of a reason among all, 0 for the strongest. Raises ValueError for an unknown one."""
    return STRENGTH.index(Likeness(why))
