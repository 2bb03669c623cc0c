"""``fieldkit printer``: choose one, look at its slip, answer three questions."""

import argparse

from fieldkit.config import PrinterConfig
from fieldkit.desk import printer_setup as setup
from fieldkit.desk.printer import printer_of
from fieldkit.locale import N_, _

KINDS = {
    "folder": N_("una carpeta, sin papel"),
    "escpos": N_("de boletos, en la red"),
    "device": N_("de boletos, por cable USB"),
    "serial": N_("de boletos, por puerto serie"),
    "cups": N_("del sistema, hojas carta"),
    "windows": N_("de boletos, de Windows"),
}
YES = {"s", "si", "sí", "y", "yes"}


def run(options: argparse.Namespace) -> int:
    """Ask, print, ask, keep. Raises PrintProblem and BadConfig; then the settings are as they were."""
    found = setup.choices()
    print(_("Impresoras de esta computadora:"))
    for number, one in enumerate(found):
        print(f"  {number}  {_words(one)}  ·  {_(printer_of(options.home, one).ready().sentence)}")
    asked = input(_("Escriba el número, o la dirección de una impresora de la red (192.168.1.50): ")).strip()
    chosen = found[int(asked)] if asked.isdecimal() and int(asked) < len(found) else setup.on_network(asked)
    if setup.try_out(options.home, chosen):
        print(_("Mire el papel que sale."))
        chosen = setup.settled(
            chosen,
            setup.Answers(
                last_number=_number(_("1. ¿Cuál es el último número de la regla que se ve completo? ")),
                like_the_coin=_yes(_("2. ¿La barra mide lo mismo que una moneda de 25 centavos? (s/n) ")),
                cut=_yes(_("3. ¿Se cortó solo el papel? (s/n) ")),
            ),
        )
    setup.keep(options.home.config, chosen)
    print(_("✓ Impresora guardada: {printer}. Vale desde la próxima vez que se abra el programa.").format(
        printer=_words(chosen)
    ))  # fmt: skip
    return 0


def _words(one: PrinterConfig) -> str:
    kind = N_("del sistema, de boletos") if one.kind == "cups" and one.language == "escpos" else KINDS[one.kind]
    return " ".join(part for part in (setup.where(one), f"({_(kind)})") if part)


def _number(question: str) -> int:
    while not (told := input(question).strip()).isdecimal():
        print(_("Escriba un número, por ejemplo 70."))
    return int(told)


def _yes(question: str) -> bool:
    return input(question).strip().lower() in YES
