"""Who is an inspector, and until when?"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, String, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.roster.domain.events import InspectorAppointed
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "inspectors",
    Column("inspector", String, primary_key=True),
    Column("inspector_name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("source", String, nullable=False),
    Column("retired_on", Date),
    Column("birth_year", Integer, nullable=False),
    Column("degree", String, nullable=False),
    Column("education_years", Integer, nullable=False),
    Column("healthy", Boolean, nullable=False),
    Column("zone", String),
    Column("term_from", Date, nullable=False),
    Column("term_to", Date, nullable=False),
    Column("terms_served", Integer, nullable=False),
    Column("training", JSONB, nullable=False),
    Column("appraisals", JSONB, nullable=False),
    Column("phone", String),
    Column("earlier_terms", JSONB, nullable=False),
    Column("version", BigInteger, nullable=False),
)


TERM = ("kind", "zone", "retired_on", "term_from", "term_to", "terms_served")
"""What is kept of a term when the next one begins; days as ISO 8601 text."""


def keys(stored: Stored[Any]) -> Sequence[str]:
    return (stored.event.inspector,) if isinstance(stored.event, InspectorAppointed) else ()


def project(row: Row | None, stored: Stored[Any], key: str) -> Row:
    details = asdict(stored.event.details)
    lists = {name: list(details[name]) for name in ("training", "appraisals")}
    earlier = list(row["earlier_terms"]) if row else []
    if (
        row and row["term_from"] != details["term_from"]
    ):  # Another term; else the entry of this one is mended.
        earlier.append({name: _plain(row[name]) for name in TERM})
    return details | lists | {"inspector": key, "earlier_terms": earlier, "version": stored.version}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


MODEL = ReadModel(TABLE, keys, project, definition=2)


async def all_inspectors(connection: AsyncConnection) -> list[Row]:
    """Every inspector, by number."""
    rows = await connection.execute(select(TABLE).order_by(TABLE.c.inspector))
    return [dict(row) for row in rows.mappings()]
