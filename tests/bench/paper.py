"""From a key to the printer: the whole program in a real terminal, and a thermal printer on the network."""

import queue
import socket
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from fieldkit.desk.printing import printer_setup
from fieldkit.desk.reception import check_in
from fieldkit.platform.config import PrinterConfig
from printing.escpos import ASK
from tests.bench import scene
from tests.bench.answers import F8, RECEPTION
from tests.bench.door import AT_NOON, LOCKED
from tests.bench.figures import Aim, Figure
from tests.bench.sizes import Sizes
from tests.bench.terminal import Terminal
from tests.support import kit
from tests.support.thermal_model import ALL_WELL, NetworkModel

FIRST_BYTE = Aim(300.0)


def figures(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """One ticket printed again and again, until its first byte is at the printer and until its last."""
    session = scene.laptop(folder / "paper", sizes.waiting)
    visit = session.store.people.visits(session.today())[sizes.waiting // 2]
    token = check_in.token(session, visit)
    session.store.close()
    first: queue.Queue[float] = queue.Queue()
    last: queue.Queue[float] = queue.Queue()

    def prints(_printer: NetworkModel, line: socket.socket) -> None:
        jobs = False
        while heard := line.recv(4096):
            if heard == ASK:
                line.sendall(ALL_WELL)
            elif not jobs:
                jobs = True
                first.put(time.perf_counter())
        if jobs:
            last.put(time.perf_counter())

    with closing(NetworkModel(prints)) as printer:
        wanted = PrinterConfig(kind="escpos", host="127.0.0.1", port=printer.port)
        printer_setup.keep(folder / "paper" / "config.toml", wanted)
        begun, ended = [], []
        with Terminal("-c", AT_NOON, str(folder / "paper")) as terminal:
            terminal.sees(LOCKED)
            terminal.type(f"{kit.OPERATOR}\r{kit.PASSPHRASE}\r")
            terminal.sees(RECEPTION, "Impresora lista")
            terminal.type(f"{token}\r")
            terminal.sees(f"{visit.number} ya está registrado")
            for n in range(sizes.rounds + 1):
                terminal.type(F8)
                terminal.sees(f"¿Qué papel del {visit.number}?")
                terminal.rests()
                start = time.perf_counter()
                terminal.type("1")
                begun.append((first.get(timeout=60) - start) * 1000)
                ended.append((last.get(timeout=60) - start) * 1000)
                terminal.sees("boleto enviado a la impresora", f"(reimpresión {n})" if n else "¿Ya salió el papel?")
    waiting = f"{sizes.waiting:,} waiting"
    yield Figure(f"F8, 1 → first byte at the printer, {waiting}", statistics.median(begun[1:]), "ms", aim=FIRST_BYTE)
    yield Figure(f"F8, 1 → last byte at the printer, {waiting}", statistics.median(ended[1:]), "ms")
