"""The version of the kit, in one place: pyproject.toml reads it here."""

VERSION = "0.2.0"
