"""A made-up event that happens today, with its own headquarters on this computer, to try everything by hand.

Setting up is done once; the next start finds it and only brings the event to the new day. Whatever lies in the
folder is invented, keys and passphrases too.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from fieldkit.locale import _
from fieldkit.people.names import PersonName
from fieldkit.platform.config import PrinterConfig
from fieldkit.platform.paths import Home
from fieldkit.rehearsal.plan import fixtures, pictures
from fieldkit.rehearsal.play import child_process
from fieldkit.rehearsal.play.headquarters import Headquarters, free_port

OPERATOR = "ana"
SECRET = "papel tinta sello ventanilla"  # noqa: S105 - shown to whoever tries the demo
_EVENT = "demo"
_FIRST_SLOT, _BETWEEN_SLOTS = -10, 10
_DECIDE_SECONDS = 8
_NOTE = """\
DEMOSTRACIÓN: todo en esta carpeta es inventado, también las llaves. No la use para personas de verdad.
Se puede borrar entera; la próxima vez se prepara otra.

Computadora del evento (carpeta «kit»): operador {operator}, frase de acceso: {secret}
Oficina central (carpeta «hq»): operador office, la misma frase.
Llave de rescate de esta oficina inventada:
{recovery}
"""
_PEOPLE = (
    ("Maribel", "Ochoa", "Tinoco", "PAS-AR", "1984-03-09"),
    ("Evaristo", "Nájera", "", "MCAS-1", "1991-11-23"),
    ("Yaretzi", "Ochoa", "Bustos", "PAS-M", "2015-06-30"),
    ("Hermelinda", "Ñáñez", "Cruz", "PAS-A1 MCAS-1", "1979-01-15"),
    ("José Ángel", "De la O", "Peña", "PAS-AR", "1952-08-02"),
    ("Xóchitl", "Hernández", "López", "MCAS-R", "1988-12-12"),
    ("Lupita", "Müller", "Sáenz", "PALE", "1996-04-18"),
    ("Eleuterio", "Quiñones", "Ruiz", "PAS-AR", "1968-02-29"),
    ("Itzel", "Camacho", "Güemes", "PAS-A1", "2001-10-05"),
    ("Rosalío", "Barragán", "Mata", "MCAS-R PALE", "1975-07-21"),
    ("Concepción", "Ibarra", "Ibarra", "PAS-AR", "1960-05-13"),
    ("Bryan", "O'Farril", "Zúñiga", "PAS-M", "2011-09-01"),
)
_PAPERS = ("acta", "identificación", "pasaporte anterior", "comprobante de domicilio")


class Demo(NamedTuple):
    """A laptop that is ready, and what to type at its lock."""

    home: Home
    operator: str
    secret: str
    pictures: Path


@contextmanager
def running(folder: Path, say: Callable[[str], None]) -> Iterator[Demo]:
    """Set the demo up in ``folder`` or find it there, with headquarters at work until the end of the block.

    Raises CommandFailed or TooSlow.
    """
    folder = folder.resolve()
    stage = _Stage(folder, say)
    try:
        yield stage.open()
    finally:
        stage.headquarters.stop()


class _Stage:
    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self._folder = folder
        self._say = say
        self._papers = folder / "papeles"
        self._pictures = folder / "fotos"
        self._invitation = self._papers / f"{_EVENT}.invitation.json"
        self._home = Home(folder / "kit")
        self._scratch = folder / "tmp"
        self._scratch.mkdir(parents=True, exist_ok=True)
        self.headquarters = Headquarters(
            folder / "hq", archive="", secret=SECRET, scratch=self._scratch, port=self._port()
        )

    def open(self) -> Demo:
        """Everything in order, each part only if it is not there yet."""
        if not self.headquarters.hq.exists():
            self._say(_("Preparando una oficina central de demostración…"))
            self._set_up()
        self._bring_to_today()
        self._say(_("La oficina central recibe en {url}").format(url=self._url()))
        self.headquarters.serve()
        if not (self._home.store.exists() and self._home.keys.exists()):
            self._say(_("Dando de alta esta computadora con su código…"))
            code = (self._papers / f"{_EVENT}.codes.txt").read_text(encoding="utf-8").split()[1]
            joining = ("--invitation", str(self._invitation), "--code", code)
            self._kit("enrol", *joining, "--operator", OPERATOR, "--label", "demo")
        self.headquarters.run("pack")
        self._say(_("Recibiendo el paquete del evento…"))
        self._kit("sync", "--operator", OPERATOR)
        self.headquarters.decide_often(_DECIDE_SECONDS)
        return Demo(self._home, OPERATOR, SECRET, self._pictures)

    def _url(self) -> str:
        return f"https://127.0.0.1:{self.headquarters.port}"

    def _port(self) -> int:
        """Chosen once, because laptops are told of it when they join."""
        chosen = self._folder / "puerto.txt"
        if not chosen.exists():
            chosen.write_text(str(free_port()), encoding="utf-8")
        return int(chosen.read_text(encoding="utf-8"))

    def _set_up(self) -> None:
        self._pictures.mkdir(exist_ok=True)
        for at in range(1, 4):
            (self._pictures / f"foto-{at}.jpg").write_bytes(pictures.portrait(str(at)))
        for name in _PAPERS:
            (self._pictures / f"{name.replace(' ', '-')}.jpg").write_bytes(pictures.document(name.upper()))
        fixtures.write_settings(self._home.folder, PrinterConfig(), watch=self._pictures)
        said = self.headquarters.run("setup", "--light", "--url", self._url())
        note = _NOTE.format(operator=OPERATOR, secret=SECRET, recovery=said.split()[-1])
        (self._folder / "DEMO.txt").write_text(note, encoding="utf-8")

    def _bring_to_today(self) -> None:
        """Prepare the event for today, once a day: appointments keep their ids."""
        now = datetime.now(UTC)
        event = fixtures.MadeUpEvent(
            code=_EVENT,
            name="Jornada de demostración",
            consulate="raleigh",
            time_zone="America/New_York",
            operator=OPERATOR,
            operator_name="Ana (demostración)",
            bookings=_bookings(),
        )
        day = event.now(now).date().isoformat()
        prepared = self._papers / "preparado.txt"
        if prepared.exists() and prepared.read_text(encoding="utf-8") == day:
            return
        written, _table = fixtures.write(event, self._papers, now)
        self.headquarters.run("prepare", str(written), "--out", str(self._papers))
        prepared.write_text(day, encoding="utf-8")

    def _kit(self, command: str, *arguments: str) -> None:
        log = self._scratch / f"{command}.log"
        line = ["--home", str(self._home.folder), command, *arguments]
        child = child_process.start(
            "fieldkit", line, errors=log, folder=self._scratch, extra={child_process.UNLOCK: SECRET}
        )
        child_process.finish(child, f"fieldkit {command}", log)


def _bookings() -> tuple[fixtures.MadeUpBooking, ...]:
    return tuple(
        fixtures.MadeUpBooking(
            PersonName(given, surname1, surname2),
            tuple(services.split()),
            born,
            f"+1 919 555 {100 + at:04}",
            _FIRST_SLOT + _BETWEEN_SLOTS * at,
        )
        for at, (given, surname1, surname2, services, born) in enumerate(_PEOPLE)
    )
