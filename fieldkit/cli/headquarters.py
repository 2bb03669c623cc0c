"""The work of headquarters' commands: set up, prepare an event, take in, open, decide, hand on."""

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

import msgspec

from fieldkit.cli import output
from fieldkit.cli.secrets import VARIABLE, new_passphrase, passphrase
from fieldkit.domain.catalog.load import load as load_catalog
from fieldkit.errors import KitProblem
from fieldkit.locale import N_, _
from fieldkit.office import (
    decisions,
    enrolment,
    export,
    inbox_delivery,
    intake,
    keys,
    prepare,
    publish_progress,
    report,
    revocation,
)
from fieldkit.office import status as standing
from fieldkit.office.keys import Office
from fieldkit.office.paths import Places
from fieldkit.platform.clock import wall_ms
from fieldkit.vault import keyring
from sync.archive.archive import Archive

_STATES = {
    "active": N_("activa"),
    "quarantined": N_("apartada"),
    "succeeded": N_("reemplazada"),
    "revoked": N_("dada de baja"),
}


class HalfACertificate(KitProblem):
    title = N_("Falta una parte del certificado")
    cause = N_("La autoridad, el certificado y su llave van juntos.")
    remedy = N_("No se creó nada. Dé los tres archivos, o ninguno.")


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
        passphrase=new_passphrase(_("Elija la contraseña de la oficina: "), variable=VARIABLE),
        url=options.url,
        hosts=[host],
        today=datetime.now(UTC).date(),
        given=_given(options),
        wall=wall_ms,
        cost=keyring.FLOOR if options.light else keyring.DEFAULT,
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
        pack = enrolment.enrol_by_file(office, archive, options.request.read_bytes(), options.out, now_ms=wall_ms())
    print(_("✓ Paquete para esa computadora: {file}").format(file=pack))
    return 0


def _pack(options: argparse.Namespace) -> int:
    with _office(options) as office, _archive(options) as archive:
        done = enrolment.pack_all(office, archive)
        inbox_delivery.post(office, archive)
    for refused in done.refused:
        print(_("✗ {device}: {reason}").format(device=refused.device, reason=_(refused.reason)))
    print(_("✓ Paquetes sellados: {n}. Computadoras nuevas: {joined}.").format(n=done.packs, joined=len(done.joined)))
    return 1 if done.refused else 0


def _serve(options: argparse.Namespace) -> int:
    from fieldkit.office import server

    server.serve(
        options.hq,
        host=options.host,
        port=options.port,
        archive_url=options.archive,
        catalog=load_catalog(options.catalog),
        now_ms=wall_ms,
    )
    return 0


def _open(options: argparse.Namespace) -> int:
    with _office(options) as office, _archive(options) as archive:
        _open_once(options, office, archive)
        while options.every:
            time.sleep(options.every)
            _open_once(options, office, archive)
    return 0


def _open_once(options: argparse.Namespace, office: Office, archive: Archive) -> None:
    enrolment.pack_all(office, archive)
    done = intake.open_new(office, archive)
    decided = decisions.decide_all(office) if options.decide else None
    inbox_delivery.post(office, archive)
    publish_progress.tell(office, archive, wall_ms())
    print(_("✓ Envíos: {n}. Solicitudes abiertas: {opened}.").format(n=done.batches, opened=done.opened))
    if done.cases:
        print(_("✓ Hojas de casos de protección abiertas: {n}.").format(n=done.cases))
    if decided is not None:
        print(
            _("✓ Aceptadas: {accepted}. Devueltas: {returned}. Para una persona: {left}.").format(**decided._asdict())
        )
    for case in decisions.open_cases(office) if done.opened else ():
        for why in case.doubts:
            print(_("! Por ver {application}: {why}.").format(application=case.package.application, why=why))
    for trouble in done.troubles:
        print(_("✗ Apartado {what}: {reason}").format(what=trouble.what, reason=_(trouble.reason)))


def _decide(options: argparse.Namespace) -> int:
    with _office(options) as office, _archive(options) as archive:
        if options.reasons:
            decisions.return_(office, options.application, options.reasons)
        else:
            decisions.accept(office, options.application)
        inbox_delivery.post(office, archive)
        publish_progress.tell(office, archive, wall_ms())
    print(_("✓ Decidida; la computadora lo sabrá en su próximo envío."))
    return 0


def _ready(options: argparse.Namespace) -> int:
    """All of them or, when one cannot be, those before it; said again, it changes nothing."""
    with _office(options) as office, _archive(options) as archive:
        try:
            said = [decisions.ready(office, one, options.day, options.where) for one in options.applications]
        finally:
            inbox_delivery.post(office, archive)
            publish_progress.tell(office, archive, wall_ms())
    print(_("✓ Documentos listos: {n}. Ya se había dicho de {same}.").format(n=sum(said), same=said.count(False)))
    return 0


def _export(options: argparse.Namespace) -> int:
    with _office(options) as office:
        written = export.export(office, options.out)
    print(_("✓ Solicitudes: {n}, en {folder}").format(n=written.applications, folder=options.out))
    if written.cases:
        print(_("✓ Casos de protección: {n}. Guárdelos donde solo los vea quien los atiende.").format(n=written.cases))
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


def _report(options: argparse.Namespace) -> int:
    with _office(options) as office, _archive(options) as archive:
        made = report.report(
            office, archive, options.first, options.last, consulate=options.consulate, shared=options.shared
        )
    return output.give(made, options)


def _revoke(options: argparse.Namespace) -> int:
    with _office(options), _archive(options) as archive:
        device = revocation.revoke(archive, options.device)
    print(_("✓ {label} ({device}) está fuera de uso: ya no se recibe nada de ella.").format(
        label=device.label, device=device.device
    ))  # fmt: skip
    return 0


def _recover(options: argparse.Namespace) -> int:
    with _office(options) as office:
        key = keyring.recover(options.keys, office.recovery_identity)
    secret = new_passphrase(_("Contraseña nueva de {who}: ").format(who=options.who))
    keyring.add_operator(options.keys, key, options.who, secret, anew=True)
    print(_("✓ {who} ya puede entrar con la contraseña nueva.").format(who=options.who))
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "setup": _setup,
    "prepare": _prepare,
    "enrol": _enrol,
    "pack": _pack,
    "serve": _serve,
    "open": _open,
    "decide": _decide,
    "ready": _ready,
    "export": _export,
    "report": _report,
    "status": _status,
    "revoke": _revoke,
    "recover": _recover,
}
