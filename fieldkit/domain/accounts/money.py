"""Amounts in US dollars as people read them, on paper, on pages and on screens."""


def money(cents: int) -> str:
    """US dollars to the cent: ``US$ 1,234.50``, ``−US$ 5.00``."""
    dollars, rest = divmod(abs(cents), 100)
    return f"{'−' if cents < 0 else ''}US$ {dollars:,}.{rest:02}"
