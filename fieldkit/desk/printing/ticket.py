"""What stands on a ticket: today's words about a visit, and nothing about the person."""

from datetime import date

from fieldkit.desk.queue import wait_times
from fieldkit.desk.reception import check_in
from fieldkit.desk.session import Session
from fieldkit.domain.catalog import model, rules
from fieldkit.domain.queue.visit import Visit
from fieldkit.locale import N_, translate
from fieldkit.tokens import ticket_token
from printing.blocks import Words
from printing.ticket import Ticket

_PRIVACY = N_(
    "Sus datos se usan solo para su trámite y viajan cifrados a la oficina consular. "
    "Pida el aviso de privacidad completo en recepción."
)
_FRAUD = N_("Solo se cobran los precios publicados. Nadie puede venderle un lugar en la fila.")
_STEPS = (
    N_("Espere a que llamen su número, por pantalla o por voz."),
    N_("Tenga a la mano sus documentos originales."),
    N_("Si sale, avise en recepción."),
)
_WAIT = N_("Unos {p50} minutos; probablemente no más de {p80}")


def ticket(session: Session, visit: Visit, copy: int) -> Ticket:
    """What stands on a visit's ticket: nothing about the person."""
    wait = wait_times.tell(session, visit.id)
    documents = [words for code in visit.services for words in _documents(session, code)]
    return Ticket(
        number=visit.number,
        url=ticket_token.url(session.pack.ticket_host, check_in.token(session, visit)),
        event=session.pack.name,
        venue=session.pack.venue,
        date=today(session),
        services=tuple(named(session.catalog.services[code].name) for code in visit.services),
        documents=tuple(dict.fromkeys(documents)),
        next_steps=tuple(both(text) for text in _STEPS),
        privacy=both(_PRIVACY),
        fraud=both(_FRAUD),
        wait=both(_WAIT, p50=wait.p50, p80=wait.p80) if wait and wait.ahead else None,
        priority=bool(visit.priority),
        reprint=copy,
        large=visit.large,
    )


def _documents(session: Session, code: str) -> list[Words]:
    service = session.catalog.services[code]
    lists = (rules.checklist(session.catalog, service, language) for language in ("es", "en"))
    return [Words(in_words(spanish), in_words(english)) for spanish, english in zip(*lists, strict=True)]


def in_words(item: rules.ToBring) -> str:
    """A requirement in words; what can be shown in one way only is named once."""
    only_one = len(item.options) == 1
    name = item.options[0] if only_one else item.name
    when = f" ({item.when})" if item.when else ""
    return f"{name}{when}" if only_one else f"{name}{when}: {' / '.join(item.options)}"


def named(name: model.Bilingual) -> Words:
    """The catalogue's words as paper takes them."""
    return Words(name.es, name.en)


def both(message: str, **facts: int | str) -> Words:
    """A message in both languages."""
    return Words(message.format(**facts), translate(message, "en").format(**facts))


def today(session: Session) -> Words:
    """Today as each language writes a day."""
    return Words(*both_ways(session.clock.local(session.clock.now_ms()).date()))


def both_ways(day: date) -> tuple[str, str]:
    """A day as each language writes it."""
    return f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}"
