"""A played day held against its plan: what was lost, what came twice, what is wrong on paper, and who can read what."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from fieldkit.desk.access import unlock
from fieldkit.locale import _
from fieldkit.platform.paths import Home
from fieldkit.rehearsal.check import cases, expected_report, paper_check, plaintext_scan
from fieldkit.rehearsal.check.device_contents import Laptop
from fieldkit.rehearsal.plan.fixtures import SECOND_LOOK
from fieldkit.rehearsal.plan.plan import Filing, PlannedPerson
from fieldkit.rehearsal.play.drill import SECRET, PlayedDrill
from fieldkit.rehearsal.play.worker import OPERATOR, PROTECTOR, SECOND
from sync.journal import chain


class Kills(msgspec.Struct, frozen=True):
    """How often each side lost its power."""

    kit: int
    hq: int


class Result(msgspec.Struct, frozen=True):
    """What the drill found; ``found`` says in words what is lost, doubled, readable, miscounted or wrong on paper.

    ``people`` … ``returned`` count applications' way; ``services`` are different ones that somebody came for, ``cases``
    of protection that headquarters opened, ``activities`` the sessions and contacts that stand, ``figures`` those of
    the reports that were compared with the drill's own list, ``papers`` what was printed and read back, ``misprinted``
    how many of them are wrong. Bytes are counts.
    """

    people: int
    no_show: int
    tickets: int
    captured: int
    sealed: int
    at_hq: int
    opened: int
    accepted: int
    returned: int
    lost: int
    doubled: int
    readable: int
    miscounted: int
    kills: Kills
    cuts: int
    bytes_sent: int
    bytes_payload: int
    services: int
    cases: int
    activities: int
    figures: int
    seconds: float
    ok: bool
    found: tuple[str, ...]
    papers: int
    misprinted: int


class _File(msgspec.Struct, frozen=True):
    slot: str
    path: str
    sha256: str


class _Row(msgspec.Struct, frozen=True):
    """What is compared of a line of headquarters' export."""

    id: str
    revision: int
    state: str
    service: str
    number: str
    fields: dict[str, str]
    files: tuple[_File, ...]
    operator: str
    approved_by: str


def judge(played: PlayedDrill) -> Result:
    """Look at everything that the day left behind."""
    store = unlock.open_store(Home(played.kit), OPERATOR, SECRET)
    try:
        kit = Laptop(store, played)
        inside = list(kit.readable())
        paper = paper_check.compare(played, kit)
    finally:
        store.close()
    rows = _rows(played.export)
    lost = [*_lost_on_the_kit(played, kit), *_lost_at_headquarters(played, kit, rows)]
    doubled = list(_doubled(played, kit, rows))
    shown = [*inside, *_in_clear(played)]
    unapproved = list(_unapproved(rows))
    told = cases.compare(played.plan, played.export, PROTECTOR)
    lost, doubled = [*lost, *told.lost], [*doubled, *told.doubled]
    reports = [expected_report.compare(played.plan, played.report, office=True)]
    reports.append(expected_report.compare(played.plan, played.own_report, office=False))
    miscounted = [words for one in reports for words in one.wrong]
    return Result(
        people=len(kit.visits),
        no_show=len(played.plan.people) - len(played.plan.coming),
        tickets=len(played.ledger.steps("printed")),
        captured=_captured(played),
        sealed=len(kit.applications),
        at_hq=sum(all(ref.sha256 in kit.received for ref in one.files) for one in kit.applications),
        opened=len(rows),
        accepted=sum(row.state == "accepted" for row in rows),
        returned=len(kit.came_back),
        lost=len(lost),
        doubled=len(doubled),
        readable=len(shown),
        miscounted=len(miscounted),
        kills=Kills(played.kit_kills, played.headquarters_kills),
        cuts=played.cuts,
        bytes_sent=played.bytes_sent,
        bytes_payload=kit.payload,
        services=len({code for visit in kit.visits for code in visit.services}),
        cases=told.opened,
        activities=kit.activities,
        figures=sum(one.figures for one in reports),
        seconds=round(played.seconds, 1),
        ok=not (lost or doubled or shown or unapproved or miscounted or paper.wrong),
        found=(*lost, *doubled, *shown, *unapproved, *miscounted, *paper.wrong),
        papers=paper.read,
        misprinted=len(paper.wrong),
    )


def _lost_on_the_kit(played: PlayedDrill, kit: Laptop) -> Iterator[str]:
    for step in played.ledger.lost:
        yield _("después de un corte faltó lo guardado: {what}").format(what=f"{step.did} {step.ref}")
    arrived = {step.who for step in played.ledger.steps("arrived")}
    for person in played.plan.coming:
        if person.at not in arrived:
            yield _("la persona {n} no quedó registrada").format(n=person.at)
    printed = {step.ref for step in played.ledger.steps("printed")}
    for visit in kit.visits:
        if visit.number not in printed:
            yield _("el boleto {number} no salió").format(number=visit.number)
    if kit.unsent:
        yield _("{n} envíos no llegaron a la oficina central").format(n=kit.unsent)
    known = {one.id: one.revision for one in kit.applications}
    for step in played.ledger.steps("sealed"):
        application, _dot, revision = step.ref.partition(".")
        if known.get(application, 0) < int(revision):
            yield _("la solicitud {what} ya no está en la computadora").format(what=step.ref)


def _unapproved(rows: Sequence[_Row]) -> Iterator[str]:
    """Applications that left without the second person whom the event asks for."""
    for row in rows:
        wanted = SECOND if row.service in SECOND_LOOK else ""
        if (row.operator, row.approved_by) != (OPERATOR, wanted):
            yield _("la solicitud {what} salió sin la segunda persona que pide el evento").format(what=row.id)


def _lost_at_headquarters(played: PlayedDrill, kit: Laptop, rows: Sequence[_Row]) -> Iterator[str]:
    for person, filing in played.plan.filings():
        name = f"{person.at} · {filing.service}"
        mine = [row for row in rows if _is_of(row, person, filing)]
        if not mine:
            yield _("la solicitud de la persona {who} no llegó").format(who=name)
            continue
        row = mine[0]
        if row.fields != filing.final:
            yield _("los datos de la persona {who} no son los que se escribieron").format(who=name)
        if (row.revision, row.state) != (filing.revision, "accepted"):
            yield _("la solicitud de la persona {who} quedó en «{state}»").format(who=name, state=row.state)
        if _contents(played.export, row) != {
            slot: played.pictures[seed].content for slot, seed in filing.final_pictures.items()
        }:
            yield _("las fotos de la persona {who} no son las que se tomaron").format(who=name)
    there = {row.id for row in rows}
    for application in kit.applications:
        if application.id not in there:
            yield _("la solicitud {what} no llegó").format(what=application.id)
        elif application.state.value != "accepted":
            yield _("la decisión sobre {what} no llegó a la computadora").format(what=application.id)


def _doubled(played: PlayedDrill, kit: Laptop, rows: Sequence[_Row]) -> Iterator[str]:
    for number, times in Counter(visit.number for visit in kit.visits).items():
        if times > 1:
            yield _("el número {number} se dio {n} veces").format(number=number, n=times)
    if len(kit.visits) > len(played.plan.coming):
        extra = len(kit.visits) - len(played.plan.coming)
        yield _("se registró de más a {n} personas").format(n=extra)
    for person, filing in played.plan.filings():
        mine = [row for row in rows if _is_of(row, person, filing)]
        if len(mine) > 1:
            yield _("la solicitud de la persona {who} llegó {n} veces").format(
                who=f"{person.at} · {filing.service}", n=len(mine)
            )
    wanted = list(played.plan.filings())
    for row in rows:
        if not any(_is_of(row, person, filing) for person, filing in wanted):
            yield _("llegó una solicitud que nadie hizo: {what}").format(what=row.id)


def _captured(played: PlayedDrill) -> int:
    """Applications of which every field and picture was acknowledged as saved."""
    saved: dict[tuple[int, str], set[str]] = {}
    for step in played.ledger.steps("saved"):
        saved.setdefault((step.who, step.service), set()).add(step.ref.rpartition(".")[2])
    wanted = (
        (person.at, filing.service, {*filing.fields, *filing.pictures}) for person, filing in played.plan.filings()
    )
    return sum(keys <= saved.get((who, service), set()) for who, service, keys in wanted)


def _is_of(row: _Row, person: PlannedPerson, filing: Filing) -> bool:
    return row.service == filing.service and row.fields.get("given") == person.name.given


def _rows(export: Path) -> list[_Row]:
    """The lines of headquarters' export; none when it wrote none."""
    path = export / "applications.jsonl"
    if not path.exists():
        return []
    return [msgspec.json.decode(line, type=_Row) for line in path.read_bytes().splitlines()]


def _contents(export: Path, row: _Row) -> dict[str, bytes]:
    """The row's files that are what the row says they are."""
    found = {}
    for file in row.files:
        path = export / file.path
        content = path.read_bytes() if path.is_file() else b""
        if chain.sha256(content) == file.sha256:
            found[file.slot] = content
    return found


def _in_clear(played: PlayedDrill) -> Iterator[str]:
    """Personal words and pictures in any file of the run but the export, and on the line."""
    if played.leaks:
        yield _("pasaron datos legibles por la red: {n} veces").format(n=played.leaks)
    needles = [*plaintext_scan.spellings(played.plan.canary), *(picture.needle for picture in played.pictures.values())]
    for path in plaintext_scan.files_with(played.folder, needles, but=played.export):
        yield _("se leen datos de personas en {file}").format(file=path.as_posix())
