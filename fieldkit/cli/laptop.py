"""The work of a laptop's commands: joining an event, sending, checking, copies and staff."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fieldkit.cli.secrets import VARIABLE, new_passphrase, passphrase
from fieldkit.desk.access import backup, enrolment, staff, unlock
from fieldkit.desk.session import Session
from fieldkit.errors import KitProblem, Problem, spoken
from fieldkit.locale import N_, _
from fieldkit.platform.clock import wall_ms
from fieldkit.store import Store
from fieldkit.vault import keyring


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[Store]:
    store = unlock.open_store(options.home, options.operator, passphrase())
    try:
        yield store
    finally:
        store.close()


def _session(options: argparse.Namespace, store: Store) -> Session:
    return unlock.start(options.home, store, options.operator)


class Incomplete(KitProblem):
    title = N_("Faltan datos para el alta")
    cause = N_("Hacen falta el archivo de invitación, el código y su nombre de usuario.")
    remedy = N_("Escriba: fieldkit enrol --invitation ARCHIVO --code CÓDIGO --operator USUARIO")


def _enrol(options: argparse.Namespace) -> int:
    if not (options.operator and (options.pack or (options.invitation and options.code))):
        raise Incomplete
    if options.pack:
        with _opened(options) as store:
            pack = enrolment.take_pack(store, options.pack.read_bytes(), now_ms=wall_ms())
        print(_("✓ Listo: {event}. Abra el programa con «fieldkit».").format(event=pack.name))
        return 0
    store = enrolment.begin(
        options.home,
        invitation=options.invitation.read_bytes(),
        code=options.code,
        operator=options.operator,
        passphrase=new_passphrase(_("Elija su contraseña: "), variable=VARIABLE),
        label=options.label or options.operator,
        wall=wall_ms,
    )
    try:
        if options.request:
            options.request.write_bytes(enrolment.carried_request(store))
            print(
                _("✓ Lleve este archivo a la oficina central y traiga su paquete: {file}").format(file=options.request)
            )
            return 0
        return _exchange(store, None)
    finally:
        store.close()


def _sync(options: argparse.Namespace) -> int:
    if options.keep_on:
        return _keep_on(options)
    with _opened(options) as store:
        session = _session(options, store) if store.has("pack") else None
        return _exchange(store, session)


def _exchange(store: Store, session: Session | None) -> int:
    from fieldkit.desk.exchange.headquarters_link import (
        HeadquartersLink,  # here, or the lock screen would wait for the network's libraries
    )

    link = HeadquartersLink(store, wall_ms)
    try:
        outcome = link.run_once(session, _show_progress if sys.stderr.isatty() else None)
    finally:
        link.close()
    if isinstance(outcome.problem, Problem):
        raise outcome.problem
    for refused in link.refused:
        print(f"✗ {' '.join(part for part in spoken(refused) if part)}", file=sys.stderr)
    print(_("✓ Enviado y confirmado. Envíos: {sent}. Recibidos: {inbox}.").format(
        sent=len(store.outbox.batches("sent")), inbox=outcome.inbox
    ))  # fmt: skip
    return 1 if link.refused else 0


def _keep_on(options: argparse.Namespace) -> int:
    """Exchange again and again, as the screens do, until Ctrl+C or SIGTERM; then say what was sent."""
    from fieldkit.cli import keep_on

    secret = passphrase()
    return keep_on.run(lambda: unlock.begin(options.home, options.operator, secret))


def _show_progress(done: int, total: int) -> None:
    print(f"\r{done * 100 // max(total, 1):3} %", end="", file=sys.stderr, flush=True)


def _verify(options: argparse.Namespace) -> int:
    with _opened(options) as store:
        store.check_file()
        check = store.log.verify()
    print(_("✓ Todo está íntegro: {n} anotaciones de {devices} computadoras.").format(
        n=check.entries, devices=check.devices
    ))  # fmt: skip
    return 0


def _rebuild(options: argparse.Namespace) -> int:
    with _opened(options) as store:
        count = store.log.rebuild()
        store.log.verify()
    print(_("✓ Listas rehechas: {n} registros.").format(n=count))
    return 0


def _backup(options: argparse.Namespace) -> int:
    key = keyring.unlock(options.home.keys, options.operator, secret := passphrase())
    store = unlock.open_store(options.home, options.operator, secret)
    try:
        folder = backup.back_up(_session(options, store), options.folder, key)
    finally:
        store.close()
    print(_("✓ Copia completa y cifrada en {folder}").format(folder=folder))
    return 0


def _restore(options: argparse.Namespace) -> int:
    done = backup.restore(options.folder, options.home, options.operator, passphrase(), wall=wall_ms)
    print(_("✓ Restaurada con {n} anotaciones. Sus boletos llevarán la letra {letter}.").format(
        n=done.entries, letter=done.letter
    ))  # fmt: skip
    return 0


def _report(options: argparse.Namespace) -> int:
    from fieldkit.cli import output
    from fieldkit.desk.closing import day_report

    with _opened(options) as store:
        session = _session(options, store)
        if options.event:
            made = day_report.of_event(session, shared=options.shared)
        else:
            made = day_report.of_day(session, options.day, shared=options.shared)
    return output.give(made, options)


def _staff(options: argparse.Namespace) -> int:
    secret = passphrase()
    key = keyring.unlock(options.home.keys, options.operator, secret)
    store = unlock.open_store(options.home, options.operator, secret)
    try:
        session = _session(options, store)
        match options.action:
            case "add":
                staff.add(session, key, options.who, new_passphrase(_("Contraseña de {who}: ").format(who=options.who)))
            case "remove":
                staff.remove(session, key, options.who)
            case "passphrase":
                staff.change_passphrase(session, secret, new_passphrase(_("Contraseña nueva: ")))
            case _:
                pass
        print("\n".join(staff.operators(session)))
    finally:
        store.close()
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "backup": _backup,
    "enrol": _enrol,
    "rebuild": _rebuild,
    "report": _report,
    "restore": _restore,
    "staff": _staff,
    "sync": _sync,
    "verify": _verify,
}
