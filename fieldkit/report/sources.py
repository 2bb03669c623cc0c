"""What a report counts apart from visits and applications, read out of the journal; and what its codes are called."""

from collections.abc import Iterator
from datetime import date
from typing import Protocol, get_args

from fieldkit.domain import journal as j
from fieldkit.domain import outreach
from fieldkit.domain.accounts import blank_stock as stocks
from fieldkit.domain.accounts import denominations
from fieldkit.domain.journal import code_words
from fieldkit.domain.outreach import Activity
from fieldkit.report import protection
from fieldkit.report.blank_stock import BlankTotals
from fieldkit.report.dimensions import CodeWords
from fieldkit.report.protection import CaseWork

_CASE_KINDS = tuple(map(j.tag, get_args(j.CaseKind)))
_OUTREACH_KINDS = tuple(map(j.tag, get_args(j.OutreachKind)))


class JournalFacts(Protocol):
    """A journal that tells facts by subject, one subject after the other."""

    def subjects(self, *kinds: str, under: str = "") -> Iterator[tuple[str, list[j.Fact]]]:
        """Subjects whose name begins with ``under``, each with all its facts of ``kinds``."""


def words() -> CodeWords:
    """What the desk's codes are called."""
    return CodeWords(
        forms=code_words.PAYMENT_FORMS,
        overrides=code_words.OVERRIDE_REASONS,
        exceptions=code_words.EXCEPTION_REASONS,
        till=code_words.TILL_REASONS,
        stock=code_words.STOCK_REASONS,
        items={item: str(blank.name) for item, blank in denominations.shipped().stock.items()},
    )


def unnamed_work(journal: JournalFacts, first: date, last: date) -> Iterator[tuple[str, CaseWork | Activity]]:
    """Cases, sessions and contacts of these days, each with the laptop that it was first written on."""
    for subject, facts in journal.subjects(*_CASE_KINDS):
        if (done := protection.work(subject, facts, first, last)) is not None:
            yield j.in_order(facts)[0].header.device, done
    for _subject, facts in journal.subjects(*_OUTREACH_KINDS):
        for one in outreach.standing(facts):
            if one.counted is not None and first <= one.counted.day <= last:
                yield j.in_order(facts)[0].header.device, one


def box_facts(
    journal: JournalFacts, event: str, first: date, last: date
) -> Iterator[BlankTotals | j.TillSigned | j.StockSigned | j.StockMissing]:
    """An event's boxes of blanks as they stand, and what was signed for in tills and boxes on these days."""
    facts = [fact for _box, some in journal.subjects(*stocks.KINDS, "till.signed", under=f"{event}/") for fact in some]
    for (_box, item), box in stocks.fold(facts).boxes.items():
        yield BlankTotals(item, box)
    for fact in facts:
        match fact.body:
            case j.TillSigned(day=day) | j.StockSigned(day=day) if first <= day <= last:
                yield fact.body
            case j.StockMissing():
                yield fact.body
            case _:
                pass
