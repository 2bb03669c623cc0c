"""The parts of a drill's day: who comes for what, and what goes otherwise than it should."""

from typing import NamedTuple


class Role(NamedTuple):
    """A part to play. ``wrong``: a field that HQ sends back; ``lacks``: a requirement that a supervisor lets pass.

    ``overpaid``: cents too many, which are given back.
    """

    services: tuple[str, ...]
    sex: str = "H"
    age: int = 34
    booked: bool = False
    comes: bool = True
    priority: str = ""
    misses: bool = False
    held: str = ""
    language: str = "spa"
    wrong: str = ""
    lacks: str = ""
    overpaid: int = 0


# The first ones are what even the shortest drill must have; all together ask for every service of the catalogue.
CAST = (
    Role(("PAS-AR", "VDS"), booked=True, wrong="occupation"),
    Role(("PAS-M", "MCAS-M"), sex="M", age=8, booked=True),
    Role(("MCAS-1", "PROT"), misses=True, overpaid=500),
    Role(("PAS-AR", "DACA"), sex="M", age=71, priority="elderly"),
    Role(("PAS-A1",), booked=True, comes=False),
    Role(("PALE", "VAIM"), sex="M", age=58),
    Role(("MCAS-R", "INE"), booked=True, held="copies", overpaid=1000),
    Role(("PAS-L", "VAF"), sex="M", age=22, booked=True),
    Role(("NOT-PF", "PROT"), age=45, held="photo"),
    Role(("RC-NAC", "RC-REV", "OP7"), sex="M", booked=True, misses=True),
    Role(("PAS-A1", "SMN"), age=22, booked=True, lacks="identity"),
    Role(("PAS-E", "RC-COP", "EDU", "VAIPO"), sex="M", priority="pregnant", language="mix"),
)
# What is let pass in a drill, by rule, and why.
EXCEPTIONS = {"approval": "head_of_office", "document.identity": "other_evidence"}
