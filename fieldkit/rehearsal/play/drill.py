"""The drill itself: headquarters is set up, the kit lives its day with every accident, and both hand over the end."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import NamedTuple

from fieldkit.locale import _
from fieldkit.platform.config import PrinterConfig
from fieldkit.rehearsal.plan import fixtures, pictures
from fieldkit.rehearsal.plan import plan as plans
from fieldkit.rehearsal.plan.plan import DrillPlan
from fieldkit.rehearsal.play import child_process
from fieldkit.rehearsal.play.device import DeviceProcess
from fieldkit.rehearsal.play.faulty_proxy import FaultyProxy, Kind, LineFault
from fieldkit.rehearsal.play.headquarters import Headquarters, free_port
from fieldkit.rehearsal.play.steps import Ledger
from fieldkit.rehearsal.play.worker import CODE, OPERATOR, PROTECTOR, REPORT, SECOND, WAITS_FOR_PACK

SECRET = "caballo correcto batería grapa"  # noqa: S105 - protects invented people for a minute
_SECONDS, _SECONDS_EACH = 180, 15
_SETUP_STEPS = 5
_RETURN_REASON = "El dato no coincide con el documento."


class DrillSettings(NamedTuple):
    """How large a day, which accidents (``seed``), headquarters' database URL, and the printer to use."""

    applicants: int
    seed: int
    archive: str = ""
    printer: PrinterConfig = PrinterConfig()


class ExpectedPicture(NamedTuple):
    """What must arrive of a photo or scan, and bytes of it that must be nowhere in clear."""

    content: bytes
    needle: bytes


class PlayedDrill(NamedTuple):
    """A finished day: where its files lie, what was planned, what the kit acknowledged, and what it went through."""

    folder: Path
    plan: DrillPlan
    pictures: Mapping[str, ExpectedPicture]
    ledger: Ledger
    kit_kills: int
    headquarters_kills: int
    cuts: int
    leaks: int
    bytes_sent: int
    seconds: float

    @property
    def kit(self) -> Path:
        """The kit's folder."""
        return self.folder / "kit"

    @property
    def export(self) -> Path:
        """What headquarters handed on: the one place where people may be read."""
        return self.folder / "export"

    @property
    def report(self) -> Path:
        """Headquarters' report of the day."""
        return self.folder / "report.json"

    @property
    def own_report(self) -> Path:
        """The laptop's report of the day."""
        return self.kit / REPORT


def play(folder: Path, settings: DrillSettings, say: Callable[[str], None]) -> PlayedDrill:
    """Play a whole day in ``folder``, which must be empty or new. Raises CommandFailed or TooSlow."""
    return _Drill(folder, settings, say).play()


class _Drill:
    def __init__(self, folder: Path, settings: DrillSettings, say: Callable[[str], None]) -> None:
        self._folder = folder
        self._settings = settings
        self._say = say
        self._office_kills = 0
        self._began = time.monotonic()
        self._moment = datetime.now(UTC)
        self._zone = fixtures.mid_morning(self._moment)
        self._random = Random(settings.seed)  # noqa: S311 - the same seed must give the same accidents
        self._event = self._make_event()
        day = self._event.now(self._moment).date()
        self._plan = plans.make(settings.seed, settings.applicants, day)
        self._event = self._event._replace(bookings=_bookings(self._plan))
        self._scratch = folder / "tmp"
        self._scratch.mkdir(parents=True, exist_ok=True)
        self._pictures = _pictures(self._plan)
        self._hq = Headquarters(
            folder / "hq", archive=settings.archive, secret=SECRET, scratch=self._scratch, port=free_port()
        )

    def play(self) -> PlayedDrill:
        relay_port = free_port()
        invitation, code = self._set_up(relay_port)
        kit = self._kit(invitation, code)
        relay = FaultyProxy(
            self._hq.port,
            port=relay_port,
            troubles=self._troubles(),
            needles=self.needles(),
            on_kill=kit.cut_headquarters,
        )
        relay.start()
        try:
            self._hq.serve()
            self._live(kit, relay)
        finally:
            self._hq.stop()
            relay.stop()
        return PlayedDrill(
            folder=self._folder,
            plan=self._plan,
            pictures=self._pictures,
            ledger=kit.ledger,
            kit_kills=kit.kills,
            headquarters_kills=kit.headquarters_kills + self._office_kills,
            cuts=relay.cuts,
            leaks=relay.leaks,
            bytes_sent=relay.sent,
            seconds=time.monotonic() - self._began,
        )

    def needles(self) -> list[bytes]:
        """What must not be seen on the line."""
        return [self._plan.canary.encode(), *(picture.needle for picture in self._pictures.values())]

    def _make_event(self) -> fixtures.MadeUpEvent:
        return fixtures.MadeUpEvent(
            code=f"ensayo-{self._settings.seed % 10**6}",
            name="Ensayo",
            consulate=plans.CONSULATE,
            time_zone=self._zone,
            operator=OPERATOR,
            operator_name="Ensayo",
            bookings=(),
            second=SECOND,
            protector=PROTECTOR,
        )

    def _set_up(self, port: int) -> tuple[Path, str]:
        self._say(_("Preparando la oficina central y el evento…"))
        self._hq.run("setup", "--light", "--url", f"https://127.0.0.1:{port}")
        papers = self._folder / "papers"
        written, table = fixtures.write(self._event, papers, self._moment)
        self._hq.run("prepare", str(written), "--out", str(papers))
        table.unlink()  # the consulate's own list of people; what is looked at is what the programs write
        codes = papers / f"{self._event.code}.codes.txt"
        code = codes.read_text(encoding="utf-8").split()[1]
        fixtures.write_settings(self._folder / "kit", self._settings.printer)
        return papers / f"{self._event.code}.invitation.json", code

    def _live(self, kit: DeviceProcess, relay: FaultyProxy) -> None:
        self._say(_("La computadora se da de alta y recibe su paquete…"))
        while kit.run() == WAITS_FOR_PACK:
            self._hq.run("pack")
        self._say(_("La oficina abre lo recibido y devuelve una solicitud…"))
        if self._hq.run_cut("open", after_seconds=self._random.uniform(0.8, 2.0)):
            self._office_kills += 1
        self._hq.run("open")
        for application in self._to_return(kit.ledger):
            self._hq.run("decide", application, "--return", _RETURN_REASON)
        self._hq.run("open", "--decide", "auto")
        self._say(_("La computadora la corrige y la envía de nuevo…"))
        kit.run()
        relay.heal()
        self._hq.run("open", "--decide", "auto")
        kit.run()
        self._hq.run("export", "--out", str(self._folder / "export"))
        day, report = self._plan.day.isoformat(), str(self._folder / "report.json")
        self._hq.run("report", "--from", day, "--to", day, "--format", "json", "--out", report)

    def _to_return(self, ledger: Ledger) -> list[str]:
        wrong = {(person.at, filing.service) for person, filing in self._plan.filings() if filing.corrected}
        sealed = [step.ref.partition(".")[0] for step in ledger.steps("sealed") if (step.who, step.service) in wrong]
        return list(dict.fromkeys(sealed))

    def _kit(self, invitation: Path, code: str) -> DeviceProcess:
        settings = self._settings
        return DeviceProcess(
            [
                *("--home", str(self._folder / "kit"), "--invitation", str(invitation)),
                *("--seed", str(settings.seed), "--applicants", str(settings.applicants)),
                *("--day", self._plan.day.isoformat()),
            ],
            extra={child_process.UNLOCK: SECRET, CODE: code},
            scratch=self._scratch,
            headquarters=self._hq,
            kills=self._kills(),
            random=self._random,
            seconds=_SECONDS + _SECONDS_EACH * settings.applicants,
        )

    def _kills(self) -> list[int]:
        """After how many steps the kit's power goes: about once for every three people, and never while it joins."""
        steps = 2 * len(self._plan.coming)
        for _person, filing in self._plan.filings():
            once = len(filing.fields) + len(filing.pictures) + 1
            steps += once * filing.revision
        steps += sum(len(case.answers) + len(case.follow_up) for _person, case in self._plan.cases)
        count = min(2 + self._settings.applicants // 4, 40, max(steps - _SETUP_STEPS, 0))
        return sorted(self._random.sample(range(_SETUP_STEPS, steps), count))

    def _troubles(self) -> list[LineFault]:
        """Where in the stream of bytes the line is cut or falls silent, and where headquarters is killed."""
        total = sum(len(picture.content) for picture in self._pictures.values()) + 20_000 * len(self._plan.coming)
        kinds: list[Kind] = ["kill", "silence", "cut", "cut", "kill", "cut"]
        count = min(6 + self._settings.applicants // 3, 60)
        return [LineFault(self._random.randrange(30_000, total), kinds[at % len(kinds)]) for at in range(count)]


def _pictures(plan: DrillPlan) -> dict[str, ExpectedPicture]:
    made: dict[str, ExpectedPicture] = {}
    for _person, filing in plan.filings():
        for slot, seed in (*filing.pictures.items(), *filing.retaken.items()):
            content = pictures.reduced(seed, "photo" if slot == "photo" else "scan")
            made[seed] = ExpectedPicture(content, pictures.needle(content))
    return made


def _bookings(plan: DrillPlan) -> tuple[fixtures.MadeUpBooking, ...]:
    booked = [person for person in plan.people if person.role.booked]
    return tuple(
        fixtures.MadeUpBooking(person.name, person.role.services, person.born.isoformat(), person.phone, 5 * (at + 1))
        for at, person in enumerate(booked)
    )
