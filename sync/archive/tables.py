"""The tables of headquarters' archive, on SQLite and PostgreSQL alike; they change by ``migrations`` alone."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

metadata = MetaData()


def _text(name: str, **options: Any) -> "Column[str]":
    return Column(name, String, **({"nullable": False} | options))


def _number(name: str, **options: Any) -> "Column[int]":
    return Column(name, BigInteger, **({"nullable": False} | options))


def _bytes(name: str, **options: Any) -> "Column[bytes]":
    return Column(name, LargeBinary, **({"nullable": False} | options))


about = Table("about", metadata, _text("key", primary_key=True), _text("value"))

devices = Table(
    "devices",
    metadata,
    _text("device", primary_key=True),
    _text("event"),
    _text("letter"),
    _text("label"),
    _bytes("public_key"),
    _text("recipient"),
    _text("state"),
    # A device that was restored twice from the same disk would otherwise live on as two.
    _text("predecessor", nullable=True, unique=True),
    _bytes("request"),
    _number("seen_ms"),
    UniqueConstraint("event", "letter"),
)

enrol_codes = Table(
    "enrol_codes",
    metadata,
    _text("code_id", primary_key=True),
    _text("auth_sha256"),
    _text("event"),
    _text("letter", nullable=True),
    _number("expires_ms"),
    _bytes("grant_bytes"),
    _text("used_by", nullable=True),
)

batches = Table(
    "batches",
    metadata,
    _text("device", primary_key=True),
    _number("n", primary_key=True, autoincrement=False),
    _text("status"),
    _text("sha256"),
    _bytes("raw"),
    _bytes("receipt"),
    _text("event"),
    _number("first_seq"),
    _number("last_seq"),
    _text("head"),
    _number("stored_ms"),
)

batch_blobs = Table(
    "batch_blobs",
    metadata,
    _text("device", primary_key=True),
    _number("n", primary_key=True, autoincrement=False),
    _text("sha256", primary_key=True),
    _number("size"),
)

disputed = Table(
    "disputed",
    metadata,
    _text("device", primary_key=True),
    _number("n", primary_key=True, autoincrement=False),
    _text("sha256", primary_key=True),
    _bytes("raw"),
    _number("seen_ms"),
)

# Blobs still arriving. A whole blob has no row: its file's name, given after its hash was found right, says it.
uploads = Table(
    "uploads",
    metadata,
    _text("sha256", primary_key=True),
    _text("device", primary_key=True),
    _number("size"),
    _number("received"),
    _number("fence"),
)

lost = Table(
    "lost",
    metadata,
    _text("sha256", primary_key=True),
    _text("device", primary_key=True),
    _text("reason"),
    _bytes("raw"),
)

inbox = Table(
    "inbox",
    metadata,
    _text("device", primary_key=True),
    _number("number", primary_key=True, autoincrement=False),
    _text("kind"),
    _bytes("sealed"),
)

status = Table(
    "status",
    metadata,
    _text("event", primary_key=True),
    _text("device", primary_key=True),
    _number("as_of"),
    _bytes("raw"),
)

Index("batch_blobs_by_sha256", batch_blobs.c.sha256)
