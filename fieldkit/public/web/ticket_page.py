"""The applicants' page: where my ticket stands, as of when, what to bring, what comes next, whom to call.

It knows nothing but the board's row: no name, no number, no other ticket. A token that no laptop told of gets one
and the same page, whatever it is. One small file that asks for itself again, nothing from elsewhere;
it reads as well where scripts are off.
"""

from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from fieldkit.domain.catalog import rules
from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.model import Service
from fieldkit.domain.queue.visit import ENDED, VisitState
from fieldkit.locale import translate
from fieldkit.locale.durations import spoken
from fieldkit.public.application_progress import ApplicationProgress, ProgressStage
from fieldkit.public.pages import page, security_policy, shipped
from fieldkit.public.web import page_words
from fieldkit.public.web.rate_limit import Guessing
from fieldkit.public.web.ticket_lookup import TicketPlace, TicketSource

OLD_MINUTES = 15
GUIDANCE_KEPT = 512  # sets of services in a state and a language
STYLE = shipped("web/page.css")
_SCRIPT = shipped("web/page.js")
HEADERS = {
    "Content-Security-Policy": security_policy(STYLE, _SCRIPT),
    # The address is the key to the page: it must not travel on to another site, nor stay in a shared cache.
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


def routes(tickets: TicketSource, catalog: Catalog) -> list[Route]:
    """The page's routes; tickets carry upper-case addresses, people type lower case."""

    guessing = Guessing(tickets.now_ms)
    ticket_page = TicketPage(catalog)

    def show(request: Request) -> HTMLResponse:
        address = request.client.host if request.client else ""
        if guessing.blocked(address):
            blocked = ticket_page.render(None, tickets.now_ms())
            return HTMLResponse(blocked, 429, headers=HEADERS | {"Retry-After": "60"})
        place = tickets.find(request.path_params["token"])
        if place is None:
            guessing.missed(address)
        return HTMLResponse(ticket_page.render(place, tickets.now_ms()), 200 if place else 404, headers=HEADERS)

    return [Route(path, show, methods=["GET"], name=path) for path in ("/T/{token:path}", "/t/{token:path}")]


class TicketPage:
    """The page of any ticket of events with one catalogue.

    What tickets for the same services in the same state have in common (documents, what comes next, whom to call)
    is drawn once: thousands of phones ask for little else.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._guidance = lru_cache(GUIDANCE_KEPT)(self._draw_guidance)

    def render(self, place: TicketPlace | None, now_ms: int) -> str:
        """The whole page for a ticket's place, or for a ticket that nobody told of."""
        return page(
            "web/ticket.html",
            title=page_words.TITLE,
            style=STYLE,
            script=_SCRIPT,
            event=place.event if place else None,
            sections=[self._section(place, now_ms, language) for language in ("es", "en")],
        )

    def _section(self, place: TicketPlace | None, now_ms: int, language: str) -> dict[str, object]:
        """What the page says in one language; what is empty is left out."""
        said = page_words.STATES[place.row.state] if place else page_words.UNKNOWN
        told: dict[str, object] = {
            **dict.fromkeys(("as_of", "old", "table", "ahead", "wait", "steps", "notice", "notice_at"), ""),
            "language": language,
            "go": said.go,
            "state": translate(said.title, language),
            "sentence": translate(said.sentence, language),
            "steps_title": translate(page_words.STEPS, language),
        }
        if place is None:
            return told | {"guidance": self._guidance((), None, language)}
        return told | {
            **_when(place, now_ms, language),
            **_wait(place, language),
            "steps": _steps(place, self._catalog, language),
            "notice": translate(page_words.NOTICE_TITLE, language),
            "notice_at": page_words.NOTICE_PATH + quote(place.event.event, safe=""),
            "guidance": self._guidance(place.row.services, place.row.state, language),
        }

    def _draw_guidance(self, codes: tuple[str, ...], state: VisitState | None, language: str) -> Markup:
        """What to bring, what comes next, whom to call and what is never asked for."""
        services = [self._catalog.services[code] for code in codes if code in self._catalog.services]
        line = self._catalog.contact.help_line
        drawn = page(
            "web/guidance.html",
            services=", ".join(service.name.get(language) for service in services),
            documents_title=translate(page_words.DOCUMENTS, language),
            documents=_documents(state, services, self._catalog, language),
            next_title=translate(page_words.NEXT, language),
            next_steps=_next(state, services, language),
            help_title=translate(page_words.HELP, language),
            help=translate(page_words.HELP_LINE, language),
            dial="".join(sign for sign in line if sign.isdigit()),
            line=line,
            fraud=translate(page_words.FRAUD, language),
        )
        return Markup(drawn)  # noqa: S704 - drawn by a template that escapes


def _when(place: TicketPlace, now_ms: int, language: str) -> dict[str, object]:
    """As of when; whoever reads an old figure must have read first that it is old."""
    minutes = (now_ms - place.as_of_ms) // 60_000
    old = minutes >= OLD_MINUTES and place.row.state not in ENDED
    return {"as_of": _as_of(place, minutes, language), "old": translate(page_words.OLD, language) if old else ""}


def _wait(place: TicketPlace, language: str) -> dict[str, object]:
    row = place.row
    if row.state in {VisitState.CALLED, VisitState.SERVING} and row.table:
        return {"table": translate(page_words.TABLE, language).format(table=row.table)}
    if row.state is not VisitState.WAITING:
        return {}
    ahead = page_words.NEXT_UP if row.ahead == 0 else page_words.ONE_AHEAD if row.ahead == 1 else page_words.AHEAD
    people = escape(translate(ahead, language)).format(n=Markup("<b>{}</b>").format(row.ahead))
    if not row.p80:
        return {"ahead": people}
    wait = translate(page_words.WAIT, language).format(p50=spoken(row.p50, language), p80=spoken(row.p80, language))
    return {"ahead": people, "wait": f"{wait} {translate(page_words.MAY_CHANGE, language)}"}


def _as_of(place: TicketPlace, minutes: int, language: str) -> str:
    told = _moment(place.as_of_ms, place.zone, with_day=abs(minutes) >= 120)
    if minutes < -2:
        message, n = page_words.CLOCK_DOUBT, 0
    elif minutes < 2:
        message, n = page_words.JUST_NOW, 0
    elif minutes < 60:
        message, n = page_words.MINUTES_AGO, minutes
    elif minutes < 120:
        message, n = page_words.HOUR_AGO, 1
    elif minutes < 48 * 60:
        message, n = page_words.HOURS_AGO, minutes // 60
    else:
        message, n = page_words.DAYS_AGO, minutes // (24 * 60)
    return translate(message, language).format(n=n, time=told)


def _moment(ms: int, zone: ZoneInfo, *, with_day: bool) -> str:
    try:
        moment = datetime.fromtimestamp(ms / 1000, UTC).astimezone(zone)
    except (OverflowError, ValueError, OSError):  # a clock beyond the year 9999
        return "--:--"
    return f"{moment:%d/%m/%Y %H:%M}" if with_day else f"{moment:%H:%M}"


def _steps(place: TicketPlace, catalog: Catalog, language: str) -> list[tuple[str, str]]:
    return [
        (catalog.services[step.service].name.get(language), _way(step, language))
        for step in place.steps
        if step.service in catalog.services
    ]


def _way(step: ApplicationProgress, language: str) -> str:
    message = translate(page_words.WAYS[step.way], language)
    if step.way is not ProgressStage.READY:
        return message
    year, _dash, rest = step.day.partition("-")
    day = step.day if language == "en" else "/".join([*reversed(rest.split("-")), year])
    return message.format(day=day, where=step.where)


def _documents(
    state: VisitState | None, services: list[Service], catalog: Catalog, language: str
) -> list[rules.ToBring]:
    """What to bring, each once; nothing for who is done."""
    if state in ENDED:
        return []
    asked = (line for service in services for line in rules.checklist(catalog, service, language))
    return list(dict.fromkeys(asked))


def _next(state: VisitState | None, services: list[Service], language: str) -> list[str]:
    if state in ENDED and state is not VisitState.DONE:
        return []
    return list(dict.fromkeys(service.next.get(language) for service in services))
