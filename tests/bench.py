"""``make bench``: medians of what people wait for, beside a reference measured in the same run.

The reference is hashing 8 MiB with SHA-256 on this machine: a ratio tells more than milliseconds when machines
differ.
"""

import hashlib
import io
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fieldkit import line, vault
from fieldkit.desk import papers, reception, sending
from fieldkit.desk.reception import Arrival
from fieldkit.people.names import PersonName
from fieldkit.visits import State, Visit
from sync import sealed
from tests import kit


def median_ms(run: Callable[[], object], rounds: int = 9) -> float:
    """The median time of ``run`` in milliseconds, after one round that does not count."""
    run()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    print(f"{platform.platform()} · {platform.processor() or platform.machine()} · {os.cpu_count()} cores")
    print(f"Python {platform.python_version()}")
    block = os.urandom(8 << 20)
    reference = median_ms(lambda: hashlib.sha256(block).digest())
    print(f"{'reference: SHA-256 of 8 MiB':48} {reference:9.2f} ms")
    with tempfile.TemporaryDirectory() as folder:
        hq, clock = kit.hands(), kit.TestClock()
        session = kit.session(Path(folder) / "kit", hq, clock)

        def arrive() -> Visit:
            arrival = Arrival(name=PersonName("Ana", "Ruiz"), services=("PALE",), notice=True)
            return reception.check_in(session, arrival)

        for _ in range(300):
            arrive()
        visit = arrive()
        hall = [
            Visit(
                id=f"{n:03}",
                state=State.WAITING,
                arrived_ms=n * 60_000,
                services=("PALE",),
                priority="" if n % 7 else "elderly",
            )
            for n in range(300)
        ]
        places = line.order(hall, line.Rule())
        runs: dict[str, Callable[[], object]] = {
            "check-in, durable": arrive,
            "search among 300 people": lambda: reception.find(session, "ruiz a0"),
            "order of 300 waiting": lambda: line.order(hall, line.Rule()),
            "estimates for 300 waiting": lambda: line.estimates(
                places, busy_minutes=[5.0], tables=6, minutes={"PALE": 20}
            ),
            "ticket laid out and in the folder": lambda: papers.print_ticket(session, visit.id),
            "sealing 8 MiB for headquarters": lambda: sealed.seal(io.BytesIO(block), io.BytesIO(), [hq.recipient]),
            "sealing new entries into a batch": lambda: (arrive(), sending.seal(session)),
            "unlock at the lowest passphrase cost": lambda: vault.unlock(
                session.home.keys, kit.OPERATOR, kit.PASSPHRASE
            ),
        }
        for name, run in runs.items():
            spent = median_ms(run)
            print(f"{name:48} {spent:9.2f} ms  {spent / reference:8.2f} × reference")
        session.store.close()


if __name__ == "__main__":
    main()
