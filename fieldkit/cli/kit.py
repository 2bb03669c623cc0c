"""Commands of a laptop, as they are typed; their work is in ``laptop``, loaded only when one is used."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from fieldkit.locale import _

Commands = argparse._SubParsersAction  # argparse gives this type no public name


def add_commands(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    join = commands.add_parser(
        "enrol", help=_("dar de alta esta computadora con invitación y código, o tomar su paquete")
    )
    join.add_argument("--invitation", type=Path, help=_("archivo de invitación de la oficina central"))
    join.add_argument("--code", help=_("código de alta, de un solo uso"))
    join.add_argument("--operator", help=_("su nombre de usuario, el que dio la oficina central"))
    join.add_argument("--label", default="", help=_("lo que dice la etiqueta de la computadora"))
    join.add_argument(
        "--request", type=Path, metavar="FILE", help=_("escribir la petición en una memoria, en vez de enviarla")
    )
    join.add_argument("--pack", type=Path, metavar="FILE", help=_("tomar el paquete del evento de una memoria"))
    join.set_defaults(run=_work("enrol"))
    for name, text in (
        ("sync", _("enviar y recibir una vez, y decir qué pasó")),
        ("verify", _("revisar que todo lo guardado esté íntegro")),
        ("rebuild", _("rehacer las listas a partir del diario")),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("--operator", required=True)
        command.set_defaults(run=_work(name))
        if name == "sync":
            command.add_argument("--keep-on", action="store_true", help=_("seguir enviando hasta que se detenga"))
    backup = commands.add_parser("backup", help=_("copiar toda la computadora, cifrada, a una carpeta"))
    backup.add_argument("folder", type=Path)
    backup.add_argument("--operator", required=True)
    backup.set_defaults(run=_work("backup"))
    back = commands.add_parser("restore", help=_("seguir en otra computadora a partir de una copia"))
    back.add_argument("folder", type=Path)
    back.add_argument("--operator", required=True)
    back.set_defaults(run=_work("restore"))
    figures = commands.add_parser("report", help=_("las cuentas del día o del evento, para quien supervisa"))
    figures.add_argument("--operator", required=True)
    figures.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help=_("otro día; sin él, hoy"))
    figures.add_argument("--event", action="store_true", help=_("todos los días del evento"))
    add_output(figures)
    figures.set_defaults(run=_work("report"))
    people = commands.add_parser("staff", help=_("quién puede entrar: lista, agregar, quitar, contraseña"))
    people.add_argument("action", choices=("list", "add", "remove", "passphrase"))
    people.add_argument("who", nargs="?", default="")
    people.add_argument("--operator", required=True)
    people.set_defaults(run=_work("staff"))
    printer = commands.add_parser("printer", help=_("elegir la impresora: una prueba en papel y tres preguntas"))
    printer.set_defaults(run=_printer)


def add_output(command: argparse.ArgumentParser) -> None:
    """The options of every report: in which form, whether it may leave the consulate, and where to write it."""
    command.add_argument("--format", choices=("text", "csv", "json", "pdf"), default="text")
    command.add_argument("--shared", action="store_true", help=_("para compartir: sin cifras menores de 5"))
    command.add_argument("--out", type=Path, metavar="FILE", help=_("escribirlo en un archivo"))


def screens(options: argparse.Namespace) -> int:
    """Open the screens, in the language that was asked for, else in the one of the settings."""
    from fieldkit.tui.run import run

    return run(options.home, language=options.language)


def _work(name: str) -> Callable[[argparse.Namespace], int]:
    """The command's work, found when it is run: the lock screen need not wait for what it does not use."""

    def run(options: argparse.Namespace) -> int:
        from fieldkit.cli import laptop

        return laptop.COMMANDS[name](options)

    return run


def _printer(options: argparse.Namespace) -> int:
    from fieldkit.cli import printing

    return printing.run(options)
