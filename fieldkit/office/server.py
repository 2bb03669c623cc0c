"""Headquarters on the network: the ingest and the applicants' page in one web server, without any key that opens."""

import re
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.applications import Starlette
from starlette.routing import Mount

from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.load import load as load_catalog
from fieldkit.domain.catalog.privacy_notice import PrivacyNotice
from fieldkit.errors import Problem
from fieldkit.locale import _
from fieldkit.office import event_plan, problems
from fieldkit.office.paths import Places
from fieldkit.office.public_snapshots import Boards
from fieldkit.platform import sockets
from fieldkit.public import privacy_notices
from fieldkit.public.web import notice_page, receipt_page, ticket_page
from sync.archive.archive import Archive
from sync.ingest import app
from sync.journal import chain
from sync.protocol.messages import Credentials

_BACKLOG = 200
EVENT_CODE = re.compile(event_plan.CODE)


def application(
    places: Places, archive: Archive, now_ms: Callable[[], int], catalog: Catalog | None = None
) -> Starlette:
    """Every route of headquarters; the page reads the kit's own tables or ``catalog``. Raises BAD_HEADQUARTERS."""
    public = places.read_public()
    try:
        seed = places.receipt_key.read_bytes()
        receipt_key = Ed25519PrivateKey.from_private_bytes(seed)
    except (OSError, ValueError) as error:
        raise Problem(problems.BAD_HEADQUARTERS, file=places.receipt_key.name) from error
    credentials = Credentials(public.recipients, public.receipt_key, public.office_key, public.ca_pem)
    ingest = app.app(archive, receipt_key, credentials=credentials, now_ms=now_ms)
    tables = catalog or load_catalog()
    pages = ticket_page.routes(Boards(archive, now_ms, public.office_key), tables)

    def notice(event: str) -> tuple[PrivacyNotice, ...]:
        known = EVENT_CODE.fullmatch(event)  # it becomes a file's name
        return privacy_notices.of_event(places.notice(event), event) if known else ()

    slips = receipt_page.routes(public.office_key, tables, lambda laptop: _revoked(archive, laptop))
    return Starlette(routes=[*pages, *slips, *notice_page.routes(notice), Mount("/", ingest)])


def _revoked(archive: Archive, laptop: bytes) -> bool:
    device = archive.devices.get(chain.device_id(laptop))
    return device is not None and device.state == "revoked"


def serve(
    folder: Path,
    *,
    host: str,
    port: int,
    now_ms: Callable[[], int],
    archive_url: str = "",
    catalog: Catalog | None = None,
    say: Callable[[str], None] = print,
) -> None:
    """Serve until interrupted or terminated; what is in the middle is finished first.

    Several may run at once on one archive. ``port`` 0 takes a free one; ``say`` is told the address when all is
    ready. Raises BAD_HEADQUARTERS, PORT_TAKEN.
    """
    places = Places(folder)
    archive = places.open_archive(archive_url)
    try:
        web = app.web_server(
            application(places, archive, now_ms, catalog), places.tls_certificate, places.tls_key, host=host, port=port
        )
        with sockets.listen(host, port, backlog=_BACKLOG) as listener:
            say(_("✓ La oficina central recibe en https://{address}").format(address=sockets.address(listener)))
            web.run(sockets=[listener])
    except OSError as error:
        raise Problem(problems.PORT_TAKEN, host=host, port=port) from error
    finally:
        archive.close()
