"""Which units have ended, on which day, and into which did they merge? One row for each of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Column, Date, String, Uuid

from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.noted import FactNoted
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "unit_ends",
    Column("code", String, primary_key=True),
    Column("ended_on", Date, nullable=False),
    Column("into", String),
    Column("fact", Uuid, nullable=False),
    Column("correlation", Uuid, nullable=False),
)
FACTS: Final = ("roster.unit-merged.v1", "roster.unit-closed.v1")


def keys(stored: Stored[Any]) -> Sequence[str]:
    event = stored.event
    return (event.data["code"],) if isinstance(event, FactNoted) and event.type in FACTS else ()


def project(_row: Row | None, stored: Stored[Any], key: str) -> Row:
    data, record = stored.event.data, stored.record
    return {
        "code": key,
        "ended_on": date.fromisoformat(data["on"]),
        "into": data.get("into"),
        "fact": record.causation,
        "correlation": record.correlation,
    }


MODEL = ReadModel(TABLE, keys, project)
