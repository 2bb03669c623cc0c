"""The privacy notice on a telephone, in every language that the event has it in."""

from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from fieldkit.domain.catalog.privacy_notice import ENG, SPA, PrivacyNotice
from fieldkit.locale import N_, translate
from fieldkit.public.pages import page
from fieldkit.public.web import page_words, ticket_page

TITLE = page_words.NOTICE_TITLE
_VERSION = N_("Versión {version}, desde el {day}")
_ABSENT = N_("Aquí no está el aviso de este evento. Pídalo en recepción o en su consulado.")
# The page's own languages by the catalogue's codes; others are marked by their code (BCP 47 takes ISO 639-3).
_TAGS = {SPA: "es", ENG: "en"}


def routes(find: Callable[[str], Sequence[PrivacyNotice]]) -> list[Route]:
    """The page's route; ``find`` gives an event's notices, none where it is not known."""

    def show(request: Request) -> HTMLResponse:
        found = find(request.path_params["event"])
        return HTMLResponse(render(found), 200 if found else 404, headers=ticket_page.HEADERS)

    return [Route(page_words.NOTICE_PATH + "{event}", show, methods=["GET"])]


def render(notices: Sequence[PrivacyNotice]) -> str:
    """The whole page; where there is no notice, whom to ask."""
    sections = [_section(one) for one in notices] or [_absent(language) for language in ("es", "en")]
    return page("web/notice.html", title=TITLE, style=ticket_page.STYLE, sections=sections)


def _section(notice: PrivacyNotice) -> dict[str, object]:
    tag = _TAGS.get(notice.language, notice.language)
    words = "en" if tag == "en" else "es"
    version = translate(_VERSION, words).format(version=notice.version, day=notice.since)
    return {
        "language": tag,
        "title": translate(TITLE, words),
        "version": version,
        "simplified": notice.simplified,
        "sections": notice.sections,
    }


def _absent(language: str) -> dict[str, object]:
    return {
        "language": language,
        "title": translate(TITLE, language),
        "version": "",
        "simplified": (translate(_ABSENT, language),),
        "sections": (),
    }
