"""What the kit's process tells its parent: each step once it is durable, and after a start all that it holds."""

from collections.abc import Iterable
from typing import Literal

import msgspec

# printed are tickets, paper is any other; saved and sealed are of applications, noted and told of protection cases,
# counted of what names nobody.
Did = Literal[
    "enrolled",
    "arrived",
    "printed",
    "paper",
    "saved",
    "sealed",
    "noted",
    "told",
    "counted",
    "receipt",
    "decided",
    "closed",
]


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """A fact of the store. ``ref`` names it without a word about the person: a ticket number, ids, a field's key.

    ``who`` is the person's place in the plan, -1 when the store no longer tells.
    """

    did: Did
    ref: str
    who: int = -1
    service: str = ""


class WorkerReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the kit's process: a step done, all steps held after a start, or what stopped an exchange."""

    ack: Step | None = None
    held: tuple[Step, ...] | None = None
    link: str = ""


_said = msgspec.json.Decoder(WorkerReport)


def line(said: WorkerReport) -> str:
    """The line for the pipe."""
    return msgspec.json.encode(said).decode()


def read(text: str) -> WorkerReport:
    """Parse a line; raises msgspec.DecodeError."""
    return _said.decode(text)


class Ledger:
    """Every step the kit acknowledged, and which of them it no longer held after a start."""

    def __init__(self) -> None:
        self.acked: dict[tuple[Did, str], Step] = {}
        self.lost: list[Step] = []

    def ack(self, step: Step) -> None:
        """Believe a step: from now on it must never be missing."""
        known = self.acked.get((step.did, step.ref))
        if known is None or known.who < 0:
            self.acked[step.did, step.ref] = step

    def hold_against(self, held: Iterable[Step]) -> None:
        """Compare with what the store holds after a start; steps whose word was lost with the process are learned."""
        there = {(step.did, step.ref): step for step in held}
        self.lost += [
            step for key, step in self.acked.items() if key not in there and not _followed(step, there.keys())
        ]
        for step in there.values():
            self.ack(step)

    def steps(self, did: Did) -> list[Step]:
        """Every step of one kind."""
        return [step for step in self.acked.values() if step.did == did]


def _followed(step: Step, there: Iterable[tuple[Did, str]]) -> bool:
    """Whether a later step took this one in: a field lies in the sealed application, a decision in its correction."""
    application, _, rest = step.ref.partition(".")
    revision = rest.partition(".")[0]
    match step.did:
        case "saved":
            return ("sealed", f"{application}.{revision}") in there
        case "noted":
            return ("told", f"{application}.{revision}") in there
        case "decided":
            return ("sealed", f"{application}.{int(revision) + 1}") in there
        case _:
            return False
