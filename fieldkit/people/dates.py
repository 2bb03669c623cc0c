"""Dates as text: a day is written YYYY-MM-DD wherever one is stored or typed into a form."""

from datetime import date


def iso_date(text: str) -> date | None:
    """The date that ``text`` writes as YYYY-MM-DD; None for an empty text and for anything else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None  # week dates and 20261212 are no dates here


def iso_text(day: date | None) -> str:
    """A date as YYYY-MM-DD; an empty text when it is not known."""
    return day.isoformat() if day else ""
