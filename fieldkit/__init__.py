"""The kit of the mobile consulate: what runs at the event, and the office that opens what came back."""

__version__ = "0.2.0"
