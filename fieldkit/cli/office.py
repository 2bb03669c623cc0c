"""Commands of headquarters: set up, prepare an event, take in, open, decide, hand on."""

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from fieldkit import vault
from fieldkit.cli.secrets import passphrase
from fieldkit.desk.unlock import wall_ms
from fieldkit.errors import KitProblem
from fieldkit.locale import N_, _
from fieldkit.office import deciding, exporting, keys, opening, outgoing, packs, prepare, revoking
from fieldkit.office import status as standing
from fieldkit.office.keys import Office
from fieldkit.office.places import Places
from sync.archive import Archive

_STATES = {
    "active": N_("activa"),
    "quarantined": N_("apartada"),
    "succeeded": N_("reemplazada"),
    "revoked": N_("dada de baja"),
}

Commands = argparse._SubParsersAction  # argparse gives this type no public name


class HalfACertificate(KitProblem):
    title = N_("Falta una parte del certificado")
    cause = N_("La autoridad, el certificado y su llave van juntos.")
    remedy = N_("No se creó nada. Dé los tres archivos, o ninguno.")


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
    setup.set_defaults(run=_setup)
    ready = command("prepare", _("preparar un evento con su archivo: invitación y códigos"))
    ready.add_argument("plan", type=Path)
    ready.add_argument("--out", type=Path, default=Path())
    ready.set_defaults(run=_prepare)
    join = command("enrol", _("dar de alta una computadora sin red, con la petición de la memoria"))
    join.add_argument("request", type=Path)
    join.add_argument("--out", type=Path, default=Path())
    join.set_defaults(run=_enrol)
    command("pack", _("sellar los paquetes de todas las computadoras dadas de alta")).set_defaults(run=_pack)
    serve = command("serve", _("recibir por HTTPS y mostrar la página de los solicitantes; no puede abrir nada"))
    serve.add_argument("--host", default="0.0.0.0")  # noqa: S104 - a server for laptops elsewhere
    serve.add_argument("--port", type=int, default=8443)
    serve.set_defaults(run=_serve)
    opened = command("open", _("abrir y revisar lo recibido"))
    opened.add_argument("--decide", choices=("auto",), help=_("aceptar lo que no tiene faltas y devolver lo demás"))
    opened.add_argument("--every", type=float, metavar="SECONDS", help=_("repetir hasta que se detenga"))
    opened.set_defaults(run=_open)
    decide = command("decide", _("aceptar o devolver una solicitud"))
    decide.add_argument("application")
    decide.add_argument("--return", dest="reasons", action="append", metavar="REASON", help=_("devolverla, y por qué"))
    decide.set_defaults(run=_decide)
    export = command("export", _("escribir applications.jsonl, CSV y los archivos abiertos"))
    export.add_argument("--out", type=Path, required=True)
    export.set_defaults(run=_export)
    status = command("status", _("qué ha enviado cada computadora y qué falta"))
    status.add_argument("--json", action="store_true")
    status.set_defaults(run=_status)
    revoke = command("revoke", _("poner fuera de uso una computadora robada o perdida"))
    revoke.add_argument("device", help=_("comienzo de su identificador, como lo muestra «status»"))
    revoke.set_defaults(run=_revoke)
    recover = command("recover", _("dar una contraseña nueva a una computadora que perdió las suyas"))
    recover.add_argument("keys", type=Path, help=_("archivo de llaves de la computadora"))
    recover.add_argument("--for", dest="who", required=True, help=_("persona que recibe la contraseña nueva"))
    recover.set_defaults(run=_recover)


@contextmanager
def _office(options: argparse.Namespace) -> Iterator[Office]:
    office = keys.open_office(options.hq, options.operator, passphrase(), wall=wall_ms)
    try:
        yield office
    finally:
        office.close()


@contextmanager
def _archive(options: argparse.Namespace) -> Iterator[Archive]:
    archive = Places(options.hq).open_archive(options.archive)
    try:
        yield archive
    finally:
        archive.close()


def _setup(options: argparse.Namespace) -> int:
    host = urlsplit(options.url).hostname or "localhost"
    recovery = keys.create(
        options.hq,
        operator=options.operator,
        passphrase=passphrase(_("Elija la contraseña de la oficina: ")),
        url=options.url,
        hosts=[host],
        today=datetime.now(UTC).date(),
        given=_given(options),
        wall=wall_ms,
        cost=vault.FLOOR if options.light else vault.DEFAULT,
    )
    print(_("✓ Oficina preparada en {folder}.").format(folder=options.hq))
    print(_("Guarde esta llave de rescate en papel, en una caja fuerte:"))
    print(recovery)
    return 0


def _given(options: argparse.Namespace) -> keys.GivenCertificate | None:
    files = (options.authority, options.certificate, options.certificate_key)
    if not any(files):
        return None
    if not all(files):
        raise HalfACertificate
    authority, certificate, key = (file.read_bytes() for file in files)
    return keys.GivenCertificate(authority.decode("ascii"), certificate, key)


def _prepare(options: argparse.Namespace) -> int:
    with _office(options) as office, _archive(options) as archive:
        invitation, codes = prepare.write(prepare.prepare(office, archive, options.plan), options.out)
    print(_("✓ Invitación para todas las computadoras: {file}").format(file=invitation))
    print(_("✓ Códigos, uno por computadora, en secreto: {file}").format(file=codes))
    return 0


def _enrol(options: argparse.Namespace) -> int:
    with _office(options) as office, _archive(options) as archive:
        pack = packs.enrol_by_file(office, archive, options.request.read_bytes(), options.out, now_ms=wall_ms())
    print(_("✓ Paquete para esa computadora: {file}").format(file=pack))
    return 0


def _pack(options: argparse.Namespace) -> int:
    with _office(options) as office, _archive(options) as archive:
        done = packs.pack_all(office, archive)
        outgoing.post(office, archive)
    for refused in done.refused:
        print(_("✗ {device}: {reason}").format(device=refused.device, reason=_(refused.reason)))
    print(_("✓ Paquetes sellados: {n}. Computadoras nuevas: {joined}.").format(n=done.packs, joined=len(done.joined)))
    return 1 if done.refused else 0


def _serve(options: argparse.Namespace) -> int:
    from fieldkit.office import serving

    serving.serve(options.hq, host=options.host, port=options.port, archive_url=options.archive, now_ms=wall_ms)
    return 0


def _open(options: argparse.Namespace) -> int:
    with _office(options) as office, _archive(options) as archive:
        _open_once(options, office, archive)
        while options.every:
            time.sleep(options.every)
            _open_once(options, office, archive)
    return 0


def _open_once(options: argparse.Namespace, office: Office, archive: Archive) -> None:
    packs.pack_all(office, archive)
    done = opening.open_new(office, archive)
    decided = deciding.decide_all(office) if options.decide else None
    outgoing.post(office, archive)
    print(_("✓ Envíos: {n}. Solicitudes abiertas: {opened}.").format(n=done.batches, opened=done.opened))
    if decided is not None:
        print(
            _("✓ Aceptadas: {accepted}. Devueltas: {returned}. Para una persona: {left}.").format(**decided._asdict())
        )
    for trouble in done.troubles:
        print(_("✗ Apartado {what}: {reason}").format(what=trouble.what, reason=_(trouble.reason)))


def _decide(options: argparse.Namespace) -> int:
    with _office(options) as office, _archive(options) as archive:
        if options.reasons:
            deciding.return_(office, options.application, options.reasons)
        else:
            deciding.accept(office, options.application)
        outgoing.post(office, archive)
    print(_("✓ Decidida; la computadora lo sabrá en su próximo envío."))
    return 0


def _export(options: argparse.Namespace) -> int:
    with _office(options) as office:
        written = exporting.export(office, options.out)
    print(_("✓ Solicitudes: {n}, en {folder}").format(n=written.applications, folder=options.out))
    return 0


def _status(options: argparse.Namespace) -> int:
    with _office(options) as office, _archive(options) as archive:
        now = standing.status(office, archive)
    if options.json:
        print(msgspec.json.encode(now).decode())
        return 0
    line = _(
        "{letter}  {label}  {state}  envíos abiertos {opened} de {batches}; "
        "faltan {blobs} archivos, {entries} anotaciones"
    )
    for one in now.devices:
        facts = {"letter": one.letter, "label": one.label, "state": _(_STATES[one.state]), "opened": one.batches_opened}
        print(line.format(**facts, batches=one.batches, blobs=one.blobs_missing, entries=one.entries_missing))
        print(f"   {one.device}")
        for trouble in one.troubles:
            print(_("   ✗ {what}: {reason}").format(what=trouble.what, reason=_(trouble.reason)))
    return 0


def _revoke(options: argparse.Namespace) -> int:
    with _office(options), _archive(options) as archive:
        device = revoking.revoke(archive, options.device)
    print(_("✓ {label} ({device}) está fuera de uso: ya no se recibe nada de ella.").format(
        label=device.label, device=device.device
    ))  # fmt: skip
    return 0


def _recover(options: argparse.Namespace) -> int:
    with _office(options) as office:
        key = vault.recover(options.keys, office.recovery_identity)
    secret = passphrase(_("Contraseña nueva de {who}: ").format(who=options.who))
    vault.reset_operator(options.keys, key, options.who, secret)
    print(_("✓ {who} ya puede entrar con la contraseña nueva.").format(who=options.who))
    return 0
