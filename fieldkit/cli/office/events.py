"""``office prepare``, ``enrol``, ``pack`` and ``revoke``: an event and the laptops that take part in it."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from fieldkit.cli.office.opened import AddCommand, headquarters
from fieldkit.cli.output import say
from fieldkit.locale import _

if TYPE_CHECKING:  # imported where used: a laptop's commands need not load headquarters' database
    from fieldkit.office.event_plan import EventPlan


def add_commands(command: AddCommand) -> None:
    """Add this module's commands."""
    prepare = command("prepare", _("preparar un evento con su archivo: invitación y códigos"))
    prepare.add_argument("plan", type=Path)
    prepare.add_argument("--out", type=Path, default=Path())
    prepare.set_defaults(run=_prepare)
    notice = command("notice", _("mostrar el aviso de privacidad de un evento tal como lo leerá la gente"))
    notice.add_argument("plan", type=Path)
    notice.set_defaults(run=_notice)
    enrol = command("enrol", _("dar de alta una computadora sin red, con la petición de la memoria"))
    enrol.add_argument("request", type=Path)
    enrol.add_argument("--out", type=Path, default=Path())
    enrol.set_defaults(run=_enrol)
    command("pack", _("sellar los paquetes de todas las computadoras dadas de alta")).set_defaults(run=_pack)
    revoke = command("revoke", _("poner fuera de uso una computadora robada o perdida"))
    revoke.add_argument("device", help=_("comienzo de su identificador, como lo muestra «status»"))
    revoke.set_defaults(run=_revoke)


def _prepare(options: argparse.Namespace) -> int:
    from fieldkit.office import event_plan, prepare

    with headquarters(options) as hq:
        papers = prepare.prepare(hq.office, hq.archive, options.plan)
        invitation, codes = prepare.write(papers, options.out)
        plan = prepare.load(hq.office, papers.event)[1].plan
        unapproved = event_plan.unapproved_cases(plan, prepare.catalog(hq.office, plan.event))
    _unconfirmed(plan)
    if unapproved:
        words = _("! Nadie aprueba {what}: hay menos de dos personas con el papel de protección. Se sella sin aprobar.")
        say(words.format(what=", ".join(unapproved)))
    say(_("✓ Invitación para todas las computadoras: {file}").format(file=invitation))
    say(_("✓ Códigos, uno por computadora, en secreto: {file}").format(file=codes))
    return 0


def _notice(options: argparse.Namespace) -> int:
    from fieldkit.domain.catalog import load, privacy_notice
    from fieldkit.office import event_plan

    plan = event_plan.read(options.plan, load.load())
    catalog = load.load(options.plan.parent / plan.catalog) if plan.catalog else load.load()
    for one in privacy_notice.every(catalog.notices, plan.days[0].date, plan.privacy):
        say(_("— {language}, versión {version} —").format(language=one.language, version=one.version))
        say("\n".join(one.simplified))
        for section in one.sections:
            say(f"\n{section.heading}\n{section.text}")
        say()
    return _unconfirmed(plan)


def _unconfirmed(plan: "EventPlan") -> int:
    """Say so where the notice still has the example's words; the exit status."""
    if plan.privacy is None or not plan.privacy.made_up():
        return 0
    say(_("! El aviso de privacidad tiene todavía palabras del ejemplo: cámbielas en [privacy] antes del evento."))
    return 1


def _enrol(options: argparse.Namespace) -> int:
    from fieldkit.office import enrolment
    from fieldkit.platform.clock import wall_ms

    with headquarters(options) as hq:
        request = options.request.read_bytes()
        pack = enrolment.enrol_by_file(hq.office, hq.archive, request, options.out, now_ms=wall_ms())
    say(_("✓ Paquete para esa computadora: {file}").format(file=pack))
    return 0


def _pack(options: argparse.Namespace) -> int:
    from fieldkit.office import enrolment, inbox_delivery

    with headquarters(options) as hq:
        done = enrolment.pack_all(hq.office, hq.archive)
        inbox_delivery.post(hq.office, hq.archive)
    for refused in done.refused:
        say(_("✗ {device}: {reason}").format(device=refused.device, reason=_(refused.reason)))
    say(_("✓ Paquetes sellados: {n}. Computadoras nuevas: {joined}.").format(n=done.packs, joined=len(done.joined)))
    return 1 if done.refused else 0


def _revoke(options: argparse.Namespace) -> int:
    from fieldkit.office import revocation

    with headquarters(options) as hq:
        device = revocation.revoke(hq.archive, options.device)
    say(_("✓ {label} ({device}) está fuera de uso: ya no se recibe nada de ella.").format(
        label=device.label, device=device.device
    ))  # fmt: skip
    return 0
