"""What a checked acknowledgement says, in words: the same on a screen of text and on headquarters' page."""

from fieldkit.domain.accounts.money import money
from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.locale import N_, translate
from fieldkit.tokens import receipt_code
from fieldkit.tokens.receipt_code import Genuine, ReceiptFacts

_EVENT, _NUMBER, _FOLIO = N_("Evento"), N_("Número de boleto"), N_("Folio")
_SERVICE, _PAID, _DAY = N_("Trámite"), N_("Pagado"), N_("Día")
_NOTHING_PAID = N_("nada")


def folio(said: ReceiptFacts) -> str:
    """The beginning of the application's id as people read it out: ``01234-56789``."""
    return f"{said.application[:5]}-{said.application[5:]}".upper()


def rows(genuine: Genuine, catalog: Catalog, language: str) -> list[tuple[str, str]]:
    """Labels and values, in ``language``; a service that the tables do not know is told by its code."""
    said = genuine.said
    service = catalog.services.get(said.service)
    name = f"{said.service} · {service.name.get(language)}" if service else said.service
    paid = money(said.cents) if said.cents else translate(_NOTHING_PAID, language)
    told = (
        (_EVENT, genuine.event),
        (_NUMBER, said.number),
        (_FOLIO, folio(said)),
        (_SERVICE, name),
        (_PAID, paid),
        (_DAY, f"{said.day:%Y-%m-%d}" if language == "en" else f"{said.day:%d/%m/%Y}"),
    )
    return [(translate(label, language), value) for label, value in told]


def checked(text: str, office_key: bytes, catalog: Catalog, language: str) -> list[tuple[str, str]]:
    """The rows of a scanned code, if headquarters' published key vouches for it.

    Raises what ``receipt_code.check`` raises.
    """
    return rows(receipt_code.check(text, office_key), catalog, language)
