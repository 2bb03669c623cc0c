"""The applicants' page: where my ticket stands, as of when, what to bring, what comes next, whom to call.

It knows nothing but the board's row: no name, no number, no other ticket. A token that no laptop told of gets one
and the same page, whatever it is. One small file that asks for itself again, nothing from elsewhere;
it reads as well where scripts are off.
"""

import base64
import hashlib
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from fieldkit.domain.catalog import rules
from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.model import Service
from fieldkit.domain.queue.visit import ENDED, VisitState
from fieldkit.locale import translate
from fieldkit.public.application_progress import ApplicationProgress, ProgressStage
from fieldkit.public.web import page_words
from fieldkit.public.web.rate_limit import Guessing
from fieldkit.public.web.ticket_lookup import TicketPlace, TicketSource

OLD_MINUTES = 15
_HERE = Path(__file__).parent
_PAGE = Template((_HERE / "page.html").read_text(encoding="utf-8"))
_SECTION = Template((_HERE / "section.html").read_text(encoding="utf-8"))
STYLE = (_HERE / "page.css").read_text(encoding="utf-8")
_SCRIPT = (_HERE / "page.js").read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_hash(STYLE)}'; script-src 'sha256-{_hash(_SCRIPT)}';"
        " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    # The address is the key to the page: it must not travel on to another site, nor stay in a shared cache.
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


def routes(tickets: TicketSource, catalog: Catalog) -> list[Route]:
    """The page's routes; tickets carry upper-case addresses, people type lower case."""

    guessing = Guessing(tickets.now_ms)

    def show(request: Request) -> HTMLResponse:
        address = request.client.host if request.client else ""
        if guessing.blocked(address):
            return HTMLResponse(render(None, catalog, tickets.now_ms()), 429, headers=HEADERS | {"Retry-After": "60"})
        place = tickets.find(request.path_params["token"])
        if place is None:
            guessing.missed(address)
        return HTMLResponse(render(place, catalog, tickets.now_ms()), 200 if place else 404, headers=HEADERS)

    return [Route(path, show, methods=["GET"], name=path) for path in ("/T/{token:path}", "/t/{token:path}")]


def render(place: TicketPlace | None, catalog: Catalog, now_ms: int) -> str:
    """The whole page for a ticket's place, or for a ticket that nobody told of."""
    event = f"<b>{escape(place.event.name)}</b> {escape(place.event.venue)} · " if place else ""
    return _PAGE.substitute(
        title=escape(page_words.TITLE),
        style=STYLE,
        script=_SCRIPT,
        event=event,
        spanish=_section(place, catalog, now_ms, "es"),
        english=_section(place, catalog, now_ms, "en"),
    )


def _section(place: TicketPlace | None, catalog: Catalog, now_ms: int, language: str) -> str:
    said = page_words.STATES[place.row.state] if place else page_words.UNKNOWN
    services = [catalog.services[code] for code in place.row.services if code in catalog.services] if place else []
    line = catalog.contact.help_line

    def tell(message: str) -> str:
        return escape(translate(message, language))

    return _SECTION.substitute(
        language=language,
        tone="go" if said.go else "",
        state=tell(said.title),
        sentence=tell(said.sentence),
        steps=_steps(place, catalog, language) if place else "",
        where=_where(place, now_ms, language) if place else "",
        documents=_documents(place, services, catalog, language) if place else "",
        next=_next(place, services, language) if place else "",
        help_title=tell(page_words.HELP),
        help=tell(page_words.HELP_LINE),
        dial="".join(sign for sign in line if sign.isdigit()),
        line=escape(line),
        fraud=tell(page_words.FRAUD),
    )


def _where(place: TicketPlace, now_ms: int, language: str) -> str:
    minutes = (now_ms - place.as_of_ms) // 60_000
    when, wait = _as_of(place, minutes, language), _wait(place, language)
    if minutes >= OLD_MINUTES and place.row.state not in ENDED:
        # Whoever reads an old figure must have read first that it is old.
        return f'<p class="old">{when} {escape(translate(page_words.OLD, language))}</p>{wait}'
    return f"{wait}<p>{when}</p>"


def _wait(place: TicketPlace, language: str) -> str:
    row = place.row
    if row.state in {VisitState.CALLED, VisitState.SERVING} and row.table:
        return f'<p class="big">{escape(translate(page_words.TABLE, language).format(table=row.table))}</p>'
    if row.state is not VisitState.WAITING:
        return ""
    ahead = page_words.NEXT_UP if row.ahead == 0 else page_words.ONE_AHEAD if row.ahead == 1 else page_words.AHEAD
    people = escape(translate(ahead, language)).format(n=f"<b>{row.ahead}</b>")
    lines = [f'<p class="big">{people}</p>']
    if row.p80:
        wait = translate(page_words.WAIT, language).format(p50=row.p50, p80=row.p80)
        lines.append(f"<p>{escape(wait)} {escape(translate(page_words.MAY_CHANGE, language))}</p>")
    return "".join(lines)


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
    return escape(translate(message, language).format(n=n, time=told))


def _moment(ms: int, zone: ZoneInfo, *, with_day: bool) -> str:
    try:
        moment = datetime.fromtimestamp(ms / 1000, UTC).astimezone(zone)
    except (OverflowError, ValueError, OSError):  # a clock beyond the year 9999
        return "--:--"
    return f"{moment:%d/%m/%Y %H:%M}" if with_day else f"{moment:%H:%M}"


def _steps(place: TicketPlace, catalog: Catalog, language: str) -> str:
    items = [
        f"<li><b>{escape(catalog.services[step.service].name.get(language))}</b>: {escape(_way(step, language))}</li>"
        for step in place.steps
        if step.service in catalog.services
    ]
    title = f"<h2>{escape(translate(page_words.STEPS, language))}</h2>"
    return f"{title}<ul>{''.join(items)}</ul>" if items else ""


def _way(step: ApplicationProgress, language: str) -> str:
    message = translate(page_words.WAYS[step.way], language)
    if step.way is not ProgressStage.READY:
        return message
    year, _dash, rest = step.day.partition("-")
    day = step.day if language == "en" else "/".join([*reversed(rest.split("-")), year])
    return message.format(day=day, where=step.where)


def _documents(place: TicketPlace, services: list[Service], catalog: Catalog, language: str) -> str:
    if place.row.state in ENDED:
        return ""
    items: dict[str, None] = {}
    for service in services:
        for line in rules.checklist(catalog, service, language):
            when = f" <small>({escape(line.when)})</small>" if line.when else ""
            options = "" if line.options == (line.name,) else f": {escape(' / '.join(line.options))}"
            items[f"<li><b>{escape(line.name)}</b>{when}{options}</li>"] = None
    names = ", ".join(service.name.get(language) for service in services)
    title = f"<h2>{escape(translate(page_words.DOCUMENTS, language))}</h2><p>{escape(names)}</p>"
    return f"{title}<ul>{''.join(items)}</ul>" if items else ""


def _next(place: TicketPlace, services: list[Service], language: str) -> str:
    if place.row.state in ENDED and place.row.state is not VisitState.DONE:
        return ""
    steps = dict.fromkeys(service.next.get(language) for service in services)
    title = f"<h2>{escape(translate(page_words.NEXT, language))}</h2>"
    return title + "".join(f"<p>{escape(step)}</p>" for step in steps) if steps else ""
