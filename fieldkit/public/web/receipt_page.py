"""Is this acknowledgement ours? What a telephone is told that follows the code on the paper to headquarters.

It says what stands in the code and no word more: headquarters' ingest knows nothing of the application.
"""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.locale import N_, translate
from fieldkit.public import receipt_words
from fieldkit.public.pages import page
from fieldkit.public.web import ticket_page
from fieldkit.tokens import receipt_code
from fieldkit.tokens.errors import TokenProblem, UnreadableSlip
from fieldkit.tokens.receipt_code import Genuine

TITLE = N_("¿Es auténtico este acuse?")
_GENUINE = N_("✓ Acuse auténtico")
_COMPARE = N_("Compare estos datos con el papel: si alguno es distinto, el papel fue cambiado.")
_STOLEN = N_("✗ No lo acepte: la computadora que lo firmó fue robada o perdida")
_ASK = N_("El código está bien hecho, pero desde entonces esa computadora no vale. Pregunte al consulado.")
_NOT_HERE = N_("Aquí no se puede revisar un acuse")
_ELSEWHERE = N_(
    "Esta es la computadora de la sala: no sabe qué computadoras fueron robadas desde entonces."
    " Con internet, abra la dirección del papel tal como está; o pregunte al consulado."
)
_FREE = N_("Revisar un acuse no cuesta nada, y nadie puede cobrarle por entregarle su documento.")
_ADDRESSES = ("/S/{code}", "/s/{code}")


def routes(office_key: bytes, catalog: Catalog, revoked: Callable[[bytes], bool]) -> list[Route]:
    """The page's routes; ``revoked`` tells whether the laptop of a public key was put out of use."""

    def check(request: Request) -> HTMLResponse:
        try:
            genuine = receipt_code.check(request.path_params["code"], office_key)
        except TokenProblem as problem:
            status = 404 if isinstance(problem, UnreadableSlip) else 200
            return HTMLResponse(_page(_refused(problem)), status, headers=ticket_page.HEADERS)
        said = _good(genuine, catalog) if not revoked(genuine.laptop) else _bad(_STOLEN, _ASK)
        return HTMLResponse(_page(said), headers=ticket_page.HEADERS)

    return [Route(path, check, methods=["GET"], name=path) for path in _ADDRESSES]


def elsewhere() -> list[Route]:
    """The same addresses where nobody can check, in the hall: where to ask instead, and nothing of the code."""

    def tell(_request: Request) -> HTMLResponse:
        return HTMLResponse(_page(_bad(_NOT_HERE, _ELSEWHERE)), 404, headers=ticket_page.HEADERS)

    return [Route(path, tell, methods=["GET"], name=path) for path in _ADDRESSES]


def _page(section: Callable[[str], dict[str, object]]) -> str:
    sections = [
        {"language": language, "rows": (), "bad": False, "free": translate(_FREE, language), **section(language)}
        for language in ("es", "en")
    ]
    return page("web/receipt.html", title=TITLE, style=ticket_page.STYLE, sections=sections)


def _good(genuine: Genuine, catalog: Catalog) -> Callable[[str], dict[str, object]]:
    def section(language: str) -> dict[str, object]:
        return {
            "title": translate(_GENUINE, language),
            "rows": receipt_words.rows(genuine, catalog, language),
            "lines": [translate(_COMPARE, language)],
        }

    return section


def _refused(problem: TokenProblem) -> Callable[[str], dict[str, object]]:
    return _bad(*problem.wording, **problem.facts)


def _bad(*words: str, **facts: str | int) -> Callable[[str], dict[str, object]]:
    def section(language: str) -> dict[str, object]:
        title, *lines = (translate(one, language).format(**facts) for one in words)
        return {"bad": True, "title": title, "lines": lines}

    return section
