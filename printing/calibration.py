"""The slip that tells what a printer is: its width, its dots to the inch, its cutter, and that letters come out right.

It is printed as for the widest head; a narrower one leaves out the right end, and the ruler shows how much it has.
"""

from printing.blocks import Block, Code, Gauge, Rule, Ruler, Say, Sheet, Words

LETTERS = "ÁÉÍÓÚÑ áéíóúñ ü ¿¡ €"
COIN_MM = 24.26  # a quarter of a dollar: everybody in the hall has one, and nobody a ruler
SMALLEST_WIDE = 60  # the last number that only a wide head prints whole
_CODE = "FIELDKIT:1234567890"
_SIZES = (4, 6, 8)  # dots to the module

_TITLE = Words("Prueba de la impresora", "Printer test")
_RULER = Words("1. ¿Cuál es el último número que se ve completo?", "1. Which is the last number you can see whole?")
_COIN = Words(
    "2. Ponga una moneda de 25 centavos sobre la barra: ¿miden lo mismo, o la barra es más larga?",
    "2. Lay a quarter on the bar: the same width, or is the bar longer?",
)
_CUT = Words("3. ¿Se cortó solo el papel?", "3. Did the paper cut itself?")
_READ = Words("Todo se debe leer, y el teléfono debe leer los códigos.", "All must be readable, by phone too.")


def compose() -> Sheet:
    """The slip as a sheet."""
    codes: list[Block] = [Code(_CODE, dots) for dots in _SIZES]
    face: tuple[Block, ...] = (
        Say(_TITLE, "heading"),
        Say(_RULER),
        Ruler(),
        Say(_COIN),
        Gauge(COIN_MM),
        Say(_CUT),
        Rule(),
        Say(Words(LETTERS), "heading"),
        Say(_READ),
        *codes,
    )
    return Sheet(title="PRUEBA", face=face)


def paper_of(last_number: int) -> int:
    """The roll's width in mm, from the last whole number on the ruler."""
    return 80 if last_number >= SMALLEST_WIDE else 58
