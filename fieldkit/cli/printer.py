"""``fieldkit printer``: choose one, look at its slip, answer three questions."""

import argparse

from fieldkit.cli.arguments import Commands
from fieldkit.cli.output import say
from fieldkit.locale import _

YES = {"s", "si", "sí", "y", "yes"}


def add_commands(commands: Commands) -> None:
    """Add ``printer``."""
    printer = commands.add_parser("printer", help=_("elegir la impresora: una prueba en papel y tres preguntas"))
    printer.set_defaults(run=_printer)


def _printer(options: argparse.Namespace) -> int:
    """Ask, print, ask, keep. Raises PrintProblem and BAD_CONFIG; then the settings are as they were."""
    from fieldkit.desk.printing import printer_setup as setup

    found = setup.look(options.home)
    say(_("Impresoras de esta computadora:"))
    for number, one in enumerate(found):
        say(f"  {number}  {setup.words(one.wanted)}  ·  {_(one.ready.sentence)}")
    asked = input(_("Escriba el número, o la dirección de una impresora de la red (192.168.1.50): ")).strip()
    chosen = found[int(asked)].wanted if asked.isdecimal() and int(asked) < len(found) else setup.on_network(asked)
    if setup.try_out(options.home, chosen):
        say(_("Mire el papel que sale."))
        chosen = setup.settled(
            chosen,
            setup.Answers(
                last_number=_number(_("1. ¿Cuál es el último número de la regla que se ve completo? ")),
                like_the_coin=_yes(_("2. ¿La barra mide lo mismo que una moneda de 25 centavos? (s/n) ")),
                cut=_yes(_("3. ¿Se cortó solo el papel? (s/n) ")),
            ),
        )
    setup.keep(options.home.config, chosen)
    say(_("✓ Impresora guardada: {printer}. Vale desde la próxima vez que se abra el programa.").format(
        printer=setup.words(chosen)
    ))  # fmt: skip
    return 0


def _number(question: str) -> int:
    while not (told := input(question).strip()).isdecimal():
        say(_("Escriba un número, por ejemplo 70."))
    return int(told)


def _yes(question: str) -> bool:
    return input(question).strip().lower() in YES
