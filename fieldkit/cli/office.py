"""Commands of headquarters, as they are typed; their work is in ``headquarters``, loaded only when one is used."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from fieldkit.cli.kit import add_output
from fieldkit.locale import _

Commands = argparse._SubParsersAction  # argparse gives this type no public name


def add_commands(commands: "Commands[argparse.ArgumentParser]") -> None:
    """Add ``office`` and its own commands."""
    office = commands.add_parser("office", help=_("oficina central: preparar eventos, recibir, abrir, decidir"))
    mine = office.add_subparsers(metavar="command", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--hq", type=Path, default=Path("hq"), help=_("carpeta de la oficina central"))
    common.add_argument("--archive", default="", help=_("URL de la base de datos; sin ella, SQLite en la carpeta"))
    common.add_argument("--operator", default="office", help=_("su nombre de usuario en la oficina"))

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return mine.add_parser(name, help=text, parents=[common])

    setup = command("setup", _("crear las llaves y carpetas de la oficina central"))
    setup.add_argument("--url", required=True, help=_("dirección que usarán las computadoras, https://…"))
    setup.add_argument("--light", action="store_true", help=_("contraseñas menos protegidas, solo para ensayos"))
    setup.add_argument(
        "--authority",
        type=Path,
        metavar="PEM",
        help=_("autoridad en que confiarán las computadoras, si no es la propia"),
    )
    setup.add_argument(
        "--certificate", type=Path, metavar="PEM", help=_("certificado del servidor, junto con --authority")
    )
    setup.add_argument(
        "--certificate-key", type=Path, metavar="PEM", help=_("llave del certificado, junto con --authority")
    )
    setup.set_defaults(run=_work("setup"))
    ready = command("prepare", _("preparar un evento con su archivo: invitación y códigos"))
    ready.add_argument("plan", type=Path)
    ready.add_argument("--out", type=Path, default=Path())
    ready.set_defaults(run=_work("prepare"))
    join = command("enrol", _("dar de alta una computadora sin red, con la petición de la memoria"))
    join.add_argument("request", type=Path)
    join.add_argument("--out", type=Path, default=Path())
    join.set_defaults(run=_work("enrol"))
    command("pack", _("sellar los paquetes de todas las computadoras dadas de alta")).set_defaults(run=_work("pack"))
    serve = command("serve", _("recibir por HTTPS y mostrar la página de los solicitantes; no puede abrir nada"))
    serve.add_argument("--host", default="0.0.0.0")  # noqa: S104 - a server for laptops elsewhere
    serve.add_argument("--port", type=int, default=8443)
    serve.add_argument("--catalog", type=Path, metavar="DIR", help=_("tablas que lee la página de los solicitantes"))
    serve.set_defaults(run=_work("serve"))
    opened = command("open", _("abrir y revisar lo recibido"))
    opened.add_argument("--decide", choices=("auto",), help=_("aceptar lo que no tiene faltas y devolver lo demás"))
    opened.add_argument("--every", type=float, metavar="SECONDS", help=_("repetir hasta que se detenga"))
    opened.set_defaults(run=_work("open"))
    decide = command("decide", _("aceptar o devolver una solicitud"))
    decide.add_argument("application")
    decide.add_argument("--return", dest="reasons", action="append", metavar="REASON", help=_("devolverla, y por qué"))
    decide.set_defaults(run=_work("decide"))
    collect = command("ready", _("decir que un documento está listo, desde cuándo y dónde recogerlo"))
    collect.add_argument("applications", nargs="+", metavar="APPLICATION")
    collect.add_argument("--from", dest="day", type=date.fromisoformat, metavar="YYYY-MM-DD", required=True)
    collect.add_argument("--where", required=True, help=_("lugar y horario, como los leerá la persona"))
    collect.set_defaults(run=_work("ready"))
    _add_readings(command)
    revoke = command("revoke", _("poner fuera de uso una computadora robada o perdida"))
    revoke.add_argument("device", help=_("comienzo de su identificador, como lo muestra «status»"))
    revoke.set_defaults(run=_work("revoke"))
    recover = command("recover", _("dar una contraseña nueva a una computadora que perdió las suyas"))
    recover.add_argument("keys", type=Path, help=_("archivo de llaves de la computadora"))
    recover.add_argument("--for", dest="who", required=True, help=_("persona que recibe la contraseña nueva"))
    recover.set_defaults(run=_work("recover"))


def _add_readings(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """What only reads: the export, how things stand, the report."""
    export = command("export", _("escribir applications.jsonl, CSV y los archivos abiertos"))
    export.add_argument("--out", type=Path, required=True)
    export.set_defaults(run=_work("export"))
    status = command("status", _("qué ha enviado cada computadora y qué falta"))
    status.add_argument("--json", action="store_true")
    status.set_defaults(run=_work("status"))
    figures = command("report", _("las cuentas de todos los eventos entre dos días, por consulado"))
    figures.add_argument("--from", dest="first", type=date.fromisoformat, metavar="YYYY-MM-DD", required=True)
    figures.add_argument("--to", dest="last", type=date.fromisoformat, metavar="YYYY-MM-DD", required=True)
    figures.add_argument("--consulate", default="", help=_("solo uno, por su código del catálogo"))
    add_output(figures)
    figures.set_defaults(run=_work("report"))


def _work(name: str) -> Callable[[argparse.Namespace], int]:
    """The command's work, found when it is run: a laptop's commands need not load headquarters' database."""

    def run(options: argparse.Namespace) -> int:
        from fieldkit.cli import headquarters

        return headquarters.COMMANDS[name](options)

    return run
