"""``fieldkit board``: the hall's screen."""

import argparse

from fieldkit.cli.arguments import Commands, port
from fieldkit.locale import _

_PORT = 8088


def add_commands(commands: Commands) -> None:
    """Add ``board``."""
    board = commands.add_parser("board", help=_("pantalla de turnos para el televisor de la sala, sin internet"))
    board.add_argument("--host", default="127.0.0.1", help=_("0.0.0.0 la muestra también en la red de la sala"))
    board.add_argument("--port", type=port, default=_PORT, help=_("puerto"))
    board.set_defaults(run=_board)


def _board(options: argparse.Namespace) -> int:
    from fieldkit.public.board import supervisor

    supervisor.keep(options.home, host=options.host, port=options.port)
    return 0
