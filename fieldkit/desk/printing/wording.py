"""How names, days and lists are written on paper, in both languages."""

from datetime import date

from fieldkit.desk.session import Session
from fieldkit.domain.catalog import model, rules
from printing.blocks import Words
from printing.template import Lists

Filled = tuple[dict[str, Words], Lists]


def in_words(item: rules.ToBring) -> str:
    """A requirement in words; what can be shown in one way only is named once."""
    only_one = len(item.options) == 1
    name = item.options[0] if only_one else item.name
    when = f" ({item.when})" if item.when else ""
    return f"{name}{when}" if only_one else f"{name}{when}: {' / '.join(item.options)}"


def named(name: model.Bilingual) -> Words:
    """The catalogue's words as paper takes them."""
    return Words(name.es, name.en)


def today(session: Session) -> Words:
    """Today as each language writes a day."""
    return Words(*both_ways(session.clock.local(session.clock.now_ms()).date()))


def both_ways(day: date) -> tuple[str, str]:
    """A day as each language writes it."""
    return f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}"
