"""The tables of 0.1.0, which made them without a schema number."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _text(name: str, **options: Any) -> "sa.Column[str]":
    return sa.Column(name, sa.String, **({"nullable": False} | options))


def _number(name: str, **options: Any) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger, **({"nullable": False} | options))


def _bytes(name: str) -> "sa.Column[bytes]":
    return sa.Column(name, sa.LargeBinary, nullable=False)


def _key(name: str) -> "sa.Column[str]":
    return _text(name, primary_key=True)


def _n(name: str) -> "sa.Column[int]":
    return _number(name, primary_key=True, autoincrement=False)


def upgrade() -> None:
    """Every table of the archive, and the index by which a blob's batches are found."""
    op.create_table("about", _key("key"), _text("value"))
    op.create_table(
        "devices",
        *(_key("device"), _text("event"), _text("letter"), _text("label"), _bytes("public_key"), _text("recipient")),
        *(_text("state"), _text("predecessor", nullable=True, unique=True), _bytes("request"), _number("seen_ms")),
        sa.UniqueConstraint("event", "letter"),
    )
    op.create_table(
        "enrol_codes",
        *(_key("code_id"), _text("auth_sha256"), _text("event"), _text("letter", nullable=True)),
        *(_number("expires_ms"), _bytes("grant_bytes"), _text("used_by", nullable=True)),
    )
    op.create_table(
        "batches",
        *(_key("device"), _n("n"), _text("status"), _text("sha256"), _bytes("raw"), _bytes("receipt"), _text("event")),
        *(_number("first_seq"), _number("last_seq"), _text("head"), _number("stored_ms")),
    )
    op.create_table("batch_blobs", _key("device"), _n("n"), _key("sha256"), _number("size"))
    op.create_table("disputed", _key("device"), _n("n"), _key("sha256"), _bytes("raw"), _number("seen_ms"))
    op.create_table("uploads", _key("sha256"), _key("device"), _number("size"), _number("received"), _number("fence"))
    op.create_table("lost", _key("sha256"), _key("device"), _text("reason"), _bytes("raw"))
    op.create_table("inbox", _key("device"), _n("number"), _text("kind"), _bytes("sealed"))
    op.create_table("status", _key("event"), _key("device"), _number("as_of"), _bytes("raw"))
    op.create_index("batch_blobs_by_sha256", "batch_blobs", ["sha256"])
