"""The list of what to bring as it stands for one form: which lines count, and what was said about each."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.derived_facts import Values, day_in, with_facts
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.catalog.model import Bilingual, Requirement, Service
from fieldkit.domain.journal import Verdict
from fieldkit.locale import N_, _
from fieldkit.people.ages import age_on

VERDICTS = {Verdict.SEEN: N_("visto"), Verdict.MISSING: N_("falta"), Verdict.DOUBTFUL: N_("con duda")}
RULE = "document."


class DocumentLine(NamedTuple):
    """A line of the list: its requirement's key, the documents of which one is enough, and whether it counts.

    ``needed`` is None while that depends on what is not known yet, and for what is only recommended.
    """

    key: str
    name: Bilingual
    options: tuple[str, ...]
    needed: bool | None
    when: Bilingual | None
    source: str


def lines(catalog: Catalog, service: Service, values: Values, today: date) -> list[DocumentLine]:
    """The lines that may count for these values; those that surely do not are left out."""
    known = with_facts(service, values, today)
    discount = catalog.discounts.get(known.get("discount", ""))
    keys = [*service.requirements, *([discount.proof] if discount and discount.proof else [])]
    made = [_line(catalog, key, catalog.requirements[key], known, today) for key in dict.fromkeys(keys)]
    return [line for line in made if line.needed is not False and line.options]


def findings(
    catalog: Catalog, service: Service, values: Values, verdicts: Mapping[str, str], today: date
) -> list[Finding]:
    """What is missing stops the form until it comes or a supervisor lets it pass; a doubt and an unread line warn."""
    found, unread = [], 0
    for line in lines(catalog, service, values, today):
        verdict = verdicts.get(line.key, "")
        if verdict == Verdict.MISSING and line.needed:
            sentence = _("Falta el documento: {what}.")
            found.append(Finding(RULE + line.key, "stop", sentence.format(what=line.name), RULE + line.key))
        elif verdict == Verdict.DOUBTFUL:
            sentence = _("Con duda: {what}. Anote por qué, o pida otro documento.")
            found.append(Finding(RULE + line.key, "warn", sentence.format(what=line.name)))
        elif not verdict and line.needed:
            unread += 1
    if unread:
        found.append(Finding(RULE, "warn", _("Documentos que nadie ha marcado como vistos: {n}.").format(n=unread)))
    return found


def _line(catalog: Catalog, key: str, requirement: Requirement, known: Values, today: date) -> DocumentLine:
    needed: bool | None = True if requirement.when is None else None
    if requirement.needed is not None:
        needed = requirement.needed.holds(known) if known.get(requirement.needed.field) else None
    born = day_in(known, "born")
    age = age_on(born, today) if born is not None and born <= today else None
    documents = ((one, catalog.documents[one].age_max) for one in requirement.one_of)
    options = tuple(one for one, last in documents if age is None or last is None or age <= last)
    return DocumentLine(key, requirement.name, options, needed, requirement.when, requirement.source)
