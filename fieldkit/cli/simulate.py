"""``fieldkit simulate``: try tables, appointments and walk-ins before the event."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from fieldkit.cli import problems
from fieldkit.cli.arguments import Commands, number
from fieldkit.cli.output import say
from fieldkit.errors import Problem
from fieldkit.locale import _

if TYPE_CHECKING:  # imported where used: the lock screen need not wait for what it does not use
    from fieldkit.domain.catalog.catalog import Catalog
    from fieldkit.simulation.figures import Figures, Waits
    from fieldkit.simulation.generated_day import HallPlan

# Of a hundred people at an ordinary event, when the planner says nothing else.
USUAL = {"PAS-AR": 40, "PAS-A1": 15, "PAS-M": 10, "MCAS-1": 15, "MCAS-R": 15, "PALE": 5}
BAR = 40


def add_commands(commands: Commands) -> None:
    """Add ``simulate``."""
    command = commands.add_parser("simulate", help=_("probar mesas y citas antes del evento: esperas y fila"))
    command.add_argument("--plan", type=Path, metavar="FILE", help=_("tomar mesas, horario y citas de un evento"))
    command.add_argument("--tables", type=number, default=4, help=_("cuántas mesas"))
    command.add_argument("--appointments", type=number, default=60, help=_("cuántas citas"))
    command.add_argument("--walk-ins", type=number, default=15, help=_("cuántas personas sin cita"))
    command.add_argument("--hours", type=number, default=9, help=_("horas de atención"))
    command.add_argument("--pause", type=number, default=0, help=_("pausa de media hora, minutos después de abrir"))
    command.add_argument("--no-shows", type=number, default=15, help=_("de cien citas, a cuántas no llega nadie"))
    command.add_argument(
        "--service", action="append", default=[], metavar="CODE=N", help=_("de cien personas, cuántas; se repite")
    )
    command.add_argument("--days", type=number, default=40, help=_("cuántos días simular"))
    command.add_argument("--seed", type=number, default=1, help=_("repetir los días de este número"))
    command.set_defaults(run=_simulate)


def _simulate(options: argparse.Namespace) -> int:
    """Print waiting times and the length of the line for what was asked."""
    from fieldkit.domain.catalog.load import load
    from fieldkit.simulation.figures import run

    plan = _from_file(options, load()) if options.plan else _from_options(options, load())
    say("\n".join(words(plan, run(plan, days=options.days, seed=options.seed))))
    return 0


def words(plan: "HallPlan", figures: "Figures") -> list[str]:
    """The table and the chart, in lines for a terminal."""
    head = _("Mesas: {tables} · con cita: {booked} · sin cita: {walk_ins} · días simulados: {days}")
    waited = _("Minutos de espera hasta la llamada")
    columns = (_("personas"), _("la mitad"), _("19 de 20"))
    lines = [
        head.format(tables=plan.tables, booked=plan.appointments, walk_ins=plan.walk_ins, days=figures.days),
        "",
        f"{waited:36}" + "".join(f"{column:>10}" for column in columns),
        _row(_("Con prioridad"), figures.priority, figures.days),
        _row(_("Con cita"), figures.appointment, figures.days),
        _row(_("Sin cita"), figures.walk_in, figures.days),
        "",
        _("Personas en espera a cada hora (█ la mitad de los días, ░ 19 de 20 días)"),
    ]
    longest = max((most for _half, most in figures.line), default=0) or 1
    for hour, (half, most) in enumerate(figures.line, 1):
        full, light = round(half / longest * BAR), round((most - half) / longest * BAR)
        lines.append(f"{hour:>4} h  {'█' * full}{'░' * light} {half:.0f}–{most:.0f}")
    busy = _("Mesas ocupadas: {percent:.0f} % del tiempo. La última persona termina {hours:.1f} h después de abrir.")
    told = _("Espera anunciada: error de {error:.1f} min (con métodos sencillos {count:.1f} y {last:.1f}).")
    kept = _("El «quizá hasta» se cumplió {percent:.0f} de cada 100 veces.")
    return [
        *lines,
        "",
        busy.format(percent=figures.busy * 100, hours=figures.last_minutes / 60),
        _("Más veces que alguien fue rebasado: {n}").format(n=figures.overtaken),
        told.format(error=figures.ours.error, count=figures.by_count.error, last=figures.by_last.error),
        kept.format(percent=figures.kept * 100),
    ]


def _row(label: str, waits: "Waits", days: int) -> str:
    return f"{label:36}{waits.people / days:>10.0f}{waits.half:>10.0f}{waits.most:>10.0f}"


def _from_options(options: argparse.Namespace, catalog: "Catalog") -> "HallPlan":
    mix = dict(_share(item, catalog) for item in options.service) or USUAL
    return _plan(options, catalog, mix, options.tables, options.appointments, options.hours * 60)


def _from_file(options: argparse.Namespace, catalog: "Catalog") -> "HallPlan":
    """The first day of an event's file: its tables, its hours, its booked people and what they come for."""
    from fieldkit.office import event_plan as plans

    event = plans.read(options.plan, catalog)
    day = event.days[0]
    table = options.plan.parent / event.appointments
    everybody = plans.read_appointments(table, event, b"") if event.appointments else ()
    booked = [one for one in everybody if one.day == day.date.isoformat()]
    mix: dict[str, int] = {}
    for one in booked:
        for code in one.services:
            mix[code] = mix.get(code, 0) + 1
    minutes = (day.closes.hour - day.opens.hour) * 60 + day.closes.minute - day.opens.minute
    minutes += 24 * 60 if minutes <= 0 else 0  # the doors close after midnight
    return _plan(options, catalog, mix or USUAL, len(event.tables), len(booked), minutes)


def _plan(
    options: argparse.Namespace, catalog: "Catalog", mix: dict[str, int], tables: int, appointments: int, minutes: int
) -> "HallPlan":
    from fieldkit.simulation.generated_day import HallPlan

    return HallPlan(
        tables=tables,
        appointments=appointments,
        walk_ins=options.walk_ins,
        services=mix,
        minutes={code: catalog.services[code].minutes for code in mix},
        open_minutes=minutes,
        pause=(options.pause, options.pause + 30) if options.pause else None,
        no_shows=options.no_shows / 100,
    )


def _share(item: str, catalog: "Catalog") -> tuple[str, int]:
    code, _sign, share = item.partition("=")
    if code not in catalog.services or not share.isdecimal() or not int(share):
        raise Problem(problems.BAD_MIX, what=item)
    return code, int(share)
