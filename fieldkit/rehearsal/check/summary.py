"""A drill's result for people: a table of few words, and what to do when something is wrong."""

from fieldkit.locale import _
from fieldkit.rehearsal.check.check import Result


def table(result: Result) -> str:
    """The lines to print."""
    rows = (
        (_("personas atendidas · citas sin llegar"), f"{result.people} · {result.no_show}"),
        (_("boletos impresos"), str(result.tickets)),
        (_("solicitudes capturadas"), str(result.captured)),
        (_("selladas en la computadora"), str(result.sealed)),
        (_("confirmadas por la oficina central"), str(result.at_hq)),
        (_("abiertas por la oficina central"), str(result.opened)),
        (_("aceptadas · devueltas y corregidas"), f"{result.accepted} · {result.returned}"),
        (_("servicios distintos · casos de protección"), f"{result.services} · {result.cases}"),
        (_("sesiones y contactos sin nombre"), str(result.activities)),
        (_("cifras de los informes comparadas con la lista"), str(result.figures)),
        (_("papeles impresos y leídos de nuevo"), str(result.papers)),
        (_("cortes de luz: computadora · oficina"), f"{result.kills.kit} · {result.kills.hq}"),
        (_("cortes de red"), str(result.cuts)),
        (_("bytes enviados / útiles"), _bytes(result)),
        (_("segundos"), f"{result.seconds:.1f}"),
        (_("perdidas"), str(result.lost)),
        (_("duplicadas"), str(result.doubled)),
        (_("legibles donde no deben"), str(result.readable)),
        (_("cuentas que no coinciden"), str(result.miscounted)),
        (_("papeles mal impresos"), str(result.misprinted)),
    )
    width = max(len(name) for name, _value in rows)
    lines = [f"  {name:<{width}}  {value}" for name, value in rows]
    verdict = (
        _("✓ Nada se perdió, nada se duplicó y nadie puede leer lo capturado.")
        if result.ok
        else _("✗ No use esta computadora en el evento. Avise a quien la prepara y enséñele esta lista:")
    )
    return "\n".join([*lines, verdict, *(f"    · {words}" for words in result.found)])


def _bytes(result: Result) -> str:
    share = 100 * result.bytes_payload / max(result.bytes_sent, 1)
    return f"{result.bytes_sent:,} / {result.bytes_payload:,} ({share:.1f} %)"
